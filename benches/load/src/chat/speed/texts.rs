//! Messages of about 1 KB, as they come: most of them plain, a tenth with something bad in it.

use crate::chat::{cases::Class, random::Random};

/// What a message is filled up to, in bytes.
const SIZE: usize = 1_024;
/// What ten messages are put together from: classes of innocent texts, the first of them mostly.
const TEN: [&[&str]; 10] = [
    &["ordinary chat"],
    &["ordinary chat"],
    &["ordinary chat"],
    &["ordinary chat"],
    &["ordinary chat"],
    &["ordinary chat", "words within words", "words that are near"],
    &["ordinary chat", "emoji"],
    &["ordinary chat", "codes", "amounts and times", "addresses"],
    &["languages"],
    // And the bad one.
    &["ordinary chat"],
];

/// As many messages.
pub(super) fn messages(count: usize, innocent: &[Class], bad: &[Class]) -> Vec<String> {
    let mut random = Random::named("messages");
    let bad: Vec<_> = bad.iter().flat_map(texts).collect();
    let mut messages = Vec::with_capacity(count);
    for (number, names) in TEN.into_iter().cycle().take(count).enumerate() {
        let of = |name: &&str| innocent.iter().find(|class| class.name == *name);
        let classes: Vec<_> = names.iter().filter_map(of).map(texts_of).collect();
        let mut message = String::new();
        if number % TEN.len() == TEN.len() - 1 {
            message.push_str(random.pick(&bad));
        }
        while message.len() < SIZE {
            // One of four is of another class, where there is one.
            let other = if random.once_in(4) {
                random.below(classes.len())
            } else {
                0
            };
            message.push(' ');
            message.push_str(classes.get(other).map_or("", |texts| random.pick(texts)));
        }
        messages.push(message);
    }
    messages
}

fn texts(class: &Class) -> impl Iterator<Item = &str> {
    class.cases.iter().map(|case| case.text.as_str())
}

fn texts_of(class: &Class) -> Vec<&str> {
    texts(class).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::{evasions, innocents};

    #[test]
    fn messages_of_a_kilobyte_half_of_them_ascii() {
        let messages = messages(100, &innocents::classes(), &evasions::classes());
        assert!(
            messages
                .iter()
                .all(|message| (SIZE..3 * SIZE / 2).contains(&message.len()))
        );
        let ascii = messages.iter().filter(|message| message.is_ascii()).count();
        assert!((50..=80).contains(&ascii), "{ascii}");
    }
}
