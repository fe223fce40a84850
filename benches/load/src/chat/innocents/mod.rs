//! Texts that a filter must leave alone: written by hand, and put together from ordinary words.

mod figures;
mod glued;
mod letters;
mod made;
mod styled;

use super::{
    cases::{Case, Class},
    lists,
};

/// How many texts a class has at least; those of a list are filled up with made ones.
const ENOUGH: usize = 200;

/// All classes, the same in every run.
pub(super) fn classes() -> Vec<Class> {
    let mut classes: Vec<_> = lists::innocent()
        .into_iter()
        .map(|(name, texts)| {
            let mut class = Class::new(name);
            for text in texts {
                class.add(Case::innocent(text));
            }
            class
        })
        .collect();
    for class in &mut classes {
        match class.name {
            "neighbours that glue" => glued::neighbours(class, 2 * ENOUGH),
            "addresses" => made::addresses(class, ENOUGH),
            "emoji" => styled::emoji(class, ENOUGH),
            "stars and blanks" => styled::stars(class, ENOUGH),
            "tables and drawings" => made::tables(class, ENOUGH),
            "code" => made::code(class, ENOUGH),
            _ => {}
        }
    }
    classes.extend([
        letters::initials(ENOUGH),
        letters::spelled_out(ENOUGH),
        letters::stretched(ENOUGH),
        figures::codes(ENOUGH),
        figures::amounts(ENOUGH),
        figures::numbers(ENOUGH),
        styled::dressed_up(2 * ENOUGH),
        styled::html(ENOUGH),
    ]);
    classes
}

/// Fills a class up with texts that `make` comes upon.
fn fill(class: &mut Class, enough: usize, mut make: impl FnMut() -> Option<Case>) {
    // A class that cannot be filled is caught by a test.
    for _ in 0..100 * enough {
        if class.cases.len() >= enough {
            break;
        }
        if let Some(case) = make() {
            class.add(case);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_has_enough_texts() {
        for class in classes() {
            assert!(
                class.cases.len() >= ENOUGH,
                "{}: {}",
                class.name,
                class.cases.len()
            );
        }
    }
}
