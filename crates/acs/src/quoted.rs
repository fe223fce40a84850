//! What the service could quote of a request, and nobody should read in a log.

/// What stands in place of what was cut out.
const CUT: &str = "[cut]";

/// What is shorter is no number, no name that tells who it is, and too little of a text to find it again.
const SHORTEST: usize = 4;

/// Of how many characters a text is recognised by its beginning.
const BEGINNING: usize = 8;

/// The personal parts of a request.
#[derive(Default)]
pub(crate) struct Quoted<'a> {
    /// Numbers and names, wherever they stand.
    pub(crate) names: Vec<&'a str>,
    /// A text, from its beginning on.
    pub(crate) text: &'a str,
}

impl Quoted<'_> {
    /// `message` without the names and the numbers, these with or without their `+`, and without the
    /// text and whatever follows it: a long text is quoted in part.
    pub(crate) fn cut(&self, message: &str) -> String {
        let mut message = message.to_owned();
        for name in &self.names {
            let name = name.trim_start_matches('+');
            if name.len() >= SHORTEST {
                message = message.replace(name, CUT);
            }
        }
        let text = self.text.trim_start();
        let end = text
            .char_indices()
            .nth(BEGINNING)
            .map_or(text.len(), |(end, _)| end);
        let beginning = text.get(..end).unwrap_or(text);
        match message.find(beginning) {
            Some(start) if beginning.len() >= SHORTEST => {
                message.truncate(start);
                message + CUT
            }
            _ => message,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_texts_are_cut_out() {
        let quoted = Quoted {
            names: vec!["+18005550100", "+14255550123", "1", "Ana B."],
            text: "  Your code is 123456, keep it",
        };
        for (message, cut) in [
            (
                "Invalid To phone number format.",
                "Invalid To phone number format.",
            ),
            (
                "+14255550123 and 18005550100 of 1, Ana B.",
                "+[cut] and [cut] of 1, [cut]",
            ),
            (
                "Bad text: 'Your code is 123456, ke…' (400)",
                "Bad text: '[cut]",
            ),
        ] {
            assert_eq!(quoted.cut(message), cut);
        }
        let short = Quoted {
            names: Vec::new(),
            text: "no",
        };
        assert_eq!(short.cut("not now"), "not now");
    }
}
