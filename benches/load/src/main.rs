//! What `cargo xtask bench token`, `sms` and `chat` run.
//!
//! One program, three processes: the load with the clock and the table (`token`, `sms`), everything
//! that the servers ask (`upstream`), and the least that a server could do (`bare-token`,
//! `bare-sms`). They are apart so that the processor time of a server is the server's alone. `chat`
//! needs no server: it is about what the engine sees in a text, and how soon.
//!
//! It is a program of its own, and not a part of `xtask`, because a load generator must be built
//! with optimisations, or it is what gets measured.

mod bare;
mod chat;
mod clock;
mod connection;
mod error;
mod issuer;
mod load;
mod machine;
mod process;
mod report;
mod requests;
mod rounds;
mod run;
mod servers;
mod sms;
mod statistics;
mod table;
mod token;
mod upstream;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Debug, Parser)]
#[command(name = "bench")]
struct Cli {
    #[command(subcommand)]
    part: Part,
}

#[derive(Debug, Subcommand)]
enum Part {
    /// Measures `/token`, prints a table, and writes it as Markdown.
    Token(token::Options),
    /// Measures texts, likewise.
    Sms(sms::Options),
    /// What is found in chat messages, and how soon.
    Chat(chat::Options),
    /// The identity provider, the vault, the managed identity and ACS, as cheap as they can be.
    Upstream(upstream::Options),
    /// A server that verifies the same tokens and does nothing else.
    BareToken(token::bare::Options),
    /// A server that reads the same events and does nothing else.
    BareSms(sms::bare::Options),
}

fn main() -> ExitCode {
    let done = match Cli::parse().part {
        Part::Token(options) => token::run(&options),
        Part::Sms(options) => sms::run(&options),
        Part::Chat(options) => chat::run(&options),
        Part::Upstream(options) => upstream::run(&options),
        Part::BareToken(options) => token::bare::run(&options),
        Part::BareSms(options) => sms::bare::run(&options),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            report::failure(&error);
            ExitCode::FAILURE
        }
    }
}
