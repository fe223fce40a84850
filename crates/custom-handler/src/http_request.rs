//! An HTTP request that arrives inside an envelope.

use std::{borrow::Cow, collections::BTreeMap, fmt};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, Error as _},
};
use serde_json::Value;

use crate::wire_value::{DecodeError, WireValue};

/// The input of an HTTP trigger that the host does not proxy.
///
/// That is every HTTP function with a binding beside its request and its response, even under
/// `enableProxyingHttpRequest` ([which], [how]). The function key is still in here, as the query member
/// `code` or the header `x-functions-key`, and so are the caller's own secrets: `Debug` shows
/// names and sizes, no values.
///
/// [which]: https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script/Workers/Http/DefaultHttpWorkerService.cs
/// [how]: https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script/Extensions/HttpRequestExtensions.cs
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct HttpRequest {
    /// The absolute URL as the host saw it, with its query.
    pub url: String,
    /// In capitals.
    pub method: String,
    /// A key given twice has both values, joined by a comma.
    #[serde(default, deserialize_with = "texts")]
    pub query: BTreeMap<String, String>,
    /// By name, in the case in which the client wrote it; see [`HttpRequest::header`].
    #[serde(default)]
    pub headers: BTreeMap<String, Vec<String>>,
    /// The parameters of the route; without those that are optional and absent.
    #[serde(default, deserialize_with = "texts")]
    pub params: BTreeMap<String, String>,
    /// As the host sent it; [`HttpRequest::bytes`] and [`HttpRequest::json`] read it.
    ///
    /// `None` when the client sent no body *or no `Content-Length`*: the host drops the body of a
    /// chunked request.
    pub body: Option<String>,
}

impl HttpRequest {
    /// The first value of a header, whatever the case of its name.
    pub fn header(&self, name: &str) -> Option<&str> {
        let (_, values) = self
            .headers
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))?;
        values.first().map(String::as_str)
    }

    /// The body as the client sent it; empty when there is none.
    ///
    /// The host encodes `application/octet-stream` and `multipart/*` as base64, and other content
    /// as text.
    ///
    /// # Errors
    ///
    /// When the content type says base64 and the body is not.
    pub fn bytes(&self) -> Result<Cow<'_, [u8]>, BodyError> {
        let body = self.body.as_deref().unwrap_or_default();
        let content_type = self
            .header("content-type")
            .unwrap_or_default()
            .to_ascii_lowercase();
        if content_type.starts_with("application/octet-stream")
            || content_type.starts_with("multipart/")
        {
            STANDARD.decode(body).map(Cow::Owned).map_err(|_| BodyError)
        } else {
            Ok(Cow::Borrowed(body.as_bytes()))
        }
    }

    /// The body as JSON.
    ///
    /// # Errors
    ///
    /// When it is not a `T`; an absent body is the empty text.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, DecodeError> {
        let body = self.body.as_deref().unwrap_or_default();
        serde_json::from_str(body).map_err(|error| DecodeError::new::<T>(&error))
    }
}

/// Reads an object of texts in each form that hosts have sent: older ones put the query into a
/// string, and a route constraint such as `{id:int}` makes the parameter a number.
fn texts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<String, String>, D::Error> {
    let members: BTreeMap<String, Value> = WireValue::deserialize(deserializer)?
        .decode()
        .map_err(D::Error::custom)?;
    let texts = members.into_iter().filter_map(|(name, value)| match value {
        Value::Null => None,
        Value::String(text) => Some((name, text)),
        other => Some((name, other.to_string())),
    });
    Ok(texts.collect())
}

impl fmt::Debug for HttpRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpRequest")
            .field("method", &self.method)
            .field("query", &self.query.keys())
            .field("headers", &self.headers.keys())
            .field("params", &self.params.keys())
            .field("body_len", &self.body.as_ref().map(String::len))
            .finish_non_exhaustive()
    }
}

/// A body that should be base64 and is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the body of the HTTP request is not the base64 that its content type implies")]
pub struct BodyError;

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use serde_json::json;

    use super::{BodyError, HttpRequest};

    fn request(content_type: &str, body: &str) -> HttpRequest {
        serde_json::from_value(json!({
            "Url": "https://app.example/api/order/7?code=s3cret",
            "Method": "POST",
            "Query": {"code": "s3cret"},
            "Headers": {"x-functions-key": ["s3cret"], "Content-Type": [content_type]},
            "Params": {"id": "7"},
            "Body": body,
        }))
        .unwrap()
    }

    #[test]
    fn debug_shows_no_value() {
        assert_eq!(
            format!("{:?}", request("text/plain", "s3cret")),
            r#"HttpRequest { method: "POST", query: ["code"], headers: ["Content-Type", "x-functions-key"], params: ["id"], body_len: Some(6), .. }"#
        );
    }

    #[test]
    fn typed_parameters_and_the_query_of_older_hosts_are_texts() {
        let request: HttpRequest = serde_json::from_value(json!({
            "Url": "https://app.example/api/order/7",
            "Method": "GET",
            "Query": "{\"q\":\"1\"}",
            "Params": {"id": 7, "exact": true, "page": null},
        }))
        .unwrap();
        assert_eq!(request.query, [("q".to_owned(), "1".to_owned())].into());
        assert_eq!(
            request.params,
            [
                ("id".to_owned(), "7".to_owned()),
                ("exact".to_owned(), "true".to_owned())
            ]
            .into()
        );
    }

    #[test]
    fn binary_content_is_base64_and_other_content_is_not() {
        for content_type in [
            "application/octet-stream",
            "Multipart/Form-Data; boundary=b",
        ] {
            let read = request(content_type, "aGVsbG8=")
                .bytes()
                .map(Cow::into_owned);
            assert_eq!(read, Ok(b"hello".to_vec()));
            assert_eq!(request(content_type, "{}").bytes(), Err(BodyError));
        }
        let text = request("text/plain", "aGVsbG8=");
        assert_eq!(text.bytes().map(Cow::into_owned), Ok(b"aGVsbG8=".to_vec()));
        assert_eq!(text.header("X-Functions-Key"), Some("s3cret"));
    }
}
