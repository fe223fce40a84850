//! Entity group transactions: several writes to one partition in one request, all or none.
//! <https://learn.microsoft.com/rest/api/storageservices/performing-entity-group-transactions>

use super::tables::{Answer, Tables, error_in};
use crate::{Error, Service, Version};
use azure_core::http::Method;
use std::fmt::Write as _;
use uuid::Uuid;

/// One write of a transaction.
pub(super) enum Part {
    Insert(String),
    /// Replace, if it has the version; without one, insert or replace.
    Put {
        row: String,
        body: String,
        version: Option<Version>,
    },
    /// Delete, if it has the version, or any without one.
    Delete {
        row: String,
        version: Option<Version>,
    },
}

/// What became of a transaction.
pub(super) enum Outcome {
    /// All happened; with the new versions, none for a delete.
    Done(Vec<Option<Version>>),
    /// None happened, because of this one.
    Refused { part: usize, tries: u32 },
}

impl Tables {
    /// Does all or none; a table that is missing is made.
    pub(super) async fn transact(
        &self,
        table: &str,
        partition: &str,
        parts: &[Part],
    ) -> Result<Outcome, Error> {
        let mut made = false;
        loop {
            let boundary = format!("batch_{}", Uuid::new_v4());
            let body = self.multipart(table, partition, parts, &boundary)?;
            let content_type = format!("multipart/mixed; boundary={boundary}");
            let url = self.url("$batch")?;
            let answer = self
                .send(Method::Post, url, None, Some((&content_type, body)))
                .await?;
            match read(&answer, parts.len())? {
                Read::NoTable if made => return Err(unexpected(404, "TableNotFound")),
                Read::NoTable => {
                    self.create(table).await?;
                    made = true;
                }
                Read::Done(versions) => return Ok(Outcome::Done(versions)),
                Read::Refused(part) => {
                    return Ok(Outcome::Refused {
                        part,
                        tries: answer.tries,
                    });
                }
            }
        }
    }

    fn multipart(
        &self,
        table: &str,
        partition: &str,
        parts: &[Part],
        boundary: &str,
    ) -> Result<String, Error> {
        let changes = format!("changeset_{}", Uuid::new_v4());
        let mut out =
            format!("--{boundary}\r\nContent-Type: multipart/mixed; boundary={changes}\r\n\r\n");
        for part in parts {
            let any = Version("*".to_owned());
            let (method, url, if_match, body) = match part {
                Part::Insert(body) => ("POST", self.url(table)?, None, Some(body)),
                Part::Put { row, body, version } => {
                    let url = self.entity_url(table, partition, row)?;
                    ("PUT", url, version.as_ref(), Some(body))
                }
                Part::Delete { row, version } => {
                    let url = self.entity_url(table, partition, row)?;
                    ("DELETE", url, Some(version.as_ref().unwrap_or(&any)), None)
                }
            };
            // Writing to a string cannot fail.
            write!(
                out,
                "--{changes}\r\nContent-Type: application/http\r\n\
                 Content-Transfer-Encoding: binary\r\n\r\n\
                 {method} {url} HTTP/1.1\r\nAccept: application/json;odata=minimalmetadata\r\n\
                 DataServiceVersion: 3.0;\r\nPrefer: return-no-content\r\n"
            )
            .unwrap_or_default();
            if let Some(Version(version)) = if_match {
                write!(out, "If-Match: {version}\r\n").unwrap_or_default();
            }
            match body {
                Some(body) => write!(
                    out,
                    "Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}\r\n",
                    body.len()
                )
                .unwrap_or_default(),
                None => out += "\r\n",
            }
        }
        write!(out, "--{changes}--\r\n--{boundary}--\r\n").unwrap_or_default();
        Ok(out)
    }
}

enum Read {
    Done(Vec<Option<Version>>),
    Refused(usize),
    NoTable,
}

/// Reads the answer: one part for each write if all happened, or one for the write that could not.
fn read(answer: &Answer, parts: usize) -> Result<Read, Error> {
    if !answer.raw.status().is_success() {
        return Err(answer.refused(&answer.code()));
    }
    let text = String::from_utf8_lossy(answer.raw.body());
    let mut versions = Vec::new();
    for response in text.split("HTTP/1.1 ").skip(1) {
        let status = response
            .split(' ')
            .next()
            .and_then(|status| status.parse::<u16>().ok());
        match status {
            Some(200..300) => versions.push(etag(response)),
            Some(status) => return refusal(status, response, parts),
            None => break,
        }
    }
    if versions.len() == parts {
        Ok(Read::Done(versions))
    } else {
        Err(unexpected(answer.raw.status().into(), "(unreadable)"))
    }
}

fn refusal(status: u16, response: &str, parts: usize) -> Result<Read, Error> {
    let json = response.find('{').and_then(|at| response.get(at..));
    let json = json.and_then(|json| Some(json.get(..=json.rfind('}')?)?.as_bytes()));
    let Some(error) = json.and_then(error_in) else {
        return Err(unexpected(status, "(unreadable)"));
    };
    if error.code == "TableNotFound" {
        return Ok(Read::NoTable);
    }
    if !matches!(status, 404 | 409 | 412) {
        return Err(unexpected(status, &error.code));
    }
    // The message begins with the index of the write: "2:The specified entity already exists."
    let index = error.message.value.split(':').next();
    match index.and_then(|index| index.parse::<usize>().ok()) {
        Some(part) if part < parts => Ok(Read::Refused(part)),
        _ => Err(unexpected(status, &error.code)),
    }
}

fn etag(response: &str) -> Option<Version> {
    response.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("etag")
            .then(|| Version(value.trim().to_owned()))
    })
}

fn unexpected(status: u16, code: &str) -> Error {
    Error::Unexpected {
        service: Service::Tables,
        status,
        code: code.to_owned(),
    }
}
