//! Event Grid itself.

use std::fmt;

use serde::de::MapAccess;

use crate::{
    MissingMember,
    lenient::{Member, Members},
    missing::required,
};

/// Event Grid wants to know whether this endpoint wants its events:
/// `Microsoft.EventGrid.SubscriptionValidationEvent`. It comes alone.
///
/// Whoever knows the code or the URL can consent, so `Debug` shows neither.
/// <https://learn.microsoft.com/en-us/azure/event-grid/end-point-validation-event-grid-events-schema>
#[derive(Clone, Default, PartialEq, Eq)]
pub struct SubscriptionValidation {
    /// See [`validation_code`](Self::validation_code).
    pub validation_code: Option<String>,
    /// What a `GET` of consents too, within ten minutes.
    pub validation_url: Option<String>,
}

impl SubscriptionValidation {
    /// The type of the event.
    pub const EVENT_TYPE: &str = "Microsoft.EventGrid.SubscriptionValidationEvent";

    /// What to answer as `validationResponse`.
    ///
    /// # Errors
    /// There is none.
    pub fn validation_code(&self) -> Result<&str, MissingMember> {
        required("validationCode", self.validation_code.as_deref())
    }
}

impl Members for SubscriptionValidation {
    fn member<'de, A: MapAccess<'de>>(
        &mut self,
        name: &str,
        value: Member<'_, A>,
    ) -> Result<(), A::Error> {
        match name {
            "validationcode" => self.validation_code = value.text()?,
            "validationurl" => self.validation_url = value.text()?,
            _ => value.skip()?,
        }
        Ok(())
    }
}

impl fmt::Debug for SubscriptionValidation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SubscriptionValidation(..)")
    }
}

/// A subscription is no more: `Microsoft.EventGrid.SubscriptionDeletedEvent`.
/// <https://learn.microsoft.com/en-us/azure/event-grid/end-point-validation-event-grid-events-schema>
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SubscriptionDeleted {
    /// The id of the subscription's resource.
    pub event_subscription_id: Option<String>,
}

impl SubscriptionDeleted {
    /// The type of the event.
    pub const EVENT_TYPE: &str = "Microsoft.EventGrid.SubscriptionDeletedEvent";
}

impl Members for SubscriptionDeleted {
    fn member<'de, A: MapAccess<'de>>(
        &mut self,
        name: &str,
        value: Member<'_, A>,
    ) -> Result<(), A::Error> {
        match name {
            "eventsubscriptionid" => self.event_subscription_id = value.text()?,
            _ => value.skip()?,
        }
        Ok(())
    }
}
