//! Each call of SMS: what goes over the wire, and what comes back from it.

use std::time::Duration;

use acs::{
    Error, ErrorKind, Timestamp,
    sms::{
        DeliveryAttempt, DeliveryCode, DeliveryReport, DeliveryStatus, OptOutResult, Recipient,
        Repeatability, RepeatabilityResult, SendOptions, SendOutcome, SendResult,
    },
};
use azure_core::Uuid;
use serde_json::{Value, json};
use time::macros::datetime;

use crate::support::{
    Script, Service,
    Step::{self, Answer, Broken, Silence},
};

const FROM: &str = "+18005550100";
const ANA: &str = "+14255550123";
const BEN: &str = "+447700900123";

/// The first sender's clock is not in UTC.
fn repeatability(id: u128) -> Repeatability {
    Repeatability {
        request_id: Uuid::from_u128(id),
        first_sent: datetime!(2026-11-01 23:59:59.999 -1),
    }
}

fn to(number: &str, id: u128) -> Recipient<'_> {
    Recipient {
        to: number,
        repeatability: repeatability(id),
    }
}

/// The line and the body of the request.
fn sent(service: &Service) -> (String, Value) {
    let request = service.only_request();
    assert_eq!(request.header("accept"), "application/json");
    let body = match request.body.as_str() {
        "" => Value::Null,
        body => {
            assert_eq!(request.header("content-type"), "application/json");
            serde_json::from_str(body).unwrap()
        }
    };
    (request.line, body)
}

fn ok(to: &str) -> SendResult {
    SendResult {
        to: to.to_owned(),
        message_id: Some(format!("Outgoing_{to}")),
        status: 202,
        repeatability_result: Some(RepeatabilityResult::Accepted),
        successful: true,
        error_message: None,
    }
}

#[tokio::test]
async fn a_message_has_a_result_for_each_recipient() {
    let answer = r#"{"value":[
        {"to":"+14255550123","messageId":"Outgoing_+14255550123","httpStatusCode":202,
         "repeatabilityResult":"accepted","successful":true},
        {"to":"+447700900123","messageId":"20261120x","httpStatusCode":202,"successful":true,
         "errorMessage":null,"future":[1]},
        {"to":"+1","httpStatusCode":400,"repeatabilityResult":"Rejected","successful":false,
         "errorMessage":"Invalid To phone number format."}
    ]}"#;
    let service = Service::start(202, answer).await;
    let recipients = [
        to(ANA, 1),
        to(BEN, 0x1234_5678_9abc_def0),
        to("+1", u128::MAX),
    ];
    let options = SendOptions {
        tag: Some("job-1234"),
        delivery_report_timeout: Some(Duration::from_secs(60)),
        ..SendOptions::default()
    };
    let results = service
        .sms()
        .send(FROM, &recipients, "Grüße ☎ \"1\"", Some(options))
        .await
        .unwrap();
    assert_eq!(
        results,
        [
            ok(ANA),
            SendResult {
                message_id: Some("20261120x".to_owned()),
                repeatability_result: None,
                ..ok(BEN)
            },
            SendResult {
                message_id: None,
                status: 400,
                repeatability_result: Some(RepeatabilityResult::Rejected),
                successful: false,
                error_message: Some("Invalid To phone number format.".to_owned()),
                ..ok("+1")
            },
        ]
    );
    let first_sent = "Mon, 02 Nov 2026 00:59:59 GMT";
    let body = json!({
        "from": FROM,
        "smsRecipients": [
            {
                "to": ANA,
                "repeatabilityRequestId": "00000000-0000-0000-0000-000000000001",
                "repeatabilityFirstSent": first_sent,
            },
            {
                "to": BEN,
                "repeatabilityRequestId": "00000000-0000-0000-1234-56789abcdef0",
                "repeatabilityFirstSent": first_sent,
            },
            {
                "to": "+1",
                "repeatabilityRequestId": "ffffffff-ffff-ffff-ffff-ffffffffffff",
                "repeatabilityFirstSent": first_sent,
            },
        ],
        "message": "Grüße ☎ \"1\"",
        "smsSendOptions": {
            "enableDeliveryReport": true,
            "tag": "job-1234",
            "deliveryReportTimeoutInSeconds": 60,
        },
    });
    let line = "POST /sms?api-version=2026-01-23".to_owned();
    assert_eq!(sent(&service), (line, body));
}

#[tokio::test]
async fn a_plain_message_asks_for_a_report_and_nothing_else() {
    let no_report = SendOptions {
        delivery_report: false,
        ..SendOptions::default()
    };
    for (options, enabled) in [(None, true), (Some(no_report), false)] {
        let service = Service::start(202, r#"{"value":[]}"#).await;
        let results = service
            .sms()
            .send("CONTOSO", &[to(ANA, 1)], "", options)
            .await;
        assert_eq!(results.unwrap(), []);
        let (_, body) = sent(&service);
        assert_eq!(
            body["smsSendOptions"],
            json!({"enableDeliveryReport": enabled})
        );
        assert_eq!(
            (&body["from"], &body["message"]),
            (&json!("CONTOSO"), &json!(""))
        );
    }
}

#[test]
fn what_to_do_about_a_recipient_follows_from_its_status() {
    for (status, outcome) in [
        (202, SendOutcome::Retryable),
        (400, SendOutcome::Permanent),
        (401, SendOutcome::Permanent),
        (404, SendOutcome::Permanent),
        (408, SendOutcome::Retryable),
        (429, SendOutcome::Retryable),
        (500, SendOutcome::Retryable),
        (503, SendOutcome::Retryable),
        (0, SendOutcome::Retryable),
    ] {
        let result = SendResult {
            status,
            successful: false,
            ..ok(ANA)
        };
        assert_eq!(result.outcome(), outcome, "{status}");
        let result = SendResult { status, ..ok(ANA) };
        assert_eq!(result.outcome(), SendOutcome::Accepted, "{status}");
    }
}

#[tokio::test]
async fn limits_are_checked_before_anything_is_sent() {
    let client = Script::new([]).sms();
    let many: Vec<_> = (0..101).map(|id| to(ANA, id)).collect();
    let one = [to(ANA, 1)];
    let long = "€".repeat(2049);
    let longest_pairs = "👍".repeat(1024) + "x";
    let after = |delivery_report_timeout| {
        Some(SendOptions {
            delivery_report_timeout: Some(delivery_report_timeout),
            ..SendOptions::default()
        })
    };
    let beyond_utc = Recipient {
        to: ANA,
        repeatability: Repeatability {
            first_sent: datetime!(9999-12-31 23:00 -2),
            ..repeatability(1)
        },
    };
    let recipients = "a request has 1 to 100 recipients";
    let units = "a message has at most 2048 UTF-16 code units";
    let timeout = "a delivery report is waited for 60 to 43200 seconds";
    for (from, to, text, options, message) in [
        (FROM, &[][..], "hi", None, recipients),
        (FROM, &many[..], "hi", None, recipients),
        ("", &one[..], "hi", None, "the sender is empty"),
        (FROM, &[to("", 1)], "hi", None, "a recipient is empty"),
        (
            FROM,
            &[to(ANA, 1), to(BEN, 2), to("+1", 1)],
            "hi",
            None,
            "two recipients share a repeatability id",
        ),
        (
            FROM,
            &[beyond_utc],
            "hi",
            None,
            "a message was first sent at no time of UTC",
        ),
        (FROM, &one, &long, None, units),
        (FROM, &one, &longest_pairs, None, units),
        (
            FROM,
            &one,
            "hi",
            after(Duration::from_millis(59_999)),
            timeout,
        ),
        (
            FROM,
            &one,
            "hi",
            after(Duration::from_secs(43_201)),
            timeout,
        ),
    ] {
        let error = client.send(from, to, text, options).await.unwrap_err();
        assert_eq!(
            (error.kind(), error.request_id()),
            (ErrorKind::BadRequest, None)
        );
        assert_eq!(error.to_string(), message);
    }
    for (from, to, message) in [
        (FROM, &[][..], recipients),
        (FROM, &[ANA; 101], recipients),
        ("", &[ANA], "the sender is empty"),
        (FROM, &[ANA, ""], "a recipient is empty"),
    ] {
        let error = client.opt_outs().add(from, to).await.unwrap_err();
        assert_eq!(
            (error.kind(), error.to_string()),
            (ErrorKind::BadRequest, message.to_owned())
        );
    }
    for id in ["", ".", ".."] {
        let error = client.delivery_report(id).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::BadRequest);
    }
}

#[tokio::test]
async fn the_limits_themselves_are_sent() {
    let service = Service::start(202, r#"{"value":[]}"#).await;
    let recipients: Vec<_> = (0..100).map(|id| to(ANA, id)).collect();
    let text = "👍".repeat(1024);
    let options = SendOptions {
        delivery_report_timeout: Some(Duration::from_secs(43_200)),
        ..SendOptions::default()
    };
    service
        .sms()
        .send(FROM, &recipients, &text, Some(options))
        .await
        .unwrap();
    let (_, body) = sent(&service);
    assert_eq!(body["smsRecipients"].as_array().map(Vec::len), Some(100));
    assert_eq!(body["message"], json!(text));
    assert_eq!(
        body["smsSendOptions"]["deliveryReportTimeoutInSeconds"],
        json!(43_200)
    );
}

#[tokio::test]
async fn opt_outs_are_added_removed_and_checked() {
    let answer = r#"{"value":[
        {"to":"+14255550123","isOptedOut":true,"httpStatusCode":200},
        {"to":"+1","httpStatusCode":400,"errorMessage":"Invalid recipient phone number format"}
    ]}"#;
    let results = [
        OptOutResult {
            to: ANA.to_owned(),
            status: 200,
            is_opted_out: Some(true),
            error_message: None,
        },
        OptOutResult {
            to: "+1".to_owned(),
            status: 400,
            is_opted_out: None,
            error_message: Some("Invalid recipient phone number format".to_owned()),
        },
    ];
    let body = json!({"from": FROM, "recipients": [{"to": ANA}, {"to": "+1"}]});
    let to = [ANA, "+1"];
    for action in ["add", "remove", "check"] {
        let service = Service::start(200, answer).await;
        let client = service.sms().opt_outs();
        let answered = match action {
            "add" => client.add(FROM, &to).await,
            "remove" => client.remove(FROM, &to).await,
            _ => client.check(FROM, &to).await,
        };
        assert_eq!(answered.unwrap(), results);
        let line = format!("POST /sms/optouts:{action}?api-version=2026-01-23");
        assert_eq!(sent(&service), (line, body.clone()));
    }
}

#[tokio::test]
async fn a_delivery_report_is_asked_for_by_the_message_id() {
    let answer = r#"{
        "deliveryStatus": "Failed",
        "deliveryStatusDetails": "4007: opted out",
        "deliveryAttempts": [
            {"timestamp": "2026-11-20T10:16:02Z", "segmentsSucceeded": 0, "segmentsFailed": 2}
        ],
        "receivedTimestamp": "2026-11-20T10:16:03Z",
        "tag": "job-1234",
        "messagingConnectPartnerMessageId": "p-1",
        "messageId": "Outgoing_1/2",
        "from": "+18005550100",
        "to": "+14255550123"
    }"#;
    let service = Service::start(200, answer).await;
    let report = service.sms().delivery_report("Outgoing_1/2").await.unwrap();
    assert_eq!(
        report,
        DeliveryReport {
            message_id: Some("Outgoing_1/2".to_owned()),
            from: Some(FROM.to_owned()),
            to: Some(ANA.to_owned()),
            status: Some("Failed".to_owned()),
            details: Some("4007: opted out".to_owned()),
            attempts: vec![DeliveryAttempt {
                timestamp: Some(Timestamp::from("2026-11-20T10:16:02Z")),
                segments_succeeded: Some(0),
                segments_failed: Some(2),
            }],
            received: Some(Timestamp::from("2026-11-20T10:16:03Z")),
            tag: Some("job-1234".to_owned()),
            partner_message_id: Some("p-1".to_owned()),
        }
    );
    assert_eq!(
        (report.message_id(), report.from(), report.to()),
        (Ok("Outgoing_1/2"), Ok(FROM), Ok(ANA))
    );
    assert_eq!(report.status(), Ok(DeliveryStatus::Failed));
    assert_eq!(report.code(), Some(DeliveryCode::OptedOut));
    let line = "GET /deliveryReports/Outgoing_1%2F2?api-version=2026-01-23".to_owned();
    assert_eq!(sent(&service), (line, Value::Null));
}

async fn send(step: Step) -> Error {
    let script = Script::new([step]);
    script
        .sms()
        .send(FROM, &[to(ANA, 1)], "hello there", None)
        .await
        .unwrap_err()
}

#[tokio::test]
async fn refusals_are_read_in_each_of_their_shapes() {
    let not_ours = r#"{"error":{"code":"Unauthorized","message":""}}"#;
    let hash = r#"{"error":{"code":"Denied","message":"Request 'x-ms-content-sha256' differs from generated content hash."}}"#;
    let problem = r#"{"type":"https://tools.ietf.org/html/rfc9110#section-15.5.1",
        "title":"One or more validation errors occurred.","status":400,
        "errors":{"From":["Invalid from phone number format."]},"traceId":"00-1-2-00"}"#;
    let old = r#"{"From":["Invalid from phone number format."]}"#;
    let version = r#"{"error":{"code":"ApiVersionUnspecified","message":"An API version is required, but was not specified.","innerError":null}}"#;
    for (status, body, kind, code, message) in [
        (
            401,
            not_ours,
            ErrorKind::Unauthorized,
            Some("Unauthorized"),
            None,
        ),
        (
            401,
            hash,
            ErrorKind::Unauthorized,
            Some("Denied"),
            Some("Request 'x-ms-content-sha256' differs from generated content hash."),
        ),
        (
            400,
            problem,
            ErrorKind::BadRequest,
            None,
            Some("One or more validation errors occurred. From: Invalid from phone number format."),
        ),
        (
            400,
            old,
            ErrorKind::BadRequest,
            None,
            Some("From: Invalid from phone number format."),
        ),
        (
            400,
            version,
            ErrorKind::BadRequest,
            Some("ApiVersionUnspecified"),
            Some("An API version is required, but was not specified."),
        ),
    ] {
        let error = send(Answer(status, &[], body)).await;
        assert_eq!(
            (error.kind(), error.code(), error.message()),
            (kind, code, message),
            "{body}"
        );
    }
    let missing = r#"{"type":"https://tools.ietf.org/html/rfc9110#section-15.5.5",
        "title":"Not Found","status":404,"traceId":"00-1-2-00"}"#;
    let script = Script::new([Answer(404, &[], missing)]);
    let error = script
        .sms()
        .delivery_report("Outgoing_1")
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.message()),
        (ErrorKind::NotFound, Some("Not Found"))
    );
}

#[tokio::test]
async fn a_limit_of_the_service_says_when_to_come_back() {
    let error = send(Answer(429, &[("retry-after", "60")], "")).await;
    assert_eq!(error.kind(), ErrorKind::Throttled);
    assert_eq!(error.retry_after(), Some(Duration::from_secs(60)));
}

#[tokio::test]
async fn a_success_that_cannot_be_read_is_unexpected() {
    for body in [
        "",
        "{}",
        r#"{"value":[{}]}"#,
        r#"{"value":[{"to":"+14255550123"}]}"#,
        "[]",
    ] {
        let error = send(Answer(202, &[], body)).await;
        assert_eq!(
            (error.kind(), error.status()),
            (ErrorKind::Unexpected, Some(202)),
            "{body}"
        );
    }
    for body in ["", "[]", "7", "null"] {
        let script = Script::new([Answer(200, &[], body)]);
        let error = script
            .sms()
            .delivery_report("Outgoing_1")
            .await
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unexpected, "{body}");
    }
}

/// The hash of a body is signed with it: one hash is one body.
#[tokio::test(start_paused = true)]
async fn a_message_is_tried_again_with_the_same_repeatability() {
    const TAKEN: Step = Answer(202, &[], r#"{"value":[]}"#);
    for failure in [
        Answer(429, &[("retry-after", "0")], ""),
        Answer(503, &[], ""),
        Answer(500, &[], ""),
        Broken,
        Silence,
    ] {
        let script = Script::new([failure.clone(), TAKEN]);
        let client = script.sms();
        client.send(FROM, &[to(ANA, 1)], "hi", None).await.unwrap();
        let hashes = script.headers("x-ms-content-sha256");
        assert_eq!(hashes.first(), hashes.last(), "{failure:?}");
        assert_eq!(hashes.len(), 2, "{failure:?}");

        let script = Script::new([failure.clone(), Answer(200, &[], r#"{"value":[]}"#)]);
        script.sms().opt_outs().check(FROM, &[ANA]).await.unwrap();
        assert_eq!(script.remaining(), 0);
        let script = Script::new([failure, Answer(200, &[], "{}")]);
        script.sms().delivery_report("Outgoing_1").await.unwrap();
        assert_eq!(script.remaining(), 0);
    }
}
