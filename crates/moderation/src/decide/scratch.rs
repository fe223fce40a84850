//! Buffers that are used again, so that a clean message allocates next to nothing.

use std::cell::RefCell;

use crate::{links::FoundLink, patterns::PatternHit, pii::Entity, terms::TermHit, view::Views};

#[derive(Default)]
pub(super) struct Scratch {
    pub(super) views: Views,
    pub(super) terms: Vec<TermHit>,
    pub(super) patterns: Vec<PatternHit>,
    pub(super) entities: Vec<Entity>,
    pub(super) links: Vec<FoundLink>,
}

/// With this thread's buffers.
pub(super) fn with<T>(does: impl FnOnce(&mut Scratch) -> T) -> T {
    thread_local! {
        static SCRATCH: RefCell<Scratch> = RefCell::default();
    }
    SCRATCH.with_borrow_mut(does)
}
