//! Personal data, links, flood, manner.

use std::num::{NonZeroU16, NonZeroU32};

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, de::Error as _};
use toml::Spanned;

use super::{Setting, Word};
use crate::policy::{Length, Mode, Severity};

/// Personal data. What is unset is not looked for.
#[derive(Debug, Default, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(in crate::policy) struct PiiSource {
    /// The regions whose national phone numbers count (`US`, `GB`); those with `+` always do.
    #[schemars(with = "Vec<String>")]
    pub(in crate::policy) regions: Vec<Spanned<String>>,
    /// E-mail addresses.
    #[schemars(with = "Option<Setting>")]
    pub(in crate::policy) email: Option<Spanned<Setting>>,
    /// Phone numbers.
    #[schemars(with = "Option<Setting>")]
    pub(in crate::policy) phone: Option<Spanned<Setting>>,
    /// Payment cards.
    #[schemars(with = "Option<Setting>")]
    pub(in crate::policy) card: Option<Spanned<Setting>>,
    /// Bank accounts.
    #[schemars(with = "Option<Setting>")]
    pub(in crate::policy) iban: Option<Spanned<Setting>>,
    /// Social security numbers of the United States.
    #[schemars(with = "Option<Setting>")]
    pub(in crate::policy) us_ssn: Option<Spanned<Setting>>,
    /// IP addresses.
    #[schemars(with = "Option<Setting>")]
    pub(in crate::policy) ip: Option<Spanned<Setting>>,
}

/// Links. What is unset is not minded.
#[derive(Debug, Default, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(in crate::policy) struct LinksSource {
    /// Hosts that are always welcome: `contoso.com`, and `*.contoso.com` for those below it.
    #[schemars(with = "Vec<String>")]
    pub(in crate::policy) allow: Vec<Spanned<String>>,
    /// Hosts that never are.
    #[schemars(with = "Vec<String>")]
    pub(in crate::policy) deny: Vec<Spanned<String>>,
    /// Links to any other host.
    #[schemars(with = "Option<Setting>")]
    pub(in crate::policy) default: Option<Spanned<Setting>>,
    /// Links to a host of `deny`; `delete` when unset.
    #[schemars(with = "Option<Setting>")]
    pub(in crate::policy) denied: Option<Spanned<Setting>>,
    /// Links that hide where they lead behind a shortener.
    #[schemars(with = "Option<Setting>")]
    pub(in crate::policy) shorteners: Option<Spanned<Setting>>,
    /// Shorteners beside the well-known.
    #[schemars(with = "Vec<String>")]
    pub(in crate::policy) more_shorteners: Vec<Spanned<String>>,
    /// Invitations to other chats.
    #[schemars(with = "Option<Setting>")]
    pub(in crate::policy) invites: Option<Spanned<Setting>>,
    /// Links that are made to look like others.
    #[schemars(with = "Option<Setting>")]
    pub(in crate::policy) tricks: Option<Spanned<Setting>>,
}

/// Too many messages of one sender in one thread. What is unset is not minded.
#[derive(Debug, Default, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(in crate::policy) struct FloodSource {
    /// Messages at all.
    #[schemars(with = "Option<RateSource>")]
    pub(in crate::policy) rate: Option<Spanned<RateSource>>,
    /// The same message again.
    #[schemars(with = "Option<IdenticalSource>")]
    pub(in crate::policy) identical: Option<Spanned<IdenticalSource>>,
}

/// Messages at all.
#[derive(Debug, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::policy) struct RateSource {
    /// As many are allowed.
    pub(in crate::policy) max: NonZeroU32,
    /// Within so long.
    pub(in crate::policy) per: Length,
    /// What a hit leads to.
    pub(in crate::policy) action: Word,
    /// How long a `mute` or `ban` is; a ban without is for good.
    #[serde(default, rename = "for")]
    pub(in crate::policy) length: Option<Length>,
    /// What a strike counts by; `low` when unset.
    #[serde(default)]
    pub(in crate::policy) severity: Option<Severity>,
    /// Whether anything is done about it; `enforce` when unset.
    #[serde(default)]
    pub(in crate::policy) mode: Option<Mode>,
}

impl RateSource {
    pub(in crate::policy) fn setting(&self) -> Setting {
        Setting {
            action: Some(self.action),
            length: self.length,
            severity: self.severity,
            mode: self.mode,
        }
    }
}

/// The same message again.
#[derive(Debug, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::policy) struct IdenticalSource {
    /// This one is too many: 3 allows a message and one repeat.
    pub(in crate::policy) times: NonZeroU32,
    /// Within so long.
    pub(in crate::policy) per: Length,
    /// What a hit leads to.
    pub(in crate::policy) action: Word,
    /// How long a `mute` or `ban` is; a ban without is for good.
    #[serde(default, rename = "for")]
    pub(in crate::policy) length: Option<Length>,
    /// What a strike counts by; `low` when unset.
    #[serde(default)]
    pub(in crate::policy) severity: Option<Severity>,
    /// Whether anything is done about it; `enforce` when unset.
    #[serde(default)]
    pub(in crate::policy) mode: Option<Mode>,
}

impl IdenticalSource {
    pub(in crate::policy) fn setting(&self) -> Setting {
        Setting {
            action: Some(self.action),
            length: self.length,
            severity: self.severity,
            mode: self.mode,
        }
    }
}

/// Shouting, and the like. What is unset is not minded.
#[derive(Debug, Default, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(in crate::policy) struct MannerSource {
    /// Capital letters.
    #[schemars(with = "Option<CapsSource>")]
    pub(in crate::policy) caps: Option<Spanned<CapsSource>>,
    /// Emoji, each counted once however many code points it has.
    #[schemars(with = "Option<EmojiSource>")]
    pub(in crate::policy) emoji: Option<Spanned<EmojiSource>>,
    /// People mentioned.
    #[schemars(with = "Option<MentionsSource>")]
    pub(in crate::policy) mentions: Option<Spanned<MentionsSource>>,
}

/// Capital letters.
#[derive(Debug, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::policy) struct CapsSource {
    /// A message with fewer letters is no shouting.
    pub(in crate::policy) min_letters: NonZeroU16,
    /// This part of the letters, above 0 and at most 1, is too many.
    #[schemars(with = "f64", range(min = 0, max = 1))]
    pub(in crate::policy) ratio: Ratio,
    /// What a hit leads to.
    pub(in crate::policy) action: Word,
    /// How long a `mute` or `ban` is; a ban without is for good.
    #[serde(default, rename = "for")]
    pub(in crate::policy) length: Option<Length>,
    /// What a strike counts by; `low` when unset.
    #[serde(default)]
    pub(in crate::policy) severity: Option<Severity>,
    /// Whether anything is done about it; `enforce` when unset.
    #[serde(default)]
    pub(in crate::policy) mode: Option<Mode>,
}

impl CapsSource {
    pub(in crate::policy) fn setting(&self) -> Setting {
        Setting {
            action: Some(self.action),
            length: self.length,
            severity: self.severity,
            mode: self.mode,
        }
    }
}

/// Emoji.
#[derive(Debug, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::policy) struct EmojiSource {
    /// As many are allowed.
    pub(in crate::policy) max: u16,
    /// What a hit leads to.
    pub(in crate::policy) action: Word,
    /// How long a `mute` or `ban` is; a ban without is for good.
    #[serde(default, rename = "for")]
    pub(in crate::policy) length: Option<Length>,
    /// What a strike counts by; `low` when unset.
    #[serde(default)]
    pub(in crate::policy) severity: Option<Severity>,
    /// Whether anything is done about it; `enforce` when unset.
    #[serde(default)]
    pub(in crate::policy) mode: Option<Mode>,
}

impl EmojiSource {
    pub(in crate::policy) fn setting(&self) -> Setting {
        Setting {
            action: Some(self.action),
            length: self.length,
            severity: self.severity,
            mode: self.mode,
        }
    }
}

/// People mentioned.
#[derive(Debug, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::policy) struct MentionsSource {
    /// As many different ones are allowed.
    pub(in crate::policy) unique: u16,
    /// What a hit leads to.
    pub(in crate::policy) action: Word,
    /// How long a `mute` or `ban` is; a ban without is for good.
    #[serde(default, rename = "for")]
    pub(in crate::policy) length: Option<Length>,
    /// What a strike counts by; `low` when unset.
    #[serde(default)]
    pub(in crate::policy) severity: Option<Severity>,
    /// Whether anything is done about it; `enforce` when unset.
    #[serde(default)]
    pub(in crate::policy) mode: Option<Mode>,
}

impl MentionsSource {
    pub(in crate::policy) fn setting(&self) -> Setting {
        Setting {
            action: Some(self.action),
            length: self.length,
            severity: self.severity,
            mode: self.mode,
        }
    }
}

/// A part of a whole, in thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::policy) struct Ratio(pub(in crate::policy) u16);

impl<'de> Deserialize<'de> for Ratio {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let part = f64::deserialize(deserializer)?;
        if part > 0.0 && part <= 1.0 {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "0 to 1000"
            )]
            return Ok(Self((part * 1000.0).round() as u16));
        }
        Err(D::Error::custom(format!(
            "expected a part of the whole such as 0.7, found {part}"
        )))
    }
}
