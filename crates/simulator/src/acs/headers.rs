//! The headers that every answer of ACS carries, as recorded in the SDKs' repositories.
//!
//! `Strict-Transport-Security` is left out on purpose: a browser would apply it to every other
//! development server on `localhost`.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue},
    middleware::Next,
    response::Response,
};
use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};

use crate::world::World;

const CLIENT_REQUEST_ID: HeaderName = HeaderName::from_static("x-ms-client-request-id");

/// What Identity says that it supports.
pub(super) const IDENTITY_VERSIONS: &str =
    "2021-03-07, 2022-06-01, 2022-10-01, 2023-10-01, 2025-06-30";

/// What SMS says that it supports: its published versions.
pub(super) const SMS_VERSIONS: &str = "2020-07-20-preview1, 2020-08-20-preview, 2021-03-07, 2024-12-10-preview, 2025-05-29-preview, \
     2026-01-23";

/// What Chat says that it supports: the published versions, without previews.
pub(super) const CHAT_VERSIONS: &str = "2021-03-07, 2021-09-07, 2023-11-07, 2024-03-07, 2025-03-15";

pub(crate) async fn common(
    State((world, versions)): State<(Arc<World>, &'static str)>,
    request: Request,
    next: Next,
) -> Response {
    let client_request_id = request.headers().get(CLIENT_REQUEST_ID).cloned();
    let correlation: [u8; 16] = world.state().ids.bytes();
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    fixed(headers, "api-supported-versions", versions);
    fixed(headers, "request-context", "appId=");
    fixed(headers, "x-cache", "CONFIG_NOCACHE");
    fixed(headers, "x-processing-time", "1ms");
    let vector = format!("{}.0", STANDARD_NO_PAD.encode(correlation));
    if let Ok(vector) = HeaderValue::try_from(vector) {
        headers.insert(HeaderName::from_static("ms-cv"), vector);
    }
    if let Some(id) = client_request_id {
        headers.insert(CLIENT_REQUEST_ID, id);
    }
    response
}

fn fixed(headers: &mut HeaderMap, name: &'static str, value: &'static str) {
    headers.insert(
        HeaderName::from_static(name),
        HeaderValue::from_static(value),
    );
}
