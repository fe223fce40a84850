//! Routes, checked each for itself.

use toml::Spanned;

use super::{Mistakes, template::template};
use crate::{
    pattern::{Capture, Pattern},
    policy::{
        Ask, Do, Route, Webhook,
        source::{AskSource, DoSource, RouteSource, inside},
    },
};

pub(super) fn route(source: RouteSource, budget: u8, mistakes: &mut Mistakes) -> Option<Route> {
    let pattern = match Pattern::parse(source.pattern.get_ref()) {
        Ok(pattern) => pattern,
        Err(error) => {
            mistakes.add(inside(&source.pattern, error.at), error.message);
            return None;
        }
    };
    let pending = source.when.map(|when| when.pending.into_inner());
    if pending.is_none() && !pattern.begins_with_keyword() {
        mistakes.add(
            source.pattern.span(),
            "a pattern without `when` must begin with a keyword, or it would take every text; that is what `[sms.fallback]` is for",
        );
    }
    if let Some(missing) = &source.missing
        && pattern.captures().is_empty()
    {
        mistakes.add(
            missing.span(),
            "`missing` is never sent: this pattern captures nothing that could be missing",
        );
    }
    let missing = template(source.missing.as_ref(), &[], budget, mistakes);
    let does = does(source.does, pattern.captures(), budget, mistakes);
    Some(Route {
        pattern,
        pending,
        does,
        missing,
    })
}

pub(super) fn does(
    source: Spanned<DoSource>,
    captures: &[(String, Capture)],
    budget: u8,
    mistakes: &mut Mistakes,
) -> Do {
    let at = source.span();
    let source = source.into_inner();
    for queue in [&source.queue, &source.inbox].into_iter().flatten() {
        if !is_queue_name(queue.get_ref()) {
            mistakes.add(
                queue.span(),
                format!(
                    "`{}` cannot be a storage queue: 3 to 63 of a-z, 0-9 and single hyphens between them",
                    queue.get_ref()
                ),
            );
        }
    }
    let webhook = match (source.webhook, source.event_type) {
        (Some(target), Some(event_type)) => Some(Webhook {
            target,
            event_type: event_type.into_inner(),
        }),
        (Some(target), None) => {
            mistakes.add(
                target.span(),
                "a webhook needs a `type` for its event, such as `type = \"job.done\"`",
            );
            None
        }
        (None, Some(event_type)) => {
            mistakes.add(
                event_type.span(),
                "`type` is the type of a webhook's event; there is no `webhook`",
            );
            None
        }
        (None, None) => None,
    };
    if let Some(AskSource { question, .. }) = &source.ask
        && source.reply.is_none()
    {
        mistakes.add(
            question.span(),
            "a question is asked by the reply; there is no `reply`",
        );
    }
    let reply = template(source.reply.as_ref(), captures, budget, mistakes);
    let does = Do {
        reply,
        webhook,
        queue: source.queue.map(Spanned::into_inner),
        inbox: source.inbox.map(Spanned::into_inner),
        ask: source.ask.map(|ask| Ask {
            question: ask.question.into_inner(),
            expires: ask.expires,
        }),
        clear: source.clear,
    };
    let nothing = source.reply.is_none()
        && does.webhook.is_none()
        && does.queue.is_none()
        && does.inbox.is_none()
        && !does.clear;
    if nothing {
        mistakes.add(
            at,
            "does nothing: expected `reply`, `webhook`, `queue`, `inbox` or `clear`",
        );
    }
    does
}

/// <https://learn.microsoft.com/rest/api/storageservices/naming-queues-and-metadata>
fn is_queue_name(name: &str) -> bool {
    (3..=63).contains(&name.len())
        && name
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !name.starts_with('-')
        && !name.ends_with('-')
        && !name.contains("--")
}
