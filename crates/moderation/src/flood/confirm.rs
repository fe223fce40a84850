//! Counting in the thread itself.

use time::OffsetDateTime;

use super::{Fingerprint, Found, Kind, Limits};

/// A message that was read from the thread.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'a> {
    /// The message.
    pub id: &'a str,
    /// Who wrote it.
    pub sender: &'a str,
    /// When it was composed.
    pub at: OffsetDateTime,
    /// What it says: [`Policy::fingerprint`](crate::Policy::fingerprint).
    pub fingerprint: Option<Fingerprint>,
}

/// Whether a message is one too many, by what the thread says.
///
/// `message` is counted whether or not it is in `history`, and once. Of the history, what others
/// wrote and what was composed later does not count, so that it does not matter in which order the messages of a
/// flood are looked at.
pub fn confirm(limits: &Limits, message: &Seen<'_>, history: &[Seen<'_>]) -> Option<Found> {
    limits.each().find_map(|(kind, limit)| {
        let same = |other: &Seen<'_>| match kind {
            Kind::Rate => true,
            Kind::Identical => {
                message.fingerprint.is_some() && other.fingerprint == message.fingerprint
            }
        };
        if !same(message) {
            return None;
        }
        let earlier = history.iter().filter(|other| {
            other.sender == message.sender
                && other.id != message.id
                && limit.covers(other.at, message.at)
                && same(other)
        });
        let count = u32::try_from(earlier.count())
            .unwrap_or(u32::MAX)
            .saturating_add(1);
        (count > limit.most).then_some(Found { kind, count })
    })
}
