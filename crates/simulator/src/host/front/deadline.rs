//! A body that ends at a deadline: the function timeout holds for streams too.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use axum::body::{Body, Bytes, HttpBody};
use http_body::{Frame, SizeHint};
use tokio::time::Sleep;

/// The answer of a proxied function.
pub(crate) struct Deadlined<F> {
    body: Body,
    deadline: Pin<Box<Sleep>>,
    expired: Option<F>,
}

impl<F> Deadlined<F> {
    /// `expired` is called when the deadline comes before the body's end.
    pub(crate) fn new(body: Body, deadline: Pin<Box<Sleep>>, expired: F) -> Self {
        Self {
            body,
            deadline,
            expired: Some(expired),
        }
    }
}

impl<F: FnOnce() + Unpin> HttpBody for Deadlined<F> {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(context) {
            return Poll::Ready(frame);
        }
        if self.expired.is_none() || self.deadline.as_mut().poll(context).is_pending() {
            return Poll::Pending;
        }
        if let Some(expired) = self.expired.take() {
            expired();
        }
        Poll::Ready(Some(Err(axum::Error::new("the function timed out"))))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
