//! ACS Identity that believes everybody and signs nothing.
//!
//! <https://learn.microsoft.com/rest/api/communication/identity/communication-identity>

use std::sync::atomic::{AtomicU64, Ordering};

use axum::{
    Json, Router,
    extract::State,
    http::{StatusCode, header},
    response::IntoResponse,
    routing::post,
};
use serde_json::{Value, json};

use super::Upstream;

/// An answer of about the length of the service's own.
const ISSUED: &str = concat!(
    r#"{"token":"eyJhbGciOiJSUzI1NiIsImtpZCI6IjEwNiIsIng1dCI6ImJlbmNobWFyayIsInR5cCI6IkpXVCJ9."#,
    "eyJza3lwZWlkIjoiYWNzOjAwMDAwMDAwLTAwMDAtNDAwMC04MDAwLTAwMDAwMDAwMDAwMF8wMDAwMDAwMC0wMDAwLTQw",
    "MDAtODAwMC0wMDAwMDAwMDAwMDAiLCJzY3AiOjE3OTIsImNzaSI6IjE3NjM2ODAwMDAiLCJleHAiOjQxMDI0NDQ4MDAs",
    "InJnbiI6ImVtZWEiLCJhY3NTY29wZSI6ImNoYXQsdm9pcCIsInJlc291cmNlSWQiOiIwMDAwMDAwMC0wMDAwLTQwMDAt",
    "ODAwMC0wMDAwMDAwMDAwMDAiLCJyZXNvdXJjZUxvY2F0aW9uIjoiZXVyb3BlIiwiaWF0IjoxNzYzNjgwMDAwfQ.",
    "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWYwMTIzNDU2Nzg5YWJjZGVmMDEyMzQ1Njc4OWFiY2RlZjAxMjM0",
    "NTY3ODlhYmNkZWYwMTIzNDU2Nzg5YWJjZGVmMDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWYwMTIzNDU2Nzg5",
    "YWJjZGVmMDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWYwMTIzNDU2Nzg5YWJjZGVmMDEyMzQ1Njc4OWFiY2Rl",
    r#"ZjAxMjM0NTY3ODlhYmNkZWYwMTIzNDU2Nzg5YWJjZGVmMDEyMw","expiresOn":"2100-01-01T00:00:00.0000000+00:00"}"#,
);

/// The two calls that a token needs.
pub(super) fn router() -> Router<Upstream> {
    Router::new()
        .without_v07_checks()
        .route("/identities", post(create))
        .route("/identities/{id}/:issueAccessToken", post(issue))
}

async fn create(State(upstream): State<Upstream>) -> (StatusCode, Json<Value>) {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    upstream.take_time().await;
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let id =
        format!("8:acs:00000000-0000-4000-8000-000000000000_00000000-0000-4000-8000-{number:012x}");
    (
        StatusCode::CREATED,
        Json(json!({ "identity": { "id": id } })),
    )
}

async fn issue(State(upstream): State<Upstream>) -> impl IntoResponse {
    upstream.take_time().await;
    ([(header::CONTENT_TYPE, "application/json")], ISSUED)
}
