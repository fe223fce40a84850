//! The policy: what happens to an incoming text.
//!
//! [`Source`] is what a TOML file says, [`Source::check`] turns it into a [`Policy`] that cannot be
//! wrong, or says every [`Mistake`] with its place.

mod budget;
mod check;
mod delay;
mod expect;
mod number;
mod retry;
mod route;
mod source;

use std::{fmt, ops::Range};

use time::Date;
use toml::Spanned;

use crate::{
    consent::Scope,
    number::{Address, Region},
    template::Template,
    words::Words,
};

pub(crate) use self::number::Word;
pub use self::{
    budget::Budget,
    delay::Delay,
    expect::Failure,
    number::{Number, NumberType},
    retry::Retry,
    route::{Ask, Do, Route, Webhook},
    source::{Send, Source},
};

/// What happens to an incoming text.
#[derive(Debug, Clone)]
pub struct Policy {
    /// The region of numbers without country code.
    pub default_region: Region,
    /// How many replies one peer may cause.
    pub replies_per_peer: Budget,
    /// Our numbers.
    pub numbers: Vec<Number>,
    /// Opting out, opting in, help.
    pub opt_out: OptOut,
    /// What is done about texts of a pattern, in order.
    pub routes: Vec<Route>,
    /// What is done about any other text.
    pub fallback: Option<Do>,
    /// What is sent again after a failed delivery.
    pub retry: Retry,
    /// Who may send texts.
    pub send: Option<Send>,
    tests: Vec<Spanned<source::TestSource>>,
}

/// Opting out, opting in, help.
#[derive(Debug, Clone)]
pub struct OptOut {
    /// The words.
    pub words: Words,
    /// Whether sentences opt out too.
    pub free_text: bool,
    /// What an opt-out is about.
    pub scope: Scope,
    /// The day (UTC) from which it is about all programmes, whatever `scope` says.
    pub scope_all_from: Option<Date>,
    /// Confirms an opt-out.
    pub confirm: Option<Template>,
    /// Welcomes someone back.
    pub start: Option<Template>,
    /// Answers HELP.
    pub help: Option<Template>,
}

/// Something that a policy says and cannot mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// The bytes of the file.
    pub at: Range<usize>,
    /// What is wrong and what was expected.
    pub message: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Policy {
    /// What the policy says about one of our numbers. About one that it does not list: its kind
    /// is told from its digits, and its programme is `default`.
    pub fn number(&self, address: &Address) -> Number {
        self.numbers
            .iter()
            .find(|number| number.address == *address)
            .cloned()
            .unwrap_or_else(|| Number::unlisted(*address))
    }

    /// The programme of one of our numbers, under which consent is kept.
    pub fn program(&self, address: &Address) -> &str {
        self.numbers
            .iter()
            .find(|number| number.address == *address)
            .map_or(number::DEFAULT_PROGRAM, |number| &number.program)
    }

    /// The webhooks that are told something, as often as they are named, with their places.
    pub fn webhooks(&self) -> impl Iterator<Item = &Spanned<String>> {
        self.effects()
            .filter_map(|does| does.webhook.as_ref())
            .map(|webhook| &webhook.target)
    }

    /// The storage queues that texts are put into, inboxes included, as often as they are named.
    pub fn queues(&self) -> impl Iterator<Item = &str> {
        self.effects()
            .flat_map(|does| [&does.queue, &does.inbox])
            .filter_map(Option::as_deref)
    }

    fn effects(&self) -> impl Iterator<Item = &Do> {
        self.routes
            .iter()
            .map(|route| &route.does)
            .chain(&self.fallback)
    }
}

#[cfg(test)]
mod tests;
