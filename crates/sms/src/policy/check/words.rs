//! The policy's changes to the reserved words.

use toml::Spanned;

use super::Mistakes;
use crate::{
    policy::source::WordsSource,
    text::normalise,
    words::{Reserved, Words},
};

/// The default words with the policy's changes.
pub(super) fn check(
    stop: &WordsSource,
    start: &WordsSource,
    help: &WordsSource,
    mistakes: &mut Mistakes,
) -> Words {
    let _ = (
        stop,
        start,
        help,
        mistakes,
        Reserved::Stop,
        normalise,
        Spanned::new(0..0, 0),
    );
    Words
}
