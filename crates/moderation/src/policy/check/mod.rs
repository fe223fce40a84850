//! From what a file says to a policy that cannot be wrong.

mod ai;
mod builtin;
mod list;
mod notices;
mod pattern;
mod rules;
mod strikes;
mod thread;

use std::{
    collections::{BTreeMap, BTreeSet},
    hash::Hash,
};

use toml::Spanned;

use self::rules::Rules;
use super::{
    Builtin, Exempt, Fnv, Mistake, Policy, Source,
    mistake::Mistakes,
    source::{ExpectTable, TestSource},
};
/// The rules that are about the sender himself, and always hold.
pub(crate) const MUTED: &str = "muted";
pub(crate) const BANNED: &str = "banned";

impl Source {
    /// Checks what the types of the file's values cannot. `files` are the texts of the word lists, by
    /// the names of [`Source::files`].
    ///
    /// # Errors
    /// All mistakes, in the order of the files.
    pub fn check(mut self, files: &BTreeMap<String, String>) -> Result<Policy, Vec<Mistake>> {
        let mut mistakes = Mistakes::default();
        let tests = std::mem::take(&mut self.test);
        let version = version(&self, files);
        let mut rules = Rules::default();
        let lists = !self.list.is_empty();
        let terms = list::lists(self.list, files, &mut rules, &mut mistakes);
        let patterns = pattern::patterns(self.regex, &mut rules, &mut mistakes);
        let regions = builtin::pii(&self.pii, &mut rules, &mut mistakes);
        let links = builtin::links(&self.links, &mut rules, &mut mistakes);
        let flood = builtin::flood(&self.flood, &mut rules, &mut mistakes);
        let manner = builtin::manner(&self.manner, &mut rules, &mut mistakes);
        let ai = self.ai.map(|ai| ai::ai(ai, &mut rules, &mut mistakes));
        let (points, ladder) = strikes::strikes(&self.strikes, &mut mistakes);
        let threads = thread::threads(self.thread, &rules, &mut mistakes);
        let notices = notices::notices(&self.notices, &mut mistakes);
        for test in &tests {
            expectation(test, &rules, &mut mistakes);
        }
        let policy = terms.map(|terms| Policy {
            mode: self.mode,
            exempt: Exempt {
                users: self.exempt.users,
                roles: self.exempt.roles,
            },
            ai,
            points,
            ladder,
            notices,
            store_text: self.audit.store_text,
            threads,
            rules: rules.all,
            builtins: rules.builtins,
            terms,
            minds_views: lists
                || flood.identical.is_some()
                || patterns.iter().any(|set| set.literal),
            patterns,
            flood,
            regions,
            links,
            caps: manner.caps,
            emoji: manner.emoji,
            mentions: manner.mentions,
            webhooks: rules.webhooks,
            tests,
            version,
        });
        mistakes.or(policy)
    }
}

fn version(source: &Source, files: &BTreeMap<String, String>) -> String {
    let mut hash = Fnv::default();
    source.hash(&mut hash);
    for name in source.files() {
        files.get(name.get_ref()).hash(&mut hash);
    }
    format!("{:016x}", hash.get())
}

fn expectation(test: &Spanned<TestSource>, rules: &Rules, mistakes: &mut Mistakes) {
    let expect = &test.get_ref().expect.0;
    if *expect == ExpectTable::default() {
        mistakes.add(test.span(), "expects nothing");
    }
    let ids = expect.rules.iter().flatten();
    let unknown: BTreeSet<_> = ids.filter(|id| rules.find(id).is_none()).collect();
    for id in unknown {
        mistakes.add(test.span(), rules.unknown(id));
    }
}

impl Rules {
    /// What is said about an id that no rule has.
    fn unknown(&self, id: &str) -> String {
        if Builtin::find(id).is_some() {
            let (section, key) = id.split_once('.').unwrap_or((id, id));
            return format!(
                "`{id}` is not set; `{key} = \"allow\"` under `[chat.{section}]` makes a rule that does nothing by itself"
            );
        }
        let known: Vec<_> = self.all.iter().map(|rule| rule.id.as_str()).collect();
        if known.is_empty() {
            format!("no rule `{id}`; there are none")
        } else {
            format!("no rule `{id}`; there are {}", known.join(", "))
        }
    }
}
