//! A member that a payload should have.

/// A payload lacks a member, or has something else in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the payload has no `{0}`")]
pub struct MissingMember(pub &'static str);

/// The text of a member that must be there and say something.
pub(crate) fn required<'a>(
    name: &'static str,
    text: Option<&'a str>,
) -> Result<&'a str, MissingMember> {
    text.map(str::trim)
        .filter(|text| !text.is_empty())
        .ok_or(MissingMember(name))
}
