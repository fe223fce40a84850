//! The handler's process and its fate: started, found ready, killed, restarted, given up.

mod connector;
mod crash;
mod process;

use std::{io, process::ExitStatus, time::Duration};

use axum::{body::Body, http::Request};
use tokio::{
    sync::{mpsc, watch},
    task::JoinHandle,
    time::{sleep, timeout},
};

pub(crate) use self::{
    connector::{HandlerClient, client},
    process::Launch,
};
use self::{
    crash::{CrashRule, Verdict},
    process::Process,
};
use super::events::{Level, Reporter};
use crate::Clock;

/// How often the host looks whether the handler listens.
const POLL: Duration = Duration::from_millis(25);

/// What the handler's process is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Started, not yet answering.
    Starting,
    /// Answering.
    Running,
    /// Gone, and started again.
    Restarting,
    /// It ended with code 0: the host takes that for intended and never starts it again.
    Exited,
    /// The host gave up, or was stopped: everything is answered with 503.
    Stopped,
}

/// State and the number of restarts so far, which also tells one process from the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Snapshot {
    pub(crate) state: State,
    pub(crate) restarts: u32,
}

/// The handle on the task that owns the process.
#[derive(Debug)]
pub(crate) struct Worker {
    commands: mpsc::UnboundedSender<Command>,
    snapshot: watch::Receiver<Snapshot>,
    patience: Duration,
    pub(crate) task: JoinHandle<()>,
}

#[derive(Debug)]
enum Command {
    /// SIGKILL from outside, which the host sees as a crash.
    Kill,
    /// The host's own SIGKILL after a function timeout in the process with this number; not a
    /// crash.
    Recycle(u32),
    Stop,
}

/// How one life of the process ended.
enum End {
    Exited(ExitStatus),
    /// It never answered, or could not be started or watched.
    Failed(String),
    Recycled,
    Stopped,
}

impl Worker {
    /// Starts the process; an error means that there is nothing to supervise.
    pub(crate) fn start(
        launch: Launch,
        initialization_timeout: Duration,
        clock: Clock,
    ) -> io::Result<Self> {
        let process = launch.spawn()?;
        let (commands, receiver) = mpsc::unbounded_channel();
        let (sender, snapshot) = watch::channel(Snapshot {
            state: State::Starting,
            restarts: 0,
        });
        let reporter = launch.reporter.clone();
        let supervisor = Supervisor {
            client: client(1),
            launch,
            reporter,
            initialization_timeout,
            clock,
            rule: CrashRule::default(),
            commands: receiver,
            snapshot: sender,
        };
        Ok(Self {
            commands,
            snapshot,
            patience: initialization_timeout * 4,
            task: tokio::spawn(supervisor.run(process)),
        })
    }

    pub(crate) fn snapshot(&self) -> Snapshot {
        *self.snapshot.borrow()
    }

    /// Waits until `wanted` holds.
    pub(crate) async fn wait_until(&self, mut wanted: impl FnMut(Snapshot) -> bool) -> Snapshot {
        let mut snapshot = self.snapshot.clone();
        match snapshot.wait_for(|now| wanted(*now)).await {
            Ok(reached) => *reached,
            Err(_) => Snapshot {
                state: State::Stopped,
                ..self.snapshot()
            },
        }
    }

    /// Waits for a process that may be asked, as an invocation does during a restart; `None` is a
    /// stopped host.
    ///
    /// A process that exited with code 0 may be asked too: the connection is refused, which is what
    /// happens in Azure.
    pub(crate) async fn ready(&self) -> Option<u32> {
        let settled = |now: Snapshot| !matches!(now.state, State::Starting | State::Restarting);
        match timeout(self.patience, self.wait_until(settled)).await {
            Ok(Snapshot {
                state: State::Stopped,
                ..
            }) => None,
            Ok(Snapshot { restarts, .. }) => Some(restarts),
            Err(_) => {
                self.stop();
                None
            }
        }
    }

    pub(crate) fn kill(&self) {
        drop(self.commands.send(Command::Kill));
    }

    pub(crate) fn recycle(&self, restarts: u32) {
        drop(self.commands.send(Command::Recycle(restarts)));
    }

    pub(crate) fn stop(&self) {
        drop(self.commands.send(Command::Stop));
    }
}

struct Supervisor {
    launch: Launch,
    client: HandlerClient,
    reporter: Reporter,
    initialization_timeout: Duration,
    clock: Clock,
    rule: CrashRule,
    commands: mpsc::UnboundedReceiver<Command>,
    snapshot: watch::Sender<Snapshot>,
}

impl Supervisor {
    async fn run(mut self, mut process: Process) {
        loop {
            let end = self.live(&mut process).await;
            // Nothing may survive: readiness can fail while the process is alive.
            drop(process.child.kill().await);
            let restart = match end {
                End::Stopped => false,
                End::Recycled => true,
                End::Exited(status) if status.code() == Some(200) => {
                    self.reporter.host(
                        Level::Information,
                        "The handler exited with code 200: it is started again.",
                    );
                    true
                }
                End::Exited(status) if status.success() => {
                    self.reporter.host(
                        Level::Warning,
                        "The handler exited with code 0: the host does not start it again, every call fails.",
                    );
                    self.enter(State::Exited);
                    while !matches!(self.commands.recv().await, Some(Command::Stop) | None) {}
                    false
                }
                End::Exited(status) => {
                    let errors = process.last_errors();
                    self.survives(&format!("The handler crashed ({status}). {errors}"))
                }
                End::Failed(message) => self.survives(&message),
            };
            if !restart {
                break;
            }
            self.snapshot.send_modify(|now| {
                *now = Snapshot {
                    state: State::Restarting,
                    restarts: now.restarts + 1,
                };
            });
            match self.launch.spawn() {
                Ok(next) => process = next,
                Err(error) => {
                    self.reporter.host(
                        Level::Error,
                        format!("The handler cannot be started: {error}"),
                    );
                    break;
                }
            }
        }
        self.enter(State::Stopped);
    }

    /// One life of the process, until it ends or is ended.
    async fn live(&mut self, process: &mut Process) -> End {
        let mut starting = true;
        let timeout = self.initialization_timeout;
        let readiness = answers(self.client.clone(), self.launch.port, timeout);
        tokio::pin!(readiness);
        loop {
            tokio::select! {
                status = process.child.wait() => {
                    return status.map_or_else(|error| End::Failed(error.to_string()), End::Exited);
                }
                ready = &mut readiness, if starting => {
                    if !ready {
                        return End::Failed(format!(
                            "Initializing HttpWorker timed out: nothing answered on port {} within {timeout:?}.",
                            self.launch.port
                        ));
                    }
                    starting = false;
                    self.enter(State::Running);
                }
                command = self.commands.recv() => match command {
                    Some(Command::Kill) => {
                        if let Err(error) = process.child.start_kill() {
                            return End::Failed(error.to_string());
                        }
                    }
                    Some(Command::Recycle(restarts)) if restarts == self.snapshot.borrow().restarts => {
                        return End::Recycled;
                    }
                    Some(Command::Recycle(_)) => {}
                    Some(Command::Stop) | None => return End::Stopped,
                }
            }
        }
    }

    fn enter(&self, state: State) {
        self.snapshot.send_modify(|now| now.state = state);
    }

    /// Whether the handler gets another life after an error.
    fn survives(&mut self, message: &str) -> bool {
        let verdict = self.rule.record(self.clock.now());
        let consequence = match verdict {
            Verdict::Restart => "It is started again.",
            Verdict::StopHost => "That was the third error: the host stops.",
        };
        self.reporter.host(
            Level::Error,
            format!("{} {consequence}", message.trim_end()),
        );
        verdict == Verdict::Restart
    }
}

/// `GET /` until there is any answer; only a refused connection means "not yet".
async fn answers(client: HandlerClient, port: u16, patience: Duration) -> bool {
    let poll = async {
        loop {
            let mut request = Request::new(Body::empty());
            *request.uri_mut() = super::handler_uri(port, "/");
            match client.request(request).await {
                Err(error) if error.is_connect() => sleep(POLL).await,
                Ok(_) | Err(_) => break,
            }
        }
    };
    timeout(patience, poll).await.is_ok()
}
