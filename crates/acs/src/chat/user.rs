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
    pub(super) fn url(&self, path: &str) -> Url {
        self.client.url(path)
    }

    /// The URL from which other URLs of the service are told.
    pub(super) fn base(&self) -> &'a Url {
        self.client.base()
    }

    pub(super) async fn get<T: DeserializeOwned>(&self, url: Url) -> Result<T> {
        let request = Request::new(url, Method::Get);
        self.send(request, Repeat::Harmless, read_json).await
    }

    /// A `POST`, for whose answer there is `read`.
    pub(super) async fn post<T>(
        &self,
        path: &str,
        body: &impl Serialize,
        quoted: &Quoted<'_>,
        read: fn(&RawResponse) -> Result<T>,
    ) -> Result<T> {
        let mut request = Request::new(self.url(path), Method::Post);
        request.insert_header(CONTENT_TYPE, JSON);
        request.set_json(body).map_err(Error::from_pipeline)?;
        self.once(request, quoted, read).await
    }

    pub(super) async fn patch(
        &self,
        path: &str,
        body: &impl Serialize,
        quoted: &Quoted<'_>,
    ) -> Result<()> {
        let mut request = Request::new(self.url(path), Method::Patch);
        request.insert_header(CONTENT_TYPE, MERGE_PATCH);
        request.set_json(body).map_err(Error::from_pipeline)?;
        self.once(request, quoted, |_| Ok(())).await
    }

    pub(super) async fn delete(&self, path: &str) -> Result<()> {
        let request = Request::new(self.url(path), Method::Delete);
        self.send(request, Repeat::Never, |_| Ok(())).await
    }

    /// A request that is sent once, and whose personal parts the service may quote.
    pub(super) async fn once<T>(
        &self,
        request: Request,
        quoted: &Quoted<'_>,
        read: fn(&RawResponse) -> Result<T>,
    ) -> Result<T> {
        self.send(request, Repeat::Never, read)
            .await
            .map_err(|error| error.map_message(|message| quoted.cut(message)))
    }

    async fn send<T>(
        &self,
        mut request: Request,
        repeat: Repeat,
        read: fn(&RawResponse) -> Result<T>,
    ) -> Result<T> {
        let token = self.token.secret();
        // A control character could end the header and begin another one.
        if token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(Error::invalid_input(
                "the token is empty or no text of a header",
            ));
        }
        request.insert_header(AUTHORIZATION, ["Bearer ", token].concat());
        self.client
            .send(request, repeat, read)
            .await
            .map_err(|error| error.without(token))
    }
}

/// The path of a thread, or of what it has.
pub(super) fn thread_path(thread_id: &str, rest: &str) -> Result<String> {
    Ok(["/chat/threads/", &segment(thread_id)?, rest].concat())
}
