use proptest::prelude::*;

use super::{Encoding, Offender, Segments, segments};

/// The alphabet as the table of the standard prints it, column by column; the escape is `\u{1b}`.
const TABLE: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u{1b}ÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?\
    ¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
const EXTENSION: [(u8, char); 10] = [
    (0x0a, '\u{c}'),
    (0x14, '^'),
    (0x28, '{'),
    (0x29, '}'),
    (0x2f, '\\'),
    (0x3c, '['),
    (0x3d, '~'),
    (0x3e, ']'),
    (0x40, '|'),
    (0x65, '€'),
];

/// The septets of a character.
fn encode(character: char) -> Option<Vec<u8>> {
    if let Some((code, _)) = EXTENSION.iter().find(|(_, c)| *c == character) {
        return Some(vec![0x1b, *code]);
    }
    let at = TABLE
        .chars()
        .position(|c| c == character && c != '\u{1b}')?;
    Some(vec![u8::try_from(at).unwrap()])
}

/// The parts as octets, made the way a phone would make them: fill a part as far as the bits go,
/// look whether what was cut is whole, take it back if it is not.
fn octets(text: &str) -> (Encoding, Vec<Vec<u8>>) {
    let septets: Option<Vec<u8>> = text
        .chars()
        .map(encode)
        .collect::<Option<Vec<_>>>()
        .map(|all| all.concat());
    if let Some(septets) = septets {
        (Encoding::Gsm7, pack_septets(&septets))
    } else {
        let units: Vec<u16> = text.encode_utf16().collect();
        (Encoding::Ucs2, pack_units(&units))
    }
}

fn pack_septets(septets: &[u8]) -> Vec<Vec<u8>> {
    let pack = |septets: &[u8], header: usize| -> Vec<u8> {
        // The header is followed by fill bits up to a septet's border.
        let mut bits: Vec<bool> = vec![false; (header * 8).div_ceil(7) * 7];
        for septet in septets {
            bits.extend((0..7).map(|bit| septet >> bit & 1 == 1));
        }
        bits.chunks(8)
            .map(|chunk| {
                chunk
                    .iter()
                    .rev()
                    .fold(0, |octet, bit| octet << 1 | u8::from(*bit))
            })
            .collect()
    };
    if pack(septets, 0).len() <= 140 {
        return vec![pack(septets, 0)];
    }
    let mut parts = Vec::new();
    let mut rest = septets;
    while !rest.is_empty() {
        let mut take = rest.len().min(160);
        while pack(&rest[..take], 6).len() > 140 {
            take -= 1;
        }
        if rest[take - 1] == 0x1b {
            take -= 1;
        }
        parts.push(pack(&rest[..take], 6));
        rest = &rest[take..];
    }
    parts
}

fn pack_units(units: &[u16]) -> Vec<Vec<u8>> {
    let pack = |units: &[u16], header: usize| -> Vec<u8> {
        let mut octets = vec![0; header];
        octets.extend(units.iter().flat_map(|unit| unit.to_be_bytes()));
        octets
    };
    if pack(units, 0).len() <= 140 {
        return vec![pack(units, 0)];
    }
    let mut parts = Vec::new();
    let mut rest = units;
    while !rest.is_empty() {
        let mut take = rest.len().min(160);
        while pack(&rest[..take], 6).len() > 140 {
            take -= 1;
        }
        if (0xd800..0xdc00).contains(&rest[take - 1]) {
            take -= 1;
        }
        parts.push(pack(&rest[..take], 6));
        rest = &rest[take..];
    }
    parts
}

fn short(text: &str) -> (Encoding, usize, usize, usize) {
    let Segments {
        encoding,
        segments,
        units,
        left,
        ..
    } = segments(text);
    (encoding, segments, units, left)
}

#[test]
fn the_borders() {
    use Encoding::{Gsm7, Ucs2};
    let a = |n: usize| "a".repeat(n);
    let cyrillic = |n: usize| "я".repeat(n);
    let cases = [
        (String::new(), (Gsm7, 0, 0, 160)),
        (a(1), (Gsm7, 1, 1, 159)),
        (a(160), (Gsm7, 1, 160, 0)),
        (a(161), (Gsm7, 2, 161, 145)),
        (a(306), (Gsm7, 2, 306, 0)),
        (a(307), (Gsm7, 3, 307, 152)),
        // The pair would lie over the border: one septet stays empty.
        (a(159) + "€", (Gsm7, 2, 161, 145)),
        (a(158) + "€", (Gsm7, 1, 160, 0)),
        (a(152) + "€" + &a(7), (Gsm7, 2, 161, 144)),
        (a(152) + "€" + &a(151), (Gsm7, 2, 305, 0)),
        (a(152) + "€" + &a(152), (Gsm7, 3, 306, 152)),
        (cyrillic(70), (Ucs2, 1, 70, 0)),
        (cyrillic(71), (Ucs2, 2, 71, 63)),
        (cyrillic(134), (Ucs2, 2, 134, 0)),
        (cyrillic(135), (Ucs2, 3, 135, 66)),
        (cyrillic(69) + "🙂", (Ucs2, 2, 71, 63)),
        (cyrillic(66) + "🙂" + &cyrillic(3), (Ucs2, 2, 71, 62)),
        (cyrillic(66) + "🙂" + &cyrillic(65), (Ucs2, 2, 133, 0)),
        (cyrillic(66) + "🙂" + &cyrillic(66), (Ucs2, 3, 134, 66)),
        ("🙂".repeat(35), (Ucs2, 1, 70, 0)),
        ("🙂".repeat(36), (Ucs2, 2, 72, 61)),
        // In UCS-2 the extension characters cost one.
        (cyrillic(1) + &"€".repeat(69), (Ucs2, 1, 70, 0)),
    ];
    for (text, expected) in cases {
        assert_eq!(
            short(&text),
            expected,
            "{} characters",
            text.chars().count()
        );
    }
}

#[test]
fn the_alphabet_is_the_table_of_the_standard() {
    for character in (0..=0x1_ffff).filter_map(char::from_u32) {
        let expected = encode(character).map(|septets| septets.len());
        assert_eq!(super::gsm7::septets(character), expected, "{character:?}");
    }
}

#[test]
fn offenders_are_named_with_their_places() {
    let counted = segments("Déjà “vu” 🙂");
    let offender = |character, at, byte| Offender {
        character,
        at,
        byte,
    };
    assert_eq!(
        counted.offenders,
        [
            offender('“', 5, 7),
            offender('”', 8, 12),
            offender('🙂', 10, 16)
        ]
    );
    for (text, offenders) in [
        ("çáíóúâ`\t\u{a0}", 9),
        ("’“”–—…•", 7),
        ("ΑΒΕ", 3), // Greek, but in Latin's shape, which the alphabet expects
        ("ÇÑñßåΔ€[]", 0),
    ] {
        assert_eq!(segments(text).offenders.len(), offenders, "{text}");
    }
}

#[test]
fn debug_shows_nothing_of_the_text() {
    let counted = segments("a🙂");
    assert_eq!(
        format!("{counted:?}"),
        "1 x UCS-2, 3 units, 67 left, 1 offenders"
    );
    assert_eq!(format!("{:?}", counted.offenders), "[Offender at 1]");
}

fn texts() -> impl Strategy<Value = String> {
    let gsm = prop::collection::vec(
        prop_oneof![6 => Just('a'), 1 => Just('€'), 1 => Just('{'), 1 => Just('ü')],
        0..500,
    );
    let wide = prop::collection::vec(
        prop_oneof![6 => Just('я'), 2 => Just('🙂'), 1 => Just('€')],
        0..250,
    );
    let any = prop::collection::vec(any::<char>(), 0..120);
    prop_oneof![gsm, wide, any].prop_map(|chars| chars.into_iter().collect())
}

proptest! {
    #[test]
    fn the_count_is_that_of_the_octets(text in texts()) {
        let (encoding, parts) = octets(&text);
        let counted = segments(&text);
        prop_assert_eq!(counted.encoding, encoding);
        prop_assert_eq!(counted.segments, if text.is_empty() { 0 } else { parts.len() });
    }

    #[test]
    fn what_is_left_fits_and_one_more_does_not(text in texts()) {
        let counted = segments(&text);
        prop_assume!(counted.segments > 0);
        let filler = if counted.encoding == Encoding::Gsm7 { "a" } else { "я" };
        let full = text.clone() + &filler.repeat(counted.left);
        prop_assert_eq!(segments(&full).segments, counted.segments);
        let over = full + filler;
        prop_assert_eq!(segments(&over).segments, counted.segments + 1);
    }
}
