//! How each of the servers is started, and that it is ready.

use std::{
    ffi::OsStr,
    fs::File,
    io::{BufRead as _, BufReader},
    net::{Ipv4Addr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use crate::{
    connection::Connection,
    error::Error,
    issuer::{AUDIENCE, Issuer},
    process::Server,
    requests::get,
    upstream::{self, CERTIFICATE, JWKS, Ports},
};

/// What a server that listens and has its keys answers with 200.
pub(crate) const HEALTH: &str = "/health";
/// Far more than any of them takes.
const PATIENCE: Duration = Duration::from_secs(20);

/// Where everything is that a server needs.
#[derive(Debug)]
pub(crate) struct Setup {
    /// The run's own folder, new.
    pub(crate) folder: PathBuf,
    /// The program under measurement.
    pub(crate) frontdesk: PathBuf,
    /// Its policy.
    pub(crate) policy: PathBuf,
    /// Its settings, beside those that every run has.
    pub(crate) settings: &'static [(&'static str, &'static str)],
}

/// The process with everything that the servers ask.
#[derive(Debug)]
pub(crate) struct Upstream {
    pub(crate) ports: Ports,
    child: Child,
}

/// Starts the other processes.
#[derive(Debug)]
pub(crate) struct Servers<'a> {
    setup: &'a Setup,
    upstream: Upstream,
}

impl<'a> Servers<'a> {
    /// With the upstream running and this issuer's keys published.
    pub(crate) fn new(setup: &'a Setup, issuer: &Issuer) -> Result<Self, Error> {
        let jwks = setup.folder.join(JWKS);
        std::fs::write(&jwks, issuer.jwks().to_string()).map_err(Error::file(&jwks))?;
        let upstream = Upstream::start(&setup.folder)?;
        Ok(Self { setup, upstream })
    }

    /// The issuer's URL.
    pub(crate) fn issuer(&self) -> String {
        upstream::issuer(self.upstream.ports.http)
    }

    /// The issuer's public keys, a file.
    pub(crate) fn jwks(&self) -> PathBuf {
        self.setup.folder.join(JWKS)
    }

    /// From now on ACS takes this long.
    pub(crate) async fn set_latency(&self, latency: Duration) -> Result<(), Error> {
        let path = format!("/latency/{}", latency.as_millis());
        self.ask_upstream("PUT", &path).await.map(drop)
    }

    /// How many texts ACS has taken.
    pub(crate) async fn sent(&self) -> Result<u64, Error> {
        let sent = self.ask_upstream("GET", "/sent").await?;
        sent.parse().map_err(|_| Error::Nothing)
    }

    async fn ask_upstream(&self, method: &str, path: &str) -> Result<String, Error> {
        let request =
            format!("{method} {path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 0\r\n\r\n");
        let asked = async {
            let mut connection = Connection::open(self.upstream.ports.http).await?;
            let status = connection.ask(request.as_bytes()).await?;
            let body = String::from_utf8_lossy(connection.body()).into_owned();
            Ok((status, body))
        };
        let asked: std::io::Result<_> = asked.await;
        match asked.map_err(Error::system("the upstream is gone"))? {
            (200, body) => Ok(body),
            (status, body) => Err(Error::Answer {
                server: "the upstream".to_owned(),
                status,
                body,
            }),
        }
    }

    /// Frontdesk, with its state in a file of the run's folder.
    pub(crate) fn frontdesk(&self, state: &str, cache: bool) -> Result<Server, Error> {
        let folder = &self.setup.folder;
        let Ports { http, vault } = self.upstream.ports;
        let port = free_port()?;
        let mut command = Command::new(&self.setup.frontdesk);
        command
            .env_clear()
            .env("FUNCTIONS_CUSTOMHANDLER_PORT", port.to_string())
            .env("KEY_VAULT_URL", format!("https://127.0.0.1:{vault}/"))
            .env("KEY_VAULT_VERIFY_CHALLENGE", "off")
            .env("SSL_CERT_FILE", folder.join(CERTIFICATE))
            .env(
                "IDENTITY_ENDPOINT",
                format!("http://127.0.0.1:{http}/msi/token"),
            )
            .env("IDENTITY_HEADER", "benchmark")
            .env("OIDC_ISSUER", self.issuer())
            .env("OIDC_AUDIENCE", AUDIENCE)
            .env("FRONTDESK_STORE", folder.join(state))
            .env("FRONTDESK_POLICY", &self.setup.policy)
            .env("FRONTDESK_TOKEN_CACHE", on_or_off(cache))
            .envs(self.setup.settings.iter().copied());
        self.start("Frontdesk", port, &mut command)
    }

    /// The Node server, which is in a folder with its packages.
    pub(crate) fn node(&self, folder: &Path, cache: bool) -> Result<Server, Error> {
        let port = free_port()?;
        let connection_string = upstream::connection_string(self.upstream.ports.http);
        let mut command = Command::new("node");
        command
            .arg("server.mjs")
            .current_dir(folder)
            .env("NODE_ENV", "production")
            .env("PORT", port.to_string())
            .env("OIDC_ISSUER", self.issuer())
            .env("OIDC_AUDIENCE", AUDIENCE)
            .env("ACS_CONNECTION_STRING", connection_string)
            .env("TOKEN_CACHE", on_or_off(cache));
        self.start("Node", port, &mut command)
    }

    /// Another process of this program, a server.
    pub(crate) fn part_of_this_program(
        &self,
        name: &'static str,
        part: &str,
        arguments: &[&OsStr],
    ) -> Result<Server, Error> {
        let port = free_port()?;
        let mut command = Command::new(own_program()?);
        command
            .arg(part)
            .args(arguments)
            .args(["--port", &port.to_string()]);
        self.start(name, port, &mut command)
    }

    fn start(&self, name: &'static str, port: u16, command: &mut Command) -> Result<Server, Error> {
        let log = self.setup.folder.join(format!("{name}-{port}.log"));
        Server::start(name, port, command, &log)
    }
}

impl Upstream {
    fn start(folder: &Path) -> Result<Self, Error> {
        let log = folder.join("upstream.log");
        let mut child = Command::new(own_program()?)
            .arg("upstream")
            .arg("--folder")
            .arg(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(File::create(&log).map_err(Error::file(&log))?)
            .spawn()
            .map_err(Error::system("cannot start the upstream"))?;
        let mut line = String::new();
        if let Some(stdout) = child.stdout.take() {
            BufReader::new(stdout)
                .read_line(&mut line)
                .map_err(Error::system("cannot hear the upstream"))?;
        }
        let server = || "the upstream".to_owned();
        let ports = serde_json::from_str(&line).map_err(|_| Error::NotReady {
            server: server(),
            log,
        })?;
        Ok(Self { ports, child })
    }
}

impl Drop for Upstream {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Waits until the server has all it needs.
pub(crate) async fn ready(server: &mut Server) -> Result<(), Error> {
    let started = Instant::now();
    let request = get(HEALTH, 0, &[]);
    while started.elapsed() < PATIENCE && server.alive() {
        if let Ok(mut connection) = Connection::open(server.port).await
            && connection
                .ask(&request)
                .await
                .is_ok_and(|status| status == 200)
        {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    Err(Error::NotReady {
        server: server.name.to_owned(),
        log: server.log.clone(),
    })
}

fn own_program() -> Result<PathBuf, Error> {
    std::env::current_exe().map_err(Error::system("cannot find this program"))
}

fn free_port() -> Result<u16, Error> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(Error::system("no free port"))
}

const fn on_or_off(on: bool) -> &'static str {
    if on { "on" } else { "off" }
}
