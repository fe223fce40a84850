#![doc = include_str!("../README.md")]
#![warn(missing_docs)]

pub mod chat;
mod client;
mod clock;
mod connection_string;
mod credential;
mod endpoint;
pub mod error;
pub mod events;
pub mod hmac;
pub mod identifier;
pub mod identity;
mod lenient;
mod missing;
mod quoted;
pub mod retry;
pub mod sms;
mod timestamp;

pub use connection_string::{ConnectionString, ConnectionStringError};
pub use credential::{AccessKeyCredential, Credential, TOKEN_SCOPE};
pub use endpoint::InvalidEndpoint;
pub use error::{Error, ErrorKind};
pub use hmac::{AccessKey, InvalidAccessKey};
pub use identifier::CommunicationIdentifier;
pub use missing::MissingMember;
pub use timestamp::Timestamp;

/// What every call of this crate returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;
