//! What both of the least servers have in common: axum, and nothing around the handler.

use std::net::Ipv4Addr;

use axum::{Router, routing::get, serve::ListenerExt as _};
use tokio::net::TcpListener;

use crate::error::Error;

/// Serves on 127.0.0.1 until it is ended.
pub(crate) fn serve(port: u16, router: Router) -> Result<(), Error> {
    let runtime = tokio::runtime::Runtime::new().map_err(Error::system("no runtime"))?;
    runtime.block_on(async {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))
            .await
            .map_err(Error::system("cannot listen"))?
            .tap_io(|connection| drop(connection.set_nodelay(true)));
        axum::serve(listener, router.route("/health", get(async || "ok")))
            .await
            .map_err(Error::system("cannot serve"))
    })
}
