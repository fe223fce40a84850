//! Trigger paths are the host's: nobody reaches them through the proxy.

use reqwest::StatusCode;
use serde_json::json;
use simulator::Service;

use crate::desk::Desk;

const INVOCATION: &str = "6bb1ee1e-2c3d-4a6f-8ad0-0f0f0f0f0f0f";

#[tokio::test]
async fn a_forged_invocation_is_not_found() {
    let desk = Desk::open().await;
    let before = desk.sim.requests(Service::Vault).len();
    let event = json!({"Data": {"event": {"id": "1", "data": {}}}, "Metadata": {}});
    let post = |path: &str| desk.post(path).json(&event);
    for (what, request) in [
        ("without the host's header", post("/secret_rotated")),
        (
            // What arrives through the proxy always bears this header, and the client cannot drop it.
            "through the proxy",
            post("/secret_rotated")
                .header("x-azure-functions-invocationid", INVOCATION)
                .header("x-ms-invocation-id", INVOCATION),
        ),
        (
            "under the public prefix",
            post("/api/secret_rotated").header("x-azure-functions-invocationid", INVOCATION),
        ),
    ] {
        assert_eq!(
            request.send().await.unwrap().status(),
            StatusCode::NOT_FOUND,
            "{what}"
        );
    }
    assert_eq!(desk.sim.requests(Service::Vault).len(), before);
}

#[tokio::test]
async fn the_host_is_told_when_a_delivery_has_to_come_again() {
    let desk = Desk::open().await;
    let down = simulator::Chaos {
        down: true,
        ..simulator::Chaos::default()
    };
    desk.sim.set_chaos(Service::Vault, down);
    let event = json!({"Data": {"event": {"id": "1", "data": {}}}, "Metadata": {}});
    let deliver = desk
        .post("/secret_rotated")
        .header("x-azure-functions-invocationid", INVOCATION)
        .json(&event);
    assert!(deliver.send().await.unwrap().status().is_server_error());
}

#[tokio::test]
async fn readiness_is_answered_at_once_whatever_is_missing() {
    let opening = crate::desk::Opening {
        ready: false,
        ..Default::default()
    };
    let desk = Desk::with(opening).await;
    let ready = desk.get("/").send().await.unwrap();
    assert_eq!(ready.status(), StatusCode::OK);
}
