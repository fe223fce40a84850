//! Users who talk to the Chat service.

use reqwest::{Method, RequestBuilder, StatusCode, header::CONTENT_TYPE};
use serde_json::{Value, json};

use crate::support::{Answer, Sim, answer};

pub(crate) const VERSION: &str = "api-version=2025-03-15";

/// A user with a token.
#[derive(Clone)]
pub(crate) struct User {
    pub(crate) id: String,
    pub(crate) token: String,
}

impl Sim {
    /// A new user with a token of one scope.
    pub(crate) async fn chat_user(&self, scope: &str) -> User {
        let body = json!({"createTokenWithScopes": [scope]}).to_string();
        let made = self
            .acs(Method::POST, "identities?api-version=1", &body)
            .await;
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        User {
            id: text(&made.body["identity"]["id"]),
            token: text(&made.body["accessToken"]["token"]),
        }
    }

    /// Two users, and a thread of the first with the second in it.
    pub(crate) async fn two_in_a_thread(&self) -> (User, User, String) {
        let (ann, bob) = (self.chat_user("chat").await, self.chat_user("chat").await);
        let thread = self.thread(&ann, &[&bob]).await;
        (ann, bob, thread)
    }

    /// A thread about lunch; its id.
    pub(crate) async fn thread(&self, creator: &User, others: &[&User]) -> String {
        let participants: Vec<_> = others.iter().map(|user| participant(&user.id)).collect();
        let body = json!({"topic": "Lunch", "participants": participants});
        let made = self
            .chat(creator, Method::POST, "chat/threads", Some(&body))
            .await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        made.body["chatThread"]["id"].as_str().unwrap().to_owned()
    }

    /// A call with a user's token; the path comes without its api-version.
    pub(crate) async fn chat(
        &self,
        user: &User,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Answer {
        answer(self.chat_request(user, method, path, body)).await
    }

    pub(crate) fn chat_request(
        &self,
        user: &User,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> RequestBuilder {
        let joint = if path.contains('?') { '&' } else { '?' };
        let kind = if method == Method::PATCH {
            "application/merge-patch+json"
        } else {
            "application/json"
        };
        let request = self
            .request(method, &format!("{path}{joint}{VERSION}"))
            .bearer_auth(&user.token);
        match body {
            Some(body) => request.header(CONTENT_TYPE, kind).body(body.to_string()),
            None => request,
        }
    }

    /// The id of a new message.
    pub(crate) async fn say(&self, user: &User, thread: &str, text: &str) -> String {
        let body = json!({"content": text});
        let path = format!("{}/messages", path(thread));
        let sent = self.chat(user, Method::POST, &path, Some(&body)).await;
        assert_eq!(sent.status, StatusCode::CREATED, "{}", sent.body);
        sent.body["id"].as_str().unwrap().to_owned()
    }

    /// The first page of a thread's messages, newest first.
    pub(crate) async fn messages(&self, user: &User, thread: &str) -> Vec<Value> {
        let path = format!("{}/messages", path(thread));
        let listed = self.chat(user, Method::GET, &path, None).await;
        assert_eq!(listed.status, StatusCode::OK, "{}", listed.body);
        listed.body["value"].as_array().unwrap().clone()
    }

    /// What was said and is not deleted, oldest first, without what the system told.
    pub(crate) async fn said(&self, user: &User, thread: &str) -> Vec<String> {
        let messages = self.messages(user, thread).await;
        let texts = messages.iter().rev();
        texts
            .filter(|message| message["deletedOn"].is_null())
            .filter_map(|message| message["content"]["message"].as_str().map(str::to_owned))
            .collect()
    }
}

/// As the SDKs write it: every reserved character escaped.
pub(crate) fn path(thread: &str) -> String {
    let escaped = thread.replace(':', "%3A").replace('@', "%40");
    format!("chat/threads/{escaped}")
}

pub(crate) fn identifier(id: &str) -> Value {
    json!({"rawId": id, "communicationUser": {"id": id}})
}

pub(crate) fn participant(id: &str) -> Value {
    json!({"communicationIdentifier": identifier(id)})
}

/// An error in the shape that is recorded of chat.
pub(crate) fn refused(status: StatusCode, code: &str, message: &str) -> Answer {
    let error = json!({"Code": code, "Message": message, "Details": []});
    Answer::new(status, json!({"CommunicationError": error}))
}

/// An error in the shape of the rest of ACS.
pub(crate) fn specified(status: StatusCode, code: &str, message: &str) -> Answer {
    let error = json!({"code": code, "message": message});
    Answer::new(status, json!({"error": error}))
}

/// No thread, or no message.
pub(crate) fn not_found() -> Answer {
    let error = json!({"Code": "NotFound", "Details": []});
    Answer::new(StatusCode::NOT_FOUND, json!({"CommunicationError": error}))
}

pub(crate) fn forbidden() -> Answer {
    refused(
        StatusCode::FORBIDDEN,
        "Forbidden",
        "The initiator doesn't have the permission to perform the requested operation.",
    )
}

pub(crate) fn invalid(message: &str) -> Answer {
    refused(StatusCode::BAD_REQUEST, "BadRequest", message)
}
