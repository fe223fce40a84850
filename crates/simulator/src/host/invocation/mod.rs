//! An invocation that is not proxied: the envelope out, the answer in, the outputs where they
//! belong.

mod encoding;
mod envelope;
#[cfg(test)]
mod examples;
mod http_envelope;
mod outputs;
mod reaction;

use std::time::Duration;

use axum::{
    body::{Body, Bytes, to_bytes},
    http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, Uri, header},
};
use tokio::time::timeout;
use uuid::Uuid;

pub use self::outputs::QueueMessage;
use self::reaction::{Completed, Reaction, react};
pub(crate) use self::{
    envelope::{Envelope, Sys},
    http_envelope::HttpParts,
};
use super::{
    HOST_VERSION,
    events::Level,
    functions::{Function, Trigger},
    runtime::Runtime,
};

/// .NET's `HttpClientHandler.MaxAutomaticRedirections`.
const MAX_REDIRECTS: usize = 50;

/// Why an invocation failed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// There is no handler and will be none.
    HostStopped,
    /// The reason is in the log; the caller learns nothing of it.
    Failed,
}

/// A completed invocation.
#[derive(Debug)]
pub(crate) struct Outcome {
    /// For an HTTP trigger, what its caller gets.
    pub(crate) response: Option<Response<Body>>,
}

impl Runtime {
    /// What `sys` says about an invocation that starts now.
    pub(crate) fn sys<'a>(&self, function: &'a Function) -> Sys<'a> {
        Sys {
            function: &function.name,
            now: self.clock.now(),
            id: Uuid::new_v4(),
        }
    }

    /// Sends the envelope and waits for what the handler makes of it, at most for the function
    /// timeout.
    pub(crate) async fn invoke(
        &self,
        function: &Function,
        envelope: &Envelope,
    ) -> Result<Outcome, Failure> {
        let Some(process) = self.worker.ready().await else {
            return Err(Failure::HostStopped);
        };
        let id = Uuid::new_v4();
        let result = within(self.function_timeout, self.attempt(function, envelope, id)).await;
        let result = result.unwrap_or_else(|| {
            self.worker.recycle(process);
            Err(self.timeout_message(function))
        });
        let (level, how) = match &result {
            Ok(_) => (Level::Information, "Succeeded".to_owned()),
            Err(message) => (Level::Error, format!("Failed: {message}")),
        };
        let text = format!("Executed 'Functions.{}' ({how}, Id={id})", function.name);
        self.reporter.function(&function.name, level, text);
        result.map_err(|_| Failure::Failed)
    }

    pub(crate) fn timeout_message(&self, function: &Function) -> String {
        format!(
            "Timeout value of {:?} was exceeded by function: Functions.{}: the handler is killed, with everything in flight",
            self.function_timeout.unwrap_or_default(),
            function.name
        )
    }

    async fn attempt(
        &self,
        function: &Function,
        envelope: &Envelope,
        id: Uuid,
    ) -> Result<Outcome, String> {
        let body = serde_json::to_vec(envelope).map_err(|error| error.to_string())?;
        let (status, headers, body) = self.post(&function.name, Bytes::from(body), id).await?;
        let content_type = headers
            .get(header::CONTENT_TYPE)
            .and_then(|kind| kind.to_str().ok());
        let done = match react(status, content_type, &body) {
            Reaction::Completed(done) => done,
            Reaction::Failed(message) => return Err(message),
            Reaction::Hang => std::future::pending().await,
        };
        self.finish(function, &done)
    }

    fn finish(&self, function: &Function, done: &Completed) -> Result<Outcome, String> {
        for line in &done.logs {
            self.reporter
                .function(&function.name, Level::Information, line);
        }
        self.keep(function, outputs::queue_messages(function, done))?;
        let response = match function.trigger {
            Trigger::Http(_) => Some(outputs::http_response(function, done)?),
            Trigger::EventGrid { .. } | Trigger::Queue { .. } | Trigger::Timer => None,
        };
        Ok(Outcome { response })
    }

    /// `POST /<function>`, redirects followed as .NET's `HttpClient` does.
    async fn post(
        &self,
        function: &str,
        body: Bytes,
        id: Uuid,
    ) -> Result<(StatusCode, HeaderMap, Bytes), String> {
        let mut uri = super::handler_uri(self.port, &format!("/{function}"));
        let mut method = Method::POST;
        for _ in 0..=MAX_REDIRECTS {
            let request = invocation_request(&method, &uri, body.clone(), id)?;
            let response = self
                .client
                .request(request)
                .await
                .map_err(|error| causes(&error))?;
            let (parts, answer) = response.into_parts();
            let Some(next) = redirect(&uri, parts.status, &parts.headers) else {
                let body = to_bytes(Body::new(answer), usize::MAX)
                    .await
                    .map_err(|error| causes(&error))?;
                return Ok((parts.status, parts.headers, body));
            };
            uri = next;
            if matches!(parts.status.as_u16(), 300..=303) {
                method = Method::GET;
            }
        }
        Err(format!("more than {MAX_REDIRECTS} redirects"))
    }
}

/// The headers of
/// <https://learn.microsoft.com/azure/azure-functions/functions-custom-handlers#request-payload>,
/// chunked as in Azure.
fn invocation_request(
    method: &Method,
    uri: &Uri,
    body: Bytes,
    id: Uuid,
) -> Result<Request<Body>, String> {
    let span = Uuid::new_v4().simple().to_string();
    let mut request = Request::builder()
        .method(method)
        .uri(uri)
        .header("x-azure-functions-hostversion", HOST_VERSION)
        .header("x-azure-functions-invocationid", id.to_string())
        .header(
            header::USER_AGENT,
            format!("Azure-Functions-Host/{HOST_VERSION}"),
        )
        .header(
            "traceparent",
            format!("00-{}-{}-01", Uuid::new_v4().simple(), span.split_at(16).0),
        );
    if method == Method::GET {
        return request
            .body(Body::empty())
            .map_err(|error| error.to_string());
    }
    if let Some(headers) = request.headers_mut() {
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/json; charset=utf-8"),
        );
        headers.insert(
            header::TRANSFER_ENCODING,
            HeaderValue::from_static("chunked"),
        );
    }
    request
        .body(Body::from(body))
        .map_err(|error| error.to_string())
}

fn redirect(from: &Uri, status: StatusCode, headers: &HeaderMap) -> Option<Uri> {
    if !matches!(status.as_u16(), 300..=303 | 307 | 308) {
        return None;
    }
    let location = headers.get(header::LOCATION)?.to_str().ok()?;
    let base = url::Url::parse(&from.to_string()).ok()?;
    base.join(location).ok()?.as_str().parse().ok()
}

/// `None` when the limit is exceeded; no limit is no limit.
pub(crate) async fn within<T>(limit: Option<Duration>, work: impl Future<Output = T>) -> Option<T> {
    match limit {
        Some(limit) => timeout(limit, work).await.ok(),
        None => Some(work.await),
    }
}

/// An error with everything that caused it.
pub(crate) fn causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}
