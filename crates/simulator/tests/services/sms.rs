//! ACS SMS: what the operations answer, good and bad.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use simulator::{By, Chaos, Number, NumberType, Phone, Refusal, Service, Simulator, Text};
use time::Duration;

use crate::support::{Answer, START, Sim, answer};

const SEND: &str = "sms?api-version=2026-01-23";
const OLD: &str = "sms?api-version=2021-03-07";
const OURS: &str = "+18005550100";
const PHONE: &str = "+14255550123";
const FIRST_SENT: &str = "Fri, 20 Nov 2026 12:00:00 GMT";

/// A request to one phone.
fn to(phone: &str, message: &str) -> Value {
    json!({"from": OURS, "smsRecipients": [{"to": phone}], "message": message})
}

/// A request to one phone that can be repeated.
fn repeatable(id: &str, first_sent: &str, message: &str) -> Value {
    json!({
        "from": OURS,
        "smsRecipients": [{
            "to": PHONE, "repeatabilityRequestId": id, "repeatabilityFirstSent": first_sent,
        }],
        "message": message,
    })
}

async fn post(sim: &Sim, path: &str, body: &Value) -> Answer {
    sim.acs(Method::POST, path, &body.to_string()).await
}

/// What became of the only recipient.
async fn only(sim: &Sim, body: &Value) -> Value {
    let sent = post(sim, SEND, body).await;
    assert_eq!(sent.status, StatusCode::ACCEPTED, "{}", sent.body);
    let items = sent.body["value"].as_array().unwrap();
    assert_eq!(items.len(), 1);
    items[0].clone()
}

fn messages(simulator: &Simulator) -> Vec<String> {
    let texts = simulator.texts().into_iter();
    texts.map(|text| text.message).collect()
}

#[tokio::test]
async fn each_recipient_has_its_own_outcome() {
    let sim = Sim::start().await;
    let refused = Phone {
        refusal: Some(Refusal {
            status: 503,
            times: Some(1),
        }),
        ..Phone::default()
    };
    sim.simulator.set_phone("+14255550124", refused);
    let id = "FDA6D242-46AA-4247-8BF6-619A1206F9C3";
    let body = json!({
        "from": OURS,
        "smsRecipients": [
            {"to": PHONE},
            {"to": "+112345678901"},
            {"to": "bogus"},
            {"to": "+14255550124"},
            {"to": PHONE, "repeatabilityRequestId": id, "repeatabilityFirstSent": FIRST_SENT},
            {"to": PHONE, "repeatabilityRequestId": id},
            {"to": PHONE, "repeatabilityRequestId": "7", "repeatabilityFirstSent": FIRST_SENT},
        ],
        "message": "héllo ✓",
        "smsSendOptions": {"enableDeliveryReport": true, "tag": "camp"},
    });
    let sent = post(&sim, SEND, &body).await;
    let id_of = |index: usize| sent.body["value"][index]["messageId"].clone();
    let failed = |to: &str, status: u16, message: &str| {
        json!({
            "to": to, "httpStatusCode": status, "successful": false, "errorMessage": message,
        })
    };
    let rejected = |message: &str| {
        json!({
            "to": PHONE, "httpStatusCode": 400, "repeatabilityResult": "rejected",
            "successful": false, "errorMessage": message,
        })
    };
    assert_eq!(
        sent,
        Answer::new(
            StatusCode::ACCEPTED,
            json!({"value": [
                {"to": PHONE, "messageId": id_of(0), "httpStatusCode": 202, "successful": true},
                failed("+112345678901", 400, "Invalid To phone number format."),
                failed("bogus", 400, "Invalid To phone number format."),
                failed("+14255550124", 503, "ServiceUnavailable"),
                {
                    "to": PHONE, "messageId": id_of(4), "httpStatusCode": 202,
                    "repeatabilityResult": "accepted", "successful": true,
                },
                rejected(
                    "Request sent with Invalid DateTime value for repeatability-first-sent. \
                     Expected is DateTime ,RFC1123 pattern."
                ),
                rejected("Request sent with Invalid Guid value for repeatability-request-id."),
            ]})
        )
    );
    let text = |index: usize, request_id: Option<&str>| Text {
        to: PHONE.to_owned(),
        from: OURS.to_owned(),
        message: "héllo ✓".to_owned(),
        message_id: id_of(index).as_str().unwrap().to_owned(),
        at: START,
        by: By::App,
        tag: Some("camp".to_owned()),
        repeatability_request_id: request_id.map(str::to_lowercase),
        segments: 1,
    };
    assert_eq!(sim.simulator.texts(), [text(0, None), text(4, Some(id))]);
    // The refusal was for one message.
    let again = only(&sim, &to("+14255550124", "again")).await;
    assert_eq!(again["httpStatusCode"], 202);
}

#[tokio::test]
async fn ids_look_as_in_the_version() {
    let sim = Sim::start().await;
    for (path, prefix) in [(OLD, "Outgoing_20261120120000"), (SEND, "20261120120000")] {
        let sent = post(&sim, path, &to(PHONE, "hello")).await;
        let id = sent.body["value"][0]["messageId"].as_str().unwrap();
        let guid = id.strip_prefix(prefix).unwrap();
        assert_eq!(guid.len(), 36, "{id}");
    }
}

#[tokio::test]
async fn a_repeated_request_sends_nothing_and_gives_the_same_id() {
    let sim = Sim::start().await;
    let id = "a9b50201-fbc2-48dc-9d14-865e389938d1";
    let body = repeatable(id, FIRST_SENT, "once");
    let first = only(&sim, &body).await;
    sim.simulator.clock().advance(Duration::hours(3));
    let upper = repeatable(&id.to_uppercase(), FIRST_SENT, "once");
    for body in [&body, &upper, &body] {
        assert_eq!(only(&sim, body).await, first);
    }
    let mismatch = json!({
        "to": PHONE, "httpStatusCode": 400, "repeatabilityResult": "rejected",
        "successful": false,
        "errorMessage": "Request sent with the repeatability-request-id of another request.",
    });
    let mut elsewhere = body.clone();
    elsewhere["smsRecipients"][0]["to"] = "+14255550199".into();
    let mut expected = mismatch.clone();
    expected["to"] = "+14255550199".into();
    for (body, expected) in [
        (repeatable(id, FIRST_SENT, "twice"), &mismatch),
        (
            repeatable(id, "Fri, 20 Nov 2026 12:00:01 GMT", "once"),
            &mismatch,
        ),
        (elsewhere, &expected),
    ] {
        assert_eq!(only(&sim, &body).await, *expected, "{body}");
    }
    assert_eq!(messages(&sim.simulator), ["once"]);
    // Without the id it is another message.
    only(&sim, &to(PHONE, "once")).await;
    assert_eq!(messages(&sim.simulator), ["once", "once"]);
}

#[tokio::test]
async fn an_answer_can_be_lost_after_the_message_was_sent() {
    let sim = Sim::start().await;
    let body = repeatable("a9b50201-fbc2-48dc-9d14-865e389938d1", FIRST_SENT, "once");
    for (chaos, expected) in [
        (
            Chaos {
                status: Some(503),
                ..Chaos::default()
            },
            &[][..],
        ),
        (
            Chaos {
                status: Some(503),
                served: true,
                ..Chaos::default()
            },
            &["once"],
        ),
    ] {
        sim.simulator.set_chaos(Service::Acs, chaos);
        let lost = post(&sim, SEND, &body).await;
        assert_eq!(lost.status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(messages(&sim.simulator), expected);
    }
    sim.simulator.clear_chaos();
    let accepted = only(&sim, &body).await;
    assert_eq!(accepted["repeatabilityResult"], "accepted");
    assert_eq!(messages(&sim.simulator), ["once"]);
}

#[tokio::test]
async fn a_request_that_failed_for_a_recipient_can_be_repeated() {
    let sim = Sim::start().await;
    let refused = Phone {
        refusal: Some(Refusal {
            status: 503,
            times: Some(1),
        }),
        ..Phone::default()
    };
    sim.simulator.set_phone(PHONE, refused);
    let body = repeatable("a9b50201-fbc2-48dc-9d14-865e389938d1", FIRST_SENT, "x");
    assert_eq!(only(&sim, &body).await["successful"], false);
    assert_eq!(only(&sim, &body).await["successful"], true);
    assert_eq!(messages(&sim.simulator), ["x"]);
}

#[tokio::test]
async fn the_whole_request_is_refused_as_its_version_does_it() {
    let sim = Sim::start().await;
    let recipients = |count: usize| Value::from(vec![json!({"to": PHONE}); count]);
    let with = |member: &str, value: Value| {
        let mut body = to(PHONE, "hello");
        body[member] = value;
        body
    };
    let from = "Invalid from phone number format.";
    let count = "The field SmsRecipients must have 1 to 100 elements.";
    let length = "The field Message must be a string with a maximum length of 2048.";
    let report = "The EnableDeliveryReport field is required.";
    let timeout = "The field DeliveryReportTimeoutInSeconds must be between 60 and 43200.";
    for (body, errors) in [
        (
            with("from", json!("18005550100")),
            json!({ "From": [from] }),
        ),
        (with("from", json!("+123")), json!({ "From": [from] })),
        (
            with("smsRecipients", recipients(0)),
            json!({ "SmsRecipients": [count] }),
        ),
        (
            with("smsRecipients", recipients(101)),
            json!({ "SmsRecipients": [count] }),
        ),
        (
            with("message", json!("🙂".repeat(1025))),
            json!({ "Message": [length] }),
        ),
        (
            with("smsSendOptions", json!({})),
            json!({ "EnableDeliveryReport": [report] }),
        ),
        (
            with(
                "smsSendOptions",
                json!({"enableDeliveryReport": true, "deliveryReportTimeoutInSeconds": 59}),
            ),
            json!({ "DeliveryReportTimeoutInSeconds": [timeout] }),
        ),
        (
            json!({}),
            json!({
                "From": ["The From field is required."],
                "Message": ["The Message field is required."],
                "SmsRecipients": ["The SmsRecipients field is required."],
            }),
        ),
    ] {
        let old = post(&sim, OLD, &body).await;
        assert_eq!(old, Answer::new(StatusCode::BAD_REQUEST, errors.clone()));
        let new = post(&sim, SEND, &body).await;
        let trace_id = new.body["traceId"].clone();
        assert_eq!(trace_id.as_str().unwrap().len(), 55, "{trace_id}");
        let expected = json!({
            "type": "https://tools.ietf.org/html/rfc9110#section-15.5.1",
            "title": "One or more validation errors occurred.",
            "status": 400,
            "errors": errors,
            "traceId": trace_id,
        });
        assert_eq!(new, Answer::new(StatusCode::BAD_REQUEST, expected));
    }
    assert_eq!(sim.simulator.texts(), []);
    for body in [
        with("smsRecipients", recipients(100)),
        with("message", json!("🙂".repeat(1024))),
        with("message", json!("")),
    ] {
        assert_eq!(post(&sim, SEND, &body).await.status, StatusCode::ACCEPTED);
    }
    let garbage = sim.acs(Method::POST, SEND, "{").await;
    assert_eq!(garbage.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_number_of_somebody_else_sends_nothing() {
    let sim = Sim::start().await;
    let unauthorized = Answer::new(
        StatusCode::UNAUTHORIZED,
        json!({"error": {"code": "Unauthorized", "message": ""}}),
    );
    let mut body = to(PHONE, "hello");
    for from in ["+18335550100", "654321", "CONTOSO"] {
        body["from"] = from.into();
        assert_eq!(post(&sim, SEND, &body).await, unauthorized, "{from}");
        let list = json!({"from": from, "recipients": [{"to": PHONE}]});
        for action in ["add", "remove", "check"] {
            let path = format!("sms/optouts:{action}?api-version=2026-01-23");
            assert_eq!(post(&sim, &path, &list).await, unauthorized, "{from}");
        }
    }
    sim.simulator
        .set_number("CONTOSO", Number::new(NumberType::Alphanumeric));
    assert_eq!(post(&sim, SEND, &body).await.status, StatusCode::ACCEPTED);
}

#[tokio::test]
async fn signatures_and_entra_tokens_are_checked() {
    let sim = Sim::start().await;
    let body = to(PHONE, "hello").to_string();
    let host = sim.simulator.https_url().authority().to_owned();
    let foreign = format!("endpoint=https://{host}/;accesskey=bm90IG91cnM=");
    let denied = Answer::new(
        StatusCode::UNAUTHORIZED,
        json!({"error": {"code": "Denied", "message": "Denied by the resource provider."}}),
    );
    let wrong = answer(sim.signed(&foreign, Method::POST, SEND, &body)).await;
    assert_eq!(wrong, denied);
    let user = sim.user_token().await;
    let as_user = sim.request(Method::POST, SEND).bearer_auth(user);
    assert_eq!(answer(as_user.body(body.clone())).await, denied);
    let managed = sim.managed_token("https://communication.azure.com").await;
    let managed = sim.request(Method::POST, SEND).bearer_auth(managed);
    let sent = answer(managed.body(body.clone())).await;
    assert_eq!(sent.status, StatusCode::ACCEPTED);
    let unversioned = sim.acs(Method::POST, "sms", &body).await;
    assert_eq!(
        unversioned.body["error"]["code"],
        json!("ApiVersionUnspecified")
    );
    let versions = sim
        .signed(
            &sim.simulator.connection_string(),
            Method::POST,
            SEND,
            &body,
        )
        .send()
        .await
        .unwrap();
    let versions = versions.headers()["api-supported-versions"].to_str();
    assert!(versions.unwrap().ends_with("2026-01-23"));
    assert_eq!(messages(&sim.simulator), ["hello", "hello"]);
}

#[tokio::test]
async fn the_list_of_opt_outs_is_kept_by_number_and_phone() {
    let sim = Sim::start().await;
    let act = async |action: &str, from: &str, recipients: &[&str]| {
        let recipients: Vec<_> = recipients.iter().map(|to| json!({"to": to})).collect();
        let body = json!({"from": from, "recipients": recipients});
        let path = format!("sms/optouts:{action}?api-version=2026-01-23");
        post(&sim, &path, &body).await
    };
    let bad = json!({
        "to": "+123", "httpStatusCode": 400,
        "errorMessage": "Invalid recipient phone number format",
    });
    let good = json!({"to": PHONE, "httpStatusCode": 200});
    let checked = |out: bool| json!({"to": PHONE, "httpStatusCode": 200, "isOptedOut": out});
    let ok = |items: Value| Answer::new(StatusCode::OK, json!({ "value": items }));

    assert_eq!(
        act("check", OURS, &[PHONE, "+123"]).await,
        ok(json!([checked(false), bad]))
    );
    assert_eq!(
        act("add", OURS, &[PHONE, "+123"]).await,
        ok(json!([good, bad]))
    );
    assert_eq!(
        act("check", OURS, &[PHONE]).await,
        ok(json!([checked(true)]))
    );
    assert_eq!(
        act("check", "+12065550100", &[PHONE]).await,
        ok(json!([checked(false)]))
    );
    assert_eq!(
        act("remove", OURS, &[PHONE, "+123"]).await,
        ok(json!([good, bad]))
    );
    assert_eq!(
        act("check", OURS, &[PHONE]).await,
        ok(json!([checked(false)]))
    );
    let none = act("add", OURS, &[]).await;
    assert_eq!(
        none.body["errors"],
        json!({"Recipients": ["The field Recipients must have 1 to 100 elements."]})
    );
    let crowd = vec![PHONE; 101];
    assert_eq!(
        act("add", OURS, &crowd).await.status,
        StatusCode::BAD_REQUEST
    );
}
