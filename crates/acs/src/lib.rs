//! acs
