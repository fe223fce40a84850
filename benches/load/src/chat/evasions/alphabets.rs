//! Letters that look like others.

/// What looks like each letter of the Latin alphabet; nothing where nothing does.
pub(super) type Alphabet = fn(char) -> &'static [char];

pub(super) fn cyrillic(letter: char) -> &'static [char] {
    match letter {
        'a' => &['а', 'А'],
        'b' => &['Ь', 'в'],
        'c' => &['с', 'С'],
        'd' => &['ԁ'],
        'e' => &['е', 'Е', 'ҽ'],
        'h' => &['һ', 'Н'],
        'i' => &['і', 'І'],
        'j' => &['ј'],
        'k' => &['к', 'К'],
        'l' => &['ӏ'],
        'm' => &['м', 'М'],
        'o' => &['о', 'О'],
        'p' => &['р', 'Р'],
        's' => &['ѕ', 'Ѕ'],
        't' => &['т', 'Т'],
        'v' => &['ѵ'],
        'w' => &['ԝ', 'ѡ'],
        'x' => &['х'],
        'y' => &['у', 'ү'],
        _ => &[],
    }
}

pub(super) fn greek(letter: char) -> &'static [char] {
    match letter {
        'a' => &['α', 'Α'],
        'b' => &['β', 'Β'],
        'e' => &['ε', 'Ε'],
        'h' => &['Η'],
        'i' => &['ι', 'Ι'],
        'k' => &['κ', 'Κ'],
        'm' => &['Μ'],
        'n' => &['η', 'Ν'],
        'o' => &['ο', 'Ο'],
        'p' => &['ρ', 'Ρ'],
        't' => &['τ', 'Τ'],
        'u' => &['υ'],
        'v' => &['ν'],
        'w' => &['ω'],
        'x' => &['χ', 'Χ'],
        'y' => &['γ', 'Υ'],
        'z' => &['Ζ'],
        _ => &[],
    }
}

pub(super) fn armenian_and_cherokee(letter: char) -> &'static [char] {
    match letter {
        'a' => &['Ꭺ'],
        'b' => &['Ᏼ'],
        'c' => &['Ꮯ'],
        'd' => &['Ꭰ'],
        'e' => &['Ꭼ'],
        'g' => &['ց', 'Ꮐ'],
        'h' => &['հ', 'Ꮋ'],
        'k' => &['Ꮶ'],
        'l' => &['Ꮮ'],
        'm' => &['Ꮇ'],
        'n' => &['ո'],
        'o' => &['օ'],
        'p' => &['Ꮲ'],
        'r' => &['Ꮢ'],
        's' => &['Ꮪ'],
        't' => &['Ꭲ'],
        'u' => &['ս'],
        'w' => &['Ꮃ'],
        'z' => &['Ꮓ'],
        _ => &[],
    }
}

/// Latin letters of other languages and of the phonetic alphabet.
pub(super) fn latin(letter: char) -> &'static [char] {
    match letter {
        'a' => &['ɑ'],
        'b' => &['ɓ', 'ƀ'],
        'c' => &['ƈ', 'ȼ'],
        'd' => &['ɗ', 'đ'],
        'e' => &['ɛ', 'ɇ'],
        'f' => &['ƒ'],
        'g' => &['ɡ', 'ǥ'],
        'h' => &['ɦ', 'ħ'],
        'i' => &['ı', 'ɪ'],
        'k' => &['ƙ', 'ĸ'],
        'l' => &['ł', 'ƚ'],
        'm' => &['ɱ'],
        'n' => &['ɲ', 'ƞ'],
        'o' => &['ø', 'ɵ'],
        'p' => &['ƥ'],
        'r' => &['ɍ', 'ɾ'],
        's' => &['ʂ', 'ȿ'],
        't' => &['ŧ', 'ƭ'],
        'u' => &['ʉ', 'ʋ'],
        'w' => &['ⱳ', 'ɯ'],
        'y' => &['ƴ', 'ɏ'],
        'z' => &['ƶ', 'ʐ'],
        _ => &[],
    }
}

/// Letters with an accent that is part of them.
pub(super) fn accented(letter: char) -> &'static [char] {
    match letter {
        'a' => &['á', 'à', 'ä', 'â', 'ã', 'å', 'ā'],
        'b' => &['ḃ', 'ḅ'],
        'c' => &['ç', 'č', 'ć'],
        'd' => &['ď', 'ḍ'],
        'e' => &['é', 'è', 'ë', 'ê', 'ē', 'ę'],
        'f' => &['ḟ'],
        'g' => &['ğ', 'ǧ'],
        'h' => &['ĥ', 'ḥ'],
        'i' => &['í', 'ì', 'ï', 'î'],
        'k' => &['ķ', 'ḳ'],
        'l' => &['ļ', 'ĺ'],
        'm' => &['ṁ'],
        'n' => &['ñ', 'ň', 'ń'],
        'o' => &['ó', 'ò', 'ö', 'ô', 'õ', 'ő'],
        'p' => &['ṗ'],
        'r' => &['ř', 'ŕ'],
        's' => &['š', 'ś', 'ş'],
        't' => &['ť', 'ţ', 'ṭ'],
        'u' => &['ú', 'ù', 'ü', 'û', 'ů'],
        'w' => &['ŵ', 'ẅ'],
        'y' => &['ý', 'ÿ'],
        'z' => &['ž', 'ź', 'ż'],
        _ => &[],
    }
}

pub(super) fn small_capitals(letter: char) -> &'static [char] {
    const TABLE: [char; 26] = [
        'ᴀ', 'ʙ', 'ᴄ', 'ᴅ', 'ᴇ', 'ꜰ', 'ɢ', 'ʜ', 'ɪ', 'ᴊ', 'ᴋ', 'ʟ', 'ᴍ', 'ɴ', 'ᴏ', 'ᴘ', 'ꞯ', 'ʀ',
        'ꜱ', 'ᴛ', 'ᴜ', 'ᴠ', 'ᴡ', 'x', 'ʏ', 'ᴢ',
    ];
    of_table(&TABLE, letter)
}

pub(super) fn superscripts(letter: char) -> &'static [char] {
    const TABLE: [char; 26] = [
        'ᵃ', 'ᵇ', 'ᶜ', 'ᵈ', 'ᵉ', 'ᶠ', 'ᵍ', 'ʰ', 'ⁱ', 'ʲ', 'ᵏ', 'ˡ', 'ᵐ', 'ⁿ', 'ᵒ', 'ᵖ', 'q', 'ʳ',
        'ˢ', 'ᵗ', 'ᵘ', 'ᵛ', 'ʷ', 'ˣ', 'ʸ', 'ᶻ',
    ];
    of_table(&TABLE, letter)
}

fn of_table(table: &'static [char; 26], letter: char) -> &'static [char] {
    let at = (u32::from(letter)).wrapping_sub(u32::from('a')) as usize;
    table.get(at..=at).unwrap_or_default()
}

/// Alphabets that stand in Unicode in one piece: where `a` is, and whether there is a gap.
pub(super) fn shifted(letter: char, a: char) -> Option<char> {
    let moved = char::from_u32(u32::from(a) + u32::from(letter).checked_sub(u32::from('a'))?)?;
    Some(match moved {
        // Unicode has these three elsewhere.
        '\u{1D455}' => 'ℎ',
        '\u{1D4BA}' => 'ℯ',
        '\u{1D4BC}' => 'ℊ',
        '\u{1D4C4}' => 'ℴ',
        moved => moved,
    })
}

pub(super) const FULLWIDTH: &[char] = &['ａ', 'Ａ'];
/// Bold, italic, bold italic, script, bold script, Fraktur, double-struck, sans, mono.
pub(super) const MATHEMATICAL: &[char] = &[
    '𝐚', '𝑎', '𝒂', '𝒶', '𝓪', '𝔞', '𝕒', '𝖺', '𝗮', '𝘢', '𝙖', '𝚊', '𝐀', '𝑨', '𝗔', '𝙰',
];
/// In circles, squares and parentheses.
pub(super) const ENCLOSED: &[char] = &['ⓐ', 'Ⓐ', '🅐', '🄰', '🅰', '⒜'];
/// Which flags are made of.
pub(super) const REGIONAL: &[char] = &['🇦'];
