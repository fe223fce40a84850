//! The rules as they are gathered.

use std::ops::Range;

use toml::Spanned;

use super::{BANNED, MUTED};
use crate::policy::{
    Builtin, Consequence, Length, Mode, Notify, Rule, Severity,
    mistake::Mistakes,
    source::{NotifySource, Setting, Word},
};

/// What is about somebody to be helped, not punished.
const SELF_HARM: &str = "self_harm";

/// What is said about a limit that is to be masked.
pub(super) const UNMASKABLE: &str =
    "this is about the whole message, of which no part can be masked: `flag` it or `delete` it";

#[derive(Default)]
pub(super) struct Rules {
    pub(super) all: Vec<Rule>,
    pub(super) builtins: [Option<usize>; Builtin::ALL.len()],
    pub(super) webhooks: Vec<Spanned<String>>,
}

/// What lists and patterns have in common.
pub(super) struct Named {
    pub(super) id: Spanned<String>,
    pub(super) category: Option<String>,
    pub(super) severity: Option<Spanned<Severity>>,
    pub(super) action: Spanned<Word>,
    pub(super) length: Option<Length>,
    pub(super) mode: Mode,
    pub(super) notify: Option<NotifySource>,
}

impl Rules {
    pub(super) fn find(&self, id: &str) -> Option<usize> {
        self.all.iter().position(|rule| rule.id == id)
    }

    pub(super) fn has(&self, builtin: Builtin) -> bool {
        self.builtins
            .get(builtin as usize)
            .is_some_and(Option::is_some)
    }

    /// Adds a list or a pattern. It is added even if it is wrong, so that the numbers stay right.
    pub(super) fn add(&mut self, named: Named, mistakes: &mut Mistakes) {
        let id = named.id.get_ref();
        if let Some(wrong) = self.wrong_id(id) {
            mistakes.add(named.id.span(), wrong);
        }
        let action = *named.action.get_ref();
        let consequence = consequence(action, named.length, named.action.span(), mistakes);
        let helps = named.category.as_deref() == Some(SELF_HARM);
        if let Some(severity) = &named.severity
            && helps
            && *severity.get_ref() != Severity::None
        {
            mistakes.add(
                severity.span(),
                "self-harm is met with help, not with strikes: leave `severity` out, and `notify` somebody",
            );
        }
        if helps && consequence > Consequence::Delete {
            mistakes.add(
                named.action.span(),
                "self-harm is met with help, not with punishment: `flag` it, or `delete` the message, and `notify` somebody",
            );
        }
        let usual = if helps {
            Severity::None
        } else {
            Severity::Medium
        };
        let notify = self.told(named.notify);
        self.all.push(Rule {
            id: named.id.into_inner(),
            category: named.category,
            consequence,
            severity: named.severity.map_or(usual, Spanned::into_inner),
            mode: named.mode,
            notify,
        });
    }

    /// Adds a rule of ours, if it is set.
    pub(super) fn set(
        &mut self,
        builtin: Builtin,
        setting: Option<(&Setting, Range<usize>)>,
        usual: Severity,
        mistakes: &mut Mistakes,
    ) {
        let Some((setting, at)) = setting else {
            return;
        };
        let consequence = match setting.action {
            Some(Word::Mask) if !builtin.maskable() => {
                mistakes.add(at, UNMASKABLE);
                Consequence::Delete
            }
            Some(action) => consequence(action, setting.length, at, mistakes),
            None => {
                mistakes.add(at, "expected an `action`");
                Consequence::Allow
            }
        };
        self.put(
            builtin,
            Rule {
                id: builtin.id().to_owned(),
                category: None,
                consequence,
                severity: setting.severity.unwrap_or(usual),
                mode: setting.mode.unwrap_or_default(),
                notify: None,
            },
        );
    }

    pub(super) fn put(&mut self, builtin: Builtin, rule: Rule) {
        if let Some(place) = self.builtins.get_mut(builtin as usize) {
            *place = Some(self.all.len());
            self.all.push(rule);
        }
    }

    pub(super) fn told(&mut self, notify: Option<NotifySource>) -> Option<Notify> {
        let NotifySource {
            webhook,
            event_type,
        } = notify?;
        self.webhooks.push(webhook.clone());
        Some(Notify {
            webhook: webhook.into_inner(),
            event_type,
        })
    }

    fn wrong_id(&self, id: &str) -> Option<String> {
        let fits = (1..=64).contains(&id.len())
            && id
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_'));
        if !fits {
            return Some(format!(
                "`{id}` cannot be a rule's id: 1 to 64 of a-z, 0-9, `-` and `_`"
            ));
        }
        if [MUTED, BANNED].contains(&id) {
            return Some(format!("`{id}` is the rule about those who are"));
        }
        (self.find(id).is_some()).then(|| format!("there is a rule `{id}` already"))
    }
}

/// What an action and its length are together.
pub(super) fn consequence(
    action: Word,
    length: Option<Length>,
    at: Range<usize>,
    mistakes: &mut Mistakes,
) -> Consequence {
    if length.is_some() && !matches!(action, Word::Mute | Word::Ban) {
        mistakes.add(
            at.clone(),
            "`for` is how long a `mute` or a `ban` is; this is neither",
        );
    }
    match (action, length) {
        (Word::Allow, _) => Consequence::Allow,
        (Word::Flag, _) => Consequence::Flag,
        (Word::Mask, _) => Consequence::Mask,
        (Word::Delete, _) => Consequence::Delete,
        (Word::Mute, Some(length)) => Consequence::Mute(length),
        (Word::Mute, None) => {
            mistakes.add(
                at,
                "a `mute` needs its length: `{ action = \"mute\", for = \"10m\" }`",
            );
            Consequence::Delete
        }
        (Word::Remove, _) => Consequence::Remove,
        (Word::Ban, length) => Consequence::Ban(length),
    }
}
