//! Queue triggers: taking messages, calling functions, poison.
//!
//! <https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-queue-trigger#poison-messages>;
//! the steps are those of `QueueListener` and `QueueProcessor` in
//! <https://github.com/Azure/azure-sdk-for-net/tree/main/sdk/storage/Microsoft.Azure.WebJobs.Extensions.Storage.Queues/src>.
//! Azure's listener looks again after up to a minute; this one hears of a message at once.

use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use time::Duration;
use tokio::{
    task::{JoinHandle, JoinSet},
    time::sleep,
};

use super::{
    config::{MessageEncoding, QueueExtension},
    events::Level,
    functions::{Function, Trigger},
    invocation::{Envelope, Failure, QueueMessage},
    runtime::Runtime,
    worker::State,
};
use crate::{Queues, StorageError, StoredMessage, queues::WEEK};

/// How soon after a failure the message is seen again, in real time: the shortest time between two
/// looks of Azure's listener. A handler that has died is known to be dead by then.
const BREATH: std::time::Duration = std::time::Duration::from_millis(100);

/// How long a message is the host's; renewed at half of it.
const LEASE: Duration = Duration::minutes(10);

/// The queues that a host works with, and how.
#[derive(Clone, Debug)]
pub(crate) struct QueueStorage {
    pub(crate) queues: Queues,
    pub(crate) options: QueueExtension,
}

impl QueueStorage {
    /// Puts a function's output into its queue.
    pub(crate) fn put(&self, message: &QueueMessage) -> Result<(), StorageError> {
        let text = match self.options.message_encoding {
            MessageEncoding::Base64 => STANDARD.encode(&message.body),
            MessageEncoding::None => String::from_utf8_lossy(&message.body).into_owned(),
        };
        self.queues.put(&message.queue, &text, Duration::ZERO)
    }

    /// What the function gets to see; `None` is an encoding that is not the configured one.
    fn decode(&self, text: &str) -> Option<Vec<u8>> {
        match self.options.message_encoding {
            MessageEncoding::Base64 => STANDARD.decode(text).ok(),
            MessageEncoding::None => Some(text.as_bytes().to_vec()),
        }
    }
}

/// Starts a listener for every function with a queue trigger.
pub(crate) fn listen(runtime: &Arc<Runtime>) -> Vec<JoinHandle<()>> {
    let Some(storage) = &runtime.queues else {
        return Vec::new();
    };
    let of = |(position, function): (usize, &Function)| match &function.trigger {
        Trigger::Queue { queue, binary } => {
            let listener = Listener {
                runtime: Arc::clone(runtime),
                storage: storage.clone(),
                position,
                queue: queue.clone(),
                binary: *binary,
            };
            Some(tokio::spawn(listener.run()))
        }
        Trigger::Http(_) | Trigger::EventGrid { .. } | Trigger::Timer => None,
    };
    runtime
        .functions
        .iter()
        .enumerate()
        .filter_map(of)
        .collect()
}

#[derive(Clone)]
struct Listener {
    runtime: Arc<Runtime>,
    storage: QueueStorage,
    position: usize,
    queue: String,
    binary: bool,
}

impl Listener {
    async fn run(self) {
        let _listening = Listening::begin(&self);
        let queues = &self.storage.queues;
        let options = &self.storage.options;
        let mut jobs = JoinSet::new();
        loop {
            // Before looking, so that nothing is missed between the look and the wait.
            let mut changes = queues.changes();
            if self.runtime.worker.snapshot().state == State::Stopped {
                return;
            }
            while jobs.try_join_next().is_some() {}
            let mut next = None;
            if jobs.len() <= options.new_batch_threshold() {
                for (message, working) in self.take() {
                    let listener = self.clone();
                    jobs.spawn(async move { listener.work(message, working).await });
                }
                let now = queues.now();
                next = queues.state().next_visible(&self.queue, now);
            }
            if jobs.len() > options.new_batch_threshold() {
                next = None;
            }
            tokio::select! {
                () = queues.clock().reaches(next) => {}
                _ = changes.changed() => {}
                _ = jobs.join_next(), if !jobs.is_empty() => {}
            }
        }
    }

    /// The next batch, as being worked on.
    fn take(&self) -> Vec<(StoredMessage, Working)> {
        let queues = &self.storage.queues;
        let now = queues.now();
        let messages = {
            let mut state = queues.state();
            let batch = self.storage.options.batch_size;
            let messages = state.receive(&self.queue, batch, LEASE, now);
            // A queue that there is not has no messages.
            let messages = messages.unwrap_or_default();
            for _ in &messages {
                state.works(&self.queue, true);
            }
            messages
        };
        let working = |message| {
            (
                message,
                Working(self.storage.queues.clone(), self.queue.clone()),
            )
        };
        messages.into_iter().map(working).collect()
    }

    async fn work(&self, message: StoredMessage, _working: Working) {
        let Some(function) = self.runtime.functions.get(self.position) else {
            return;
        };
        let Some(body) = self.storage.decode(&message.text) else {
            let text = format!(
                "Message decoding has failed! Check MessageEncoding settings. MessageId={}",
                message.id
            );
            let reporter = &self.runtime.reporter;
            reporter.function(&function.name, Level::Warning, text);
            return self.poison(function, &message);
        };
        if message.dequeue_count > self.storage.options.max_dequeue_count {
            return self.poison(function, &message);
        }
        let sys = self.runtime.sys(function);
        let envelope =
            Envelope::queue_trigger(&function.binding, self.binary, &body, &message, sys);
        let (result, message) = self.call(function, &envelope, message).await;
        match result {
            Ok(()) => self.change(&message, None),
            // Nobody is left who could release the message: its lease has to end.
            Err(Failure::HostStopped) => {}
            Err(Failure::Failed)
                if message.dequeue_count >= self.storage.options.max_dequeue_count
                    && self.poison_queue().is_some() =>
            {
                self.poison(function, &message);
            }
            Err(Failure::Failed) => {
                sleep(BREATH).await;
                self.change(&message, Some(self.storage.options.visibility_timeout()));
            }
        }
    }

    /// Calls the function, and keeps the lease meanwhile. The message comes back with its latest
    /// receipt.
    async fn call(
        &self,
        function: &Function,
        envelope: &Envelope,
        mut message: StoredMessage,
    ) -> (Result<(), Failure>, StoredMessage) {
        let queues = &self.storage.queues;
        let invocation = Box::pin(self.runtime.invoke(function, envelope));
        tokio::pin!(invocation);
        loop {
            let renewal = message.next_visible - LEASE / 2;
            tokio::select! {
                result = &mut invocation => return (result.map(drop), message),
                () = queues.clock().reaches(Some(renewal)) => {
                    let now = queues.now();
                    let renewed = queues.state().update(
                        &self.queue, &message.id, &message.pop_receipt, (LEASE, None), now,
                    );
                    // Lost to somebody else, who will see to it: there is nothing to renew.
                    message.next_visible = now + LEASE;
                    if let Ok(renewed) = renewed {
                        message = renewed;
                    }
                }
            }
        }
    }

    /// A message that was done is deleted, one that failed becomes visible after `Some` time. One
    /// that somebody else has by now stays as it is.
    fn change(&self, message: &StoredMessage, visible: Option<Duration>) {
        let queues = &self.storage.queues;
        let (id, receipt, now) = (&message.id, &message.pop_receipt, queues.now());
        let mut state = queues.state();
        let lost = match visible {
            None => state.delete_message(&self.queue, id, receipt, now).err(),
            Some(after) => state
                .update(&self.queue, id, receipt, (after, None), now)
                .err(),
        };
        drop(state);
        if lost.is_none() {
            queues.tell();
        }
    }

    /// `None` for a poison queue, which has none of its own.
    fn poison_queue(&self) -> Option<String> {
        (!self.queue.ends_with("-poison")).then(|| format!("{}-poison", self.queue))
    }

    /// Moves a message, text unchanged, to the poison queue.
    fn poison(&self, function: &Function, message: &StoredMessage) {
        let Some(poison) = self.poison_queue() else {
            return self.change(message, Some(self.storage.options.visibility_timeout()));
        };
        let queues = &self.storage.queues;
        let now = queues.now();
        let moved = {
            let mut state = queues.state();
            let text = message.text.clone();
            state
                .make(&poison)
                .and_then(|()| state.put(&poison, text, now, Duration::ZERO, Some(WEEK)))
        };
        let (level, text) = match moved {
            Ok(_) => {
                self.change(message, None);
                let text = format!(
                    "Message has reached MaxDequeueCount of {}. Moving message to queue '{poison}'.",
                    self.storage.options.max_dequeue_count
                );
                (Level::Warning, text)
            }
            Err(error) => (Level::Error, format!("{poison}: {error}")),
        };
        self.runtime.reporter.function(&function.name, level, text);
    }
}

/// While it lives, a function takes the messages of the queue.
struct Listening(Queues, String);

impl Listening {
    fn begin(listener: &Listener) -> Self {
        let queues = listener.storage.queues.clone();
        queues.state().listens(&listener.queue, true);
        Self(queues, listener.queue.clone())
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.0.state().listens(&self.1, false);
        self.0.tell();
    }
}

/// While it lives, a function works on a message of the queue.
struct Working(Queues, String);

impl Drop for Working {
    fn drop(&mut self) {
        self.0.state().works(&self.1, false);
        self.0.tell();
    }
}
