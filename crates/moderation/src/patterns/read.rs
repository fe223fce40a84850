//! From what an operator wrote to what a machine may run.

use std::ops::Range;

use regex_syntax::{
    ast,
    hir::{self, Capture, Hir, HirKind, Look, Repetition},
};

/// Bytes of one pattern. What is longer is a list of words, and those have their own rule.
const LONGEST: usize = 1000;
/// Groups within groups.
const DEEPEST: u32 = 24;
/// Bytes of one pattern's automaton: `\w{1,60}` fits, `(\w{100}){100}` does not.
pub(super) const LARGEST: usize = 2 * 1024 * 1024;

/// A pattern that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{problem}")]
pub struct PatternError {
    /// Which one, by its position among those given.
    pub pattern: usize,
    /// Where in it, in bytes; the whole of it if no part is to blame.
    pub at: Range<usize>,
    /// What is wrong, and what to do.
    pub problem: Problem,
}

/// What is wrong with a pattern.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// Not a regular expression.
    #[error("not a regular expression: {0}")]
    Syntax(String),
    /// `(?=…)`, `(?!…)`, `(?<=…)`, `(?<!…)`.
    #[error(
        "look-around is not supported, because it can take for ever: match what must be there, and \
         use `\\b`, `^` and `$` for its edges"
    )]
    LookAround,
    /// `\1`.
    #[error(
        "a backreference is not supported, because it can take for ever: write out the \
         alternatives"
    )]
    Backreference,
    /// It matches where nothing is, and so everywhere.
    #[error(
        "it matches nothing at all, and so every message: use `+` for `*`, `{{1,…}}` for `{{0,…}}`"
    )]
    Empty,
    /// More than 1,000 bytes.
    #[error("it has {0} bytes, and may have 1000: make several patterns of it, or a list of words")]
    Long(usize),
    /// Groups within groups within groups.
    #[error("its groups are nested too deeply: at most 24 within each other")]
    Deep,
    /// Its automaton is too large.
    #[error(
        "it needs too much memory: use smaller numbers in `{{…}}`, and `[0-9a-z]` for `\\w`, which \
         knows every letter of every script"
    )]
    Large,
    /// All of them together are too large.
    #[error("the patterns need too much memory together: use fewer, or smaller numbers in `{{…}}`")]
    LargeTogether,
}

pub(super) fn read(pattern: usize, text: &str) -> Result<Hir, PatternError> {
    let whole = 0..text.len();
    let error = |at: Range<usize>, problem| PatternError {
        pattern,
        at,
        problem,
    };
    if text.len() > LONGEST {
        return Err(error(whole, Problem::Long(text.len())));
    }
    let tree = ast::parse::ParserBuilder::new()
        .nest_limit(DEEPEST)
        .build()
        .parse(text)
        .map_err(|problem| error(span(problem.span()), grammar(problem.kind())))?;
    let hir = hir::translate::TranslatorBuilder::new()
        .utf8(true)
        .build()
        .translate(text, &tree)
        .map_err(|problem| {
            error(
                span(problem.span()),
                Problem::Syntax(problem.kind().to_string()),
            )
        })?;
    if hir.properties().minimum_len() == Some(0) {
        return Err(error(whole, Problem::Empty));
    }
    Ok(hir)
}

/// The pattern without Unicode's word boundaries: it matches whatever the pattern matches, and more.
/// With them, a text beyond ASCII would be matched a hundred times as slowly.
/// <https://docs.rs/regex/latest/regex/#unicode-can-impact-memory-usage-and-search-speed>
pub(super) fn relaxed(pattern: &Hir) -> Hir {
    match pattern.kind() {
        HirKind::Look(look) if is_unicode(*look) => Hir::empty(),
        HirKind::Repetition(repeated) => Hir::repetition(Repetition {
            sub: Box::new(relaxed(&repeated.sub)),
            ..repeated.clone()
        }),
        HirKind::Capture(group) => Hir::capture(Capture {
            sub: Box::new(relaxed(&group.sub)),
            ..group.clone()
        }),
        HirKind::Concat(parts) => Hir::concat(parts.iter().map(relaxed).collect()),
        HirKind::Alternation(choices) => Hir::alternation(choices.iter().map(relaxed).collect()),
        HirKind::Empty | HirKind::Literal(_) | HirKind::Class(_) | HirKind::Look(_) => {
            pattern.clone()
        }
    }
}

const fn is_unicode(look: Look) -> bool {
    matches!(
        look,
        Look::WordUnicode
            | Look::WordUnicodeNegate
            | Look::WordStartUnicode
            | Look::WordEndUnicode
            | Look::WordStartHalfUnicode
            | Look::WordEndHalfUnicode
    )
}

const fn span(span: &ast::Span) -> Range<usize> {
    span.start.offset..span.end.offset
}

fn grammar(kind: &ast::ErrorKind) -> Problem {
    match kind {
        ast::ErrorKind::UnsupportedLookAround => Problem::LookAround,
        ast::ErrorKind::UnsupportedBackreference => Problem::Backreference,
        ast::ErrorKind::NestLimitExceeded(_) => Problem::Deep,
        other => Problem::Syntax(other.to_string()),
    }
}
