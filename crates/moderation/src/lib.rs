#![doc = include_str!("../README.md")]
#![warn(missing_docs)]

pub mod extract;
pub mod links;
pub mod manner;
pub mod patterns;
pub mod pii;
