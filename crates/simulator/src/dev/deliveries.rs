//! Event Grid's attempts, as the log shows them: without the subject and the data, which hold
//! numbers and texts of people.

use console::{Color, Style};
use time::{OffsetDateTime, macros::format_description};

use crate::{Delivery, DeliveryState, Tried};

/// One attempt on one line.
pub(super) fn line(delivery: &Delivery, now: OffsetDateTime, colours: bool) -> String {
    let paint = |style: Style, text: &str| style.force_styling(colours).apply_to(text).to_string();
    let clock = |at: OffsetDateTime| {
        at.format(format_description!("[hour]:[minute]:[second]"))
            .unwrap_or_default()
    };
    let last = delivery.attempts.last();
    let (result, colour) = match last.map(|attempt| attempt.tried) {
        Some(Tried::Answered(status @ 200..=204)) => (status.to_string(), Color::Green),
        Some(Tried::Answered(status @ 400..=499)) => (status.to_string(), Color::Yellow),
        Some(Tried::Answered(status)) => (status.to_string(), Color::Red),
        Some(Tried::TimedOut) => ("late".to_owned(), Color::Red),
        Some(Tried::NoConnection) | None => ("gone".to_owned(), Color::Red),
    };
    let mut about = vec![format!(
        "{} ms",
        last.map_or(0, |attempt| attempt.elapsed_ms)
    )];
    if delivery.attempts.len() > 1 {
        about.push(format!("attempt {}", delivery.attempts.len()));
    }
    if delivery.duplicate {
        about.push("a duplicate".to_owned());
    }
    match &delivery.state {
        DeliveryState::Delivered => {}
        DeliveryState::Pending { due } => about.push(format!("again at {}", clock(*due))),
        DeliveryState::DeadLettered { dead_letter_reason } => {
            about.push(format!("dead-lettered: {dead_letter_reason}"));
        }
    }
    format!(
        "{} {}  {} → {} {}",
        paint(Style::new().dim(), &clock(now)),
        paint(Style::new().fg(colour).bold(), &format!("{result:<4}")),
        delivery.event_type.rsplit('.').next().unwrap_or_default(),
        paint(Style::new().cyan(), &delivery.function),
        paint(Style::new().dim(), &about.join(", ")),
    )
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;
    use crate::Attempt;

    const NOW: OffsetDateTime = datetime!(2026-11-20 12:34:56 UTC);

    fn delivery(tried: &[Tried], state: DeliveryState) -> Delivery {
        Delivery {
            event: "1".to_owned(),
            event_type: "Microsoft.Communication.SMSReceived".to_owned(),
            subject: "/phonenumber/14255550123".to_owned(),
            function: "sms_received".to_owned(),
            published: NOW,
            duplicate: false,
            attempts: tried
                .iter()
                .map(|tried| Attempt {
                    at: NOW,
                    tried: *tried,
                    elapsed_ms: 12,
                })
                .collect(),
            state,
        }
    }

    #[test]
    fn what_happened_is_said_and_to_whom_is_not() {
        let due = datetime!(2026-11-20 12:35:07 UTC);
        let failed = Tried::Answered(500);
        let reason = "BadRequest".to_owned();
        for (tried, state, expected) in [
            (
                vec![Tried::Answered(202)],
                DeliveryState::Delivered,
                "12:34:56 202   SMSReceived → sms_received 12 ms",
            ),
            (
                vec![failed, Tried::Answered(202)],
                DeliveryState::Delivered,
                "12:34:56 202   SMSReceived → sms_received 12 ms, attempt 2",
            ),
            (
                vec![failed],
                DeliveryState::Pending { due },
                "12:34:56 500   SMSReceived → sms_received 12 ms, again at 12:35:07",
            ),
            (
                vec![Tried::TimedOut],
                DeliveryState::Pending { due },
                "12:34:56 late  SMSReceived → sms_received 12 ms, again at 12:35:07",
            ),
            (
                vec![Tried::Answered(400)],
                DeliveryState::DeadLettered {
                    dead_letter_reason: reason,
                },
                "12:34:56 400   SMSReceived → sms_received 12 ms, dead-lettered: BadRequest",
            ),
        ] {
            let delivery = delivery(&tried, state);
            assert_eq!(line(&delivery, NOW, false), expected);
            let coloured = line(&delivery, NOW, true);
            assert_ne!(coloured, expected);
            assert_eq!(console::strip_ansi_codes(&coloured), expected);
        }
    }
}
