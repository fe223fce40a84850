#![doc = include_str!("../README.md")]
#![warn(missing_docs)]

mod binary;
mod envelope;
mod failure;
mod guard;
mod http_request;
mod http_response;
mod invocation;
mod listener;
mod metadata;
mod output;
mod port;
mod rejection;
mod response;
mod timer;
mod triggers;
mod wire_value;

pub use binary::Binary;
pub use envelope::{Envelope, InputError, Names};
pub use failure::Failure;
pub use guard::{InvocationId, NotFromHost};
pub use http_request::{BodyError, HttpRequest};
pub use http_response::HttpResponse;
pub use invocation::Invocation;
pub use listener::{bind, readiness, serve, serve_on};
pub use metadata::{Metadata, RetryContext, Sys};
pub use output::{Output, RewrittenByHost};
pub use port::{PORT_VARIABLE, PortError, parse_port};
pub use rejection::Rejection;
pub use response::InvocationResponse;
pub use timer::{ScheduleStatus, Timer};
pub use triggers::{DEFAULT_BODY_LIMIT, DEFAULT_DEADLINE, Triggers, triggers};
pub use wire_value::{DecodeError, WireValue};
