//! `frontdesk sms segments`: what a text costs, and which characters make it dear.

use std::{
    collections::BTreeMap,
    io::{self, Write},
};

use sms::segments::segments;

pub(super) fn run(text: &str, output: &mut impl Write) -> io::Result<bool> {
    let counted = segments(text);
    writeln!(output, "encoding  {}", counted.encoding)?;
    writeln!(output, "segments  {}", counted.segments)?;
    writeln!(
        output,
        "units     {}, room for {} more in the last segment",
        counted.units, counted.left
    )?;
    let mut places: BTreeMap<char, Vec<String>> = BTreeMap::new();
    for offender in &counted.offenders {
        // People count from 1.
        let place = (offender.at + 1).to_string();
        places.entry(offender.character).or_default().push(place);
    }
    for (character, places) in places {
        writeln!(
            output,
            "because   {} (U+{:04X}) is not in GSM-7; it is character {}",
            character.escape_debug(),
            u32::from(character),
            places.join(", ")
        )?;
    }
    Ok(true)
}
