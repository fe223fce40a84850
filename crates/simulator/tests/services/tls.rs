//! Listening, trust, and what is left on disk.

use std::{fs, net::SocketAddr, path::PathBuf};

use reqwest::{Certificate, Client, Method};
use simulator::{Options, Simulator, StartError, Which};

use crate::support::{Sim, answer};

fn scratch(name: &str) -> PathBuf {
    let dir = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    if dir.exists() {
        fs::remove_dir_all(&dir).unwrap();
    }
    dir
}

fn trusting(ca_pem: &str) -> Client {
    let ca = Certificate::from_pem(ca_pem.as_bytes()).unwrap();
    Client::builder().tls_certs_only([ca]).build().unwrap()
}

#[tokio::test]
async fn the_authority_survives_a_restart_and_the_leafs_key_is_not_written() {
    let dir = scratch("authority");
    let options = Options {
        state_dir: Some(dir.clone()),
        ..Options::default()
    };
    let first = Simulator::start(options.clone()).await.unwrap();
    let ca = first.ca_pem().to_owned();
    assert_eq!(fs::read_to_string(dir.join("ca.pem")).unwrap(), ca);
    drop(first);

    let second = Simulator::start(options).await.unwrap();
    assert_eq!(second.ca_pem(), ca);
    let client = trusting(&ca);
    for host in ["127.0.0.1", "localhost"] {
        let mut url = second.https_url().join("oidc/jwks").unwrap();
        url.set_host(Some(host)).unwrap();
        assert_eq!(
            client.get(url).send().await.unwrap().status(),
            200,
            "{host}"
        );
    }
    let bundle = fs::read_to_string(dir.join("ca-bundle.pem")).unwrap();
    assert!(bundle.ends_with(&ca));
    let mut names: Vec<_> = fs::read_dir(&dir)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(
        names,
        ["ca-bundle.pem", "ca-key.pem", "ca.pem", "identities.jsonl"]
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(dir.join("ca-key.pem"))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[tokio::test]
async fn a_stranger_to_the_authority_does_not_trust_the_simulator() {
    let (sim, other) = (Sim::start().await, Sim::start().await);
    let client = trusting(other.simulator.ca_pem());
    let error = client.get(sim.url("oidc/jwks")).send().await.unwrap_err();
    assert!(error.is_connect(), "{error:?}");
}

#[tokio::test]
async fn the_environment_is_complete_when_there_is_a_state_directory() {
    let dir = scratch("environment");
    let options = Options {
        state_dir: Some(dir.clone()),
        ..Options::default()
    };
    let simulator = Simulator::start(options).await.unwrap();
    let file = |name: &str| {
        fs::canonicalize(dir.join(name))
            .unwrap()
            .display()
            .to_string()
    };
    let bundle = file("ca-bundle.pem");
    let identity = simulator.managed_identity();
    let expected = [
        ("REQUESTS_CA_BUNDLE", bundle.clone()),
        ("CURL_CA_BUNDLE", bundle.clone()),
        ("SSL_CERT_FILE", bundle),
        ("NODE_EXTRA_CA_CERTS", file("ca.pem")),
        (
            "COMMUNICATION_CONNECTION_STRING",
            simulator.connection_string(),
        ),
        ("KEYVAULT_URL", simulator.vault_url().into()),
        ("CONTENT_SAFETY_ENDPOINT", simulator.https_url().into()),
        (
            "CONTENT_SAFETY_KEY",
            simulator.content_safety_key(Which::Primary),
        ),
        ("IDENTITY_ENDPOINT", identity.endpoint.into()),
        ("IDENTITY_HEADER", identity.header),
        (
            "AZURE_STORAGE_CONNECTION_STRING",
            simulator.storage_connection_string(),
        ),
        ("OIDC_ISSUER", simulator.issuer()),
        ("OIDC_AUDIENCE", simulator.audience().to_owned()),
    ];
    assert_eq!(simulator.environment(), expected);
    let lines = trusting(simulator.ca_pem())
        .get(simulator.https_url().join("_sim/env").unwrap())
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    let shell: Vec<String> = expected
        .iter()
        .map(|(name, value)| format!("export {name}='{value}'\n"))
        .collect();
    assert_eq!(lines, shell.concat());
}

#[tokio::test]
async fn without_a_state_directory_the_authority_is_had_over_http() {
    let sim = Sim::start().await;
    let url = sim.simulator.http_url().join("_sim/ca.pem").unwrap();
    let pem = sim
        .client
        .get(url)
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert_eq!(pem, sim.simulator.ca_pem());
    let names: Vec<_> = sim
        .simulator
        .environment()
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    assert!(!names.contains(&"SSL_CERT_FILE"), "{names:?}");
}

#[tokio::test]
async fn only_loopback_is_listened_on() {
    let everywhere = SocketAddr::from(([0, 0, 0, 0], 0));
    let error = Simulator::start(Options {
        http: everywhere,
        ..Options::default()
    })
    .await;
    assert!(matches!(error, Err(StartError::NotLoopback(address)) if address == everywhere));
    let sim = Sim::start().await;
    let taken = sim.simulator.http_url();
    let taken = SocketAddr::from(([127, 0, 0, 1], taken.port().unwrap()));
    let error = Simulator::start(Options {
        http: taken,
        ..Options::default()
    })
    .await
    .unwrap_err();
    assert_eq!(error.to_string(), format!("cannot listen on {taken}"));
}

#[tokio::test]
async fn dropping_it_closes_its_connections_and_frees_its_ports() {
    let sim = Sim::start().await;
    assert_eq!(
        answer(sim.request(Method::GET, "oidc/jwks")).await.status,
        200
    );
    let Sim { simulator, client } = sim;
    let url = simulator.https_url().join("oidc/jwks").unwrap();
    drop(simulator);
    let error = client.get(url).send().await;
    assert!(error.is_err());
}
