//! What every function of Event Grid does before its own work: reads the events, and parks what it
//! cannot read with the reason.

use acs::events::{Envelope, Event};

use crate::{
    App,
    error::{Cause, Error},
};

/// The events, or the one, that are in a delivery, as far as they are understood.
///
/// Fails only when not even the reason for not understanding one could be written down: then Event
/// Grid delivers again.
pub(crate) async fn read<T>(
    app: &App,
    function: &str,
    json: &str,
    understood: fn(&App, &Event) -> Result<T, Cause>,
) -> Result<Vec<T>, Error> {
    let events = match Envelope::parse(json.as_bytes()) {
        Ok(envelope) => envelope.events,
        Err(error) => {
            app.poison.park(function, &error.to_string(), json).await?;
            return Ok(Vec::new());
        }
    };
    let mut all = Vec::with_capacity(events.len());
    for event in &events {
        match understood(app, event) {
            Ok(one) => all.push(one),
            Err(why) => {
                app.poison.park(function, &why.to_string(), json).await?;
            }
        }
    }
    Ok(all)
}
