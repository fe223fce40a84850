//! A closed loop: so many connections, each of which asks, waits for the answer and asks again.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::task::JoinSet;

use crate::{connection::Connection, error::Error, process::Server, requests::Requests};

/// Coprime to any round number of users: a connection meets them all, and not in their order.
const STRIDE: usize = 7_919;

/// What one slice of load was like.
#[derive(Debug)]
pub(crate) struct Slice {
    /// From the first request to the last answer.
    pub(crate) time: Duration,
    /// The server's, of all its threads.
    pub(crate) processor_time: Duration,
    /// Of each request, in microseconds.
    pub(crate) latencies: Vec<u32>,
}

/// Loads the server for about this long. Any answer but 200 ends the benchmark.
pub(crate) async fn slice(
    server: &Server,
    requests: &Requests,
    concurrency: usize,
    time: Duration,
) -> Result<Slice, Error> {
    let connections = open(server, concurrency).await?;
    let watch = Watch::start(server)?;
    let mut loops = JoinSet::new();
    for (number, connection) in connections.into_iter().enumerate() {
        let first = number * requests.len() / concurrency;
        let requests = Arc::clone(requests);
        loops.spawn(ask_until(
            watch.started + time,
            connection,
            requests,
            first,
            server.name,
        ));
    }
    watch.stop(loops).await
}

/// Sends each request once.
pub(crate) async fn each_once(
    server: &Server,
    requests: &Requests,
    concurrency: usize,
) -> Result<Slice, Error> {
    let connections = open(server, concurrency).await?;
    let watch = Watch::start(server)?;
    let mut loops = JoinSet::new();
    for (number, mut connection) in connections.into_iter().enumerate() {
        let requests = Arc::clone(requests);
        let name = server.name;
        loops.spawn(async move {
            let mut latencies = Vec::with_capacity(requests.len() / concurrency + 1);
            for request in requests.iter().skip(number).step_by(concurrency) {
                let sent = Instant::now();
                ask(&mut connection, request, name).await?;
                latencies.push(microseconds(sent.elapsed()));
            }
            Ok(latencies)
        });
    }
    watch.stop(loops).await
}

async fn open(server: &Server, concurrency: usize) -> Result<Vec<Connection>, Error> {
    let mut connections = Vec::with_capacity(concurrency);
    for _ in 0..concurrency {
        let connection = Connection::open(server.port).await;
        connections.push(connection.map_err(Error::system(server.name))?);
    }
    Ok(connections)
}

/// What the clocks said when a slice began.
struct Watch<'a> {
    server: &'a Server,
    processor_time: Duration,
    started: Instant,
}

impl<'a> Watch<'a> {
    fn start(server: &'a Server) -> Result<Self, Error> {
        Ok(Self {
            server,
            processor_time: server.processor_time()?,
            started: Instant::now(),
        })
    }

    async fn stop(self, loops: JoinSet<Result<Vec<u32>, Error>>) -> Result<Slice, Error> {
        let mut latencies = Vec::new();
        for of_one in loops.join_all().await {
            latencies.extend(of_one?);
        }
        let time = self.started.elapsed();
        let processor_time = self.server.processor_time()?;
        Ok(Slice {
            time,
            processor_time: processor_time.saturating_sub(self.processor_time),
            latencies,
        })
    }
}

async fn ask_until(
    end: Instant,
    mut connection: Connection,
    requests: Requests,
    first: usize,
    server: &'static str,
) -> Result<Vec<u32>, Error> {
    let mut latencies = Vec::with_capacity(16 * 1024);
    let mut at = first;
    let mut sent = Instant::now();
    while sent < end {
        let request = requests.get(at % requests.len()).ok_or(Error::Nothing)?;
        ask(&mut connection, request, server).await?;
        let answered = Instant::now();
        latencies.push(microseconds(answered - sent));
        sent = answered;
        at += STRIDE;
    }
    Ok(latencies)
}

fn microseconds(time: Duration) -> u32 {
    u32::try_from(time.as_micros()).unwrap_or(u32::MAX)
}

async fn ask(
    connection: &mut Connection,
    request: &[u8],
    server: &'static str,
) -> Result<(), Error> {
    match connection
        .ask(request)
        .await
        .map_err(Error::system(server))?
    {
        200 => Ok(()),
        status => Err(Error::Answer {
            server: server.to_owned(),
            status,
            body: String::from_utf8_lossy(connection.body()).into_owned(),
        }),
    }
}
