//! How much memory a server has: idle, and while thousands of requests wait for a slow ACS.

use std::{collections::BTreeMap, path::Path, sync::Arc, time::Duration};

use tokio::{
    sync::{Barrier, Semaphore},
    task::JoinSet,
};

use crate::{
    connection::Connection,
    error::Error,
    load,
    process::Server,
    requests::Requests,
    servers::{Servers, ready},
};

/// How many requests wait.
pub(crate) const WAITING: usize = 10_000;
/// How long ACS takes then: nearly as long as Frontdesk waits for one answer of it.
const SLOW: Duration = Duration::from_secs(8);
/// How many connections are being made at once, under the listener's backlog.
const CONNECTING: usize = 256;
const STATE: &str = "memory.redb";

/// Resident memory in bytes.
#[derive(Debug)]
pub(crate) struct Idle {
    pub(crate) frontdesk: u64,
    pub(crate) node: u64,
}

/// What waiting cost.
#[derive(Debug)]
pub(crate) struct Waiting {
    /// Before the first connection, in bytes.
    pub(crate) idle: u64,
    /// With all connections and no request.
    pub(crate) connected: u64,
    /// The most that there was.
    pub(crate) peak: u64,
    /// How many requests got which status.
    pub(crate) answers: BTreeMap<u16, usize>,
}

/// A second after the start.
pub(crate) async fn idle(servers: &Servers<'_>, peer: &Path) -> Result<Idle, Error> {
    let mut frontdesk = servers.frontdesk(STATE, true)?;
    let mut node = servers.node(peer, true)?;
    settle(&mut frontdesk).await?;
    settle(&mut node).await?;
    Ok(Idle {
        frontdesk: frontdesk.memory()?.resident,
        node: node.memory()?.resident,
    })
}

/// `seed` gives each of the users an identity; then `requests` come, all at once.
///
/// The seeding is done by a process of its own, so that the one that is looked at is fresh.
pub(crate) async fn waiting(
    servers: &Servers<'_>,
    seed: &Requests,
    requests: &Requests,
) -> Result<Waiting, Error> {
    let mut seeding = servers.frontdesk(STATE, false)?;
    ready(&mut seeding).await?;
    load::each_once(&seeding, seed, 64).await?;
    drop(seeding);

    let mut server = servers.frontdesk(STATE, true)?;
    settle(&mut server).await?;
    let idle = server.memory()?.resident;
    servers.set_latency(SLOW).await?;
    let waited = wait(&server, requests, idle).await;
    servers.set_latency(Duration::ZERO).await?;
    waited
}

async fn settle(server: &mut Server) -> Result<(), Error> {
    ready(server).await?;
    tokio::time::sleep(Duration::from_secs(1)).await;
    Ok(())
}

async fn wait(server: &Server, requests: &Requests, idle: u64) -> Result<Waiting, Error> {
    let connecting = Arc::new(Semaphore::new(CONNECTING));
    let connected = Arc::new(Barrier::new(requests.len() + 1));
    let asking = Arc::new(Barrier::new(requests.len() + 1));
    let mut callers = JoinSet::new();
    for number in 0..requests.len() {
        let (requests, connecting) = (Arc::clone(requests), Arc::clone(&connecting));
        let (connected, asking) = (Arc::clone(&connected), Arc::clone(&asking));
        let (port, name) = (server.port, server.name);
        callers.spawn(async move {
            let turn = connecting.acquire().await;
            let opened = Connection::open(port).await;
            drop(turn);
            connected.wait().await;
            asking.wait().await;
            let mut connection = opened.map_err(Error::system(name))?;
            let request = requests.get(number).ok_or(Error::Nothing)?;
            connection.ask(request).await.map_err(Error::system(name))
        });
    }
    connected.wait().await;
    let with_connections = server.memory()?.resident;
    asking.wait().await;
    let mut answers = BTreeMap::new();
    while let Some(answered) = callers.join_next().await {
        let status = answered.map_err(Error::crypto("a caller was lost"))??;
        *answers.entry(status).or_default() += 1;
    }
    match answers
        .keys()
        .find(|status| ![200, 503, 504].contains(*status))
    {
        None => Ok(Waiting {
            idle,
            connected: with_connections,
            peak: server.memory()?.peak,
            answers,
        }),
        Some(status) => Err(Error::Answer {
            server: server.name.to_owned(),
            status: *status,
            body: "to a request that waited".to_owned(),
        }),
    }
}
