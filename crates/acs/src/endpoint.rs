//! The endpoint of a resource, and the URLs below it.

use azure_core::http::Url;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::{Error, Result};

/// Why a text is not the endpoint of a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidEndpoint {
    /// It is not an absolute URL.
    #[error("an endpoint is a URL like https://contoso.communication.azure.com")]
    NotAUrl,
    /// It is neither https nor plain http to this machine.
    #[error("an endpoint is https; http is for 127.0.0.1, [::1] and localhost only")]
    NotHttps,
    /// It holds a user name, a password, a query or a fragment.
    #[error("an endpoint has no user name, password, query or fragment")]
    HasExtras,
}

/// Parses an endpoint and drops the slashes at its end.
pub(crate) fn parse_endpoint(text: &str) -> Result<Url, InvalidEndpoint> {
    let mut url = Url::parse(text.trim()).map_err(|_| InvalidEndpoint::NotAUrl)?;
    let local = || matches!(url.host_str(), Some("127.0.0.1" | "[::1]" | "localhost"));
    match url.scheme() {
        "https" => {}
        "http" if local() => {}
        _ => return Err(InvalidEndpoint::NotHttps),
    }
    let credentials = !url.username().is_empty() || url.password().is_some();
    if credentials || url.query().is_some() || url.fragment().is_some() {
        return Err(InvalidEndpoint::HasExtras);
    }
    let path = url.path().trim_end_matches('/').to_owned();
    url.set_path(&path);
    Ok(url)
}

/// What stays as it is in a path segment: RFC 3986's unreserved characters, so that every server
/// and every signing form sees the same text (a `:` becomes `%3A`, as in Microsoft's clients).
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// An id as one path segment.
///
/// An id that a URL would fold away (empty, `.`, `..`) is an error: with it, the request would go to
/// another resource.
pub(crate) fn segment(id: &str) -> Result<String> {
    match id {
        "" | "." | ".." => Err(Error::invalid_input("the id is empty or made of dots")),
        id => Ok(utf8_percent_encode(id, SEGMENT).to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endpoints_lose_their_slashes_and_keep_their_port() {
        for (text, url) in [
            (
                "https://Contoso.communication.azure.com",
                "https://contoso.communication.azure.com/",
            ),
            (" https://contoso.example/ ", "https://contoso.example/"),
            (
                "https://contoso.example:443/acs//",
                "https://contoso.example/acs",
            ),
            ("http://127.0.0.1:7080/", "http://127.0.0.1:7080/"),
            ("http://localhost:7080", "http://localhost:7080/"),
            ("http://[::1]:7080", "http://[::1]:7080/"),
        ] {
            assert_eq!(parse_endpoint(text).unwrap().as_str(), url);
        }
    }

    #[test]
    fn other_urls_are_refused() {
        use InvalidEndpoint::{HasExtras, NotAUrl, NotHttps};
        for (text, error) in [
            ("", NotAUrl),
            ("contoso.communication.azure.com", NotAUrl),
            ("https://", NotAUrl),
            ("http://contoso.communication.azure.com", NotHttps),
            ("http://127.0.0.1.example.com", NotHttps),
            ("mailto:someone", NotHttps),
            ("https://user@contoso.example", HasExtras),
            ("https://:password@contoso.example", HasExtras),
            ("https://contoso.example/?api-version=1", HasExtras),
            ("https://contoso.example/#top", HasExtras),
        ] {
            assert_eq!(parse_endpoint(text).unwrap_err(), error, "{text}");
        }
    }

    #[test]
    fn ids_become_one_segment() {
        for (id, encoded) in [
            ("8:acs:1_a-b.~", "8%3Aacs%3A1_a-b.~"),
            ("a/../b?c#d%2F", "a%2F..%2Fb%3Fc%23d%252F"),
            ("é +", "%C3%A9%20%2B"),
        ] {
            assert_eq!(segment(id).unwrap(), encoded);
        }
        for id in ["", ".", ".."] {
            assert!(segment(id).is_err());
        }
    }
}
