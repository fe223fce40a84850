//! What can go wrong, for two readers: the caller gets a problem document (RFC 9457) with a stable
//! `type`; we get the cause, once, in the log.
//!
//! Handlers return [`Error`]. [`Error::answer`] is the one map from an error to a status; nothing
//! of a cause is ever serialised.

use std::{fmt, sync::Arc, time::Duration};

use acs::identity::TokenScope;
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::json;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// What a caller is told while the store is away.
const STORE_RETRY_AFTER: Duration = Duration::from_secs(2);

/// A failure that a handler answers with.
#[derive(Debug)]
pub(crate) enum Error {
    /// No bearer token came.
    TokenMissing,
    /// A bearer token came that proves nothing. The reason is for us.
    TokenInvalid(InvalidToken),
    /// The caller asked for scopes that the policy does not give.
    ScopeRefused(Vec<TokenScope>),
    /// The policy gives this caller no scope at all.
    NoScopes,
    /// Not the caller's own identity.
    NotYours,
    /// The Teams user's token is not the caller's, or ACS refused it.
    TeamsTokenRefused,
    /// No such scope, or no scope at all, or two different lists.
    ScopeUnknown(&'static str),
    /// The request cannot be read.
    BadRequest(&'static str),
    /// Nothing is here.
    NotFound,
    /// The caller has no ACS identity yet.
    NoIdentity,
    /// Here, but not by this method.
    MethodNotAllowed,
    /// The body is over the limit.
    TooLarge,
    /// The caller lacks the role that this needs.
    RoleMissing,
    /// The `Idempotency-Key` came before, with another request.
    KeyReused,
    /// The item was too long to be kept whole.
    NotWhole,
    /// Too many requests from this caller.
    RateLimited {
        /// When it is worth trying again.
        retry_after: Duration,
    },
    /// ACS does not know the identity that we keep for this caller.
    IdentityGone,
    /// The caller is banned.
    Banned {
        /// When that ends, if it does.
        until: Option<OffsetDateTime>,
    },
    /// The caller may not write in this thread for a while.
    Muted {
        /// When that ends.
        until: OffsetDateTime,
    },
    /// The policy lets nobody make a thread with this key.
    KeyRefused,
    /// The key belongs to a thread that the caller is not in.
    KeyTaken,
    /// The caller is not in the thread.
    NotAMember,
    /// There is room for no more members.
    ThreadFull,
    /// Somebody cannot be let into a thread.
    MemberRefused(&'static str),
    /// What the message says may not be said here; in words for its sender.
    MessageRefused(String),
    /// The same request is being carried out.
    InProgress {
        /// When it is worth asking again.
        retry_after: Duration,
    },
    /// ACS takes no more messages for this thread at the moment.
    ThreadBusy {
        /// When it is worth trying again.
        retry_after: Duration,
    },
    /// Something that we need is away; it may come back by itself.
    Unavailable {
        /// What is away.
        dependency: Dependency,
        /// When it is worth trying again.
        retry_after: Duration,
        /// What it said.
        cause: Cause,
    },
    /// Something that we need answered what it should not.
    Upstream {
        /// What answered.
        dependency: Dependency,
        /// What it said.
        cause: Cause,
    },
    /// The request took longer than it may.
    Deadline,
    /// A mistake of ours.
    Internal(Cause),
    /// What happened to one request that others waited for too.
    Shared(Arc<Self>),
}

/// Why a bearer token proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum InvalidToken {
    /// Longer than any honest token.
    Oversized,
    /// Not a signed JWT.
    Malformed,
    /// Signed in a way that no key of ours would.
    Algorithm,
    /// Wants its key fetched from where it says, or carries it, or needs an unknown extension.
    ForeignKey,
    /// From an issuer that we do not know.
    Issuer,
    /// From a tenant that may not sign in.
    Tenant,
    /// Names a key that its issuer does not have.
    UnknownKey,
    /// The signature does not hold.
    Signature,
    /// For another app.
    Audience,
    /// No longer, or never, valid.
    Expired,
    /// Not valid yet.
    NotYet,
    /// A claim that says who the user is, or how long the token holds, is missing or unusable.
    Claim,
}

/// What we need and do not own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dependency {
    /// Azure Communication Services.
    Acs,
    /// The identity provider.
    Issuer,
    /// The state.
    Store,
    /// The Key Vault.
    Vault,
}

impl fmt::Display for Dependency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Acs => "acs",
            Self::Issuer => "issuer",
            Self::Store => "store",
            Self::Vault => "vault",
        })
    }
}

/// What caused a failure, for the log only.
pub(crate) type Cause = Box<dyn std::error::Error + Send + Sync>;

/// What the caller gets of an error.
#[derive(Debug)]
pub(crate) struct Answer {
    /// The status.
    pub(crate) status: StatusCode,
    /// The last part of the `type`, stable.
    pub(crate) slug: &'static str,
    /// What it is, the same for every occurrence.
    pub(crate) title: &'static str,
    /// What to do about it, for this occurrence.
    pub(crate) detail: String,
    /// When to come back.
    pub(crate) retry_after: Option<Duration>,
}

impl Error {
    /// The one map from an error to what the caller gets.
    pub(crate) fn answer(&self) -> Answer {
        let (status, slug, title, detail) = match self {
            Self::Shared(error) => return error.answer(),
            Self::TokenMissing => (
                StatusCode::UNAUTHORIZED,
                "token-missing",
                "Sign in first",
                "Send `Authorization: Bearer <access token>` from your identity provider."
                    .to_owned(),
            ),
            Self::TokenInvalid(why) => (
                StatusCode::UNAUTHORIZED,
                "token-invalid",
                "The access token is not valid here",
                why.for_caller().to_owned(),
            ),
            Self::ScopeRefused(refused) => (
                StatusCode::FORBIDDEN,
                "scope-refused",
                "Scopes that you may not have",
                format!("You may not have: {}.", list(refused)),
            ),
            Self::NoScopes => (
                StatusCode::FORBIDDEN,
                "no-scopes",
                "No scopes for you",
                "None of your roles gives a scope.".to_owned(),
            ),
            Self::NotYours => (
                StatusCode::FORBIDDEN,
                "not-yours",
                "Not your identity",
                "A token is only given for your own identity.".to_owned(),
            ),
            Self::TeamsTokenRefused => (
                StatusCode::FORBIDDEN,
                "teams-token-refused",
                "The Teams user's token was refused",
                "Send the Entra token of the signed-in user, issued to this app for Teams."
                    .to_owned(),
            ),
            Self::ScopeUnknown(what) => (
                StatusCode::BAD_REQUEST,
                "scope-unknown",
                "No such scope",
                format!("{what} The scopes are {}.", list(&TokenScope::ALL)),
            ),
            Self::BadRequest(what) => (
                StatusCode::BAD_REQUEST,
                "bad-request",
                "The request cannot be read",
                (*what).to_owned(),
            ),
            Self::NotFound => (
                StatusCode::NOT_FOUND,
                "not-found",
                "Nothing is here",
                "Look at the path.".to_owned(),
            ),
            Self::NoIdentity => (
                StatusCode::NOT_FOUND,
                "no-identity",
                "No identity yet",
                "Ask for a token, or POST here, to get one.".to_owned(),
            ),
            Self::MethodNotAllowed => (
                StatusCode::METHOD_NOT_ALLOWED,
                "method-not-allowed",
                "Not by this method",
                "The `Allow` header lists the methods.".to_owned(),
            ),
            Self::TooLarge => (
                StatusCode::PAYLOAD_TOO_LARGE,
                "too-large",
                "The body is too large",
                "A body here has at most 16 KiB, with a message in it 64 KiB.".to_owned(),
            ),
            Self::RoleMissing => (
                StatusCode::FORBIDDEN,
                "role-missing",
                "Not for you",
                "None of your roles may do this; the policy names the one that may.".to_owned(),
            ),
            Self::KeyReused => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "key-reused",
                "The key belongs to another request",
                "Send a new request with a new `Idempotency-Key`.".to_owned(),
            ),
            Self::NotWhole => (
                StatusCode::CONFLICT,
                "not-whole",
                "It cannot be replayed",
                "It was too long to be kept whole.".to_owned(),
            ),
            Self::RateLimited { .. } => (
                StatusCode::TOO_MANY_REQUESTS,
                "rate-limited",
                "Too many requests",
                "Wait as long as `Retry-After` says; keep the token that you have.".to_owned(),
            ),
            Self::IdentityGone => (
                StatusCode::CONFLICT,
                "identity-gone",
                "The identity no longer exists",
                "DELETE /user to begin anew; what belonged to the old identity stays with it."
                    .to_owned(),
            ),
            Self::Banned { until } => (
                StatusCode::FORBIDDEN,
                "banned",
                "You are banned",
                match until {
                    Some(until) => format!("It ends at {}.", timestamp(*until)),
                    None => "It does not end by itself.".to_owned(),
                },
            ),
            Self::Muted { until } => (
                StatusCode::FORBIDDEN,
                "muted",
                "You may not write here for a while",
                format!("It ends at {}.", timestamp(*until)),
            ),
            Self::KeyRefused => (
                StatusCode::FORBIDDEN,
                "key-refused",
                "No thread may have this key",
                "The policy names the keys that threads may have.".to_owned(),
            ),
            Self::KeyTaken => (
                StatusCode::CONFLICT,
                "key-taken",
                "The key belongs to a thread that you are not in",
                "Ask somebody who manages it to let you in.".to_owned(),
            ),
            Self::NotAMember => (
                StatusCode::FORBIDDEN,
                "not-a-member",
                "You are not in the thread",
                "Who is in a thread writes in it; whoever manages it can let you in.".to_owned(),
            ),
            Self::ThreadFull => (
                StatusCode::CONFLICT,
                "thread-full",
                "There is no room for more members",
                "The policy says how many a thread may have.".to_owned(),
            ),
            Self::MemberRefused(why) => (
                StatusCode::CONFLICT,
                "member-refused",
                "This user cannot be let in",
                (*why).to_owned(),
            ),
            Self::MessageRefused(why) => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "message-refused",
                "It may not be said here",
                why.clone(),
            ),
            Self::InProgress { .. } => (
                StatusCode::CONFLICT,
                "in-progress",
                "The same request is being carried out",
                "Ask again after `Retry-After`, with the same `Idempotency-Key`.".to_owned(),
            ),
            Self::ThreadBusy { .. } => (
                StatusCode::TOO_MANY_REQUESTS,
                "thread-busy",
                "Too much is being written in the thread",
                "Send the message again after `Retry-After`.".to_owned(),
            ),
            Self::Unavailable { dependency, .. } => (
                StatusCode::SERVICE_UNAVAILABLE,
                "unavailable",
                "Not available at the moment",
                format!("Waiting for: {dependency}. Try again after `Retry-After`."),
            ),
            Self::Upstream { dependency, .. } => (
                StatusCode::BAD_GATEWAY,
                "upstream",
                "A service behind this one failed",
                format!("Unusable answer from: {dependency}."),
            ),
            Self::Deadline => (
                StatusCode::GATEWAY_TIMEOUT,
                "deadline",
                "It took too long",
                "Nothing is half done; try again.".to_owned(),
            ),
            Self::Internal(_) => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "internal",
                "A mistake of ours",
                "It has been logged.".to_owned(),
            ),
        };
        let retry_after = match self {
            Self::RateLimited { retry_after }
            | Self::InProgress { retry_after }
            | Self::ThreadBusy { retry_after }
            | Self::Unavailable { retry_after, .. } => Some(*retry_after),
            _ => None,
        };
        Answer {
            status,
            slug,
            title,
            detail,
            retry_after,
        }
    }

    /// More than the caller is told, for the log.
    pub(crate) fn reason(&self) -> Option<&'static str> {
        match self {
            Self::TokenInvalid(why) => Some(why.for_us()),
            _ => None,
        }
    }

    /// What happened, for the log: never a token, a user or a body.
    pub(crate) fn cause(&self) -> Option<&Cause> {
        match self {
            Self::Shared(error) => error.cause(),
            Self::Unavailable { cause, .. }
            | Self::Upstream { cause, .. }
            | Self::Internal(cause) => Some(cause),
            _ => None,
        }
    }
}

/// The store is away, or says what it should not.
impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::Unavailable { retry_after, .. } => Self::Unavailable {
                dependency: Dependency::Store,
                retry_after: retry_after.unwrap_or(STORE_RETRY_AFTER),
                cause: error.into(),
            },
            store::Error::Unauthorized { .. } => Self::Unavailable {
                dependency: Dependency::Store,
                retry_after: STORE_RETRY_AFTER,
                cause: error.into(),
            },
            other => Self::Internal(other.into()),
        }
    }
}

/// Others kept changing what this request wanted to change.
pub(crate) fn contended() -> Error {
    Error::Unavailable {
        dependency: Dependency::Store,
        retry_after: STORE_RETRY_AFTER,
        cause: "others kept changing the same row".into(),
    }
}

/// To the second: nobody waits for less.
fn timestamp(at: OffsetDateTime) -> String {
    let at = at.replace_nanosecond(0).unwrap_or(at);
    at.format(&Rfc3339).unwrap_or_default()
}

fn list(scopes: &[TokenScope]) -> String {
    scopes
        .iter()
        .map(|scope| scope.as_str())
        .collect::<Vec<_>>()
        .join(", ")
}

impl InvalidToken {
    /// What the caller may know: enough to mend an honest mistake.
    fn for_caller(self) -> &'static str {
        match self {
            Self::Expired => "It has expired.",
            Self::NotYet => "It is not valid yet.",
            Self::Audience => "It is for another app.",
            Self::Issuer | Self::Tenant => "Its issuer may not sign in here.",
            Self::Oversized => "It is too long.",
            Self::Malformed | Self::Algorithm | Self::ForeignKey => {
                "It is not a token that can be checked."
            }
            Self::UnknownKey | Self::Signature => "Its signature does not hold.",
            Self::Claim => "A claim that is needed is missing.",
        }
    }
}

impl InvalidToken {
    /// What an operator filters by.
    fn for_us(self) -> &'static str {
        match self {
            Self::Oversized => "oversized",
            Self::Malformed => "malformed",
            Self::Algorithm => "algorithm",
            Self::ForeignKey => "foreign-key",
            Self::Issuer => "issuer",
            Self::UnknownKey => "unknown-key",
            Self::Signature => "signature",
            Self::Audience => "audience",
            Self::Tenant => "tenant",
            Self::Expired => "expired",
            Self::NotYet => "not-yet",
            Self::Claim => "claim",
        }
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let answer = self.answer();
        let body = json!({
            "type": format!("urn:frontdesk:problem:{}", answer.slug),
            "title": answer.title,
            "status": answer.status.as_u16(),
            "detail": answer.detail,
            // What Microsoft's samples read of an error.
            "error": { "code": answer.slug, "message": answer.detail },
        });
        let mut response = (
            answer.status,
            [
                (header::CONTENT_TYPE, "application/problem+json"),
                (header::CACHE_CONTROL, "no-store"),
            ],
            body.to_string(),
        )
            .into_response();
        let headers = response.headers_mut();
        if let Some(wait) = answer.retry_after {
            headers.insert(
                header::RETRY_AFTER,
                HeaderValue::from(wait.as_secs().max(1)),
            );
        }
        match &self {
            Self::TokenMissing => {
                headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            Self::TokenInvalid(_) => {
                headers.insert(
                    header::WWW_AUTHENTICATE,
                    HeaderValue::from_static("Bearer error=\"invalid_token\""),
                );
            }
            _ => {}
        }
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn one_of_each() -> Vec<Error> {
        let retry_after = Duration::from_secs(1);
        let dependency = Dependency::Acs;
        let cause = || "accesskey=hunter2".into();
        vec![
            Error::TokenMissing,
            Error::TokenInvalid(InvalidToken::Signature),
            Error::ScopeRefused(vec![TokenScope::Chat]),
            Error::NoScopes,
            Error::NotYours,
            Error::TeamsTokenRefused,
            Error::ScopeUnknown("No scope was named."),
            Error::BadRequest("The query cannot be read."),
            Error::NotFound,
            Error::NoIdentity,
            Error::MethodNotAllowed,
            Error::TooLarge,
            Error::RoleMissing,
            Error::KeyReused,
            Error::NotWhole,
            Error::RateLimited { retry_after },
            Error::IdentityGone,
            Error::Banned { until: None },
            Error::Muted {
                until: OffsetDateTime::UNIX_EPOCH,
            },
            Error::KeyRefused,
            Error::KeyTaken,
            Error::NotAMember,
            Error::ThreadFull,
            Error::MemberRefused("It is banned."),
            Error::MessageRefused("It names a phone number.".to_owned()),
            Error::InProgress { retry_after },
            Error::ThreadBusy { retry_after },
            Error::Unavailable {
                dependency,
                retry_after,
                cause: cause(),
            },
            Error::Upstream {
                dependency,
                cause: cause(),
            },
            Error::Deadline,
            Error::Internal(cause()),
        ]
    }

    #[test]
    fn each_problem_is_in_the_contract_with_its_status_and_nothing_else_is() {
        let documented: BTreeSet<_> = include_str!("../docs/problems.md")
            .lines()
            .filter_map(|line| line.strip_prefix("| `")?.split_once("` | "))
            .map(|(name, rest)| format!("{name} {}", rest.split(' ').next().unwrap()))
            .collect();
        let answered: BTreeSet<_> = one_of_each()
            .iter()
            .map(Error::answer)
            .map(|answer| format!("{} {}", answer.slug, answer.status.as_u16()))
            .collect();
        assert_eq!(answered, documented);
    }

    #[test]
    fn the_cause_stays_with_us() {
        for error in one_of_each() {
            let shared = Error::Shared(Arc::new(error));
            let answer = format!("{:?}", shared.answer());
            assert!(!answer.contains("hunter2"), "{answer}");
        }
    }
}
