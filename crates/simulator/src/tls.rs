//! The simulator's own certificate authority and the certificate that it serves.
//!
//! The authority may only vouch for loopback names (RFC 5280 §4.2.1.10), so that trusting it, even
//! system-wide, gives nobody who reads its key another site.

use std::{
    fs, io,
    net::{IpAddr, Ipv4Addr},
    path::{self, Path, PathBuf},
    sync::Arc,
};

use rcgen::{
    BasicConstraints, CertificateParams, CidrSubnet, DnType, ExtendedKeyUsagePurpose,
    GeneralSubtree, IsCa, Issuer, KeyPair, KeyUsagePurpose, NameConstraints,
};
use rustls::{
    ServerConfig,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
};
use time::{Duration, OffsetDateTime};

use crate::StartError;

/// What one start of the simulator serves https with.
pub(crate) struct Tls {
    pub(crate) ca_pem: String,
    pub(crate) config: Arc<ServerConfig>,
    /// Where the authority was written; `None` when there is no state directory.
    pub(crate) files: Option<TrustFiles>,
}

/// The files that other programs are pointed at to trust the simulator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TrustFiles {
    /// The authority alone: for settings that add to the default roots (`NODE_EXTRA_CA_CERTS`).
    pub(crate) ca: PathBuf,
    /// The system's roots and the authority: for settings that replace the default roots.
    pub(crate) bundle: PathBuf,
}

/// Where Linux distributions and macOS keep the bundle of trusted roots; the first that exists is
/// used. The list is the one of <https://docs.rs/openssl-probe>.
const SYSTEM_BUNDLES: [&str; 5] = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
    "/opt/homebrew/etc/ca-certificates/cert.pem",
];

/// Loads or makes the authority and makes a fresh leaf, whose key stays in memory.
pub(crate) fn prepare(trust_dir: Option<&Path>, now: OffsetDateTime) -> Result<Tls, StartError> {
    let (ca_pem, ca_key) = authority(trust_dir, now)?;
    let issuer = Issuer::new(authority_params(now), ca_key);
    let leaf_key = KeyPair::generate()?;
    let leaf = leaf_params(now)?.signed_by(&leaf_key, &issuer)?;
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(leaf_key.serialize_der()));
    let mut config =
        ServerConfig::builder_with_provider(rustls::crypto::aws_lc_rs::default_provider().into())
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(vec![leaf.der().clone()], key)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    let files = trust_dir
        .map(|dir| write_bundle(dir, &ca_pem))
        .transpose()?;
    Ok(Tls {
        ca_pem,
        config: Arc::new(config),
        files,
    })
}

fn authority(
    trust_dir: Option<&Path>,
    now: OffsetDateTime,
) -> Result<(String, KeyPair), StartError> {
    let Some(dir) = trust_dir else {
        return make_authority(now);
    };
    fs::create_dir_all(dir)?;
    let kept = dir.join("ca-key.pem");
    if !kept.exists() {
        let (pem, key) = make_authority(now)?;
        // Two simulators that start at once must end with one authority: a link, unlike a rename,
        // does not replace what is there.
        let draft = dir.join(format!("ca-key.{}.pem", std::process::id()));
        write_private(&draft, &format!("{pem}{}", key.serialize_pem()))?;
        let linked = fs::hard_link(&draft, &kept);
        fs::remove_file(&draft)?;
        match linked {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error.into()),
            _ => {}
        }
    }
    let text = fs::read_to_string(&kept)?;
    let (pem, key) = text
        .find("-----BEGIN PRIVATE KEY")
        .filter(|at| *at > 0)
        .map(|at| text.split_at(at))
        .ok_or_else(|| {
            let what = format!("{} is damaged: delete it", kept.display());
            io::Error::new(io::ErrorKind::InvalidData, what)
        })?;
    fs::write(dir.join("ca.pem"), pem)?;
    Ok((pem.to_owned(), KeyPair::from_pem(key)?))
}

fn make_authority(now: OffsetDateTime) -> Result<(String, KeyPair), StartError> {
    let key = KeyPair::generate()?;
    let certificate = authority_params(now).self_signed(&key)?;
    Ok((certificate.pem(), key))
}

/// Everything in here that a leaf's issuer fields are made from must stay the same over releases:
/// an authority that was read from disk is rebuilt from these and its key.
fn authority_params(now: OffsetDateTime) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(
        DnType::CommonName,
        "Frontdesk simulator (local development)",
    );
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.name_constraints = Some(NameConstraints {
        permitted_subtrees: vec![
            GeneralSubtree::DnsName("localhost".into()),
            GeneralSubtree::IpAddress(CidrSubnet::from_v4_prefix([127, 0, 0, 0], 8)),
        ],
        excluded_subtrees: Vec::new(),
    });
    params.not_before = now - Duration::days(1);
    params.not_after = now + Duration::days(3650);
    params
}

fn leaf_params(now: OffsetDateTime) -> Result<CertificateParams, rcgen::Error> {
    let names = [
        "localhost".to_owned(),
        IpAddr::from(Ipv4Addr::LOCALHOST).to_string(),
    ];
    let mut params = CertificateParams::new(names)?;
    params
        .distinguished_name
        .push(DnType::CommonName, "localhost");
    params.use_authority_key_identifier_extension = true;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.not_before = now - Duration::days(1);
    // Apple's clients refuse leaves that live longer than 825 days.
    params.not_after = now + Duration::days(397);
    Ok(params)
}

fn write_bundle(dir: &Path, ca_pem: &str) -> io::Result<TrustFiles> {
    let system = SYSTEM_BUNDLES
        .iter()
        .find_map(|path| fs::read_to_string(path).ok());
    let bundle = dir.join("ca-bundle.pem");
    fs::write(&bundle, format!("{}\n{ca_pem}", system.unwrap_or_default()))?;
    // Absolute, because other programs run elsewhere; unresolved, because Windows would resolve it
    // to a form that OpenSSL cannot open.
    let ca = dir.join("ca.pem");
    Ok(TrustFiles {
        ca: path::absolute(ca)?,
        bundle: path::absolute(bundle)?,
    })
}

fn write_private(path: &Path, text: &str) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    io::Write::write_all(&mut options.open(path)?, text.as_bytes())
}
