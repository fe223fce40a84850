//! The policy as it is written: the section `[sms]` of a TOML file.

use std::{collections::BTreeMap, num::NonZeroU8, ops::Range};

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, de::Error as _};
use time::{Date, macros::format_description};
use toml::Spanned;

use super::{Budget, Delay, NumberType, Retry};
use crate::{consent::Scope, decide::Intent, number::Region};

/// The section `[sms]`: what happens to an incoming text.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The region of numbers that are written without `+` and country code, `US` when unset.
    #[serde(default)]
    pub(super) default_region: Region,
    /// How many replies one peer may cause.
    #[serde(default)]
    pub(super) replies_per_peer: Budget,
    /// A reply that usually takes more segments than this is a mistake; 2 when unset.
    #[serde(default = "two")]
    pub(super) max_segments: NonZeroU8,
    /// Our numbers.
    #[serde(default)]
    pub(super) number: Vec<NumberSource>,
    /// Opting out, opting in, help.
    #[serde(default)]
    pub(super) opt_out: OptOutSource,
    /// What is done about texts of a pattern. The first that matches counts.
    #[serde(default)]
    pub(super) route: Vec<RouteSource>,
    /// What is done about any other text; nothing when absent.
    #[serde(default)]
    pub(super) fallback: Option<FallbackSource>,
    /// What is sent again after a failed delivery.
    #[serde(default)]
    pub(super) retry: Retry,
    /// Who may send texts through `POST /sms`; nobody when absent.
    #[serde(default)]
    pub(super) send: Option<Send>,
    /// The policy's own tests, run by `frontdesk check`.
    #[serde(default)]
    #[schemars(with = "Vec<TestSource>")]
    pub(super) test: Vec<Spanned<TestSource>>,
}

/// One of our numbers.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NumberSource {
    /// E.164, a short code, or an alphanumeric sender.
    #[schemars(with = "String")]
    pub(super) number: Spanned<String>,
    /// What it is, which decides who confirms an opt-out.
    #[serde(rename = "type")]
    #[schemars(with = "NumberType")]
    pub(super) kind: Spanned<NumberType>,
    /// What peers opt out of; numbers of one programme share it. `default` when unset.
    #[serde(default = "default_program")]
    pub(super) program: String,
    /// Whether ACS itself confirms STOP and START and answers HELP (a short code or 10DLC campaign provisioned
    /// so). For a toll-free number the carrier does, whatever stands here.
    #[serde(default)]
    #[schemars(with = "bool")]
    pub(super) acs_managed_optout: Option<Spanned<bool>>,
}

/// Opting out, opting in, help.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct OptOutSource {
    /// Changes to the words that opt out.
    pub(super) words: WordsSource,
    /// Changes to the words that opt in.
    pub(super) start_words: WordsSource,
    /// Changes to the words that ask for help.
    pub(super) help_words: WordsSource,
    /// Whether sentences such as "please stop texting me" opt out too.
    pub(super) free_text: bool,
    /// What an opt-out is about.
    pub(super) scope: Scope,
    /// The day (UTC), `2027-01-31`, from which an opt-out is about all programmes whatever `scope` says.
    #[serde(deserialize_with = "date")]
    #[schemars(with = "Option<String>")]
    pub(super) scope_all_from: Option<Date>,
    /// Confirms an opt-out where neither the carrier nor ACS does; no confirmation when unset.
    #[schemars(with = "Option<String>")]
    pub(super) confirm: Option<Spanned<String>>,
    /// Welcomes someone back, likewise.
    #[schemars(with = "Option<String>")]
    pub(super) start: Option<Spanned<String>>,
    /// Answers HELP, likewise.
    #[schemars(with = "Option<String>")]
    pub(super) help: Option<Spanned<String>>,
}

impl Default for OptOutSource {
    fn default() -> Self {
        Self {
            words: WordsSource::default(),
            start_words: WordsSource::default(),
            help_words: WordsSource::default(),
            free_text: true,
            scope: Scope::Program,
            scope_all_from: None,
            confirm: None,
            start: None,
            help: None,
        }
    }
}

/// Changes to a list of words.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct WordsSource {
    /// Words to add.
    #[schemars(with = "Vec<String>")]
    pub(super) plus: Vec<Spanned<String>>,
    /// Default words to leave out.
    #[schemars(with = "Vec<String>")]
    pub(super) minus: Vec<Spanned<String>>,
}

/// What is done about texts of a pattern.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RouteSource {
    /// The texts: `DONE <job:id>`, `CONFIRM | YES`. Captures are number, id, word, text.
    #[schemars(with = "String")]
    pub(super) pattern: Spanned<String>,
    /// When it counts; always when absent.
    #[serde(default)]
    pub(super) when: Option<WhenSource>,
    /// What is done.
    #[serde(rename = "do")]
    #[schemars(with = "DoSource")]
    pub(super) does: Spanned<DoSource>,
    /// The reply to a text with the pattern's keyword but not its captures.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub(super) missing: Option<Spanned<String>>,
}

/// When a route counts.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WhenSource {
    /// Only as the answer to this question.
    #[schemars(with = "String")]
    pub(super) pending: Spanned<String>,
}

/// What is done about any other text.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FallbackSource {
    /// What is done.
    #[serde(rename = "do")]
    #[schemars(with = "DoSource")]
    pub(super) does: Spanned<DoSource>,
}

/// What is done.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DoSource {
    /// What to text back; `{name}` stands for a capture.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub(super) reply: Option<Spanned<String>>,
    /// The webhook to tell, by its name in `[webhooks]`.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub(super) webhook: Option<Spanned<String>>,
    /// The `type` of the webhook's event: `job.done`.
    #[serde(default, rename = "type")]
    #[schemars(with = "Option<String>")]
    pub(super) event_type: Option<Spanned<String>>,
    /// A storage queue to put the text into.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub(super) queue: Option<Spanned<String>>,
    /// A storage queue that people read, to hand the text over to them.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub(super) inbox: Option<Spanned<String>>,
    /// The question that the reply asks.
    #[serde(default)]
    pub(super) ask: Option<AskSource>,
    /// Whether the pending question is settled.
    #[serde(default)]
    pub(super) clear: bool,
}

/// A question.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AskSource {
    /// Its name, for `when = { pending = … }`.
    #[schemars(with = "String")]
    pub(super) question: Spanned<String>,
    /// How long an answer is waited for: `30m`.
    pub(super) expires: Delay,
}

/// Who may send texts.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Send {
    /// The role that a caller of `POST /sms` must have.
    pub role: String,
}

/// A test of the policy.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TestSource {
    /// The text that comes in.
    pub(super) text: String,
    /// Its sender; some mobile number when unset.
    #[serde(default)]
    pub(super) from: Option<String>,
    /// The number of ours that it comes to; the first of `[[sms.number]]` when unset.
    #[serde(default)]
    pub(super) to: Option<String>,
    /// The question that the sender was asked before.
    #[serde(default)]
    pub(super) pending: Option<String>,
    /// Whether the sender has opted out before.
    #[serde(default)]
    pub(super) opted_out: bool,
    /// What must come of it. What is not named is not looked at.
    pub(super) expect: Expect,
}

/// What must come of a test's text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Expect {
    /// What kind of text it is.
    #[serde(default)]
    pub(super) intent: Option<Intent>,
    /// The rule that decides: a route's pattern, or `opt_out`, `opt_in`, `help`, `fallback`.
    #[serde(default)]
    pub(super) rule: Option<String>,
    /// All captures.
    #[serde(default)]
    pub(super) captures: Option<BTreeMap<String, String>>,
    /// The reply; `""` for none.
    #[serde(default)]
    pub(super) reply: Option<String>,
    /// The webhook that is told; `""` for none.
    #[serde(default)]
    pub(super) webhook: Option<String>,
    /// The `type` of the webhook's event.
    #[serde(default, rename = "type")]
    pub(super) event_type: Option<String>,
    /// The queue or inbox that gets the text; `""` for none.
    #[serde(default)]
    pub(super) queue: Option<String>,
}

/// Where a byte of a string's value stands in the file. Exact for strings without escapes.
pub(super) fn inside(value: &Spanned<String>, at: usize) -> Range<usize> {
    let span = value.span();
    if span.len() == value.get_ref().len() + 2 {
        let start = span.start + 1 + at;
        start..(start + 1).min(span.end)
    } else {
        span
    }
}

const fn two() -> NonZeroU8 {
    NonZeroU8::MIN.saturating_add(1)
}

fn default_program() -> String {
    "default".to_owned()
}

fn date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
    let text = String::deserialize(deserializer)?;
    Date::parse(&text, format_description!("[year]-[month]-[day]"))
        .map(Some)
        .map_err(|_| {
            D::Error::custom(format!(
                "expected a day such as `2027-01-31`, found `{text}`"
            ))
        })
}
