//! The retry loop, as a policy of the pipeline.

use std::{error::Error, sync::Arc, time::Duration};

use async_trait::async_trait;
use azure_core::{
    error::ErrorKind,
    http::{
        Context, Request, StatusCode,
        policies::{Policy, PolicyResult},
    },
};

use super::{RetryLimits, retry_after};
use crate::clock;

/// Whether a request may reach the service twice. Travels in the request's [`Context`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Repeat {
    /// A second one changes nothing that matters.
    Harmless,
    /// A second one would create a second thing.
    Harmful,
    /// Whether there is a second one is for the caller to say.
    Never,
}

/// Tries a request again, within limits.
///
/// This is an ordinary per-call policy and not an [`azure_core::http::policies::RetryPolicy`]: that
/// trait is not shown the request or the answer, so it can neither tell a harmful repetition from a
/// harmless one nor give up because of what `Retry-After` says.
#[derive(Debug)]
pub(crate) struct RetryPolicy(pub(crate) RetryLimits);

#[async_trait]
#[expect(
    elided_lifetimes_in_paths,
    reason = "the trait elides it, and async_trait makes spelling it out another signature"
)]
impl Policy for RetryPolicy {
    async fn send(
        &self,
        ctx: &Context,
        request: &mut Request,
        next: &[Arc<dyn Policy>],
    ) -> PolicyResult {
        let [first, rest @ ..] = next else {
            return Err(azure_core::Error::with_message(
                ErrorKind::Other,
                "the retry policy is the last of its pipeline",
            ));
        };
        // What nobody vouched for is harmful.
        let repeat = ctx.value().copied().unwrap_or(Repeat::Harmful);
        let Self(limits) = self;
        let mut retry = 0;
        loop {
            let attempt = first.send(ctx, request, rest);
            let result = tokio::time::timeout(limits.try_timeout, attempt)
                .await
                .unwrap_or_else(|_| Err(TimedOut(limits.try_timeout).into()));
            if retry >= limits.max_retries || !is_retryable(&result, repeat) {
                return result;
            }
            let after = result
                .as_ref()
                .ok()
                .and_then(|answer| retry_after(answer.headers(), clock::now()));
            let Some(wait) = limits.wait(retry, after) else {
                return result;
            };
            drop(result);
            tokio::time::sleep(wait).await;
            retry += 1;
        }
    }
}

fn is_retryable(result: &PolicyResult, repeat: Repeat) -> bool {
    use StatusCode as S;
    match (result, repeat) {
        (Ok(answer), Repeat::Harmless) => matches!(
            answer.status(),
            S::RequestTimeout
                | S::TooManyRequests
                | S::InternalServerError
                | S::BadGateway
                | S::ServiceUnavailable
                | S::GatewayTimeout
        ),
        (Ok(answer), Repeat::Harmful) => {
            matches!(answer.status(), S::TooManyRequests | S::ServiceUnavailable)
        }
        (Err(error), Repeat::Harmless) => {
            matches!(error.kind(), ErrorKind::Io | ErrorKind::Connection)
        }
        (_, Repeat::Never) => false,
        // `Connection` means that the request never left.
        (Err(error), Repeat::Harmful) => matches!(error.kind(), ErrorKind::Connection),
    }
}

/// One try took too long.
#[derive(Debug, thiserror::Error)]
#[error("no answer within {} ms", .0.as_millis())]
struct TimedOut(Duration);

impl From<TimedOut> for azure_core::Error {
    fn from(error: TimedOut) -> Self {
        // The request was sent: an I/O error, and not a connection that was never made.
        Self::new(ErrorKind::Io, error)
    }
}

/// The timeout that ended a request, if that is what `error` is.
pub(crate) fn timed_out(error: &azure_core::Error) -> Option<Duration> {
    // A policy of the user may have wrapped it.
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if let Some(TimedOut(timeout)) = error.downcast_ref() {
            return Some(*timeout);
        }
        cause = error.source();
    }
    None
}
