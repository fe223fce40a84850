//! Opting out in one's own words: "please stop texting me".

/// Detects.
pub fn detect(message: &str) -> Option<&str> {
    let at = message.find("stop texting me")?;
    message.get(at..at + 15)
}
