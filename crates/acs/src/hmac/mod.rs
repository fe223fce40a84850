//! The request signature of Communication Services (HMAC-SHA256).
//!
//! The functions are pure, so that a server (a simulator, a gateway) can use them to verify what a
//! client signed. The scheme, from
//! <https://learn.microsoft.com/en-us/rest/api/communication/authentication>:
//!
//! ```text
//! content hash   = base64(SHA-256(body))
//! string to sign = VERB \n path?query \n date;host;content hash
//! signature      = base64(HMAC-SHA256(base64-decoded key, string to sign))
//! ```
//!
//! Path and query are the bytes of the request target as it is sent, percent-encoding included, and
//! the host carries a port that is not the scheme's default.

mod access_key;
mod policy;

pub use access_key::{AccessKey, InvalidAccessKey};
pub(crate) use policy::AccessKeyPolicy;

use aws_lc_rs::digest;
use azure_core::http::headers::HeaderName;
use base64::{Engine as _, engine::general_purpose::STANDARD};

/// The header with the date that is signed (RFC 1123, GMT). A `Date` header would do, but browsers
/// and proxies rewrite that one.
pub const X_MS_DATE: HeaderName = HeaderName::from_static("x-ms-date");

/// The header with the base64 SHA-256 of the body that is signed.
pub const X_MS_CONTENT_SHA256: HeaderName = HeaderName::from_static("x-ms-content-sha256");

/// What stands before the signature in the `Authorization` header.
pub const AUTHORIZATION_PREFIX: &str =
    "HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature=";

/// The base64 SHA-256 of a body; of the empty string where there is none.
///
/// ```
/// assert_eq!(acs::hmac::content_hash(b""), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
/// ```
pub fn content_hash(body: &[u8]) -> String {
    STANDARD.encode(digest::digest(&digest::SHA256, body))
}

/// The text that is signed.
///
/// `path_and_query` is the request target and `host` the `Host` header as they are sent; `date` and
/// `content_hash` are the values of [`X_MS_DATE`] and [`X_MS_CONTENT_SHA256`]. The method is put in
/// upper case.
pub fn string_to_sign(
    method: &str,
    path_and_query: &str,
    date: &str,
    host: &str,
    content_hash: &str,
) -> String {
    let parts = [path_and_query, "\n", date, ";", host, ";", content_hash];
    let length = method.len() + 1 + parts.iter().map(|part| part.len()).sum::<usize>();
    let mut text = String::with_capacity(length);
    text.push_str(method);
    text.make_ascii_uppercase();
    text.push('\n');
    text.extend(parts);
    text
}
