//! Keys that are replaced, and tokens instead of keys.

use std::{
    iter,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use acs::{
    AccessKeyCredential, ConnectionString, ErrorKind, TOKEN_SCOPE,
    hmac::{AUTHORIZATION_PREFIX, content_hash, string_to_sign},
    identity::IdentityClient,
};
use async_trait::async_trait;
use azure_core::credentials::{AccessToken, TokenCredential, TokenRequestOptions};
use time::macros::datetime;

use crate::support::{KEY, Script, Service, Step::Answer, USER, key};

#[tokio::test]
async fn a_new_key_is_used_by_every_clone_at_once() {
    let service = Service::start(204, "").await;
    let credential = AccessKeyCredential::new("b2xk".parse().unwrap());
    let client = service.client(credential.clone());
    let clone = client.clone();
    assert_eq!(
        client.delete_user(USER).await.unwrap_err().kind(),
        ErrorKind::Unauthorized
    );
    credential.update(key());
    client.delete_user(USER).await.unwrap();
    clone.delete_user(USER).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_retry_signs_with_the_key_of_its_time() {
    let script = Script::new([Answer(500, &[], ""), Answer(204, &[], "")]);
    let credential = AccessKeyCredential::new("b2xk".parse().unwrap());
    let client = script.client(credential.clone());
    let call = client.delete_user(USER);
    let rotate = async {
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        credential.update(key());
    };
    let (result, ()) = tokio::join!(call, rotate);
    result.unwrap();
    let target = "/identities/8%3Aacs%3A11112222-3333-4444-5555-666677778888_aa-bb\
                  ?api-version=2025-06-30";
    let (dates, signatures) = (script.headers("x-ms-date"), script.headers("authorization"));
    let verified: Vec<_> = iter::zip(&dates, &signatures)
        .map(|(date, signature)| {
            let host = "contoso.communication.azure.com";
            let text = string_to_sign("DELETE", target, date, host, &content_hash(b""));
            key().verify(&text, signature.strip_prefix(AUTHORIZATION_PREFIX).unwrap())
        })
        .collect();
    assert_eq!(verified, [false, true]);
}

#[test]
fn a_client_comes_from_a_connection_string() {
    let text = format!("accesskey={KEY};endpoint=https://contoso.communication.azure.com/");
    let connection: ConnectionString = text.parse().unwrap();
    IdentityClient::new(connection.endpoint.clone(), connection, None).unwrap();
}

#[derive(Debug, Default)]
struct Entra {
    asked: Mutex<Vec<String>>,
    fails: AtomicUsize,
}

#[async_trait]
impl TokenCredential for Entra {
    async fn get_token(
        &self,
        scopes: &[&str],
        _: Option<TokenRequestOptions<'_>>,
    ) -> azure_core::Result<AccessToken> {
        self.asked
            .lock()
            .unwrap()
            .extend(scopes.iter().map(|scope| (*scope).to_owned()));
        if self.fails.load(Ordering::Relaxed) > 0 {
            let kind = azure_core::error::ErrorKind::Credential;
            return Err(azure_core::Error::with_message(kind, "no identity here"));
        }
        Ok(AccessToken::new(
            "entra-token",
            datetime!(9999-01-01 0:00 UTC),
        ))
    }
}

#[tokio::test(start_paused = true)]
async fn an_entra_token_replaces_the_signature() {
    let script = Script::new([
        Answer(500, &[], ""),
        Answer(204, &[], ""),
        Answer(204, &[], ""),
    ]);
    let entra = Arc::new(Entra::default());
    let client = script.client(Arc::clone(&entra) as Arc<dyn TokenCredential>);
    client.delete_user(USER).await.unwrap();
    client.revoke_tokens(USER).await.unwrap();
    assert_eq!(script.headers("authorization"), ["Bearer entra-token"; 3]);
    assert_eq!(*entra.asked.lock().unwrap(), [TOKEN_SCOPE]);
}

#[tokio::test]
async fn a_credential_that_fails_is_its_own_kind_of_error() {
    let script = Script::new([]);
    let entra = Arc::new(Entra {
        fails: 1.into(),
        ..Entra::default()
    });
    let client = script.client(entra as Arc<dyn TokenCredential>);
    let error = client.delete_user(USER).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Credential);
    assert_eq!(error.to_string(), "no token to authenticate with");
}

#[tokio::test]
async fn an_entra_token_is_never_sent_in_the_clear() {
    let service = Service::start(204, "").await;
    let entra = Arc::new(Entra::default());
    let client = service.client(Arc::clone(&entra) as Arc<dyn TokenCredential>);
    let error = client.delete_user(USER).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unexpected);
    assert!(entra.asked.lock().unwrap().is_empty());
}
