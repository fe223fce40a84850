//! `frontdesk explain sms`: what happens to a text, and why.

use std::{io::Write, path::PathBuf};

use clap::Args;
use sms::{Action, Address, Inbound, Known, Standing, decide, segments::segments};
use time::OffsetDateTime;

use super::{Failure, sms_policy};

/// A text that might come in.
#[derive(Debug, Args)]
pub(super) struct Text {
    /// What it says.
    message: String,
    /// Who sends it.
    #[arg(long, default_value = "+14255550123")]
    from: String,
    /// Which of our numbers it is sent to; the policy's first when absent.
    #[arg(long)]
    to: Option<String>,
    /// The question that the sender was asked before.
    #[arg(long, value_name = "QUESTION")]
    pending: Option<String>,
    /// The sender has opted out before.
    #[arg(long)]
    opted_out: bool,
    /// The policy file.
    #[arg(long, default_value = "frontdesk.toml")]
    policy: PathBuf,
}

pub(super) fn run(
    asked: &Text,
    now: OffsetDateTime,
    output: &mut impl Write,
) -> Result<bool, Failure> {
    let policy = sms_policy(&asked.policy)?;
    let address = |flag: &str, text: &str| {
        Address::parse(text, policy.default_region)
            .map_err(|error| Failure::Argument(format!("--{flag} {text}: {error}")))
    };
    let from = address("from", &asked.from)?;
    let to = match (&asked.to, policy.numbers.first()) {
        (Some(to), _) => address("to", to)?,
        (None, Some(number)) => number.address,
        (None, None) => {
            return Err(Failure::Argument(
                "the policy lists no number: say --to".to_owned(),
            ));
        }
    };
    let known = Known::supposing(asked.pending.as_deref(), asked.opted_out, now);
    let text = Inbound {
        from: &from,
        to: &to,
        message: &asked.message,
        at: now,
    };
    let decision = decide(&policy, &text, &known, now);
    let number = policy.number(&to);
    writeln!(output, "from      {from}")?;
    writeln!(
        output,
        "to        {to}: {}, programme `{}`",
        number.kind, number.program
    )?;
    writeln!(output, "intent    {}", decision.intent)?;
    if let Some(rule) = &decision.rule {
        writeln!(output, "rule      {rule}")?;
    }
    for (name, value) in &decision.captures {
        writeln!(output, "capture   {name} = {value:?}")?;
    }
    for reason in &decision.because {
        writeln!(output, "because   {reason}")?;
    }
    if let Some(change) = &decision.consent {
        let standing = match change.standing {
            Standing::In => "in",
            Standing::Out => "out",
        };
        writeln!(output, "consent   {standing}")?;
    }
    for action in &decision.actions {
        match action {
            Action::Reply { text, kind: _ } => {
                let counted = segments(text);
                writeln!(
                    output,
                    "does      reply {text:?}, {} of {}",
                    counted.segments, counted.encoding
                )?;
            }
            Action::Webhook { target, event_type } => {
                writeln!(
                    output,
                    "does      tell the webhook `{target}`: {event_type}"
                )?;
            }
            Action::Queue { queue } => {
                writeln!(output, "does      put it into the queue `{queue}`")?;
            }
            Action::Inbox { queue } => {
                writeln!(output, "does      hand it to the people at `{queue}`")?;
            }
        }
    }
    if decision.actions.is_empty() {
        writeln!(output, "does      nothing")?;
    }
    Ok(true)
}
