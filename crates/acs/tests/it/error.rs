//! What an error says of an answer.

use std::time::Duration;

use acs::{Error, ErrorKind, retry::RetryLimits};

use crate::support::{Script, Step::Answer, USER, key, limits};

type Pairs = &'static [(&'static str, &'static str)];

async fn error(status: u16, headers: Pairs, body: &'static str) -> Error {
    let script = Script::new([Answer(status, headers, body)]);
    let client = script.client_with(
        key(),
        RetryLimits {
            max_retries: 0,
            ..limits()
        },
    );
    client.delete_user(USER).await.unwrap_err()
}

#[tokio::test]
async fn each_status_has_its_kind() {
    for (status, kind) in [
        (302, ErrorKind::Unexpected),
        (400, ErrorKind::BadRequest),
        (401, ErrorKind::Unauthorized),
        (403, ErrorKind::Forbidden),
        (404, ErrorKind::NotFound),
        (405, ErrorKind::BadRequest),
        (408, ErrorKind::Timeout),
        (409, ErrorKind::Conflict),
        (412, ErrorKind::Conflict),
        (413, ErrorKind::BadRequest),
        (422, ErrorKind::BadRequest),
        (429, ErrorKind::Throttled),
        (500, ErrorKind::Unavailable),
        (501, ErrorKind::Unexpected),
        (502, ErrorKind::Unavailable),
        (503, ErrorKind::Unavailable),
        (504, ErrorKind::Unavailable),
    ] {
        let error = error(status, &[], "").await;
        assert_eq!((error.kind(), error.status()), (kind, Some(status)));
        assert_eq!(
            error.to_string(),
            format!("Communication Services answered {status}")
        );
        assert_eq!(
            (error.code(), error.message(), error.retry_after()),
            (None, None, None)
        );
    }
}

#[tokio::test]
async fn an_unknown_user_is_not_a_wrong_key() {
    let body = r#"{"error":{"code":"IdentityNotOwned","message":"Provided identity doesn't belong to the resource."}}"#;
    let error = error(401, &[], body).await;
    assert_eq!(
        (error.kind(), error.status()),
        (ErrorKind::NotFound, Some(401))
    );
    assert_eq!(error.code(), Some("IdentityNotOwned"));
}

#[tokio::test]
async fn headers_fill_what_the_body_does_not_say() {
    let headers: Pairs = &[
        ("x-ms-error-code", "TooManyRequests"),
        ("retry-after", "9"),
        ("ms-cv", "abc.0"),
        (
            "x-ms-client-request-id",
            "11112222-3333-4444-5555-666677778888",
        ),
    ];
    let error = error(429, headers, "<html>slow down</html>").await;
    assert_eq!(error.code(), Some("TooManyRequests"));
    assert_eq!(error.message(), None);
    assert_eq!(error.retry_after(), Some(Duration::from_secs(9)));
    assert_eq!(
        error.to_string(),
        "Communication Services answered 429: TooManyRequests"
    );
}

#[tokio::test]
async fn the_body_goes_before_the_headers() {
    let headers: Pairs = &[("x-ms-error-code", "Outer")];
    let error = error(
        400,
        headers,
        r#"{"error":{"code":"Inner","message":"Why."}}"#,
    )
    .await;
    assert_eq!(
        (error.code(), error.message()),
        (Some("Inner"), Some("Why."))
    );
}

#[tokio::test]
async fn a_success_that_cannot_be_read_is_unexpected() {
    for body in [
        "",
        "{}",
        "<html>",
        r#"{"identity":{}}"#,
        r#"{"identity":{"id":7}}"#,
    ] {
        let script = Script::new([Answer(201, &[], body)]);
        let error = script.client(key()).create_user().await.unwrap_err();
        assert_eq!(
            (error.kind(), error.status()),
            (ErrorKind::Unexpected, Some(201)),
            "{body}"
        );
    }
}
