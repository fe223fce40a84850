//! Digits and signs that are written for letters.

/// The letter that a digit is written for. `1` may be an `l` as well.
pub(super) fn digit(digit: char) -> Option<char> {
    Some(match digit {
        '0' => 'o',
        '1' => 'i',
        '2' => 'z',
        '3' => 'e',
        '4' => 'a',
        '5' => 's',
        '6' | '9' => 'g',
        '7' => 't',
        '8' => 'b',
        _ => return None,
    })
}

/// The letter that a sign is written for inside a word.
pub(super) fn sign(sign: char) -> Option<char> {
    Some(match sign {
        '@' | '₳' | '∆' | '△' | '∀' | '⍺' => 'a',
        '฿' | '₿' => 'b',
        '(' | '[' | '{' | '<' | '¢' | '₵' | '₡' | '©' | '⊂' => 'c',
        '∂' | '₫' => 'd',
        '€' | '£' | '∑' | '℮' | '∃' | '∈' | '≡' => 'e',
        '₣' => 'f',
        '₲' => 'g',
        '!' | '|' | '¦' => 'i',
        '₭' => 'k',
        '₥' => 'm',
        '∩' | '₦' => 'n',
        '¤' | '°' | '∅' | '⊙' | '◯' | '○' | '●' => 'o',
        '₱' => 'p',
        '®' => 'r',
        '$' | '§' => 's',
        '+' | '†' | '₮' => 't',
        '∪' | 'µ' => 'u',
        '√' | '∨' => 'v',
        '₩' => 'w',
        '×' => 'x',
        '¥' => 'y',
        _ => return None,
    })
}

/// A letter drawn with several signs at the beginning of `rest`, and how many bytes that takes.
pub(super) fn drawn(rest: &str) -> Option<(char, usize)> {
    DRAWN
        .iter()
        .find(|(signs, _)| rest.starts_with(signs))
        .map(|(signs, it)| (*it, signs.len()))
}

/// Longer drawings before those that they begin with.
const DRAWN: [(&str, char); 16] = [
    ("|\\/|", 'm'),
    ("/\\/\\", 'm'),
    ("\\/\\/", 'w'),
    ("|/\\|", 'w'),
    ("|\\|", 'n'),
    ("/\\/", 'n'),
    ("|-|", 'h'),
    ("|_|", 'u'),
    ("\\/", 'u'),
    ("/\\", 'a'),
    ("|<", 'k'),
    ("|)", 'd'),
    ("|]", 'd'),
    ("|=", 'f'),
    ("()", 'o'),
    ("[]", 'o'),
];

/// Whether a sign is taken for a letter even at the edge of a word.
pub(super) fn is_bold(sign: char) -> bool {
    matches!(sign, '@' | '$')
}
