//! The Azure Functions host, as a custom handler meets it.
//!
//! [`Host::start`] reads `host.json` and the `function.json` of every folder, starts the handler as
//! a child process and serves what the host serves. Sources: the documentation at
//! <https://learn.microsoft.com/azure/azure-functions/functions-custom-handlers> and the host
//! itself at <https://github.com/Azure/azure-functions-host>.
//!
//! # What it plays
//!
//! * The process: the environment with `FUNCTIONS_CUSTOMHANDLER_PORT` and its companions, readiness
//!   by `GET /` every 25 ms, SIGKILL as the only way to stop, exit code 0 (never started again),
//!   200 (started again) and any other (a crash; the third one without a quiet half hour between
//!   stops the host, and everything is 503).
//! * HTTP functions: route templates and the prefix, methods (404 for others), keys if asked for,
//!   the limit of 100 MB, proxying with YARP's header rules, streams both ways; envelopes for
//!   functions that are more than HTTP, or with proxying off.
//! * Event Grid's webhook with its handshake, and `/admin/functions/<name>`; envelopes in the exact
//!   encoding, chunked.
//! * Queue triggers and queue outputs, over the queues of [`HostOptions::queues`]: batches, leases,
//!   `maxDequeueCount` and the poison queue as `host.json` has them.
//! * Every reaction to an answer, the hang after an empty one included: the function timeout
//!   passes, the handler is killed, and everything in flight fails.
//! * CORS from `local.settings.json`, as the platform and Core Tools do it.
//!
//! # What it does not play
//!
//! * Timers do not fire by themselves; they can be invoked by hand. Output bindings other than HTTP
//!   and queues are ignored.
//! * `enableForwardingHttpRequest`, `customHandler.http.routes`, configuration profiles, retry
//!   policies, the limits on concurrent requests, the proxy's own timeout of 240 s without
//!   progress, upgrades (WebSocket).
//! * Route constraints other than `int`, `long`, `bool`, `guid` and `alpha` accept everything; a
//!   parameter is a whole segment.
//! * Numbers in events keep their text, where Newtonsoft.Json may write a double anew.

mod auth;
mod config;
mod events;
mod front;
mod functions;
mod invocation;
mod json;
mod options;
mod queue_listener;
mod routes;
mod runtime;
mod settings;
mod worker;

use std::{
    io,
    net::{Ipv4Addr, SocketAddr, TcpListener as StdListener},
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    body::Body,
    extract::Request,
    http::{HeaderName, HeaderValue, Method, StatusCode},
};
use serde_json::Value;
use tokio::{net::TcpListener, task::JoinHandle};
use url::{Url, form_urlencoded};

pub use self::{
    auth::{Auth, Keys},
    events::{Event, Level},
    invocation::QueueMessage,
    json::ConfigError,
    options::{HostError, HostOptions},
    worker::State,
};
use self::{
    config::HostConfig,
    events::Reporter,
    front::{Cors, handler_uri},
    queue_listener::QueueStorage,
    runtime::Runtime,
    settings::{LocalSettings, environment, expand},
    worker::{Launch, Worker, client},
};
/// The version that the host gives as its own.
const HOST_VERSION: &str = "4.1054.250.26428";

/// The header in which a caller may give a key.
const KEY: HeaderName = HeaderName::from_static("x-functions-key");

/// The default of the setting `FUNCTIONS_REQUEST_BODY_SIZE_LIMIT`, in bytes.
const BODY_LIMIT: u64 = 104_857_600;

/// A running host. Dropping it kills the handler.
#[derive(Debug)]
pub struct Host {
    address: SocketAddr,
    url: Url,
    runtime: Arc<Runtime>,
    listener: JoinHandle<()>,
    queue_listeners: Vec<JoinHandle<()>>,
}

impl Host {
    /// Reads the files, starts the handler and listens. The handler is not yet ready: requests wait
    /// for it.
    pub async fn start(options: HostOptions) -> Result<Self, HostError> {
        // The handler runs elsewhere than this process, so nothing may be relative.
        let root = options
            .root
            .canonicalize()
            .map_err(|error| ConfigError::new(&options.root, error.to_string()))?;
        let config = HostConfig::read(&root)?;
        let settings = options
            .local_settings
            .as_deref()
            .map(LocalSettings::read)
            .transpose()?
            .unwrap_or_default();
        let environment = environment(&settings, &options.env);
        let setting = |name: &str| {
            let inherited =
                || std::env::var_os(name).map(|value| value.to_string_lossy().into_owned());
            environment.get(name).cloned().or_else(inherited)
        };
        let functions = functions::discover(&root, config.route_prefix(), setting)?;
        let body_limit =
            setting("FUNCTIONS_REQUEST_BODY_SIZE_LIMIT").and_then(|limit| limit.parse().ok());
        let (origins, credentials) = settings.cors();

        let (listener, address, url) =
            listen(options.listen)
                .await
                .map_err(|source| HostError::Listen {
                    address: options.listen,
                    source,
                })?;
        let port = match config.custom_handler.port {
            Some(port) => port,
            None => free_port().map_err(|source| HostError::Listen { address, source })?,
        };
        let reporter = Reporter(options.events);
        let description = &config.custom_handler.description;
        let program = options.executable.unwrap_or_else(|| {
            let path = expand(&description.default_executable_path, setting);
            let beside = root.join(&path);
            if beside.is_file() {
                beside
            } else {
                PathBuf::from(path)
            }
        });
        let arguments: Vec<_> = description
            .arguments
            .iter()
            .map(|argument| expand(argument, setting))
            .collect();
        let launch = Launch {
            program: program.clone(),
            // The host joins them without quotes.
            arguments: arguments
                .join(" ")
                .split_whitespace()
                .map(str::to_owned)
                .collect(),
            directory: root.join(&description.working_directory),
            script_root: root,
            environment: environment.into_iter().collect(),
            removed: options.removed_env,
            port,
            stderr_is_for_errors: description.use_std_error_stream_for_errors_only,
            reporter: reporter.clone(),
        };
        let timeout = config.custom_handler.initialization_timeout;
        let worker = Worker::start(launch, timeout, options.clock.clone())
            .map_err(|source| HostError::Spawn { program, source })?;

        let runtime = Arc::new(Runtime {
            functions,
            proxying: config.custom_handler.enable_proxying_http_request,
            port,
            function_timeout: options.function_timeout.or(config.function_timeout),
            body_limit: body_limit.unwrap_or(BODY_LIMIT),
            auth: options.auth,
            cors: Cors {
                origins,
                credentials,
            },
            clock: options.clock,
            reporter,
            worker,
            client: client(1),
            proxy_client: client(10),
            queues: options.queues.map(|queues| QueueStorage {
                queues,
                options: config.extensions.queues,
            }),
            queued: Mutex::default(),
        });
        let service =
            front::router(Arc::clone(&runtime)).into_make_service_with_connect_info::<SocketAddr>();
        // axum's `serve` never ends by itself, and has no error to give.
        let listener = tokio::spawn(async move { drop(axum::serve(listener, service).await) });
        Ok(Self {
            address,
            url,
            queue_listeners: queue_listener::listen(&runtime),
            runtime,
            listener,
        })
    }

    /// Where the host listens: `http://127.0.0.1:<port>/`.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// Delivers one event, or an array of them, to a function through the code of the webhook.
    pub async fn deliver_event(&self, function: &str, event: &Value) -> StatusCode {
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("functionName", function)
            .finish();
        let mut request = Request::new(Body::from(event.to_string()));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = handler_uri(
            self.address.port(),
            &format!("/runtime/webhooks/EventGrid?{query}"),
        );
        request
            .headers_mut()
            .insert("aeg-event-type", HeaderValue::from_static("Notification"));
        if let Auth::Keys(keys) = &self.runtime.auth {
            request.headers_mut().extend(
                HeaderValue::try_from(&keys.event_grid)
                    .ok()
                    .map(|key| (KEY, key)),
            );
        }
        front::answer(&self.runtime, self.address, request)
            .await
            .status()
    }

    /// Kills the handler with SIGKILL, which the host takes for a crash.
    pub fn kill(&self) {
        self.runtime.worker.kill();
    }

    /// Starts the handler anew, which counts as no crash, and waits for it. A host that has given
    /// up stays as it is.
    pub async fn recycle(&self) {
        let before = self.restarts();
        self.runtime.worker.recycle(before);
        self.runtime
            .worker
            .wait_until(|now| match now.state {
                State::Running => now.restarts > before,
                State::Starting | State::Restarting => false,
                State::Exited | State::Stopped => true,
            })
            .await;
    }

    /// How often the handler was started again.
    pub fn restarts(&self) -> u32 {
        self.runtime.worker.snapshot().restarts
    }

    /// What the handler is doing.
    pub fn state(&self) -> State {
        self.runtime.worker.snapshot().state
    }

    /// Waits for a state and at least that many restarts.
    pub async fn reached(&self, state: State, restarts: u32) {
        self.runtime
            .worker
            .wait_until(|now| now.state == state && now.restarts >= restarts)
            .await;
    }

    /// The port on which the handler listens: a test may knock there without the host.
    pub fn handler_port(&self) -> u16 {
        self.runtime.port
    }

    /// The functions by name, with what starts each: `GET /token`, `Event Grid`.
    pub fn functions(&self) -> impl Iterator<Item = (&str, String)> {
        self.runtime
            .functions
            .iter()
            .map(|function| (function.name.as_str(), function.trigger.to_string()))
    }

    /// The functions that Event Grid delivers to, with the types of events that each wants: the
    /// `eventTypes` of its trigger, which only the simulator knows.
    pub fn event_types(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.runtime.functions.iter().filter_map(|function| {
            let types = function.trigger.event_types();
            (!types.is_empty()).then_some((function.name.as_str(), types))
        })
    }

    /// Where Event Grid delivers to a function, with the key that opens it.
    pub fn webhook(&self, function: &str) -> Url {
        let mut url = self.url.clone();
        url.set_path("/runtime/webhooks/EventGrid");
        url.query_pairs_mut().append_pair("functionName", function);
        if let Auth::Keys(keys) = &self.runtime.auth {
            url.query_pairs_mut().append_pair("code", &keys.event_grid);
        }
        url
    }

    /// Every message that a function has put into a queue so far, if the host has no queues.
    pub fn queued(&self) -> Vec<QueueMessage> {
        self.runtime
            .queued
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Kills the handler and waits until it is gone; from then on everything is answered with 503.
    pub async fn stop(&self) {
        self.runtime.worker.stop();
        self.reached(State::Stopped, 0).await;
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.listener.abort();
        for listener in &self.queue_listeners {
            listener.abort();
        }
        self.runtime.worker.task.abort();
    }
}

async fn listen(address: SocketAddr) -> io::Result<(TcpListener, SocketAddr, Url)> {
    let listener = TcpListener::bind(address).await?;
    let address = listener.local_addr()?;
    let url = Url::parse(&format!("http://{address}")).map_err(io::Error::other)?;
    Ok((listener, address, url))
}

/// A port that was free a moment ago; it stays the handler's through all restarts.
fn free_port() -> io::Result<u16> {
    Ok(StdListener::bind((Ipv4Addr::LOCALHOST, 0))?
        .local_addr()?
        .port())
}
