//! How long reading and scanning a message takes, by the number of terms.
//!
//! `cargo run --release -p moderation --example terms`

#![expect(clippy::print_stdout, reason = "this is a command-line tool")]

use std::{hint::black_box, time::Instant};

use moderation::{
    terms::{Normalise, Place, Term, TermList, Terms},
    view::Views,
};

const ROUNDS: u32 = 50;
const BATCHES: usize = 50;

const ENGLISH: &str = "Hi there, thanks for getting back to me so quickly! I had a look at the order \
    you mentioned and it seems that the parcel left our warehouse on Tuesday at 14:30, so it should \
    be with you by the end of the week. If it isn't, just send me a message here (or call us on the \
    number in your confirmation) and we'll sort it out. About the second item: we don't have it in \
    blue at the moment, only in black and green, but I can put you on the list and let you know as \
    soon as it is back in stock. It would cost $24.99 including shipping. By the way, did the first \
    one fit well? A few customers told us that it runs a little small, so we usually recommend to \
    take one size up. Let me know what you think, and have a great day! ";

const RUSSIAN: &str = "Здравствуйте! Спасибо за быстрый ответ. Я посмотрел заказ, о котором вы \
    писали: посылка ушла со склада во вторник и должна быть у вас до конца недели. Если её не \
    будет, просто напишите сюда, и мы разберёмся. ";

const DISGUISED: &str = "y0u @re s0 w e i r d, st*p it n-o-w!! 𝓌𝒽𝓎 do you аlwауs d o t h a t ??? ";

fn main() {
    let texts = [
        ("english", cut(ENGLISH, 1024)),
        ("russian", cut(RUSSIAN, 1024)),
        ("disguised", cut(DISGUISED, 1024)),
    ];
    for (name, text) in &texts {
        let mut views = Views::default();
        let each = time(|| views.read(black_box(text)));
        println!("{name:>10}: {} B, both views {each:.1} us", text.len());
    }
    for count in [100, 1_000, 10_000, 100_000] {
        for (kind, place) in [("words", Place::Word), ("mixed", Place::Prefix)] {
            let terms = terms(count, place);
            let started = Instant::now();
            let lists = [TermList {
                terms: &terms,
                allow: &[],
                normalise: Normalise::All,
            }];
            let Ok(compiled) = Terms::new(&lists) else {
                continue;
            };
            let built = started.elapsed().as_secs_f64() * 1e3;
            print!("{count:>7} {kind}: build {built:.1} ms;");
            for (name, text) in &texts {
                let mut views = Views::default();
                let mut found = Vec::new();
                let each = time(|| {
                    found.clear();
                    views.read(black_box(text));
                    compiled.scan(text, &views, &mut found);
                });
                print!(" {name} {each:.1} us");
            }
            println!();
        }
    }
}

/// The microseconds that something takes when nothing else runs: the best of some batches.
fn time(mut work: impl FnMut()) -> f64 {
    let batch = || {
        let started = Instant::now();
        for _ in 0..ROUNDS {
            work();
        }
        started.elapsed().as_secs_f64() * 1e6 / f64::from(ROUNDS)
    };
    std::iter::repeat_with(batch)
        .take(BATCHES)
        .fold(f64::INFINITY, f64::min)
}

fn cut(text: &str, len: usize) -> String {
    let mut cut = text.repeat(len / text.len() + 1);
    let end = (0..=len).rev().find(|end| cut.is_char_boundary(*end));
    cut.truncate(end.unwrap_or_default());
    cut
}

/// Made-up words, every tenth with a star and every twentieth a phrase if mixed.
fn terms(count: u32, place: Place) -> Vec<Term> {
    let mut state = 1;
    (0..count)
        .map(|nth| {
            let mut text = word(&mut state);
            let place = match nth % 20 {
                _ if place == Place::Word => Place::Word,
                0 => {
                    text = format!("{text} {}", word(&mut state));
                    Place::Word
                }
                1 | 2 => Place::Prefix,
                3 => Place::Suffix,
                4 => Place::Anywhere,
                _ => Place::Word,
            };
            Term { text, place }
        })
        .collect()
}

fn word(state: &mut u64) -> String {
    let mut next = |of: &[u8]| {
        *state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let at = usize::try_from(*state >> 33).unwrap_or_default() % of.len();
        of.get(at).copied().map_or('a', char::from)
    };
    let syllables = 2 + usize::from(next(b"01") == '1') + usize::from(next(b"01") == '1');
    (0..syllables)
        .flat_map(|_| {
            [
                next(b"bcdfghklmnprstvwz"),
                next(b"aeiou"),
                next(b"nrstlmkd"),
            ]
        })
        .collect()
}
