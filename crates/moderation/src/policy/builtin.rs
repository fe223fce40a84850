//! The rules that are not named by the policy.

use crate::{ai::Category, pii};

/// A rule whose id is ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Builtin {
    Email,
    Phone,
    Card,
    Iban,
    UsSsn,
    Ip,
    LinkDenied,
    LinkOther,
    LinkShortener,
    LinkInvite,
    LinkTrick,
    FloodRate,
    FloodIdentical,
    Caps,
    Emoji,
    Mentions,
    AiHate,
    AiSexual,
    AiViolence,
    AiSelfHarm,
    AiError,
}

impl Builtin {
    pub(crate) const ALL: [Self; 21] = [
        Self::Email,
        Self::Phone,
        Self::Card,
        Self::Iban,
        Self::UsSsn,
        Self::Ip,
        Self::LinkDenied,
        Self::LinkOther,
        Self::LinkShortener,
        Self::LinkInvite,
        Self::LinkTrick,
        Self::FloodRate,
        Self::FloodIdentical,
        Self::Caps,
        Self::Emoji,
        Self::Mentions,
        Self::AiHate,
        Self::AiSexual,
        Self::AiViolence,
        Self::AiSelfHarm,
        Self::AiError,
    ];

    /// Its id: the section and the key that set it.
    pub(crate) const fn id(self) -> &'static str {
        match self {
            Self::Email => "pii.email",
            Self::Phone => "pii.phone",
            Self::Card => "pii.card",
            Self::Iban => "pii.iban",
            Self::UsSsn => "pii.us_ssn",
            Self::Ip => "pii.ip",
            Self::LinkDenied => "links.denied",
            Self::LinkOther => "links.default",
            Self::LinkShortener => "links.shorteners",
            Self::LinkInvite => "links.invites",
            Self::LinkTrick => "links.tricks",
            Self::FloodRate => "flood.rate",
            Self::FloodIdentical => "flood.identical",
            Self::Caps => "manner.caps",
            Self::Emoji => "manner.emoji",
            Self::Mentions => "manner.mentions",
            Self::AiHate => Category::Hate.rule(),
            Self::AiSexual => Category::Sexual.rule(),
            Self::AiViolence => Category::Violence.rule(),
            Self::AiSelfHarm => Category::SelfHarm.rule(),
            Self::AiError => "ai.on_error",
        }
    }

    /// Its key alone.
    pub(crate) fn key(self) -> &'static str {
        let id = self.id();
        id.split_once('.').map_or(id, |(_, key)| key)
    }

    /// Whether a hit has a place that can be covered.
    pub(crate) const fn maskable(self) -> bool {
        matches!(
            self,
            Self::Email
                | Self::Phone
                | Self::Card
                | Self::Iban
                | Self::UsSsn
                | Self::Ip
                | Self::LinkDenied
                | Self::LinkOther
                | Self::LinkShortener
                | Self::LinkInvite
                | Self::LinkTrick
        )
    }

    pub(crate) fn find(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|builtin| builtin.id() == id)
    }

    /// Whether its action comes from thresholds, so that a thread can only change its mode.
    pub(crate) const fn by_threshold(self) -> bool {
        matches!(
            self,
            Self::AiHate | Self::AiSexual | Self::AiViolence | Self::AiSelfHarm
        )
    }
}

impl From<Category> for Builtin {
    fn from(category: Category) -> Self {
        match category {
            Category::Hate => Self::AiHate,
            Category::Sexual => Self::AiSexual,
            Category::Violence => Self::AiViolence,
            Category::SelfHarm => Self::AiSelfHarm,
        }
    }
}

impl From<pii::Kind> for Builtin {
    fn from(kind: pii::Kind) -> Self {
        match kind {
            pii::Kind::Email => Self::Email,
            pii::Kind::Phone => Self::Phone,
            pii::Kind::Card => Self::Card,
            pii::Kind::Iban => Self::Iban,
            pii::Kind::UsSsn => Self::UsSsn,
            pii::Kind::Ip => Self::Ip,
        }
    }
}
