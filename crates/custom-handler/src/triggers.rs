//! Everything that stands around the handlers of triggers.

use std::time::Duration;

use axum::{
    Router,
    extract::{DefaultBodyLimit, Request},
    middleware::{Next, from_fn},
    response::{IntoResponse, Response},
};

use crate::{failure::Failure, guard::admit, response::settles};

/// How long a function may run unless told otherwise.
///
/// Event Grid [waits 30 seconds](https://learn.microsoft.com/azure/event-grid/delivery-and-retry)
/// and then delivers again. `functionTimeout` is
/// [5 minutes or more](https://learn.microsoft.com/azure/azure-functions/functions-host-json#functiontimeout)
/// unless `host.json` says less.
pub const DEFAULT_DEADLINE: Duration = Duration::from_secs(25);

/// The largest invocation, in bytes, unless told otherwise: 8 MiB.
///
/// An event of Event Grid has up to [1 MB](https://learn.microsoft.com/azure/event-grid/quotas-limits).
/// The host sends its data twice (`Metadata.data`), and under `"cardinality": "many"` as JSON in a
/// string, where a quote takes twice the bytes: 4 MB at worst, which axum's own limit of 2 MB would
/// refuse. A queue message has up to 64 KiB. HTTP bodies in envelopes may have 100 MB.
pub const DEFAULT_BODY_LIMIT: usize = 8 * 1024 * 1024;

/// Wraps the routes of triggers, each `POST /<function>` with the name of the function's folder in
/// its own case.
///
/// Around each route, in this order:
///
/// 1. A request that came through the host's HTTP proxy, or without the host's invocation id, is
///    a bare 404. The proxy passes on paths as they are, so that under an empty `routePrefix` a
///    catch-all HTTP function lets the world post to `/<function>`.
/// 2. The body limit ([`DEFAULT_BODY_LIMIT`]): a larger body is a 413, from any extractor of axum.
/// 3. The deadline ([`DEFAULT_DEADLINE`]), reading the body included: past it the handler's future
///    is dropped, and the answer is a 500. It must be shorter than `functionTimeout`, at which the
///    host kills the process and with it every other invocation. A future is dropped where it
///    waits: code that blocks its thread is not stopped.
/// 4. A success that is no [`InvocationResponse`](crate::InvocationResponse) becomes a 500, because
///    the host might wait for it for ever.
///
/// ```
/// use std::time::Duration;
/// use axum::{Router, routing::{get, post}};
/// use custom_handler::{Invocation, InvocationResponse, triggers};
///
/// async fn resize(job: Invocation<String>) -> InvocationResponse {
///     InvocationResponse::ok().log(format!("{} bytes", job.data.len()))
/// }
///
/// let app: Router = Router::new()
///     .route("/api/hello", get(|| async { "hello" }))
///     .merge(triggers(Router::new().route("/resize", post(resize))).deadline(Duration::from_secs(9)));
/// ```
pub fn triggers<S>(router: Router<S>) -> Triggers<S> {
    Triggers {
        router,
        deadline: DEFAULT_DEADLINE,
        body_limit: DEFAULT_BODY_LIMIT,
    }
}

/// Guarded routes, from [`triggers`]; [`Router::merge`] takes them as they are.
#[derive(Debug, Clone)]
#[must_use = "merge it into the router of the app"]
pub struct Triggers<S = ()> {
    router: Router<S>,
    deadline: Duration,
    body_limit: usize,
}

impl<S> Triggers<S> {
    /// How long one invocation may take, in place of [`DEFAULT_DEADLINE`].
    pub fn deadline(self, deadline: Duration) -> Self {
        Self { deadline, ..self }
    }

    /// The largest body in bytes, in place of [`DEFAULT_BODY_LIMIT`].
    pub fn body_limit(self, body_limit: usize) -> Self {
        Self { body_limit, ..self }
    }
}

impl<S: Clone + Send + Sync + 'static> From<Triggers<S>> for Router<S> {
    fn from(triggers: Triggers<S>) -> Self {
        let deadline = triggers.deadline;
        triggers
            .router
            .layer(DefaultBodyLimit::max(triggers.body_limit))
            .layer(from_fn(move |request, next| guard(deadline, request, next)))
    }
}

async fn guard(deadline: Duration, request: Request, next: Next) -> Response {
    if let Err(refused) = admit(request.headers()) {
        return refused.into_response();
    }
    match tokio::time::timeout(deadline, next.run(request)).await {
        Ok(response) if settles(&response) => response,
        Ok(_) => Failure("the function answered without an InvocationResponse").into_response(),
        Err(_) => Failure("the function ran past its deadline").into_response(),
    }
}
