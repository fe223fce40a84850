//! custom-handler
