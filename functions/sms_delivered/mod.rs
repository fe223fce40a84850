//! `Microsoft.Communication.SMSDeliveryReportReceived`: what became of a text of ours.

pub(crate) mod message;

use acs::events::{Event, EventData};
use axum::extract::State;
use custom_handler::{Invocation, InvocationResponse};
use serde_json::value::RawValue;
use sms::Address;

use self::message::Status;
use crate::{App, error::Error};

/// How the log and the poison list call this function.
const NAME: &str = "sms_delivered";

/// Takes the report in. What cannot be read is parked.
///
/// Fails only if not even that could be written down: then Event Grid delivers again.
pub(crate) async fn handle(
    State(app): State<App>,
    event: Invocation<Box<RawValue>>,
) -> Result<InvocationResponse, Error> {
    receive(&app, event.data.get()).await?;
    Ok(InvocationResponse::ok())
}

/// Takes in an event, or several, as JSON.
pub(crate) async fn receive(app: &App, json: &str) -> Result<(), Error> {
    let events = match acs::events::parse(json.as_bytes()) {
        Ok(events) => events,
        Err(error) => return park(app, &error.to_string(), json).await,
    };
    for event in events {
        match understood(app, &event) {
            Ok(report) => {
                let Report {
                    id,
                    peer,
                    ours,
                    status,
                } = report;
                tracing::info!(?status, "a text was reported on");
                message::advance(app, &peer, &id, Some((status, &ours)), None).await?;
            }
            Err(why) => park(app, why, json).await?,
        }
    }
    Ok(())
}

async fn park(app: &App, why: &str, json: &str) -> Result<(), Error> {
    app.poison.park(NAME, why, json).await?;
    Ok(())
}

/// A report that was understood.
struct Report {
    id: String,
    peer: Address,
    ours: Address,
    status: Status,
}

fn understood(app: &App, event: &Event) -> Result<Report, &'static str> {
    let EventData::SmsDeliveryReport(report) = &event.data else {
        return Err("the event is no SMSDeliveryReportReceived");
    };
    let policy = app.policy.sms.as_ref().ok_or("the policy has no [sms]")?;
    let address = |text: &Option<String>| {
        let text = text.as_deref().unwrap_or_default();
        Address::parse(text, policy.default_region)
    };
    let id = report.message_id.as_deref().filter(|id| !id.is_empty());
    let delivered = match report.delivery_status.as_deref() {
        Some(status) if status.eq_ignore_ascii_case("delivered") => true,
        Some(status) if status.eq_ignore_ascii_case("failed") => false,
        _ => return Err("`deliveryStatus` is neither Delivered nor Failed"),
    };
    Ok(Report {
        id: id.ok_or("there is no `messageId`")?.to_owned(),
        peer: address(&report.to).map_err(|_| "`to` is no number")?,
        ours: address(&report.from).map_err(|_| "`from` is no number")?,
        status: if delivered {
            Status::Delivered
        } else {
            Status::Failed(report.code().unwrap_or_default())
        },
    })
}
