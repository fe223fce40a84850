//! The error answers of Key Vault.
//!
//! The texts are the service's, as its SDKs and their tests quote them.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

/// Why the vault does not do what it was asked.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum VaultError {
    /// No token, or one that the vault does not take; the answer says where to get one.
    Unauthorized {
        challenge: String,
        missing: bool,
    },
    ApiVersionUnspecified,
    /// Not a name, a value or an attribute that the vault stores.
    BadParameter(String),
    NotFound {
        name: String,
    },
    VersionNotFound {
        name: String,
        version: String,
    },
    /// The secret was deleted, and can only be recovered or purged.
    Deleted {
        name: String,
    },
    /// The version is disabled.
    Disabled,
    DeletedNotFound {
        name: String,
    },
}

impl VaultError {
    fn parts(&self) -> (StatusCode, &'static str, String, Option<&'static str>) {
        match self {
            Self::Unauthorized { missing: true, .. } => (
                StatusCode::UNAUTHORIZED,
                "Unauthorized",
                "AKV10000: Request is missing a Bearer or PoP token.".to_owned(),
                None,
            ),
            Self::Unauthorized { missing: false, .. } => (
                StatusCode::UNAUTHORIZED,
                "Unauthorized",
                "AKV10022: Invalid audience, signature or lifetime of the bearer token.".to_owned(),
                None,
            ),
            Self::ApiVersionUnspecified => (
                StatusCode::BAD_REQUEST,
                "BadParameter",
                "api-version must be specified".to_owned(),
                None,
            ),
            Self::BadParameter(message) => (
                StatusCode::BAD_REQUEST,
                "BadParameter",
                message.clone(),
                None,
            ),
            Self::NotFound { name } => (
                StatusCode::NOT_FOUND,
                "SecretNotFound",
                format!(
                    "A secret with (name/id) {name} was not found in this key vault. If you \
                     recently deleted this secret you may be able to recover it using the correct \
                     recovery command. For help resolving this issue, please see \
                     https://go.microsoft.com/fwlink/?linkid=2125182"
                ),
                None,
            ),
            Self::VersionNotFound { name, version } => (
                StatusCode::NOT_FOUND,
                "SecretNotFound",
                format!(
                    "A secret with (name/id) {name}/{version} was not found in this key vault."
                ),
                None,
            ),
            Self::Deleted { name } => (
                StatusCode::CONFLICT,
                "Conflict",
                format!(
                    "Secret {name} is currently in a deleted but recoverable state, and its name \
                     cannot be reused; in this state, the secret can only be recovered or purged."
                ),
                Some("ObjectIsDeletedButRecoverable"),
            ),
            Self::Disabled => (
                StatusCode::FORBIDDEN,
                "Forbidden",
                "Operation get is not allowed on a disabled secret.".to_owned(),
                Some("SecretDisabled"),
            ),
            Self::DeletedNotFound { name } => (
                StatusCode::NOT_FOUND,
                "SecretNotFound",
                format!("Deleted Secret not found: {name}"),
                None,
            ),
        }
    }
}

impl IntoResponse for VaultError {
    fn into_response(self) -> Response {
        let (status, code, message, inner) = self.parts();
        let mut error = json!({"code": code, "message": message});
        if let (Some(inner), Some(error)) = (inner, error.as_object_mut()) {
            error.insert("innererror".to_owned(), json!({ "code": inner }));
        }
        let body: Value = json!({ "error": error });
        let mut response = (status, Json(body)).into_response();
        if let Self::Unauthorized { challenge, .. } = self
            && let Ok(challenge) = HeaderValue::try_from(challenge)
        {
            response
                .headers_mut()
                .insert(header::WWW_AUTHENTICATE, challenge);
        }
        response
    }
}
