//! HTTP functions: passed through as they come, or as an envelope if they have more than HTTP to
//! them.

use std::{error::Error, net::SocketAddr, sync::Arc};

use axum::{
    body::{Body, to_bytes},
    extract::Request,
    http::{HeaderValue, Method, Response, StatusCode, Uri, header},
};
use http_body_util::LengthLimitError;
use tokio::time::sleep;
use uuid::Uuid;

use super::{
    deadline::Deadlined,
    headers::{drop_hop_by_hop, to_handler},
    reply,
};
use crate::host::{
    auth::{Door, query},
    events::Level,
    functions::{Function, HttpTrigger, Trigger},
    invocation::{Envelope, Failure, HttpParts, causes, within},
    runtime::Runtime,
};

/// An HTTP function that a request is for.
struct Match<'a> {
    position: usize,
    function: &'a Function,
    trigger: &'a HttpTrigger,
    params: Vec<(String, String)>,
}

/// 404 for a path and for a method that no function has, 401 without the key.
pub(crate) async fn call(
    runtime: Arc<Runtime>,
    remote: SocketAddr,
    request: Request,
) -> Response<Body> {
    let Some(found) = find(&runtime.functions, request.method(), request.uri()) else {
        // The host's own page, unless a function claims the path.
        return match (request.method(), request.uri().path()) {
            (&Method::GET, "/") => {
                reply(StatusCode::OK, "Your Functions host is up and running.\n")
            }
            _ => reply(StatusCode::NOT_FOUND, ""),
        };
    };
    if !runtime.auth.admits(
        Door::Function(found.trigger.level),
        request.uri(),
        request.headers(),
    ) {
        return reply(StatusCode::UNAUTHORIZED, "");
    }
    if runtime.proxying && found.function.http_only {
        let position = found.position;
        return proxy(runtime, position, remote, request).await;
    }
    let params = found.params;
    envelope(&runtime, found.function, params, request).await
}

fn find<'a>(functions: &'a [Function], method: &Method, uri: &Uri) -> Option<Match<'a>> {
    let fitting = functions
        .iter()
        .enumerate()
        .filter_map(|(position, function)| {
            let Trigger::Http(trigger) = &function.trigger else {
                return None;
            };
            let params = trigger.template.matches(uri.path())?;
            let allowed = trigger
                .methods
                .as_ref()
                .is_none_or(|methods| methods.contains(method));
            allowed.then_some(Match {
                position,
                function,
                trigger,
                params,
            })
        });
    fitting.min_by_key(|found| found.trigger.template.precedence())
}

/// Streams both ways.
async fn proxy(
    runtime: Arc<Runtime>,
    position: usize,
    remote: SocketAddr,
    mut request: Request,
) -> Response<Body> {
    let Some(process) = runtime.worker.ready().await else {
        return super::not_running();
    };
    let path = request
        .uri()
        .path_and_query()
        .map_or("/", |path| path.as_str());
    *request.uri_mut() = crate::host::handler_uri(runtime.port, path);
    *request.version_mut() = axum::http::Version::HTTP_11;
    to_handler(request.headers_mut(), remote, Uuid::new_v4());

    let deadline = runtime.function_timeout.map(|limit| Box::pin(sleep(limit)));
    let sent = within(
        runtime.function_timeout,
        runtime.proxy_client.request(request),
    )
    .await;
    let timed_out = {
        let runtime = Arc::clone(&runtime);
        move || {
            runtime.worker.recycle(process);
            if let Some(function) = runtime.functions.get(position) {
                runtime.reporter.function(
                    &function.name,
                    Level::Error,
                    runtime.timeout_message(function),
                );
            }
        }
    };
    match sent {
        Some(Ok(response)) => {
            let (mut parts, body) = response.into_parts();
            drop_hop_by_hop(&mut parts.headers);
            let body = Body::new(body);
            let body = match deadline {
                Some(deadline) => Body::new(Deadlined::new(body, deadline, timed_out)),
                None => body,
            };
            Response::from_parts(parts, body)
        }
        Some(Err(error)) if is_too_large(&error) => reply(StatusCode::PAYLOAD_TOO_LARGE, ""),
        Some(Err(error)) => {
            if let Some(function) = runtime.functions.get(position) {
                let text = format!(
                    "Executed 'Functions.{}' (Failed: {})",
                    function.name,
                    causes(&error)
                );
                runtime
                    .reporter
                    .function(&function.name, Level::Error, text);
            }
            reply(StatusCode::BAD_GATEWAY, "")
        }
        None => {
            timed_out();
            reply(StatusCode::INTERNAL_SERVER_ERROR, "")
        }
    }
}

/// Whether sending failed because the client's body is over the limit.
fn is_too_large(error: &(dyn Error + 'static)) -> bool {
    error.is::<LengthLimitError>() || error.source().is_some_and(is_too_large)
}

async fn envelope(
    runtime: &Runtime,
    function: &Function,
    params: Vec<(String, String)>,
    request: Request,
) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let body = match to_bytes(body, usize::MAX).await {
        Ok(body) => body,
        Err(error) if is_too_large(&error) => return reply(StatusCode::PAYLOAD_TOO_LARGE, ""),
        Err(_) => return reply(StatusCode::BAD_REQUEST, ""),
    };
    let sized = parts.headers.contains_key(header::CONTENT_LENGTH) && !body.is_empty();
    let host = parts
        .headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .unwrap_or_default();
    let http = HttpParts {
        url: format!("http://{host}{}", parts.uri),
        method: &parts.method,
        query: query(&parts.uri).collect(),
        headers: &parts.headers,
        params,
        body: sized.then(|| body.to_vec()),
    };
    let envelope = Envelope::http(&function.binding, &http, runtime.sys(function));
    match runtime.invoke(function, &envelope).await {
        Ok(outcome) => outcome.response.unwrap_or_default(),
        Err(Failure::HostStopped) => super::not_running(),
        Err(Failure::Failed) => {
            let mut response = reply(StatusCode::INTERNAL_SERVER_ERROR, "");
            response
                .headers_mut()
                .insert(header::CONTENT_LENGTH, HeaderValue::from_static("0"));
            response
        }
    }
}
