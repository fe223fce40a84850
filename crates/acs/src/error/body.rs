//! The bodies of errors, which come in six shapes.

use serde_json::{Map, Value};

/// What an error body says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct ErrorBody {
    pub(super) code: Option<String>,
    pub(super) message: Option<String>,
}

/// Reads an error body of any shape; of a body that is none of them (a proxy's page, nothing at
/// all) nothing is known.
///
/// The shapes, and who sends them:
/// 1. `{"error":{"code","message","details","innererror"}}`: Identity, Chat, Rooms, Call Automation.
///    <https://github.com/Azure/azure-rest-api-specs/blob/main/specification/communication/data-plane/Common/stable/2023-11-15/common.json>
/// 2. The same with `innerError`: the gateway.
/// 3. `{"type","title","status","errors":{"field":["…"]},"traceId"}`: SMS, by RFC 9457.
/// 4. `{"field":["…"]}`: SMS before that.
/// 5. Shape 1 with the code in a header too: Email, Job Router, Messages; Key Vault.
///    <https://github.com/microsoft/api-guidelines/blob/vNext/azure/Guidelines.md>
/// 6. `{"CommunicationError":{"Code","Message","Details"}}`, sometimes without a message: what Chat
///    really sends, whatever its specification says.
///    <https://github.com/Azure/azure-cli-extensions/blob/main/src/communication/azext_communication/tests/latest/recordings/test_chat_remove_participants.yaml>
pub(super) fn parse(body: &[u8]) -> ErrorBody {
    let Ok(Value::Object(body)) = serde_json::from_slice(body) else {
        return ErrorBody::default();
    };
    if let Some(Value::Object(error)) = body.get("error") {
        return azure(error);
    }
    if let Some(Value::Object(error)) = body.get("CommunicationError") {
        return ErrorBody {
            code: text(error, "Code").map(str::to_owned),
            message: text(error, "Message").map(str::to_owned),
        };
    }
    let title = text(&body, "title").or_else(|| text(&body, "detail"));
    match (title, body.get("errors")) {
        (Some(title), Some(Value::Object(fields))) => ErrorBody {
            code: None,
            message: Some(match field_messages(fields) {
                Some(fields) => format!("{title} {fields}"),
                None => title.to_owned(),
            }),
        },
        (Some(title), _) => ErrorBody {
            code: None,
            message: Some(title.to_owned()),
        },
        (None, _) => ErrorBody {
            code: text(&body, "code").map(str::to_owned),
            message: text(&body, "message")
                .map(str::to_owned)
                .or_else(|| field_messages(&body)),
        },
    }
}

/// Azure's error object. The inner error is the more precise one only where the outer says nothing.
fn azure(error: &Map<String, Value>) -> ErrorBody {
    let inner = ["innererror", "innerError"]
        .iter()
        .find_map(|name| error.get(*name)?.as_object());
    let find = |name| {
        text(error, name)
            .or_else(|| inner.and_then(|inner| text(inner, name)))
            .map(str::to_owned)
    };
    ErrorBody {
        code: find("code"),
        message: find("message"),
    }
}

/// `field: message; field: message` of a map from fields to lists of messages.
fn field_messages(fields: &Map<String, Value>) -> Option<String> {
    let lines: Vec<_> = fields
        .iter()
        .flat_map(|(field, messages)| {
            let messages = messages.as_array().map(Vec::as_slice).unwrap_or_default();
            messages
                .iter()
                .filter_map(Value::as_str)
                .map(move |message| format!("{field}: {message}"))
        })
        .collect();
    (!lines.is_empty()).then(|| lines.join("; "))
}

fn text<'a>(object: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    object.get(name)?.as_str().filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shape_is_read() {
        for (body, code, message) in [
            (
                r#"{"error":{"code":"IdentityNotOwned","message":"Not this resource's."}}"#,
                Some("IdentityNotOwned"),
                Some("Not this resource's."),
            ),
            (
                r#"{"error":{"code":"ApiVersionUnspecified","message":"Required.","innerError":null}}"#,
                Some("ApiVersionUnspecified"),
                Some("Required."),
            ),
            (
                r#"{"error":{"code":"","innerError":{"code":"Inner","message":"Why."}}}"#,
                Some("Inner"),
                Some("Why."),
            ),
            (
                r#"{"error":{"code":"Forbidden","message":"No.","innererror":{"code":"ForbiddenByPolicy"}}}"#,
                Some("Forbidden"),
                Some("No."),
            ),
            (
                r#"{"type":"https://x","title":"Invalid.","status":400,"errors":{"From":["Bad number.","Too long."]},"traceId":"00-1"}"#,
                None,
                Some("Invalid. From: Bad number.; From: Too long."),
            ),
            (
                r#"{"type":"t","title":"Not Found","status":404,"traceId":"1"}"#,
                None,
                Some("Not Found"),
            ),
            (r#"{"title":"Odd","errors":{"From":7}}"#, None, Some("Odd")),
            (
                r#"{"From":["Invalid from phone number format."]}"#,
                None,
                Some("From: Invalid from phone number format."),
            ),
            (
                r#"{"CommunicationError":{"Code":"Forbidden","Message":"The initiator may not.","Details":[]}}"#,
                Some("Forbidden"),
                Some("The initiator may not."),
            ),
            (
                r#"{"CommunicationError":{"Code":"NotFound","Details":[]}}"#,
                Some("NotFound"),
                None,
            ),
            (r#"{"code":"C","message":"M"}"#, Some("C"), Some("M")),
            (r#"{"error":{"code":7,"message":["x"]}}"#, None, None),
            (r#"{"error":"unauthorized_client"}"#, None, None),
            ("<html>Bad gateway</html>", None, None),
            (r#"["x"]"#, None, None),
            ("null", None, None),
            ("", None, None),
        ] {
            let expected = ErrorBody {
                code: code.map(str::to_owned),
                message: message.map(str::to_owned),
            };
            assert_eq!(parse(body.as_bytes()), expected, "{body}");
        }
        assert_eq!(parse(b"\xff\xfe"), ErrorBody::default());
    }
}
