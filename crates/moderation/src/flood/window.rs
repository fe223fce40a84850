//! What one instance saw, in a memory of fixed size.

use std::fmt;

use time::OffsetDateTime;

use super::{Fingerprint, Found, Kind, Limit, Limits};
use crate::policy::Fnv;

/// How many of a sender's messages are remembered.
const SIGHTINGS: usize = 16;

/// In so many places of the memory a sender may stand.
const WAYS: usize = 4;

/// What one instance saw of each sender in each thread, lately. Of fixed size: when it is full, the
/// sender who was silent longest is forgotten. Nothing is allocated after [`Window::new`].
pub struct Window {
    slots: Vec<Slot>,
    share: u32,
    turn: u64,
}

/// A message that was seen.
#[derive(Debug, Clone, Copy)]
pub struct Sighting<'a> {
    /// Its thread.
    pub thread: &'a str,
    /// Its sender.
    pub sender: &'a str,
    /// The message; seen again (delivered twice, or edited), it counts once.
    pub id: &'a str,
    /// When it was composed.
    pub at: OffsetDateTime,
    /// What it says: [`Findings::fingerprint`](crate::Findings::fingerprint).
    pub fingerprint: Option<Fingerprint>,
}

/// What a sighting gives rise to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Suspicion {
    /// With what other instances saw it may be too much: read the thread and
    /// [`confirm`](super::confirm()).
    Perhaps,
    /// It is too much by what was seen here alone.
    Certain(Found),
}

#[derive(Clone, Copy, Default)]
struct Slot {
    /// The thread and the sender; 0 for nobody.
    key: u64,
    /// When it was last used, counted in sightings.
    turn: u64,
    seen: [Option<Mark>; SIGHTINGS],
    /// Which of `seen` is overwritten next.
    next: usize,
    /// The time and the count at which the thread was last to be read.
    asked: Option<(OffsetDateTime, u32)>,
}

#[derive(Clone, Copy)]
struct Mark {
    id: u64,
    at: OffsetDateTime,
    fingerprint: Option<Fingerprint>,
}

impl Window {
    /// Room for about `senders` (about 1 KB each), in an instance that sees one in `share` messages:
    /// the number of instances, 4 if nobody knows.
    pub fn new(senders: usize, share: u32) -> Self {
        let sets = senders.div_ceil(WAYS).max(1);
        Self {
            slots: vec![Slot::default(); sets * WAYS],
            share: share.max(1),
            turn: 0,
        }
    }

    /// Remembers a message, and says whether it may be one too many.
    ///
    /// While the answer is `Perhaps`, it is given again only after a quarter of the limit's time or
    /// twice as many messages, so that somebody who writes much, but not too much, does not have the thread read
    /// for each message.
    pub fn saw(&mut self, limits: &Limits, sighting: &Sighting<'_>) -> Option<Suspicion> {
        let share = self.share;
        let slot = self.slot(sighting.thread, sighting.sender)?;
        slot.remember(Mark {
            id: hash(&[sighting.id]),
            at: sighting.at,
            fingerprint: sighting.fingerprint,
        });
        let mut perhaps = false;
        for (kind, limit) in limits.each() {
            let Some(count) = slot.count(kind, limit, sighting) else {
                continue;
            };
            if count > limit.most {
                return Some(Suspicion::Certain(Found { kind, count }));
            }
            let room = u32::try_from(SIGHTINGS).unwrap_or(u32::MAX);
            let enough = limit.most.saturating_add(1).div_ceil(share).clamp(2, room);
            perhaps |= count >= enough && slot.ask(limit, count, sighting.at);
        }
        perhaps.then_some(Suspicion::Perhaps)
    }

    fn slot(&mut self, thread: &str, sender: &str) -> Option<&mut Slot> {
        self.turn += 1;
        let key = hash(&[thread, sender]).max(1);
        let sets = self.slots.len() / WAYS;
        let set = usize::try_from(key % u64::try_from(sets).ok()?).ok()?;
        let ways = self.slots.get_mut(set * WAYS..(set + 1) * WAYS)?;
        let slot = ways
            .iter_mut()
            .min_by_key(|slot| (slot.key != key, slot.turn))?;
        if slot.key != key {
            *slot = Slot {
                key,
                ..Slot::default()
            };
        }
        slot.turn = self.turn;
        Some(slot)
    }
}

impl Slot {
    fn remember(&mut self, mark: Mark) {
        if let Some(old) = self.seen.iter_mut().flatten().find(|old| old.id == mark.id) {
            *old = mark;
            return;
        }
        if let Some(place) = self.seen.get_mut(self.next) {
            *place = Some(mark);
        }
        self.next = (self.next + 1) % SIGHTINGS;
    }

    /// How many there are up to this one; `None` if the limit is not about it.
    fn count(&self, kind: Kind, limit: Limit, sighting: &Sighting<'_>) -> Option<u32> {
        if kind == Kind::Identical && sighting.fingerprint.is_none() {
            return None;
        }
        let of_kind = |mark: &&Mark| {
            limit.covers(mark.at, sighting.at)
                && (kind == Kind::Rate || mark.fingerprint == sighting.fingerprint)
        };
        u32::try_from(self.seen.iter().flatten().filter(of_kind).count()).ok()
    }

    fn ask(&mut self, limit: Limit, count: u32, at: OffsetDateTime) -> bool {
        let again = self.asked.is_none_or(|(then, counted)| {
            (at - then).abs() >= limit.per / 4 || count >= counted.saturating_mul(2)
        });
        if again {
            self.asked = Some((at, count));
        }
        again
    }
}

fn hash(parts: &[&str]) -> u64 {
    let mut hash = Fnv::default();
    for part in parts {
        hash.write(part.as_bytes());
        hash.write(&[0xff]);
    }
    hash.get()
}

impl fmt::Debug for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Window")
            .field("room", &self.slots.len())
            .field("share", &self.share)
            .finish_non_exhaustive()
    }
}
