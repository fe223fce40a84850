//! `frontdesk explain chat`: what becomes of a message, and why.

use std::{collections::BTreeMap, io::Write, path::PathBuf};

use clap::Args;
use moderation::{
    Action, Decision, Format, Hit, Known, Message, Place, Subject, Where,
    decide::{StageName, decide},
    view::Views,
};
use time::OffsetDateTime;

use super::{
    policy,
    underline::{underline, visible},
};
use crate::cli::Failure;

/// A message that might come in.
#[derive(Debug, Args)]
pub(in crate::cli) struct Text {
    /// What it says.
    #[arg(value_name = "TEXT")]
    said: String,
    /// It is HTML.
    #[arg(long)]
    html: bool,
    /// It is not a message but a thread's new topic.
    #[arg(long)]
    as_topic: bool,
    /// Who sends it: a raw identifier.
    #[arg(long, default_value = "8:acs:somebody")]
    sender: String,
    /// The name that the sender goes by.
    #[arg(long)]
    display_name: Option<String>,
    /// A role of the sender.
    #[arg(long = "role", value_name = "ROLE")]
    roles: Vec<String>,
    /// The topic of its thread.
    #[arg(long)]
    topic: Option<String>,
    /// The metadata of its thread.
    #[arg(long = "thread-meta", value_name = "KEY=VALUE", value_parser = pair)]
    metadata: Vec<(String, String)>,
    /// The policy file.
    #[arg(long, default_value = "frontdesk.toml")]
    policy: PathBuf,
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (key, value) = text
        .split_once('=')
        .ok_or("expected a key and a value, `kind=kids`")?;
    Ok((key.to_owned(), value.to_owned()))
}

/// What the explanation is written to.
struct Paper<W> {
    output: W,
    colour: bool,
}

pub(in crate::cli) fn run(
    asked: &Text,
    now: OffsetDateTime,
    colour: bool,
    output: &mut impl Write,
) -> Result<bool, Failure> {
    let policy = policy(&asked.policy)?;
    let metadata: BTreeMap<String, String> = asked.metadata.iter().cloned().collect();
    let place = Place {
        thread: "explained",
        topic: asked.topic.as_deref(),
        metadata: &metadata,
    };
    let message = Message {
        subject: if asked.as_topic {
            Subject::Topic
        } else {
            Subject::Message
        },
        format: if asked.html {
            Format::Html
        } else {
            Format::Text
        },
        display_name: asked.display_name.as_deref(),
        ..Message::new(&asked.said, &asked.sender, now)
    };
    let known = Known {
        roles: asked.roles.clone(),
        ..Known::default()
    };
    let findings = policy.examine(&message, &place);
    let decision = decide(
        &policy,
        &message,
        &place,
        &findings,
        &known,
        "explained",
        now,
    );
    let mut paper = Paper { output, colour };
    paper.line("policy", policy.version())?;
    for stage in &decision.stages {
        paper.line(stage.name.as_str(), &stage.result)?;
        match stage.name {
            StageName::Extract if asked.html => {
                paper.line("", &visible(message.readable().chars()))?;
            }
            StageName::Normalise => {
                let views = Views::of(&message.readable());
                paper.line(
                    "",
                    &format!("literal     {}", visible(views.literal.text().chars())),
                )?;
                let aggressive = visible(views.aggressive.text().chars());
                paper.line("", &format!("aggressive  {aggressive}"))?;
            }
            StageName::Rules => paper.hits(&decision, &message)?,
            StageName::Ai if findings.wants_ai() => {
                paper.line(
                    "",
                    "Content Safety would be asked; what it says is not known here",
                )?;
            }
            StageName::Actions => paper.actions(&decision)?,
            StageName::Exemptions
            | StageName::Extract
            | StageName::Ai
            | StageName::Combine
            | StageName::Strikes => {}
        }
    }
    let would = match decision.would {
        would if would == decision.verdict => String::new(),
        would => format!(" (without dry runs: {would})"),
    };
    paper.line("verdict", &format!("{}{would}", decision.verdict))?;
    Ok(true)
}

impl<W: Write> Paper<W> {
    fn line(&mut self, name: &str, text: &str) -> std::io::Result<()> {
        if self.colour {
            writeln!(self.output, "\u{1b}[1m{name:<12}\u{1b}[0m{text}")
        } else {
            writeln!(self.output, "{name:<12}{text}")
        }
    }

    fn hits(&mut self, decision: &Decision, message: &Message<'_>) -> std::io::Result<()> {
        for hit in &decision.hits {
            self.line("", &described(hit))?;
            let text = match hit.at {
                Where::Body | Where::Attribute | Where::Topic => message.text,
                Where::Name => message.display_name.unwrap_or_default(),
                Where::Metadata | Where::Sender => "",
            };
            if !hit.span.is_empty() && !text.is_empty() {
                for line in underline(text, hit.span.clone(), self.colour) {
                    self.line("", &format!("  {line}"))?;
                }
            }
        }
        Ok(())
    }

    fn actions(&mut self, decision: &Decision) -> std::io::Result<()> {
        for action in &decision.actions {
            let text = match action {
                Action::Mask { content } => format!("mask        {}", visible(content.chars())),
                Action::Retitle { topic } => format!("retitle     {}", visible(topic.chars())),
                Action::Warn { text } => format!("warn        {}", visible(text.chars())),
                Action::Mute { until } => format!("mute        until {until}"),
                Action::Ban { until: Some(until) } => format!("ban         until {until}"),
                Action::Notify {
                    webhook,
                    event_type,
                } => format!("notify      the webhook `{webhook}`: {event_type}"),
                Action::Delete | Action::Remove | Action::Flag | Action::Ban { until: None } => {
                    continue;
                }
            };
            self.line("", &text)?;
        }
        Ok(())
    }
}

fn described(hit: &Hit) -> String {
    let category = hit
        .category
        .as_ref()
        .map_or_else(String::new, |category| format!(", {category}"));
    let form = if hit.form.is_empty() {
        String::new()
    } else {
        format!(": {}", visible(hit.form.chars()))
    };
    let dry = if hit.dry_run { ", dry run" } else { "" };
    format!(
        "{} ({}{category}{dry}) in the {}{form}",
        hit.rule, hit.action, hit.at
    )
}
