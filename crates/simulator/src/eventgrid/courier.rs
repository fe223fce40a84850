//! Event Grid's network: one POST an event, to the Functions host's webhook.

use std::{sync::Arc, time::Instant};

use reqwest::{Client, RequestBuilder, header::CONTENT_TYPE, redirect::Policy};
use time::Duration;
use tokio::task::JoinSet;

use super::{Attempt, Tried, parcels::Errand};
use crate::world::World;

/// <https://learn.microsoft.com/azure/event-grid/delivery-and-retry>: "Event Grid waits 30 seconds
/// for a response after delivering a message."
const PATIENCE: Duration = Duration::seconds(30);

/// Delivers whatever becomes due, for ever.
pub(crate) async fn run(world: Arc<World>, client: Client) {
    let mut under_way = JoinSet::new();
    loop {
        // Before looking, so that nothing is missed between the look and the wait.
        let mut changes = world.grid.changes();
        for errand in world.grid.take_due(world.now()) {
            under_way.spawn(deliver(Arc::clone(&world), client.clone(), errand));
        }
        while under_way.try_join_next().is_some() {}
        tokio::select! {
            () = world.clock.reaches(world.grid.next_take()) => {}
            _ = changes.changed() => {}
        }
    }
}

/// What the courier sends with.
pub(crate) fn client() -> reqwest::Result<Client> {
    Client::builder()
        .no_proxy()
        .redirect(Policy::none())
        .build()
}

async fn deliver(world: Arc<World>, client: Client, errand: Errand) {
    let at = world.now();
    let started = Instant::now();
    let number = errand.number;
    let sending = async {
        let Ok(answer) = request(&client, errand).send().await else {
            return Tried::NoConnection;
        };
        let status = answer.status().as_u16();
        // Read to its end, so that the connection serves again.
        drop(answer.bytes().await);
        Tried::Answered(status)
    };
    let tried = tokio::select! {
        tried = sending => tried,
        () = world.clock.reaches(Some(at + PATIENCE)) => Tried::TimedOut,
    };
    let attempt = Attempt {
        at,
        tried,
        elapsed_ms: started.elapsed().as_millis().try_into().unwrap_or(u64::MAX),
    };
    world.grid.finish(number, attempt, world.now());
}

/// Headers: <https://learn.microsoft.com/azure/event-grid/receive-events> and
/// <https://learn.microsoft.com/azure/event-grid/delivery-properties>.
fn request(client: &Client, errand: Errand) -> RequestBuilder {
    let mut request = client
        .post(errand.endpoint)
        .header(CONTENT_TYPE, errand.parcel.content_type)
        .header("aeg-event-type", "Notification")
        .header("aeg-subscription-name", errand.function.to_uppercase())
        .header("aeg-delivery-count", errand.count);
    if let Some((data, metadata)) = errand.parcel.versions {
        request = request
            .header("aeg-data-version", data)
            .header("aeg-metadata-version", metadata);
    }
    request.body(errand.parcel.body.to_string())
}
