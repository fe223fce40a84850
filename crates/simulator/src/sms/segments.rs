//! How many messages of 140 octets a text takes.
//!
//! The alphabets and the header of a part are those of 3GPP TS 23.038 and TS 23.040.

/// The basic alphabet without the escape.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?\
                     ¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

/// What takes an escape and a septet.
const EXTENDED: &str = "\u{c}^{}\\[~]|€";

/// The number of segments, at least 1.
pub(crate) fn count(text: &str) -> u32 {
    let septets: Option<Vec<usize>> = text.chars().map(septets).collect();
    let (units, alone, part) = match septets {
        Some(septets) => (septets, 160, 153),
        None => (text.chars().map(char::len_utf16).collect(), 70, 67),
    };
    if units.iter().sum::<usize>() <= alone {
        return 1;
    }
    // Neither an escape and its septet nor a surrogate pair is ever split.
    let (parts, _) = units.iter().fold((1, 0), |(parts, used), unit| {
        if used + unit > part {
            (parts + 1, *unit)
        } else {
            (parts, used + unit)
        }
    });
    parts
}

fn septets(character: char) -> Option<usize> {
    if BASIC.contains(character) {
        Some(1)
    } else if EXTENDED.contains(character) {
        Some(2)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::{BASIC, count};

    #[test]
    fn a_text_grows_by_a_segment_where_the_standard_says() {
        assert_eq!(BASIC.chars().count(), 127);
        for (character, before, segments) in [
            ("a", 160, 1),
            ("a", 161, 2),
            ("a", 306, 2),
            ("a", 307, 3),
            ("€", 80, 1),
            ("€", 81, 2),
            // 76 pairs a part, and one septet of each stays empty.
            ("€", 152, 2),
            ("€", 153, 3),
            ("✓", 70, 1),
            ("✓", 71, 2),
            ("✓", 134, 2),
            ("✓", 135, 3),
            ("🙂", 35, 1),
            ("🙂", 36, 2),
            ("🙂", 66, 2),
            ("🙂", 67, 3),
            ("", 0, 1),
        ] {
            let text = character.repeat(before);
            assert_eq!(count(&text), segments, "{before} × {character}");
        }
        assert_eq!(count(&format!("{}ç", "a".repeat(69))), 1);
        assert_eq!(count(&format!("{}ç", "a".repeat(70))), 2);
    }
}
