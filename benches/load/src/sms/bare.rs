//! The least that a server of such events could do: axum, and the whole invocation in typed structs.

use std::{collections::BTreeMap, hint::black_box};

use axum::{Json, Router, routing::post};
use serde::{Deserialize, Serialize};

use crate::{bare, error::Error};

/// Options of the process.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Where to listen on 127.0.0.1.
    #[arg(long)]
    port: u16,
}

/// Serves until it is ended.
pub(crate) fn run(options: &Options) -> Result<(), Error> {
    bare::serve(
        options.port,
        Router::new().route("/sms_received", post(acknowledge)),
    )
}

async fn acknowledge(Json(invocation): Json<Invocation>) -> Json<Answer> {
    // Nothing is left out because nobody looks at it.
    black_box(&invocation);
    Json(Answer::default())
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
#[expect(dead_code, reason = "parsing it is what is measured")]
struct Invocation {
    data: Data,
    metadata: Metadata,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "parsing it is what is measured")]
struct Data {
    event: Event,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "parsing it is what is measured")]
struct Event {
    id: String,
    topic: String,
    subject: String,
    data: Text,
    #[serde(rename = "eventType")]
    kind: String,
    data_version: String,
    metadata_version: String,
    #[serde(rename = "eventTime")]
    time: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "parsing it is what is measured")]
struct Text {
    message_id: String,
    from: String,
    to: String,
    message: String,
    segment_count: u32,
    received_timestamp: String,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "parsing it is what is measured")]
struct Metadata {
    data: Text,
    sys: Sys,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
#[expect(dead_code, reason = "parsing it is what is measured")]
struct Sys {
    method_name: String,
    utc_now: String,
    rand_guid: String,
}

/// <https://learn.microsoft.com/azure/azure-functions/functions-custom-handlers#response-payload>
#[derive(Default, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Answer {
    outputs: BTreeMap<&'static str, &'static str>,
    logs: [&'static str; 0],
    return_value: Option<&'static str>,
}
