//! Why there is no policy.

use std::{
    fmt,
    ops::Range,
    path::{Path, PathBuf},
};

/// Why there is no policy.
#[derive(Debug, thiserror::Error)]
pub enum PolicyError {
    /// The file cannot be read.
    #[error("{}: {source}; FRONTDESK_POLICY names the policy file", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// The file says something that cannot be.
    #[error("{}", .0.iter().map(Mistake::to_string).collect::<Vec<_>>().join("\n"))]
    Mistakes(Vec<Mistake>),
}

/// Something in a policy file that cannot be.
#[derive(Debug)]
pub struct Mistake {
    /// The file.
    pub path: PathBuf,
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    /// What is wrong and what was expected.
    pub message: String,
    /// The line.
    excerpt: String,
}

impl Mistake {
    /// What stands at these bytes of the file's text.
    pub(crate) fn new(path: &Path, text: &str, at: Range<usize>, message: &str) -> Self {
        let before = text.get(..at.start).unwrap_or(text);
        let line = before.matches('\n').count() + 1;
        Self {
            path: path.to_owned(),
            line,
            column: before.chars().rev().take_while(|c| *c != '\n').count() + 1,
            message: message.to_owned(),
            excerpt: text.lines().nth(line - 1).unwrap_or_default().to_owned(),
        }
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            path,
            line,
            column,
            message,
            excerpt,
        } = self;
        let gutter = line.to_string();
        write!(
            f,
            "{}:{line}:{column}: {message}\n{gutter} | {excerpt}\n{:width$} | {:>column$}",
            path.display(),
            "",
            "^",
            width = gutter.len()
        )
    }
}
