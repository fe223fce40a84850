//! What every part of a running host shares.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use super::{
    auth::Auth,
    events::Reporter,
    front::Cors,
    functions::Function,
    invocation::QueueMessage,
    worker::{HandlerClient, Worker},
};
use crate::Clock;

/// Everything but the listener.
#[derive(Debug)]
pub(crate) struct Runtime {
    pub(crate) functions: Vec<Function>,
    pub(crate) proxying: bool,
    pub(crate) port: u16,
    pub(crate) function_timeout: Option<Duration>,
    pub(crate) body_limit: u64,
    pub(crate) auth: Auth,
    pub(crate) cors: Cors,
    pub(crate) clock: Clock,
    pub(crate) reporter: Reporter,
    pub(crate) worker: Worker,
    pub(crate) client: HandlerClient,
    pub(crate) proxy_client: HandlerClient,
    pub(crate) queued: Mutex<Vec<QueueMessage>>,
}

impl Runtime {
    pub(crate) fn function(&self, name: &str) -> Option<&Function> {
        self.functions
            .iter()
            .find(|function| function.name.eq_ignore_ascii_case(name))
    }

    /// Keeps what functions put into queues, for whoever asks.
    pub(crate) fn keep(&self, messages: Vec<QueueMessage>) {
        self.queued
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend(messages);
    }
}
