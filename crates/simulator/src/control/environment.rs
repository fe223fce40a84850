//! The environment with which a stranger's program talks to the simulator.

use crate::{Which, oidc, queues, world::World};

/// Names and values, in the order in which to show them.
///
/// Microsoft's SDKs read their trust from different variables: Python's requests from the first
/// two, aiohttp from the third, Node from the fourth. The first three replace the default roots,
/// hence the bundle.
pub(crate) fn environment(world: &World) -> Vec<(&'static str, String)> {
    let trust = world.trust_files.iter().flat_map(|files| {
        let bundle = files.bundle.display().to_string();
        [
            ("REQUESTS_CA_BUNDLE", bundle.clone()),
            ("CURL_CA_BUNDLE", bundle.clone()),
            ("SSL_CERT_FILE", bundle),
            ("NODE_EXTRA_CA_CERTS", files.ca.display().to_string()),
        ]
    });
    let (connection_string, content_safety_key) = {
        let state = world.state();
        (
            state.acs.connection_string(&world.https),
            state.safety.key(Which::Primary).to_owned(),
        )
    };
    trust
        .chain([
            ("COMMUNICATION_CONNECTION_STRING", connection_string),
            ("KEYVAULT_URL", world.https.to_string()),
            ("CONTENT_SAFETY_ENDPOINT", world.https.to_string()),
            ("CONTENT_SAFETY_KEY", content_safety_key),
            (
                "IDENTITY_ENDPOINT",
                world.managed_identity_endpoint().into(),
            ),
            ("IDENTITY_HEADER", world.identity_header.clone()),
            (
                "AZURE_STORAGE_CONNECTION_STRING",
                queues::connection_string(&world.http),
            ),
            ("OIDC_ISSUER", oidc::issuer(world)),
            ("OIDC_AUDIENCE", oidc::AUDIENCE.to_owned()),
        ])
        .collect()
}
