//! Telling other servers: Standard Webhooks, signed with a key from the vault.
//!
//! At least once: a receiver tells repeats by `webhook-id`, which stays the same however often a
//! message has to be said.
//! <https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md>

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use azure_core::http::Url;
use azure_security_keyvault_secrets::SecretClient;
use reqwest::{Client, StatusCode, header};

use crate::{
    clock::Clock,
    config::Settings,
    error::Cause,
    outcome::{Outcome, Retry},
    policy, reach,
    signing_key::SigningKey,
};

/// When a webhook that was not heard is told again, after each try. Then it is given up.
const AGAIN: &[Duration] = &[
    Duration::from_secs(5),
    Duration::from_secs(5 * 60),
    Duration::from_secs(30 * 60),
    Duration::from_secs(2 * 3600),
    Duration::from_secs(5 * 3600),
    Duration::from_secs(10 * 3600),
    Duration::from_secs(24 * 3600),
];

/// The webhooks of the policy, ready to be told.
pub(crate) struct Webhooks {
    targets: BTreeMap<String, Target>,
    http: Client,
    clock: Clock,
}

struct Target {
    url: Url,
    key: SigningKey,
}

impl Webhooks {
    /// Nothing is asked and nobody is told yet.
    pub(crate) fn new(
        policy: &BTreeMap<String, policy::Webhook>,
        settings: &Settings,
        vault: Option<&Arc<SecretClient>>,
        clock: &Clock,
    ) -> Result<Self, Cause> {
        for name in settings.webhooks.keys() {
            if !policy.contains_key(name) {
                return Err(
                    format!("FRONTDESK_WEBHOOKS: the policy has no webhook `{name}`").into(),
                );
            }
        }
        let target = |(name, webhook): (&String, &policy::Webhook)| {
            let url = settings.webhooks.get(name).unwrap_or(&webhook.url).clone();
            if !settings.private_webhooks && reach::is_out_of_reach(&url) {
                let why = "is at an address that only this machine can see; FRONTDESK_PRIVATE_WEBHOOKS=on allows it";
                return Err(Cause::from(format!("webhook `{name}` {why}")));
            }
            if !settings.private_webhooks && url.scheme() != "https" {
                return Err(format!("webhook `{name}` must be at an https:// URL").into());
            }
            let vault = vault.ok_or_else(|| {
                format!("webhook `{name}` is signed with a secret of the vault: set KEY_VAULT_URL")
            })?;
            let key = SigningKey::new(Arc::clone(vault), webhook.secret.clone(), clock.clone());
            Ok((name.clone(), Target { url, key }))
        };
        Ok(Self {
            targets: policy.iter().map(target).collect::<Result<_, Cause>>()?,
            http: reach::client(settings.private_webhooks)?,
            clock: clock.clone(),
        })
    }

    /// Says it once. Every answer but a 2xx means: not heard.
    pub(crate) async fn tell(&self, name: &str, id: &str, body: String) -> Outcome {
        let Some(target) = self.targets.get(name) else {
            return Outcome::Never("the policy has no webhook of this name any more".to_owned());
        };
        let timestamp = self.clock.now().unix_timestamp();
        let signature = match target.key.sign(id, timestamp, &body).await {
            Ok(signature) => signature,
            Err(why) => return Outcome::Later(None, format!("it cannot be signed: {why}")),
        };
        let sent = self
            .http
            .post(target.url.clone())
            .header(header::CONTENT_TYPE, "application/json")
            .header("webhook-id", id)
            .header("webhook-timestamp", timestamp)
            .header("webhook-signature", signature)
            .body(body)
            .send()
            .await;
        let response = match sent {
            Ok(response) => response,
            // Without the URL, which may hold a key of the receiver's.
            Err(error) => {
                return Outcome::Later(None, format!("not reached: {}", error.without_url()));
            }
        };
        let status = response.status();
        if status.is_success() {
            return Outcome::Done;
        }
        let why = format!("answered {}", status.as_u16());
        if status == StatusCode::GONE {
            // "The receiver is not interested any more", says the specification.
            return Outcome::Never(why);
        }
        let after = response
            .headers()
            .get(header::RETRY_AFTER)
            .and_then(|value| value.to_str().ok()?.parse().ok())
            .map(Duration::from_secs);
        Outcome::Later(after, why)
    }

    /// The keys are to be read anew: something in the vault has changed.
    pub(crate) fn secret_changed(&self) {
        for target in self.targets.values() {
            target.key.forget();
        }
    }

    /// When to tell again, after this many tries.
    pub(crate) const fn again() -> Retry {
        Retry(AGAIN)
    }
}
