//! One kept-alive HTTP/1.1 connection. As little as possible: its cost is on every figure.

use std::{io, net::Ipv4Addr};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

/// More headers than either server sends.
const HEADERS: usize = 32;
/// An answer with a token fits.
const BUFFER: usize = 4 * 1024;

/// A connection, with the newest answer in its buffer.
#[derive(Debug)]
pub(crate) struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
    head: usize,
}

impl Connection {
    /// Connects to a server on this machine.
    pub(crate) async fn open(port: u16) -> io::Result<Self> {
        let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            buffer: Vec::with_capacity(BUFFER),
            head: 0,
        })
    }

    /// Sends one request, reads its whole answer, and returns the status.
    pub(crate) async fn ask(&mut self, request: &[u8]) -> io::Result<u16> {
        self.stream.write_all(request).await?;
        self.buffer.clear();
        let (status, length) = loop {
            self.read().await?;
            if let Some((status, head, body)) = parse_head(&self.buffer)? {
                self.head = head;
                break (status, head + body);
            }
        };
        while self.buffer.len() < length {
            self.read().await?;
        }
        Ok(status)
    }

    async fn read(&mut self) -> io::Result<()> {
        match self.stream.read_buf(&mut self.buffer).await? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            _ => Ok(()),
        }
    }

    /// The head of the newest answer.
    pub(crate) fn head(&self) -> String {
        let head = self.buffer.get(..self.head).unwrap_or_default();
        String::from_utf8_lossy(head).to_ascii_lowercase()
    }

    /// The body of the newest answer.
    pub(crate) fn body(&self) -> &[u8] {
        self.buffer.get(self.head..).unwrap_or_default()
    }
}

/// Status, length of the head, length of the body; `None` while the head is not whole.
fn parse_head(bytes: &[u8]) -> io::Result<Option<(u16, usize, usize)>> {
    let unusable = |what: &str| io::Error::new(io::ErrorKind::InvalidData, what);
    let mut headers = [httparse::EMPTY_HEADER; HEADERS];
    let mut answer = httparse::Response::new(&mut headers);
    let head = match answer.parse(bytes) {
        Ok(httparse::Status::Complete(head)) => head,
        Ok(httparse::Status::Partial) => return Ok(None),
        Err(error) => return Err(io::Error::new(io::ErrorKind::InvalidData, error)),
    };
    let length = answer
        .headers
        .iter()
        .find(|header| header.name.eq_ignore_ascii_case("content-length"))
        .ok_or_else(|| unusable("an answer without Content-Length"))?;
    let length = std::str::from_utf8(length.value)
        .ok()
        .and_then(|length| length.trim().parse().ok())
        .ok_or_else(|| unusable("a Content-Length that is no number"))?;
    let status = answer.code.ok_or_else(|| unusable("no status"))?;
    Ok(Some((status, head, length)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_are_read_when_whole() {
        let whole =
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\ncontent-length: 2\r\n\r\n{}";
        for end in 0..whole.len() {
            let parsed = parse_head(&whole[..end]).unwrap();
            let expected = (end >= whole.len() - 2).then_some((200, whole.len() - 2, 2));
            assert_eq!(parsed, expected, "{end}");
        }
        for unusable in [
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n",
            "HTTP/1.1 200 OK\r\ncontent-length: two\r\n\r\n",
            "SSH-2.0-OpenSSH\r\n\r\n",
        ] {
            let error = parse_head(unusable.as_bytes()).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::InvalidData, "{unusable}");
        }
    }
}
