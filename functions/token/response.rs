//! What a caller gets: a superset of what Microsoft's samples and UI libraries read.

use acs::identity::AccessToken;
use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use serde::Serialize;
use time::{OffsetDateTime, UtcOffset, macros::format_description};

use crate::error::Error;

/// More than the members beside the token take, in bytes.
const AROUND_THE_TOKEN: usize = 512;

/// A token and whose it is. Has no `Debug`: it is a secret.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TokenResponse {
    token: String,
    expires_on: String,
    user: User,
}

/// Each client library looks under a name of its own.
#[derive(Serialize)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
enum User {
    CommunicationUser {
        communication_user_id: String,
        id: String,
        raw_id: String,
    },
    MicrosoftTeamsUser {
        microsoft_teams_user_id: String,
        id: String,
        raw_id: String,
    },
}

impl TokenResponse {
    pub(crate) fn for_user(token: &AccessToken, acs_id: &str) -> Self {
        Self::new(
            token,
            User::CommunicationUser {
                communication_user_id: acs_id.to_owned(),
                id: acs_id.to_owned(),
                raw_id: acs_id.to_owned(),
            },
        )
    }

    pub(crate) fn for_teams_user(token: &AccessToken, object_id: &str) -> Self {
        let raw_id = format!("8:orgid:{object_id}");
        Self::new(
            token,
            User::MicrosoftTeamsUser {
                microsoft_teams_user_id: object_id.to_owned(),
                id: raw_id.clone(),
                raw_id,
            },
        )
    }

    fn new(token: &AccessToken, user: User) -> Self {
        Self {
            token: token.token.secret().to_owned(),
            expires_on: timestamp(token.expires_on),
            user,
        }
    }
}

impl IntoResponse for TokenResponse {
    fn into_response(self) -> Response {
        // Room for all of it: `Json` begins with 128 bytes and would move a token four times.
        let mut body = Vec::with_capacity(self.token.len() + AROUND_THE_TOKEN);
        if let Err(error) = serde_json::to_writer(&mut body, &self) {
            return Error::Internal(error.into()).into_response();
        }
        // `no-store`: a token in a shared cache is anybody's.
        let headers = [
            (header::CONTENT_TYPE, "application/json"),
            (header::CACHE_CONTROL, "no-store"),
        ];
        (headers, body).into_response()
    }
}

/// As JavaScript writes a date, which every client's parser reads.
fn timestamp(at: OffsetDateTime) -> String {
    const FORMAT: &[time::format_description::BorrowedFormatItem<'_>] =
        format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z");
    at.to_offset(UtcOffset::UTC)
        .format(FORMAT)
        .unwrap_or_default()
}
