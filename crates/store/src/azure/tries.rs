//! How often a request was sent.
//!
//! A conditional write that is refused at its second try may have been refused because of its first,
//! whose answer was lost. Who asks for the count can tell.

use azure_core::http::{
    Context, Request,
    policies::{Policy, PolicyResult},
};
use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

/// The count, put into the context of a request.
#[derive(Clone, Debug, Default)]
pub(super) struct Tries(pub(super) Arc<AtomicU32>);

/// Counts, at each try.
#[derive(Debug)]
pub(super) struct CountTries;

#[expect(
    elided_lifetimes_in_paths,
    reason = "async_trait takes the trait's signature to the letter"
)]
#[async_trait::async_trait]
impl Policy for CountTries {
    async fn send(
        &self,
        ctx: &Context,
        request: &mut Request,
        next: &[Arc<dyn Policy>],
    ) -> PolicyResult {
        if let Some(tries) = ctx.value::<Tries>() {
            tries.0.fetch_add(1, Ordering::Relaxed);
        }
        match next {
            [first, rest @ ..] => first.send(ctx, request, rest).await,
            [] => Err(azure_core::Error::with_message(
                azure_core::error::ErrorKind::Other,
                "the pipeline has no transport",
            )),
        }
    }
}
