//! HTTP functions.

use std::net::SocketAddr;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use simulator::host::{Auth, Event, Host, Keys};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::support::{App, client, url};

/// Sends bytes as they are and reads until the host closes.
async fn raw(host: &Host, request: &str) -> String {
    let address: SocketAddr = host.url().socket_addrs(|| None).unwrap()[0];
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn a_request_reaches_the_handler_with_the_hosts_headers() {
    let app = App::full();
    let (host, mut events) = app.start().await;
    let body = r#"{"a":1}"#;
    let request = format!(
        "POST /api/web/echo?x=1&x=2%2F HTTP/1.1\r\nHost: app.example\r\nContent-Length: {}\r\nContent-Type: application/json\r\n\
         Connection: close\r\nX-Forwarded-For: 6.6.6.6\r\nForwarded: for=6.6.6.6\r\nx-ms-invocation-id: forged\r\n\
         X-Azure-Functions-InvocationId: forged\r\nProxy-Authorization: secret\r\nX-Own: kept\r\n\r\n{body}",
        body.len()
    );
    let answer = raw(&host, &request).await;
    let mut seen: Value = serde_json::from_str(answer.split("\r\n\r\n").nth(1).unwrap()).unwrap();
    let id = seen["headers"]["x-ms-invocation-id"].take();
    uuid::Uuid::try_parse(id.as_str().unwrap()).unwrap();
    assert_eq!(seen["headers"]["x-azure-functions-invocationid"].take(), id);
    assert_eq!(
        seen,
        json!({
            "method": "POST",
            "uri": "/api/web/echo?x=1&x=2%2F",
            "headers": {
                "host": format!("127.0.0.1:{}", host.handler_port()),
                "content-length": "7",
                "content-type": "application/json",
                "x-azure-functions-hostversion": "4.1054.250.26428",
                "x-azure-functions-invocationid": null,
                "x-ms-invocation-id": null,
                "x-forwarded-for": "127.0.0.1",
                "x-forwarded-host": "app.example",
                "x-forwarded-proto": "http",
                "x-own": "kept",
            },
            "body": body,
        })
    );
    let reported = events.next(|event| match event {
        Event::Request {
            method,
            path,
            status,
            ..
        } => Some((method.clone(), path.clone(), *status)),
        _ => None,
    });
    assert_eq!(
        reported.await,
        (Method::POST, "/api/web/echo".to_owned(), StatusCode::OK),
        "without the query"
    );
}

#[tokio::test]
async fn an_answer_comes_back_as_it_is_but_for_its_connection() {
    let app = App::full();
    let (host, _events) = app.start().await;
    let answer = client()
        .get(url(&host, "/api/web/hop"))
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), StatusCode::NOT_FOUND);
    let mut names: Vec<_> = answer
        .headers()
        .keys()
        .map(reqwest::header::HeaderName::as_str)
        .collect();
    names.sort_unstable();
    assert_eq!(names, ["content-length", "date", "x-kept"]);
}

#[tokio::test]
async fn both_directions_stream() {
    let app = App::full();
    let (host, _events) = app.start().await;
    let address: SocketAddr = host.url().socket_addrs(|| None).unwrap()[0];
    let mut stream = TcpStream::connect(address).await.unwrap();
    let head = "POST /api/web/stream HTTP/1.1\r\nHost: h\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n";
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut got = String::new();
    for part in ["one", "two", "three"] {
        stream
            .write_all(format!("{:x}\r\n{part}\r\n", part.len()).as_bytes())
            .await
            .unwrap();
        // The part is back before the request has ended.
        while !got.contains(part) {
            let mut buffer = [0; 1024];
            let read = stream.read(&mut buffer).await.unwrap();
            assert_ne!(read, 0, "{got}");
            got.push_str(&String::from_utf8_lossy(&buffer[..read]));
        }
    }
    stream.write_all(b"0\r\n\r\n").await.unwrap();
    stream.read_to_string(&mut got).await.unwrap();
    assert!(got.ends_with("0\r\n\r\n"), "{got}");
}

#[tokio::test]
async fn paths_and_methods() {
    let app = App::full();
    let (host, _events) = app.start().await;
    let guid = "/api/things/2f1c1c3a-5d0e-4b56-9a43-0d6a51b8f8a1";
    for (method, path, expected) in [
        // The fake handler answers a trigger call at any path it does not know.
        (Method::GET, guid, 200),
        (Method::POST, guid, 404),
        (Method::GET, "/api/things/1", 404),
        (Method::GET, "/api/web/echo", 200),
        (Method::GET, "/api/WEB/print", 200),
        (Method::GET, "/web/echo", 404),
        (Method::GET, "/api", 404),
        (Method::GET, "/", 200),
        (Method::POST, "/event", 404),
        (Method::POST, "/api/event", 404),
        (Method::POST, "/job", 404),
        (Method::GET, "/admin/nothing", 404),
        (Method::GET, "/runtime/nothing", 404),
    ] {
        let status = client()
            .request(method.clone(), url(&host, path))
            .send()
            .await
            .unwrap()
            .status();
        assert_eq!(status.as_u16(), expected, "{method} {path}");
    }
}

#[tokio::test]
async fn an_empty_prefix_leaves_trigger_paths_closed() {
    let app = App::full();
    let handler =
        json!({"description": {"defaultExecutablePath": "h"}, "enableProxyingHttpRequest": true});
    let text = json!({"customHandler": handler, "extensions": {"http": {"routePrefix": ""}}});
    app.write("host.json", &text.to_string());
    let (host, _events) = app.start().await;
    for (path, expected) in [
        ("/web/echo", 200),
        ("/api/web/echo", 404),
        ("/event", 404),
        ("/job", 404),
    ] {
        let status = client()
            .post(url(&host, path))
            .send()
            .await
            .unwrap()
            .status();
        assert_eq!(status.as_u16(), expected, "{path}");
    }
}

#[tokio::test]
async fn a_function_may_claim_the_hosts_own_page() {
    let app = App::full();
    let handler =
        json!({"description": {"defaultExecutablePath": "h"}, "enableProxyingHttpRequest": true});
    let text = json!({"customHandler": handler, "extensions": {"http": {"routePrefix": ""}}});
    app.write("host.json", &text.to_string());
    let http = json!({"type": "httpTrigger", "name": "req", "direction": "in", "route": "{*all}", "authLevel": "anonymous"});
    app.function(
        "all",
        &json!([http, {"type": "http", "name": "res", "direction": "out"}]),
    );
    let (host, _events) = app.start().await;
    let text = async |path: &str| {
        client()
            .get(url(&host, path))
            .send()
            .await
            .unwrap()
            .text()
            .await
            .unwrap()
    };
    assert_eq!(text("/").await, "ready", "the handler's own answer");
    assert!(
        text("/admin/host/status").await.contains("Running"),
        "the host's other paths stay its own"
    );
}

#[tokio::test]
async fn bodies_over_the_limit() {
    let app = App::full();
    let (mut options, _events) = app.options();
    options.env = vec![(
        "FUNCTIONS_REQUEST_BODY_SIZE_LIMIT".to_owned(),
        "10".to_owned(),
    )];
    let host = Host::start(options).await.unwrap();
    for path in ["/api/web/echo", "/api/order"] {
        let post = |body: reqwest::Body| client().post(url(&host, path)).body(body).send();
        let status = async |body: reqwest::Body| post(body).await.unwrap().status();
        assert_ne!(
            status("0123456789".into()).await,
            StatusCode::PAYLOAD_TOO_LARGE,
            "{path}"
        );
        assert_eq!(
            status("01234567890".into()).await,
            StatusCode::PAYLOAD_TOO_LARGE,
            "{path}"
        );
        let chunked = format!(
            "POST {path} HTTP/1.1\r\nHost: h\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n01234567890\r\n0\r\n\r\n"
        );
        let answer = raw(&host, &chunked).await;
        assert!(answer.starts_with("HTTP/1.1 413 "), "{path}: {answer}");
    }
}

#[tokio::test]
async fn keys_where_the_app_asks_for_them() {
    let app = App::full();
    let (mut options, _events) = app.options();
    let key = str::to_owned;
    options.auth = Auth::Keys(Keys {
        master: key("master"),
        function: key("function"),
        event_grid: key("grid"),
    });
    let host = Host::start(options).await.unwrap();
    let thing = "/api/things/2f1c1c3a-5d0e-4b56-9a43-0d6a51b8f8a1";
    for (path, expected) in [
        ("/api/web/echo", 200),
        (thing, 401),
        (&format!("{thing}?code=function"), 200),
        (&format!("{thing}?code=grid"), 401),
        ("/admin/host/status", 401),
        ("/admin/host/status?code=master", 200),
        ("/admin/host/ping", 200),
        ("/runtime/webhooks/EventGrid?functionName=event", 401),
        (
            "/runtime/webhooks/EventGrid?functionName=event&code=grid",
            400,
        ),
    ] {
        let status = client()
            .get(url(&host, path))
            .send()
            .await
            .unwrap()
            .status();
        assert_eq!(status.as_u16(), expected, "{path}");
    }
    assert_eq!(
        host.deliver_event("event", &crate::support::event(&json!({})))
            .await,
        StatusCode::ACCEPTED
    );
}
