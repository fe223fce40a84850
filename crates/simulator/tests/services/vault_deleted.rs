//! Key Vault: soft delete, and the event of a new version.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{Answer, Sim};

const VERSION: &str = "api-version=2026-04-01";
const NOW: i64 = 1_795_176_000;

#[tokio::test]
async fn a_deleted_secret_is_recovered_or_purged() {
    let sim = Sim::start().await;
    sim.simulator.put_secret("s", "v");
    let (secret, deleted) = (
        format!("secrets/s?{VERSION}"),
        format!("deletedsecrets/s?{VERSION}"),
    );
    let get = async |path: &str| sim.vault(Method::GET, path, Value::Null).await;
    let id = get(&secret).await.body["id"].clone();

    let gone = sim.vault(Method::DELETE, &secret, Value::Null).await;
    let expected = json!({
        "id": id, "recoveryId": sim.url("deletedsecrets/s"),
        "deletedDate": NOW, "scheduledPurgeDate": NOW + 90 * 86_400, "tags": {},
        "attributes": {
            "enabled": true, "created": NOW, "updated": NOW,
            "recoveryLevel": "Recoverable+Purgeable", "recoverableDays": 90,
        },
    });
    assert_eq!(gone, Answer::new(StatusCode::OK, expected.clone()));
    assert_eq!(get(&secret).await.status, StatusCode::NOT_FOUND);
    assert_eq!(get(&deleted).await.body, expected);
    let list = get(&format!("deletedsecrets?{VERSION}")).await.body;
    assert_eq!(list, json!({"value": [expected], "nextLink": null}));
    assert_eq!(
        sim.vault(Method::PUT, &secret, json!({"value": "v2"}))
            .await,
        Answer::new(
            StatusCode::CONFLICT,
            json!({"error": {
                "code": "Conflict",
                "message": "Secret s is currently in a deleted but recoverable state, and its \
                            name cannot be reused; in this state, the secret can only be \
                            recovered or purged.",
                "innererror": {"code": "ObjectIsDeletedButRecoverable"},
            }})
        )
    );

    let recover = format!("deletedsecrets/s/recover?{VERSION}");
    let recovered = sim.vault(Method::POST, &recover, Value::Null).await;
    assert_eq!(
        (recovered.status, &recovered.body["id"]),
        (StatusCode::OK, &id)
    );
    assert_eq!(get(&secret).await.body["value"], "v");

    sim.vault(Method::DELETE, &secret, Value::Null).await;
    assert_eq!(
        sim.vault(Method::DELETE, &deleted, Value::Null).await,
        Answer::empty()
    );
    let missing = get(&deleted).await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    assert_eq!(
        missing.body["error"]["message"],
        "Deleted Secret not found: s"
    );
    let fresh = sim
        .vault(Method::PUT, &secret, json!({"value": "v3"}))
        .await;
    assert_eq!(fresh.status, StatusCode::OK);
}
