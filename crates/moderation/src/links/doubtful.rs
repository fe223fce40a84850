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
const FILES: [&str; 20] = [
    "bz", "cc", "gs", "java", "md", "mk", "ml", "mov", "mp", "pl", "ps", "pub", "py", "rs", "sc",
    "sh", "sl", "sv", "tf", "zip",
];
/// Members of objects: `user.name`.
const MEMBERS: [&str; 44] = [
    "bar", "box", "call", "cat", "data", "date", "day", "dot", "events", "foo", "host", "info",
    "int", "map", "name", "network", "new", "next", "now", "open", "page", "pid", "post", "prod",
    "prof", "read", "report", "review", "run", "save", "search", "select", "services", "song",
    "storage", "style", "tab", "target", "team", "tel", "video", "work", "zero", "zone",
];
/// Words that start a sentence: `well.you know`.
const STARTS: [&str; 85] = [
    "able", "baby", "best", "black", "blue", "business", "buy", "cheap", "contact", "cool", "dad",
    "dance", "dog", "drive", "eat", "email", "exposed", "fail", "family", "fast", "final", "fire",
    "fish", "food", "free", "game", "gay", "gift", "gives", "gold", "got", "green", "help", "here",
    "homes", "hot", "house", "how", "joy", "kids", "life", "like", "lol", "love", "man", "meet",
    "men", "moe", "mom", "money", "music", "one", "party", "pay", "pet", "phone", "play", "plus",
    "porn", "red", "rest", "rip", "rocks", "safe", "school", "seven", "sex", "sexy", "show",
    "smart", "smile", "star", "sucks", "talk", "tips", "today", "total", "trust", "vote", "wang",
    "watch", "works", "world", "wow", "you",
];
/// Words that end a sentence, or make one: `that.fun`.
const ENDS: [&str; 97] = [
    "a", "am", "and", "are", "at", "be", "but", "can", "did", "do", "done", "for", "from", "go",
    "good", "got", "great", "had", "has", "have", "he", "hello", "her", "here", "hey", "hi", "him",
    "his", "how", "i", "if", "in", "is", "it", "just", "lol", "love", "me", "my", "nah", "nice",
    "no", "not", "now", "of", "off", "ok", "okay", "on", "one", "or", "our", "out", "please",
    "really", "right", "same", "see", "she", "so", "sorry", "sure", "thank", "thanks", "that",
    "the", "them", "then", "there", "they", "this", "thx", "to", "today", "tomorrow", "too",
    "true", "up", "us", "very", "was", "we", "well", "were", "what", "when", "where", "who", "why",
    "will", "with", "wow", "yeah", "yes", "yet", "you", "your",
];

/// Whether a top-level domain is more often something else.
pub(super) fn is_doubtful(top: &str) -> bool {
    WORDS.contains(&top) || is_file(top) || MEMBERS.contains(&top) || STARTS.contains(&top)
}

/// Whether the label before a top-level domain is rather the end of a sentence.
pub(super) fn is_slip(label: &str) -> bool {
    ENDS.contains(&label)
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
