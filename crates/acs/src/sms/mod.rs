//! SMS: messages, their delivery reports, and who does not want any.
//!
//! <https://learn.microsoft.com/en-us/rest/api/communication/sms/sms>

mod delivery_code;
mod delivery_report;
mod message;
mod opt_outs;
mod result;

use std::{borrow::Cow, sync::Arc};

use azure_core::http::ClientOptions;

pub use delivery_code::DeliveryCode;
pub use delivery_report::{DeliveryAttempt, DeliveryReport, DeliveryStatus};
pub use message::{MAX_MESSAGE_UNITS, MAX_RECIPIENTS, Recipient, Repeatability, SendOptions};
pub use opt_outs::{OptOutResult, OptOutsClient};
pub use result::{RepeatabilityResult, SendOutcome, SendResult};

use crate::{
    Credential, Result,
    client::ServiceClient,
    endpoint::segment,
    quoted::Quoted,
    retry::{Repeat, RetryLimits},
};
use message::SendRequest;
use result::Results;

/// The version of the service that the client speaks unless told otherwise.
/// <https://github.com/Azure/azure-rest-api-specs/tree/main/specification/communication/data-plane/Sms/stable>
pub const API_VERSION: &str = "2026-01-23";

/// How an [`SmsClient`] behaves.
#[derive(Debug, Clone)]
pub struct SmsClientOptions {
    /// The options of `azure_core`'s pipeline. A transport that several clients share goes here.
    /// Its `retry` is not used: see [`retry`](Self::retry).
    pub client_options: ClientOptions,
    /// The version to ask for. Default [`API_VERSION`].
    pub api_version: Cow<'static, str>,
    /// How calls are retried.
    pub retry: RetryLimits,
}

impl Default for SmsClientOptions {
    fn default() -> Self {
        Self {
            client_options: ClientOptions::default(),
            api_version: Cow::Borrowed(API_VERSION),
            retry: RetryLimits::default(),
        }
    }
}

/// Sends messages.
///
/// A clone shares everything with its original and costs nothing. Every method is one request, and
/// more only as [`retry`](crate::retry) says. Numbers are passed on as they are. What the service
/// quotes of them, or of a message, is in no error.
#[derive(Debug, Clone)]
pub struct SmsClient(Arc<ServiceClient>);

impl SmsClient {
    /// A client of the resource at `endpoint`, for example `https://contoso.communication.azure.com`.
    ///
    /// # Errors
    /// The endpoint is not one: see [`InvalidEndpoint`](crate::InvalidEndpoint). Nothing is sent.
    pub fn new(
        endpoint: impl AsRef<str>,
        credential: impl Into<Credential>,
        options: Option<SmsClientOptions>,
    ) -> Result<Self> {
        let options = options.unwrap_or_default();
        let client = ServiceClient::new(
            endpoint.as_ref(),
            &options.api_version,
            Some(credential.into()),
            options.client_options,
            options.retry,
        )?;
        Ok(Self(Arc::new(client)))
    }

    /// Sends a message to 1 to 100 recipients.
    ///
    /// An answer is no success: each recipient has a [`SendResult`], whose
    /// [`outcome`](SendResult::outcome) says what to do. They are to be told apart by their `to`.
    /// Nor is a message that the service took one that is delivered: that is what the
    /// [`DeliveryReport`] says.
    ///
    /// The request can be repeated, and after a lost answer it is: the service sends the message
    /// once for each [`Repeatability`].
    /// <https://learn.microsoft.com/en-us/rest/api/communication/sms/sms/send>
    ///
    /// # Errors
    /// Without a request when a limit is exceeded ([`MAX_RECIPIENTS`], [`MAX_MESSAGE_UNITS`], see
    /// also [`SendOptions`]), a number is empty, or two recipients share a repeatability id.
    ///
    /// [`ErrorKind::BadRequest`](crate::ErrorKind::BadRequest) when the sender is no number, and
    /// [`ErrorKind::Unauthorized`](crate::ErrorKind::Unauthorized) with the code `Unauthorized`,
    /// and not `Denied`, when it is not a number of the resource.
    pub async fn send(
        &self,
        from: &str,
        recipients: &[Recipient<'_>],
        message: &str,
        options: Option<SendOptions<'_>>,
    ) -> Result<Vec<SendResult>> {
        let body = SendRequest::new(from, recipients, message, options.unwrap_or_default())?;
        let sent: Result<Results<SendResult>> =
            self.0.post("/sms", Some(&body), Repeat::Harmless).await;
        let quoted = Quoted {
            names: recipients.iter().map(|r| r.to).chain([from]).collect(),
            text: message,
        };
        match sent {
            Ok(results) => Ok(results.without(&quoted)),
            Err(error) => Err(error.map_message(|message| quoted.cut(message))),
        }
    }

    /// The list of who does not want messages.
    pub fn opt_outs(&self) -> OptOutsClient {
        OptOutsClient(Arc::clone(&self.0))
    }

    /// What became of the message with this id.
    /// <https://github.com/Azure/azure-rest-api-specs/blob/main/specification/communication/data-plane/Sms/stable/2026-01-23/communicationservicessms.json>
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`](crate::ErrorKind::NotFound) while there is no report.
    pub async fn delivery_report(&self, message_id: &str) -> Result<DeliveryReport> {
        let path = ["/deliveryReports/", &segment(message_id)?].concat();
        self.0.get(&path).await
    }
}
