//! Why chat does not do what it was asked.

/// A refusal of the Chat service. What it is over HTTP stands in `acs/chat/error.rs`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChatError {
    /// Not a participant, not the sender, or not with this token's scopes.
    #[error("The initiator doesn't have the permission to perform the requested operation.")]
    Forbidden,
    /// There is no such thread, or no longer.
    #[error("Thread not found.")]
    UnknownThread,
    /// There is no such message in the thread, or none that the reader may see.
    #[error("Message not found.")]
    UnknownMessage,
    /// A value is missing or wrong; says which.
    #[error("{0}")]
    Invalid(&'static str),
    /// Not an identifier.
    #[error("Identifier format is invalid ({0}).")]
    Identifier(String),
    /// A message of more than 28 KB.
    #[error("The message is too large.")]
    TooLarge,
    /// A rate limit; over when these seconds have passed on the simulator's clock.
    #[error("Rate limit exceeded.")]
    TooMany {
        /// Whole seconds, at least 1.
        retry_after: u64,
    },
    /// What the service really answers to somebody who has left and still removes others.
    #[error("The server could not fulfill the request due to some unexpected failure.")]
    Internal,
}
