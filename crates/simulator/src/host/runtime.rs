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
    queue_listener::QueueStorage,
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
    pub(crate) queues: Option<QueueStorage>,
    pub(crate) queued: Mutex<Vec<QueueMessage>>,
}

impl Runtime {
    pub(crate) fn function(&self, name: &str) -> Option<&Function> {
        self.functions
            .iter()
            .find(|function| function.name.eq_ignore_ascii_case(name))
    }

    /// Puts a function's messages into their queues, or keeps them for whoever asks. The error is a
    /// sentence, and fails the invocation.
    pub(crate) fn keep(
        &self,
        function: &Function,
        messages: Vec<QueueMessage>,
    ) -> Result<(), String> {
        if let Some(storage) = &self.queues {
            return messages.iter().try_for_each(|message| {
                let put = storage.put(message);
                put.map_err(|error| format!("{}: queue {}: {error}", function.name, message.queue))
            });
        }
        self.queued
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend(messages);
        Ok(())
    }
}
