//! `CommunicationIdentifierModel`.
//!
//! <https://github.com/Azure/azure-rest-api-specs/blob/main/specification/communication/data-plane/Common/stable/2023-11-15/common.json>

use serde::{Deserialize, Serialize, Serializer};

use super::{
    Cloud, CommunicationIdentifier as Id, CommunicationUser, MicrosoftTeamsApp, MicrosoftTeamsUser,
    PhoneNumber, TeamsExtensionUser,
};
use crate::lenient::fields::option;

/// The model. Beside `kind` and `rawId` there is at most one member. Reading it never fails for what
/// is missing, and a member that is not as expected is as good as absent.
#[derive(Default, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Model {
    #[serde(skip_deserializing, skip_serializing_if = "str::is_empty")]
    kind: &'static str,
    #[serde(deserialize_with = "option")]
    raw_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "option")]
    communication_user: Option<CommunicationUser>,
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "option")]
    phone_number: Option<PhoneNumberModel>,
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "option")]
    microsoft_teams_user: Option<TeamsUserModel>,
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "option")]
    microsoft_teams_app: Option<TeamsAppModel>,
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "option")]
    teams_extension_user: Option<ExtensionUserModel>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct PhoneNumberModel {
    value: String,
    /// Follows from the value; only written.
    #[serde(skip_deserializing, skip_serializing_if = "std::ops::Not::not")]
    is_anonymous: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    asserted_id: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct TeamsUserModel {
    user_id: String,
    #[serde(default)]
    is_anonymous: bool,
    #[serde(default)]
    cloud: Cloud,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct TeamsAppModel {
    app_id: String,
    #[serde(default)]
    cloud: Cloud,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ExtensionUserModel {
    user_id: String,
    tenant_id: String,
    resource_id: String,
    #[serde(default)]
    cloud: Cloud,
}

impl From<Model> for Id {
    fn from(model: Model) -> Self {
        let Model {
            kind: _,
            raw_id,
            communication_user,
            phone_number,
            microsoft_teams_user,
            microsoft_teams_app,
            teams_extension_user,
        } = model;
        if let Some(raw_id) = raw_id.filter(|raw_id| !raw_id.is_empty()) {
            return raw_id.into();
        }
        if let Some(user) = communication_user {
            return Self::CommunicationUser(user);
        }
        if let Some(PhoneNumberModel {
            value,
            is_anonymous: _,
            asserted_id,
        }) = phone_number
        {
            return Self::PhoneNumber(PhoneNumber { value, asserted_id });
        }
        if let Some(TeamsUserModel {
            user_id,
            is_anonymous,
            cloud,
        }) = microsoft_teams_user
        {
            return Self::MicrosoftTeamsUser(MicrosoftTeamsUser {
                user_id,
                is_anonymous,
                cloud,
            });
        }
        if let Some(TeamsAppModel { app_id, cloud }) = microsoft_teams_app {
            return Self::MicrosoftTeamsApp(MicrosoftTeamsApp { app_id, cloud });
        }
        if let Some(user) = teams_extension_user {
            let ExtensionUserModel {
                user_id,
                tenant_id,
                resource_id,
                cloud,
            } = user;
            return Self::TeamsExtensionUser(TeamsExtensionUser {
                user_id,
                tenant_id,
                resource_id,
                cloud,
            });
        }
        Self::Unknown {
            raw_id: String::new(),
        }
    }
}

impl From<Id> for Model {
    fn from(id: Id) -> Self {
        let mut model = Self {
            raw_id: Some(id.raw_id()),
            ..Self::default()
        };
        match id {
            Id::CommunicationUser(user) => {
                model.kind = "communicationUser";
                model.communication_user = Some(user);
            }
            Id::PhoneNumber(number) => {
                model.kind = "phoneNumber";
                model.phone_number = Some(PhoneNumberModel {
                    is_anonymous: number.is_anonymous(),
                    value: number.value,
                    asserted_id: number.asserted_id,
                });
            }
            Id::MicrosoftTeamsUser(MicrosoftTeamsUser {
                user_id,
                is_anonymous,
                cloud,
            }) => {
                model.kind = "microsoftTeamsUser";
                model.microsoft_teams_user = Some(TeamsUserModel {
                    user_id,
                    is_anonymous,
                    cloud,
                });
            }
            Id::MicrosoftTeamsApp(MicrosoftTeamsApp { app_id, cloud }) => {
                model.kind = "microsoftTeamsApp";
                model.microsoft_teams_app = Some(TeamsAppModel { app_id, cloud });
            }
            Id::TeamsExtensionUser(user) => {
                let TeamsExtensionUser {
                    user_id,
                    tenant_id,
                    resource_id,
                    cloud,
                } = user;
                model.kind = "teamsExtensionUser";
                model.teams_extension_user = Some(ExtensionUserModel {
                    user_id,
                    tenant_id,
                    resource_id,
                    cloud,
                });
            }
            Id::Unknown { .. } => model.kind = "unknown",
        }
        model
    }
}

/// Writes an identifier as a part of a request, without its kind: that is "only required in
/// responses", and Microsoft's clients leave it out.
pub(crate) fn in_request<S: Serializer>(id: &Id, serializer: S) -> Result<S::Ok, S::Error> {
    let model = Model {
        kind: "",
        ..Model::from(id.clone())
    };
    model.serialize(serializer)
}
