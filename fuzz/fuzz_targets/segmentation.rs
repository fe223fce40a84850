//! Any text: its parts, packed one after another, are as many as counted, and none is over-full.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sms::segments::{Encoding, segments};

/// What the alphabet has beside letters, digits and the ASCII signs, and costs one septet.
const OTHERS: &str = "\n\r£¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà";
const PAIRS: &str = "\u{c}^{}\\[~]|€";

fn septets(character: char) -> Option<usize> {
    let plain = matches!(character, ' '..='~') && character != '`' || OTHERS.contains(character);
    if PAIRS.contains(character) { Some(2) } else { plain.then_some(1) }
}

fuzz_target!(|text: &str| {
    let counted = segments(text);
    let gsm: Option<Vec<usize>> = text.chars().map(septets).collect();
    let (encoding, costs, alone, part) = match gsm {
        Some(costs) => (Encoding::Gsm7, costs, 160, 153),
        None => (Encoding::Ucs2, text.chars().map(char::len_utf16).collect(), 70, 67),
    };
    assert_eq!(counted.encoding, encoding);
    assert_eq!(counted.units, costs.iter().sum::<usize>());
    let mut parts: Vec<usize> = Vec::new();
    let size = if counted.units <= alone { alone } else { part };
    for cost in costs {
        match parts.last_mut() {
            Some(used) if *used + cost <= size => *used += cost,
            _ => parts.push(cost),
        }
    }
    assert_eq!(counted.segments, parts.len());
    assert_eq!(counted.left, size - parts.last().copied().unwrap_or_default());
    for offender in &counted.offenders {
        assert!(text[offender.byte..].starts_with(offender.character));
        assert_eq!(text[..offender.byte].chars().count(), offender.at);
        assert_eq!(septets(offender.character), None);
    }
    assert_eq!(counted.offenders.is_empty(), encoding == Encoding::Gsm7);
});
