//! Azurite, the official emulator of Azure Storage, as a child process.

use azure_core::{
    credentials::{AccessToken, Secret, TokenCredential, TokenRequestOptions},
    http::{ClientOptions, Transport},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use std::{
    io::{BufRead as _, BufReader, Read as _},
    path::PathBuf,
    process::{Child, ChildStdout, Command, Stdio},
    sync::Arc,
    time::Duration,
};
use store::{Auth, AzureOptions};
use time::OffsetDateTime;

const ACCOUNT: &str = "devstoreaccount1";
/// The key that Azurite is born with: <https://learn.microsoft.com/azure/storage/common/storage-connect-azurite>.
const KEY: &str =
    "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

/// How the store gets in.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Access {
    /// Over http.
    SharedKey,
    /// Over https, as tokens need it.
    Token,
}

/// A running Azurite, killed when dropped.
pub(crate) struct Azurite {
    access: Access,
    process: Child,
    /// Held, because Azurite ends when it says something to nobody.
    stdout: BufReader<ChildStdout>,
    dir: PathBuf,
    /// The certificate that it shows.
    pem: Option<String>,
    tables: String,
    queues: String,
}

impl Azurite {
    pub(crate) fn start(access: Access) -> Self {
        #[expect(clippy::disallowed_methods, reason = "it is where the tests' tool is")]
        let Ok(program) = std::env::var("AZURITE") else {
            panic!(
                "these tests need Azurite: run `cargo xtask test`, which installs it, \
                 or set AZURITE to the path of the program"
            );
        };
        let program = std::fs::canonicalize(&program)
            .unwrap_or_else(|error| panic!("AZURITE={program}: {error}"));
        let dir = scratch();
        let mut command = Command::new(program);
        command
            .args(["--silent", "--disableTelemetry", "--skipApiVersionCheck"])
            .args(["--inMemoryPersistence", "--disableProductStyleUrl"])
            .args(["--blobPort", "0", "--queuePort", "0", "--tablePort", "0"]);
        let mut pem = None;
        if access == Access::Token {
            let issued = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
            let (cert, key) = (dir.join("cert.pem"), dir.join("key.pem"));
            std::fs::write(&cert, issued.cert.pem()).unwrap();
            std::fs::write(&key, issued.signing_key.serialize_pem()).unwrap();
            command.args(["--oauth", "basic"]);
            command.arg("--cert").arg(cert).arg("--key").arg(key);
            pem = Some(issued.cert.pem());
        }
        let mut process = command
            .current_dir(&dir)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let stdout = BufReader::new(process.stdout.take().unwrap());
        let mut azurite = Self {
            access,
            process,
            stdout,
            dir,
            pem,
            tables: String::new(),
            queues: String::new(),
        };
        azurite.read_places();
        azurite
    }

    /// Waits until it says where it listens: the ports are of its own choice.
    fn read_places(&mut self) {
        for line in self.stdout.by_ref().lines().map_while(Result::ok) {
            let Some((service, place)) = line.split_once(" is successfully listening at ") else {
                continue;
            };
            let place = format!("{place}/{ACCOUNT}");
            match service {
                "Azurite Table service" => self.tables = place,
                "Azurite Queue service" => self.queues = place,
                _ => {}
            }
            if !self.tables.is_empty() && !self.queues.is_empty() {
                return;
            }
        }
        panic!("Azurite ended before it listened");
    }

    pub(crate) fn options(&self) -> AzureOptions {
        let mut client = reqwest::Client::builder()
            .timeout(Duration::from_secs(10))
            .redirect(reqwest::redirect::Policy::none());
        if let Some(pem) = &self.pem {
            let certificate = reqwest::Certificate::from_pem(pem.as_bytes()).unwrap();
            client = client.tls_certs_only([certificate]);
        }
        AzureOptions {
            tables: self.tables.parse().unwrap(),
            queues: self.queues.parse().unwrap(),
            auth: match self.access {
                Access::SharedKey => Auth::SharedKey {
                    account: ACCOUNT.to_owned(),
                    key: Secret::new(KEY),
                },
                Access::Token => Auth::Token(Arc::new(AnyToken)),
            },
            client_options: ClientOptions {
                transport: Some(Transport::new(Arc::new(client.build().unwrap()))),
                ..ClientOptions::default()
            },
        }
    }
}

impl Drop for Azurite {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
        std::fs::remove_dir_all(&self.dir).ok();
    }
}

/// A new directory of our own under `target/`.
pub(crate) fn scratch() -> PathBuf {
    let name = uuid::Uuid::new_v4().to_string();
    let dir = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&dir).unwrap();
    dir
}

/// A token that Azurite's basic check takes: issuer, audience and times, no signature.
/// <https://learn.microsoft.com/azure/storage/common/storage-use-azurite#oauth-configuration>
#[derive(Debug)]
struct AnyToken;

#[async_trait::async_trait]
impl TokenCredential for AnyToken {
    async fn get_token(
        &self,
        scopes: &[&str],
        _: Option<TokenRequestOptions<'_>>,
    ) -> azure_core::Result<AccessToken> {
        assert_eq!(scopes, ["https://storage.azure.com/.default"]);
        #[expect(clippy::disallowed_methods, reason = "Azurite compares with its own")]
        let now = OffsetDateTime::now_utc();
        let hour = time::Duration::HOUR;
        let part = |json: serde_json::Value| URL_SAFE_NO_PAD.encode(json.to_string());
        let token = [
            part(serde_json::json!({ "alg": "none", "typ": "JWT" })),
            part(serde_json::json!({
                "aud": "https://storage.azure.com",
                "iss": "https://sts.windows.net/00000000-0000-0000-0000-000000000000/",
                "nbf": (now - hour).unix_timestamp(),
                "iat": (now - hour).unix_timestamp(),
                "exp": (now + hour).unix_timestamp(),
            })),
            URL_SAFE_NO_PAD.encode("signature"),
        ];
        Ok(AccessToken::new(token.join("."), now + hour))
    }
}
