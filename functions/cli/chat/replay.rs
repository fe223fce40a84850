//! `frontdesk replay chat`: a policy tried on history.

use std::{
    io::{BufRead, Write},
    path::PathBuf,
};

use clap::Args;
use serde::Serialize;
use time::OffsetDateTime;

use super::{against::Changes, line::Line, memory::Judge, policy, told::Told};
use crate::cli::Failure;

/// Messages: on each line a JSON object with `text`, and perhaps `sender`, `thread`, `display_name`, `at`,
/// `html`, `topic`, `metadata`, `roles`. Of lines with both `sender` and `at`, earlier ones count: strikes,
/// mutes, bans, flood.
#[derive(Debug, Args)]
pub(in crate::cli) struct Replay {
    /// The policy file.
    #[arg(long, default_value = "frontdesk.toml")]
    policy: PathBuf,
    /// Another policy file: only what that policy would make something else of is written, and how much that is.
    #[arg(long, value_name = "POLICY")]
    against: Option<PathBuf>,
}

/// A line that is no message.
#[derive(Serialize)]
struct NoMessage {
    /// From 1.
    line: usize,
    error: String,
}

pub(in crate::cli) fn run(
    asked: &Replay,
    now: OffsetDateTime,
    input: impl BufRead,
    output: &mut impl Write,
) -> Result<bool, Failure> {
    let new = policy(&asked.policy)?;
    let old = asked.against.as_deref().map(policy).transpose()?;
    let mut judge = Judge::new(&new);
    let mut other = old
        .as_ref()
        .map(|old| (Judge::new(old), Changes::default()));
    let mut well = true;
    for (number, line) in (1..).zip(input.split(b'\n')) {
        let line = line?;
        if line.trim_ascii().is_empty() {
            continue;
        }
        let line = match Line::read(&line) {
            Ok(line) => line,
            Err(error) => {
                well = false;
                let error = NoMessage {
                    line: number,
                    error: error.to_string(),
                };
                serde_json::to_writer(&mut *output, &error).map_err(std::io::Error::from)?;
                writeln!(output)?;
                continue;
            }
        };
        let decision = judge.decide(&line, number, now);
        match &mut other {
            None => {
                let told = Told::new(&decision, &line.text);
                serde_json::to_writer(&mut *output, &told).map_err(std::io::Error::from)?;
                writeln!(output)?;
            }
            Some((judge, changes)) => {
                let before = judge.decide(&line, number, now);
                changes.compare(output, number, &line.text, &before, &decision)?;
            }
        }
    }
    if let Some((_, changes)) = &other {
        changes.sum(output)?;
    }
    Ok(well)
}
