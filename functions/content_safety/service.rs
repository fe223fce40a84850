//! One question to Content Safety, with the key or the identity that opens it.

use std::{fmt, sync::Arc};

use azure_core::{
    credentials::TokenCredential,
    error::ErrorKind,
    http::{
        Context, Method, Pipeline, PipelineSendOptions, RawResponse, Request, StatusCode, Url,
        headers::{ACCEPT, CONTENT_TYPE, HeaderName},
        policies::{Policy, auth::BearerTokenAuthorizationPolicy},
    },
};
use azure_security_keyvault_secrets::SecretClient;
use reqwest::Client;

use super::{
    Levels, Severities, Unavailable,
    wire::{self, Question},
};
use crate::{
    azure::client_options, clock::Clock, config::ContentSafetySettings, error::Cause,
    vault_secret::VaultSecret,
};

/// The scope of the managed identity's tokens.
const SCOPE: &str = "https://cognitiveservices.azure.com/.default";
const KEY: HeaderName = HeaderName::from_static("ocp-apim-subscription-key");
const JSON: &str = "application/json";

/// A resource's key. It does not print.
pub(super) struct Key(String);

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(redacted)")
    }
}

/// The service, as one question after another sees it.
#[derive(Debug)]
pub(super) struct Service {
    url: Url,
    levels: Levels,
    pipeline: Pipeline,
    /// Unless the pipeline itself proves who we are.
    key: Option<VaultSecret<Key>>,
}

impl Service {
    pub(super) fn new(
        settings: &ContentSafetySettings,
        levels: Levels,
        credential: &Arc<dyn TokenCredential>,
        vault: Option<&Arc<SecretClient>>,
        http: &Client,
        clock: &Clock,
    ) -> Result<Self, Cause> {
        let mut url = settings.endpoint.clone();
        url.path_segments_mut()
            .map_err(|()| "the endpoint of Content Safety cannot have a path")?
            .pop_if_empty()
            .extend(["contentsafety", "text:analyze"]);
        url.query_pairs_mut()
            .clear()
            .append_pair("api-version", wire::API_VERSION);
        let key = match &settings.key_secret {
            None => None,
            Some(name) => {
                let vault = vault.ok_or("there is no vault to read the key from")?;
                let (vault, name) = (Arc::clone(vault), name.clone());
                Some(VaultSecret::new(vault, name, parse, clock.clone()))
            }
        };
        let mut policies: Vec<Arc<dyn Policy>> = Vec::new();
        if key.is_none() {
            let credential = Arc::clone(credential);
            policies.push(Arc::new(BearerTokenAuthorizationPolicy::new(
                credential,
                [SCOPE],
            )));
        }
        let pipeline = Pipeline::new(
            option_env!("CARGO_PKG_NAME"),
            option_env!("CARGO_PKG_VERSION"),
            client_options(http),
            Vec::new(),
            policies,
            None,
        );
        Ok(Self {
            url,
            levels,
            pipeline,
            key,
        })
    }

    /// Judges one window of a text. A key that was regenerated is read again, once.
    pub(super) async fn ask(&self, text: &str) -> Result<Severities, Unavailable> {
        let Some(secret) = &self.key else {
            return read(&self.send(text, None).await?);
        };
        let key = secret.get().await.ok_or(Unavailable::NoCredential(None))?;
        let answer = self.send(text, Some(&key)).await?;
        if answer.status() == StatusCode::Unauthorized
            && let Some(newer) = secret.after(&key).await
        {
            return read(&self.send(text, Some(&newer)).await?);
        }
        read(&answer)
    }

    async fn send(&self, text: &str, key: Option<&Key>) -> Result<RawResponse, Unavailable> {
        let mut request = Request::new(self.url.clone(), Method::Post);
        request
            .set_json(&Question {
                text,
                output_type: self.levels.output_type(),
            })
            .map_err(Unavailable::Unreached)?;
        request.insert_header(CONTENT_TYPE, JSON);
        request.insert_header(ACCEPT, JSON);
        if let Some(Key(key)) = key {
            request.insert_header(KEY, key.clone());
        }
        // The check of `azure_core` would keep the whole answer in its error.
        let options = PipelineSendOptions {
            skip_checks: true,
            ..PipelineSendOptions::default()
        };
        self.pipeline
            .send(&Context::new(), &mut request, Some(options))
            .await
            .map_err(|error| match error.kind() {
                ErrorKind::Credential => Unavailable::NoCredential(Some(error)),
                _ => Unavailable::Unreached(error),
            })
    }

    /// The key, if there is one, is to be read anew.
    pub(super) fn secret_changed(&self) {
        if let Some(secret) = &self.key {
            secret.forget();
        }
    }
}

fn read(answer: &RawResponse) -> Result<Severities, Unavailable> {
    if answer.status() == StatusCode::Ok {
        return wire::severities(answer.body()).ok_or(Unavailable::Unreadable);
    }
    Err(Unavailable::Refused {
        status: answer.status().into(),
        code: wire::code(answer.body()),
    })
}

/// A key goes into a header as it is.
fn parse(secret: &str) -> Result<Key, &'static str> {
    let key = secret.trim();
    if key.is_empty() || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err("the secret is not a key of Content Safety");
    }
    Ok(Key(key.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_one_word_and_does_not_print() {
        let key = parse(" 0123abcd\n").unwrap();
        assert_eq!(key.0, "0123abcd");
        assert_eq!(format!("{key:?}"), "Key(redacted)");
        for bad in ["", " \n", "two words", "caf\u{e9}", "a\nb"] {
            assert!(parse(bad).is_err(), "{bad:?}");
        }
    }
}
