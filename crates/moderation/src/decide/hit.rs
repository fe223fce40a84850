//! A hit: one rule, at one place.

use std::{fmt, ops::Range};

use serde::{Deserialize, Serialize};

use crate::policy::{Applied, Consequence, Notify, Severity};

/// One rule that is hit at one place.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
    /// The rule's id: a list's or a pattern's, or such as `pii.card`, `links.denied`, `flood.rate`,
    /// `ai.hate`, `muted`, `banned`.
    pub rule: String,
    /// What the rule is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// What a strike counts by.
    pub severity: Severity,
    /// What it leads to; of a dry run, what it would.
    pub action: Consequence,
    /// Whether it leads to nothing but being written down.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub dry_run: bool,
    /// Which text it is in.
    pub at: Where,
    /// Where in that text, in bytes of the original; empty for what is about the whole.
    pub span: Range<usize>,
    /// What was read there: normalised, a link's host, a number that was counted. Of personal data only its kind.
    pub form: String,
    /// Who is told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notify: Option<Notify>,
    /// What is covered to mask it.
    #[serde(skip)]
    pub(crate) cover: Cover,
}

/// What of an extracted body is covered to mask a hit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum Cover {
    /// Nothing can be.
    #[default]
    Nothing,
    /// Bytes of the extracted text.
    Text(Range<usize>),
    /// The aside of this number.
    Aside(usize),
}

/// Which text a hit is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Where {
    /// What is read: the message's text, or of HTML its text content; bytes of the source in either case.
    Body,
    /// What HTML says beside its text: a link's target, a picture's description, hidden text; bytes of the source.
    Attribute,
    /// The sender's display name.
    Name,
    /// The message's metadata: the bytes of one of its values.
    Metadata,
    /// The thread's topic.
    Topic,
    /// The sender, or what he wrote before.
    Sender,
}

impl Hit {
    pub(crate) fn new(applied: &Applied<'_>, at: Where, span: Range<usize>, form: String) -> Self {
        Self {
            rule: applied.rule.id.clone(),
            category: applied.rule.category.clone(),
            severity: applied.severity,
            action: applied.consequence,
            dry_run: applied.dry_run,
            at,
            span,
            form,
            notify: applied.rule.notify.clone(),
            cover: Cover::Nothing,
        }
    }

    /// What it leads to, given that what cannot be covered has to go.
    pub(crate) fn weight(&self) -> Consequence {
        if self.action == Consequence::Mask && self.cover == Cover::Nothing {
            Consequence::Delete
        } else {
            self.action
        }
    }
}

impl Where {
    /// As it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Body => "body",
            Self::Attribute => "attribute",
            Self::Name => "name",
            Self::Metadata => "metadata",
            Self::Topic => "topic",
            Self::Sender => "sender",
        }
    }
}

impl fmt::Display for Where {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Without what was read.
impl fmt::Debug for Hit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hit")
            .field("rule", &self.rule)
            .field("severity", &self.severity)
            .field("action", &self.action)
            .field("dry_run", &self.dry_run)
            .field("at", &self.at)
            .field("span", &self.span)
            .finish_non_exhaustive()
    }
}
