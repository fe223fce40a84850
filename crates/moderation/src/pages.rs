//! What is known of characters, kept from the first time that it is asked.

use std::sync::OnceLock;

/// How many characters are looked up at once.
const PAGE: usize = 128;
/// The first two planes: all living scripts, and emoji.
const PAGES: usize = 0x2_0000 / PAGE;

/// A property of characters that takes long to find out.
pub(crate) struct Pages<T: 'static> {
    pages: [OnceLock<Vec<T>>; PAGES],
    of: fn(char) -> T,
}

impl<T: Copy> Pages<T> {
    /// What `of` says of every character.
    #[expect(
        clippy::large_stack_arrays,
        reason = "statics are made of it while compiling"
    )]
    pub(crate) const fn new(of: fn(char) -> T) -> Self {
        Self {
            pages: [const { OnceLock::new() }; PAGES],
            of,
        }
    }

    pub(crate) fn get(&self, letter: char) -> T {
        let code = letter as usize;
        let page = self.pages.get(code / PAGE);
        let known = page.and_then(|page| {
            let page = page.get_or_init(|| self.page(code - code % PAGE));
            page.get(code % PAGE).copied()
        });
        known.unwrap_or_else(|| (self.of)(letter))
    }

    #[cold]
    fn page(&self, first: usize) -> Vec<T> {
        let codes = (first..first + PAGE).filter_map(|code| u32::try_from(code).ok());
        codes.filter_map(char::from_u32).map(self.of).collect()
    }
}
