//! What `cargo dev` starts when it has built the app: everything that the app needs, on loopback, and
//! the app under the Functions host.
//!
//! The certificate authority is in `target/dev`. What the app
//! and the simulator remember of each other (the identities, the queues, the app's store) is kept together there,
//! or in `target/dev/<N>` with `--port-base N`; deleting the folder, or a reset, forgets it.

mod addresses;
mod deliveries;
mod environment;
mod health;
mod interrupt;
mod log;
mod picture;
mod reset;
mod stage;

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use console::Term;
use tokio::sync::{broadcast, mpsc};

use self::{addresses::Addresses, log::Log, picture::Picture};
use crate::{
    Clock, Delivery, Simulator, StartError,
    host::{Auth, Event, Host, HostError, HostOptions, State},
};

/// What the host reports.
type Events = mpsc::UnboundedReceiver<Event>;

/// What `cargo dev` is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, clap::Parser)]
#[command(
    name = "cargo dev",
    about = "Runs the app on this machine, with everything that it needs",
    version
)]
pub struct Options {
    /// The app's port; the simulator takes the next two (without it: 7071, 7080 and 7443).
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=65533))]
    pub port_base: Option<u16>,
    /// Runs a packaged folder as it is.
    #[arg(long, value_name = "DIR")]
    pub package: Option<PathBuf>,
    /// Runs this build of the app on the project's own `host.json`, functions and policy.
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with = "package",
        required_unless_present = "package"
    )]
    pub app: Option<PathBuf>,
}

/// Why `cargo dev` gave up. Every variant is a sentence for the person at the keyboard.
#[derive(Debug, thiserror::Error)]
pub enum DevError {
    /// Somebody else has a port that we need.
    #[error("{0}")]
    PortsTaken(String),
    /// A file or folder could not be read or written.
    #[error("{what}")]
    Io {
        /// What was tried.
        what: String,
        /// What the system said.
        source: io::Error,
    },
    /// The simulator did not start.
    #[error("the simulator did not start")]
    Simulator(#[from] StartError),
    /// The host did not start.
    #[error("the Functions host did not start")]
    Host(#[from] HostError),
    /// The handler died too often. Its last words are in the log.
    #[error("the Functions host has stopped: the lines above say why")]
    Stopped,
}

/// A step on files, and what it was for.
fn io_error(what: impl Into<String>) -> impl FnOnce(io::Error) -> DevError {
    |source| DevError::Io {
        what: what.into(),
        source,
    }
}

/// Runs until Ctrl-C, which is success, or until the host stops.
pub async fn run(options: Options) -> Result<(), DevError> {
    let addresses = Addresses::new(options.port_base);
    addresses.must_be_free()?;
    let interrupted = interrupt::listen().map_err(io_error("cannot listen for signals"))?;
    tokio::pin!(interrupted);
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let project = project
        .canonicalize()
        .map_err(io_error("the project's folder is gone"))?;
    let trust = project.join("target/dev");
    let mut home = trust.clone();
    home.extend(options.port_base.map(|base| base.to_string()));
    fs::create_dir_all(&home).map_err(io_error(format!("cannot create {}", home.display())))?;

    // The project's own, with the word lists beside it: what is edited counts from the next start.
    let (root, policy) = match options.package {
        Some(package) => (package.clone(), package),
        None => (stage::stage(&project, &home.join("app"))?, project.clone()),
    };
    let policy = policy.join("frontdesk.toml");
    let simulator = Simulator::start(crate::Options {
        http: addresses.simulator_http,
        https: addresses.simulator_https,
        state_dir: Some(home.clone()),
        trust_dir: Some(trust.clone()),
        ..crate::Options::default()
    })
    .await?;
    let store = home.join("frontdesk.redb");
    let log = Log::open(home.join("dev.log"), Term::stdout())
        .map_err(io_error("cannot write the log"))?;
    // The handler reads the machine's clock, so the host and the log do too.
    let clock = Clock::system();
    let (events, mut received) = mpsc::unbounded_channel();
    let host = Host::start(HostOptions {
        listen: addresses.app,
        local_settings: Some(environment::settings_file(&project)),
        env: environment::of_handler(&simulator, &trust.join("ca.pem"), &store, &policy),
        root,
        removed_env: vec!["SSL_CERT_DIR".to_owned()],
        executable: options.app,
        function_timeout: None,
        auth: Auth::Open,
        queues: Some(simulator.queues()),
        clock: clock.clone(),
        events,
    })
    .await?;
    let host = Arc::new(host);
    let mut attempts = simulator.on_attempt();
    simulator.subscribe(&host);
    let resets = tokio::spawn(reset::follow(
        simulator.on_reset(),
        Arc::clone(&host),
        store,
    ));
    let ended = tokio::select! {
        ended = watch(&host, &simulator, &log, &clock, (&mut received, &mut attempts)) => ended,
        () = interrupted => Ok(()),
    };
    resets.abort();
    host.stop().await;
    ended
}

/// Shows what happens, until there is nothing more to come.
async fn watch(
    host: &Host,
    simulator: &Simulator,
    log: &Log,
    clock: &Clock,
    (events, attempts): (&mut Events, &mut broadcast::Receiver<Delivery>),
) -> Result<(), DevError> {
    let announce = async {
        let health = health::wait(host).await;
        let picture = Picture {
            host,
            simulator,
            log: log.path(),
            health,
        };
        log.show(&picture.draw(log.colours()));
        std::future::pending::<()>().await;
    };
    tokio::select! {
        () = announce => Ok(()),
        () = log.follow(events, attempts, clock) => Ok(()),
        () = host.reached(State::Stopped, 0) => {
            // What the handler said last is why.
            while let Ok(event) = events.try_recv() {
                log.write(&event, clock.now());
            }
            Err(DevError::Stopped)
        }
    }
}
