use proptest::prelude::*;

use super::{Manner, measure};
use crate::extract::Extracted;

fn plain(text: &str) -> Manner {
    measure(&Extracted::plain(text))
}

#[test]
fn capitals_are_counted_among_letters_that_have_them() {
    let cases = [
        ("HELLO there", 10, 5),
        ("STOP IT NOW", 9, 9),
        ("ПРИВЕТ мир", 9, 6),
        ("ΓΕΙΑ", 4, 4),
        ("สวัสดี", 0, 0),
        ("你好世界", 0, 0),
        ("مرحبا", 0, 0),
        ("12:30 !!!", 0, 0),
        ("ＡＢＣ", 3, 3),
        ("Straße", 6, 1),
        ("I'M OK", 4, 4),
        ("ǅ", 0, 0),
        ("", 0, 0),
    ];
    for (text, letters, upper) in cases {
        let manner = plain(text);
        assert_eq!((manner.letters, manner.upper), (letters, upper), "{text}");
    }
}

#[test]
fn an_emoji_is_what_is_shown_as_one() {
    let cases = [
        ("😀", 1),
        ("😀😀 😀", 3),
        ("👨‍👩‍👧‍👦", 1),
        ("👍🏽", 1),
        ("🇩🇪🇫🇷", 2),
        ("🏴󠁧󠁢󠁥󠁮󠁧󠁿", 1),
        ("1️⃣ 2️⃣", 2),
        ("#️⃣", 1),
        ("❤️", 1),
        ("❤", 0),
        ("☺︎", 0),
        ("⌚", 1),
        ("©2026 ™ ®", 0),
        ("©️", 1),
        ("🏳️‍🌈", 1),
        ("👁️‍🗨️", 1),
        ("123 #1 * a", 0),
        (":-) <3", 0),
        ("😀\u{200d}", 1),
        ("日本語", 0),
        ("→ ✓ ★", 0),
        ("🀄🃏", 2),
    ];
    for (text, emoji) in cases {
        assert_eq!(plain(text).emoji, emoji, "{text}");
    }
}

#[test]
fn a_person_is_mentioned_once() {
    let cases = [
        ("@ann hi", 1),
        ("@ann @bo @ann @ANN", 2),
        ("(@ann), @bo. @cy!", 3),
        ("@ann.lee @ann-lee @ann_lee", 3),
        ("mail ann@example.com", 0),
        ("5 @ 1.20", 0),
        ("@ @@ @- @!", 0),
        ("https://social.example/@ann", 0),
        ("＠ann", 1),
        ("@анна @李", 2),
        ("@everyone", 1),
        ("npm i x@1", 0),
        ("", 0),
    ];
    for (text, mentions) in cases {
        assert_eq!(plain(text).mentions, mentions, "{text}");
    }
    let html = "<at id='1'>Ann</at> <at id='1'>Ann</at> <at id='2'>Bo</at> <at>@Cy</at> @dee";
    assert_eq!(measure(&Extracted::html(html)).mentions, 4);
}

proptest! {
    #[test]
    fn counts_are_within_the_text(text in "\\PC{0,60}") {
        let manner = plain(&text);
        prop_assert!(manner.upper <= manner.letters);
        prop_assert!(manner.letters.max(manner.emoji).max(manner.mentions) <= text.chars().count());
    }
}
