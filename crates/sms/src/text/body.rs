//! What of a text its sender wrote: without the signature and the lines of somebody else.

use super::fold::is_invisible;

/// How a signature that nobody typed begins, in small letters.
const DEVICES: [&str; 22] = [
    "sent from my ",
    "sent from mail for ",
    "sent from outlook",
    "sent from yahoo",
    "sent from the all new aol",
    "sent from proton",
    "sent from samsung",
    "sent via ",
    "sent with ",
    "get outlook for ",
    "von meinem ",
    "gesendet von ",
    "gesendet mit ",
    "envoyé de mon ",
    "envoyé depuis mon ",
    "enviado desde mi ",
    "enviado do meu ",
    "inviato da ",
    "verzonden vanaf mijn ",
    "skickat från min ",
    "sendt fra min ",
    "wysłane z ",
];

/// What a signature that has lost its line break ends in.
const INLINE: [&str; 8] = [
    "Sent from my iPhone",
    "Sent from my iPad",
    "Sent from my Galaxy",
    "Sent from my Samsung",
    "Sent from my Android",
    "Sent from my phone",
    "Sent from my mobile",
    "Sent from my BlackBerry",
];

/// The message without blank lines around it, the signature below it, and quoted lines before and
/// after it. Lines quoted between two of the sender's own remain.
///
/// A signature is what follows a line of `--` (RFC 3676 §4.3), or what mail programs sign with
/// (`Sent from my iPhone`, `Get Outlook for iOS`, and the same in other languages).
pub fn body(message: &str) -> &str {
    let start = own_lines(message).next().map(|line| offset(message, line));
    let end = own_lines(message)
        .last()
        .map(|line| offset(message, line) + line.len());
    match (start, end) {
        (Some(start), Some(end)) => message.get(start..end).unwrap_or_default(),
        _ => "",
    }
}

/// The sender's own lines that have something in them.
pub(crate) fn own_lines(message: &str) -> impl Iterator<Item = &str> {
    let mut begun = false;
    message
        .lines()
        .map(|line| without_inline_signature(line.trim_matches(is_blank)))
        .filter(|line| !line.is_empty())
        .take_while(move |line| {
            let ends = is_attribution(line) || (begun && is_signature(line));
            begun |= !is_quote(line);
            !ends
        })
        .filter(|line| !is_quote(line))
}

/// White space, and what cannot be seen at all.
pub(crate) fn is_blank(c: char) -> bool {
    c.is_whitespace() || is_invisible(c)
}

fn offset(message: &str, line: &str) -> usize {
    line.as_ptr().addr() - message.as_ptr().addr()
}

pub(crate) fn is_quote(line: &str) -> bool {
    line.starts_with(['>', '＞', '›'])
}

/// `On 3 May 2026, Contoso wrote:`, after which everything is Contoso's.
fn is_attribution(line: &str) -> bool {
    line.starts_with("On ") && line.ends_with(" wrote:")
        || line.starts_with("-----Original Message")
}

fn is_signature(line: &str) -> bool {
    if matches!(line, "--" | "—" | "––" | "---" | "__" | "___") {
        return true;
    }
    let small = line.to_lowercase();
    line.chars().count() <= 60 && DEVICES.iter().any(|device| small.starts_with(device))
}

fn without_inline_signature(line: &str) -> &str {
    let mut own = line;
    loop {
        let bare = own.trim_end_matches(['.', '!']);
        let shorter = INLINE
            .iter()
            .find_map(|signature| bare.strip_suffix(signature))
            .map(|rest| rest.trim_end_matches(is_blank))
            .filter(|rest| !rest.is_empty());
        match shorter {
            Some(rest) => own = rest,
            None => return own,
        }
    }
}
