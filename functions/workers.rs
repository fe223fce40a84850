//! The threads that serve, each with a runtime of its own.
//!
//! A runtime whose threads take work from each other wakes one of them for most requests, which cost
//! more processor time than the request itself. Here a request stays on the thread of its connection.

use std::{io, thread};

use tokio::runtime::{Builder, Handle};

/// An instance of the Functions platform has a part of a core, one, or two. Where there are more, they
/// help up to here; beyond that ACS is the limit, not this process.
const MOST: usize = 4;

/// The runtime that this is called on, and one more for each further core.
pub fn start() -> io::Result<Vec<Handle>> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let mut runtimes = vec![Handle::current()];
    for _ in 1..cores.min(MOST) {
        runtimes.push(another()?);
    }
    Ok(runtimes)
}

/// A thread that serves as long as the process lives.
fn another() -> io::Result<Handle> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let handle = runtime.handle().clone();
    thread::Builder::new()
        .name("worker".to_owned())
        .spawn(move || runtime.block_on(std::future::pending::<()>()))?;
    Ok(handle)
}
