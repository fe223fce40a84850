//! Messages of about 1 KB, as they come: most of them clean, a tenth with something in it.

use crate::chat::{cases::Class, random::Random};

/// What a message is filled up to, in bytes.
pub(super) const SIZE: usize = 1_024;

/// As many messages, put together from the innocent texts, every tenth with one that is not.
pub(super) fn messages(count: usize, innocent: &[Class], bad: &[Class]) -> Vec<String> {
    let mut random = Random::named("messages");
    let texts = |classes: &[Class], names: &[&str]| -> Vec<String> {
        let classes = classes
            .iter()
            .filter(|class| names.is_empty() || names.contains(&class.name));
        classes
            .flat_map(|class| &class.cases)
            .map(|case| case.text.clone())
            .collect()
    };
    let chat = texts(innocent, &["ordinary chat"]);
    let spice = texts(
        innocent,
        &[
            "languages",
            "emoji",
            "addresses",
            "amounts and times",
            "codes",
            "words within words",
        ],
    );
    let bad = texts(bad, &[]);
    let pick = |texts: &[String], random: &mut Random| {
        let at = random.below(texts.len());
        texts.get(at).cloned().unwrap_or_default()
    };
    (0..count)
        .map(|number| {
            let mut message = String::new();
            if number % 10 == 9 {
                message.push_str(&pick(&bad, &mut random));
            }
            while message.len() < SIZE {
                message.push(' ');
                let texts = if random.once_in(8) { &spice } else { &chat };
                message.push_str(&pick(texts, &mut random));
            }
            message
        })
        .collect()
}
