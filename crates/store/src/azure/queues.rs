//! Azure Queues, through Microsoft's client.
//!
//! Message bodies are base64 on the wire: that is what the Functions queue trigger reads and writes.
//! <https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-queue#host-json>

use super::{Azure, failure::lost};
use crate::{Error, Message, Queue, Service};
use azure_storage_queue::{
    QueueClient,
    models::{
        QueueClientReceiveMessagesOptions, QueueClientSendMessageOptions, QueueMessage,
        ReceivedMessage,
    },
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use std::time::Duration;

impl Azure {
    pub(crate) async fn put(
        &self,
        queue: &Queue,
        body: &[u8],
        delay: Duration,
    ) -> Result<(), Error> {
        let client = self.queue(queue)?;
        let text = STANDARD.encode(body);
        let mut made = false;
        loop {
            let message = QueueMessage {
                message_text: Some(text.clone()),
            };
            let message = message.try_into().map_err(failed)?;
            let options = QueueClientSendMessageOptions {
                // Never too old: the service's default would drop a message after seven days.
                message_time_to_live: Some(-1),
                visibility_timeout: Some(seconds(delay)),
                ..QueueClientSendMessageOptions::default()
            };
            match client.send_message(message, Some(options)).await {
                Ok(_) => return Ok(()),
                Err(error) if !made && is(&error, "QueueNotFound") => {
                    create(&client).await?;
                    made = true;
                }
                Err(error) => return Err(failed(error)),
            }
        }
    }

    pub(crate) async fn receive(
        &self,
        queue: &Queue,
        max: u8,
        visibility: Duration,
    ) -> Result<Vec<Message>, Error> {
        let options = QueueClientReceiveMessagesOptions {
            number_of_messages: Some(max.into()),
            visibility_timeout: Some(seconds(visibility)),
            ..QueueClientReceiveMessagesOptions::default()
        };
        match self.queue(queue)?.receive_messages(Some(options)).await {
            Ok(response) => {
                let list = response.into_model().map_err(failed)?;
                let messages = list.items.unwrap_or_default();
                messages.into_iter().map(message).collect()
            }
            Err(error) if is(&error, "QueueNotFound") => Ok(Vec::new()),
            Err(error) => Err(failed(error)),
        }
    }

    pub(crate) async fn delete_message(
        &self,
        queue: &Queue,
        message: &Message,
    ) -> Result<(), Error> {
        let client = self.queue(queue)?;
        let deleted = client.delete_message(&message.id, &message.receipt, None);
        match deleted.await {
            Ok(_) => Ok(()),
            // Gone, or received again since: the service does not always say which.
            Err(error)
                if ["MessageNotFound", "PopReceiptMismatch", "QueueNotFound"]
                    .iter()
                    .any(|code| is(&error, code)) =>
            {
                Ok(())
            }
            Err(error) => Err(failed(error)),
        }
    }

    fn queue(&self, queue: &Queue) -> Result<QueueClient, Error> {
        self.queues.queue_client(queue.name()).map_err(failed)
    }
}

/// Makes the queue; that it exists by now is as good.
async fn create(client: &QueueClient) -> Result<(), Error> {
    match client.create(None).await {
        Ok(_) => Ok(()),
        Err(error) if is(&error, "QueueAlreadyExists") => Ok(()),
        Err(error) => Err(failed(error)),
    }
}

fn message(received: ReceivedMessage) -> Result<Message, Error> {
    let parts = || {
        let text = received.message_text?;
        // What another program put in as plain text is handed on as it is.
        let body = STANDARD.decode(&text).unwrap_or_else(|_| text.into_bytes());
        Some(Message {
            id: received.message_id?,
            body,
            receipt: received.pop_receipt?,
            dequeue_count: u32::try_from(received.dequeue_count?).ok()?,
            inserted: received.insertion_time?,
        })
    };
    parts().ok_or_else(|| Error::Unexpected {
        service: Service::Queues,
        status: 200,
        code: "(incomplete message)".to_owned(),
    })
}

/// Whole seconds, and never earlier than asked.
fn seconds(duration: Duration) -> i32 {
    let up = u64::from(duration.subsec_nanos() > 0);
    i32::try_from(duration.as_secs() + up).unwrap_or(i32::MAX)
}

fn is(error: &azure_core::Error, expected: &str) -> bool {
    match error.kind() {
        azure_core::error::ErrorKind::HttpResponse { error_code, .. } => {
            error_code.as_deref() == Some(expected)
        }
        _ => false,
    }
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn failed(error: azure_core::Error) -> Error {
    lost(Service::Queues, &error)
}
