//! Who is not let in, and who cannot get through.

use crate::{NOW, azurite::Azurite};
use azure_core::credentials::Secret;
use std::time::Duration;
use store::{Auth, Error, Key, Queue, Service, Store, Table};

const ROWS: Table = Table::new("rows");
const QUEUE: Queue = Queue::new("actions");

async fn both(store: &Store) -> [Error; 2] {
    let key = Key::new("+4915112345678", "1");
    let inserted = store.insert(ROWS, &key, &1, None, NOW).await;
    let put = store.put(&QUEUE, b"work", Duration::ZERO, NOW).await;
    [inserted.unwrap_err(), put.unwrap_err()]
}

pub(crate) async fn a_wrong_key_is_unauthorized(azurite: &Azurite) {
    let mut options = azurite.options();
    if let Auth::SharedKey { key, .. } = &mut options.auth {
        *key = Secret::new("d3Jvbmc=");
    }
    let store = Store::azure(options).unwrap();
    let refused = |service, reason: &str| Error::Unauthorized {
        service,
        reason: reason.to_owned(),
    };
    assert_eq!(
        both(&store).await,
        [
            refused(Service::Tables, "AuthorizationFailure"),
            refused(Service::Queues, "AuthenticationFailed"),
        ]
    );
}

pub(crate) async fn no_connection_is_unavailable(azurite: &Azurite) {
    // A port that was free a moment ago, and at which nobody listens.
    let place = {
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        format!("http://{}/devstoreaccount1", free.local_addr().unwrap())
    };
    let mut options = azurite.options();
    options.tables = place.parse().unwrap();
    options.queues = place.parse().unwrap();
    let store = Store::azure(options).unwrap();
    for (error, name) in both(&store).await.iter().zip(["Table", "Queue"]) {
        assert!(matches!(
            error,
            Error::Unavailable {
                retry_after: None,
                ..
            }
        ));
        // The number behind it is the system's.
        let expected = format!("Azure {name} Storage is unavailable: Connection refused");
        let message = error.to_string();
        assert!(message.starts_with(&expected), "{message}");
    }
}

pub(crate) fn a_token_is_not_sent_in_the_clear(azurite: &Azurite) {
    let mut options = azurite.options();
    options.queues = "http://front1.queue.core.windows.net/".parse().unwrap();
    let refused = Store::azure(options).err().unwrap();
    assert_eq!(
        refused.to_string(),
        "http://front1.queue.core.windows.net/ must be https, because a token is sent to it"
    );
}
