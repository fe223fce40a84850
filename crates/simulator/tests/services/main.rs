//! The played services, each through its own HTTP interface.

mod identity;
mod support;
