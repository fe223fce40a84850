//! `frontdesk sms segments`: what a text costs, and which characters make it dear.

use std::io::{self, Write};

use sms::segments::segments;

pub(super) fn run(text: &str, output: &mut impl Write) -> io::Result<bool> {
    let counted = segments(text);
    writeln!(output, "encoding  {}", counted.encoding)?;
    writeln!(output, "segments  {}", counted.segments)?;
    Ok(true)
}
