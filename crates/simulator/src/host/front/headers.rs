//! The header rules of the proxy: those of YARP's default transformer, and the host's additions.
//!
//! <https://github.com/dotnet/yarp/blob/main/src/ReverseProxy/Forwarder/RequestUtilities.cs> and
//! <https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script/Http/ScriptInvocationRequestTransformer.cs>.

use std::net::SocketAddr;

use axum::http::{
    HeaderMap, HeaderName, HeaderValue,
    header::{CONNECTION, FORWARDED, HOST, TE, TRANSFER_ENCODING, UPGRADE},
};
use uuid::Uuid;

use crate::host::HOST_VERSION;

/// Headers that belong to one connection; `proxy-*` too.
const HOP_BY_HOP: [HeaderName; 9] = [
    CONNECTION,
    TRANSFER_ENCODING,
    UPGRADE,
    TE,
    HeaderName::from_static("keep-alive"),
    HeaderName::from_static("http2-settings"),
    HeaderName::from_static("upgrade-insecure-requests"),
    HeaderName::from_static("alpn"),
    HeaderName::from_static("close"),
];

/// Turns the client's headers into what the handler sees.
pub(crate) fn to_handler(headers: &mut HeaderMap, remote: SocketAddr, id: Uuid) {
    let host = headers.remove(HOST);
    headers.remove(FORWARDED);
    drop_hop_by_hop(headers);
    let set = |headers: &mut HeaderMap, name: &'static str, value: Option<HeaderValue>| match value
    {
        Some(value) => drop(headers.insert(name, value)),
        None => drop(headers.remove(name)),
    };
    let id = HeaderValue::try_from(id.to_string()).ok();
    set(
        headers,
        "x-forwarded-for",
        HeaderValue::try_from(remote.ip().to_string()).ok(),
    );
    set(headers, "x-forwarded-host", host);
    set(
        headers,
        "x-forwarded-proto",
        Some(HeaderValue::from_static("http")),
    );
    set(headers, "x-forwarded-prefix", None);
    set(
        headers,
        "x-azure-functions-hostversion",
        Some(HeaderValue::from_static(HOST_VERSION)),
    );
    set(headers, "x-azure-functions-invocationid", id.clone());
    set(headers, "x-ms-invocation-id", id);
}

/// Leaves only what concerns both ends.
pub(crate) fn drop_hop_by_hop(headers: &mut HeaderMap) {
    let proxy: Vec<_> = headers
        .keys()
        .filter(|name| name.as_str().starts_with("proxy-"))
        .cloned()
        .collect();
    for name in HOP_BY_HOP.into_iter().chain(proxy) {
        headers.remove(name);
    }
    headers.remove("alt-svc");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_handler_sees() {
        let mut headers: HeaderMap = [
            ("host", "app.example"),
            ("accept", "*/*"),
            ("user-agent", "curl/8"),
            ("connection", "close"),
            ("keep-alive", "5"),
            ("transfer-encoding", "chunked"),
            ("te", "trailers"),
            ("proxy-authorization", "secret"),
            ("upgrade-insecure-requests", "1"),
            ("forwarded", "for=1.2.3.4"),
            ("x-forwarded-for", "6.6.6.6"),
            ("x-forwarded-prefix", "/evil"),
            ("x-ms-invocation-id", "forged"),
            ("x-azure-functions-invocationid", "forged"),
            ("x-ms-client-principal", "kept"),
            ("x-functions-key", "kept"),
        ]
        .into_iter()
        .map(|(name, value)| {
            (
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            )
        })
        .collect();
        let id = Uuid::from_u128(7);
        to_handler(&mut headers, "10.0.0.4:1".parse().unwrap(), id);
        let mut seen: Vec<_> = headers
            .iter()
            .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()))
            .collect();
        seen.sort();
        assert_eq!(
            seen,
            [
                "accept: */*",
                "user-agent: curl/8",
                "x-azure-functions-hostversion: 4.1054.250.26428",
                "x-azure-functions-invocationid: 00000000-0000-0000-0000-000000000007",
                "x-forwarded-for: 10.0.0.4",
                "x-forwarded-host: app.example",
                "x-forwarded-proto: http",
                "x-functions-key: kept",
                "x-ms-client-principal: kept",
                "x-ms-invocation-id: 00000000-0000-0000-0000-000000000007",
            ]
        );
    }
}
