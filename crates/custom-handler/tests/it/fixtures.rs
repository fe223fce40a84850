//! What is recorded in `tests/fixtures`, and requests made of it.

use std::collections::BTreeMap;

use axum::{
    body::Body,
    http::{Request, request::Builder},
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

/// A request of the host.
#[derive(Deserialize)]
pub(crate) struct Recorded {
    pub(crate) id: u32,
    pub(crate) name: String,
    pub(crate) request: RecordedRequest,
}

#[derive(Deserialize)]
pub(crate) struct RecordedRequest {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: String,
}

impl RecordedRequest {
    pub(crate) fn to_request(&self) -> Request<Body> {
        let request = Request::builder()
            .method(self.method.as_str())
            .uri(&self.path);
        let headers = self.headers.iter();
        let request = headers.fold(request, |request, (name, value)| {
            request.header(name, value)
        });
        request.body(Body::from(self.body.clone())).unwrap()
    }
}

pub(crate) fn invocations() -> Vec<Recorded> {
    read(include_str!("../fixtures/invocations.json"))
}

pub(crate) fn invocation(id: u32) -> RecordedRequest {
    let found = invocations().into_iter().find(|recorded| recorded.id == id);
    found.expect("a recorded invocation").request
}

pub(crate) fn responses() -> Vec<Value> {
    read(include_str!("../fixtures/responses.json"))
}

pub(crate) fn webhook() -> Vec<Value> {
    read(include_str!("../fixtures/webhook.json"))
}

fn read<T: DeserializeOwned>(fixture: &str) -> T {
    serde_json::from_str(fixture).unwrap()
}

/// What the host adds to each invocation.
pub(crate) fn post(path: &str) -> Builder {
    Request::post(path)
        .header(
            "X-Azure-Functions-InvocationId",
            "3d0c9a52-8b1f-4c6e-9a77-51c2f0e4b6d8",
        )
        .header("Content-Type", "application/json; charset=utf-8")
}
