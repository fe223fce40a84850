//! The REST interface of Azure Tables: the eight requests that the store makes.
//! <https://learn.microsoft.com/rest/api/storageservices/table-service-rest-api>

use super::{
    entity::{Entity, Wire},
    failure::{lost, refused},
    tries::Tries,
};
use crate::{Error, Service, Version};
use azure_core::http::{
    Context, Method, Pipeline, PipelineSendOptions, RawResponse, Request, StatusCode, Url,
    headers::{ETAG, HeaderName},
};
use serde::Deserialize;
use std::sync::atomic::Ordering;

const JSON: &str = "application/json";

#[derive(Clone, Debug)]
pub(super) struct Tables {
    pub(super) endpoint: Url,
    pub(super) pipeline: Pipeline,
}

/// What became of a conditional write.
#[derive(Debug)]
pub(super) enum Write {
    Done(Version),
    /// The condition does not hold. After more than one try, that may be our own doing.
    Refused {
        tries: u32,
    },
}

pub(super) struct Answer {
    pub(super) raw: RawResponse,
    pub(super) tries: u32,
}

impl Tables {
    /// Insert Entity; a table that is missing is made.
    pub(super) async fn insert(&self, table: &str, entity: &Wire<'_>) -> Result<Write, Error> {
        let mut made = false;
        loop {
            let url = self.url(table)?;
            let body = Some((JSON, entity.to_json()));
            let answer = self.send(Method::Post, url, None, body).await?;
            let status = answer.raw.status();
            if status.is_success() {
                return version(&answer.raw).map(Write::Done);
            }
            match &*answer.code() {
                "TableNotFound" if !made => {
                    self.create(table).await?;
                    made = true;
                }
                "EntityAlreadyExists" => {
                    return Ok(Write::Refused {
                        tries: answer.tries,
                    });
                }
                code => return Err(answer.refused(code)),
            }
        }
    }

    /// Update Entity, if it has the version.
    pub(super) async fn update(
        &self,
        table: &str,
        entity: &Wire<'_>,
        version_read: &Version,
    ) -> Result<Write, Error> {
        let url = self.entity_url(table, entity.partition, entity.row)?;
        let body = Some((JSON, entity.to_json()));
        let answer = self
            .send(Method::Put, url, Some(&version_read.0), body)
            .await?;
        match u16::from(answer.raw.status()) {
            200..300 => version(&answer.raw).map(Write::Done),
            404 | 412 => Ok(Write::Refused {
                tries: answer.tries,
            }),
            _ => Err(answer.refused(&answer.code())),
        }
    }

    /// Delete Entity, if it has the version, or any without one. `false` if the version is another.
    pub(super) async fn delete(
        &self,
        table: &str,
        partition: &str,
        row: &str,
        version: Option<&Version>,
    ) -> Result<bool, Error> {
        let url = self.entity_url(table, partition, row)?;
        let version = version.map_or("*", |version| &version.0);
        let answer = self.send(Method::Delete, url, Some(version), None).await?;
        match u16::from(answer.raw.status()) {
            200..300 | 404 => Ok(true),
            412 => Ok(false),
            _ => Err(answer.refused(&answer.code())),
        }
    }

    /// Get Entity.
    pub(super) async fn get(
        &self,
        table: &str,
        partition: &str,
        row: &str,
    ) -> Result<Option<Entity>, Error> {
        let url = self.entity_url(table, partition, row)?;
        let answer = self.send(Method::Get, url, None, None).await?;
        match answer.raw.status() {
            StatusCode::Ok => serde_json::from_slice(answer.raw.body())
                .map(Some)
                .map_err(|_| unreadable()),
            StatusCode::NotFound => Ok(None),
            _ => Err(answer.refused(&answer.code())),
        }
    }

    /// Query Entities: calls `take` with each page until it wants no more or there is no more.
    pub(super) async fn query(
        &self,
        table: &str,
        filter: &str,
        top: usize,
        mut take: impl FnMut(Vec<Entity>) -> Result<bool, Error>,
    ) -> Result<(), Error> {
        #[derive(Deserialize)]
        struct Page {
            value: Vec<Entity>,
        }
        // A page may be empty and still not be the last.
        let mut next: Option<(String, Option<String>)> = None;
        loop {
            let mut url = self.url(&format!("{table}()"))?;
            {
                let mut query = url.query_pairs_mut();
                query
                    .append_pair("$filter", filter)
                    .append_pair("$top", &top.min(1000).to_string());
                if let Some((partition, row)) = &next {
                    query.append_pair("NextPartitionKey", partition);
                    if let Some(row) = row {
                        query.append_pair("NextRowKey", row);
                    }
                }
            }
            let answer = self.send(Method::Get, url, None, None).await?;
            match answer.raw.status() {
                StatusCode::Ok => {}
                StatusCode::NotFound => return Ok(()),
                _ => return Err(answer.refused(&answer.code())),
            }
            let page: Page = serde_json::from_slice(answer.raw.body()).map_err(|_| unreadable())?;
            let more = take(page.value)?;
            let header = |name| {
                let name = HeaderName::from_static(name);
                answer.raw.headers().get_optional_string(&name)
            };
            next = header("x-ms-continuation-nextpartitionkey")
                .map(|partition| (partition, header("x-ms-continuation-nextrowkey")));
            if !more || next.is_none() {
                return Ok(());
            }
        }
    }

    /// Create Table; that it exists by now is as good.
    pub(super) async fn create(&self, table: &str) -> Result<(), Error> {
        let body = serde_json::json!({ "TableName": table }).to_string();
        let url = self.url("Tables")?;
        let answer = self
            .send(Method::Post, url, None, Some((JSON, body)))
            .await?;
        let code = answer.code();
        if answer.raw.status().is_success() || code == "TableAlreadyExists" {
            return Ok(());
        }
        Err(answer.refused(&code))
    }

    pub(super) fn url(&self, segment: &str) -> Result<Url, Error> {
        let mut url = self.endpoint.clone();
        url.path_segments_mut()
            .map_err(|()| Error::Settings("the table endpoint cannot have a path".to_owned()))?
            .pop_if_empty()
            .push(segment);
        Ok(url)
    }

    /// The keys are encoded, so that there is no quote in them.
    pub(super) fn entity_url(&self, table: &str, partition: &str, row: &str) -> Result<Url, Error> {
        self.url(&format!(
            "{table}(PartitionKey='{partition}',RowKey='{row}')"
        ))
    }

    pub(super) async fn send(
        &self,
        method: Method,
        url: Url,
        if_match: Option<&str>,
        body: Option<(&str, String)>,
    ) -> Result<Answer, Error> {
        let mut request = Request::new(url, method);
        request.insert_header("x-ms-version", "2020-12-06");
        request.insert_header("dataserviceversion", "3.0");
        request.insert_header("accept", "application/json;odata=minimalmetadata");
        request.insert_header("prefer", "return-no-content");
        if let Some(version) = if_match {
            request.insert_header("if-match", version.to_owned());
        }
        if let Some((content_type, body)) = body {
            request.insert_header("content-type", content_type.to_owned());
            request.set_body(body.into_bytes());
        }
        let tries = Tries::default();
        let context = Context::new().with_value(tries.clone());
        let options = PipelineSendOptions {
            skip_checks: true,
            ..PipelineSendOptions::default()
        };
        let raw = self
            .pipeline
            .send(&context, &mut request, Some(options))
            .await
            .map_err(|error| lost(Service::Tables, &error))?;
        Ok(Answer {
            raw,
            tries: tries.0.load(Ordering::Relaxed),
        })
    }
}

impl Answer {
    /// The service's error code, from the header or the body.
    pub(super) fn code(&self) -> String {
        let header = HeaderName::from_static("x-ms-error-code");
        match self.raw.headers().get_optional_string(&header) {
            Some(code) => code,
            None => error_in(self.raw.body()).map_or_else(String::new, |error| error.code),
        }
    }

    pub(super) fn refused(&self, code: &str) -> Error {
        let headers = self.raw.headers();
        refused(Service::Tables, self.raw.status(), code, headers)
    }
}

/// The error in a body:
/// <https://learn.microsoft.com/rest/api/storageservices/status-and-error-codes2>
pub(super) fn error_in(body: &[u8]) -> Option<WireError> {
    #[derive(Deserialize)]
    struct Body {
        #[serde(rename = "odata.error")]
        error: WireError,
    }
    serde_json::from_slice::<Body>(body)
        .ok()
        .map(|body| body.error)
}

#[derive(Deserialize)]
pub(super) struct WireError {
    pub(super) code: String,
    pub(super) message: Message,
}

#[derive(Deserialize)]
pub(super) struct Message {
    pub(super) value: String,
}

fn version(raw: &RawResponse) -> Result<Version, Error> {
    raw.headers()
        .get_optional_string(&ETAG)
        .map(Version)
        .ok_or_else(|| Error::Unexpected {
            service: Service::Tables,
            status: raw.status().into(),
            code: "(no ETag)".to_owned(),
        })
}

fn unreadable() -> Error {
    Error::Unexpected {
        service: Service::Tables,
        status: 200,
        code: "(unreadable)".to_owned(),
    }
}
