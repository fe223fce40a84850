//! The settings with which the handler finds the simulator instead of Azure.

use std::{
    fs,
    path::{Path, PathBuf},
};

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

/// What overrides the settings file: everything that says where things are. `authority` is the
/// simulator's certificate, `store` the app's state, `policy` the policy, whose webhooks the simulator
/// receives.
pub(super) fn of_handler(
    simulator: &Simulator,
    authority: &Path,
    store: &Path,
    policy: &Path,
) -> Vec<(String, String)> {
    let identity = simulator.managed_identity();
    [
        ("KEY_VAULT_URL", simulator.vault_url().to_string()),
        ("KEY_VAULT_VERIFY_CHALLENGE", "false".to_owned()),
        ("OIDC_ISSUER", simulator.issuer()),
        ("OIDC_AUDIENCE", simulator.audience().to_owned()),
        ("IDENTITY_ENDPOINT", identity.endpoint.to_string()),
        ("IDENTITY_HEADER", identity.header),
        ("SSL_CERT_FILE", authority.display().to_string()),
        ("AzureWebJobsStorage", simulator.storage_connection_string()),
        (
            "FRONTDESK_CONTENT_SAFETY_ENDPOINT",
            simulator.https_url().to_string(),
        ),
        ("FRONTDESK_STORE", store.display().to_string()),
        ("FRONTDESK_POLICY", policy.display().to_string()),
        ("FRONTDESK_WEBHOOKS", webhooks(simulator, policy)),
        ("FRONTDESK_PRIVATE_WEBHOOKS", "on".to_owned()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into()
}

/// Every webhook of the policy, at the simulator. What is wrong with the file is the app's to say.
fn webhooks(simulator: &Simulator, policy: &Path) -> String {
    let text = fs::read_to_string(policy).unwrap_or_default();
    let policy: toml::Table = text.parse().unwrap_or_default();
    let names = policy.get("webhooks").and_then(toml::Value::as_table);
    let at = simulator.http_url();
    let entries: Vec<_> = names
        .into_iter()
        .flat_map(toml::Table::keys)
        .map(|name| format!("{name}={at}_sim/webhooks/{name}"))
        .collect();
    entries.join(",")
}
