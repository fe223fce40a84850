//! Segments.

/// Count.
#[derive(Debug, Clone, Copy)]
pub struct Segments {
    /// How many.
    pub segments: usize,
    /// Encoding.
    pub encoding: &'static str,
}

/// Counts.
pub fn segments(text: &str) -> Segments {
    Segments {
        segments: text.len().div_ceil(153),
        encoding: "GSM-7",
    }
}
