//! `GET` on loopback, for the few questions that this program asks `cargo dev`.

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::ops::Range;
use std::time::Duration;

/// The body of `http://127.0.0.1:{port}{path}` if it answers 200.
///
/// HTTP/1.0 on purpose: the answer then ends with the connection and is never chunked.
pub(crate) fn get(port: u16, path: &str) -> std::io::Result<Option<String>> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    // In one piece: a server that answers after the first would reset the connection.
    let request = format!("GET {path} HTTP/1.0\r\nHost: 127.0.0.1:{port}\r\n\r\n");
    stream.write_all(request.as_bytes())?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(body_of_200(&answer).map(str::to_owned))
}

fn body_of_200(answer: &str) -> Option<&str> {
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let status = head.lines().next()?.split(' ').nth(1)?;
    (status == "200").then_some(body)
}

/// Ports that systems do not hand out by themselves: `cargo dev` binds them after minutes of
/// building, and until then no other program gets one by chance.
const PORTS: Range<u16> = 20_000..30_000;

/// The first of `count` neighbouring ports of which none is taken right now.
///
/// `start` may be any number; it spreads runs that go on at the same time.
pub(crate) fn free_ports(count: u16, start: u32) -> Option<u16> {
    let skip = usize::try_from(start).unwrap_or(0) % PORTS.len();
    let mut bases = PORTS.skip(skip).chain(PORTS.take(skip));
    bases.find(|base| {
        (0..count).all(|n| {
            let port = base.checked_add(n);
            port.is_some_and(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok())
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_200_has_a_body() {
        assert_eq!(
            body_of_200("HTTP/1.1 200 OK\r\nA: b\r\n\r\nx=1\r\n\r\ny"),
            Some("x=1\r\n\r\ny")
        );
        assert_eq!(
            body_of_200("HTTP/1.1 503 Service Unavailable\r\n\r\nno"),
            None
        );
        assert_eq!(body_of_200("HTTP/1.1 200 OK\r\n"), None);
    }

    #[test]
    fn asks_a_real_server() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let server = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut asked = [0; 512];
            let length = stream.read(&mut asked).unwrap();
            stream.write_all(b"HTTP/1.0 200 OK\r\n\r\nA=1\n").unwrap();
            String::from_utf8_lossy(&asked[..length]).into_owned()
        });
        assert_eq!(get(port, "/_sim/env").unwrap().as_deref(), Some("A=1\n"));
        assert_eq!(
            server.join().unwrap(),
            format!("GET /_sim/env HTTP/1.0\r\nHost: 127.0.0.1:{port}\r\n\r\n")
        );
    }

    #[test]
    fn neighbouring_ports_can_all_be_bound() {
        for start in [0, 1, 9_999, u32::MAX] {
            let base = free_ports(3, start).unwrap();
            assert!(PORTS.contains(&base), "{base}");
            let bound = (0..3).map(|n| TcpListener::bind((Ipv4Addr::LOCALHOST, base + n)));
            assert_eq!(bound.flatten().count(), 3, "{base}");
        }
    }

    #[test]
    fn taken_ports_are_passed_over() {
        let start = 5_000 + std::process::id();
        let base = free_ports(3, start).unwrap();
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, base + 1)).unwrap();
        let other = free_ports(3, start).unwrap();
        assert!(!(other..other + 3).contains(&(base + 1)), "{base} {other}");
        drop(taken);
    }
}
