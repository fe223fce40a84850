//! What the host makes of a handler's answer to an invocation.
//!
//! <https://learn.microsoft.com/azure/azure-functions/functions-custom-handlers#response-payload>;
//! the details are those of `ProcessDefaultInvocationRequest` in
//! <https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script/Workers/Http/DefaultHttpWorkerService.cs>.

use axum::http::StatusCode;
use serde_json::{Value, value::RawValue};

use crate::host::json::Members;

/// The three ways in which an answer is taken.
#[derive(Debug)]
pub(crate) enum Reaction {
    Completed(Completed),
    /// The host waits on, and never hears more: only the function timeout ends it.
    Hang,
    /// A sentence for the log.
    Failed(String),
}

/// The members of a good answer.
#[derive(Debug, Default)]
pub(crate) struct Completed {
    /// `None` when absent or `null`.
    pub(crate) outputs: Option<Members>,
    pub(crate) logs: Vec<String>,
    pub(crate) return_value: Option<Box<RawValue>>,
}

pub(crate) fn react(status: StatusCode, content_type: Option<&str>, body: &[u8]) -> Reaction {
    if !status.is_success() {
        return Reaction::Failed(format!(
            "Response status code does not indicate success: {} ({}).",
            status.as_u16(),
            status.canonical_reason().unwrap_or_default()
        ));
    }
    if body.is_empty() {
        return Reaction::Hang;
    }
    let media_type = content_type
        .and_then(|kind| kind.split(';').next())
        .unwrap_or_default()
        .trim();
    if !["application/json", "text/json"]
        .iter()
        .any(|known| media_type.eq_ignore_ascii_case(known))
    {
        return Reaction::Failed(format!(
            "No MediaTypeFormatter is available to read an object from content with media type '{}'.",
            if media_type.is_empty() {
                "application/octet-stream"
            } else {
                media_type
            }
        ));
    }
    let text = String::from_utf8_lossy(body);
    match text.trim() {
        "" | "null" => Reaction::Hang,
        trimmed => completed(trimmed).map_or_else(
            || Reaction::Failed(format!("Invalid HttpResponseMessage: {}", excerpt(trimmed))),
            Reaction::Completed,
        ),
    }
}

fn completed(text: &str) -> Option<Completed> {
    let Members(members) = serde_json::from_str(text).ok()?;
    let mut result = Completed::default();
    for (name, value) in members {
        if value.get() == "null" {
            continue;
        }
        match name.to_ascii_lowercase().as_str() {
            "outputs" => result.outputs = Some(serde_json::from_str(value.get()).ok()?),
            "logs" => result.logs = logs(value.get())?,
            "returnvalue" => result.return_value = Some(value),
            _ => {}
        }
    }
    Some(result)
}

/// The items must be scalars.
fn logs(text: &str) -> Option<Vec<String>> {
    let items: Vec<Value> = serde_json::from_str(text).ok()?;
    let line = |item: Value| match item {
        Value::String(line) => Some(line),
        Value::Array(_) | Value::Object(_) => None,
        Value::Null => Some(String::new()),
        Value::Bool(_) | Value::Number(_) => Some(item.to_string()),
    };
    items.into_iter().map(line).collect()
}

/// Enough of a wrong answer to recognise it by.
fn excerpt(text: &str) -> String {
    text.chars().take(200).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(reaction: &Reaction) -> String {
        match reaction {
            Reaction::Hang => "hang".to_owned(),
            Reaction::Failed(message) => format!("failed: {message}"),
            Reaction::Completed(done) => format!(
                "outputs {:?} logs {:?} return {:?}",
                done.outputs
                    .as_ref()
                    .map(|outputs| serde_json::to_string(outputs).unwrap()),
                done.logs,
                done.return_value.as_ref().map(|value| value.get())
            ),
        }
    }

    #[test]
    fn answers() {
        let json = Some("application/json");
        for (status, content_type, body, expected) in [
            (200, json, "{}", "outputs None logs [] return None"),
            (
                200,
                json,
                r#"{"Outputs":null,"Logs":["a"],"ReturnValue":null}"#,
                r#"outputs None logs ["a"] return None"#,
            ),
            (
                201,
                Some("text/json; charset=utf-8"),
                r#"{"outputs":{},"logs":[1,true,null]}"#,
                r#"outputs Some("{}") logs ["1", "true", ""] return None"#,
            ),
            (
                200,
                json,
                r#"{"foo":1,"RETURNVALUE":5}"#,
                r#"outputs None logs [] return Some("5")"#,
            ),
            (200, json, "", "hang"),
            (204, None, "", "hang"),
            (200, json, " null ", "hang"),
            (
                200,
                Some("text/plain"),
                "ok",
                "failed: No MediaTypeFormatter is available to read an object from content with media type 'text/plain'.",
            ),
            (
                200,
                None,
                "{}",
                "failed: No MediaTypeFormatter is available to read an object from content with media type 'application/octet-stream'.",
            ),
            (
                200,
                Some("application/problem+json"),
                "{}",
                "failed: No MediaTypeFormatter is available to read an object from content with media type 'application/problem+json'.",
            ),
            (
                200,
                json,
                "Hello World",
                "failed: Invalid HttpResponseMessage: Hello World",
            ),
            (200, json, "[]", "failed: Invalid HttpResponseMessage: []"),
            (
                200,
                json,
                r#"{"Logs":[[]]}"#,
                r#"failed: Invalid HttpResponseMessage: {"Logs":[[]]}"#,
            ),
            (
                500,
                json,
                r#"{"Logs":["boom"]}"#,
                "failed: Response status code does not indicate success: 500 (Internal Server Error).",
            ),
            (
                404,
                Some("text/plain"),
                "",
                "failed: Response status code does not indicate success: 404 (Not Found).",
            ),
        ] {
            let reaction = react(
                StatusCode::from_u16(status).unwrap(),
                content_type,
                body.as_bytes(),
            );
            assert_eq!(
                shown(&reaction),
                expected,
                "{status} {content_type:?} {body}"
            );
        }
    }
}
