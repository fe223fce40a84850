//! The rules of ours: personal data, links, flood, manner.

use toml::Spanned;

use super::rules::Rules;
use crate::{
    flood::{Limit, Limits},
    policy::{
        Builtin, Caps, Severity,
        mistake::Mistakes,
        source::{FloodSource, LinksSource, MannerSource, PiiSource, Setting},
    },
};

pub(super) fn pii(source: &PiiSource, rules: &mut Rules, mistakes: &mut Mistakes) {
    for (builtin, setting) in [
        (Builtin::Email, &source.email),
        (Builtin::Phone, &source.phone),
        (Builtin::Card, &source.card),
        (Builtin::Iban, &source.iban),
        (Builtin::UsSsn, &source.us_ssn),
        (Builtin::Ip, &source.ip),
    ] {
        // Nobody is punished for his own telephone number.
        rules.set(builtin, whole(setting.as_ref()), Severity::None, mistakes);
    }
}

pub(super) fn links(source: &LinksSource, rules: &mut Rules, mistakes: &mut Mistakes) {
    for (builtin, setting) in [
        (Builtin::LinkDenied, &source.denied),
        (Builtin::LinkOther, &source.default),
        (Builtin::LinkShortener, &source.shorteners),
        (Builtin::LinkInvite, &source.invites),
        (Builtin::LinkTrick, &source.tricks),
    ] {
        rules.set(builtin, whole(setting.as_ref()), Severity::Low, mistakes);
    }
}

pub(super) fn flood(source: &FloodSource, rules: &mut Rules, mistakes: &mut Mistakes) -> Limits {
    let mut limits = Limits::default();
    if let Some(spanned) = &source.rate {
        let rate = spanned.get_ref();
        let setting = rate.setting();
        rules.set(
            Builtin::FloodRate,
            Some((&setting, spanned.span())),
            Severity::Low,
            mistakes,
        );
        limits.rate = Some(Limit {
            most: rate.max.get(),
            per: rate.per.get(),
        });
    }
    if let Some(spanned) = &source.identical {
        let identical = spanned.get_ref();
        let setting = identical.setting();
        rules.set(
            Builtin::FloodIdentical,
            Some((&setting, spanned.span())),
            Severity::Low,
            mistakes,
        );
        if identical.times.get() < 2 {
            mistakes.add(
                spanned.span(),
                "`times` counts the first message: with 1 every message would be too many",
            );
        }
        limits.identical = Some(Limit {
            most: identical.times.get().saturating_sub(1),
            per: identical.per.get(),
        });
    }
    limits
}

/// The limits of manner.
pub(super) struct Manner {
    pub(super) caps: Option<Caps>,
    pub(super) emoji: Option<u32>,
    pub(super) mentions: Option<u32>,
}

pub(super) fn manner(source: &MannerSource, rules: &mut Rules, mistakes: &mut Mistakes) -> Manner {
    let caps = source.caps.as_ref().map(|caps| (caps.get_ref().setting(), caps.span()));
    let emoji = source.emoji.as_ref().map(|emoji| (emoji.get_ref().setting(), emoji.span()));
    let mentions = source.mentions.as_ref();
    let mentions = mentions.map(|mentions| (mentions.get_ref().setting(), mentions.span()));
    for (builtin, setting) in [
        (Builtin::Caps, caps),
        (Builtin::Emoji, emoji),
        (Builtin::Mentions, mentions),
    ] {
        let setting = setting.as_ref().map(|(setting, at)| (setting, at.clone()));
        rules.set(builtin, setting, Severity::Low, mistakes);
    }
    Manner {
        caps: source.caps.as_ref().map(Spanned::get_ref).map(|caps| Caps {
            min_letters: caps.min_letters.get(),
            ratio: caps.ratio.0,
        }),
        emoji: source.emoji.as_ref().map(|emoji| emoji.get_ref().max),
        mentions: source.mentions.as_ref().map(|mentions| mentions.get_ref().unique),
    }
}

fn whole(setting: Option<&Spanned<Setting>>) -> Option<(&Setting, std::ops::Range<usize>)> {
    setting.map(|setting| (setting.get_ref(), setting.span()))
}
