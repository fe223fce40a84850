//! Lists in pages of at most 25, which is the service's default and its limit.

use serde::{Deserialize, Serialize};

use super::{error::VaultError, wire::Bundle};
use crate::world::World;

const PAGE: usize = 25;

/// The paging parameters of a list.
#[derive(Deserialize)]
pub(crate) struct Paging {
    maxresults: Option<usize>,
    /// The number of items before the page.
    #[serde(rename = "$skiptoken")]
    skip: Option<usize>,
    #[serde(rename = "api-version")]
    api_version: String,
}

/// One page; `nextLink` is null on the last one.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Page {
    value: Vec<Bundle>,
    next_link: Option<String>,
}

impl Page {
    pub(crate) fn of(
        world: &World,
        path: &str,
        paging: &Paging,
        all: Vec<Bundle>,
    ) -> Result<Self, VaultError> {
        let size = paging.maxresults.unwrap_or(PAGE);
        if !(1..=PAGE).contains(&size) {
            let message = format!("maxresults must be between 1 and {PAGE}");
            return Err(VaultError::BadParameter(message));
        }
        let start = paging.skip.unwrap_or(0);
        let next = start.saturating_add(size);
        let next_link = (next < all.len()).then(|| {
            let query = url::form_urlencoded::Serializer::new(String::new())
                .append_pair("api-version", &paging.api_version)
                .append_pair("$skiptoken", &next.to_string())
                .append_pair("maxresults", &size.to_string())
                .finish();
            world.https_path(&format!("{path}?{query}"))
        });
        let value = all.into_iter().skip(start).take(size).collect();
        Ok(Self { value, next_link })
    }
}
