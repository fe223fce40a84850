//! The program itself under the Functions host, beside the simulator.

use std::{
    fs,
    path::{Path, PathBuf},
};

use reqwest::{Client, StatusCode};
use serde_json::Value;
use simulator::{
    Chaos, Clock, Login, Options, Service, Simulator,
    host::{Auth, Event, Host, HostOptions, State},
};
use tempfile::TempDir;
use time::Duration;
use tokio::sync::mpsc;

/// The program, its host and all that it needs.
pub(crate) struct Hosted {
    pub(crate) sim: Simulator,
    pub(crate) host: Host,
    pub(crate) http: Client,
    /// The host's own clock, which counts crashes.
    pub(crate) host_clock: Clock,
    /// The script root and the app's store.
    folder: TempDir,
    pub(crate) events: mpsc::UnboundedReceiver<Event>,
}

impl Hosted {
    /// With the example policy.
    pub(crate) async fn start() -> Self {
        let example = fs::read_to_string(project().join("frontdesk.toml")).unwrap();
        Self::with(&example, "debug", Options::default()).await
    }

    pub(crate) async fn with(policy: &str, log: &str, options: Options) -> Self {
        let sim = Simulator::start(options).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("app");
        assemble(project(), &root);
        fs::write(root.join("frontdesk.toml"), policy).unwrap();
        let authority = folder.path().join("ca.pem");
        fs::write(&authority, sim.ca_pem()).unwrap();
        let store = folder.path().join("state.redb");
        let identity = sim.managed_identity();
        let env = [
            ("KEY_VAULT_URL", sim.vault_url().to_string()),
            ("KEY_VAULT_VERIFY_CHALLENGE", "off".to_owned()),
            ("OIDC_ISSUER", sim.issuer()),
            ("OIDC_AUDIENCE", sim.audience().to_owned()),
            ("IDENTITY_ENDPOINT", identity.endpoint.to_string()),
            ("IDENTITY_HEADER", identity.header.clone()),
            ("SSL_CERT_FILE", authority.display().to_string()),
            ("FRONTDESK_STORE", store.display().to_string()),
            ("AzureWebJobsStorage", sim.storage_connection_string()),
            (
                "FRONTDESK_WEBHOOKS",
                format!("jobs={}_sim/webhooks/jobs", sim.http_url()),
            ),
            ("FRONTDESK_PRIVATE_WEBHOOKS", "on".to_owned()),
            ("FRONTDESK_LOG", log.to_owned()),
        ];
        let host_clock = Clock::system();
        let (sender, events) = mpsc::unbounded_channel();
        let host = Host::start(HostOptions {
            root,
            listen: ([127, 0, 0, 1], 0).into(),
            local_settings: None,
            env: env.map(|(name, value)| (name.to_owned(), value)).into(),
            removed_env: vec!["SSL_CERT_DIR".to_owned()],
            executable: Some(env!("CARGO_BIN_EXE_frontdesk").into()),
            function_timeout: None,
            auth: Auth::Open,
            queues: Some(sim.queues()),
            clock: host_clock.clone(),
            events: sender,
        })
        .await
        .unwrap();
        sim.subscribe(&host);
        let http = Client::builder().build().unwrap();
        let hosted = Self {
            sim,
            host,
            http,
            host_clock,
            folder,
            events,
        };
        hosted.sim.subscribe(&hosted.host);
        hosted.until_healthy().await;
        hosted
    }

    pub(crate) async fn get(&self, path: &str) -> (StatusCode, Value) {
        let login = Login {
            sub: "alice".to_owned(),
            ..Login::default()
        };
        let url = self.host.url().join(path).unwrap();
        let request = self.http.get(url).bearer_auth(self.sim.login(&login));
        let response = request.send().await.unwrap();
        (response.status(), response.json().await.unwrap_or_default())
    }

    /// The app's store.
    pub(crate) fn store(&self) -> PathBuf {
        self.folder.path().join("state.redb")
    }

    /// Kills the handler in the middle of its work, for the `count`-th time, while a call of ten to
    /// this route of ACS fails; a `forgetful` one loses its store with it.
    pub(crate) async fn kill_amid_faults(&self, count: usize, route: &str, forgetful: bool) {
        let (status, retry_after) = if count.is_multiple_of(3) {
            (429, Some(1))
        } else {
            (503, None)
        };
        let fault = Chaos {
            status: Some(status),
            rate: 0.1,
            retry_after,
            route: Some(route.to_owned()),
            // Every other fault hits after ACS has done what it was asked.
            served: count.is_multiple_of(2),
            ..Chaos::default()
        };
        self.sim.set_chaos(Service::Acs, fault);
        // A few more attempts, so that something is under way.
        let mut attempts = self.sim.on_attempt();
        for _ in 0..count % 7 {
            let patience = std::time::Duration::from_secs(1);
            if tokio::time::timeout(patience, attempts.recv())
                .await
                .is_err()
            {
                break;
            }
        }
        // The host gives up after three crashes within half an hour of its clock.
        self.host_clock.advance(Duration::minutes(31));
        self.host.kill();
        if forgetful {
            // Not there: killed before it was made.
            fs::remove_file(self.store()).ok();
        }
        let restarts = u32::try_from(count).unwrap();
        self.host.reached(State::Running, restarts).await;
    }

    pub(crate) async fn until_healthy(&self) {
        let healthy = async { while self.get("health").await.0 != StatusCode::OK {} };
        let patience = std::time::Duration::from_secs(60);
        tokio::time::timeout(patience, healthy).await.unwrap();
    }
}

fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// What `cargo xtask package` puts together, without the program and the policy.
fn assemble(project: &Path, root: &Path) {
    let copy = |from: &Path, to: &Path| {
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(from, to).unwrap();
    };
    copy(&project.join("host.json"), &root.join("host.json"));
    for entry in fs::read_dir(project.join("lists")).unwrap() {
        let entry = entry.unwrap();
        copy(&entry.path(), &root.join("lists").join(entry.file_name()));
    }
    for entry in fs::read_dir(project.join("functions")).unwrap() {
        let entry = entry.unwrap();
        let binding = entry.path().join("function.json");
        if binding.is_file() {
            copy(
                &binding,
                &root.join(entry.file_name()).join("function.json"),
            );
        }
    }
}
