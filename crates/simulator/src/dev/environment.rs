//! The settings with which the handler finds the simulator instead of Azure.

use std::path::{Path, PathBuf};

use crate::Simulator;

/// The developer's own settings, or those of the example.
pub(super) fn settings_file(project: &Path) -> PathBuf {
    let own = project.join("local.settings.json");
    if own.is_file() {
        own
    } else {
        project.join("local.settings.json.example")
    }
}

/// What overrides the settings file: everything that says where things are. `home` is where the
/// simulator keeps its certificate authority, and the app its store.
pub(super) fn of_handler(simulator: &Simulator, home: &Path) -> Vec<(String, String)> {
    let file = |name: &str| home.join(name).display().to_string();
    let identity = simulator.managed_identity();
    [
        ("KEY_VAULT_URL", simulator.vault_url().to_string()),
        ("KEY_VAULT_VERIFY_CHALLENGE", "false".to_owned()),
        ("OIDC_ISSUER", simulator.issuer()),
        ("OIDC_AUDIENCE", simulator.audience().to_owned()),
        ("IDENTITY_ENDPOINT", identity.endpoint.to_string()),
        ("IDENTITY_HEADER", identity.header),
        ("SSL_CERT_FILE", file("ca.pem")),
        ("FRONTDESK_STORE", file("frontdesk.redb")),
        ("FRONTDESK_POLICY", "frontdesk.toml".to_owned()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into()
}
