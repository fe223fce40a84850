//! When a request is sent again.

use azure_core::{
    http::{
        StatusCode,
        headers::{HeaderName, RETRY_AFTER},
        policies::{RetryHeaders, RetryPolicy},
    },
    time::Duration,
};

/// Three more tries, after about 100, 200 and 400 ms, for what may pass: no connection, no answer,
/// 408, 429 and 5xx.
///
/// `azure_core`'s own policy sleeps for as long as a `Retry-After` says, an hour if it must. Here a
/// wait ends after five seconds: the caller has a deadline, and a queue for what cannot happen now.
#[derive(Debug)]
pub(crate) struct Retry {
    headers: RetryHeaders,
}

const MAX_RETRIES: u32 = 3;
const MAX_WAIT: Duration = Duration::seconds(5);
/// No try starts later than this after the first.
const MAX_ELAPSED: Duration = Duration::seconds(10);

impl Retry {
    pub(crate) fn new() -> Self {
        Self {
            headers: RetryHeaders {
                retry_headers: vec![
                    HeaderName::from_static("x-ms-retry-after-ms"),
                    HeaderName::from_static("retry-after-ms"),
                    RETRY_AFTER,
                ],
            },
        }
    }

    pub(crate) fn headers(&self) -> &[HeaderName] {
        &self.headers.retry_headers
    }
}

#[async_trait::async_trait]
impl RetryPolicy for Retry {
    fn is_expired(&self, since_start: Duration, retries: u32) -> bool {
        retries >= MAX_RETRIES || since_start > MAX_ELAPSED
    }

    fn retry_headers(&self) -> Option<&RetryHeaders> {
        Some(&self.headers)
    }

    fn retry_status_codes(&self) -> &[StatusCode] {
        // None means the usual ones: 408, 429, 500, 502, 503, 504.
        &[]
    }

    fn sleep_duration(&self, retries: u32) -> Duration {
        Duration::milliseconds(50) * 2_i32.saturating_pow(retries.min(8)) + jitter()
    }

    async fn wait(&self, retries: u32, retry_after: Option<Duration>) {
        let backoff = self.sleep_duration(retries);
        let wait = retry_after
            .map_or(backoff, |asked| asked.max(backoff))
            .min(MAX_WAIT);
        tokio::time::sleep(wait.try_into().unwrap_or_default()).await;
    }
}

/// Up to 51 ms, so that instances that were throttled together do not come back together.
fn jitter() -> Duration {
    let mut random = [0_u8];
    // Without randomness there is no jitter, which is no reason to fail.
    aws_lc_rs::rand::fill(&mut random).ok();
    let [random] = random;
    Duration::microseconds(i64::from(random) * 200)
}

#[cfg(test)]
mod tests {
    use super::*;
    use azure_core::http::{
        AsyncRawResponse, ClientOptions, Context, Method, Pipeline, Request, RetryOptions,
        Transport,
        headers::Headers,
        policies::{Policy, PolicyResult},
    };
    use std::sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    };

    /// Answers the same each time, and counts.
    #[derive(Debug)]
    struct Server {
        tries: AtomicU32,
        status: StatusCode,
        retry_after: Option<&'static str>,
    }

    #[expect(
        elided_lifetimes_in_paths,
        reason = "async_trait takes the trait's signature to the letter"
    )]
    #[async_trait::async_trait]
    impl Policy for Server {
        async fn send(&self, _: &Context, _: &mut Request, _: &[Arc<dyn Policy>]) -> PolicyResult {
            self.tries.fetch_add(1, Ordering::SeqCst);
            let mut headers = Headers::new();
            if let Some(seconds) = self.retry_after {
                headers.insert(RETRY_AFTER, seconds);
            }
            Ok(AsyncRawResponse::from_bytes(self.status, headers, ""))
        }
    }

    #[tokio::test(start_paused = true)]
    async fn waits_are_short_whatever_the_service_asks() {
        for (status, retry_after, tries, least, most) in [
            (StatusCode::Ok, None, 1, 0, 0),
            (StatusCode::Conflict, None, 1, 0, 0),
            (StatusCode::InternalServerError, None, 4, 700, 860),
            (StatusCode::ServiceUnavailable, Some("1"), 4, 3000, 3160),
            (StatusCode::TooManyRequests, Some("3600"), 4, 15_000, 15_000),
        ] {
            let server = Arc::new(Server {
                tries: AtomicU32::new(0),
                status,
                retry_after,
            });
            let options = ClientOptions {
                retry: RetryOptions::custom(Arc::new(Retry::new())),
                transport: Some(Transport::with_policy(
                    Arc::clone(&server) as Arc<dyn Policy>
                )),
                ..ClientOptions::default()
            };
            let pipeline = Pipeline::new(None, None, options, vec![], vec![], None);
            let url = "https://store.test/".parse().unwrap();
            let start = tokio::time::Instant::now();
            let mut request = Request::new(url, Method::Get);
            pipeline
                .send(&Context::new(), &mut request, None)
                .await
                .ok();
            let waited = start.elapsed().as_millis();
            assert_eq!(server.tries.load(Ordering::SeqCst), tries, "{status}");
            assert!((least..=most).contains(&waited), "{status}: {waited} ms");
        }
    }
}
