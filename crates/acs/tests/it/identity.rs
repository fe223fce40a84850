//! Each call of Identity: what goes over the wire, and what comes back from it.

use acs::{
    Error, ErrorKind,
    identifier::CommunicationUser,
    identity::{
        AccessToken, IdentityClient, IdentityClientOptions, TeamsUserExchange, TokenLifetime,
        TokenScope, UserWithToken,
    },
};
use azure_core::credentials::Secret;
use time::macros::datetime;

use crate::support::{KEY, Service, USER, key};

const CREATED: &str = r#"{"identity":{"id":"8:acs:1_2"}}"#;
const CREATED_WITH_TOKEN: &str = r#"{
    "identity": {"id": "8:acs:1_2"},
    "accessToken": {"token": "token", "expiresOn": "2025-07-10T21:39:39.3244584+00:00"}
}"#;
const TOKEN: &str = r#"{"token":"token","expiresOn":"2025-07-10T21:39:39.3244584+00:00"}"#;

fn user() -> CommunicationUser {
    CommunicationUser {
        id: "8:acs:1_2".to_owned(),
    }
}

fn token() -> AccessToken {
    AccessToken {
        token: Secret::new("token"),
        expires_on: datetime!(2025-07-10 21:39:39.324_458_4 UTC),
    }
}

/// The line and the body of the request; what every request has is checked here.
fn sent(service: &Service) -> (String, String) {
    let request = service.only_request();
    assert_eq!(
        request.header("host"),
        service.endpoint.trim_start_matches("http://")
    );
    assert_eq!(request.header("accept"), "application/json");
    assert!(request.header("user-agent").starts_with("azsdk-rust-acs/"));
    assert_eq!(request.header("x-ms-client-request-id").len(), 36);
    let length = request.header("content-length");
    if request.line.starts_with("DELETE") {
        assert_eq!(length, "");
    } else {
        assert_eq!(length, request.body.len().to_string());
    }
    let json = request.body.is_empty() || request.header("content-type") == "application/json";
    assert!(json, "{request:?}");
    (request.line, request.body)
}

#[tokio::test]
async fn creates_a_user() {
    let service = Service::start(201, CREATED).await;
    assert_eq!(service.client(key()).create_user().await.unwrap(), user());
    assert_eq!(
        sent(&service),
        (
            "POST /identities?api-version=2025-06-30".into(),
            String::new()
        )
    );
    assert_eq!(
        service.only_request().header("content-type"),
        "application/json"
    );
}

#[tokio::test]
async fn creates_a_user_and_its_token() {
    for (lifetime, body) in [
        (None, r#"{"createTokenWithScopes":["chat","voip.join"]}"#),
        (
            Some(TokenLifetime::MIN),
            r#"{"createTokenWithScopes":["chat","voip.join"],"expiresInMinutes":60}"#,
        ),
    ] {
        let service = Service::start(201, CREATED_WITH_TOKEN).await;
        let scopes = [TokenScope::Chat, TokenScope::VoipJoin];
        let created = service
            .client(key())
            .create_user_and_token(&scopes, lifetime)
            .await
            .unwrap();
        assert_eq!(
            created,
            UserWithToken {
                user: user(),
                token: token()
            }
        );
        assert_eq!(
            sent(&service),
            (
                "POST /identities?api-version=2025-06-30".into(),
                body.into()
            )
        );
    }
}

#[tokio::test]
async fn issues_a_token() {
    for (lifetime, body) in [
        (None, r#"{"scopes":["chat.join.limited"]}"#),
        (
            Some(TokenLifetime::MAX),
            r#"{"scopes":["chat.join.limited"],"expiresInMinutes":1440}"#,
        ),
    ] {
        let service = Service::start(200, TOKEN).await;
        let scopes = [TokenScope::ChatJoinLimited];
        let issued = service
            .client(key())
            .issue_token(USER, &scopes, lifetime)
            .await
            .unwrap();
        assert_eq!(issued, token());
        let line = "POST /identities/8%3Aacs%3A11112222-3333-4444-5555-666677778888_aa-bb\
                    /:issueAccessToken?api-version=2025-06-30";
        assert_eq!(sent(&service), (line.into(), body.into()));
    }
}

#[tokio::test]
async fn revokes_and_deletes() {
    let service = Service::start(204, "").await;
    service
        .client(key())
        .revoke_tokens("8:acs:1_2")
        .await
        .unwrap();
    let line = "POST /identities/8%3Aacs%3A1_2/:revokeAccessTokens?api-version=2025-06-30";
    assert_eq!(sent(&service), (line.into(), String::new()));

    let service = Service::start(204, "").await;
    service
        .client(key())
        .delete_user("8:acs:1_2")
        .await
        .unwrap();
    let line = "DELETE /identities/8%3Aacs%3A1_2?api-version=2025-06-30";
    assert_eq!(sent(&service), (line.into(), String::new()));
}

#[tokio::test]
async fn exchanges_a_teams_users_token() {
    let service = Service::start(200, TOKEN).await;
    let exchange = TeamsUserExchange {
        token: Secret::new("a.b.c"),
        app_id: "client".to_owned(),
        user_id: "ünïcode \"object\"".to_owned(),
    };
    assert_eq!(
        service
            .client(key())
            .exchange_teams_user_token(&exchange)
            .await
            .unwrap(),
        token()
    );
    let line = "POST /teamsUser/:exchangeAccessToken?api-version=2025-06-30";
    let body = r#"{"token":"a.b.c","appId":"client","userId":"ünïcode \"object\""}"#;
    assert_eq!(sent(&service), (line.into(), body.into()));
}

#[tokio::test]
async fn ids_of_any_text_are_signed_as_they_are_sent() {
    for (id, encoded) in [
        ("8:acs:é☎", "8%3Aacs%3A%C3%A9%E2%98%8E"),
        ("a/b?c#d%e f+g", "a%2Fb%3Fc%23d%25e%20f%2Bg"),
        ("'~*()!$&,;=@", "%27~%2A%28%29%21%24%26%2C%3B%3D%40"),
        ("a/../../b", "a%2F..%2F..%2Fb"),
    ] {
        let service = Service::start(204, "").await;
        service.client(key()).delete_user(id).await.unwrap();
        let line = format!("DELETE /identities/{encoded}?api-version=2025-06-30");
        assert_eq!(sent(&service), (line, String::new()));
    }
}

#[tokio::test]
async fn an_endpoint_may_have_a_path_and_the_version_is_an_option() {
    let service = Service::start(204, "").await;
    let options = IdentityClientOptions {
        api_version: "2023-10-01 & more".into(),
        ..IdentityClientOptions::default()
    };
    let endpoint = format!("{}/gateway/", service.endpoint);
    let client = IdentityClient::new(endpoint, key(), Some(options)).unwrap();
    client.delete_user("1").await.unwrap();
    let line = "DELETE /gateway/identities/1?api-version=2023-10-01+%26+more";
    assert_eq!(sent(&service), (line.into(), String::new()));
}

#[tokio::test]
async fn a_wrong_key_is_unauthorized() {
    let service = Service::start(201, CREATED).await;
    let wrong: acs::AccessKey = KEY.replace("c2Rr", "c2Ry").parse().unwrap();
    let error = service.client(wrong).create_user().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unauthorized);
    assert_eq!(error.status(), Some(401));
    assert_eq!(error.code(), Some("Denied"));
    assert_eq!(
        error.to_string(),
        "Communication Services answered 401: Denied: Denied by the resource provider.",
    );
}

#[tokio::test]
async fn what_cannot_be_meant_is_not_sent() {
    fn refused(result: Result<impl std::fmt::Debug, Error>, text: &str) {
        let error = result.unwrap_err();
        assert_eq!(
            (error.kind(), error.status()),
            (ErrorKind::BadRequest, None)
        );
        assert_eq!(error.to_string(), text);
    }
    // Nothing listens on this port: what is sent is another error.
    let client = IdentityClient::new("https://127.0.0.1:1", key(), None).unwrap();
    let (no_scope, no_id) = (
        "a token needs at least one scope",
        "the id is empty or made of dots",
    );
    refused(client.issue_token(USER, &[], None).await, no_scope);
    refused(client.create_user_and_token(&[], None).await, no_scope);
    for id in ["", ".", ".."] {
        refused(
            client.issue_token(id, &[TokenScope::Chat], None).await,
            no_id,
        );
        refused(client.revoke_tokens(id).await, no_id);
        refused(client.delete_user(id).await, no_id);
    }
    refused(
        IdentityClient::new("http://contoso.communication.azure.com", key(), None),
        "an endpoint is https; http is for 127.0.0.1, [::1] and localhost only",
    );
}
