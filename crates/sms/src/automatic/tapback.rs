//! Reactions as iOS and Android spell them out.
//!
//! <https://support.apple.com/guide/iphone/react-with-tapbacks-iph018d3c336/ios>,
//! <https://support.google.com/messages/answer/11225523>

/// What stands before the quoted text, in small letters.
const VERBS: [&str; 33] = [
    "liked",
    "loved",
    "disliked",
    "laughed at",
    "emphasized",
    "emphasised",
    "questioned",
    "removed a like from",
    "removed a heart from",
    "removed a love from",
    "removed a dislike from",
    "removed a laugh from",
    "removed an exclamation from",
    "removed an exclamation mark from",
    "removed a question mark from",
    "removed an emphasis from",
    "a aimé",
    "a adoré",
    "n’a pas aimé",
    "a ri de",
    "a souligné",
    "le gustó",
    "le encantó",
    "me gusta",
    "me encanta",
    "no le gustó",
    "gostou de",
    "amou",
    "gefällt",
    "liebt",
    "hat mit „gefällt mir“ markiert:",
    "ha messo mi piace a",
    "ha adorato",
];

/// What is reacted to if it has no text.
const THINGS: [&str; 12] = [
    "an image",
    "a photo",
    "a picture",
    "a video",
    "a movie",
    "an audio message",
    "a voice message",
    "an attachment",
    "a sticker",
    "a link",
    "a file",
    "a location",
];

pub(super) fn is_one(text: &str) -> bool {
    let small = if text.is_ascii() {
        text.to_ascii_lowercase()
    } else {
        text.chars()
            .filter(|c| !is_hair(*c))
            .flat_map(char::to_lowercase)
            .collect()
    };
    let known = VERBS
        .iter()
        .find_map(|verb| small.strip_prefix(verb)?.strip_prefix(' '));
    if let Some(object) = known {
        return is_quote(object) || is_thing(object);
    }
    with_emoji(&small)
}

/// `reacted 😂 to “…”`, `removed a 😂 from “…”`, and Android's `👍 to “…”`.
fn with_emoji(small: &str) -> bool {
    let rest = [
        "reacted with a sticker",
        "reacted with",
        "reacted",
        "removed a",
        "removed",
        "",
    ]
    .iter()
    .find_map(|verb| small.strip_prefix(verb))
    .unwrap_or(small)
    .trim_start();
    let sticker = small.starts_with("reacted with a sticker");
    let Some((emoji, object)) = [" to ", " from "].iter().find_map(|to| {
        if sticker {
            rest.strip_prefix(to.trim_start()).map(|o| ("", o))
        } else {
            rest.split_once(to)
        }
    }) else {
        return false;
    };
    let pictured = emoji.chars().count() <= 12
        && !emoji.chars().any(char::is_alphanumeric)
        && !emoji.is_ascii();
    (sticker || pictured) && (is_quote(object) || is_thing(object))
}

/// In curly quotes, which nobody types; in straight ones only if they also close.
fn is_quote(object: &str) -> bool {
    let object = object.trim();
    object.starts_with(['“', '”', '„', '«', '「'])
        || (object.len() > 1 && object.starts_with('"') && object.ends_with('"'))
}

fn is_thing(object: &str) -> bool {
    let object = object.trim_end_matches(['.', ' ']);
    let several = object.split_once(' ').is_some_and(|(count, things)| {
        count.bytes().all(|b| b.is_ascii_digit())
            && matches!(
                things,
                "images" | "photos" | "pictures" | "videos" | "attachments"
            )
    });
    several || THINGS.contains(&object)
}

/// The hair spaces and zero-width marks that Google's Messages puts around what it quotes.
const fn is_hair(c: char) -> bool {
    matches!(c, '\u{200a}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}
