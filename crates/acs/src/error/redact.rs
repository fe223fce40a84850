//! Keeps secrets out of messages that the service wrote.

/// What stands in place of a secret.
const CUT: &str = "[cut]";

/// No message of the service is longer; what is longer is a page of a proxy.
const MAX_CHARS: usize = 500;

/// `message` on one line, shortened, without the words that look like a token, a key or a signature.
pub(super) fn redact(message: &str) -> String {
    let mut out = String::with_capacity(message.len().min(MAX_CHARS));
    let mut rest = message;
    while !rest.is_empty() && out.chars().count() < MAX_CHARS {
        let end = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        let (word, tail) = rest.split_at(end);
        out.push_str(if looks_secret(word) { CUT } else { word });
        let mut tail = tail.chars();
        if let Some(separator) = tail.next() {
            out.push(if separator.is_control() {
                ' '
            } else {
                separator
            });
        }
        rest = tail.as_str();
    }
    out.chars().take(MAX_CHARS).collect()
}

/// `message` without `secret`.
pub(super) fn cut(message: &str, secret: &str) -> String {
    if secret.is_empty() {
        message.to_owned()
    } else {
        message.replace(secret, CUT)
    }
}

/// The alphabets of base64, base64url and JWTs.
fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=' | '_' | '-' | '.')
}

/// A JWT has the base64 of `{"` in it. A key or a signature is long, mixes cases, and has digits or
/// base64's signs; ids (hexadecimal, with dashes), names and paths lack one of them.
fn looks_secret(word: &str) -> bool {
    let any = |test: fn(char) -> bool| word.chars().any(test);
    word.contains("eyJ")
        || (word.len() >= 32
            && any(|c| c.is_ascii_lowercase())
            && any(|c| c.is_ascii_uppercase())
            && any(|c| c.is_ascii_digit() || matches!(c, '+' | '=')))
}

#[cfg(test)]
mod tests {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn secrets_are_cut_out_and_the_rest_is_kept() {
        for (message, redacted) in [
            (
                "Denied by the resource provider.",
                "Denied by the resource provider.",
            ),
            (
                "token 'eyJhbGciOiJub25lIn0.eyJvaWQiOiJvIn0.x' is bad",
                "token '[cut]' is bad",
            ),
            (
                "Signature=2mJHSChX5tewQt3f32fsMXGwfetiQ95LtswrDwFuJbY= differs",
                "[cut] differs",
            ),
            (
                "key c2RrbGFiLWZha2Uta2V5LTAxMjM0NTY3ODlhYmNkZWY=, really",
                "key [cut], really",
            ),
            (
                "8:acs:11112222-3333-4444-5555-666677778888_14f59105-dfe8-3969-ea65-262357f94c6b",
                "8:acs:11112222-3333-4444-5555-666677778888_14f59105-dfe8-3969-ea65-262357f94c6b",
            ),
            (
                "Microsoft.Communication/communicationServices/contoso",
                "Microsoft.Communication/communicationServices/contoso",
            ),
            ("two\r\nlines", "two  lines"),
            ("façade ☎", "façade ☎"),
        ] {
            assert_eq!(redact(message), redacted);
        }
    }

    #[test]
    fn long_messages_are_shortened_and_never_inside_a_secret() {
        let page = "wörd ".repeat(1000);
        assert_eq!(redact(&page).chars().count(), MAX_CHARS);
        let message = format!("{} eyJhbGciOiJub25lIn0", "x".repeat(MAX_CHARS - 3));
        assert!(!redact(&message).contains("ey"));
    }

    #[test]
    fn a_known_secret_is_cut_wherever_it_is() {
        assert_eq!(cut("bad opaque, opaque!", "opaque"), "bad [cut], [cut]!");
        assert_eq!(cut("message", ""), "message");
    }

    proptest! {
        #[test]
        fn no_message_carries_a_secret(
            before in any::<String>(),
            key in any::<[u8; 32]>(),
            jwt in "eyJ[A-Za-z0-9_-]{5,40}\\.[A-Za-z0-9_-]{5,40}",
            after in any::<String>(),
        ) {
            let key = STANDARD.encode(key);
            let redacted = redact(&format!("{before}{key} {jwt}{after}"));
            prop_assert!(!redacted.contains(&key));
            prop_assert!(!redacted.contains(&jwt));
        }
    }
}
