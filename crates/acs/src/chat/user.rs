//! Chat as one user: how a request is made.

use std::fmt;

use azure_core::{
    credentials::Secret,
    http::{
        Method, RawResponse, Request, Url,
        headers::{AUTHORIZATION, CONTENT_TYPE},
    },
};
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    Error, Result,
    client::{JSON, ServiceClient, read_json},
    endpoint::segment,
    quoted::Quoted,
    retry::Repeat,
};

/// RFC 7396: what is not named stays as it is.
const MERGE_PATCH: &str = "application/merge-patch+json";

/// Chat as one user, from [`ChatClient::as_user`](super::ChatClient::as_user).
///
/// Every method is one request. Those that only read are tried again as [`retry`](crate::retry)
/// says; all others are sent once, because a second message, or a second try on a thread's small
/// budget of requests, is for the caller to decide about. A future of it can be dropped at any
/// time; whether its request reached the service is then unknown.
///
/// The errors of all of them, besides those that it names:
/// * [`ErrorKind::Unauthorized`](crate::ErrorKind::Unauthorized): the token has expired, was revoked
///   or is another resource's;
/// * [`ErrorKind::Forbidden`](crate::ErrorKind::Forbidden): the user is not in the thread, the token
///   lacks the scope, or the message is another's;
/// * [`ErrorKind::NotFound`](crate::ErrorKind::NotFound): no such thread or message;
/// * [`ErrorKind::Throttled`](crate::ErrorKind::Throttled), with
///   [`Error::retry_after`](crate::Error::retry_after) where the service says so: sending, changing
///   and deleting messages share 10 requests in 10 seconds, and 30 a minute, for a whole thread.
///   <https://learn.microsoft.com/en-us/azure/communication-services/concepts/service-limits#chat>
///
/// What the service quotes of the token, of a message or of a name is in no error.
///
/// ```no_run
/// # async fn example(chat: acs::chat::ChatClient, token: azure_core::credentials::Secret) {
/// use acs::ErrorKind;
///
/// match chat.as_user(&token).delete_message("19:…@thread.v2", "1795169700064").await {
///     Ok(()) => println!("gone"),
///     Err(error) if error.kind() == ErrorKind::NotFound => println!("gone before"),
///     Err(error) => println!("again in {:?}: {error}", error.retry_after()),
/// }
/// # }
/// ```
#[derive(Clone, Copy)]
pub struct UserChat<'a> {
    client: &'a ServiceClient,
    token: &'a Secret,
}

impl fmt::Debug for UserChat<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UserChat").finish_non_exhaustive()
    }
}

impl<'a> UserChat<'a> {
    pub(super) fn new(client: &'a ServiceClient, token: &'a Secret) -> Self {
        Self { client, token }
    }

    /// The URL of `path`, which is percent-encoded and starts with a slash.
    pub(super) fn url(self, path: &str) -> Url {
        self.client.url(path)
    }

    /// The URL from which other URLs of the service are told.
    pub(super) fn base(self) -> &'a Url {
        self.client.base()
    }

    /// What is at `url`. It is tried again.
    pub(super) async fn get<T: DeserializeOwned>(self, url: Url) -> Result<T> {
        let request = self.request(Method::Get, url)?;
        let answer = self.client.send(request, Repeat::Harmless, read_json);
        answer.await.map_err(|error| self.without_token(error))
    }

    /// Deletes what is at `path`.
    pub(super) async fn delete(self, path: &str) -> Result<()> {
        let request = self.request(Method::Delete, self.url(path))?;
        self.once(request, &Quoted::default(), |_| Ok(())).await
    }

    pub(super) fn post(self, path: &str, body: &impl Serialize) -> Result<Request> {
        self.with_body(Method::Post, path, JSON, body)
    }

    pub(super) fn patch(self, path: &str, body: &impl Serialize) -> Result<Request> {
        self.with_body(Method::Patch, path, MERGE_PATCH, body)
    }

    /// Sends a request once. The service may quote its personal parts.
    pub(super) async fn once<T>(
        self,
        request: Request,
        quoted: &Quoted<'_>,
        read: fn(&RawResponse) -> Result<T>,
    ) -> Result<T> {
        let answer = self.client.send(request, Repeat::Never, read);
        answer.await.map_err(|error| {
            self.without_token(error)
                .map_message(|message| quoted.cut(message))
        })
    }

    fn with_body(
        self,
        method: Method,
        path: &str,
        content_type: &'static str,
        body: &impl Serialize,
    ) -> Result<Request> {
        let mut request = self.request(method, self.url(path))?;
        request.insert_header(CONTENT_TYPE, content_type);
        request.set_json(body).map_err(Error::from_pipeline)?;
        Ok(request)
    }

    fn request(self, method: Method, url: Url) -> Result<Request> {
        let token = self.token.secret();
        // A control character could end the header and begin another one.
        if token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(Error::invalid_input(
                "the token is empty or no text of a header",
            ));
        }
        let mut request = Request::new(url, method);
        request.insert_header(AUTHORIZATION, ["Bearer ", token].concat());
        Ok(request)
    }

    fn without_token(self, error: Error) -> Error {
        error.without(self.token.secret())
    }
}

/// The path of a thread, or of what it has.
pub(super) fn thread_path(thread_id: &str, rest: &str) -> Result<String> {
    Ok(["/chat/threads/", &segment(thread_id)?, rest].concat())
}
