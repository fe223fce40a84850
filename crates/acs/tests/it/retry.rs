//! When a call is tried again, in virtual time.

use std::time::Duration;

use acs::{
    Error, ErrorKind,
    identity::{IdentityClient, TokenScope},
    retry::RetryLimits,
};

use crate::support::{
    Script,
    Step::{self, Answer, Broken, Refused, Silence},
    USER, key, limits,
};

const CREATED: Step = Answer(201, &[], r#"{"identity":{"id":"8:acs:1_2"}}"#);
const DONE: Step = Answer(204, &[], "");
const OK: Step = Answer(
    200,
    &[],
    r#"{"token":"t","expiresOn":"2026-11-21T00:00:00Z"}"#,
);

fn status(status: u16) -> Step {
    Answer(status, &[], "")
}

async fn issue(client: &IdentityClient) -> Result<(), Error> {
    client
        .issue_token(USER, &[TokenScope::Chat], None)
        .await
        .map(drop)
}

#[tokio::test(start_paused = true)]
async fn a_harmless_call_is_repeated_after_every_passing_failure() {
    for failure in [
        status(408),
        status(429),
        status(500),
        status(502),
        status(503),
        status(504),
        Refused,
        Broken,
    ] {
        let script = Script::new([failure.clone(), failure.clone(), OK]);
        issue(&script.client(key())).await.unwrap();
        assert_eq!(script.times(), [0, 200, 600], "{failure:?}");
    }
    let script = Script::new([Silence, OK]);
    issue(&script.client(key())).await.unwrap();
    assert_eq!(script.times(), [0, 10_200]);
}

#[tokio::test(start_paused = true)]
async fn revoking_deleting_and_exchanging_are_harmless_too() {
    let script = Script::new([status(500), DONE, status(500), DONE, Broken, OK]);
    let client = script.client(key());
    client.revoke_tokens(USER).await.unwrap();
    client.delete_user(USER).await.unwrap();
    let exchange = acs::identity::TeamsUserExchange {
        token: "a.b.c".into(),
        app_id: String::new(),
        user_id: String::new(),
    };
    client.exchange_teams_user_token(&exchange).await.unwrap();
    assert_eq!(script.remaining(), 0);
}

#[tokio::test(start_paused = true)]
async fn creating_is_repeated_only_when_it_certainly_did_nothing() {
    for failure in [status(429), status(503), Refused] {
        let script = Script::new([failure.clone(), CREATED]);
        script.client(key()).create_user().await.unwrap();
        assert_eq!(script.times(), [0, 200], "{failure:?}");
    }
    for (failure, kind) in [
        (status(408), ErrorKind::Timeout),
        (status(500), ErrorKind::Unavailable),
        (status(502), ErrorKind::Unavailable),
        (status(504), ErrorKind::Unavailable),
        (Broken, ErrorKind::Transport),
        (Silence, ErrorKind::Timeout),
    ] {
        let script = Script::new([failure.clone(), CREATED, failure.clone(), CREATED]);
        let client = script.client(key());
        assert_eq!(
            client.create_user().await.unwrap_err().kind(),
            kind,
            "{failure:?}"
        );
        assert_eq!(script.remaining(), 3);

        let script = Script::new([failure.clone(), CREATED]);
        let scopes = [TokenScope::Chat];
        let error = script
            .client(key())
            .create_user_and_token(&scopes, None)
            .await
            .unwrap_err();
        assert_eq!(error.kind(), kind, "{failure:?}");
        assert_eq!(script.remaining(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_failure_that_stays_is_not_repeated() {
    for code in [400, 401, 403, 404, 409, 412, 422, 501, 302] {
        let script = Script::new([status(code), OK]);
        assert_eq!(
            issue(&script.client(key())).await.unwrap_err().status(),
            Some(code)
        );
        assert_eq!(script.remaining(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn the_last_failure_is_the_error() {
    let script = Script::new([status(500), Broken, Refused, status(503), OK]);
    let error = issue(&script.client(key())).await.unwrap_err();
    assert_eq!(error.status(), Some(503));
    assert_eq!(script.times(), [0, 200, 600, 1400]);

    let script = Script::new([status(503), OK]);
    let none = RetryLimits {
        max_retries: 0,
        ..limits()
    };
    assert_eq!(
        issue(&script.client_with(key(), none))
            .await
            .unwrap_err()
            .status(),
        Some(503)
    );
}

#[tokio::test(start_paused = true)]
async fn the_service_decides_how_long_up_to_the_cap() {
    let script = Script::new([
        Answer(429, &[("retry-after", "3")], ""),
        Answer(503, &[("retry-after-ms", "1500")], ""),
        Answer(500, &[("x-ms-retry-after-ms", "0")], ""),
        OK,
    ]);
    issue(&script.client(key())).await.unwrap();
    assert_eq!(script.times(), [0, 3200, 4900, 5100]);
}

#[tokio::test(start_paused = true)]
async fn a_wait_beyond_the_cap_is_the_callers() {
    for (header, seconds) in [
        (("retry-after", "3600"), 3600),
        (("retry-after", "6"), 6),
        (("x-ms-retry-after-ms", "6000"), 6),
    ] {
        let headers = Box::leak(Box::new([header]));
        let script = Script::new([Answer(429, headers, ""), OK]);
        let error = issue(&script.client(key())).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Throttled);
        assert_eq!(error.retry_after(), Some(Duration::from_secs(seconds)));
        assert_eq!(script.times(), [0]);
    }
    // A date far away is read against the real clock, so it is only known to be far away.
    let far = [("retry-after", "Fri, 31 Dec 9999 23:59:59 GMT")];
    let script = Script::new([Answer(503, Box::leak(Box::new(far)), ""), OK]);
    let error = issue(&script.client(key())).await.unwrap_err();
    assert!(error.retry_after().unwrap() > Duration::from_secs(3600));
    assert_eq!(script.times(), [0]);
}

#[tokio::test(start_paused = true)]
async fn silence_ends_after_its_time_and_says_so() {
    let limits = RetryLimits {
        max_retries: 1,
        try_timeout: Duration::from_millis(700),
        ..limits()
    };
    let script = Script::new([Silence, Silence]);
    let error = issue(&script.client_with(key(), limits)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert_eq!(
        error.to_string(),
        "no answer from Communication Services within 700 ms"
    );
    assert_eq!(script.times(), [0, 900]);
}

#[tokio::test(start_paused = true)]
async fn a_call_keeps_its_request_id_over_its_tries() {
    let script = Script::new([status(500), status(500), OK, OK]);
    let client = script.client(key());
    issue(&client).await.unwrap();
    issue(&client).await.unwrap();
    let ids = script.headers("x-ms-client-request-id");
    assert_eq!(ids.first().map(String::len), Some(36));
    let [first, second, third, other] = ids.as_slice() else {
        panic!("{ids:?}")
    };
    assert!(
        first == second && second == third && third != other,
        "{ids:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn every_error_of_a_sent_call_names_its_request_id() {
    let unreadable = Answer(200, &[], "{}");
    for failure in [status(400), Broken, Silence, unreadable] {
        let script = Script::new([failure]);
        let none = RetryLimits {
            max_retries: 0,
            ..limits()
        };
        let error = issue(&script.client_with(key(), none)).await.unwrap_err();
        let sent = script.headers("x-ms-client-request-id");
        assert_eq!(error.request_id(), sent.first().map(String::as_str));
    }
    let error = Script::new([])
        .client(key())
        .delete_user("")
        .await
        .unwrap_err();
    assert_eq!(error.request_id(), None);
}
