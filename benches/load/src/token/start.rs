//! How long from starting a server's process to its first 200.

use std::{
    io::{Read as _, Write as _},
    net::{Ipv4Addr, TcpStream},
    path::Path,
    time::{Duration, Instant},
};

use crate::{
    error::Error,
    process::Server,
    servers::{HEALTH, Servers},
    statistics::median,
};

/// How often the server is asked.
const PAUSE: Duration = Duration::from_micros(100);
/// Far more than any of them takes.
const PATIENCE: Duration = Duration::from_secs(20);

/// Medians, in milliseconds.
#[derive(Debug)]
pub(crate) struct Starts {
    /// Frontdesk to `GET /`, which is what the Functions host waits for.
    pub(crate) listening: f64,
    /// Frontdesk to `GET /health`: it has its secret and its issuer's keys, too.
    pub(crate) ready: f64,
    /// Node to `GET /health`, which it answers as soon as it listens.
    pub(crate) node: f64,
}

/// Starts both servers in turns. Blocks; nothing else may run beside it.
pub(crate) fn measure(servers: &Servers<'_>, peer: &Path, times: usize) -> Result<Starts, Error> {
    let (mut listening, mut ready, mut node) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..times {
        let started = Instant::now();
        let server = servers.frontdesk("start.redb", true)?;
        let (time, server) = first_200(started, server, "/")?;
        listening.push(time);
        ready.push(first_200(started, server, HEALTH)?.0);

        let started = Instant::now();
        let server = servers.node(peer, true)?;
        node.push(first_200(started, server, HEALTH)?.0);
    }
    let middle = |values: Vec<f64>| median(values).ok_or(Error::Nothing);
    Ok(Starts {
        listening: middle(listening)?,
        ready: middle(ready)?,
        node: middle(node)?,
    })
}

fn first_200(started: Instant, mut server: Server, path: &str) -> Result<(f64, Server), Error> {
    while !answers(server.port, path) {
        if started.elapsed() > PATIENCE || !server.alive() {
            return Err(Error::NotReady {
                server: server.name.to_owned(),
                log: server.log.clone(),
            });
        }
        std::thread::sleep(PAUSE);
    }
    Ok((started.elapsed().as_secs_f64() * 1e3, server))
}

fn answers(port: u16, path: &str) -> bool {
    let asked = || {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
        stream.set_read_timeout(Some(Duration::from_secs(1)))?;
        write!(stream, "GET {path} HTTP/1.0\r\nhost: 127.0.0.1\r\n\r\n")?;
        let mut status = [0; 12];
        stream.read_exact(&mut status)?;
        Ok::<_, std::io::Error>(status)
    };
    asked().is_ok_and(|status| status.ends_with(b" 200"))
}
