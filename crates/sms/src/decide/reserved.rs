//! Reserved words and free-text revocation.

use time::UtcOffset;

use super::{Case, Decision, Intent, Reason};
use crate::{
    action::ReplyKind,
    consent::{Scope, Standing},
    policy::Word,
    revocation,
    template::Template,
    words::Reserved,
};

/// The decision about a text that opts out, opts in or asks for help.
pub(super) fn decide(case: &Case<'_>) -> Option<Decision> {
    let opt_out = &case.policy.opt_out;
    if let Some((reserved, word)) = opt_out.words.find(&case.normal) {
        let word = word.to_owned();
        return match reserved {
            Reserved::Stop => Some(stop(case, Reason::OptOutWord(word))),
            Reserved::Start => Some(start(case, Reason::OptInWord(word))),
            Reserved::Help => help(case, Reason::HelpWord(word)),
        };
    }
    if !opt_out.free_text {
        return None;
    }
    let evidence = revocation::detect(case.text.message)?;
    Some(stop(case, Reason::Revocation(evidence.to_owned())))
}

fn stop(case: &Case<'_>, why: Reason) -> Decision {
    let mut decision = Decision::new(Intent::OptOut, Some("opt_out"), why);
    let scope = scope(case);
    decision.because.push(Reason::About(scope));
    let before = case.known.consent;
    let change = before.change(scope, Standing::Out, case.at);
    decision.consent = Some(change);
    if !change.applies || before.after(&change).may_send() {
        decision.because.push(Reason::SaidOtherwiseSince);
        return decision;
    }
    if case.known.conversation.pending.is_some() {
        decision.conversation_mut(case.known).pending = None;
    }
    if !before.may_send() {
        decision.because.push(Reason::OutAlready);
        return decision;
    }
    let text = case.policy.opt_out.confirm.as_ref();
    answer(
        case,
        &mut decision,
        Word::Stop,
        text,
        ReplyKind::Confirmation,
    );
    decision
}

fn start(case: &Case<'_>, why: Reason) -> Decision {
    let mut decision = Decision::new(Intent::OptIn, Some("opt_in"), why);
    // To come back to everything, one comes back to each: a START is never about all programmes.
    let before = case.known.consent;
    let change = before.change(Scope::Program, Standing::In, case.at);
    decision.consent = Some(change);
    if !change.applies || !before.after(&change).may_send() {
        decision.because.push(Reason::SaidOtherwiseSince);
        return decision;
    }
    if before.may_send() && before.program.is_some() {
        decision.because.push(Reason::InAlready);
        return decision;
    }
    let text = case.policy.opt_out.start.as_ref();
    answer(case, &mut decision, Word::Start, text, ReplyKind::Welcome);
    decision
}

/// `None` if neither the policy nor anyone else has a word of help: then it is a text as any other.
fn help(case: &Case<'_>, why: Reason) -> Option<Decision> {
    let text = case.policy.opt_out.help.as_ref();
    let number = case.policy.number(case.text.to);
    if text.is_none() && !number.is_answered_for_us(Word::Help, case.text.message) {
        return None;
    }
    let mut decision = Decision::new(Intent::Help, Some("help"), why);
    answer(case, &mut decision, Word::Help, text, ReplyKind::Help);
    Some(decision)
}

fn answer(
    case: &Case<'_>,
    decision: &mut Decision,
    word: Word,
    text: Option<&Template>,
    kind: ReplyKind,
) {
    let number = case.policy.number(case.text.to);
    if number.is_answered_for_us(word, case.text.message) {
        decision.because.push(Reason::RepliesItself(number.kind));
        return;
    }
    match text {
        Some(text) => {
            let text = text.render(&decision.captures);
            case.reply(decision, text, kind);
        }
        None => decision.because.push(Reason::NoText(match word {
            Word::Stop => "confirm",
            Word::Start => "start",
            Word::Help => "help",
        })),
    }
}

/// What an opt-out of this text's time is about.
fn scope(case: &Case<'_>) -> Scope {
    let opt_out = &case.policy.opt_out;
    // At the edge of the calendar the day in UTC may be beyond it.
    let at = case.at.checked_to_offset(UtcOffset::UTC);
    let day = at.unwrap_or(case.at).date();
    match opt_out.scope_all_from {
        Some(from) if day >= from => Scope::All,
        Some(_) | None => opt_out.scope,
    }
}
