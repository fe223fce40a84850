//! `Microsoft.Communication.SMSDeliveryReportReceived`: what became of a text of ours.

pub(crate) mod message;

use acs::{
    events::{Event, EventData},
    sms::{DeliveryCode, DeliveryStatus},
};
use axum::extract::State;
use custom_handler::{Invocation, InvocationResponse};
use serde_json::value::RawValue;
use sms::Address;

use self::message::Status;
use crate::{
    App,
    error::{Cause, Error},
    events,
};

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
    for report in events::read(app, NAME, json, understood).await? {
        tracing::info!(status = ?report.status, "a text was reported on");
        let status = Some((report.status, &report.ours));
        message::advance(app, &report.peer, &report.id, status, None).await?;
    }
    Ok(())
}

/// A report that was understood.
struct Report {
    id: String,
    peer: Address,
    ours: Address,
    status: Status,
}

fn understood(app: &App, event: &Event) -> Result<Report, Cause> {
    let EventData::SmsDeliveryReport(report) = &event.data else {
        return Err("the event is no SMSDeliveryReportReceived".into());
    };
    app.policy.sms.as_ref().ok_or("the policy has no [sms]")?;
    Ok(Report {
        id: report.message_id()?.to_owned(),
        peer: Address::from_wire(report.to()?).map_err(|_| "`to` is no number")?,
        ours: Address::from_wire(report.from()?).map_err(|_| "`from` is no number")?,
        status: match report.status()? {
            DeliveryStatus::Delivered => Status::Delivered,
            DeliveryStatus::Failed => Status::Failed(report.code().map_or(0, DeliveryCode::number)),
        },
    })
}
