//! What is printed. A closed pipe (`cargo xtask test | head`) silences the output and nothing else:
//! the steps go on, and the exit code stays true.

use std::fmt::Display;
use std::io::Write as _;
use std::time::Duration;

use console::{Term, style};

use crate::error::Error;

/// Prints one line to stdout.
pub(crate) fn line(text: impl Display) {
    // The only failure is a reader that went away.
    drop(writeln!(std::io::stdout(), "{text}"));
}

/// Prints why the program gives up, with its causes.
pub(crate) fn error(error: &Error) {
    drop(writeln!(
        std::io::stderr(),
        "{} {error}",
        style("error:").for_stderr().red().bold()
    ));
}

/// Overwrites the terminal's current line with `text`; prints nothing when piped.
pub(crate) fn status(text: &str) {
    let term = Term::stdout();
    if term.is_term() {
        let width = usize::from(term.size().1).saturating_sub(3);
        let text = console::truncate_str(text, width, "…");
        drop(term.clear_line().and_then(|()| {
            write!(std::io::stdout(), "  {}", style(text).dim())?;
            std::io::stdout().flush()
        }));
    }
}

/// Removes what [`status`] left.
pub(crate) fn clear_status() {
    let term = Term::stdout();
    if term.is_term() {
        drop(term.clear_line());
    }
}

/// `3.4 s`, `2 m 05 s`.
pub(crate) fn elapsed(time: Duration) -> String {
    let seconds = time.as_secs();
    if seconds < 60 {
        format!("{:.1} s", time.as_secs_f64())
    } else {
        format!("{} m {:02} s", seconds / 60, seconds % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_read_as_a_person_says_them() {
        let said = [0, 3_400, 59_949, 60_000, 125_000, 3_725_000]
            .map(|ms| elapsed(Duration::from_millis(ms)));
        assert_eq!(
            said,
            [
                "0.0 s",
                "3.4 s",
                "59.9 s",
                "1 m 00 s",
                "2 m 05 s",
                "62 m 05 s"
            ]
        );
    }
}
