//! Entity group transactions: several writes to one partition in one request, all or none.
//! <https://learn.microsoft.com/rest/api/storageservices/performing-entity-group-transactions>

use super::tables::{Tables, error_in};
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
            if !answer.raw.status().is_success() {
                return Err(answer.refused(&answer.code()));
            }
            match read(&String::from_utf8_lossy(answer.raw.body()), parts.len())? {
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

#[derive(Debug, PartialEq)]
enum Read {
    Done(Vec<Option<Version>>),
    Refused(usize),
    NoTable,
}

/// Reads the answer: one part for each write if all happened, or one for the write that could not.
fn read(text: &str, parts: usize) -> Result<Read, Error> {
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
        Err(unexpected(202, "(unreadable)"))
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

#[cfg(test)]
mod tests {
    use super::*;

    /// An answer in the form that the service documents, around the responses to single writes.
    fn answer(responses: &[&str]) -> String {
        let mut out = String::from(
            "--batchresponse_1\r\nContent-Type: multipart/mixed; boundary=changesetresponse_1\r\n\r\n",
        );
        for response in responses {
            out += "--changesetresponse_1\r\nContent-Type: application/http\r\n\
                    Content-Transfer-Encoding: binary\r\n\r\n";
            out += response;
            out += "\r\n";
        }
        out + "--changesetresponse_1--\r\n--batchresponse_1--\r\n"
    }

    fn error(status: &str, code: &str, message: &str) -> String {
        let body = serde_json::json!({
            "odata.error": {"code": code, "message": {"lang": "en-US", "value": message}},
        });
        format!(
            "HTTP/1.1 {status}\r\nX-Content-Type-Options: nosniff\r\n\
             Content-Type: application/json;odata=minimalmetadata\r\n\r\n{body}"
        )
    }

    #[test]
    fn versions_come_in_the_order_of_the_writes() {
        let written = "HTTP/1.1 204 No Content\r\nDataServiceVersion: 3.0;\r\n\
                       ETag: W/\"datetime'2026-03-01T12%3A00%3A00.1234567Z'\"\r\n\r\n";
        let deleted = "HTTP/1.1 204 No Content\r\nDataServiceVersion: 1.0;\r\n\r\n";
        let version = Version("W/\"datetime'2026-03-01T12%3A00%3A00.1234567Z'\"".to_owned());
        let text = answer(&[written, deleted, written]);
        let versions = vec![Some(version.clone()), None, Some(version)];
        assert_eq!(read(&text, 3), Ok(Read::Done(versions)));
        assert_eq!(read(&text, 4), Err(unexpected(202, "(unreadable)")));
        assert_eq!(read("", 1), Err(unexpected(202, "(unreadable)")));
    }

    #[test]
    fn a_refusal_names_the_write() {
        let exists = "The specified entity already exists.\nRequestId:0f2c4a6e\nTime:2026-03-01";
        for (status, code, message, expected) in [
            (
                "409 Conflict",
                "EntityAlreadyExists",
                format!("11:{exists}"),
                Ok(Read::Refused(11)),
            ),
            (
                "412 Precondition Failed",
                "UpdateConditionNotSatisfied",
                "0:The update condition specified in the request was not satisfied.".to_owned(),
                Ok(Read::Refused(0)),
            ),
            (
                "404 Not Found",
                "ResourceNotFound",
                "1:The specified resource does not exist.".to_owned(),
                Ok(Read::Refused(1)),
            ),
            (
                "404 Not Found",
                "TableNotFound",
                "0:The table specified does not exist.".to_owned(),
                Ok(Read::NoTable),
            ),
            (
                "400 Bad Request",
                "InvalidInput",
                "1:One of the request inputs is not valid.".to_owned(),
                Err(unexpected(400, "InvalidInput")),
            ),
            (
                "409 Conflict",
                "EntityAlreadyExists",
                exists.to_owned(),
                Err(unexpected(409, "EntityAlreadyExists")),
            ),
            (
                "409 Conflict",
                "EntityAlreadyExists",
                format!("12:{exists}"),
                Err(unexpected(409, "EntityAlreadyExists")),
            ),
        ] {
            let text = answer(&[&error(status, code, &message)]);
            assert_eq!(read(&text, 12), expected, "{code} {message}");
        }
    }
}
