//! Addresses of the internet protocol.

use std::{
    net::{IpAddr, Ipv6Addr},
    ops::Range,
};

use super::{
    cues::{self, Cue},
    run::{Gap, Run},
};

/// `ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255`, and one more.
const LONGEST: usize = 46;

/// The groups of a run that are an address of version 4, not a version's number.
pub(super) fn v4(units: &[u8], run: &Run, mut report: impl FnMut(Range<usize>)) {
    let beside = |at: Option<usize>| {
        at.and_then(|at| units.get(at))
            .is_some_and(u8::is_ascii_alphanumeric)
    };
    for from in 0..run.groups.len().saturating_sub(3) {
        let groups = from..from + 4;
        let span = run.span_of(&groups);
        let address = units
            .get(span.clone())
            .and_then(|written| std::str::from_utf8(written).ok())
            .and_then(|written| written.parse::<IpAddr>().ok());
        let apart = !matches!(
            (run.groups.get(from), run.groups.get(from + 4)),
            (Some(group), _) if group.gap == Gap::One(b'.')
        ) && run
            .groups
            .get(from + 4)
            .is_none_or(|group| group.gap != Gap::One(b'.'));
        if address.is_some_and(is_somebodys)
            && apart
            && !beside(span.start.checked_sub(1))
            && !beside(Some(span.end))
            && cues::before(units, span.start) != Cue::Thing
        {
            report(span);
        }
    }
}

/// The address of version 6 around the colon at `at`, and where to look on.
/// <https://www.rfc-editor.org/rfc/rfc4291#section-2.2>
pub(super) fn v6(units: &[u8], at: usize) -> (Option<Range<usize>>, usize) {
    let part = |unit: &u8| unit.is_ascii_hexdigit() || matches!(unit, b':' | b'.');
    let (before, after) = units.split_at(at);
    let start = at
        - before
            .iter()
            .rev()
            .take(4)
            .take_while(|unit| part(unit))
            .count();
    let end = at
        + after
            .iter()
            .take(LONGEST)
            .take_while(|unit| part(unit))
            .count();
    // A piece of something longer is no address.
    let beside =
        |unit: Option<&u8>| unit.is_some_and(|unit| unit.is_ascii_alphanumeric() || *unit == b':');
    let written = units.get(start..end).unwrap_or_default().trim_ascii_end();
    let written = written.strip_suffix(b".").unwrap_or(written);
    let colons = memchr::memchr_iter(b':', written).count();
    let digits = written.iter().any(u8::is_ascii_digit);
    let found = std::str::from_utf8(written)
        .ok()
        .filter(|_| colons >= 2 && digits && written.len() < LONGEST)
        .and_then(|written| written.parse::<Ipv6Addr>().ok())
        .filter(|address| is_somebodys(IpAddr::V6(*address)))
        .filter(|_| !beside(start.checked_sub(1).and_then(|before| units.get(before))))
        .filter(|_| !beside(units.get(end)))
        .map(|_| start..start + written.len());
    (found, end.max(at + 1))
}

/// Not this machine's, nobody's or everybody's.
const fn is_somebodys(address: IpAddr) -> bool {
    let everybodys = match address {
        IpAddr::V4(address) => address.is_broadcast(),
        IpAddr::V6(_) => false,
    };
    !(address.is_loopback() || address.is_unspecified() || address.is_multicast() || everybodys)
}
