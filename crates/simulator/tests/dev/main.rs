//! `cargo dev --package`, as a process: with a handler that does what it is told in place of the
//! app.
#![cfg(unix)]
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test may panic")]

use std::{
    fs,
    net::TcpListener,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{ExitStatus, Stdio},
    time::Duration,
};

use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, BufReader, Lines},
    process::{Child, ChildStdout, Command},
    time::timeout,
};

const PATIENCE: Duration = Duration::from_secs(60);

/// A packaged app whose program is the fake handler.
struct Package(PathBuf);

impl Package {
    fn new(name: &str, arguments: &Value) -> Self {
        let root =
            Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
        let write = |path: &str, json: Value| {
            let path = root.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, json.to_string()).unwrap();
        };
        let description = json!({"defaultExecutablePath": "frontdesk", "arguments": arguments});
        let handler = json!({"description": description, "enableProxyingHttpRequest": true});
        write("host.json", json!({"customHandler": handler}));
        let http = json!({"type": "httpTrigger", "name": "req", "direction": "in", "route": "web/{*rest}", "authLevel": "anonymous"});
        write(
            "web/function.json",
            json!({"bindings": [http, {"type": "http", "name": "res", "direction": "out"}]}),
        );
        let event = json!({"type": "eventGridTrigger", "name": "event", "direction": "in",
            "eventTypes": ["Microsoft.KeyVault.SecretNewVersionCreated"]});
        write("secret_rotated/function.json", json!({"bindings": [event]}));
        let program = root.join("frontdesk");
        fs::copy(env!("CARGO_BIN_EXE_fake-handler"), &program).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        Self(root)
    }
}

impl Drop for Package {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

/// A running `cargo dev`.
struct Dev {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
    base: u16,
}

impl Dev {
    fn start(package: &Package) -> Self {
        let base = three_free_ports();
        let mut child = Command::new(env!("CARGO_BIN_EXE_simulator"))
            .arg("--package")
            .arg(&package.0)
            .args(["--port-base", &base.to_string()])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, lines, base }
    }

    /// Reads on until a line that contains `wanted`.
    async fn line_with(&mut self, wanted: &str) -> String {
        let search = async {
            while let Some(line) = self.lines.next_line().await.unwrap() {
                if line.contains(wanted) {
                    return line;
                }
            }
            String::new()
        };
        let line = timeout(PATIENCE, search).await.unwrap_or_default();
        assert!(!line.is_empty(), "there is no line with {wanted:?}");
        line
    }

    async fn end(mut self) -> (ExitStatus, String) {
        let mut errors = String::new();
        self.child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut errors)
            .await
            .unwrap();
        let status = timeout(PATIENCE, self.child.wait())
            .await
            .expect("it ends")
            .unwrap();
        let state = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../../target/dev")
            .join(self.base.to_string());
        drop(fs::remove_dir_all(state));
        (status, errors)
    }
}

fn three_free_ports() -> u16 {
    let free = |port: u16| TcpListener::bind(("127.0.0.1", port)).is_ok();
    (0..100)
        .map(|_| {
            TcpListener::bind("127.0.0.1:0")
                .unwrap()
                .local_addr()
                .unwrap()
                .port()
        })
        .find(|base| *base < 65_533 && (0..3).all(|offset| free(base + offset)))
        .expect("three free ports in a row")
}

async fn send(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program)
        .args(arguments)
        .output()
        .await
        .unwrap();
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[tokio::test]
async fn a_package_runs_until_it_is_told_to_end() {
    let package = Package::new("dev-runs", &json!([]));
    let mut dev = Dev::start(&package);
    let app = format!("http://localhost:{}", dev.base);
    let simulator = format!("http://localhost:{}", dev.base + 1);
    dev.line_with(&format!("Frontdesk runs at {app}")).await;
    assert!(dev.line_with("web").await.ends_with("/api/web/{*rest}"));

    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let environment: Value = client
        .get(format!("{app}/api/web/environment"))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let of = |name: &str| {
        environment
            .get(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    let https = format!("https://127.0.0.1:{}", dev.base + 2);
    for (name, expected) in [
        ("KEY_VAULT_URL", format!("{https}/")),
        ("KEY_VAULT_VERIFY_CHALLENGE", "false".to_owned()),
        ("OIDC_ISSUER", format!("{https}/oidc")),
        ("OIDC_AUDIENCE", "api://frontdesk".to_owned()),
        (
            "IDENTITY_ENDPOINT",
            format!("http://127.0.0.1:{}/msi/token", dev.base + 1),
        ),
        ("SSL_CERT_DIR", String::new()),
    ] {
        assert_eq!(of(name), expected, "{name}");
    }
    let storage = of("AzureWebJobsStorage");
    let queues = format!(
        "QueueEndpoint=http://127.0.0.1:{}/devstoreaccount1;",
        dev.base + 1
    );
    assert!(storage.ends_with(&queues), "{storage}");
    assert!(Path::new(&of("SSL_CERT_FILE")).ends_with("target/dev/ca.pem"));
    assert!(Path::new(&of("FRONTDESK_POLICY")).ends_with("frontdesk.toml"));
    assert!(Path::new(&of("FRONTDESK_STORE")).is_absolute());
    let handler = of("FUNCTIONS_CUSTOMHANDLER_PORT");

    let secret = client
        .put(format!("{simulator}/_sim/vault/some-secret"))
        .json(&json!({"value": "hidden"}))
        .send();
    assert!(secret.await.unwrap().status().is_success());
    // The handler's line and the delivery's come in any order.
    let first = dev.line_with("SecretNewVersionCreated").await;
    let second = dev.line_with("SecretNewVersionCreated").await;
    let (seen, delivered) = if first.contains("SEEN") {
        (first, second)
    } else {
        (second, first)
    };
    assert!(
        seen.contains("Microsoft.KeyVault.SecretNewVersionCreated") && seen.contains("some-secret"),
        "{seen}"
    );
    assert!(!seen.contains("hidden"), "{seen}");
    let expected = " 202   SecretNewVersionCreated → secret_rotated ";
    assert!(delivered.contains(expected), "{delivered}");

    send("kill", &["-TERM", &dev.child.id().unwrap().to_string()]).await;
    let (status, errors) = dev.end().await;
    assert_eq!((status.code(), errors.as_str()), (Some(0), ""));
    assert!(
        client
            .get(format!("http://127.0.0.1:{handler}/"))
            .send()
            .await
            .is_err(),
        "the handler is gone"
    );
}

#[tokio::test]
async fn a_handler_that_dies_three_times_ends_it_with_its_reasons() {
    let package = Package::new("dev-dies", &json!(["exit", "7"]));
    let mut dev = Dev::start(&package);
    dev.line_with("ERROR host The handler crashed (exit status: 7).")
        .await;
    dev.line_with("That was the third error: the host stops.")
        .await;
    let (status, errors) = dev.end().await;
    let expected = "error: the Functions host has stopped: the lines above say why\n";
    assert_eq!((status.code(), errors.as_str()), (Some(1), expected));
}

#[tokio::test]
async fn what_is_wrong_with_a_package_is_said_with_its_place() {
    let package = Package::new("dev-wrong", &json!([]));
    fs::write(package.0.join("host.json"), "{\n\"customHandler\": 5}").unwrap();
    let (status, errors) = Dev::start(&package).end().await;
    assert_eq!(status.code(), Some(1));
    assert!(
        errors.starts_with("error: the Functions host did not start\n"),
        "{errors}"
    );
    assert!(
        errors.contains("host.json:2:18: invalid type: integer `5`"),
        "{errors}"
    );
}
