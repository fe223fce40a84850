//! Who does not want messages from a number.

use std::{fmt, sync::Arc};

use serde::{Deserialize, Serialize};

use super::{
    message::require_numbers,
    result::{ErrorMessage, Results},
};
use crate::{Result, client::ServiceClient, quoted::Quoted, retry::Repeat};

/// The service's list of who does not want messages from which of our numbers.
///
/// It is for toll-free numbers and short codes, whose STOP the service handles itself, and for what
/// was revoked in another way. All calls can be repeated.
/// <https://learn.microsoft.com/en-us/azure/communication-services/concepts/sms/opt-out-api-concept>
#[derive(Debug, Clone)]
pub struct OptOutsClient(pub(super) Arc<ServiceClient>);

/// What the service says of one recipient. `Debug` does not show the number.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OptOutResult {
    /// The recipient.
    pub to: String,
    /// The status for this recipient, like that of an answer: 200, 400, 500 and others.
    #[serde(rename = "httpStatusCode")]
    pub status: u16,
    /// Whether the recipient is on the list. Only `check` says so.
    pub is_opted_out: Option<bool>,
    /// Why it went wrong. Numbers of the request are cut out.
    pub error_message: Option<String>,
}

impl OptOutsClient {
    /// Puts recipients on the list of this sender.
    ///
    /// # Errors
    /// Also when there are not 1 to 100 recipients, or one is empty. That a recipient could not be
    /// added is in its result.
    pub async fn add(&self, from: &str, recipients: &[&str]) -> Result<Vec<OptOutResult>> {
        self.call("/sms/optouts:add", from, recipients).await
    }

    /// Takes recipients off the list of this sender.
    ///
    /// # Errors
    /// As for [`add`](Self::add).
    pub async fn remove(&self, from: &str, recipients: &[&str]) -> Result<Vec<OptOutResult>> {
        self.call("/sms/optouts:remove", from, recipients).await
    }

    /// Asks whether recipients are on the list of this sender.
    ///
    /// # Errors
    /// As for [`add`](Self::add).
    pub async fn check(&self, from: &str, recipients: &[&str]) -> Result<Vec<OptOutResult>> {
        self.call("/sms/optouts:check", from, recipients).await
    }

    async fn call(&self, path: &str, from: &str, to: &[&str]) -> Result<Vec<OptOutResult>> {
        require_numbers(from, to.iter().copied())?;
        let body = OptOutRequest {
            from,
            recipients: to.iter().map(|to| OptOutRecipient { to }).collect(),
        };
        let answer: Result<Results<OptOutResult>> =
            self.0.post(path, Some(&body), Repeat::Harmless).await;
        let quoted = Quoted {
            names: to.iter().copied().chain([from]).collect(),
            text: "",
        };
        match answer {
            Ok(results) => Ok(results.without(&quoted)),
            Err(error) => Err(error.map_message(|message| quoted.cut(message))),
        }
    }
}

impl ErrorMessage for OptOutResult {
    fn error_message(&mut self) -> Option<&mut String> {
        self.error_message.as_mut()
    }
}

impl fmt::Debug for OptOutResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OptOutResult")
            .field("status", &self.status)
            .field("is_opted_out", &self.is_opted_out)
            .field("error_message", &self.error_message)
            .finish_non_exhaustive()
    }
}

#[derive(Serialize)]
struct OptOutRequest<'a> {
    from: &'a str,
    recipients: Vec<OptOutRecipient<'a>>,
}

#[derive(Serialize)]
struct OptOutRecipient<'a> {
    to: &'a str,
}
