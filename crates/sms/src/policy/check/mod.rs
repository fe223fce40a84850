//! From what a file says to a policy that cannot be wrong.

mod numbers;
mod reach;
mod route;
mod template;
mod words;

use std::ops::Range;

use toml::Spanned;

use super::{
    Mistake, OptOut, Policy, Route, Source,
    source::{Expect, OptOutSource, TestSource},
};
use crate::number::{Address, Region};

/// Mistakes, gathered so that one look at a policy shows all of them.
#[derive(Default)]
struct Mistakes(Vec<Mistake>);

impl Mistakes {
    fn add(&mut self, at: Range<usize>, message: impl Into<String>) {
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
        let budget = self.max_segments.get();
        let numbers = numbers::numbers(self.number, self.default_region, &mut mistakes);
        let free_text = self.opt_out.free_text;
        let opt_out = opt_out(&self.opt_out, budget, &mut mistakes);
        let mut routes: Vec<Route> = Vec::new();
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
            if let Some(route) = route::route(source, budget, &mut mistakes) {
                reach::reachable(&route, &place, &routes, &mut mistakes);
                if !reach::reserved(&route, &place, &opt_out, &mut mistakes) && free_text {
                    reach::revoking(&route, &place, &mut mistakes);
                }
                routes.push(route);
            }
        }
        let fallback = self.fallback.map(|fallback| {
            asked.extend(
                fallback
                    .does
                    .get_ref()
                    .ask
                    .as_ref()
                    .map(|ask| ask.question.clone()),
            );
            route::does(fallback.does, &[], budget, &mut mistakes)
        });
        reach::questions(&asked, &awaited, &mut mistakes);
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
            routes,
            fallback,
            retry: self.retry,
            send: self.send,
            tests: self.test,
        })
    }
}

fn opt_out(source: &OptOutSource, budget: u8, mistakes: &mut Mistakes) -> OptOut {
    OptOut {
        words: words::words(source, mistakes),
        free_text: source.free_text,
        scope: source.scope,
        scope_all_from: source.scope_all_from,
        confirm: template::template(source.confirm.as_ref(), &[], budget, mistakes),
        start: template::template(source.start.as_ref(), &[], budget, mistakes),
        help: template::template(source.help.as_ref(), &[], budget, mistakes),
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
        if source.expect == Expect::default() {
            mistakes.add(test.span(), "expects nothing");
        }
    }
}
