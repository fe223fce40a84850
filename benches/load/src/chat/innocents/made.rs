//! Addresses, tables and statements of ordinary words.

use std::fmt::Write as _;

use super::fill;
use crate::chat::{
    cases::{Case, Class},
    lists,
    random::Random,
};

/// Addresses of ordinary words.
pub(super) fn addresses(class: &mut Class, enough: usize) {
    let (mut random, ordinary) = (Random::named(class.name), lists::ordinary());
    fill(class, enough, || {
        let [a, b, c] = std::array::from_fn(|_| random.pick(&ordinary));
        let number = random.below(1_000);
        Some(Case::innocent(match random.below(7) {
            0 => format!("https://example.com/{a}-{b}-{c}?id={number}"),
            1 => format!("https://{a}.example/{b}/{c}.html#{number}"),
            2 => format!("www.{a}{b}.example"),
            3 => format!("{a}.{b}@example.com"),
            4 => format!("https://example.com/{a}_{b}/{c}/{number}.png"),
            5 => format!("https://{a}-{b}.example.org/?q={b}+{c}&s={number}"),
            _ => format!("see https://example.net/{a}/{b}, {c}"),
        }))
    });
}

/// Tables of ordinary words and numbers.
pub(super) fn tables(class: &mut Class, enough: usize) {
    let (mut random, ordinary) = (Random::named(class.name), lists::ordinary());
    fill(class, enough, || {
        let (left, right) = *random.pick(&[&("| ", " |"), &("", ""), &("+ ", " +"), &("│ ", " │")]);
        let between = random.pick(&[" | ", "\t", "  ", " + ", " │ ", ";"]);
        let (lines, columns) = (random.between(2, 4), random.between(2, 5));
        let initials = random.once_in(3);
        let mut table = String::new();
        for _ in 0..lines {
            let cells: Vec<_> = (0..columns)
                .map(|_| match (initials, random.below(3)) {
                    (true, _) => random.pick_char("BDGHJKLMNOQVWXYZ").to_string(),
                    (false, 0) => random.below(100).to_string(),
                    (false, _) => random.pick(&ordinary).to_owned(),
                })
                .collect();
            // Writing to a String cannot fail.
            let _ = writeln!(table, "{left}{}{right}", cells.join(between));
        }
        Some(Case::innocent(table))
    });
}

/// Statements about ordinary names.
pub(super) fn code(class: &mut Class, enough: usize) {
    let (mut random, ordinary) = (Random::named(class.name), lists::ordinary());
    fill(class, enough, || {
        let [a, b] = std::array::from_fn(|_| random.pick(&ordinary));
        let number = random.below(100);
        Some(Case::innocent(match random.below(6) {
            0 => format!("let {a}_{b} = {b}[{number}];"),
            1 => format!("{a}.{b}({number});"),
            2 => format!("if ({a} != {b}) {{ {a} += {number}; }}"),
            3 => format!("s.{a} = '{b}'; // {number}"),
            4 => format!("--{a}={number} --{b}"),
            _ => format!("<{a} {b}=\"{number}\"/>"),
        }))
    });
}
