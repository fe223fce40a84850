//! Top-level domains that may as well be something else.
//!
//! What is written before one of these with a dot and no space is rather a slip, a file or code than
//! a host. Anything else in the public suffix list is taken at its word.

/// Words of two letters: `thanks.it works`.
const WORDS: [&str; 49] = [
    "ad", "ag", "ai", "al", "am", "as", "at", "be", "by", "do", "ee", "ga", "id", "ie", "im", "in",
    "is", "it", "la", "lt", "ma", "me", "mo", "mr", "ms", "mu", "my", "na", "ne", "no", "nu", "om",
    "pa", "pm", "sa", "se", "si", "so", "st", "su", "tm", "to", "ug", "us", "uy", "va", "ve", "vi",
    "ws",
];
/// Endings of files: `main.rs`.
const FILES: [&str; 22] = [
    "bz", "cab", "cc", "cfd", "gs", "java", "md", "mk", "ml", "mov", "mp", "pl", "ps", "pub", "py",
    "rs", "sc", "sh", "sl", "sv", "tf", "zip",
];
/// Members of objects: `user.name`.
const MEMBERS: [&str; 50] = [
    "bar", "box", "call", "cat", "click", "data", "date", "day", "dot", "events", "foo", "host",
    "info", "int", "link", "map", "name", "network", "new", "next", "now", "open", "page", "pid",
    "post", "prod", "prof", "read", "report", "review", "run", "save", "search", "select",
    "services", "song", "space", "storage", "store", "stream", "style", "tab", "target", "team",
    "tel", "video", "win", "work", "zero", "zone",
];
/// Words that start a sentence: `well.you know`.
const STARTS: [&str; 90] = [
    "able", "baby", "best", "black", "blue", "business", "buy", "chat", "cheap", "contact", "cool",
    "dad", "dance", "dog", "drive", "eat", "email", "exposed", "fail", "family", "fast", "final",
    "fire", "fish", "food", "free", "fun", "game", "games", "gay", "gift", "gives", "gold", "got",
    "green", "help", "here", "homes", "hot", "house", "how", "joy", "kids", "life", "like", "live",
    "lol", "love", "man", "meet", "men", "moe", "mom", "money", "music", "one", "party", "pay",
    "pet", "phone", "play", "plus", "porn", "red", "rest", "rip", "rocks", "safe", "school",
    "seven", "sex", "sexy", "show", "smart", "smile", "star", "sucks", "talk", "tips", "today",
    "top", "total", "trust", "vote", "wang", "watch", "works", "world", "wow", "you",
];

/// Whether a top-level domain is more often something else.
pub(super) fn is_doubtful(top: &str) -> bool {
    WORDS.contains(&top) || is_file(top) || MEMBERS.contains(&top) || STARTS.contains(&top)
}

/// Whether it is the ending of a file's name.
pub(super) fn is_file(top: &str) -> bool {
    FILES.contains(&top)
}

#[cfg(test)]
mod tests {
    use super::{FILES, MEMBERS, STARTS, WORDS};
    use crate::links::host::known_suffix;

    #[test]
    fn they_are_domains() {
        for top in [&WORDS[..], &FILES, &MEMBERS, &STARTS].concat() {
            assert!(known_suffix(&format!("x.{top}")).is_some(), "{top}");
        }
    }
}
