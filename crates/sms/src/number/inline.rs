//! A few ASCII characters without an allocation.

use std::fmt;

/// The characters of an [`Address`](super::Address): at most 16, all ASCII. Only this module's
/// readers make one, so that an address is always canonical.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Inline {
    bytes: [u8; Self::MOST],
    len: u8,
}

impl Inline {
    /// `+` and the 15 digits of the longest number.
    const MOST: usize = 16;

    /// `None` if it is longer or anything but ASCII.
    pub(super) fn new(text: &str) -> Option<Self> {
        let mut bytes = [0; Self::MOST];
        bytes
            .get_mut(..text.len())?
            .copy_from_slice(text.as_bytes());
        let len = u8::try_from(text.len()).ok()?;
        text.is_ascii().then_some(Self { bytes, len })
    }

    /// As on the wire.
    pub fn as_str(&self) -> &str {
        let bytes = self.bytes.get(..usize::from(self.len)).unwrap_or_default();
        std::str::from_utf8(bytes).unwrap_or_default()
    }
}

impl fmt::Debug for Inline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} characters", self.len)
    }
}
