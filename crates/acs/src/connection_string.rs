//! `endpoint=https://…;accesskey=…`, as the Azure portal shows it.

use std::str::FromStr;

use azure_core::http::Url;

use crate::{
    AccessKey, InvalidAccessKey,
    endpoint::{InvalidEndpoint, parse_endpoint},
};

/// Where a resource is and what opens it.
///
/// The parts may come in any order, their names in any case; empty parts and parts with other names
/// are ignored, as Microsoft's clients do.
///
/// ```
/// let connection: acs::ConnectionString =
///     "endpoint=https://contoso.communication.azure.com/;accesskey=c2VjcmV0".parse()?;
/// assert_eq!(connection.endpoint.as_str(), "https://contoso.communication.azure.com/");
/// # Ok::<(), acs::ConnectionStringError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectionString {
    /// The endpoint of the resource.
    pub endpoint: Url,
    /// One of its two keys.
    pub access_key: AccessKey,
}

/// Which part of a connection string is wrong. No variant holds the text, which is a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ConnectionStringError {
    /// There is a part without `=`.
    #[error("part {0} of the connection string is not name=value")]
    NotAPair(
        /// Its position, from 1.
        usize,
    ),
    /// A part is there twice.
    #[error("the connection string has more than one `{0}`")]
    Duplicate(
        /// Its name.
        &'static str,
    ),
    /// A part is not there, or it is empty.
    #[error("the connection string has no `{0}`")]
    Missing(
        /// Its name.
        &'static str,
    ),
    /// The endpoint is not one.
    #[error("the `endpoint` of the connection string is wrong: {0}")]
    Endpoint(#[from] InvalidEndpoint),
    /// The key is not one.
    #[error("the `accesskey` of the connection string is wrong: {0}")]
    AccessKey(#[from] InvalidAccessKey),
}

const ENDPOINT: &str = "endpoint";
const ACCESS_KEY: &str = "accesskey";

impl FromStr for ConnectionString {
    type Err = ConnectionStringError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (mut endpoint, mut access_key) = (None, None);
        for (index, part) in text.split(';').enumerate() {
            if part.trim().is_empty() {
                continue;
            }
            // The first `=` only: the key itself ends in them.
            let (name, value) = part
                .split_once('=')
                .ok_or(ConnectionStringError::NotAPair(index + 1))?;
            let (name, slot) = match name.trim() {
                name if name.eq_ignore_ascii_case(ENDPOINT) => (ENDPOINT, &mut endpoint),
                name if name.eq_ignore_ascii_case(ACCESS_KEY) => (ACCESS_KEY, &mut access_key),
                _ => continue,
            };
            if slot.replace(value.trim()).is_some() {
                return Err(ConnectionStringError::Duplicate(name));
            }
        }
        Ok(Self {
            endpoint: parse_endpoint(required(endpoint, ENDPOINT)?)?,
            access_key: required(access_key, ACCESS_KEY)?.parse()?,
        })
    }
}

fn required<'a>(
    value: Option<&'a str>,
    name: &'static str,
) -> Result<&'a str, ConnectionStringError> {
    value
        .filter(|value| !value.is_empty())
        .ok_or(ConnectionStringError::Missing(name))
}
