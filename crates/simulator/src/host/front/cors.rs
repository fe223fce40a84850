//! CORS, which the platform answers in Azure and Core Tools on a laptop: the handler never sees a
//! preflight.
//!
//! <https://learn.microsoft.com/azure/azure-functions/functions-how-to-use-azure-function-app-settings#cors>,
//! and `Host.CORS` in
//! <https://learn.microsoft.com/azure/azure-functions/functions-develop-local#local-settings-file>.

use axum::{
    body::Body,
    http::{
        HeaderMap, HeaderValue, Method, Response, StatusCode,
        header::{
            ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS,
            ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
            ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, ORIGIN, VARY,
        },
    },
};

/// The origins that may call, none by default.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cors {
    pub(crate) origins: Vec<String>,
    pub(crate) credentials: bool,
}

impl Cors {
    /// The answer to a preflight; `None` for any other request, and everywhere if CORS is not
    /// configured.
    pub(crate) fn preflight(&self, method: &Method, headers: &HeaderMap) -> Option<Response<Body>> {
        let wanted = headers.get(ACCESS_CONTROL_REQUEST_METHOD)?;
        if self.origins.is_empty() || *method != Method::OPTIONS {
            return None;
        }
        let origin = headers.get(ORIGIN)?;
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NO_CONTENT;
        if self.allow(origin, response.headers_mut()) {
            response
                .headers_mut()
                .insert(ACCESS_CONTROL_ALLOW_METHODS, wanted.clone());
            if let Some(names) = headers.get(ACCESS_CONTROL_REQUEST_HEADERS) {
                response
                    .headers_mut()
                    .insert(ACCESS_CONTROL_ALLOW_HEADERS, names.clone());
            }
        }
        Some(response)
    }

    /// Adds the headers of an allowed origin, and says whether it is one.
    pub(crate) fn allow(&self, origin: &HeaderValue, headers: &mut HeaderMap) -> bool {
        let any = self.origins.iter().any(|known| known == "*");
        let known = || {
            self.origins
                .iter()
                .any(|known| known.as_bytes().eq_ignore_ascii_case(origin.as_bytes()))
        };
        if !any && !known() {
            return false;
        }
        // A browser refuses `*` for a call with credentials.
        let shown = if any && !self.credentials {
            HeaderValue::from_static("*")
        } else {
            origin.clone()
        };
        if shown != "*" {
            headers.append(VARY, HeaderValue::from_static("Origin"));
        }
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, shown);
        if self.credentials {
            headers.insert(
                ACCESS_CONTROL_ALLOW_CREDENTIALS,
                HeaderValue::from_static("true"),
            );
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
            .collect()
    }

    fn cors(origins: &[&str], credentials: bool) -> Cors {
        Cors {
            origins: origins.iter().map(|one| (*one).to_owned()).collect(),
            credentials,
        }
    }

    #[test]
    fn only_a_preflight_is_answered() {
        let full = headers(&[
            ("origin", "https://a.example"),
            ("access-control-request-method", "POST"),
        ]);
        let plain = headers(&[("origin", "https://a.example")]);
        let open = cors(&["*"], false);
        assert!(open.preflight(&Method::OPTIONS, &full).is_some());
        assert!(open.preflight(&Method::POST, &full).is_none());
        assert!(open.preflight(&Method::OPTIONS, &plain).is_none());
        assert!(
            cors(&[], false)
                .preflight(&Method::OPTIONS, &full)
                .is_none()
        );
    }

    #[test]
    fn what_an_origin_is_told() {
        for (origins, credentials, origin, expected) in [
            (&["*"][..], false, "https://a.example", Some("*")),
            (&["*"], true, "https://a.example", Some("https://a.example")),
            (
                &["https://A.example", "http://localhost:3000"],
                false,
                "https://a.example",
                Some("https://a.example"),
            ),
            (&["https://a.example"], false, "https://b.example", None),
        ] {
            let asked = headers(&[
                ("origin", origin),
                ("access-control-request-method", "DELETE"),
                ("access-control-request-headers", "authorization"),
            ]);
            let response = cors(origins, credentials)
                .preflight(&Method::OPTIONS, &asked)
                .unwrap();
            assert_eq!(response.status(), StatusCode::NO_CONTENT);
            let header = |name| {
                response
                    .headers()
                    .get(name)
                    .map(|value| value.to_str().unwrap())
            };
            assert_eq!(
                header(ACCESS_CONTROL_ALLOW_ORIGIN),
                expected,
                "{origins:?} {origin}"
            );
            let allowed = expected.is_some();
            assert_eq!(
                header(ACCESS_CONTROL_ALLOW_METHODS),
                allowed.then_some("DELETE")
            );
            assert_eq!(
                header(ACCESS_CONTROL_ALLOW_HEADERS),
                allowed.then_some("authorization")
            );
            assert_eq!(
                header(ACCESS_CONTROL_ALLOW_CREDENTIALS),
                credentials.then_some("true")
            );
            assert_eq!(
                header(VARY),
                expected.filter(|shown| *shown != "*").map(|_| "Origin")
            );
        }
    }
}
