//! The calls that the simulator has seen, for assertions.

use std::collections::VecDeque;

use serde::Serialize;

use crate::Service;

/// A long-running simulator forgets the oldest calls beyond this many.
const CAPACITY: usize = 100_000;

/// One answered call. Carries no header, no query and no body, hence no secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Call {
    /// Who was called.
    pub service: Service,
    /// The HTTP method.
    pub method: String,
    /// The route with its placeholders, such as `/identities/{id}/:issueAccessToken`.
    pub route: String,
    /// The path as it came, still percent-encoded.
    pub path: String,
    /// The status that was answered; 0 when the connection was dropped.
    pub status: u16,
}

#[derive(Debug, Default)]
pub(crate) struct Journal(VecDeque<Call>);

impl Journal {
    pub(crate) fn record(&mut self, call: Call) {
        if self.0.len() == CAPACITY {
            self.0.pop_front();
        }
        self.0.push_back(call);
    }

    pub(crate) fn of(&self, service: Service) -> Vec<Call> {
        self.0
            .iter()
            .filter(|call| call.service == service)
            .cloned()
            .collect()
    }
}
