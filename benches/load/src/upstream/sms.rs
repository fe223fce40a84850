//! ACS SMS that takes every text and tells how many it took.
//!
//! <https://learn.microsoft.com/rest/api/communication/sms/sms/send>

use std::sync::atomic::Ordering;

use axum::{
    Json, Router,
    extract::State,
    http::StatusCode,
    routing::{get, post},
};
use serde::{Deserialize, Serialize};

use super::Upstream;

pub(super) fn router() -> Router<Upstream> {
    Router::new()
        .route("/sms", post(send))
        .route("/sent", get(sent))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Message {
    sms_recipients: Vec<Recipient>,
}

#[derive(Deserialize)]
struct Recipient {
    to: String,
}

#[derive(Serialize)]
struct Results {
    value: Vec<Sent>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Sent {
    to: String,
    message_id: String,
    http_status_code: u16,
    repeatability_result: &'static str,
    successful: bool,
}

async fn send(
    State(upstream): State<Upstream>,
    Json(message): Json<Message>,
) -> (StatusCode, Json<Results>) {
    upstream.take_time().await;
    let accept = |recipient: Recipient| Sent {
        to: recipient.to,
        message_id: format!(
            "Outgoing_20261121000000_{:032x}",
            upstream.sent.fetch_add(1, Ordering::Relaxed)
        ),
        http_status_code: 202,
        repeatability_result: "accepted",
        successful: true,
    };
    let value = message.sms_recipients.into_iter().map(accept).collect();
    (StatusCode::ACCEPTED, Json(Results { value }))
}

async fn sent(State(upstream): State<Upstream>) -> Json<u64> {
    Json(upstream.sent.load(Ordering::Relaxed))
}
