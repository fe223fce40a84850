//! A receiver of webhooks, as one that the app tells about messages would be.

mod signature;

use std::{collections::VecDeque, sync::Arc};

use axum::{
    Json, Router,
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    routing::post,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::Serialize;
use serde_json::Value;
use time::OffsetDateTime;

use crate::{Simulator, rng::Rng, vault, world::World};

/// The vault's name of the key that webhooks are signed with.
pub(crate) const SIGNING_KEY: &str = "webhook-signing-key";

/// A long-running simulator forgets the oldest webhooks beyond this many.
const CAPACITY: usize = 20_000;

/// A webhook that came, once or repeatedly.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Webhook {
    /// The path behind `/_sim/webhooks/`.
    pub name: String,
    /// `webhook-id`; empty when there was none.
    pub id: String,
    /// When it first came.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// The member `type` of the body.
    #[serde(rename = "type")]
    pub event_type: Option<String>,
    /// The body, a text if it is not JSON.
    pub body: Value,
    /// Whether every delivery of it was signed with the key in the vault.
    pub signature_valid: bool,
    /// How often it came.
    pub deliveries: u32,
    /// Whether it came with another body than the first time.
    pub changed: bool,
}

/// Every webhook, in the order of the first deliveries.
#[derive(Debug, Default)]
pub(crate) struct Webhooks(VecDeque<Webhook>);

impl Webhooks {
    fn record(&mut self, webhook: Webhook) {
        let earlier = self.0.iter_mut().rev().find(|earlier| {
            !webhook.id.is_empty() && (&earlier.name, &earlier.id) == (&webhook.name, &webhook.id)
        });
        if let Some(earlier) = earlier {
            earlier.deliveries += 1;
            earlier.changed |= earlier.body != webhook.body;
            earlier.signature_valid &= webhook.signature_valid;
            return;
        }
        if self.0.len() == CAPACITY {
            self.0.pop_front();
        }
        self.0.push_back(webhook);
    }

    pub(crate) fn all(&self) -> Vec<Webhook> {
        self.0.iter().cloned().collect()
    }
}

/// A new signing key in the form of Standard Webhooks.
pub(crate) fn signing_key(dice: &mut Rng) -> String {
    format!("whsec_{}", STANDARD.encode(dice.bytes::<32>()))
}

/// The receiver. It is no part of the control API, whose guard knows callers by their `Host`: a
/// webhook has the `Host` of whatever name its sender was given. It tells nobody anything.
pub(crate) fn router() -> Router<Arc<World>> {
    Router::new().route("/_sim/webhooks/{*name}", post(receive))
}

/// `POST /_sim/webhooks/{name}`.
async fn receive(
    State(world): State<Arc<World>>,
    Path(name): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    let now = world.now();
    let mut state = world.state();
    // After a rotation, what the app signed with the previous version is still on its way.
    let secrets = state
        .vault
        .secret(SIGNING_KEY)
        .into_iter()
        .flat_map(vault::Secret::versions)
        .filter(|version| version.enabled)
        .map(|version| version.value.as_str());
    let valid = signature::is_valid(&headers, &body, secrets, now, world.max_skew);
    let body: Value = serde_json::from_slice(&body)
        .unwrap_or_else(|_| String::from_utf8_lossy(&body).into_owned().into());
    let id = headers.get("webhook-id").and_then(|id| id.to_str().ok());
    state.webhooks.record(Webhook {
        name,
        id: id.unwrap_or_default().to_owned(),
        at: now,
        event_type: body.get("type").and_then(Value::as_str).map(str::to_owned),
        body,
        signature_valid: valid,
        deliveries: 1,
        changed: false,
    });
    if valid {
        StatusCode::NO_CONTENT
    } else {
        StatusCode::UNAUTHORIZED
    }
}

/// `GET /_sim/webhooks`.
pub(crate) async fn list(State(world): State<Arc<World>>) -> Json<Vec<Webhook>> {
    Json(world.state().webhooks.all())
}

impl Simulator {
    /// The webhooks that came since the start or the last reset, in order.
    pub fn webhooks(&self) -> Vec<Webhook> {
        self.world.state().webhooks.all()
    }
}
