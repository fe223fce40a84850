//! What the host says about an invocation, beside its data.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::wire_value::{DecodeError, WireValue};

/// The `Metadata` of an [`Envelope`](crate::Envelope): hints, and nothing to trust.
///
/// The host copies every top-level member of a JSON queue message, or of an HTTP body, in here, and
/// such a copy *replaces* the host's own value of that name in any case: whoever may write to
/// the queue can set `DequeueCount`. Decide on [`Envelope::data`](crate::Envelope::data).
///
/// Names compare without regard to ASCII case, as the host compares them. `Debug` shows names only.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Metadata(pub BTreeMap<String, WireValue>);

impl Metadata {
    /// Reads one value; `None` when the host sent none of that name.
    ///
    /// # Errors
    ///
    /// When it is not a `T`.
    pub fn get<T: DeserializeOwned>(&self, name: &str) -> Option<Result<T, DecodeError>> {
        self.0
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.decode())
    }

    /// How often the queue has handed out this message, from 1; a string on the wire.
    ///
    /// `None` for other triggers, and when what is there is not a number. The message moves to the
    /// poison queue after [`maxDequeueCount`](https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-queue#host-json)
    /// tries, 5 unless `host.json` says otherwise.
    pub fn dequeue_count(&self) -> Option<u32> {
        self.get("DequeueCount")?.ok()
    }

    /// The host's note on the invocation; every trigger has one.
    pub fn sys(&self) -> Option<Sys> {
        self.get("sys")?.ok()
    }

    /// Present when a [retry policy](https://learn.microsoft.com/azure/azure-functions/functions-bindings-error-pages)
    /// of the function is at work.
    pub fn retry_context(&self) -> Option<RetryContext> {
        self.get("RetryContext")?.ok()
    }
}

impl fmt::Debug for Metadata {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

/// `Metadata.sys`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Sys {
    /// The name of the function.
    pub method_name: String,
    /// When the host made the invocation: RFC 3339, UTC, with seven digits of a second.
    pub utc_now: String,
    /// A fresh GUID, not the invocation id.
    pub rand_guid: String,
}

/// `Metadata.RetryContext`, without the `Exception` of the last try, which is free text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct RetryContext {
    /// Which retry this is, from 1; 0 is the first try.
    pub retry_count: u32,
    /// How many retries there will be; −1 is "no end".
    pub max_retry_count: i32,
}

#[cfg(test)]
mod tests {
    use super::{Metadata, RetryContext};

    #[test]
    fn a_message_can_spoil_the_metadata_but_not_the_reader() {
        for spoiled in [
            r#"{"dequeuecount":"\"many\"","sys":"\"x\"","RetryContext":"[1]"}"#,
            r#"{"DequeueCount":{"a":1},"SYS":{},"retrycontext":"null"}"#,
            "{}",
        ] {
            let metadata: Metadata = serde_json::from_str(spoiled).unwrap();
            assert_eq!(metadata.dequeue_count(), None, "{spoiled}");
            assert_eq!(metadata.sys(), None, "{spoiled}");
            assert_eq!(metadata.retry_context(), None, "{spoiled}");
        }
    }

    #[test]
    fn names_compare_without_case() {
        let wire = r#"{"dequeuecount":"\"4\"","sys":{}}"#;
        let metadata: Metadata = serde_json::from_str(wire).unwrap();
        assert_eq!(metadata.dequeue_count(), Some(4));
    }

    #[test]
    fn retries_without_end_are_minus_one() {
        let wire = r#"{"RetryContext":{"RetryCount":7,"MaxRetryCount":-1,"Exception":"secret"}}"#;
        let metadata: Metadata = serde_json::from_str(wire).unwrap();
        assert_eq!(
            metadata.retry_context(),
            Some(RetryContext {
                retry_count: 7,
                max_retry_count: -1
            })
        );
        assert_eq!(format!("{metadata:?}"), r#"{"RetryContext"}"#);
    }
}
