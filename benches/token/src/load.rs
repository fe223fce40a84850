//! A closed loop: so many connections, each of which asks, waits for the answer and asks again.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::task::JoinSet;

use crate::{connection::Connection, error::Error, process::Server, users::Requests};

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
    let mut connections = Vec::with_capacity(concurrency);
    for _ in 0..concurrency {
        let connection = Connection::open(server.port).await;
        connections.push(connection.map_err(Error::system(server.name))?);
    }
    let before = server.processor_time()?;
    let started = Instant::now();
    let mut loops = JoinSet::new();
    for (number, connection) in connections.into_iter().enumerate() {
        let first = number * requests.len() / concurrency;
        let requests = Arc::clone(requests);
        loops.spawn(ask_until(
            started + time,
            connection,
            requests,
            first,
            server.name,
        ));
    }
    let mut latencies = Vec::new();
    for of_one in loops.join_all().await {
        latencies.extend(of_one?);
    }
    let time = started.elapsed();
    let processor_time = server.processor_time()?.saturating_sub(before);
    Ok(Slice {
        time,
        processor_time,
        latencies,
    })
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
        let latency = (answered - sent).as_micros();
        latencies.push(u32::try_from(latency).unwrap_or(u32::MAX));
        sent = answered;
        at += STRIDE;
    }
    Ok(latencies)
}

/// Sends each request once, so that every user has an identity and, with a cache, a token.
pub(crate) async fn each_once(
    server: &Server,
    requests: &Requests,
    concurrency: usize,
) -> Result<(), Error> {
    let mut loops = JoinSet::new();
    for number in 0..concurrency {
        let requests = Arc::clone(requests);
        let (port, name) = (server.port, server.name);
        loops.spawn(async move {
            let opened = Connection::open(port).await;
            let mut connection = opened.map_err(Error::system(name))?;
            for request in requests.iter().skip(number).step_by(concurrency) {
                ask(&mut connection, request, name).await?;
            }
            Ok(())
        });
    }
    loops.join_all().await.into_iter().collect()
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
