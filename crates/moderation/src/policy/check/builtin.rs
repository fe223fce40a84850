//! The rules of ours: personal data, links, flood, manner.

use std::ops::Range;

use toml::Spanned;

use super::rules::Rules;
use crate::{
    flood::{Limit, Limits},
    links::{HostPattern, LinkRules},
    pii::{Region, UnknownRegion},
    policy::{
        Builtin, Caps, Severity,
        mistake::Mistakes,
        source::{FloodSource, LinksSource, MannerSource, PiiSource, Setting, Word},
    },
};

pub(super) fn pii(source: &PiiSource, rules: &mut Rules, mistakes: &mut Mistakes) -> Vec<Region> {
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
    if let Some(first) = source.regions.first()
        && source.phone.is_none()
    {
        mistakes.add(
            first.span(),
            "regions are for phone numbers: `phone` is not set",
        );
    }
    let mut regions = Vec::new();
    for region in &source.regions {
        match region.get_ref().parse() {
            Ok(region) => regions.push(region),
            Err(UnknownRegion) => mistakes.add(region.span(), UnknownRegion.to_string()),
        }
    }
    regions
}

/// `None` if no link is minded.
pub(super) fn links(
    source: &LinksSource,
    rules: &mut Rules,
    mistakes: &mut Mistakes,
) -> Option<LinkRules> {
    let denied = Setting {
        action: Some(Word::Delete),
        length: None,
        severity: None,
        mode: None,
    };
    let usual = source.deny.first().map(|first| (&denied, first.span()));
    for (builtin, setting) in [
        (Builtin::LinkDenied, whole(source.denied.as_ref()).or(usual)),
        (Builtin::LinkOther, whole(source.default.as_ref())),
        (Builtin::LinkShortener, whole(source.shorteners.as_ref())),
        (Builtin::LinkInvite, whole(source.invites.as_ref())),
        (Builtin::LinkTrick, whole(source.tricks.as_ref())),
    ] {
        rules.set(builtin, setting, Severity::Low, mistakes);
    }
    if let Some(setting) = &source.denied
        && source.deny.is_empty()
    {
        mistakes.add(setting.span(), "no host is denied: `deny` is not set");
    }
    let both = source
        .deny
        .iter()
        .filter(|host| source.allow.iter().any(|allowed| allowed == *host));
    for host in both {
        let message = format!("`{}` is allowed, too", host.get_ref());
        mistakes.add(host.span(), message);
    }
    let minds = [
        Builtin::LinkDenied,
        Builtin::LinkOther,
        Builtin::LinkShortener,
        Builtin::LinkInvite,
        Builtin::LinkTrick,
    ];
    let any = minds.into_iter().any(|builtin| rules.has(builtin));
    if let Some(first) = source.allow.first()
        && !any
    {
        mistakes.add(
            first.span(),
            "every host is allowed already: `default` says what becomes of links to others",
        );
    }
    if let Some(first) = source.more_shorteners.first()
        && source.shorteners.is_none()
    {
        mistakes.add(
            first.span(),
            "shorteners are not minded: `shorteners` is not set",
        );
    }
    let allow = hosts(&source.allow, mistakes);
    let deny = hosts(&source.deny, mistakes);
    let shorteners = hosts(&source.more_shorteners, mistakes);
    any.then(|| LinkRules::new(&allow, &deny, &shorteners, &[]))
}

fn hosts(sources: &[Spanned<String>], mistakes: &mut Mistakes) -> Vec<HostPattern> {
    let mut hosts = Vec::new();
    for source in sources {
        match source.get_ref().parse::<HostPattern>() {
            Ok(host) => hosts.push(host),
            Err(error) => mistakes.add(source.span(), error.to_string()),
        }
    }
    hosts
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
    pub(super) emoji: Option<usize>,
    pub(super) mentions: Option<usize>,
}

pub(super) fn manner(source: &MannerSource, rules: &mut Rules, mistakes: &mut Mistakes) -> Manner {
    let caps = source
        .caps
        .as_ref()
        .map(|caps| (caps.get_ref().setting(), caps.span()));
    let emoji = source
        .emoji
        .as_ref()
        .map(|emoji| (emoji.get_ref().setting(), emoji.span()));
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
            min_letters: caps.min_letters.get().into(),
            ratio: caps.ratio.0.into(),
        }),
        emoji: source
            .emoji
            .as_ref()
            .map(|emoji| emoji.get_ref().max.into()),
        mentions: source
            .mentions
            .as_ref()
            .map(|mentions| mentions.get_ref().unique.into()),
    }
}

fn whole(setting: Option<&Spanned<Setting>>) -> Option<(&Setting, Range<usize>)> {
    setting.map(|setting| (setting.get_ref(), setting.span()))
}
