//! The README does what it says.

use axum::{Router, body::Body, routing::post as on_post};
use custom_handler::{Invocation, InvocationResponse, Output, triggers};
use serde::Deserialize;
use serde_json::Value;
use tower::ServiceExt as _;

use crate::{
    fixtures::post,
    host::{Reaction, Reply, react},
};

const README: &str = include_str!("../../README.md");

#[derive(Deserialize)]
struct Order {
    id: u32,
}

#[tokio::test]
async fn the_curl_line_reaches_the_function() {
    let pack = async |order: Invocation<Order>| {
        let parcel = format!(r#"{{"order":{}}}"#, order.data.id);
        InvocationResponse::ok().output("parcel", Output::message(parcel))
    };
    let app = Router::from(triggers(Router::new().route("/pack", on_post(pack))));

    let curl = README
        .lines()
        .find(|line| line.starts_with("curl "))
        .unwrap();
    let quoted: Vec<&str> = curl.split('\'').skip(1).step_by(2).collect();
    let [header, body] = quoted.as_slice() else {
        panic!("{curl}")
    };
    let (name, value) = header.split_once(": ").unwrap();
    let path = curl
        .split("http://127.0.0.1:8080")
        .nth(1)
        .unwrap()
        .split(' ')
        .next()
        .unwrap();
    let mut request = post(path).body(Body::from((*body).to_owned())).unwrap();
    request.headers_mut().clear();
    request.headers_mut().insert(
        name.parse::<axum::http::HeaderName>().unwrap(),
        value.parse().unwrap(),
    );

    let reply = Reply::of(app.oneshot(request).await.unwrap()).await;
    let Reaction::Success(done) = react(&reply) else {
        panic!("{reply:?}")
    };
    assert_eq!(done.queue_messages("parcel"), [br#"{"order":7}"#]);
}

#[test]
fn the_json_blocks_are_json_and_name_the_bindings_of_the_code() {
    let blocks: Vec<Value> = README
        .split("```json\n")
        .skip(1)
        .map(|rest| serde_json::from_str(rest.split("```").next().unwrap()).unwrap())
        .collect();
    let [host, pack, hello] = blocks.as_slice() else {
        panic!("{blocks:?}")
    };
    assert_eq!(host["customHandler"]["enableProxyingHttpRequest"], true);
    let names = |function: &Value| -> Vec<String> {
        let bindings = function["bindings"].as_array().unwrap();
        bindings
            .iter()
            .map(|binding| binding["name"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(names(pack), ["order", "parcel"]);
    assert_eq!(names(hello), ["req", "res"]);
    assert!(README.contains(r#".output("parcel", "#));
}
