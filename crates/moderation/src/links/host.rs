//! Hosts: their usual form, who registered them, what they look like.

use unicode_security::{RestrictionLevel, RestrictionLevelDetection, skeleton};

/// A host in lower case and punycode, without the root's dot.
/// <https://www.unicode.org/reports/tr46/>
pub(super) fn ascii(host: &str) -> Option<String> {
    let host = host.strip_suffix('.').unwrap_or(host);
    let ascii = idna::domain_to_ascii(host).ok()?;
    let sound = !ascii.is_empty()
        && ascii.len() < 254
        && ascii.split('.').all(|label| {
            (1..64).contains(&label.len()) && !label.starts_with('-') && !label.ends_with('-')
        });
    sound.then_some(ascii)
}

/// The public suffix of a host in punycode, if the list has it. `example` is added for those who
/// write about links. <https://www.rfc-editor.org/rfc/rfc2606#section-2>
pub(super) fn known_suffix(host: &str) -> Option<&str> {
    let suffix = psl::suffix(host.as_bytes())?;
    let text = std::str::from_utf8(suffix.as_bytes()).ok()?;
    (suffix.is_known() || text == "example").then_some(text)
}

/// The part of a host in punycode that somebody registered.
pub(super) fn registrable(host: &str) -> Option<&str> {
    psl::domain_str(host)
}

/// Whether a label mixes scripts as no language does.
pub(super) fn mixes_scripts(label: &str) -> bool {
    !label.is_ascii() && label.detect_restriction_level() > RestrictionLevel::HighlyRestrictive
}

/// Whether a label without a Latin letter looks as if it were Latin.
/// <https://www.unicode.org/reports/tr39/#Whole_Script_Confusables>
pub(super) fn looks_latin(label: &str) -> bool {
    let foreign = !label.is_ascii() && !label.chars().any(|c| c.is_ascii_alphabetic());
    foreign && skeleton(label).all(|c| c.is_ascii())
}

/// What a host looks like: two of the same look may be taken for each other.
pub(super) fn look(host: &str) -> String {
    let (unicode, _) = idna::domain_to_unicode(host);
    skeleton(&unicode)
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            // What the table keeps apart because capitals tell them.
            '0' => 'o',
            '1' | 'i' | '|' => 'l',
            c => c,
        })
        .collect()
}
