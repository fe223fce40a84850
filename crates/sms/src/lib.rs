#![doc = include_str!("../README.md")]
#![warn(missing_docs)]

pub mod automatic;
pub mod number;
pub mod revocation;
pub mod segments;
pub mod text;
pub mod words;
