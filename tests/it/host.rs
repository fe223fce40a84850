//! The program itself under the Functions host, with its functions as they are deployed.

use std::{fs, path::Path};

use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use simulator::{
    Chaos, Clock, DeliveryState, Login, Options, Service, Simulator, Tried, Which,
    host::{Auth, Event, Host, HostOptions, State},
};
use tempfile::TempDir;
use tokio::sync::mpsc;

struct Hosted {
    sim: Simulator,
    host: Host,
    http: Client,
    /// The script root and the app's store.
    _folder: TempDir,
    events: mpsc::UnboundedReceiver<Event>,
}

impl Hosted {
    async fn start() -> Self {
        let sim = Simulator::start(Options::default()).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("app");
        assemble(Path::new(env!("CARGO_MANIFEST_DIR")), &root);
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
            ("FRONTDESK_LOG", "debug".to_owned()),
        ];
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
            clock: Clock::system(),
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
            _folder: folder,
            events,
        };
        hosted.until_healthy().await;
        hosted
    }

    async fn get(&self, path: &str) -> (StatusCode, Value) {
        let login = Login {
            sub: "alice".to_owned(),
            ..Login::default()
        };
        let url = self.host.url().join(path).unwrap();
        let request = self.http.get(url).bearer_auth(self.sim.login(&login));
        let response = request.send().await.unwrap();
        (response.status(), response.json().await.unwrap_or_default())
    }

    async fn until_healthy(&self) {
        let healthy = async { while self.get("health").await.0 != StatusCode::OK {} };
        let patience = std::time::Duration::from_secs(60);
        tokio::time::timeout(patience, healthy).await.unwrap();
    }
}

/// What `cargo xtask package` puts together, without the program.
fn assemble(project: &Path, root: &Path) {
    let copy = |from: &Path, to: &Path| {
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(from, to).unwrap();
    };
    for file in ["host.json", "frontdesk.toml"] {
        copy(&project.join(file), &root.join(file));
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

#[tokio::test]
async fn a_killed_handler_comes_back_with_the_same_identities() {
    let hosted = Hosted::start().await;
    let (status, before) = hosted.get("token").await;
    assert_eq!(status, StatusCode::OK);

    hosted.host.kill();
    hosted.host.reached(State::Running, 1).await;
    hosted.until_healthy().await;
    let (status, after) = hosted.get("token").await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(after["user"], before["user"]);
    assert_eq!(hosted.sim.identities().len(), 1);
}

#[tokio::test]
async fn event_grid_reaches_the_rotation_and_a_client_does_not() {
    let hosted = Hosted::start().await;
    let secondary = hosted.sim.connection_string_with(Which::Secondary);
    hosted.sim.put_secret("acs-connection-string", &secondary);
    hosted.sim.idle().await;
    let states: Vec<_> = hosted
        .sim
        .deliveries()
        .into_iter()
        .map(|delivery| (delivery.function, delivery.state))
        .collect();
    assert_eq!(
        states,
        [("secret_rotated".to_owned(), DeliveryState::Delivered)]
    );
    hosted.sim.regenerate_key(Which::Primary);
    assert_eq!(hosted.get("token").await.0, StatusCode::OK);

    // The host gives the path to nobody, and what it proxies bears its mark.
    let outside = hosted.host.url().join("secret_rotated").unwrap();
    let forged = hosted
        .http
        .post(outside)
        .json(&json!({"Data": {"event": {}}}));
    assert_eq!(forged.send().await.unwrap().status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_rotation_that_the_vault_hides_is_delivered_again() {
    let hosted = Hosted::start().await;
    let down = Chaos {
        down: true,
        ..Chaos::default()
    };
    hosted.sim.set_chaos(Service::Vault, down);
    let secondary = hosted.sim.connection_string_with(Which::Secondary);
    hosted.sim.put_secret("acs-connection-string", &secondary);
    hosted.sim.idle().await;
    hosted.sim.clear_chaos();
    assert!(hosted.sim.advance_to_next_due().await.is_some());
    let [delivery] = <[_; 1]>::try_from(hosted.sim.deliveries()).unwrap();
    let tried: Vec<_> = delivery.attempts.iter().map(|one| one.tried).collect();
    assert_eq!(tried, [Tried::Answered(500), Tried::Answered(202)]);
    // The new key was read: the old one would be refused.
    hosted.sim.regenerate_key(Which::Primary);
    assert_eq!(hosted.get("token").await.0, StatusCode::OK);
}

#[tokio::test]
async fn nothing_secret_or_personal_is_in_the_log() {
    let mut hosted = Hosted::start().await;
    let (_, body) = hosted.get("token").await;
    hosted.get("token?scope=nonsense").await;
    hosted.sim.regenerate_key(Which::Primary);
    hosted.get("token?scope=chat").await;
    hosted.get("token/teams").await;
    hosted.host.stop().await;

    let events = std::iter::from_fn(|| hosted.events.try_recv().ok());
    let lines: Vec<_> = events.map(|event| format!("{event:?}")).collect();
    let lines = lines.join("\n");
    assert!(
        lines.contains("answered") && lines.contains("refused"),
        "{lines}"
    );
    let token = body["token"].as_str().unwrap();
    let key = hosted.sim.connection_string();
    let (_, key) = key.split_once("accesskey=").unwrap();
    let signature = token.rsplit('.').next().unwrap();
    for secret in [signature, key, "alice", "eyJ"] {
        assert!(!lines.contains(secret), "{secret:?} is in the log");
    }
}
