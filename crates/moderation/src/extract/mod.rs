//! What a reader sees of a message: the text of HTML with a way back to its source, and what hides
//! in its attributes.

mod align;
mod hiding;
mod html;
mod map;
mod mask;

use std::{borrow::Cow, fmt, ops::Range};

use self::map::Map;

/// A message as its reader sees it.
///
/// Scanners read [`text`](Self::text); [`source`](Self::source) leads from a span of it back to the
/// message as it was sent. `Debug` shows lengths, not words.
#[derive(Clone, PartialEq, Eq)]
pub struct Extracted<'a> {
    /// The text: borrowed if the message is plain text.
    pub text: Cow<'a, str>,
    /// What the source says beside the text: links' targets, titles, hidden text.
    pub asides: Vec<Aside>,
    /// Whom mention markup names, by its `id`, or by the text inside if it has none: `<at id="…">`
    /// and the UI library's `<msft-mention id="…">`.
    /// <https://azure.github.io/communication-ui-library/?path=/docs/concepts-mentions--docs>
    pub mentions: Vec<String>,
    source: &'a str,
    map: Map,
}

/// A piece of an HTML message that is not in its text. `Debug` shows its length, not its words.
#[derive(Clone, PartialEq, Eq)]
pub struct Aside {
    /// What it is.
    pub kind: AsideKind,
    /// It, decoded.
    pub value: String,
    /// Its bytes in the source: an attribute's value without quotes; hidden text from its first to
    /// its last byte, with the tags between them.
    pub source: Range<usize>,
    /// The text of the element that carries it, as a span of [`Extracted::text`]: what a link's
    /// target hides behind. Empty if it has none.
    pub text: Range<usize>,
    /// The pieces of `source` without tags between them.
    pieces: Vec<Range<usize>>,
}

/// What an [`Aside`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AsideKind {
    /// Where a click leads: `href`, `action`, `formaction`, `cite`, `ping`.
    Target,
    /// What is loaded or run: `src`, `srcset`, `poster`, `background`, `data`, `content`, `style`,
    /// `on…`.
    Resource,
    /// What a reader may be shown or told: `title`, `alt`, `aria-label`, `placeholder`, `value`,
    /// `srcdoc`.
    Label,
    /// Text that a browser does not show, and a client that drops styles does.
    Hidden,
}

impl<'a> Extracted<'a> {
    /// A plain text: it is its own source.
    pub const fn plain(text: &'a str) -> Self {
        Self {
            text: Cow::Borrowed(text),
            asides: Vec::new(),
            mentions: Vec::new(),
            source: text,
            map: Map::identity(),
        }
    }

    /// An HTML message, read as a browser reads it (<https://html.spec.whatwg.org/#tokenization>):
    /// character references decoded, scripts, styles and comments dropped. A block element or a
    /// line break separates words, an inline tag does not: `b<b>a</b>d` reads `bad`.
    ///
    /// Text that a browser hides (`hidden`, `display:none`, `font-size:0` …) is not in the text, so
    /// that it cannot split a word, but is an [`Aside`], so that it is read all the same.
    pub fn html(source: &'a str) -> Self {
        html::read(source)
    }

    /// Where a span of the text stands in the source: from the first byte of its first character to
    /// the last of its last, with whatever tags are between them.
    pub fn source(&self, span: Range<usize>) -> Range<usize> {
        self.map.source(span)
    }

    /// The source with the spans of the text masked, and the asides of these positions.
    ///
    /// A character that a reader sees as one becomes one `*`; white space stays. Only the text's
    /// own bytes are replaced, never a tag, so HTML stays as well formed as it was; a link's target
    /// or resource becomes `#`, a label `***`, hidden text nothing. Spans may overlap.
    ///
    /// The result is never longer than the source, except where an aside is shorter than its mask.
    pub fn mask(&self, spans: &[Range<usize>], asides: &[usize]) -> String {
        mask::mask(self, spans, asides)
    }
}

impl fmt::Debug for Extracted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Extracted")
            .field("text", &format_args!("{} bytes", self.text.len()))
            .field("source", &format_args!("{} bytes", self.source.len()))
            .field("asides", &self.asides)
            .field("mentions", &self.mentions.len())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Aside {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:?}({} bytes at {:?})",
            self.kind,
            self.value.len(),
            self.source
        )
    }
}

#[cfg(test)]
mod tests;
