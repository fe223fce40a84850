//! The authorization endpoint: shows the login page, and sends the browser back with a code.

use std::sync::Arc;

use axum::{
    Form, Json,
    extract::{Query, State},
    http::{StatusCode, header},
    response::{Html, IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use serde_json::json;
use url::{Host, Url};

use super::{issuer, login::Login, page, provider::PendingCode};
use crate::world::World;

/// An authorization request (RFC 6749 §4.1.1, RFC 7636 §4.3).
#[derive(Clone, Deserialize)]
pub(crate) struct Authorization {
    pub(crate) client_id: String,
    redirect_uri: String,
    response_type: Option<String>,
    scope: Option<String>,
    state: Option<String>,
    nonce: Option<String>,
    code_challenge: Option<String>,
    code_challenge_method: Option<String>,
}

impl Authorization {
    /// The parameters that the login page sends back.
    pub(crate) fn fields(&self) -> Vec<(&'static str, &str)> {
        let optional = [
            ("response_type", &self.response_type),
            ("scope", &self.scope),
            ("state", &self.state),
            ("nonce", &self.nonce),
            ("code_challenge", &self.code_challenge),
            ("code_challenge_method", &self.code_challenge_method),
        ];
        let given = optional
            .into_iter()
            .filter_map(|(name, value)| Some((name, value.as_deref()?)));
        [
            ("client_id", self.client_id.as_str()),
            ("redirect_uri", self.redirect_uri.as_str()),
        ]
        .into_iter()
        .chain(given)
        .collect()
    }
}

/// The page's fields.
#[derive(Deserialize)]
pub(crate) struct Submission {
    sub: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    roles: String,
    #[serde(flatten)]
    authorization: Authorization,
}

/// `GET /oidc/authorize`.
pub(crate) async fn show(
    State(world): State<Arc<World>>,
    Query(request): Query<Authorization>,
) -> Response {
    if let Err(response) = check(&world, &request) {
        return response;
    }
    let headers = [
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
        ),
    ];
    (headers, Html(page::login(&request))).into_response()
}

/// `POST /oidc/authorize`: the page was filled in.
pub(crate) async fn submit(
    State(world): State<Arc<World>>,
    Form(submission): Form<Submission>,
) -> Response {
    let Submission {
        sub,
        name,
        roles,
        authorization,
    } = submission;
    let (mut back, challenge) = match check(&world, &authorization) {
        Ok(checked) => checked,
        Err(response) => return response,
    };
    let login = Login {
        sub,
        name: Some(name).filter(|name| !name.is_empty()),
        roles: roles.split_whitespace().map(str::to_owned).collect(),
        ..Login::default()
    };
    let now = world.now();
    let code = {
        let mut state = world.state();
        let code = state.ids.uuid().simple().to_string();
        let pending = PendingCode {
            client_id: authorization.client_id,
            redirect_uri: authorization.redirect_uri,
            challenge,
            scope: authorization.scope.unwrap_or_default(),
            nonce: authorization.nonce,
            login,
        };
        state.oidc.remember(code.clone(), pending, now);
        code
    };
    back.query_pairs_mut()
        .append_pair("code", &code)
        .append_pair("iss", &issuer(&world));
    if let Some(state) = &authorization.state {
        back.query_pairs_mut().append_pair("state", state);
    }
    Redirect::to(back.as_str()).into_response()
}

/// Where to send the browser back to, and the PKCE challenge; or the answer to a bad request,
/// which goes to the redirect address only when that is a good one.
#[expect(
    clippy::result_large_err,
    reason = "the error is the answer, made once a request"
)]
fn check(world: &World, request: &Authorization) -> Result<(Url, String), Response> {
    let Some(mut back) = Url::parse(&request.redirect_uri).ok().filter(trusted) else {
        let body = Json(json!({
            "error": "invalid_request",
            "error_description": "redirect_uri must be on loopback or of a private-use scheme",
        }));
        return Err((StatusCode::BAD_REQUEST, body).into_response());
    };
    let problem = if request.response_type.as_deref() != Some("code") {
        Some(("unsupported_response_type", "response_type must be code"))
    } else if request.code_challenge_method.as_deref() != Some("S256") {
        Some(("invalid_request", "code_challenge_method must be S256"))
    } else {
        None
    };
    let challenge = request
        .code_challenge
        .clone()
        .filter(|text| !text.is_empty());
    let (error, description) = match (problem, challenge) {
        (None, Some(challenge)) => return Ok((back, challenge)),
        (None, None) => ("invalid_request", "code_challenge is missing"),
        (Some(problem), _) => problem,
    };
    back.query_pairs_mut()
        .append_pair("error", error)
        .append_pair("error_description", description)
        .append_pair("iss", &issuer(world));
    if let Some(state) = &request.state {
        back.query_pairs_mut().append_pair("state", state);
    }
    Err(Redirect::to(back.as_str()).into_response())
}

/// Loopback, or a private-use scheme of a native app, which has a dot (RFC 8252 §7.1). Anywhere
/// else a web page could collect codes from whoever visits it.
fn trusted(redirect: &Url) -> bool {
    match redirect.scheme() {
        "http" | "https" => match redirect.host() {
            Some(Host::Domain(name)) => name == "localhost",
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        },
        scheme => scheme.contains('.'),
    }
}
