//! `@name` in running text.

/// The names after an `@` that starts a word: not those of an e-mail address or a path.
pub(super) fn names(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices(['@', '＠']).filter_map(|(at, sign)| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        if before.is_some_and(|c| {
            c.is_alphanumeric() || matches!(c, '@' | '/' | '.' | '_' | '-' | '+' | ':')
        }) {
            return None;
        }
        let rest = text.get(at + sign.len()..)?;
        let len = rest
            .find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '.')))
            .unwrap_or(rest.len());
        let name = rest.get(..len)?.trim_end_matches(['.', '-']);
        // `@ 5` is a price, `@-` is nothing.
        name.starts_with(char::is_alphanumeric).then_some(name)
    })
}
