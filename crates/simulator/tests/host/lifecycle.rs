//! The handler's process: its environment, its deaths, the host's patience.

use std::time::Duration;

use reqwest::StatusCode;
use serde_json::{Value, json};
use simulator::{
    Clock,
    host::{Event, Host, HostError, Level, State},
};

use crate::support::{App, NOW, client, event, url};

#[tokio::test]
async fn the_environment_of_the_handler() {
    let app = App::full();
    app.host_json(&json!(["%GREETING% you", "%NOBODY%"]));
    let (mut options, mut events) = app.options();
    let settings =
        json!({"Values": {"GREETING": "hello", "SHADOWED": "file", "PATH": "file", "PORT": 1}});
    options.local_settings = Some(app.write("local.settings.json", &settings.to_string()));
    options.env = vec![("SHADOWED".to_owned(), "option".to_owned())];
    options.removed_env = vec!["CARGO_MANIFEST_DIR".to_owned()];
    let host = Host::start(options).await.unwrap();

    let variables: Value = client()
        .get(url(&host, "/api/web/environment"))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let port = host.handler_port().to_string();
    let root = app.root.canonicalize().unwrap().display().to_string();
    for (name, expected) in [
        ("FUNCTIONS_CUSTOMHANDLER_PORT", port.as_str()),
        ("FUNCTIONS_HTTPWORKER_PORT", &port),
        ("FUNCTIONS_APP_ROOT_PATH", &root),
        ("(cwd)", &root),
        ("GREETING", "hello"),
        ("SHADOWED", "option"),
        ("PORT", "1"),
    ] {
        assert_eq!(variables[name], expected, "{name}");
    }
    assert_ne!(
        variables["PATH"], "file",
        "the environment of the host wins over the file"
    );
    assert_eq!(variables["CARGO_MANIFEST_DIR"], Value::Null);
    let worker = variables["FUNCTIONS_CUSTOMHANDLER_WORKER_ID"]
        .as_str()
        .unwrap();
    uuid::Uuid::try_parse(worker).unwrap();
    assert_eq!(variables["FUNCTIONS_HTTPWORKER_ID"], worker);
    let line = events.next(|event| match event {
        Event::Line { text, .. } => Some(text.clone()),
        _ => None,
    });
    assert_eq!(
        line.await,
        r#"handler listens with ["hello", "you"]"#,
        "arguments are split at spaces"
    );
}

#[tokio::test]
async fn lines_have_the_level_of_their_stream() {
    let app = App::full();
    let (host, mut events) = app.start().await;
    let status = client()
        .get(url(&host, "/api/web/print"))
        .send()
        .await
        .unwrap()
        .status();
    assert_eq!(status, StatusCode::IM_A_TEAPOT);
    for (line, expected) in [
        ("to stdout", Level::Information),
        ("to stderr", Level::Error),
        ("a Warning to stderr", Level::Warning),
    ] {
        // The two streams have no order between them.
        let level = loop_for(&mut events, line).await;
        assert_eq!(level, expected, "{line}");
        client()
            .get(url(&host, "/api/web/print"))
            .send()
            .await
            .unwrap();
    }
}

async fn loop_for(events: &mut crate::support::Events, line: &str) -> Level {
    events
        .next(|event| match event {
            Event::Line { level, text } if text == line => Some(*level),
            _ => None,
        })
        .await
}

#[tokio::test]
async fn exit_code_0_is_final_and_every_call_fails() {
    let app = App::full();
    let (host, mut events) = app.start().await;
    let status = client()
        .get(url(&host, "/api/web/finish"))
        .send()
        .await
        .unwrap()
        .status();
    assert_eq!(status, StatusCode::BAD_GATEWAY);
    host.reached(State::Exited, 0).await;
    let expected =
        "The handler exited with code 0: the host does not start it again, every call fails.";
    assert_eq!(
        events.of_host().await,
        (Level::Warning, expected.to_owned())
    );
    assert_eq!(
        host.deliver_event("event", &event(&json!({}))).await,
        StatusCode::INTERNAL_SERVER_ERROR
    );
    assert_eq!(host.restarts(), 0);
    assert_eq!(
        client().get(url(&host, "/")).send().await.unwrap().status(),
        StatusCode::OK,
        "the host is alive"
    );
}

#[tokio::test]
async fn exit_code_200_restarts_for_nothing() {
    let app = App::full();
    let (host, mut events) = app.start().await;
    for restarts in 1..=4 {
        assert_eq!(
            host.deliver_event("event", &event(&json!({"do": "restart"})))
                .await,
            StatusCode::INTERNAL_SERVER_ERROR,
            "the invocation that did it fails"
        );
        host.reached(State::Running, restarts).await;
        assert_eq!(events.of_host().await.0, Level::Information);
    }
    assert_eq!(
        host.deliver_event("event", &event(&json!({}))).await,
        StatusCode::ACCEPTED
    );
}

#[tokio::test]
async fn the_third_crash_stops_the_host() {
    let app = App::full();
    let (host, mut events) = app.start().await;
    for restarts in 1..=2 {
        assert_eq!(
            host.deliver_event("event", &event(&json!({"do": "crash"})))
                .await,
            StatusCode::INTERNAL_SERVER_ERROR
        );
        host.reached(State::Running, restarts).await;
        let (level, text) = events.of_host().await;
        assert_eq!(
            (level, text.as_str()),
            (
                Level::Error,
                "The handler crashed (exit status: 3). It is started again."
            )
        );
    }
    host.kill();
    host.reached(State::Stopped, 2).await;
    let (_, text) = events.of_host().await;
    assert_eq!(
        text,
        "The handler crashed (signal: 9 (SIGKILL)). That was the third error: the host stops."
    );

    let webhook = "/runtime/webhooks/EventGrid?functionName=event";
    for path in [
        "/",
        "/api/web/echo",
        webhook,
        "/admin/host/status",
        "/nothing",
    ] {
        let answer = client().post(url(&host, path)).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE, "{path}");
        assert_eq!(
            answer.text().await.unwrap(),
            "Function host is not running.",
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_quiet_half_hour_forgives_crashes() {
    let app = App::full();
    let (mut options, _events) = app.options();
    let clock = Clock::pinned(NOW);
    options.clock = clock.clone();
    let host = Host::start(options).await.unwrap();
    for restarts in 1..=5 {
        host.kill();
        host.reached(State::Running, restarts).await;
        if restarts % 2 == 0 {
            clock.advance(time::Duration::minutes(31));
        }
    }
    host.kill();
    host.reached(State::Running, 6).await;
}

#[tokio::test]
async fn a_handler_that_cannot_live_stops_the_host_with_its_last_words() {
    let app = App::full();
    app.host_json(&json!(["exit", "7"]));
    let (host, mut events) = app.start().await;
    host.reached(State::Stopped, 2).await;
    let (_, text) = events.of_host().await;
    assert!(
        text.starts_with("The handler crashed (exit status: 7)."),
        "{text}"
    );
}

#[tokio::test]
async fn a_handler_that_never_listens_is_an_error_each_time() {
    let app = App::full();
    let handler = json!({
        "description": {"defaultExecutablePath": "handler", "arguments": ["deaf"]},
        "initializationTimeout": "00:00:00.1",
    });
    app.write("host.json", &json!({"customHandler": handler}).to_string());
    let (host, mut events) = app.start().await;
    host.reached(State::Stopped, 2).await;
    let expected = format!(
        "Initializing HttpWorker timed out: nothing answered on port {} within 100ms. It is started again.",
        host.handler_port()
    );
    assert_eq!(events.of_host().await, (Level::Error, expected));
}

#[tokio::test]
async fn a_missing_program_is_told_at_once() {
    let app = App::full();
    let (mut options, _events) = app.options();
    options.executable = None;
    let error = Host::start(options).await.unwrap_err();
    assert!(matches!(error, HostError::Spawn { .. }), "{error:?}");
    assert_eq!(error.to_string(), "cannot start the handler handler");
}

#[tokio::test]
async fn a_timeout_kills_everything_in_flight_and_counts_for_nothing() {
    let app = App::full();
    let (mut options, mut events) = app.options();
    options.function_timeout = Some(Duration::from_secs(1));
    let host = Host::start(options).await.unwrap();
    host.reached(State::Running, 0).await;
    for restarts in 1..=3 {
        let hang = event(&json!({"do": "hang"}));
        let hanging = host.deliver_event("event", &hang);
        let streaming = async {
            events.seen().await;
            let stream = client()
                .get(url(&host, "/api/web/stall"))
                .send()
                .await
                .unwrap();
            assert_eq!(stream.status(), StatusCode::OK);
            stream.text().await
        };
        let (status, streamed) = tokio::join!(hanging, streaming);
        assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(streamed.is_err(), "the stream broke off: {streamed:?}");
        let failure = events.about(Level::Error).await;
        assert!(
            failure.contains("Timeout value of 1s was exceeded by function: Functions.event"),
            "{failure}"
        );
        host.reached(State::Running, restarts).await;
    }
}

#[tokio::test]
async fn a_stream_that_outlives_the_timeout_breaks_off() {
    let app = App::full();
    let (mut options, mut events) = app.options();
    options.function_timeout = Some(Duration::from_secs(1));
    let host = Host::start(options).await.unwrap();
    host.reached(State::Running, 0).await;
    let stream = client()
        .get(url(&host, "/api/web/stall"))
        .send()
        .await
        .unwrap();
    assert!(stream.text().await.is_err());
    let failure = events.about(Level::Error).await;
    assert!(
        failure.contains("was exceeded by function: Functions.web"),
        "{failure}"
    );
    host.reached(State::Running, 1).await;
}

#[tokio::test]
async fn a_proxied_call_times_out_too() {
    let app = App::full();
    let (mut options, _events) = app.options();
    options.function_timeout = Some(Duration::from_secs(1));
    let host = Host::start(options).await.unwrap();
    host.reached(State::Running, 0).await;
    let answer = client()
        .get(url(&host, "/api/web/hang"))
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
    host.reached(State::Running, 1).await;
}

#[tokio::test]
async fn calls_wait_for_a_restart() {
    let app = App::full();
    let (host, _events) = app.start().await;
    host.kill();
    host.reached(State::Restarting, 1).await;
    assert_eq!(
        host.deliver_event("event", &event(&json!({}))).await,
        StatusCode::ACCEPTED
    );
}

#[tokio::test]
async fn nothing_survives_the_host() {
    let app = App::full();
    let knock = async |port: u16| {
        client()
            .get(format!("http://127.0.0.1:{port}/"))
            .send()
            .await
            .is_ok()
    };
    let (stopped, _events) = app.start().await;
    stopped.reached(State::Running, 0).await;
    assert!(knock(stopped.handler_port()).await);
    stopped.stop().await;
    assert!(!knock(stopped.handler_port()).await);
    assert_eq!(
        client()
            .get(url(&stopped, "/"))
            .send()
            .await
            .unwrap()
            .status(),
        StatusCode::SERVICE_UNAVAILABLE
    );

    let (dropped, _events) = app.start().await;
    dropped.reached(State::Running, 0).await;
    let port = dropped.handler_port();
    drop(dropped);
    let gone = async { while knock(port).await {} };
    tokio::time::timeout(Duration::from_secs(10), gone)
        .await
        .unwrap();
}
