//! Threads in which some rules are other.

use std::collections::BTreeMap;

use super::rules::{Rules, UNMASKABLE, consequence};
use crate::policy::{
    Builtin, Override,
    mistake::Mistakes,
    source::{Setting, ThreadSource, Word},
    thread::Change,
};

pub(super) fn threads(
    sources: Vec<ThreadSource>,
    rules: &Rules,
    mistakes: &mut Mistakes,
) -> Vec<Override> {
    let mut threads = Vec::new();
    for source in sources {
        let which = source.which;
        if which.get_ref().topic.is_none() && which.get_ref().metadata.is_empty() {
            mistakes.add(
                which.span(),
                "would match every thread: expected `topic` or `metadata`; what holds everywhere is said by the rules themselves",
            );
        }
        if source.mode.is_none() && source.rules.is_empty() {
            mistakes.add(which.span(), "changes nothing: expected `mode` or `rules`");
        }
        let mut changes = BTreeMap::new();
        for (id, setting) in &source.rules {
            let Some(rule) = rules.find(id.get_ref()) else {
                mistakes.add(id.span(), rules.unknown(id.get_ref()));
                continue;
            };
            let Setting {
                action,
                length,
                severity,
                mode,
            } = *setting.get_ref();
            if action.is_some() && Builtin::find(id.get_ref()).is_some_and(Builtin::by_threshold) {
                mistakes.add(
                    setting.span(),
                    "its thresholds say what it leads to; only `mode` and `severity` can be other in a thread",
                );
            }
            if action == Some(Word::Mask)
                && Builtin::find(id.get_ref()).is_some_and(|builtin| !builtin.maskable())
            {
                mistakes.add(setting.span(), UNMASKABLE);
            }
            if action.is_none() && severity.is_none() && mode.is_none() {
                mistakes.add(
                    setting.span(),
                    "changes nothing: expected `action`, `severity` or `mode`",
                );
            }
            let consequence =
                action.map(|action| consequence(action, length, setting.span(), mistakes));
            let change = Change {
                consequence,
                severity,
                mode,
            };
            changes.insert(rule, change);
        }
        let which = which.into_inner();
        threads.push(Override {
            topic: which.topic,
            metadata: which.metadata,
            mode: source.mode,
            rules: changes,
        });
    }
    threads
}
