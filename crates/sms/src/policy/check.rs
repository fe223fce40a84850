//! From what a file says to a policy that cannot be wrong.

use std::{collections::BTreeSet, ops::Range};

use toml::Spanned;

use super::{
    Ask, Do, Mistake, Number, NumberType, OptOut, Policy, Route, Source, Webhook,
    source::{AskSource, DoSource, NumberSource, OptOutSource, RouteSource, TestSource, inside},
    words,
};
use crate::{
    number::{Address, Region},
    pattern::{Capture, Pattern},
    revocation,
    segments::segments,
    template::{LONGEST_MESSAGE, Template},
    text::normalise,
    words::Reserved,
};

/// Mistakes, gathered so that one look at a policy shows all of them.
#[derive(Default)]
pub(super) struct Mistakes(Vec<Mistake>);

impl Mistakes {
    pub(super) fn add(&mut self, at: Range<usize>, message: impl Into<String>) {
        self.0.push(Mistake {
            at,
            message: message.into(),
        });
    }
}

impl Source {
    /// Checks what the types of the file's values cannot.
    ///
    /// # Errors
    /// All mistakes, in the order of the file.
    pub fn check(self) -> Result<Policy, Vec<Mistake>> {
        let mut mistakes = Mistakes::default();
        let budget = self.max_segments;
        let numbers = numbers(self.number, self.default_region, &mut mistakes);
        let free_text = self.opt_out.free_text;
        let opt_out = opt_out(self.opt_out, budget, &mut mistakes);
        let mut routes: Vec<(Route, Range<usize>)> = Vec::new();
        let mut asked = Vec::new();
        let mut awaited = Vec::new();
        for source in self.route {
            asked.extend(
                source
                    .does
                    .get_ref()
                    .ask
                    .as_ref()
                    .map(|ask| ask.question.clone()),
            );
            awaited.extend(source.when.as_ref().map(|when| when.pending.clone()));
            let place = source.pattern.clone();
            if let Some(route) = route(source, budget, &mut mistakes) {
                reachable(&route, &place, &routes, &mut mistakes);
                if !reserved(&route, &place, &opt_out, &mut mistakes) && free_text {
                    revoking(&route, &place, &mut mistakes);
                }
                routes.push((route, place.span()));
            }
        }
        let fallback = self.fallback.and_then(|fallback| {
            asked.extend(
                fallback
                    .does
                    .get_ref()
                    .ask
                    .as_ref()
                    .map(|ask| ask.question.clone()),
            );
            does(fallback.does, &[], budget, &mut mistakes)
        });
        questions(&asked, &awaited, &mut mistakes);
        tests(&self.test, self.default_region, &mut mistakes);
        mistakes.0.sort_by_key(|mistake| mistake.at.start);
        if !mistakes.0.is_empty() {
            return Err(mistakes.0);
        }
        Ok(Policy {
            default_region: self.default_region,
            replies_per_peer: self.replies_per_peer,
            numbers,
            opt_out,
            routes: routes.into_iter().map(|(route, _)| route).collect(),
            fallback,
            retry: self.retry,
            send: self.send,
            tests: self.test,
        })
    }
}

fn numbers(sources: Vec<NumberSource>, region: Region, mistakes: &mut Mistakes) -> Vec<Number> {
    let mut numbers: Vec<Number> = Vec::new();
    for source in sources {
        let at = source.number.span();
        let Ok(address) = Address::parse(source.number.get_ref(), region) else {
            mistakes.add(
                at,
                "expected a number such as `+18005550100`, a short code or a sender's name",
            );
            continue;
        };
        if numbers.iter().any(|number| number.address == address) {
            mistakes.add(at, "this number is listed twice");
            continue;
        }
        let kind = *source.kind.get_ref();
        let fits = match &address {
            Address::E164(_) => matches!(
                kind,
                NumberType::TollFree | NumberType::TenDlc | NumberType::Mobile
            ),
            Address::ShortCode(_) => kind == NumberType::ShortCode,
            Address::Alphanumeric(_) => kind == NumberType::Alphanumeric,
        };
        if !fits {
            mistakes.add(
                source.kind.span(),
                format!(
                    "`{}` cannot be of the type `{kind}`",
                    source.number.get_ref()
                ),
            );
        }
        if let Some(managed) = &source.acs_managed_optout
            && *managed.get_ref()
            && matches!(kind, NumberType::Mobile | NumberType::Alphanumeric)
        {
            mistakes.add(
                managed.span(),
                format!("ACS manages no opt-outs for the type `{kind}`"),
            );
        }
        numbers.push(Number {
            address,
            kind,
            program: source.program,
            acs_managed_optout: source.acs_managed_optout.is_some_and(Spanned::into_inner),
        });
    }
    numbers
}

fn opt_out(source: OptOutSource, budget: u8, mistakes: &mut Mistakes) -> OptOut {
    OptOut {
        words: words::check(
            &source.words,
            &source.start_words,
            &source.help_words,
            mistakes,
        ),
        free_text: source.free_text,
        scope: source.scope,
        scope_all_from: source.scope_all_from,
        confirm: template(source.confirm.as_ref(), &[], budget, mistakes),
        start: template(source.start.as_ref(), &[], budget, mistakes),
        help: template(source.help.as_ref(), &[], budget, mistakes),
    }
}

fn route(source: RouteSource, budget: u8, mistakes: &mut Mistakes) -> Option<Route> {
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
    let does = does(source.does, pattern.captures(), budget, mistakes)?;
    Some(Route {
        pattern,
        pending,
        does,
        missing,
    })
}

fn does(
    source: Spanned<DoSource>,
    captures: &[(String, Capture)],
    budget: u8,
    mistakes: &mut Mistakes,
) -> Option<Do> {
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
    Some(does)
}

fn template(
    source: Option<&Spanned<String>>,
    captures: &[(String, Capture)],
    budget: u8,
    mistakes: &mut Mistakes,
) -> Option<Template> {
    let source = source?;
    let names = captures.iter().map(|(name, _)| name.as_str());
    let template = match Template::parse(source.get_ref(), names) {
        Ok(template) => template,
        Err(error) => {
            mistakes.add(inside(source, error.at), error.message);
            return None;
        }
    };
    let with = |length: fn(Capture) -> usize| {
        template.measure(|name| {
            captures
                .iter()
                .find(|(known, _)| known == name)
                .map_or(0, |(_, kind)| length(*kind))
        })
    };
    let longest = with(Capture::longest).encode_utf16().count();
    let usual = with(Capture::usual);
    if usual.trim().is_empty() {
        mistakes.add(source.span(), "a text cannot be empty");
    } else if longest > LONGEST_MESSAGE {
        mistakes.add(
            source.span(),
            format!("with the longest captures this has {longest} characters; ACS sends at most {LONGEST_MESSAGE}"),
        );
    } else {
        let counted = segments(&usual);
        if counted.segments > usize::from(budget) {
            mistakes.add(
                source.span(),
                format!(
                    "this usually takes {} segments ({}), and `max_segments` is {budget}",
                    counted.segments, counted.encoding
                ),
            );
        }
    }
    Some(template)
}

/// Whether texts of the route get past the routes before it.
fn reachable(
    route: &Route,
    place: &Spanned<String>,
    before: &[(Route, Range<usize>)],
    mistakes: &mut Mistakes,
) {
    if let Some(index) = route.pattern.shadows_itself() {
        mistakes.add(
            place.span(),
            format!(
                "alternative {} is never reached: an earlier one takes its texts",
                index + 1
            ),
        );
    }
    // Routes with a question are looked at before those without.
    let shadow = before
        .iter()
        .map(|(other, _)| other)
        .filter(|other| other.pending == route.pending)
        .find_map(|other| {
            let index = route.pattern.shadowed_by(&other.pattern)?;
            Some((index, &other.pattern))
        });
    if let Some((index, pattern)) = shadow {
        mistakes.add(
            place.span(),
            format!(
                "alternative {} is never reached: `{pattern}` above takes its texts",
                index + 1
            ),
        );
    }
}

/// Whether a text of the route is a reserved word, which is looked for first.
fn reserved(
    route: &Route,
    place: &Spanned<String>,
    opt_out: &OptOut,
    mistakes: &mut Mistakes,
) -> bool {
    if !route.pattern.captures().is_empty() {
        return false;
    }
    let word = route
        .pattern
        .examples()
        .find(|text| match opt_out.words.find(&normalise(text)) {
            Some((Reserved::Stop | Reserved::Start, _)) => true,
            Some((Reserved::Help, _)) => opt_out.help.is_some(),
            None => false,
        });
    if let Some(word) = &word {
        mistakes.add(
            place.span(),
            format!("never reached: `{word}` is a reserved word; `minus` under `[sms.opt_out]` can release it"),
        );
    }
    word.is_some()
}

/// Whether a text of the route would be taken for an opt-out in the sender's own words.
fn revoking(route: &Route, place: &Spanned<String>, mistakes: &mut Mistakes) {
    if let Some(text) = route
        .pattern
        .examples()
        .find(|text| revocation::detect(text).is_some())
    {
        mistakes.add(
            place.span(),
            format!("never reached: `{text}` would be taken for an opt-out; `free_text = false` under `[sms.opt_out]` leaves only the words"),
        );
    }
}

/// Every question has an answer, and the other way round.
fn questions(asked: &[Spanned<String>], awaited: &[Spanned<String>], mistakes: &mut Mistakes) {
    let names = |all: &[Spanned<String>]| -> BTreeSet<String> {
        all.iter().map(|name| name.get_ref().clone()).collect()
    };
    let (known, answered) = (names(asked), names(awaited));
    for name in awaited
        .iter()
        .filter(|name| !known.contains(name.get_ref()))
    {
        mistakes.add(
            name.span(),
            format!("no `ask` asks the question `{}`", name.get_ref()),
        );
    }
    for name in asked
        .iter()
        .filter(|name| !answered.contains(name.get_ref()))
    {
        mistakes.add(
            name.span(),
            format!(
                "no route takes the answer: expected one with `when = {{ pending = \"{}\" }}`",
                name.get_ref()
            ),
        );
    }
}

fn tests(tests: &[Spanned<TestSource>], region: Region, mistakes: &mut Mistakes) {
    for test in tests {
        let source = test.get_ref();
        for address in [&source.from, &source.to].into_iter().flatten() {
            if Address::parse(address, region).is_err() {
                mistakes.add(test.span(), format!("`{address}` is no number"));
            }
        }
        if source.expect == super::source::Expect::default() {
            mistakes.add(test.span(), "expects nothing");
        }
    }
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
