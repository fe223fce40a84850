//! The host's side: how it reacts to an answer, and what it makes of the outputs.
//!
//! `responses.rs` proves this model against the recorded reactions, and then uses it to judge the
//! answers of the crate.

use axum::{
    body::to_bytes,
    http::header::{CONTENT_TYPE, LOCATION},
    response::Response,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Map, Value};

/// An HTTP answer as it arrives at the host.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) content_type: Option<String>,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    pub(crate) async fn of(response: Response) -> Self {
        let text = |name| {
            response
                .headers()
                .get(name)
                .map(|value| value.to_str().unwrap().to_owned())
        };
        assert_eq!(text(LOCATION), None);
        Self {
            status: response.status().as_u16(),
            content_type: text(CONTENT_TYPE),
            body: to_bytes(response.into_body(), usize::MAX)
                .await
                .unwrap()
                .into(),
        }
    }
}

/// How an invocation ends.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Reaction {
    Success(Done),
    Fail,
    /// Never, until `functionTimeout` kills the process.
    Hang,
    /// The host asks again elsewhere.
    Follow,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Done {
    outputs: Option<Map<String, Value>>,
    pub(crate) logs: Vec<String>,
    return_value: Value,
}

pub(crate) fn react(reply: &Reply) -> Reaction {
    match reply.status {
        200..300 => {}
        300..400 => return Reaction::Follow,
        _ => return Reaction::Fail,
    }
    // hyper sends no body with a 204, whatever the handler gave it.
    if reply.status == 204 || reply.body.is_empty() {
        return Reaction::Hang;
    }
    let content_type = reply
        .content_type
        .as_deref()
        .unwrap_or("application/octet-stream");
    let essence = content_type.split(';').next().unwrap().trim();
    if !["application/json", "text/json"].contains(&essence) {
        return Reaction::Fail;
    }
    match serde_json::from_slice(&reply.body) {
        Ok(Value::Null) => Reaction::Hang,
        Ok(Value::Object(members)) => done(members),
        Ok(_) | Err(_) => Reaction::Fail,
    }
}

fn done(members: Map<String, Value>) -> Reaction {
    let mut done = Done {
        outputs: None,
        logs: Vec::new(),
        return_value: Value::Null,
    };
    for (name, value) in members {
        match (name.to_ascii_lowercase().as_str(), value) {
            (_, Value::Null) => {}
            ("outputs", Value::Object(outputs)) => done.outputs = Some(outputs),
            ("logs", Value::Array(lines)) => {
                for line in lines {
                    match line {
                        Value::String(line) => done.logs.push(line),
                        Value::Array(_) | Value::Object(_) => return Reaction::Fail,
                        scalar => done.logs.push(scalar.to_string()),
                    }
                }
            }
            ("outputs" | "logs", _) => return Reaction::Fail,
            ("returnvalue", value) => done.return_value = value,
            _ => {}
        }
    }
    Reaction::Success(done)
}

impl Done {
    fn output(&self, binding: &str) -> &Value {
        if binding == "$return" {
            return &self.return_value;
        }
        self.outputs
            .as_ref()
            .and_then(|o| o.get(binding))
            .unwrap_or(&Value::Null)
    }

    /// What a queue gets from the output binding of that name.
    pub(crate) fn queue_messages(&self, binding: &str) -> Vec<Vec<u8>> {
        match self.output(binding) {
            Value::Null => vec![],
            Value::Array(elements) => elements.iter().map(element).collect(),
            Value::String(text) if rewritten(text).is_some() => vec![rewritten(text).unwrap()],
            Value::String(text) => match (STANDARD.decode(text), serde_json::from_str(text)) {
                (Ok(bytes), _) => vec![bytes],
                (_, Ok(Value::Array(elements))) => elements.iter().map(element).collect(),
                (_, Ok(object @ Value::Object(_))) => vec![element(&object)],
                _ => vec![text.clone().into_bytes()],
            },
            other => vec![element(other)],
        }
    }

    /// What the client of an HTTP function gets: status, content type, body.
    pub(crate) fn http_answer(&self) -> Result<(u16, Option<String>, String), Reaction> {
        let Some(outputs) = &self.outputs else {
            return Ok((204, None, String::new()));
        };
        let res = match outputs.get("res") {
            None => return Ok((200, Some("text/plain".to_owned()), "{}".to_owned())),
            Some(Value::String(text)) => serde_json::from_str(text).map_err(|_| Reaction::Fail)?,
            Some(other) => other.clone(),
        };
        let Value::Object(res) = res else {
            return Err(Reaction::Fail);
        };
        let body = match res.get("body") {
            None => String::new(),
            Some(Value::String(text)) => match rewritten(text) {
                Some(altered) => String::from_utf8(altered).unwrap(),
                None => text.clone(),
            },
            Some(other) => String::from_utf8(element(other)).unwrap(),
        };
        let header = res
            .get("headers")
            .and_then(|headers| headers.get("content-type"));
        let content_type = header.map(|value| value.as_str().unwrap().to_owned());
        let fallback = (!body.is_empty()).then(|| "text/plain".to_owned());
        let status = res
            .get("statusCode")
            .map_or(Some(200), Value::as_u64)
            .unwrap();
        Ok((
            u16::try_from(status).unwrap(),
            content_type.or(fallback),
            body,
        ))
    }
}

fn element(value: &Value) -> Vec<u8> {
    match value {
        Value::String(text) => rewritten(text).unwrap_or_else(|| text.clone().into_bytes()),
        Value::Object(_) | Value::Array(_) => serde_json::to_string_pretty(value).unwrap().into(),
        scalar => scalar.to_string().into(),
    }
}

/// The host's JSON reader takes a string for a time, and writes it in the American way. Only the
/// forms that the tests make are recognised.
fn rewritten(text: &str) -> Option<Vec<u8>> {
    let (date, time) = text.split_once('T')?;
    let [year, month, day] = date.split('-').collect::<Vec<_>>().try_into().ok()?;
    let time = time.strip_suffix('Z').unwrap_or(time);
    let numeric = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let [h, m, s] = time.split(':').collect::<Vec<_>>().try_into().ok()?;
    let shape = [
        year.len(),
        month.len(),
        day.len(),
        h.len(),
        m.len(),
        s.len(),
    ];
    (shape == [4, 2, 2, 2, 2, 2] && [year, month, day, h, m, s].into_iter().all(numeric))
        .then(|| format!("{month}/{day}/{year} {time}").into())
}
