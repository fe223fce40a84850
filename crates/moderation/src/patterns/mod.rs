//! An operator's regular expressions: read once within limits, matched all in one pass.

mod read;
mod set;

pub use self::{
    read::{PatternError, Problem},
    set::{PatternHit, Patterns},
};

#[cfg(test)]
mod tests;
