//! Templates, checked: they fit, and at a price that the policy allows.

use toml::Spanned;

use super::Mistakes;
use crate::{
    pattern::Capture,
    policy::source::inside,
    segments::segments,
    template::{LONGEST_MESSAGE, Template},
};

pub(super) fn template(
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
