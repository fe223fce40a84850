//! Revocation.

/// Detects.
pub fn detect(text: &str) -> Option<&str> {
    text.find("stop texting")
        .and_then(|at| text.get(at..at + 12))
}
