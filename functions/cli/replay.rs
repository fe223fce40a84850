//! `frontdesk replay sms`: a policy tried on history.

use std::{
    collections::HashMap,
    io::{self, BufRead, Write},
};

use serde::{Deserialize, Serialize};
use sms::{Address, Conversation, Decision, Inbound, Known, Policy, Scope, Stand, decide};
use time::OffsetDateTime;

use super::told::Told;

/// One line: a text.
#[derive(Deserialize)]
struct Line {
    from: String,
    to: String,
    message: String,
    /// Now when absent.
    #[serde(default, with = "time::serde::rfc3339::option")]
    at: Option<OffsetDateTime>,
    #[serde(default)]
    pending: Option<String>,
    #[serde(default)]
    opted_out: bool,
}

/// A line that is no text.
#[derive(Serialize)]
struct NoText {
    error: String,
}

/// What the earlier lines left behind, with `--remember`.
#[derive(Default)]
struct Memory {
    /// By our number and peer.
    conversations: HashMap<(String, String), Conversation>,
    /// By programme and peer.
    programs: HashMap<(String, String), Stand>,
    /// By peer, about all programmes.
    everywhere: HashMap<String, Stand>,
}

pub(super) fn run(
    policy: &Policy,
    remember: bool,
    now: OffsetDateTime,
    input: impl BufRead,
    output: &mut impl Write,
) -> io::Result<bool> {
    let mut memory = remember.then(Memory::default);
    let mut well = true;
    for line in input.split(b'\n') {
        let line = line?;
        if line.trim_ascii().is_empty() {
            continue;
        }
        match read(&line).and_then(|line| decided(policy, memory.as_mut(), now, &line)) {
            Ok(decision) => serde_json::to_writer(&mut *output, &Told::from(&decision))?,
            Err(error) => {
                well = false;
                serde_json::to_writer(&mut *output, &NoText { error })?;
            }
        }
        writeln!(output)?;
    }
    Ok(well)
}

fn read(line: &[u8]) -> Result<Line, String> {
    serde_json::from_slice(line).map_err(|error| error.to_string())
}

fn decided(
    policy: &Policy,
    memory: Option<&mut Memory>,
    now: OffsetDateTime,
    line: &Line,
) -> Result<Decision, String> {
    let address = |text: &str| {
        Address::parse(text, policy.default_region).map_err(|error| format!("`{text}`: {error}"))
    };
    let (from, to) = (address(&line.from)?, address(&line.to)?);
    let at = line.at.unwrap_or(now);
    let text = Inbound {
        from: &from,
        to: &to,
        message: &line.message,
        at,
    };
    let peer = from.to_string();
    let pair = (to.to_string(), peer.clone());
    let program = (policy.program(&to).to_owned(), peer.clone());
    let mut known = Known::supposing(line.pending.as_deref(), line.opted_out, at);
    if let Some(memory) = &memory {
        let before = memory.conversations.get(&pair).cloned().unwrap_or_default();
        known.conversation.replies = before.replies;
        known.conversation.pending = known.conversation.pending.or(before.pending);
        let stand = memory.programs.get(&program).copied();
        known.consent.program = known.consent.program.or(stand);
        known.consent.everywhere = memory.everywhere.get(&peer).copied();
    }
    let decision = decide(policy, &text, &known, at);
    if let Some(memory) = memory {
        if let Some(conversation) = &decision.conversation {
            memory.conversations.insert(pair, conversation.clone());
        }
        if let Some(change) = decision.consent.filter(|change| change.applies) {
            let stand = Stand {
                standing: change.standing,
                at: change.at,
            };
            match change.scope {
                Scope::Program => memory.programs.insert(program, stand),
                Scope::All => memory.everywhere.insert(peer, stand),
            };
        }
    }
    Ok(decision)
}
