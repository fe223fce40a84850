//! Lists, which come in pages.

use std::{fmt, marker::PhantomData};

use azure_core::http::Url;
use serde::{Deserialize, de::DeserializeOwned};
use time::{
    OffsetDateTime, UtcOffset, format_description::BorrowedFormatItem, macros::format_description,
};

use super::UserChat;
use crate::{Error, Result, lenient::fields};

/// The most elements of a page.
/// <https://learn.microsoft.com/en-us/azure/communication-services/concepts/service-limits#chat>
pub const MAX_PAGE_SIZE: u16 = 200;

const MILLISECONDS: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z");

/// A part of a list.
///
/// ```no_run
/// # async fn example(chat: acs::chat::UserChat<'_>, thread: &str) -> acs::Result<()> {
/// let mut page = chat.list_participants(thread, Default::default()).await?;
/// loop {
///     for participant in &page.items {
///         println!("{}", participant.identifier.raw_id());
///     }
///     let Some(next) = page.next else { break };
///     page = chat.next_page(&next).await?;
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(bound = "T: DeserializeOwned")]
pub struct Page<T> {
    /// Its elements, which may be none even where there is a next page.
    #[serde(rename = "value")]
    pub items: Vec<T>,
    /// Where the list goes on.
    #[serde(default, rename = "nextLink", deserialize_with = "next_page")]
    pub next: Option<NextPage<T>>,
}

/// Where a list goes on, for [`UserChat::next_page`].
pub struct NextPage<T> {
    /// What the service said, unverified.
    link: String,
    of: PhantomData<fn() -> T>,
}

/// Which part of a list by time to begin with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ListOptions {
    /// How many elements a page has at most: 1 to [`MAX_PAGE_SIZE`]. The service may give fewer.
    pub max_page_size: Option<u16>,
    /// Nothing older, to the millisecond.
    pub start_time: Option<OffsetDateTime>,
}

/// Which part of a list by place to begin with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SkipOptions {
    /// How many elements a page has at most: 1 to [`MAX_PAGE_SIZE`]. The service may give fewer.
    pub max_page_size: Option<u16>,
    /// How many elements to leave out.
    pub skip: Option<u32>,
}

impl UserChat<'_> {
    /// The next page of a list, which has to be of the same user.
    ///
    /// # Errors
    /// [`ErrorKind::Unexpected`](crate::ErrorKind::Unexpected), without a request, when the service
    /// named a page that is not its own: the token would go there.
    pub async fn next_page<T: DeserializeOwned>(self, next: &NextPage<T>) -> Result<Page<T>> {
        self.get(same_service(self.base(), &next.link)?).await
    }
}

impl ListOptions {
    pub(super) fn put(self, url: &mut Url) -> Result<()> {
        put_page_size(url, self.max_page_size)?;
        if let Some(time) = self.start_time {
            url.query_pairs_mut()
                .append_pair("startTime", &milliseconds(time)?);
        }
        Ok(())
    }
}

impl SkipOptions {
    pub(super) fn put(self, url: &mut Url) -> Result<()> {
        put_page_size(url, self.max_page_size)?;
        if let Some(skip) = self.skip {
            url.query_pairs_mut().append_pair("skip", &skip.to_string());
        }
        Ok(())
    }
}

fn put_page_size(url: &mut Url, size: Option<u16>) -> Result<()> {
    let Some(size) = size else { return Ok(()) };
    if !(1..=MAX_PAGE_SIZE).contains(&size) {
        return Err(Error::invalid_input("a page has 1 to 200 elements"));
    }
    url.query_pairs_mut()
        .append_pair("maxPageSize", &size.to_string());
    Ok(())
}

/// A time as Microsoft's clients write it: UTC, with three digits behind the second.
pub(super) fn milliseconds(time: OffsetDateTime) -> Result<String> {
    time.checked_to_offset(UtcOffset::UTC)
        .filter(|time| (0..=9999).contains(&time.year()))
        .and_then(|time| time.format(MILLISECONDS).ok())
        .ok_or_else(|| Error::invalid_input("a time has a year of four digits in UTC"))
}

/// The page behind `link`, absolute or not, exactly as the service wrote it.
fn same_service(base: &Url, link: &str) -> Result<Url> {
    let url = base.join(link).map_err(|_| Error::foreign_page())?;
    let credentials = !url.username().is_empty() || url.password().is_some();
    if credentials || url.origin() != base.origin() {
        return Err(Error::foreign_page());
    }
    Ok(url)
}

fn next_page<'de, D: serde::Deserializer<'de>, T>(
    deserializer: D,
) -> Result<Option<NextPage<T>>, D::Error> {
    let link = fields::text(deserializer)?.filter(|link| !link.is_empty());
    Ok(link.map(|link| NextPage {
        link,
        of: PhantomData,
    }))
}

impl<T> Clone for NextPage<T> {
    fn clone(&self) -> Self {
        Self {
            link: self.link.clone(),
            of: PhantomData,
        }
    }
}

impl<T> PartialEq for NextPage<T> {
    fn eq(&self, other: &Self) -> bool {
        self.link == other.link
    }
}

impl<T> Eq for NextPage<T> {}

impl<T> fmt::Debug for NextPage<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NextPage(..)")
    }
}
