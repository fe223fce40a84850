//! The command line, run.
