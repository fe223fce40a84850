//! Phones and carriers: who receives what, who answers, and what Event Grid is told.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use simulator::{
    By, Clock, DeliveryStatus, Number, NumberType, Options, Phone, PhoneDelivery, PublishedEvent,
    Simulator, Spelling,
};
use time::Duration;

use crate::support::{Answer, START, Sim, answer};

const TOLL_FREE: &str = "+18005550100";
const TEN_DLC: &str = "+12065550100";
const SHORT_CODE: &str = "123456";
const PHONE: &str = "+14255550123";

async fn spelt(sms_spelling: Spelling) -> Sim {
    let options = Options {
        clock: Clock::pinned(START),
        sms_spelling,
        ..Options::default()
    };
    Sim::of(Simulator::start(options).await.unwrap())
}

async fn control(sim: &Sim, method: Method, path: &str, body: &Value) -> Answer {
    answer(sim.request(method, path).json(body)).await
}

async fn send(sim: &Sim, from: &str, message: &str, options: &Value) -> String {
    let body = json!({
        "from": from, "smsRecipients": [{"to": PHONE}], "message": message,
        "smsSendOptions": options,
    });
    let path = "sms?api-version=2021-03-07";
    let sent = sim.acs(Method::POST, path, &body.to_string()).await;
    let id = sent.body["value"][0]["messageId"].as_str().unwrap();
    id.to_owned()
}

/// Lets so many seconds pass.
fn pass(sim: &Sim, seconds: i64) {
    sim.simulator.clock().advance(Duration::seconds(seconds));
}

/// Who texted the phone what, in order.
fn inbox(sim: &Sim) -> Vec<(By, String)> {
    let texts = sim.simulator.texts().into_iter();
    texts.map(|text| (text.by, text.message)).collect()
}

#[tokio::test]
async fn a_text_to_us_is_published_as_in_the_sample() {
    let sim = Sim::start().await;
    let body = json!({"from": PHONE, "to": TOLL_FREE, "message": "DONE ✓".repeat(20)});
    let given = control(&sim, Method::POST, "_sim/sms", &body).await;
    let id = given.body["messageId"].as_str().unwrap().to_owned();
    assert_eq!(
        given,
        Answer::new(StatusCode::OK, json!({ "messageId": id }))
    );
    assert!(id.starts_with("Incoming_20261120120000"), "{id}");
    assert_eq!(
        sim.simulator.sms_events(),
        [PublishedEvent {
            event_type: "Microsoft.Communication.SMSReceived",
            subject: "/phonenumber/18005550100".to_owned(),
            data: json!({
                "messageId": id,
                "from": "14255550123",
                "to": "18005550100",
                "message": "DONE ✓".repeat(20),
                "receivedTimestamp": "2026-11-20T12:00:00.1234567Z",
                "segmentCount": 2,
            }),
            id,
        }]
    );
    assert_eq!(inbox(&sim), [], "nobody answers");
}

#[tokio::test]
async fn other_spellings_are_those_that_were_published() {
    for (spelling, data) in [
        (
            Spelling::Pascal,
            json!({
                "MessageId": "", "From": "14255550123", "To": "18005550100", "Message": "hi",
                "ReceivedTimestamp": "2026-11-20T12:00:00.1234567Z",
            }),
        ),
        (
            Spelling::Specified,
            json!({
                "messageId": "", "from": PHONE, "to": TOLL_FREE, "message": "hi",
                "receivedTimestamp": "2026-11-20T12:00:00.1234567Z", "segmentCount": 1,
            }),
        ),
    ] {
        let sim = spelt(spelling).await;
        let id = sim.simulator.text(PHONE, TOLL_FREE, "hi");
        let old = id.starts_with("Incoming_");
        assert_eq!(old, spelling == Spelling::Pascal, "{id}");
        let event = sim.simulator.sms_events().remove(0);
        let mut published = event.data;
        for name in ["MessageId", "messageId"] {
            if let Some(member) = published.get_mut(name) {
                assert_eq!(*member, json!(id));
                *member = json!("");
            }
        }
        assert_eq!(published, data);
    }
    let sim = spelt(Spelling::Varied).await;
    for _ in 0..40 {
        sim.simulator.text(PHONE, TOLL_FREE, "hi");
    }
    let events = sim.simulator.sms_events();
    let share = |pointer: &str, value: &str| {
        let has = |event: &&PublishedEvent| event.data.pointer(pointer) == Some(&json!(value));
        events.iter().filter(has).count()
    };
    let shares = [
        share("/from", "14255550123"),
        share("/From", "14255550123"),
        share("/from", PHONE),
    ];
    assert_eq!(shares.iter().sum::<usize>(), 40);
    assert!(shares.iter().all(|share| *share > 0), "{shares:?}");
}

#[tokio::test]
async fn a_text_from_nowhere_or_to_nobody_is_refused() {
    let sim = Sim::start().await;
    sim.simulator
        .set_number("CONTOSO", Number::new(NumberType::Alphanumeric));
    for (from, to, message) in [
        (
            "4255550123",
            TOLL_FREE,
            "from must be a number such as +14255550123, a short code or a name",
        ),
        (PHONE, PHONE, "to is not a number of the resource"),
        (
            PHONE,
            "CONTOSO",
            "to is a name, which cannot receive anything",
        ),
    ] {
        let body = json!({"from": from, "to": to, "message": "hello"});
        let refused = control(&sim, Method::POST, "_sim/sms", &body).await;
        let error = json!({"error": {"code": "BadRequest", "message": message}});
        assert_eq!(refused, Answer::new(StatusCode::BAD_REQUEST, error));
    }
    assert_eq!(sim.simulator.sms_events(), []);
    // Short codes and names text too, which is what loops are made of.
    for from in ["55555", "Contoso 24"] {
        sim.simulator.text(from, TOLL_FREE, "hello");
    }
    assert_eq!(sim.simulator.sms_events().len(), 2);
}

#[tokio::test]
async fn who_answers_stop_depends_on_the_number() {
    let sim = Sim::start().await;
    let managed = Number {
        kind: NumberType::TenDlc,
        acs_managed_opt_out: Some(true),
    };
    let own = Number {
        kind: NumberType::ShortCode,
        acs_managed_opt_out: Some(false),
    };
    sim.simulator.set_number("+12065550101", managed);
    sim.simulator.set_number("654321", own);
    let carrier = Some(By::Carrier);
    let acs = Some(By::Acs);
    for (ours, word, by, blocked) in [
        (TOLL_FREE, "stop", carrier, true),
        (TOLL_FREE, " STOP \n", carrier, true),
        (TOLL_FREE, "STOPALL", None, false),
        (TOLL_FREE, "CANCEL", None, false),
        (TOLL_FREE, "please stop", None, false),
        (TOLL_FREE, "HELP", None, false),
        (SHORT_CODE, "Stop", acs, true),
        (SHORT_CODE, "opt out", acs, true),
        (SHORT_CODE, "unsubscribe", acs, true),
        (SHORT_CODE, "help", acs, false),
        (SHORT_CODE, "hello", None, false),
        ("+12065550101", "STOP", acs, true),
        ("654321", "STOP", None, false),
        (TEN_DLC, "STOP", None, false),
    ] {
        let case = format!("{ours} {word}");
        for start in ["START", "unstop"] {
            let told = sim.simulator.sms_events().len();
            let before = inbox(&sim).len();
            sim.simulator.text(PHONE, ours, word);
            let answers: Vec<_> = inbox(&sim)
                .split_off(before)
                .into_iter()
                .map(|(by, _)| by)
                .collect();
            assert_eq!(answers, Vec::from_iter(by), "{case}");
            send(&sim, ours, "news", &json!(null)).await;
            let arrived = inbox(&sim).last() == Some(&(By::App, "news".to_owned()));
            assert_eq!(arrived, !blocked, "{case}");
            sim.simulator.text(PHONE, ours, start);
            send(&sim, ours, "more news", &json!(null)).await;
            let last = inbox(&sim).pop().unwrap();
            assert_eq!(last, (By::App, "more news".to_owned()), "{case}");
            assert_eq!(
                sim.simulator.sms_events().len(),
                told + 2,
                "{case} reaches the app"
            );
        }
    }
}

#[tokio::test]
async fn the_carrier_alone_lifts_what_it_blocks() {
    let sim = Sim::start().await;
    let remove = "sms/optouts:remove?api-version=2026-01-23";
    for (ours, blocked) in [(TOLL_FREE, true), (SHORT_CODE, false)] {
        sim.simulator.text(PHONE, ours, "STOP");
        let body = json!({"from": ours, "recipients": [{"to": PHONE}]}).to_string();
        sim.acs(Method::POST, remove, &body).await;
        send(&sim, ours, "news", &json!(null)).await;
        let arrived = inbox(&sim).contains(&(By::App, "news".to_owned()));
        assert_eq!(arrived, !blocked, "{ours}");
    }
}

#[tokio::test]
async fn a_report_comes_when_its_time_has_come_and_only_if_it_was_wanted() {
    let sim = Sim::start().await;
    let wanted = json!({"enableDeliveryReport": true, "tag": "camp"});
    let id = send(&sim, TOLL_FREE, &"a".repeat(161), &wanted).await;
    let unwanted = send(
        &sim,
        TOLL_FREE,
        "b",
        &json!({"enableDeliveryReport": false}),
    )
    .await;
    let report = |id: &str| format!("deliveryReports/{id}?api-version=2026-01-23");
    let missing = sim.acs(Method::GET, &report(&id), "").await;
    let expected = json!({
        "type": "https://tools.ietf.org/html/rfc9110#section-15.5.5", "title": "Not Found",
        "status": 404, "traceId": missing.body["traceId"],
    });
    assert_eq!(missing, Answer::new(StatusCode::NOT_FOUND, expected));
    assert_eq!(sim.simulator.sms_events(), []);

    pass(&sim, 1);
    let attempt = json!({
        "timestamp": "2026-11-20T12:00:00.1234567Z", "segmentsSucceeded": 2, "segmentsFailed": 0,
    });
    let event = PublishedEvent {
        event_type: "Microsoft.Communication.SMSDeliveryReportReceived",
        subject: "/phonenumber/18005550100".to_owned(),
        data: json!({
            "messageId": id, "from": "18005550100", "to": PHONE, "deliveryStatus": "Delivered",
            "deliveryStatusDetails": "No error.",
            "receivedTimestamp": "2026-11-20T12:00:01.1234567Z",
            "deliveryAttempts": [attempt], "Tag": "camp",
        }),
        id: id.clone(),
    };
    assert_eq!(sim.simulator.sms_events(), std::slice::from_ref(&event));
    assert_eq!(
        sim.acs(Method::GET, &report(&id), "").await,
        Answer::new(
            StatusCode::OK,
            json!({
                "messageId": id, "from": TOLL_FREE, "to": PHONE, "deliveryStatus": "Delivered",
                "deliveryStatusDetails": "2000: No Error",
                "receivedTimestamp": "2026-11-20T12:00:01.1234567Z",
                "deliveryAttempts": [attempt], "tag": "camp",
            })
        )
    );
    pass(&sim, 86_400);
    assert_eq!(sim.simulator.sms_events(), [event], "once");
    let missing = sim.acs(Method::GET, &report(&unwanted), "").await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_report_in_the_other_spelling_is_all_pascal_case() {
    let sim = spelt(Spelling::Pascal).await;
    let id = send(
        &sim,
        TOLL_FREE,
        "a",
        &json!({"enableDeliveryReport": true, "tag": "t"}),
    )
    .await;
    pass(&sim, 1);
    let data = json!({
        "MessageId": id, "From": "18005550100", "To": PHONE, "DeliveryStatus": "Delivered",
        "DeliveryStatusDetails": "No error.", "Tag": "t",
        "ReceivedTimestamp": "2026-11-20T12:00:01.1234567Z",
        "DeliveryAttempts": [{
            "Timestamp": "2026-11-20T12:00:00.1234567Z", "SegmentsSucceeded": 1,
            "SegmentsFailed": 0,
        }],
    });
    assert_eq!(sim.simulator.sms_events()[0].data, data);
}

#[tokio::test]
async fn a_message_fails_as_its_phone_was_told_or_because_nobody_wants_it() {
    let sim = Sim::start().await;
    let wanted = json!({"enableDeliveryReport": true});
    let reported = async |from: &str, seconds: i64| {
        let texts = inbox(&sim).len();
        let events = sim.simulator.sms_events().len();
        send(&sim, from, "news", &wanted).await;
        pass(&sim, seconds);
        let data = sim.simulator.sms_events().split_off(events).remove(0).data;
        assert_eq!(
            inbox(&sim).len() - texts,
            usize::from(data["deliveryStatus"] == "Delivered")
        );
        data["deliveryStatusDetails"].as_str().unwrap().to_owned()
    };
    let path = format!("_sim/phones/{PHONE}");
    let unreachable = json!({
        "delivery": {"status": "Failed", "code": 4006, "times": 1}, "report_after_seconds": 60,
    });
    let set = control(&sim, Method::PUT, &path, &unreachable).await;
    assert_eq!(set, Answer::empty());
    assert_eq!(
        reported(TOLL_FREE, 60).await,
        "4006: The Destination/To number isn't reachable"
    );
    assert_eq!(reported(TOLL_FREE, 60).await, "No error.");

    let broken = Phone {
        delivery: Some(PhoneDelivery {
            status: DeliveryStatus::Failed,
            code: None,
            times: None,
        }),
        ..Phone::default()
    };
    sim.simulator.set_phone(PHONE, broken);
    assert_eq!(
        reported(TOLL_FREE, 1).await,
        "9999: Message failed to deliver due to unknown error/failure"
    );
    assert_eq!(
        control(&sim, Method::PUT, &path, &json!({})).await,
        Answer::empty()
    );
    assert_eq!(reported(TOLL_FREE, 1).await, "No error.");

    sim.simulator.text(PHONE, SHORT_CODE, "STOP");
    assert_eq!(
        reported(SHORT_CODE, 1).await,
        "Sender blocked for given recipient."
    );
    let body = json!({"from": TOLL_FREE, "recipients": [{"to": PHONE}]}).to_string();
    let add = "sms/optouts:add?api-version=2026-01-23";
    sim.acs(Method::POST, add, &body).await;
    assert_eq!(
        reported(TOLL_FREE, 1).await,
        "4007: The Destination/To number has opted out of receiving messages from you"
    );
}

#[tokio::test]
async fn a_report_that_is_late_says_so_and_the_phone_has_the_message() {
    let sim = Sim::start().await;
    let slow = Phone {
        report_after_seconds: Some(61),
        ..Phone::default()
    };
    sim.simulator.set_phone(PHONE, slow);
    let report = async |timeout: i64| {
        let options =
            json!({"enableDeliveryReport": true, "deliveryReportTimeoutInSeconds": timeout});
        let id = send(&sim, TOLL_FREE, "hello", &options).await;
        pass(&sim, timeout);
        let path = format!("deliveryReports/{id}?api-version=2026-01-23");
        sim.acs(Method::GET, &path, "").await.body["deliveryStatusDetails"].clone()
    };
    assert_eq!(report(60).await, "5002: Message Delivery Timeout");
    assert_eq!(report(61).await, "2000: No Error");
    assert_eq!(sim.simulator.texts().len(), 2);
}

#[tokio::test]
async fn what_one_of_our_numbers_sends_another_comes_back_to_us() {
    let sim = Sim::start().await;
    let body = json!({
        "from": TEN_DLC, "smsRecipients": [{"to": TOLL_FREE}], "message": "around we go",
    });
    let path = "sms?api-version=2026-01-23";
    sim.acs(Method::POST, path, &body.to_string()).await;
    let [event] = <[_; 1]>::try_from(sim.simulator.sms_events()).unwrap();
    assert_eq!(
        (
            &event.data["from"],
            &event.data["to"],
            &event.data["message"]
        ),
        (
            &json!("12065550100"),
            &json!("18005550100"),
            &json!("around we go")
        )
    );
    assert_eq!(inbox(&sim), [], "it is no phone");
}

#[tokio::test]
async fn what_phones_received_is_shown_by_phone() {
    let sim = Sim::start().await;
    sim.simulator.text("+14255550199", TOLL_FREE, "STOP");
    let id = send(&sim, TOLL_FREE, "hello", &json!(null)).await;
    let shown = json!([{
        "to": PHONE, "from": TOLL_FREE, "message": "hello", "messageId": id,
        "at": "2026-11-20T12:00:00.1234567Z", "by": "app", "segments": 1,
    }]);
    for query in ["?to=14255550123", "?to=+14255550123", "?to=%2B14255550123"] {
        let path = format!("_sim/sms{query}");
        let texts = answer(sim.request(Method::GET, &path)).await;
        assert_eq!(texts, Answer::new(StatusCode::OK, shown.clone()), "{query}");
    }
    let all = answer(sim.request(Method::GET, "_sim/sms")).await.body;
    let by: Vec<_> = all.as_array().unwrap().iter().map(|t| &t["by"]).collect();
    assert_eq!(by, ["carrier", "app"]);
    assert_eq!(
        answer(sim.request(Method::GET, "_sim/sms?to=5")).await.body,
        json!([])
    );
}

#[tokio::test]
async fn numbers_are_shown_added_and_changed() {
    let sim = Sim::start().await;
    let number = |number: &str, kind: &str, managed: bool| json!({"number": number, "type": kind, "acs_managed_opt_out": managed});
    let put = async |number: &str, body: Value| {
        control(&sim, Method::PUT, &format!("_sim/numbers/{number}"), &body).await
    };
    let mobile = put("+447700900123", json!({"type": "mobile"})).await;
    let short = put(
        SHORT_CODE,
        json!({"type": "short_code", "acs_managed_opt_out": false}),
    );
    assert_eq!((mobile, short.await), (Answer::empty(), Answer::empty()));
    assert_eq!(
        answer(sim.request(Method::GET, "_sim/numbers")).await.body,
        json!([
            number(TEN_DLC, "10dlc", false),
            number(TOLL_FREE, "toll_free", false),
            number("+447700900123", "mobile", false),
            number(SHORT_CODE, "short_code", false),
        ])
    );
    for (number, body) in [
        ("+1800555", json!({"type": "toll_free"})),
        ("12", json!({"type": "short_code"})),
        (TOLL_FREE, json!({"type": "landline"})),
        (TOLL_FREE, json!({"type": "mobile", "managed": true})),
    ] {
        let refused = put(number, body).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{number}");
    }
    for (number, body) in [
        ("123", json!({})),
        (PHONE, json!({"delivery": {"status": "Lost"}})),
        (PHONE, json!({"delivery": {"status": "Failed", "code": 1}})),
        (PHONE, json!({"refusal": {"status": 200}})),
        (PHONE, json!({"reported": true})),
    ] {
        let path = format!("_sim/phones/{number}");
        let refused = control(&sim, Method::PUT, &path, &body).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{body}");
    }
}

#[tokio::test]
async fn a_reset_forgets_messages_opt_outs_and_reports() {
    let sim = Sim::start().await;
    sim.simulator
        .set_number("CONTOSO", Number::new(NumberType::Alphanumeric));
    send(&sim, TOLL_FREE, "a", &json!({"enableDeliveryReport": true})).await;
    sim.simulator.text(PHONE, TOLL_FREE, "STOP");
    sim.simulator.reset();
    assert_eq!(sim.simulator.texts(), []);
    pass(&sim, 60);
    assert_eq!(sim.simulator.sms_events(), []);
    send(&sim, TOLL_FREE, "b", &json!(null)).await;
    assert_eq!(inbox(&sim), [(By::App, "b".to_owned())]);
    let numbers = answer(sim.request(Method::GET, "_sim/numbers")).await.body;
    assert_eq!(numbers.as_array().unwrap().len(), 3);
}
