//! From tags to what is read.

use std::ops::Range;

use html5gum::{DefaultEmitter, EndTag, StartTag, Token, Tokenizer};

use super::{
    Aside, AsideKind, Extracted, align,
    hiding::{DROPPED, VOID, hides, separates},
    map::Map,
};

pub(super) fn read(source: &str) -> Extracted<'_> {
    let mut reader = Reader::new(source);
    let mut emitter = DefaultEmitter::new_with_span();
    // Scripts and the like hold text that looks like tags.
    emitter.naively_switch_states(true);
    for token in Tokenizer::new_with_emitter(source, emitter) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => reader.start(&tag),
            Token::EndTag(tag) => reader.end(&tag),
            Token::String(run) => {
                reader.run(
                    &String::from_utf8_lossy(&run.value),
                    run.span.start..run.span.end,
                );
            }
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }
    reader.finish()
}

struct Reader<'a> {
    source: &'a str,
    text: String,
    map: Map,
    asides: Vec<Aside>,
    mentions: Vec<String>,
    /// Open elements that carry a link or a mention.
    carriers: Vec<Carrier>,
    /// The element that hides what is read now.
    hidden: Option<Hidden>,
}

struct Carrier {
    name: Vec<u8>,
    start: usize,
    /// The asides that wait to know the element's text.
    asides: Range<usize>,
    /// A mention without an id, which its text names.
    mention: bool,
}

struct Hidden {
    name: Vec<u8>,
    depth: usize,
    dropped: bool,
    value: String,
    pieces: Vec<Range<usize>>,
}

impl<'a> Reader<'a> {
    fn new(source: &'a str) -> Self {
        let mut map = Map::default();
        map.whole(0, 0..0);
        Self {
            source,
            text: String::with_capacity(source.len()),
            map,
            asides: Vec::new(),
            mentions: Vec::new(),
            carriers: Vec::new(),
            hidden: None,
        }
    }

    fn start(&mut self, tag: &StartTag<usize>) {
        let name: &[u8] = &tag.name;
        self.leave_paragraph(name);
        let first = self.asides.len();
        self.attributes(tag);
        let attribute = |wanted: &[u8]| {
            tag.attributes
                .get(wanted)
                .map(|value| String::from_utf8_lossy(value).into_owned())
        };
        let void = VOID.contains(&name);
        if let Some(hidden) = &mut self.hidden {
            if !void && hidden.name == name {
                hidden.depth += 1;
            }
            return;
        }
        if separates(name) {
            self.separate(tag.span.start);
        }
        if void {
            return;
        }
        let dropped = DROPPED.contains(&name);
        if dropped || hides(name, attribute) {
            self.hidden = Some(Hidden {
                name: name.to_vec(),
                depth: 1,
                dropped,
                value: String::new(),
                pieces: Vec::new(),
            });
            return;
        }
        let mention = matches!(name, b"at" | b"msft-mention");
        let id = attribute(b"id").filter(|id| mention && !id.is_empty());
        let unnamed = mention && id.is_none();
        self.mentions.extend(id);
        if first < self.asides.len() || unnamed {
            self.carriers.push(Carrier {
                name: name.to_vec(),
                start: self.text.len(),
                asides: first..self.asides.len(),
                mention: unnamed,
            });
        }
    }

    fn end(&mut self, tag: &EndTag<usize>) {
        let name: &[u8] = &tag.name;
        if let Some(hidden) = &mut self.hidden {
            if hidden.name == name {
                hidden.depth -= 1;
            }
            if hidden.depth == 0 {
                self.reveal();
            }
            return;
        }
        if let Some(at) = self.carriers.iter().rposition(|open| open.name == name) {
            let carrier = self.carriers.remove(at);
            self.close(&carrier);
        }
        if separates(name) {
            self.separate(tag.span.start);
        }
    }

    fn run(&mut self, value: &str, span: Range<usize>) {
        if let Some(hidden) = &mut self.hidden {
            if !hidden.dropped {
                hidden.value.push_str(value);
                hidden.pieces.push(span);
            }
            return;
        }
        let raw = self.source.get(span.clone()).unwrap_or_default();
        align::append(&mut self.text, &mut self.map, value, raw, span.start);
    }

    fn separate(&mut self, source: usize) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.map.whole(self.text.len(), source..source);
            self.text.push('\n');
        }
    }

    /// A paragraph ends where a block starts, whether it says so or not; so does what it hides.
    /// <https://html.spec.whatwg.org/#optional-tags>
    fn leave_paragraph(&mut self, next: &[u8]) {
        let ends = self.hidden.as_ref().is_some_and(|hidden| {
            let repeats = matches!(
                hidden.name.as_slice(),
                b"li" | b"dd" | b"dt" | b"td" | b"th" | b"tr" | b"option"
            );
            (hidden.name == b"p" && next != b"br" && separates(next))
                || (repeats && hidden.name == next)
        });
        if ends {
            self.reveal();
        }
    }

    /// Ends what is hidden.
    fn reveal(&mut self) {
        let Some(hidden) = self.hidden.take() else {
            return;
        };
        if let (Some(first), Some(last)) = (hidden.pieces.first(), hidden.pieces.last())
            && !hidden.value.trim().is_empty()
        {
            self.asides.push(Aside {
                kind: AsideKind::Hidden,
                value: hidden.value,
                source: first.start..last.end,
                text: self.text.len()..self.text.len(),
                pieces: hidden.pieces,
            });
        }
    }

    fn close(&mut self, carrier: &Carrier) {
        let span = carrier.start..self.text.len();
        let text = self.text.get(span.clone()).unwrap_or_default();
        if carrier.mention {
            self.mentions.push(text.trim().to_owned());
        }
        for aside in self
            .asides
            .get_mut(carrier.asides.clone())
            .unwrap_or_default()
        {
            aside.text = span.clone();
        }
    }

    fn attributes(&mut self, tag: &StartTag<usize>) {
        for (name, value) in &tag.attributes {
            let kind = match name.as_slice() {
                b"href" | b"xlink:href" | b"action" | b"formaction" | b"cite" | b"ping" => {
                    AsideKind::Target
                }
                b"src" | b"srcset" | b"poster" | b"background" | b"data" | b"style"
                | b"content" => AsideKind::Resource,
                // What runs when something happens.
                [b'o', b'n', ..] => AsideKind::Resource,
                b"title" | b"alt" | b"aria-label" | b"placeholder" | b"value" | b"displaytext"
                | b"srcdoc" => AsideKind::Label,
                _ => continue,
            };
            let value_at = value_span(self.source, value.span.start);
            if value_at.is_empty() {
                continue;
            }
            let at = self.text.len();
            self.asides.push(Aside {
                kind,
                value: String::from_utf8_lossy(value).into_owned(),
                source: value_at.clone(),
                text: at..at,
                pieces: vec![value_at],
            });
        }
    }

    fn finish(mut self) -> Extracted<'a> {
        self.reveal();
        for carrier in std::mem::take(&mut self.carriers) {
            self.close(&carrier);
        }
        Extracted {
            text: self.text.into(),
            asides: self.asides,
            mentions: self.mentions,
            source: self.source,
            map: self.map,
        }
    }
}

/// The value of the attribute that starts here, without its quotes.
/// <https://html.spec.whatwg.org/#before-attribute-value-state>
fn value_span(source: &str, attribute: usize) -> Range<usize> {
    let nothing = attribute..attribute;
    let rest = source.get(attribute..).unwrap_or_default();
    // A name may start with `=`.
    let Some(name) = rest
        .char_indices()
        .skip(1)
        .find(|(_, c)| c.is_ascii_whitespace() || matches!(c, '=' | '>' | '/'))
    else {
        return nothing;
    };
    let after_name = rest.get(name.0..).unwrap_or_default().trim_ascii_start();
    let Some(value) = after_name.strip_prefix('=').map(str::trim_ascii_start) else {
        return nothing;
    };
    let (value, end) = match value.as_bytes().first() {
        Some(quote @ (b'"' | b'\'')) => {
            let value = value.get(1..).unwrap_or_default();
            (value, value.find(char::from(*quote)))
        }
        _ => (
            value,
            value.find(|c: char| c.is_ascii_whitespace() || c == '>'),
        ),
    };
    let start = source.len() - value.len();
    start..start + end.unwrap_or(value.len())
}
