//! The numbers of the resource, and what a phone number looks like.
//!
//! <https://learn.microsoft.com/azure/communication-services/concepts/sms/sms-faq>

use serde::{Deserialize, Serialize};

/// What kind of sender a number is: it decides who answers STOP.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NumberType {
    /// The carriers answer STOP, START and UNSTOP themselves, and block; nobody can change that.
    TollFree,
    /// Five or six digits. ACS answers the words of opting out, if it was asked to.
    ShortCode,
    /// A local number of the United States that is registered for programs.
    #[serde(rename = "10dlc")]
    TenDlc,
    /// A mobile number.
    Mobile,
    /// A name of up to eleven letters, digits and spaces. It cannot receive anything.
    Alphanumeric,
}

impl NumberType {
    /// Whether a number of this kind can be spelt like that.
    pub(crate) fn fits(self, number: &str) -> bool {
        match self {
            Self::TollFree | Self::TenDlc | Self::Mobile => is_e164(number),
            Self::ShortCode => is_short_code(number),
            Self::Alphanumeric => is_alphanumeric(number),
        }
    }
}

/// One number of the resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Number {
    /// Its kind.
    #[serde(rename = "type")]
    pub kind: NumberType,
    /// Whether ACS answers STOP, START and HELP and blocks by itself, which is chosen when the
    /// number is provisioned. `None` is the kind's default: yes for short codes only.
    pub acs_managed_opt_out: Option<bool>,
}

impl Number {
    /// A number of this kind with the kind's defaults.
    pub fn new(kind: NumberType) -> Self {
        Self {
            kind,
            acs_managed_opt_out: None,
        }
    }

    pub(crate) fn acs_manages_opt_out(self) -> bool {
        self.acs_managed_opt_out
            .unwrap_or(self.kind == NumberType::ShortCode)
    }
}

/// `+` and at most 15 digits. North American numbers have exactly eleven: the published examples
/// refuse `+112345678901` and `+123`.
pub(crate) fn is_e164(text: &str) -> bool {
    let Some(digits) = text.strip_prefix('+') else {
        return false;
    };
    let length = if digits.starts_with('1') {
        11..=11
    } else {
        7..=15
    };
    length.contains(&digits.len()) && !digits.starts_with('0') && all_digits(digits)
}

pub(crate) fn is_short_code(text: &str) -> bool {
    (5..=6).contains(&text.len()) && all_digits(text)
}

pub(crate) fn is_alphanumeric(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b' ';
    (1..=11).contains(&text.len())
        && text.bytes().all(allowed)
        && text.bytes().any(|byte| byte.is_ascii_alphabetic())
}

/// Whether a message can come from this.
pub(crate) fn is_sender(text: &str) -> bool {
    is_e164(text) || is_short_code(text) || is_alphanumeric(text)
}

fn all_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::{NumberType, is_sender};

    #[test]
    fn a_number_is_spelt_as_its_kind() {
        use NumberType::{Alphanumeric, Mobile, ShortCode, TenDlc, TollFree};
        for (number, kinds) in [
            ("+18005550100", &[TollFree, TenDlc, Mobile][..]),
            ("+447700900123", &[TollFree, TenDlc, Mobile]),
            ("+123", &[]),
            ("+112345678901", &[]),
            ("+012345678", &[]),
            ("+1234567890123456", &[]),
            ("18005550100", &[]),
            ("12345", &[ShortCode]),
            ("123456", &[ShortCode]),
            ("1234", &[]),
            ("1234567", &[]),
            ("CONTOSO", &[Alphanumeric]),
            ("Contoso 24 7", &[]),
            ("Contoso 24", &[Alphanumeric]),
            ("bogus!", &[]),
            ("", &[]),
        ] {
            let all = [TollFree, ShortCode, TenDlc, Mobile, Alphanumeric];
            let fitting: Vec<_> = all.into_iter().filter(|kind| kind.fits(number)).collect();
            assert_eq!(fitting, kinds, "{number}");
            assert_eq!(is_sender(number), !kinds.is_empty(), "{number}");
        }
    }
}
