//! Requests as bytes, made before anything is measured.

use std::sync::Arc;

/// A pool of requests that several connections send from.
pub(crate) type Requests = Arc<[Vec<u8>]>;

/// `GET` as the Functions host's proxy sends it on, from an address of RFC 2544's range.
pub(crate) fn get(path: &str, user: usize, headers: &[(&str, &str)]) -> Vec<u8> {
    let [.., high, low] = user.to_be_bytes();
    let mut request = format!(
        "GET {path} HTTP/1.1\r\n\
         host: 127.0.0.1\r\n\
         accept: application/json\r\n\
         user-agent: bench\r\n\
         x-forwarded-for: 198.18.{high}.{low}:50000\r\n\
         x-ms-invocation-id: 00000000-0000-4000-8000-{user:012x}\r\n"
    );
    for (name, value) in headers {
        request.extend([name, ": ", value, "\r\n"]);
    }
    request.push_str("\r\n");
    request.into_bytes()
}

/// `POST` as the Functions host invokes a function that is triggered by something else than HTTP:
/// <https://learn.microsoft.com/azure/azure-functions/functions-custom-handlers#request-payload>.
/// Its .NET client sends a body of unknown length, in one chunk.
pub(crate) fn invoke(function: &str, invocation: usize, body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "POST /{function} HTTP/1.1\r\n\
         Host: 127.0.0.1:7071\r\n\
         X-Azure-Functions-HostVersion: 4.1050.100.25300\r\n\
         X-Azure-Functions-InvocationId: 00000000-0000-4000-8000-{invocation:012x}\r\n\
         User-Agent: Azure-Functions-Host/4.1050.100.25300\r\n\
         traceparent: 00-{invocation:032x}-00f067aa0ba902b7-01\r\n\
         Content-Type: application/json; charset=utf-8\r\n\
         Transfer-Encoding: chunked\r\n\
         \r\n\
         {length:x}\r\n\
         {body}\r\n\
         0\r\n\
         \r\n"
    )
    .into_bytes()
}
