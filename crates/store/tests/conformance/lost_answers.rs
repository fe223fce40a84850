//! A write whose answer is lost is sent again, and then stands in its own way.

use crate::{NOW, azurite::Azurite, rows::get};
use azure_core::{
    error::ErrorKind,
    http::{
        Context, Method, Request,
        policies::{Policy, PolicyResult},
    },
};
use serde_json::json;
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};
use store::{Batch, Delete, Insert, Key, Op, Replace, Store, Table};

const LOSSY: Table = Table::new("lossy");

/// Once armed, lets the next write through and loses its answer.
#[derive(Debug, Default)]
struct LoseAnswer {
    armed: AtomicBool,
}

#[expect(
    elided_lifetimes_in_paths,
    reason = "async_trait takes the trait's signature to the letter"
)]
#[async_trait::async_trait]
impl Policy for LoseAnswer {
    async fn send(
        &self,
        ctx: &Context,
        request: &mut Request,
        next: &[Arc<dyn Policy>],
    ) -> PolicyResult {
        let (first, rest) = next.split_first().unwrap();
        let answer = first.send(ctx, request, rest).await?;
        if request.method() != Method::Get && self.armed.swap(false, Ordering::SeqCst) {
            assert!(answer.status().is_success(), "{}", answer.status());
            let lost = "the connection was reset";
            return Err(azure_core::Error::with_message(ErrorKind::Io, lost));
        }
        Ok(answer)
    }
}

pub(crate) async fn a_lost_answer_changes_nothing(azurite: &Azurite) {
    let lossy = Arc::new(LoseAnswer::default());
    let mut options = azurite.options();
    options
        .client_options
        .per_try_policies
        .push(Arc::clone(&lossy) as Arc<dyn Policy>);
    let store = Store::azure(options).unwrap();
    let key = Key::new("lossy", "1");
    let lose = || lossy.armed.store(true, Ordering::SeqCst);
    // So that the next write is not the making of the table.
    store
        .insert(LOSSY, &Key::new("lossy", "0"), &json!(0), None, NOW)
        .await
        .unwrap();

    lose();
    let inserted = store.insert(LOSSY, &key, &json!(1), None, NOW).await;
    let Ok(Insert::Done(first)) = inserted else {
        panic!("{inserted:?}");
    };
    assert_eq!(get(&store, LOSSY, &key).await.unwrap().version, first);

    lose();
    let replaced = store.replace(LOSSY, &key, &json!(2), &first, None).await;
    let Ok(Replace::Done(second)) = replaced else {
        panic!("{replaced:?}");
    };
    assert_eq!(get(&store, LOSSY, &key).await.unwrap().version, second);

    lose();
    let ops = vec![
        Op::insert("2", &json!(2), None).unwrap(),
        Op::replace("1", &json!(3), &second, None).unwrap(),
    ];
    let batch = store.batch(LOSSY, "lossy", ops, NOW).await;
    let Ok(Batch::Done(versions)) = batch else {
        panic!("{batch:?}");
    };
    let rows = [
        get(&store, LOSSY, &Key::new("lossy", "2")).await.unwrap(),
        get(&store, LOSSY, &key).await.unwrap(),
    ];
    assert_eq!(versions, rows.map(|row| Some(row.version)));

    // Who comes second is still told so, however often it had to ask.
    lossy.armed.store(false, Ordering::SeqCst);
    let again = store.insert(LOSSY, &key, &json!(9), None, NOW).await;
    assert_eq!(again, Ok(Insert::Exists));
    let stale = store.replace(LOSSY, &key, &json!(9), &second, None).await;
    assert_eq!(stale, Ok(Replace::Conflict));

    lose();
    assert_eq!(store.delete(LOSSY, &key, None).await, Ok(Delete::Done));
    assert_eq!(get(&store, LOSSY, &key).await, None);
}
