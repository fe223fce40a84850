//! Nothing that prints shows a key, a token or a signature.

use std::{
    fmt::Write as _,
    io,
    sync::{Arc, Mutex},
};

use acs::{
    AccessKeyCredential, CommunicationIdentifier, ConnectionString, Credential,
    identity::{TeamsUserExchange, TokenScope},
    sms::{Recipient, Repeatability},
};
use azure_core::{Uuid, credentials::Secret};
use time::OffsetDateTime;
use tracing::Level;

use crate::support::{KEY, Script, Step::Answer, USER, key};

const TOKEN: &str = "eyJhbGciOiJub25lIn0.eyJvaWQiOiJvIn0.x";
pub(crate) const OPAQUE: &str = "an-opaque-entra-token";

/// Everything there is to print of an error and its causes.
pub(crate) fn print(error: &dyn std::error::Error) -> String {
    let mut text = format!("{error} {error:?}");
    let mut source = error.source();
    while let Some(error) = source {
        write!(text, " {error} {error:?}").unwrap();
        source = error.source();
    }
    text
}

pub(crate) fn assert_secret(text: &str) {
    for secret in [
        KEY,
        "c2RrbGFi",
        "sdklab",
        TOKEN,
        "eyJ",
        OPAQUE,
        "Signature=",
        "1425555",
        "1800555",
        "My text",
        "Ana B.",
        "Room 9",
    ] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
}

#[test]
fn values_do_not_print_themselves() {
    let connection: ConnectionString = format!("endpoint=https://contoso.example;accesskey={KEY}")
        .parse()
        .unwrap();
    let exchange = TeamsUserExchange {
        token: Secret::new(TOKEN),
        app_id: String::new(),
        user_id: String::new(),
    };
    let credential = AccessKeyCredential::new(key());
    let text = format!(
        "{:?} {:?} {credential:?} {connection:?} {exchange:?} {:?} {:?} {:?}",
        key(),
        Credential::from(credential.clone()),
        CommunicationIdentifier::from("4:+14255550100"),
        CommunicationIdentifier::from("tel:+14255550100"),
        Script::new([]).client(credential.clone()),
    );
    assert_secret(&text);
    // The rest of them is there.
    assert!(
        text.contains("contoso.example") && text.contains("PhoneNumber"),
        "{text}"
    );
}

#[tokio::test]
async fn errors_and_logs_hold_no_secret() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(Level::TRACE)
        .with_writer(move || writer.clone())
        .finish();
    // While there is only one subscriber, tracing asks that of whichever thread meets an event
    // first, and the other tests' threads have none: the event would be off for good.
    let _second = tracing::Dispatch::new(tracing_subscriber::registry());
    let logging = tracing::subscriber::set_default(subscriber);

    // The service quotes what it was sent.
    let script = Script::new([
        Answer(
            400,
            &[],
            r#"{"error":{"code":"BadRequest","message":"no an-opaque-entra-token or eyJhbGciOiJub25lIn0.eyJvaWQiOiJvIn0.x here"}}"#,
        ),
        Answer(
            200,
            &[],
            r#"{"token":"eyJhbGciOiJub25lIn0.eyJvaWQiOiJvIn0.x","expiresOn":"eyJhbGciOiJub25lIn0.eyJvaWQiOiJvIn0.x"}"#,
        ),
        Answer(
            200,
            &[],
            r#"{"token":"eyJhbGciOiJub25lIn0.eyJvaWQiOiJvIn0.x","expiresOn":"2026-11-21T00:00:00Z"}"#,
        ),
    ]);
    let client = script.client(key());
    let exchange = TeamsUserExchange {
        token: Secret::new(OPAQUE),
        app_id: String::new(),
        user_id: String::new(),
    };
    let error = client
        .exchange_teams_user_token(&exchange)
        .await
        .unwrap_err();
    assert_eq!(error.message(), Some("no [cut] or [cut] here"));
    assert_secret(&print(&error));

    let error = client
        .issue_token(USER, &[TokenScope::Chat], None)
        .await
        .unwrap_err();
    let text = print(&error);
    assert!(text.contains("data error at line 1, column "), "{text}");
    assert_secret(&text);

    let token = client
        .issue_token(USER, &[TokenScope::Chat], None)
        .await
        .unwrap();
    assert_eq!(token.token.secret(), TOKEN);
    assert_secret(&format!("{token:?}"));

    send_and_print().await;
    crate::chat::secrecy::call_and_print().await;

    drop(logging);
    let text = log.text();
    assert!(
        text.contains("contoso.communication.azure.com"),
        "the pipeline logs: {text}"
    );
    assert_secret(&text);
}

/// SMS, whose personal data is in the requests too. Again the service quotes what it was sent.
async fn send_and_print() {
    let script = Script::new([
        Answer(
            400,
            &[],
            r#"{"title":"Bad.","errors":{"To":["No number: +14255550123, 14255550123."],"Message":["My text is 123…"]}}"#,
        ),
        Answer(
            202,
            &[],
            r#"{"value":[{"to":"+14255550123","httpStatusCode":400,"successful":false,"errorMessage":"From 18005550100 to 14255550123"}]}"#,
        ),
        Answer(
            202,
            &[],
            r#"{"value":[{"to":"+14255550123","httpStatusCode":"My text"}]}"#,
        ),
        Answer(400, &[], r#"{"From":["+18005550100?"]}"#),
        Answer(
            200,
            &[],
            r#"{"value":[{"to":"+14255550123","httpStatusCode":400,"errorMessage":"+14255550123?"}]}"#,
        ),
        Answer(
            200,
            &[],
            r#"{"messageId":"m-1","from":"+18005550100","to":"+14255550123","deliveryStatus":"Delivered"}"#,
        ),
    ]);
    let client = script.sms();
    let to = [Recipient {
        to: "+14255550123",
        repeatability: Repeatability {
            request_id: Uuid::nil(),
            first_sent: OffsetDateTime::UNIX_EPOCH,
        },
    }];
    assert_secret(&format!("{to:?}"));
    let send = || client.send("+18005550100", &to, "My text is 123, she said", None);

    let error = send().await.unwrap_err();
    assert_eq!(error.message(), Some("Bad. Message: [cut]"));
    assert_secret(&print(&error));
    let text = format!("{:?}", send().await.unwrap());
    assert!(text.contains("From [cut] to [cut]"), "{text}");
    assert_secret(&text);
    let error = send().await.unwrap_err();
    assert_eq!(error.kind(), acs::ErrorKind::Unexpected);
    assert_secret(&print(&error));

    let opt_outs = client.opt_outs();
    let check = || opt_outs.check("+18005550100", &["+14255550123"]);
    let error = check().await.unwrap_err();
    assert_eq!(error.message(), Some("From: +[cut]?"));
    assert_secret(&print(&error));
    let text = format!("{:?}", check().await.unwrap());
    assert!(text.contains("+[cut]?"), "{text}");
    assert_secret(&text);

    let text = format!("{:?}", client.delivery_report("m-1").await.unwrap());
    assert!(text.contains("m-1"), "{text}");
    assert_secret(&text);
}

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
