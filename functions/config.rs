//! Settings: where things are. Read once from the environment, every problem reported together.
//!
//! What to *do* (scopes, lifetimes, limits) is not here but in the policy: see [`crate::policy`].

use std::{collections::BTreeMap, fmt, path::PathBuf, str::FromStr};

use axum::http::HeaderName;
use azure_core::http::Url;
use custom_handler::PORT_VARIABLE;

/// Every setting that the app reads, with what it means. The README's table, the example file and
/// this list are held together by a test.
pub const SETTINGS: &[(&str, &str)] = &[
    (
        "KEY_VAULT_URL",
        "the Key Vault that holds the ACS connection string",
    ),
    (
        "KEY_VAULT_VERIFY_CHALLENGE",
        "`off` for a vault outside Azure's domains, such as the simulator's; `on` when unset",
    ),
    (
        "ACS_CONNECTION_STRING_SECRET",
        "the secret's name; `acs-connection-string` when unset",
    ),
    (
        "ACS_ENDPOINT",
        "instead of a vault: reach ACS here with the managed identity and no key at all",
    ),
    (
        "OIDC_ISSUER",
        "the issuer of the app's own access tokens; `{tenantid}` stands for each allowed tenant",
    ),
    (
        "OIDC_AUDIENCE",
        "the audiences that its tokens may name, separated by commas",
    ),
    (
        "AZURE_CLIENT_ID",
        "the client id of a user-assigned managed identity",
    ),
    (
        "AzureWebJobsStorage__accountName",
        "the storage account for state, reached with the managed identity",
    ),
    (
        "AzureWebJobsStorage",
        "instead of it: the account's connection string",
    ),
    (
        "FRONTDESK_STORE",
        "keep the state in this file instead of the account's tables; for one process",
    ),
    (
        "FRONTDESK_POLICY",
        "the policy file; `frontdesk.toml` when unset",
    ),
    (
        "FRONTDESK_WEBHOOKS",
        "where the policy's webhooks are, instead of where it says: `jobs=https://…`, separated by commas",
    ),
    (
        "FRONTDESK_PRIVATE_WEBHOOKS",
        "`on` lets webhooks reach loopback and link-local addresses; `off` when unset",
    ),
    (
        "FRONTDESK_TOKEN_CACHE",
        "`off` asks ACS for every token; `on` when unset",
    ),
    (
        "FRONTDESK_CLIENT_ADDRESS_HEADER",
        "the header that the platform writes the client's address to; `X-Forwarded-For` when unset",
    ),
    (
        "FRONTDESK_CONTENT_SAFETY_ENDPOINT",
        "the Azure AI Content Safety resource, for a policy that asks it; reached with the managed identity",
    ),
    (
        "FRONTDESK_CONTENT_SAFETY_KEY_SECRET",
        "instead of the managed identity: the vault's secret with the resource's key",
    ),
    (
        "FRONTDESK_LOG",
        "what to log, as a `tracing` filter; `info` when unset",
    ),
];

/// What the Functions host or platform sets.
pub const PLATFORM: &[&str] = &[PORT_VARIABLE, "IDENTITY_ENDPOINT"];

/// Where the app's surroundings are.
#[derive(Debug)]
pub struct Settings {
    /// The port on 127.0.0.1 that the host talks to.
    pub port: u16,
    /// How to reach Azure Communication Services.
    pub acs: AcsSettings,
    /// The vault; there is one unless ACS is used without a key.
    pub vault: Option<VaultSettings>,
    /// How to prove who we are to Azure.
    pub managed_identity: ManagedIdentity,
    /// The issuer of `OIDC_ISSUER`, if set.
    pub issuer: Option<IssuerSettings>,
    /// Where the state is kept.
    pub store: StoreSettings,
    /// Where the policy's webhooks are, by name, instead of where it says.
    pub webhooks: BTreeMap<String, Url>,
    /// Whether webhooks may reach loopback and link-local addresses.
    pub private_webhooks: bool,
    /// Content Safety, if there is one.
    pub content_safety: Option<ContentSafetySettings>,
    /// The policy file.
    pub policy: PathBuf,
    /// Whether issued tokens are kept in memory.
    pub token_cache: bool,
    /// The header with the client's address; its last entry counts.
    pub client_address_header: HeaderName,
    /// A `tracing` filter.
    pub log: String,
}

/// Where ACS is and with what we sign.
#[derive(Debug)]
pub enum AcsSettings {
    /// With the connection string that a secret of the vault holds.
    Vault {
        /// The secret's name.
        secret: String,
    },
    /// With the managed identity.
    Identity {
        /// The resource's endpoint.
        endpoint: Url,
    },
}

/// Where the secrets are.
#[derive(Debug, Clone)]
pub struct VaultSettings {
    /// The vault.
    pub url: Url,
    /// Whether the vault's challenge must name a domain that contains the vault.
    pub verify_challenge: bool,
}

/// Where Azure AI Content Safety is and with what it is asked.
#[derive(Debug, Clone)]
pub struct ContentSafetySettings {
    /// The resource's endpoint, `https://<name>.cognitiveservices.azure.com`.
    pub endpoint: Url,
    /// The vault's secret that holds a key of it; without one, the managed identity asks.
    pub key_secret: Option<String>,
}

/// Which Azure identity the process has.
#[derive(Debug)]
pub enum ManagedIdentity {
    /// The platform offers one at `IDENTITY_ENDPOINT`.
    Platform {
        /// The client id, for a user-assigned identity.
        client_id: Option<String>,
    },
    /// None: a developer's own login is used (Azure CLI, then `azd`).
    Developer,
}

/// The issuer that the settings name; its claims follow the policy's defaults.
#[derive(Debug)]
pub struct IssuerSettings {
    /// The `iss` claim, `{tenantid}` allowed.
    pub issuer: String,
    /// The accepted `aud` claims; at least one.
    pub audiences: Vec<String>,
}

/// Where the state is kept.
#[derive(Debug)]
pub enum StoreSettings {
    /// Rows in one file, for one process; queues in the account, if there is one.
    Embedded(PathBuf, Option<Account>),
    /// All in a storage account.
    Account(Account),
}

/// A storage account.
#[derive(Debug)]
pub enum Account {
    /// By connection string.
    ConnectionString(ConnectionString),
    /// By name, with the managed identity.
    Name(String),
}

impl StoreSettings {
    /// The account whose queues the Functions host reads.
    pub const fn account(&self) -> Option<&Account> {
        match self {
            Self::Embedded(_, account) => account.as_ref(),
            Self::Account(account) => Some(account),
        }
    }
}

/// A storage account's connection string; it holds a key and does not print.
pub struct ConnectionString(pub String);

impl fmt::Debug for ConnectionString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ConnectionString(redacted)")
    }
}

/// Everything wrong with the settings, one line each.
#[derive(Debug, thiserror::Error)]
#[error("{} of the settings need attention:\n{}", .0.len(), .0.iter().map(|p| format!("  {p}")).collect::<Vec<_>>().join("\n"))]
pub struct SettingsError(pub Vec<Problem>);

/// One thing wrong with one variable. The value is never part of it: it may be a secret.
#[derive(Debug, PartialEq, Eq)]
pub struct Problem {
    /// The variable.
    pub variable: &'static str,
    /// What is wrong and what to do.
    pub what: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.variable, self.what)
    }
}

impl Settings {
    /// Reads the process's environment.
    pub fn from_env() -> Result<Self, SettingsError> {
        #[expect(
            clippy::disallowed_methods,
            reason = "the one place where settings are read"
        )]
        Self::read(|name| std::env::var(name).ok())
    }

    /// Reads from any source. An empty value counts as unset, as Azure's portal leaves it.
    pub fn read(source: impl Fn(&str) -> Option<String>) -> Result<Self, SettingsError> {
        let mut reader = Reader {
            source,
            problems: Vec::new(),
        };
        let port = reader
            .required(
                PORT_VARIABLE,
                "start the app through the Functions host, or with `cargo dev`",
            )
            .and_then(|value| {
                reader.parse("FUNCTIONS_CUSTOMHANDLER_PORT", &value, "a port, 1 to 65535")
            })
            .filter(|port| *port != 0);
        let vault = reader.vault();
        let acs = reader.acs();
        let issuer = reader.issuer();
        let store = reader.store();
        let managed_identity = match reader.get("IDENTITY_ENDPOINT") {
            Some(_) => ManagedIdentity::Platform {
                client_id: reader.get("AZURE_CLIENT_ID"),
            },
            None => ManagedIdentity::Developer,
        };
        let webhooks = reader.webhooks();
        let private_webhooks = reader.switch("FRONTDESK_PRIVATE_WEBHOOKS", false);
        let content_safety = reader.content_safety();
        let token_cache = reader.switch("FRONTDESK_TOKEN_CACHE", true);
        let header = reader.get("FRONTDESK_CLIENT_ADDRESS_HEADER");
        let header = header.as_deref().unwrap_or("x-forwarded-for");
        let client_address_header =
            reader.parse("FRONTDESK_CLIENT_ADDRESS_HEADER", header, "a header's name");
        let policy = reader
            .get("FRONTDESK_POLICY")
            .unwrap_or_else(|| "frontdesk.toml".to_owned());
        let log = reader
            .get("FRONTDESK_LOG")
            .unwrap_or_else(|| "info".to_owned());
        match (port, acs, store, client_address_header) {
            (Some(port), Some(acs), Some(store), Some(client_address_header))
                if reader.problems.is_empty() =>
            {
                Ok(Self {
                    port,
                    acs,
                    vault,
                    managed_identity,
                    issuer,
                    store,
                    webhooks,
                    private_webhooks,
                    content_safety,
                    policy: policy.into(),
                    token_cache,
                    client_address_header,
                    log,
                })
            }
            _ => Err(SettingsError(reader.problems)),
        }
    }
}

struct Reader<F> {
    source: F,
    problems: Vec<Problem>,
}

impl<F: Fn(&str) -> Option<String>> Reader<F> {
    fn get(&self, name: &'static str) -> Option<String> {
        debug_assert!(
            SETTINGS.iter().any(|(known, _)| *known == name) || PLATFORM.contains(&name),
            "{name} is not listed"
        );
        (self.source)(name)
            .map(|value| value.trim().to_owned())
            .filter(|value| !value.is_empty())
    }

    fn problem(&mut self, variable: &'static str, what: impl Into<String>) {
        self.problems.push(Problem {
            variable,
            what: what.into(),
        });
    }

    fn required(&mut self, name: &'static str, remedy: &str) -> Option<String> {
        let value = self.get(name);
        if value.is_none() {
            self.problem(name, format!("is not set; {remedy}"));
        }
        value
    }

    fn parse<T: FromStr>(&mut self, name: &'static str, value: &str, expected: &str) -> Option<T> {
        let parsed = value.parse().ok();
        if parsed.is_none() {
            self.problem(name, format!("expected {expected}"));
        }
        parsed
    }

    fn switch(&mut self, name: &'static str, default: bool) -> bool {
        match self.get(name).as_deref() {
            None => default,
            Some("on" | "true" | "1") => true,
            Some("off" | "false" | "0") => false,
            Some(_) => {
                self.problem(name, "expected `on` or `off`");
                default
            }
        }
    }

    fn acs(&mut self) -> Option<AcsSettings> {
        if let Some(endpoint) = self.get("ACS_ENDPOINT") {
            let endpoint = self.parse(
                "ACS_ENDPOINT",
                &endpoint,
                "a URL, https://….communication.azure.com",
            )?;
            return Some(AcsSettings::Identity { endpoint });
        }
        if self.get("KEY_VAULT_URL").is_none() {
            self.problem(
                "KEY_VAULT_URL",
                "is not set; set it to https://<vault>.vault.azure.net, or set ACS_ENDPOINT to use ACS without a key",
            );
        }
        Some(AcsSettings::Vault {
            secret: self
                .get("ACS_CONNECTION_STRING_SECRET")
                .unwrap_or_else(|| "acs-connection-string".to_owned()),
        })
    }

    fn vault(&mut self) -> Option<VaultSettings> {
        let url = self.get("KEY_VAULT_URL")?;
        let url: Url = self.parse(
            "KEY_VAULT_URL",
            &url,
            "a URL, https://<vault>.vault.azure.net",
        )?;
        if url.scheme() != "https" {
            self.problem(
                "KEY_VAULT_URL",
                "must start with https://: a vault is never asked in the clear",
            );
        }
        Some(VaultSettings {
            url,
            verify_challenge: self.switch("KEY_VAULT_VERIFY_CHALLENGE", true),
        })
    }

    fn webhooks(&mut self) -> BTreeMap<String, Url> {
        let value = self.get("FRONTDESK_WEBHOOKS").unwrap_or_default();
        let entries = value.split(',').map(str::trim).filter(|e| !e.is_empty());
        let parsed: Option<_> = entries
            .map(|entry| {
                let (name, url) = entry.split_once('=')?;
                Some((name.trim().to_owned(), url.trim().parse().ok()?))
            })
            .collect();
        if parsed.is_none() {
            self.problem(
                "FRONTDESK_WEBHOOKS",
                "expected `<name>=<URL>`, separated by commas",
            );
        }
        parsed.unwrap_or_default()
    }

    fn content_safety(&mut self) -> Option<ContentSafetySettings> {
        const ENDPOINT: &str = "FRONTDESK_CONTENT_SAFETY_ENDPOINT";
        const KEY_SECRET: &str = "FRONTDESK_CONTENT_SAFETY_KEY_SECRET";
        let (endpoint, key_secret) = (self.get(ENDPOINT), self.get(KEY_SECRET));
        if key_secret.is_some() && endpoint.is_none() {
            self.problem(
                KEY_SECRET,
                "is set, but FRONTDESK_CONTENT_SAFETY_ENDPOINT is not: set both, or neither",
            );
        }
        if key_secret.is_some() && self.get("KEY_VAULT_URL").is_none() {
            self.problem(KEY_SECRET, "names a secret of the vault: set KEY_VAULT_URL");
        }
        let expected = "a URL, https://<name>.cognitiveservices.azure.com";
        let endpoint: Url = self.parse(ENDPOINT, &endpoint?, expected)?;
        if endpoint.scheme() != "https" {
            self.problem(
                ENDPOINT,
                "must start with https://: what people write is never sent in the clear",
            );
        }
        Some(ContentSafetySettings {
            endpoint,
            key_secret,
        })
    }

    fn issuer(&mut self) -> Option<IssuerSettings> {
        let audiences = |value: String| -> Vec<String> {
            value
                .split(',')
                .map(str::trim)
                .filter(|a| !a.is_empty())
                .map(str::to_owned)
                .collect()
        };
        match (self.get("OIDC_ISSUER"), self.get("OIDC_AUDIENCE")) {
            (Some(issuer), Some(value)) => Some(IssuerSettings {
                issuer,
                audiences: audiences(value),
            }),
            (Some(_), None) => {
                self.problem("OIDC_AUDIENCE", "is not set, but OIDC_ISSUER is: a token for another app must not open this one");
                None
            }
            (None, Some(_)) => {
                self.problem(
                    "OIDC_ISSUER",
                    "is not set, but OIDC_AUDIENCE is: set both, or neither",
                );
                None
            }
            (None, None) => None,
        }
    }

    fn store(&mut self) -> Option<StoreSettings> {
        let name = self.get("AzureWebJobsStorage__accountName");
        let connection = || Some(ConnectionString(self.get("AzureWebJobsStorage")?));
        let account = name
            .map(Account::Name)
            .or_else(|| connection().map(Account::ConnectionString));
        let store = match self.get("FRONTDESK_STORE") {
            Some(path) => Some(StoreSettings::Embedded(path.into(), account)),
            None => account.map(StoreSettings::Account),
        };
        if store.is_none() {
            self.problem(
                "AzureWebJobsStorage__accountName",
                "is not set; set it, or AzureWebJobsStorage to a connection string, or FRONTDESK_STORE to a file's path",
            );
        }
        store
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Result<Settings, SettingsError> {
        Settings::read(|name| {
            pairs
                .iter()
                .rfind(|(n, _)| *n == name)
                .map(|(_, value)| (*value).to_owned())
        })
    }

    const ENOUGH: &[(&str, &str)] = &[
        ("FUNCTIONS_CUSTOMHANDLER_PORT", "45123"),
        ("KEY_VAULT_URL", "https://kv.vault.azure.net"),
        ("OIDC_ISSUER", "https://login.example/"),
        ("OIDC_AUDIENCE", "api://one, api://two"),
        ("AzureWebJobsStorage", "AccountName=a;AccountKey=c2VjcmV0"),
    ];

    #[test]
    fn reads_what_the_host_gives() {
        let settings = read(ENOUGH).unwrap();
        assert_eq!(settings.port, 45123);
        assert_eq!(
            settings.issuer.unwrap().audiences,
            ["api://one", "api://two"]
        );
        assert!(settings.token_cache);
    }

    #[test]
    fn reports_every_problem_at_once_and_no_value() {
        let error = read(&[
            ("FUNCTIONS_CUSTOMHANDLER_PORT", "seven"),
            ("KEY_VAULT_URL", "http://hunter2.example"),
            ("OIDC_ISSUER", "https://login.example"),
            ("FRONTDESK_TOKEN_CACHE", "hunter2"),
        ])
        .unwrap_err();
        insta::assert_snapshot!(error, @r"
        5 of the settings need attention:
          FUNCTIONS_CUSTOMHANDLER_PORT: expected a port, 1 to 65535
          KEY_VAULT_URL: must start with https://: a vault is never asked in the clear
          OIDC_AUDIENCE: is not set, but OIDC_ISSUER is: a token for another app must not open this one
          AzureWebJobsStorage__accountName: is not set; set it, or AzureWebJobsStorage to a connection string, or FRONTDESK_STORE to a file's path
          FRONTDESK_TOKEN_CACHE: expected `on` or `off`
        ");
    }

    #[test]
    fn content_safety_is_asked_over_tls_and_its_key_comes_from_the_vault() {
        let with = |more: &[(&'static str, &'static str)]| {
            let mut pairs = ENOUGH.to_vec();
            pairs.extend(more);
            read(&pairs)
        };
        let endpoint = "FRONTDESK_CONTENT_SAFETY_ENDPOINT";
        let key_secret = "FRONTDESK_CONTENT_SAFETY_KEY_SECRET";
        let url = "https://x.cognitiveservices.azure.com/";
        assert!(with(&[]).unwrap().content_safety.is_none());
        for secret in [None, Some("safety-key")] {
            let more = [(endpoint, url), (key_secret, secret.unwrap_or_default())];
            let settings = with(&more).unwrap().content_safety.unwrap();
            assert_eq!(settings.endpoint.as_str(), url);
            assert_eq!(settings.key_secret.as_deref(), secret);
        }
        for (more, problem) in [
            (
                vec![(endpoint, "http://hunter2.example")],
                "FRONTDESK_CONTENT_SAFETY_ENDPOINT: must start with https://: what people write is never sent in the clear",
            ),
            (
                vec![(endpoint, "hunter2")],
                "FRONTDESK_CONTENT_SAFETY_ENDPOINT: expected a URL, https://<name>.cognitiveservices.azure.com",
            ),
            (
                vec![(key_secret, "hunter2")],
                "FRONTDESK_CONTENT_SAFETY_KEY_SECRET: is set, but FRONTDESK_CONTENT_SAFETY_ENDPOINT is not: set both, or neither",
            ),
            (
                vec![
                    (endpoint, url),
                    (key_secret, "hunter2"),
                    ("KEY_VAULT_URL", ""),
                    ("ACS_ENDPOINT", "https://x.communication.azure.com"),
                ],
                "FRONTDESK_CONTENT_SAFETY_KEY_SECRET: names a secret of the vault: set KEY_VAULT_URL",
            ),
        ] {
            let SettingsError(problems) = with(&more).unwrap_err();
            let problems: Vec<_> = problems.iter().map(Problem::to_string).collect();
            assert_eq!(problems, [problem]);
        }
    }

    #[test]
    fn an_empty_value_is_an_unset_one() {
        let mut pairs = ENOUGH.to_vec();
        pairs.push(("ACS_ENDPOINT", ""));
        assert!(matches!(
            read(&pairs).unwrap().acs,
            AcsSettings::Vault { .. }
        ));
    }

    #[test]
    fn no_key_is_printed() {
        assert!(!format!("{:?}", read(ENOUGH).unwrap()).contains("c2VjcmV0"));
    }
}
