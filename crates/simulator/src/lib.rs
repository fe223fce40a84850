//! simulator
pub mod host;

mod clock;

pub use self::clock::Clock;
