//! Queue Storage, by its own HTTP interface.

use aws_lc_rs::hmac;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use reqwest::{Method, StatusCode, Url};
use simulator::{Chaos, Service};
use time::{Duration, format_description::well_known::Rfc2822};

use crate::support::Sim;

/// What came back: status, the code of an error, the body without its XML declaration.
type Reply = (u16, String, String);

impl Sim {
    fn account(&self, part: &str) -> String {
        let account = self.simulator.storage_connection_string();
        let mut parts = account.split(';').filter_map(|pair| pair.split_once('='));
        parts.find(|(name, _)| *name == part).unwrap().1.to_owned()
    }

    /// A call of the queue service, signed with the account's key, or another.
    async fn storage_with(&self, key: &str, method: Method, path: &str, body: &str) -> Reply {
        let url: Url = format!("{}/{path}", self.account("QueueEndpoint"))
            .parse()
            .unwrap();
        let date = self.simulator.clock().now().format(&Rfc2822).unwrap();
        let date = date.replace("+0000", "GMT");
        let length = if body.is_empty() {
            String::new()
        } else {
            body.len().to_string()
        };
        let mut query: Vec<_> = url
            .query_pairs()
            .map(|(name, value)| format!("\n{name}:{value}"))
            .collect();
        query.sort();
        let text = format!(
            "{method}\n\n\n{length}\n\n\n\n\n\n\n\n\nx-ms-date:{date}\nx-ms-version:2020-12-06\n/{}{}{}",
            self.account("AccountName"),
            url.path(),
            query.concat(),
        );
        let key = hmac::Key::new(hmac::HMAC_SHA256, &STANDARD.decode(key).unwrap());
        let signature = STANDARD.encode(hmac::sign(&key, text.as_bytes()));
        let request = self
            .client
            .request(method, url)
            .header("x-ms-date", date)
            .header("x-ms-version", "2020-12-06")
            .header(
                "authorization",
                format!("SharedKey {}:{signature}", self.account("AccountName")),
            )
            .body(body.to_owned());
        reply(request).await
    }

    async fn storage(&self, method: Method, path: &str, body: &str) -> Reply {
        let key = self.account("AccountKey");
        self.storage_with(&key, method, path, body).await
    }
}

async fn reply(request: reqwest::RequestBuilder) -> Reply {
    let answer = request.send().await.unwrap();
    let code = answer.headers().get("x-ms-error-code");
    let code = code.map_or("", |code| code.to_str().unwrap()).to_owned();
    let status = answer.status().as_u16();
    let body = answer.text().await.unwrap();
    let declaration = "<?xml version=\"1.0\" encoding=\"utf-8\"?>";
    (status, code, body.replace(declaration, ""))
}

/// What is between the first pair of such tags.
fn inner<'a>(xml: &'a str, tag: &str) -> &'a str {
    let (_, rest) = xml.split_once(&format!("<{tag}>")).unwrap();
    rest.split_once(&format!("</{tag}>")).unwrap().0
}

fn message(text: &str) -> String {
    format!("<QueueMessage><MessageText>{text}</MessageText></QueueMessage>")
}

fn encoded(text: &str) -> String {
    text.replace('+', "%2B")
        .replace('/', "%2F")
        .replace('=', "%3D")
}

#[tokio::test]
async fn the_life_of_a_message() {
    let sim = Sim::start().await;
    let empty = |status| (status, String::new(), String::new());
    assert_eq!(sim.storage(Method::PUT, "jobs", "").await, empty(201));
    assert_eq!(sim.storage(Method::PUT, "jobs", "").await, empty(204));
    let put = "jobs/messages?visibilitytimeout=0&messagettl=60";
    let (status, _, put) = sim
        .storage(Method::POST, put, &message("&lt;aGk=&gt;"))
        .await;
    let id = inner(&put, "MessageId").to_owned();
    assert_eq!(status, 201);
    assert_eq!(
        put,
        format!(
            "<QueueMessagesList><QueueMessage><MessageId>{id}</MessageId>\
             <InsertionTime>Fri, 20 Nov 2026 12:00:00 GMT</InsertionTime>\
             <ExpirationTime>Fri, 20 Nov 2026 12:01:00 GMT</ExpirationTime>\
             <PopReceipt>{}</PopReceipt>\
             <TimeNextVisible>Fri, 20 Nov 2026 12:00:00 GMT</TimeNextVisible>\
             </QueueMessage></QueueMessagesList>",
            inner(&put, "PopReceipt"),
        )
    );
    let peek = "jobs/messages?peekonly=true&numofmessages=32";
    assert_eq!(
        sim.storage(Method::GET, peek, "").await.2,
        format!(
            "<QueueMessagesList><QueueMessage><MessageId>{id}</MessageId>\
             <InsertionTime>Fri, 20 Nov 2026 12:00:00 GMT</InsertionTime>\
             <ExpirationTime>Fri, 20 Nov 2026 12:01:00 GMT</ExpirationTime>\
             <DequeueCount>0</DequeueCount><MessageText>&lt;aGk=&gt;</MessageText>\
             </QueueMessage></QueueMessagesList>"
        )
    );
    let (_, _, got) = sim.storage(Method::GET, "jobs/messages", "").await;
    assert_eq!(inner(&got, "DequeueCount"), "1");
    assert_eq!(
        inner(&got, "TimeNextVisible"),
        "Fri, 20 Nov 2026 12:00:30 GMT"
    );
    let none = (200, String::new(), "<QueueMessagesList/>".to_owned());
    assert_eq!(sim.storage(Method::GET, "jobs/messages", "").await, none);

    let receipt = encoded(inner(&got, "PopReceipt"));
    let update = format!("jobs/messages/{id}?popreceipt={receipt}&visibilitytimeout=0");
    assert_eq!(
        sim.storage(Method::PUT, &update, &message("new")).await,
        empty(204)
    );
    let delete = format!("jobs/messages/{id}?popreceipt={receipt}");
    let stale = sim.storage(Method::DELETE, &delete, "").await;
    assert_eq!((stale.0, stale.1.as_str()), (400, "PopReceiptMismatch"));
    let (_, _, got) = sim.storage(Method::GET, "jobs/messages", "").await;
    assert_eq!(
        (inner(&got, "MessageText"), inner(&got, "DequeueCount")),
        ("new", "2")
    );
    let receipt = encoded(inner(&got, "PopReceipt"));
    let delete = format!("jobs/messages/{id}?popreceipt={receipt}");
    assert_eq!(sim.storage(Method::DELETE, &delete, "").await, empty(204));
    let gone = sim.storage(Method::DELETE, &delete, "").await;
    assert_eq!((gone.0, gone.1.as_str()), (404, "MessageNotFound"));

    sim.storage(Method::POST, "jobs/messages?messagettl=-1", &message("x"))
        .await;
    let (_, _, peeked) = sim.storage(Method::GET, peek, "").await;
    assert_eq!(
        inner(&peeked, "ExpirationTime"),
        "Fri, 31 Dec 9999 23:59:59 GMT"
    );
    assert_eq!(
        sim.storage(Method::DELETE, "jobs/messages", "").await,
        empty(204)
    );
    assert_eq!(sim.storage(Method::GET, peek, "").await, none);
    let listed = sim.storage(Method::GET, "?comp=list", "").await.2;
    assert!(
        listed.contains("<Queue><Name>jobs</Name></Queue>"),
        "{listed}"
    );
    assert_eq!(sim.storage(Method::DELETE, "jobs", "").await, empty(204));
}

#[tokio::test]
async fn refusals_are_spelled_as_the_service_spells_them() {
    let sim = Sim::start().await;
    sim.storage(Method::PUT, "jobs", "").await;
    let large = message(&"x".repeat(64 * 1024 + 1));
    let get = |query: &str| (Method::GET, format!("jobs/messages?{query}"), String::new());
    for ((method, path, body), status, code) in [
        (
            (Method::GET, "none/messages".to_owned(), String::new()),
            404,
            "QueueNotFound",
        ),
        (
            (Method::PUT, "A_b".to_owned(), String::new()),
            400,
            "InvalidResourceName",
        ),
        (
            (Method::GET, "jobs".to_owned(), String::new()),
            400,
            "InvalidQueryParameterValue",
        ),
        (
            get("numofmessages=33"),
            400,
            "OutOfRangeQueryParameterValue",
        ),
        (get("numofmessages=x"), 400, "InvalidQueryParameterValue"),
        (
            get("visibilitytimeout=0"),
            400,
            "OutOfRangeQueryParameterValue",
        ),
        (
            get("visibilitytimeout=604801"),
            400,
            "OutOfRangeQueryParameterValue",
        ),
        (
            (
                Method::POST,
                "jobs/messages?messagettl=0".to_owned(),
                message("x"),
            ),
            400,
            "OutOfRangeQueryParameterValue",
        ),
        (
            (Method::POST, "jobs/messages".to_owned(), "{}".to_owned()),
            400,
            "InvalidXmlDocument",
        ),
        (
            (Method::POST, "jobs/messages".to_owned(), large),
            413,
            "RequestBodyTooLarge",
        ),
        (
            (Method::DELETE, "jobs/messages/1".to_owned(), String::new()),
            400,
            "MissingRequiredQueryParameter",
        ),
        (
            (
                Method::DELETE,
                "jobs/messages/1?popreceipt=x".to_owned(),
                String::new(),
            ),
            404,
            "MessageNotFound",
        ),
    ] {
        let (found, found_code, xml) = sim.storage(method, &path, &body).await;
        assert_eq!((found, found_code.as_str()), (status, code), "{path}");
        assert_eq!(inner(&xml, "Code"), code, "{path}");
    }
}

#[tokio::test]
async fn only_the_accounts_key_at_the_right_time_opens_it() {
    let sim = Sim::start().await;
    let unsigned = sim
        .client
        .put(format!("{}/jobs", sim.account("QueueEndpoint")));
    let (status, code, _) = reply(unsigned).await;
    assert_eq!(
        (status, code.as_str()),
        (401, "NoAuthenticationInformation")
    );
    let (status, code, xml) = sim.storage_with("d3Jvbmc=", Method::PUT, "jobs", "").await;
    assert_eq!((status, code.as_str()), (403, "AuthenticationFailed"));
    assert!(!xml.contains("d3Jvbmc="), "{xml}");
    assert_eq!(sim.simulator.queues().names(), [""; 0]);
}

#[tokio::test]
async fn faults_are_its_own_and_a_reset_empties_it() {
    let sim = Sim::start().await;
    sim.storage(Method::PUT, "jobs", "").await;
    let busy = Chaos {
        status: Some(503),
        retry_after: Some(3),
        route: Some("/messages".to_owned()),
        ..Chaos::default()
    };
    sim.simulator.set_chaos(Service::Storage, busy);
    let (status, code, _) = sim.storage(Method::GET, "jobs/messages", "").await;
    assert_eq!((status, code.as_str()), (503, "ServerBusy"));
    let calls = sim.simulator.requests(Service::Storage);
    let routes: Vec<_> = calls
        .iter()
        .map(|call| (call.route.as_str(), call.status))
        .collect();
    assert_eq!(
        routes,
        [
            ("/devstoreaccount1/{queue}", 201),
            ("/devstoreaccount1/{queue}/messages", 503)
        ]
    );
    sim.simulator.clear_chaos();

    let queues = sim.simulator.queues();
    queues.put("jobs", "one", Duration::ZERO).unwrap();
    let listed = sim
        .request(Method::GET, "_sim/queues")
        .send()
        .await
        .unwrap();
    let listed = listed.text().await.unwrap();
    assert!(
        listed.starts_with(r#"{"jobs":[{"dequeueCount":0,"#),
        "{listed}"
    );
    assert!(!listed.contains("one"), "{listed}");
    let reset = sim
        .request(Method::POST, "_sim/reset")
        .send()
        .await
        .unwrap();
    assert_eq!(reset.status(), StatusCode::NO_CONTENT);
    assert_eq!((queues.names(), queues.messages("jobs")), (vec![], vec![]));
}
