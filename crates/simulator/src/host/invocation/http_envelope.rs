//! The envelope of an HTTP request.

use axum::http::{HeaderMap, HeaderValue, Method};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::Serialize;
use serde_json::{Value, json};

use super::{
    encoding::{encode, members_as_text, raw},
    envelope::{Envelope, Sys},
};
use crate::host::json::Members;

/// The parts of an HTTP request that the envelope repeats.
#[derive(Debug)]
pub(crate) struct HttpParts<'a> {
    pub(crate) url: String,
    pub(crate) method: &'a Method,
    /// Decoded, in order, repeated keys repeated.
    pub(crate) query: Vec<(String, String)>,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) params: Vec<(String, String)>,
    /// `None` for an empty body and for one without a `Content-Length`.
    pub(crate) body: Option<Vec<u8>>,
}

impl Envelope {
    /// An HTTP request of a function that has another binding besides.
    pub(crate) fn http(binding: &str, parts: &HttpParts<'_>, sys: Sys<'_>) -> Self {
        let text = parts
            .body
            .as_ref()
            .map(|body| body_text(parts.headers, body));
        let query = joined(&parts.query);
        let mut metadata = text.as_deref().map(members_as_text).unwrap_or_default();
        for (name, value) in query.iter().chain(&parts.params) {
            if name != "code" && !metadata.iter().any(|(known, _)| known == name) {
                metadata.push((name.clone(), encode(raw(value).get())));
            }
        }
        metadata.push(("Query".to_owned(), raw(&object(&query, String::clone))));
        let headers = header_values(parts.headers);
        metadata.push((
            "Headers".to_owned(),
            raw(&object(&headers, |values| values.join(","))),
        ));
        let mut request = Members(vec![
            ("Url".to_owned(), raw(&parts.url)),
            ("Method".to_owned(), raw(parts.method.as_str())),
            ("Query".to_owned(), raw(&object(&query, String::clone))),
            ("Headers".to_owned(), raw(&object(&headers, Vec::clone))),
            (
                "Params".to_owned(),
                raw(&object(&parts.params, String::clone)),
            ),
            ("Identities".to_owned(), raw(&[nobody()])),
        ]);
        if let Some(text) = text {
            request.0.push(("Body".to_owned(), raw(&text)));
        }
        Self::new(binding, raw(&request), metadata, sys)
    }
}

fn body_text(headers: &HeaderMap, body: &[u8]) -> String {
    let kind = headers
        .get("content-type")
        .and_then(|kind| kind.to_str().ok())
        .unwrap_or_default();
    if kind.starts_with("application/octet-stream") || kind.starts_with("multipart/") {
        STANDARD.encode(body)
    } else {
        String::from_utf8_lossy(body).into_owned()
    }
}

/// Repeated keys become one, with commas.
fn joined(pairs: &[(String, String)]) -> Vec<(String, String)> {
    let mut out: Vec<(String, String)> = Vec::new();
    for (name, value) in pairs {
        match out.iter_mut().find(|(known, _)| known == name) {
            Some((_, known)) => {
                known.push(',');
                known.push_str(value);
            }
            None => out.push((name.clone(), value.clone())),
        }
    }
    out
}

/// Names as .NET shows them (`Content-Type`), values in order.
fn header_values(headers: &HeaderMap) -> Vec<(String, Vec<String>)> {
    let value = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    headers
        .keys()
        .map(|name| {
            (
                title_case(name.as_str()),
                headers.get_all(name).iter().map(value).collect(),
            )
        })
        .collect()
}

fn title_case(name: &str) -> String {
    let mut start = true;
    let capital = |char: char| {
        let shown = if start {
            char.to_ascii_uppercase()
        } else {
            char
        };
        start = char == '-';
        shown
    };
    name.chars().map(capital).collect()
}

fn object<T, V: Serialize>(pairs: &[(String, T)], value: impl Fn(&T) -> V) -> Members {
    Members(
        pairs
            .iter()
            .map(|(name, one)| (name.clone(), raw(&value(one))))
            .collect(),
    )
}

/// The one identity of a caller whom nobody has authenticated.
fn nobody() -> Value {
    json!({
        "AuthenticationType": null, "IsAuthenticated": false, "Actor": null, "BootstrapContext": null, "Claims": [],
        "Label": null, "Name": null,
        "NameClaimType": "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name",
        "RoleClaimType": "http://schemas.microsoft.com/ws/2008/06/identity/claims/role",
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::invocation::examples::{example, sys};

    #[test]
    fn http_requests() {
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("accept", "*/*"),
            ("host", "localhost:7071"),
            ("user-agent", "curl/8.5.0"),
        ] {
            headers.insert(name, value.parse().unwrap());
        }
        let mut parts = HttpParts {
            url: "http://localhost:7071/api/order".to_owned(),
            method: &Method::GET,
            query: Vec::new(),
            headers: &headers.clone(),
            params: Vec::new(),
            body: None,
        };
        // The identity's members have no order here, so the values are compared.
        let same = |envelope: &Envelope, id| {
            let documented: Value = serde_json::from_str(&example(id)).unwrap();
            assert_eq!(
                serde_json::to_value(envelope).unwrap(),
                documented,
                "example {id}"
            );
        };
        same(&Envelope::http("req", &parts, sys("order")), 11);

        headers.insert("content-type", "application/json".parse().unwrap());
        headers.insert("content-length", "27".parse().unwrap());
        parts = HttpParts {
            url: "http://localhost:7071/api/order?q=1".to_owned(),
            method: &Method::POST,
            query: vec![("q".to_owned(), "1".to_owned())],
            headers: &headers,
            params: Vec::new(),
            body: Some(br#"{"id":1005,"color":"black"}"#.to_vec()),
        };
        same(&Envelope::http("req", &parts, sys("order")), 10);
    }

    #[test]
    fn http_bodies_that_are_not_text_and_repeated_queries() {
        let mut headers = HeaderMap::new();
        headers.insert("content-type", "application/octet-stream".parse().unwrap());
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let parts = HttpParts {
            url: "http://h/f?q=1&q=2&code=k".to_owned(),
            method: &Method::POST,
            query: vec![pair("q", "1"), pair("q", "2"), pair("code", "k")],
            headers: &headers,
            params: vec![pair("id", "7")],
            body: Some(vec![0xff, 0x00]),
        };
        let sent = serde_json::to_value(Envelope::http("req", &parts, sys("f"))).unwrap();
        assert_eq!(sent["Data"]["req"]["Body"], "/wA=");
        assert_eq!(
            sent["Data"]["req"]["Query"],
            json!({"q": "1,2", "code": "k"})
        );
        assert_eq!(sent["Data"]["req"]["Params"], json!({"id": "7"}));
        let names: Vec<_> = sent["Metadata"]
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        assert_eq!(
            names,
            ["Headers", "Query", "id", "q", "sys"],
            "`code` is no binding data"
        );
    }
}
