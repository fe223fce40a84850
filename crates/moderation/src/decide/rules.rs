//! Each kind of rule on one text.

use std::ops::Range;

use super::{Entity, Findings, Hit, Where, hit::Cover, scratch::Scratch};
use crate::{
    extract::{Aside, Extracted},
    links::{self, Why},
    manner,
    message::Place,
    pii,
    policy::{Builtin, Policy},
};

/// The rules at work.
pub(super) struct Scan<'s> {
    pub(super) policy: &'s Policy,
    pub(super) place: &'s Place<'s>,
    pub(super) scratch: &'s mut Scratch,
    pub(super) findings: &'s mut Findings,
}

/// A text, and how it is spoken of.
pub(super) struct Text<'t> {
    read: &'t Extracted<'t>,
    at: Where,
    /// The aside of the body that it is, by its number.
    aside: Option<(usize, &'t Aside)>,
}

impl<'t> Text<'t> {
    pub(super) fn body(read: &'t Extracted<'t>, at: Where) -> Self {
        Self {
            read,
            at,
            aside: None,
        }
    }

    pub(super) fn aside(read: &'t Extracted<'t>, number: usize, aside: &'t Aside) -> Self {
        Self {
            read,
            at: Where::Attribute,
            aside: Some((number, aside)),
        }
    }

    pub(super) fn beside(read: &'t Extracted<'t>, at: Where) -> Self {
        Self {
            read,
            at,
            aside: None,
        }
    }

    /// Where a span of it stands in the original, and what is covered to mask it.
    fn spot(&self, span: &Range<usize>) -> (Range<usize>, Cover) {
        match (self.aside, self.at) {
            (Some((number, aside)), _) => (aside.source.clone(), Cover::Aside(number)),
            (None, Where::Body | Where::Topic) => {
                (self.read.source(span.clone()), Cover::Text(span.clone()))
            }
            (None, Where::Attribute | Where::Name | Where::Metadata | Where::Sender) => {
                (span.clone(), Cover::Nothing)
            }
        }
    }
}

impl Scan<'_> {
    /// Word lists and patterns. The views, if any rule minds them, are those of this text afterwards.
    pub(super) fn words(&mut self, text: &Text<'_>) {
        let Scratch {
            views,
            terms,
            patterns,
            ..
        } = &mut *self.scratch;
        let read = &*text.read.text;
        terms.clear();
        if self.policy.minds_views {
            views.read(read);
            self.policy.terms.scan(read, views, terms);
        }
        for hit in terms.drain(..) {
            if let Some(applied) = self.policy.apply(hit.list, self.place) {
                let (span, cover) = text.spot(&hit.span);
                let found = Hit::new(&applied, text.at, span, hit.form);
                self.findings.hits.push(Hit { cover, ..found });
            }
        }
        for set in &self.policy.patterns {
            patterns.clear();
            let view = if set.literal {
                views.literal.text()
            } else {
                read
            };
            set.patterns.scan(view, patterns);
            for hit in patterns.drain(..) {
                let rule = set.rules.get(hit.pattern);
                let Some(applied) = rule.and_then(|rule| self.policy.apply(*rule, self.place))
                else {
                    continue;
                };
                let form = view.get(hit.span.clone()).unwrap_or_default().to_owned();
                let span = if set.literal {
                    views.literal.original(hit.span)
                } else {
                    hit.span
                };
                let (span, cover) = text.spot(&span);
                let found = Hit::new(&applied, text.at, span, form);
                self.findings.hits.push(Hit { cover, ..found });
            }
        }
    }

    /// Personal data.
    pub(super) fn personal(&mut self, text: &Text<'_>) {
        if !self.policy.minds_personal_data() {
            return;
        }
        let entities = &mut self.scratch.entities;
        entities.clear();
        pii::scan(&text.read.text, &self.policy.regions, entities);
        for entity in entities.drain(..) {
            let builtin = Builtin::from(entity.kind);
            if !self.policy.has(builtin) {
                continue;
            }
            let (span, cover) = text.spot(&entity.span);
            if text.at == Where::Body {
                self.findings.entities.push(Entity {
                    kind: entity.kind,
                    span: span.clone(),
                });
            }
            if let Some(applied) = self.policy.builtin(builtin, self.place) {
                let kind = builtin.key().to_owned();
                let found = Hit::new(&applied, text.at, span, kind);
                self.findings.hits.push(Hit { cover, ..found });
            }
        }
    }

    /// Links, of a body with those of its asides.
    pub(super) fn links(&mut self, text: &Text<'_>) {
        let Some(rules) = &self.policy.links else {
            return;
        };
        let found = &mut self.scratch.links;
        found.clear();
        links::scan(text.read, rules, found);
        for link in found.drain(..) {
            let builtin = match rules.judge(&link) {
                None => continue,
                Some(Why::Denied) => Builtin::LinkDenied,
                Some(Why::Impersonates(_) | Why::Trick(_)) => Builtin::LinkTrick,
                Some(Why::Shortener) => Builtin::LinkShortener,
                Some(Why::Invite) => Builtin::LinkInvite,
                Some(Why::Unlisted) => Builtin::LinkOther,
            };
            // What is not minded in particular is still a link to some other host.
            let builtin = if self.policy.has(builtin) {
                builtin
            } else {
                Builtin::LinkOther
            };
            let Some(applied) = self.policy.builtin(builtin, self.place) else {
                continue;
            };
            let aside = link.aside.and_then(|number| {
                let aside = text.read.asides.get(number)?;
                Some((number, aside.source.clone()))
            });
            let (at, (span, cover)) = match aside {
                Some((number, source)) => (Where::Attribute, (source, Cover::Aside(number))),
                None => (text.at, text.spot(&link.span)),
            };
            let form = link.host.unwrap_or_default();
            let hit = Hit::new(&applied, at, span, form);
            self.findings.hits.push(Hit { cover, ..hit });
        }
    }

    /// Capitals, emoji, mentions.
    pub(super) fn manner(&mut self, body: &Extracted<'_>, at: Where) {
        let policy = self.policy;
        if policy.caps.is_none() && policy.emoji.is_none() && policy.mentions.is_none() {
            return;
        }
        let measured = manner::measure(body);
        let shouts = policy.caps.is_some_and(|caps| {
            measured.letters >= caps.min_letters
                && measured.upper * 1000 >= measured.letters * caps.ratio
        });
        let over = |most: Option<usize>, count: usize| most.is_some_and(|most| count > most);
        for (builtin, broken, count) in [
            (Builtin::Caps, shouts, measured.upper),
            (
                Builtin::Emoji,
                over(policy.emoji, measured.emoji),
                measured.emoji,
            ),
            (
                Builtin::Mentions,
                over(policy.mentions, measured.mentions),
                measured.mentions,
            ),
        ] {
            if broken && let Some(applied) = policy.builtin(builtin, self.place) {
                let hit = Hit::new(&applied, at, 0..0, count.to_string());
                self.findings.hits.push(hit);
            }
        }
    }
}
