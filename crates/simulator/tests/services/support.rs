//! One simulator at a pinned time, and clients of it that are written independently of it.

use aws_lc_rs::{digest, hmac};
use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use serde_json::Value;
use simulator::{Clock, Options, Simulator};
use time::{OffsetDateTime, format_description::well_known::Rfc2822, macros::datetime};

pub(crate) const START: OffsetDateTime = datetime!(2026-11-20 12:00:00.123_456_7 UTC);

/// A simulator and an https client that trusts it.
pub(crate) struct Sim {
    pub(crate) simulator: Simulator,
    pub(crate) client: Client,
}

/// What came back.
#[derive(Debug, PartialEq)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) body: Value,
}

impl Answer {
    pub(crate) fn new(status: StatusCode, body: Value) -> Self {
        Self { status, body }
    }

    /// 204.
    pub(crate) fn empty() -> Self {
        Self::new(StatusCode::NO_CONTENT, Value::Null)
    }
}

impl Sim {
    pub(crate) async fn start() -> Self {
        let options = Options {
            clock: Clock::pinned(START),
            ..Options::default()
        };
        Self::of(Simulator::start(options).await.unwrap())
    }

    pub(crate) fn of(simulator: Simulator) -> Self {
        let ca = reqwest::Certificate::from_pem(simulator.ca_pem().as_bytes()).unwrap();
        let client = Client::builder()
            .tls_certs_only([ca])
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        Self { simulator, client }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.simulator.https_url())
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, self.url(path))
    }

    /// A call of ACS, signed with the key of `connection_string`.
    pub(crate) fn signed(
        &self,
        connection_string: &str,
        method: Method,
        path: &str,
        body: &str,
    ) -> RequestBuilder {
        let host = self.simulator.https_url().authority().to_owned();
        self.signed_for(&host, connection_string, method, path, body)
    }

    /// [`signed`](Self::signed) as if the request went to `host`.
    pub(crate) fn signed_for(
        &self,
        host: &str,
        connection_string: &str,
        method: Method,
        path: &str,
        body: &str,
    ) -> RequestBuilder {
        let (_, key) = connection_string.split_once("accesskey=").unwrap();
        let date = self
            .simulator
            .clock()
            .now()
            .format(&Rfc2822)
            .unwrap()
            .replace("+0000", "GMT");
        let hash = STANDARD.encode(digest::digest(&digest::SHA256, body.as_bytes()));
        let text = format!("{method}\n/{path}\n{date};{host};{hash}");
        let key = hmac::Key::new(hmac::HMAC_SHA256, &STANDARD.decode(key).unwrap());
        let signature = STANDARD.encode(hmac::sign(&key, text.as_bytes()));
        self.request(method, path)
            .header("x-ms-date", date)
            .header("x-ms-content-sha256", hash)
            .header("content-type", "application/json")
            .header(
                "authorization",
                format!(
                    "HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256\
                     &Signature={signature}"
                ),
            )
            .body(body.to_owned())
    }

    /// [`signed`](Self::signed) with the primary key, sent.
    pub(crate) async fn acs(&self, method: Method, path: &str, body: &str) -> Answer {
        let key = self.simulator.connection_string();
        answer(self.signed(&key, method, path, body)).await
    }

    /// A new identity's id.
    pub(crate) async fn new_identity(&self) -> String {
        let created = self.acs(Method::POST, "identities?api-version=1", "").await;
        created.body["identity"]["id"].as_str().unwrap().to_owned()
    }

    /// A user token of a new identity.
    pub(crate) async fn user_token(&self) -> String {
        let body = r#"{"createTokenWithScopes":["chat"]}"#;
        let created = self
            .acs(Method::POST, "identities?api-version=1", body)
            .await;
        created.body["accessToken"]["token"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    /// A token of the managed identity.
    pub(crate) async fn managed_token(&self, resource: &str) -> String {
        let identity = self.simulator.managed_identity();
        let query = [("api-version", "2019-08-01"), ("resource", resource)];
        let request = self.client.get(identity.endpoint).query(&query);
        let given = answer(request.header("X-IDENTITY-HEADER", identity.header)).await;
        given.body["access_token"].as_str().unwrap().to_owned()
    }

    /// A call of the vault with a good token; `Value::Null` sends no body.
    pub(crate) async fn vault(&self, method: Method, path: &str, body: Value) -> Answer {
        let token = self.managed_token("https://vault.azure.net").await;
        let request = self.request(method, path).bearer_auth(token);
        answer(if body.is_null() {
            request
        } else {
            request.json(&body)
        })
        .await
    }
}

pub(crate) async fn answer(request: RequestBuilder) -> Answer {
    read(request.send().await.unwrap()).await
}

pub(crate) async fn read(response: Response) -> Answer {
    let status = response.status();
    let text = response.text().await.unwrap();
    let body = if text.is_empty() {
        Value::Null
    } else {
        serde_json::from_str(&text).unwrap()
    };
    Answer { status, body }
}

/// The claims of a token, unchecked.
pub(crate) fn claims(token: &str) -> Value {
    segment(token, 1)
}

/// The header of a token.
pub(crate) fn header(token: &str) -> Value {
    segment(token, 0)
}

fn segment(token: &str, index: usize) -> Value {
    let text = URL_SAFE_NO_PAD
        .decode(token.split('.').nth(index).unwrap())
        .unwrap();
    serde_json::from_slice(&text).unwrap()
}
