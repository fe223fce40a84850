//! What a browser does not show.

/// Elements whose text no reader sees, and no client can show by mistake.
pub(super) const DROPPED: [&[u8]; 2] = [b"script", b"style"];

/// Elements that a browser does not render.
/// <https://html.spec.whatwg.org/#hidden-elements>
const UNRENDERED: [&[u8]; 8] = [
    b"title",
    b"template",
    b"iframe",
    b"noembed",
    b"noframes",
    b"noscript",
    b"datalist",
    b"rp",
];

/// Elements without an end tag. <https://html.spec.whatwg.org/#void-elements>
pub(super) const VOID: [&[u8]; 13] = [
    b"area", b"base", b"br", b"col", b"embed", b"hr", b"img", b"input", b"link", b"meta",
    b"source", b"track", b"wbr",
];

/// Elements that start on a new line or in a cell of their own, so that the text before them ends a
/// word. <https://html.spec.whatwg.org/#flow-content-3>
const BLOCK: [&[u8]; 50] = [
    b"address",
    b"article",
    b"aside",
    b"blockquote",
    b"body",
    b"br",
    b"caption",
    b"center",
    b"dd",
    b"details",
    b"dialog",
    b"dir",
    b"div",
    b"dl",
    b"dt",
    b"fieldset",
    b"figcaption",
    b"figure",
    b"footer",
    b"form",
    b"h1",
    b"h2",
    b"h3",
    b"h4",
    b"h5",
    b"h6",
    b"header",
    b"hgroup",
    b"hr",
    b"legend",
    b"li",
    b"listing",
    b"main",
    b"menu",
    b"nav",
    b"ol",
    b"optgroup",
    b"option",
    b"p",
    b"pre",
    b"search",
    b"section",
    b"summary",
    b"table",
    b"tbody",
    b"td",
    b"textarea",
    b"th",
    b"tr",
    b"ul",
];

pub(super) fn separates(name: &[u8]) -> bool {
    BLOCK.contains(&name)
}

/// Whether an element hides its text, by its name or its attributes.
pub(super) fn hides(name: &[u8], attribute: impl Fn(&[u8]) -> Option<String>) -> bool {
    UNRENDERED.contains(&name)
        || attribute(b"hidden").is_some()
        || attribute(b"style").is_some_and(|style| style_hides(&style))
}

/// Whether a style makes its element's text invisible: by what it says, not by what a colour or a
/// position amounts to. <https://www.w3.org/TR/css-style-attr/>
fn style_hides(style: &str) -> bool {
    let style: String = without_comments(style)
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect::<String>()
        .to_ascii_lowercase();
    style.split(';').any(|declaration| {
        let Some((property, value)) = declaration.split_once(':') else {
            return false;
        };
        let value = value.strip_suffix("!important").unwrap_or(value);
        match property {
            "display" => value == "none",
            "visibility" => matches!(value, "hidden" | "collapse"),
            "opacity" | "zoom" => size(value).is_some_and(|size| size < 0.1),
            "font-size" => size(value).is_some_and(|size| size < smallest(value)),
            "left" | "top" | "text-indent" | "margin-left" | "margin-top" => {
                size(value).is_some_and(|size| size < -500.0)
            }
            "transform" => matches!(value, "scale(0)" | "scale(0,0)"),
            "color" => value == "transparent",
            "mso-hide" => value == "all",
            _ => false,
        }
    })
}

/// A size without its unit.
fn size(value: &str) -> Option<f32> {
    value
        .trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%')
        .parse()
        .ok()
}

/// The smallest letters that anybody can read.
fn smallest(size: &str) -> f32 {
    if size.ends_with("px") || size.ends_with("pt") {
        3.0
    } else if size.ends_with('%') {
        20.0
    } else {
        0.2
    }
}

fn without_comments(style: &str) -> String {
    let mut rest = style;
    let mut kept = String::with_capacity(style.len());
    while let Some((before, after)) = rest.split_once("/*") {
        kept.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    kept.push_str(rest);
    kept
}
