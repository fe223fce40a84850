//! The raw id: one text that names a participant of any kind.
//!
//! The forms, from the code of Microsoft's clients:
//! <https://github.com/Azure/azure-sdk-for-js/blob/main/sdk/communication/communication-common/src/identifierModels.ts>

use super::{
    Cloud, CommunicationIdentifier, CommunicationUser, MicrosoftTeamsApp, MicrosoftTeamsUser,
    PhoneNumber, TeamsExtensionUser,
};

pub(super) const ANONYMOUS: &str = "anonymous";

impl CommunicationIdentifier {
    /// The raw id. Of an identifier that was parsed it is the text that was parsed.
    pub fn raw_id(&self) -> String {
        match self {
            Self::CommunicationUser(CommunicationUser { id }) => id.clone(),
            Self::PhoneNumber(PhoneNumber {
                value,
                asserted_id: None,
            }) => format!("4:{value}"),
            Self::PhoneNumber(PhoneNumber {
                value,
                asserted_id: Some(asserted),
            }) => {
                format!("4:{value}_{asserted}")
            }
            Self::MicrosoftTeamsUser(MicrosoftTeamsUser {
                user_id,
                is_anonymous: true,
                ..
            }) => {
                format!("8:teamsvisitor:{user_id}")
            }
            Self::MicrosoftTeamsUser(MicrosoftTeamsUser { user_id, cloud, .. }) => {
                format!("8:{}:{user_id}", teams(*cloud))
            }
            Self::MicrosoftTeamsApp(MicrosoftTeamsApp { app_id, cloud }) => {
                format!("28:{}:{app_id}", teams(*cloud))
            }
            Self::TeamsExtensionUser(user) => {
                let TeamsExtensionUser {
                    user_id,
                    tenant_id,
                    resource_id,
                    cloud,
                } = user;
                let cloud = match cloud {
                    Cloud::Public => "acs",
                    Cloud::Dod => "dod-acs",
                    Cloud::Gcch => "gcch-acs",
                };
                format!("8:{cloud}:{resource_id}_{tenant_id}_{user_id}")
            }
            Self::Unknown { raw_id } => raw_id.clone(),
        }
    }

    /// The identifier of a raw id, if its form is known.
    fn parse(raw_id: &str) -> Option<Self> {
        if let Some(number) = raw_id.strip_prefix("4:") {
            return phone_number(number).map(Self::PhoneNumber);
        }
        let (kind, rest) = raw_id.split_once(':')?;
        let (space, id) = rest.split_once(':')?;
        if id.is_empty() || id.contains(':') {
            return None;
        }
        let teams_user = |is_anonymous, cloud| {
            let user_id = id.to_owned();
            Some(Self::MicrosoftTeamsUser(MicrosoftTeamsUser {
                user_id,
                is_anonymous,
                cloud,
            }))
        };
        let teams_app = |cloud| {
            Some(Self::MicrosoftTeamsApp(MicrosoftTeamsApp {
                app_id: id.to_owned(),
                cloud,
            }))
        };
        let user = || CommunicationUser {
            id: raw_id.to_owned(),
        };
        let acs_user = |cloud| {
            Some(match teams_extension_user(id, cloud) {
                Some(user) => Self::TeamsExtensionUser(user),
                None => Self::CommunicationUser(user()),
            })
        };
        match (kind, space) {
            ("8", "acs") => acs_user(Cloud::Public),
            ("8", "dod-acs") => acs_user(Cloud::Dod),
            ("8", "gcch-acs") => acs_user(Cloud::Gcch),
            ("8", "spool") => Some(Self::CommunicationUser(user())),
            ("8", "orgid") => teams_user(false, Cloud::Public),
            ("8", "dod") => teams_user(false, Cloud::Dod),
            ("8", "gcch") => teams_user(false, Cloud::Gcch),
            ("8", "teamsvisitor") => teams_user(true, Cloud::Public),
            ("28", "orgid") => teams_app(Cloud::Public),
            ("28", "dod") => teams_app(Cloud::Dod),
            ("28", "gcch") => teams_app(Cloud::Gcch),
            _ => None,
        }
    }
}

impl From<&str> for CommunicationIdentifier {
    fn from(raw_id: &str) -> Self {
        Self::parse(raw_id).unwrap_or_else(|| Self::Unknown {
            raw_id: raw_id.to_owned(),
        })
    }
}

impl From<String> for CommunicationIdentifier {
    fn from(raw_id: String) -> Self {
        Self::parse(&raw_id).unwrap_or(Self::Unknown { raw_id })
    }
}

/// What an Entra cloud is called in a raw id.
fn teams(cloud: Cloud) -> &'static str {
    match cloud {
        Cloud::Public => "orgid",
        Cloud::Dod => "dod",
        Cloud::Gcch => "gcch",
    }
}

/// `<number>` or `<number>_<asserted id>`.
fn phone_number(text: &str) -> Option<PhoneNumber> {
    let (value, asserted_id) = match text.rsplit_once('_') {
        Some((value, asserted)) if !value.is_empty() && !asserted.is_empty() => {
            (value, Some(asserted.to_owned()))
        }
        _ => (text, None),
    };
    (!value.is_empty()).then(|| PhoneNumber {
        value: value.to_owned(),
        asserted_id,
    })
}

/// `<resource>_<tenant>_<user>`; a user of the resource itself has two parts.
fn teams_extension_user(id: &str, cloud: Cloud) -> Option<TeamsExtensionUser> {
    let mut parts = id.split('_');
    let mut part = || {
        parts
            .next()
            .filter(|part| !part.is_empty())
            .map(str::to_owned)
    };
    let (resource_id, tenant_id, user_id) = (part()?, part()?, part()?);
    parts.next().is_none().then_some(TeamsExtensionUser {
        user_id,
        tenant_id,
        resource_id,
        cloud,
    })
}
