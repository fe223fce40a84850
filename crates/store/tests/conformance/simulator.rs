//! The queues of the simulator, which `cargo dev` runs the app on: held to what holds in Azure.

use crate::queue;
use ::simulator::{Options, Simulator};
use azure_core::{
    credentials::Secret,
    http::{ClientOptions, Transport},
};
use std::{sync::Arc, time::Duration};
use store::{Auth, AzureOptions, Error, Queue, Service, Store};

use crate::NOW;

fn store(simulator: &Simulator) -> (Store, Store) {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let client_options = ClientOptions {
        transport: Some(Transport::new(Arc::new(client))),
        ..ClientOptions::default()
    };
    let account = simulator.storage_connection_string();
    let right = AzureOptions::from_connection_string(&account, client_options).unwrap();
    let mut wrong = right.clone();
    if let Auth::SharedKey { key, .. } = &mut wrong.auth {
        *key = Secret::new("d3Jvbmc=");
    }
    (Store::azure(right).unwrap(), Store::azure(wrong).unwrap())
}

pub(crate) async fn its_queues_conform() {
    let simulator = Simulator::start(Options::default()).await.unwrap();
    let (store, wrong) = store(&simulator);
    queue::a_message_comes_back_until_it_is_deleted(store.clone()).await;
    queue::messages_wait_for_their_time(store.clone()).await;
    queue::a_stale_receipt_deletes_nothing(store.clone()).await;
    queue::bodies_are_bytes(store.clone()).await;
    queue::receiving_takes_no_more_than_asked(store).await;

    let refused = Queue::new("refused");
    let put = wrong.put(&refused, b"work", Duration::ZERO, NOW);
    assert_eq!(
        put.await,
        Err(Error::Unauthorized {
            service: Service::Queues,
            reason: "AuthenticationFailed".to_owned(),
        })
    );
}
