//! The pending question, keyword routes, and the fallback.

use super::{Case, Decision, Intent, Reason};
use crate::{
    action::{Action, ReplyKind},
    conversation::Pending,
    pattern::{Match, Tokens},
    policy::{Do, Route},
    template::Template,
    text::body,
};

/// The decision about a text that is not about consent.
pub(super) fn decide(case: &Case<'_>) -> Decision {
    let tokens = Tokens::of(body(case.text.message));
    let question = case.known.conversation.question(case.at);
    let answers = case
        .policy
        .routes
        .iter()
        .filter(|route| question.is_some() && route.pending.as_deref() == question);
    let keywords = case
        .policy
        .routes
        .iter()
        .filter(|route| route.pending.is_none());
    let mut lacking = None;
    for route in answers.chain(keywords) {
        match route.pattern.compare(&tokens) {
            Match::Whole(captures) => return matched(case, route, &captures),
            Match::KeywordsOnly => {
                if let (None, Some(missing)) = (&lacking, &route.missing) {
                    lacking = Some((route, missing));
                }
            }
            Match::Not => {}
        }
    }
    match (lacking, &case.policy.fallback) {
        (Some((route, text)), _) => lacks(case, route, text),
        (None, Some(does)) => {
            let mut decision = Decision::new(Intent::Other, Some("fallback"), Reason::NoRule);
            act(case, &mut decision, does);
            decision
        }
        (None, None) => Decision::new(Intent::Other, None, Reason::NoRule),
    }
}

fn matched(case: &Case<'_>, route: &Route, captures: &[(&str, &str)]) -> Decision {
    let pattern = route.pattern.as_str();
    let matches = Reason::Matches(pattern.to_owned());
    let mut decision = match &route.pending {
        Some(question) => {
            let why = Reason::Answers(question.clone());
            let mut decision = Decision::new(Intent::Answer, Some(pattern), why);
            decision.because.push(matches);
            decision
        }
        None => Decision::new(Intent::Keyword, Some(pattern), matches),
    };
    decision.captures = captures
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    act(case, &mut decision, &route.does);
    decision
}

fn lacks(case: &Case<'_>, route: &Route, text: &Template) -> Decision {
    let pattern = route.pattern.as_str();
    let why = Reason::Lacks(pattern.to_owned());
    let mut decision = Decision::new(Intent::Missing, Some(pattern), why);
    let text = text.render(&decision.captures);
    case.reply(&mut decision, text, ReplyKind::Answer);
    decision
}

fn act(case: &Case<'_>, decision: &mut Decision, does: &Do) {
    if does.clear && case.known.conversation.pending.is_some() {
        decision.conversation_mut(case.known).pending = None;
    }
    if let Some(template) = &does.reply {
        let text = template.render(&decision.captures);
        let sent = case.reply(decision, text, ReplyKind::Answer);
        if let (true, Some(ask)) = (sent, &does.ask) {
            decision.conversation_mut(case.known).pending = Some(Pending {
                question: ask.question.clone(),
                asked: case.at,
                expires: case.now.saturating_add(ask.expires.span()),
            });
        }
    }
    let webhook = does.webhook.as_ref().map(|webhook| Action::Webhook {
        target: webhook.target.get_ref().clone(),
        event_type: webhook.event_type.clone(),
    });
    let queue = does.queue.clone().map(|queue| Action::Queue { queue });
    let inbox = does.inbox.clone().map(|queue| Action::Inbox { queue });
    decision
        .actions
        .extend([webhook, queue, inbox].into_iter().flatten());
}
