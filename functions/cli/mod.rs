//! The command line: what `frontdesk` does when it is given something to do, instead of serving.

mod chat;
mod check;
mod explain;
mod replay;
mod segments;
mod told;

use std::{
    io::{self, BufRead, IsTerminal as _, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Parser, Subcommand};
use time::OffsetDateTime;

use crate::policy::{Policy, PolicyError};

/// The trusted server side of an app on Azure Communication Services.
///
/// Without a command it serves, started by the Azure Functions host.
#[derive(Debug, Parser)]
#[command(name = "frontdesk", version)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Checks a policy and runs its tests.
    Check {
        /// The policy file.
        #[arg(default_value = "frontdesk.toml")]
        policy: PathBuf,
    },
    /// Says what the policy does, and why.
    #[command(subcommand)]
    Explain(Explain),
    /// Decides about each line of the standard input.
    #[command(subcommand)]
    Replay(Replay),
    /// About texts.
    #[command(subcommand)]
    Sms(Sms),
}

#[derive(Debug, Subcommand)]
enum Explain {
    /// What becomes of a chat message.
    Chat(chat::explain::Text),
    /// What happens to an incoming text.
    Sms(explain::Text),
}

#[derive(Debug, Subcommand)]
enum Replay {
    Chat(chat::replay::Replay),
    /// Texts: on each line a JSON object with `from`, `to`, `message`, and perhaps `at`, `pending`, `opted_out`.
    Sms {
        /// The policy file.
        #[arg(long, default_value = "frontdesk.toml")]
        policy: PathBuf,
        /// Carries conversations and consent on from line to line, instead of deciding about each line alone.
        #[arg(long)]
        remember: bool,
    },
}

#[derive(Debug, Subcommand)]
enum Sms {
    /// Counts the segments that a text is sent in, and names the characters that make it dear.
    Segments {
        /// The text.
        text: String,
    },
}

/// Why a command could not do what it was asked to.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The policy is none.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// The policy has no section for texts.
    #[error("{}: no section [sms]: nothing happens to a text", .0.display())]
    NoSms(PathBuf),
    /// The policy has no section for chats.
    #[error("{}: no section [chat]: everything may stand in a chat", .0.display())]
    NoChat(PathBuf),
    /// An argument is none.
    #[error("{0}")]
    Argument(String),
    /// The input or output broke.
    #[error("{0}")]
    Io(#[from] io::Error),
}

/// Runs what the process's arguments ask for.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    #[expect(
        clippy::disallowed_methods,
        reason = "the command line's one look at the clock"
    )]
    let now = OffsetDateTime::now_utc();
    let output = io::BufWriter::new(io::stdout().lock());
    let colour = io::stdout().is_terminal();
    match run(&arguments, now, colour, io::stdin().lock(), output) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        // As `head` does when it has seen enough.
        Err(Failure::Io(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(failure) => {
            #[expect(clippy::print_stderr, reason = "a command line's errors")]
            {
                eprintln!("{failure}");
            }
            ExitCode::FAILURE
        }
    }
}

/// Runs a command, in `colour` or without; whether all was well.
///
/// # Errors
/// If it could not be run at all.
pub fn run(
    arguments: &Arguments,
    now: OffsetDateTime,
    colour: bool,
    input: impl BufRead,
    mut output: impl Write,
) -> Result<bool, Failure> {
    let well = match &arguments.command {
        Command::Check { policy } => check::run(policy, now, &mut output)?,
        Command::Explain(Explain::Chat(text)) => {
            chat::explain::run(text, now, colour, &mut output)?
        }
        Command::Replay(Replay::Chat(replay)) => {
            chat::replay::run(replay, now, input, &mut output)?
        }
        Command::Explain(Explain::Sms(text)) => explain::run(text, now, &mut output)?,
        Command::Replay(Replay::Sms { policy, remember }) => {
            let policy = sms_policy(policy)?;
            replay::run(&policy, *remember, now, input, &mut output)?
        }
        Command::Sms(Sms::Segments { text }) => segments::run(text, &mut output)?,
    };
    output.flush()?;
    Ok(well)
}

fn sms_policy(path: &Path) -> Result<sms::Policy, Failure> {
    Policy::load(path)?
        .sms
        .ok_or_else(|| Failure::NoSms(path.to_owned()))
}

#[cfg(test)]
mod tests;
