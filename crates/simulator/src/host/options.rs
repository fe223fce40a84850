//! What a host is started with, and why it may not start.

use std::{io, net::SocketAddr, path::PathBuf, time::Duration};

use tokio::sync::mpsc;

use super::{Auth, ConfigError, Event};
use crate::{Clock, Queues};

/// How to start a [`Host`](super::Host).
#[derive(Clone, Debug)]
pub struct HostOptions {
    /// The script root: `host.json` and a folder for each function.
    pub root: PathBuf,
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// `local.settings.json`: settings, which the environment of this process overrides, and CORS.
    pub local_settings: Option<PathBuf>,
    /// Settings that override all others.
    pub env: Vec<(String, String)>,
    /// Variables of this process's environment that the handler must not inherit.
    pub removed_env: Vec<String>,
    /// Started in place of `customHandler.description.defaultExecutablePath`.
    pub executable: Option<PathBuf>,
    /// In place of `functionTimeout`.
    pub function_timeout: Option<Duration>,
    /// Whether callers need keys.
    pub auth: Auth,
    /// The queues that fire queue triggers and take queue outputs. Without them no queue trigger
    /// fires, and outputs are kept for [`Host::queued`](super::Host::queued).
    ///
    /// The setting that a binding names as its `connection` is not looked at: there is one account.
    pub queues: Option<Queues>,
    /// The time that invocations and crashes are given.
    pub clock: Clock,
    /// Hears the handler's lines and what the host does.
    pub events: mpsc::UnboundedSender<Event>,
}

/// Why a host could not start.
#[derive(Debug, thiserror::Error)]
pub enum HostError {
    /// A file says something that cannot be.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The address is taken, or not ours.
    #[error("cannot listen on {address}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why not.
        source: io::Error,
    },
    /// The handler's program is missing or cannot be executed.
    #[error("cannot start the handler {}", program.display())]
    Spawn {
        /// The program.
        program: PathBuf,
        /// Why not.
        source: io::Error,
    },
}
