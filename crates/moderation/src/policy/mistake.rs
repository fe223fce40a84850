//! What a policy says and cannot mean.

use std::{fmt, ops::Range};

/// Something that a policy says and cannot mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// The file of the list that it is in, as the policy names it; absent for the policy itself.
    pub file: Option<String>,
    /// The bytes of that file.
    pub at: Range<usize>,
    /// What is wrong and what was expected.
    pub message: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// Mistakes, gathered so that one look at a policy shows all of them.
#[derive(Default)]
pub(super) struct Mistakes(Vec<Mistake>);

impl Mistakes {
    pub(super) fn add(&mut self, at: Range<usize>, message: impl Into<String>) {
        self.0.push(Mistake {
            file: None,
            at,
            message: message.into(),
        });
    }

    pub(super) fn add_in(&mut self, file: &str, at: Range<usize>, message: impl Into<String>) {
        self.0.push(Mistake {
            file: Some(file.to_owned()),
            at,
            message: message.into(),
        });
    }

    /// `value`, if there are none; it may only be absent if there are. Else all, in the order of the
    /// files.
    pub(super) fn or<T>(mut self, value: Option<T>) -> Result<T, Vec<Mistake>> {
        match value {
            Some(value) if self.0.is_empty() => Ok(value),
            Some(_) | None => {
                self.0.sort_by_key(|m| (m.file.clone(), m.at.start));
                Err(self.0)
            }
        }
    }
}
