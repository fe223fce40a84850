//! Who takes part: users, phone numbers, Teams users and applications.

mod raw_id;
mod wire;

use std::fmt;

use serde::{Deserialize, Serialize};

pub(crate) use wire::in_request;

/// Who takes part in a chat or a call.
///
/// Every text is one: a form that this crate does not know is [`Unknown`](Self::Unknown) and keeps
/// its raw id, so that it can be stored, compared and sent back.
///
/// On the wire it is a `CommunicationIdentifierModel`; it is written with its kind, its raw id and
/// its typed member, of which different Microsoft clients read different ones. When it is read, the
/// raw id decides, and the typed member where there is none.
/// <https://github.com/Azure/azure-rest-api-specs/blob/main/specification/communication/data-plane/Common/stable/2023-11-15/common.json>
///
/// ```
/// use acs::{CommunicationIdentifier, identifier::PhoneNumber};
///
/// let caller = CommunicationIdentifier::from("4:+14255550100");
/// assert!(matches!(&caller, CommunicationIdentifier::PhoneNumber(PhoneNumber { value, .. })
///     if value == "+14255550100"));
/// assert_eq!(caller.raw_id(), "4:+14255550100");
/// ```
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "wire::Model", into = "wire::Model")]
pub enum CommunicationIdentifier {
    /// A user of a Communication Services resource: `8:acs:<resource>_<user>`.
    CommunicationUser(CommunicationUser),
    /// A phone number: `4:<number>`.
    PhoneNumber(PhoneNumber),
    /// A Teams user: `8:orgid:<user>`.
    MicrosoftTeamsUser(MicrosoftTeamsUser),
    /// A Teams application, for example a call queue: `28:orgid:<application>`.
    MicrosoftTeamsApp(MicrosoftTeamsApp),
    /// A Teams Phone user behind a Communication Services resource:
    /// `8:acs:<resource>_<tenant>_<user>`.
    TeamsExtensionUser(TeamsExtensionUser),
    /// Anything else.
    Unknown {
        /// The raw id as it came.
        raw_id: String,
    },
}

/// A user of a Communication Services resource.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CommunicationUser {
    /// The id, which is also the raw id: `8:acs:…`.
    pub id: String,
}

/// A phone number. Its `Debug` does not show it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PhoneNumber {
    /// The number, usually in E.164; `anonymous` for a caller who hides it.
    pub value: String,
    /// Tells apart the participants of one call who have the same number.
    pub asserted_id: Option<String>,
}

/// A Teams user.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct MicrosoftTeamsUser {
    /// The object id in Entra; another id when the user is anonymous.
    pub user_id: String,
    /// Whether the user joined a meeting without signing in.
    pub is_anonymous: bool,
    /// The cloud of the user. The raw id of an anonymous user does not name it.
    pub cloud: Cloud,
}

/// A Teams application.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct MicrosoftTeamsApp {
    /// The id of the application.
    pub app_id: String,
    /// Its cloud.
    pub cloud: Cloud,
}

/// A Teams Phone user behind a Communication Services resource.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TeamsExtensionUser {
    /// The object id in Entra.
    pub user_id: String,
    /// The Entra tenant.
    pub tenant_id: String,
    /// The Communication Services resource.
    pub resource_id: String,
    /// The cloud.
    pub cloud: Cloud,
}

/// The cloud that an identifier belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Cloud {
    /// The public cloud.
    #[default]
    Public,
    /// The US Department of Defense's.
    Dod,
    /// US Government Community Cloud High.
    Gcch,
}

impl PhoneNumber {
    /// Whether the caller hides the number.
    pub fn is_anonymous(&self) -> bool {
        self.value == raw_id::ANONYMOUS
    }
}

impl fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PhoneNumber(..)")
    }
}

impl fmt::Debug for CommunicationIdentifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CommunicationUser(user) => user.fmt(f),
            Self::PhoneNumber(number) => number.fmt(f),
            Self::MicrosoftTeamsUser(user) => user.fmt(f),
            Self::MicrosoftTeamsApp(app) => app.fmt(f),
            Self::TeamsExtensionUser(user) => user.fmt(f),
            // It may well be a phone number in a spelling of its own.
            Self::Unknown { .. } => f.write_str("Unknown(..)"),
        }
    }
}
