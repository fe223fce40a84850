//! What a text costs: the parts that the networks send it in.
//!
//! A part carries 140 octets: 160 characters of seven bits (3GPP TS 23.038 §6.2.1) or 70 code
//! units of UTF-16. A text of several parts spends 6 octets of each on a header (TS 23.040
//! §9.2.3.24.1), which leaves 153 and 67. ACS sends all of a text in one of the two encodings:
//! <https://learn.microsoft.com/en-us/azure/communication-services/concepts/sms/sms-faq>.
//! The national language shift tables are not used.

mod gsm7;

use std::fmt;

/// The alphabet that a text needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// The default alphabet of 3GPP TS 23.038 and its extension table.
    Gsm7,
    /// UTF-16, which UCS-2 has become.
    Ucs2,
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Gsm7 => "GSM-7",
            Self::Ucs2 => "UCS-2",
        })
    }
}

/// What a text costs.
#[derive(Clone, PartialEq, Eq)]
pub struct Segments {
    /// The alphabet.
    pub encoding: Encoding,
    /// The parts, each of which is paid for; 0 for an empty text.
    pub segments: usize,
    /// Septets or UTF-16 code units of the text itself, without what is lost at the ends of parts.
    pub units: usize,
    /// Units that still fit into the last part. A character of two units does not fit into one.
    pub left: usize,
    /// The characters that are not in the GSM alphabet, in order: one is enough to make the whole
    /// text UCS-2. Empty for GSM-7.
    pub offenders: Vec<Offender>,
}

/// A character outside the GSM alphabet, and where it stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Offender {
    /// The character.
    pub character: char,
    /// How many characters (not bytes) stand before it.
    pub at: usize,
    /// How many bytes stand before it.
    pub byte: usize,
}

/// Counts the parts of a text.
pub fn segments(text: &str) -> Segments {
    let offenders: Vec<Offender> = text
        .char_indices()
        .enumerate()
        .filter(|(_, (_, character))| gsm7::septets(*character).is_none())
        .map(|(at, (byte, character))| Offender {
            character,
            at,
            byte,
        })
        .collect();
    let (encoding, alone, part) = if offenders.is_empty() {
        (Encoding::Gsm7, 160, 153)
    } else {
        (Encoding::Ucs2, 70, 67)
    };
    let cost = |character: char| match encoding {
        Encoding::Gsm7 => gsm7::septets(character).unwrap_or(1),
        Encoding::Ucs2 => character.len_utf16(),
    };
    let units: usize = text.chars().map(cost).sum();
    let (segments, left) = if units <= alone {
        (usize::from(units > 0), alone - units)
    } else {
        // Neither an escape and its character nor a pair of surrogates may be torn apart: the
        // whole of it moves to the next part.
        text.chars()
            .map(cost)
            .fold((1, part), |(segments, left), cost| {
                if cost <= left {
                    (segments, left - cost)
                } else {
                    (segments + 1, part - cost)
                }
            })
    };
    Segments {
        encoding,
        segments,
        units,
        left,
        offenders,
    }
}

impl fmt::Debug for Segments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            encoding,
            segments,
            units,
            left,
            offenders,
        } = self;
        let offenders = offenders.len();
        write!(
            f,
            "{segments} x {encoding}, {units} units, {left} left, {offenders} offenders"
        )
    }
}

/// Without the character: it is of somebody's text.
impl fmt::Debug for Offender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Offender at {}", self.at)
    }
}

#[cfg(test)]
mod tests;
