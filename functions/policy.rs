//! The policy: what to do. `frontdesk.toml`, parsed once at the start into types that cannot be wrong.
//!
//! A mistake is reported with file, line and column, the line itself, and what was expected.

use std::{
    collections::BTreeMap,
    fs,
    num::NonZeroU32,
    path::{Path, PathBuf},
};

use acs::identity::{TokenLifetime, TokenScope};
use azure_core::http::Url;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, de::Error as _};

/// The whole policy.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// Who gets which tokens.
    pub token: TokenPolicy,
    /// How often.
    #[serde(default)]
    pub limits: Limits,
    /// Who sees what was given up on.
    #[serde(default)]
    pub operator: Operator,
    /// The other servers that are told what happens, by name.
    #[serde(default)]
    pub webhooks: BTreeMap<String, Webhook>,
    /// What happens to texts.
    #[serde(skip)]
    pub sms: Option<sms::Policy>,
}

/// Who sees what was given up on.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Operator {
    /// The role of operators.
    pub role: String,
}

impl Default for Operator {
    fn default() -> Self {
        Self {
            role: "operator".to_owned(),
        }
    }
}

/// Another server.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Webhook {
    /// Where it is.
    #[serde(deserialize_with = "url")]
    #[schemars(with = "String", url)]
    pub url: Url,
    /// The vault's secret with the key that signs what it is told.
    pub secret: String,
}

/// Who gets which tokens.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TokenPolicy {
    /// How long an issued token lives, in minutes, 60 to 1440.
    #[serde(default = "longest", deserialize_with = "lifetime")]
    #[schemars(with = "u16", range(min = 60, max = 1440))]
    pub lifetime_minutes: TokenLifetime,
    /// The scopes of a signed-in caller who has none of the roles below.
    #[serde(deserialize_with = "scopes")]
    #[schemars(with = "Vec<String>")]
    pub default_scopes: Scopes,
    /// The scopes of each role; a caller with several gets all of theirs.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, Vec<String>>")]
    pub roles: BTreeMap<String, RoleScopes>,
    /// How to read the claims of the issuer that the settings name.
    #[serde(default)]
    pub claims: Claims,
    /// Further issuers, beside the one of `OIDC_ISSUER`.
    #[serde(default)]
    pub issuers: Vec<Issuer>,
    /// The exchange of a Teams user's Entra token; absent: `/token/teams` answers 404.
    #[serde(default)]
    pub teams: Option<Teams>,
}

/// Scopes without repeats, in ACS's order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Scopes(u8);

/// The scopes of one role.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct RoleScopes(#[serde(deserialize_with = "scopes")] pub Scopes);

/// Which claims say who the caller is.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Claims {
    /// The user's claim. Unset: `oid` for Microsoft Entra (its `sub` differs from app to app), else `sub`.
    pub user: Option<String>,
    /// The claim with the roles, `roles` when unset; a dot leads into an object (`realm_access.roles`).
    pub roles: Option<String>,
    /// The tenants that a `{tenantid}` issuer may stand for, as GUIDs.
    #[serde(default)]
    pub tenants: Vec<String>,
}

/// A further issuer.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Issuer {
    /// The `iss` claim; `{tenantid}` stands for any tenant in `tenants`.
    pub issuer: String,
    /// The accepted audiences.
    #[schemars(length(min = 1))]
    pub audiences: Vec<String>,
    /// Its discovery document, where it is not at `<issuer>/.well-known/openid-configuration`.
    pub discovery: Option<String>,
    /// How to read its claims.
    #[serde(default)]
    pub claims: Claims,
}

/// The Teams exchange.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Teams {
    /// The Entra application that the Teams user's token was issued to.
    pub app_id: String,
}

/// How often one caller may ask.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Requests of one user in a minute; as many may come at once.
    pub per_user_per_minute: NonZeroU32,
    /// Requests of one client address in a minute; as many may come at once.
    pub per_address_per_minute: NonZeroU32,
}

impl Default for Limits {
    fn default() -> Self {
        const fn at(value: u32) -> NonZeroU32 {
            match NonZeroU32::new(value) {
                Some(value) => value,
                None => NonZeroU32::MIN,
            }
        }
        Self {
            per_user_per_minute: at(60),
            per_address_per_minute: at(600),
        }
    }
}

impl Scopes {
    /// Whether there are none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Those of either.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Those of `self` that `other` lacks.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// In ACS's order.
    pub fn iter(self) -> impl Iterator<Item = TokenScope> {
        TokenScope::ALL
            .into_iter()
            .filter(move |scope| self.0 & bit(*scope) != 0)
    }
}

const fn bit(scope: TokenScope) -> u8 {
    1 << scope as u8
}

impl FromIterator<TokenScope> for Scopes {
    fn from_iter<I: IntoIterator<Item = TokenScope>>(scopes: I) -> Self {
        Self(scopes.into_iter().fold(0, |bits, scope| bits | bit(scope)))
    }
}

impl TokenPolicy {
    /// What a caller with these roles may have.
    pub fn scopes_of<'a>(&self, roles: impl IntoIterator<Item = &'a str>) -> Scopes {
        let known: Vec<_> = roles
            .into_iter()
            .filter_map(|role| self.roles.get(role))
            .collect();
        if known.is_empty() {
            return self.default_scopes;
        }
        known
            .into_iter()
            .fold(Scopes::default(), |all, role| all.union(role.0))
    }
}

fn longest() -> TokenLifetime {
    TokenLifetime::MAX
}

fn url<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Url, D::Error> {
    let text = String::deserialize(deserializer)?;
    let url: Option<Url> = text.parse().ok();
    url.filter(|url| matches!(url.scheme(), "https" | "http") && url.has_host())
        .ok_or_else(|| D::Error::custom("expected a URL, `https://…`"))
}

fn lifetime<'de, D: Deserializer<'de>>(deserializer: D) -> Result<TokenLifetime, D::Error> {
    let minutes = u16::deserialize(deserializer)?;
    TokenLifetime::from_minutes(minutes)
        .map_err(|_| D::Error::custom(format!("expected 60 to 1440 minutes, found {minutes}")))
}

fn scopes<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Scopes, D::Error> {
    Vec::<String>::deserialize(deserializer)?
        .iter()
        .map(|name| {
            name.parse::<TokenScope>().map_err(|_| {
                let known: Vec<_> = TokenScope::ALL.iter().map(|scope| scope.as_str()).collect();
                D::Error::custom(format!("no scope `{name}`; there are {}", known.join(", ")))
            })
        })
        .collect()
}

/// The JSON schema of a policy file, for editors.
pub fn schema() -> schemars::Schema {
    schemars::schema_for!(Policy)
}

/// Why there is no policy.
#[derive(Debug, thiserror::Error)]
pub enum PolicyError {
    /// The file cannot be read.
    #[error("{}: {source}; FRONTDESK_POLICY names the policy file", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// The file says something that cannot be.
    #[error("{}:{line}:{column}: {message}\n{excerpt}", path.display())]
    Mistake {
        /// The file.
        path: PathBuf,
        /// From 1.
        line: usize,
        /// From 1, in characters.
        column: usize,
        /// What is wrong and what was expected.
        message: String,
        /// The line, with a mark under the place.
        excerpt: String,
    },
}

impl Policy {
    /// Reads and checks a policy file.
    pub fn load(path: &Path) -> Result<Self, PolicyError> {
        let text = fs::read_to_string(path).map_err(|source| PolicyError::Unreadable {
            path: path.to_owned(),
            source,
        })?;
        Self::parse(path, &text)
    }

    /// Checks a policy's text; `path` is only for the messages.
    pub fn parse(path: &Path, text: &str) -> Result<Self, PolicyError> {
        toml::from_str(text).map_err(|error| mistake(path, text, &error))
    }
}

fn mistake(path: &Path, text: &str, error: &toml::de::Error) -> PolicyError {
    let at = error.span().map_or(0, |span| span.start);
    let before = text.get(..at).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
    let shown = text.lines().nth(line - 1).unwrap_or_default();
    let gutter = line.to_string();
    PolicyError::Mistake {
        path: path.to_owned(),
        line,
        column,
        message: error.message().to_owned(),
        excerpt: format!(
            "{gutter} | {shown}\n{:width$} | {:>column$}",
            "",
            "^",
            width = gutter.len()
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Policy, PolicyError> {
        Policy::parse(Path::new("frontdesk.toml"), text)
    }

    #[test]
    fn a_mistake_is_shown_where_it_is() {
        let short = parse("[token]\nlifetime_minutes = 59\ndefault_scopes = []\n").unwrap_err();
        insta::assert_snapshot!(short, @r"
        frontdesk.toml:2:20: expected 60 to 1440 minutes, found 59
        2 | lifetime_minutes = 59
          |                    ^
        ");
        let scope = parse("[token]\ndefault_scopes = [\"chat\", \"viop\"]\n").unwrap_err();
        insta::assert_snapshot!(scope, @r#"
        frontdesk.toml:2:18: no scope `viop`; there are chat, chat.join, chat.join.limited, voip, voip.join
        2 | default_scopes = ["chat", "viop"]
          |                  ^
        "#);
        let unknown = parse("[token]\ndefault_scopes = []\nlifetime = 60\n").unwrap_err();
        insta::assert_snapshot!(unknown, @r"
        frontdesk.toml:3:1: unknown field `lifetime`, expected one of `lifetime_minutes`, `default_scopes`, `roles`, `claims`, `issuers`, `teams`
        3 | lifetime = 60
          | ^
        ");
        let missing = parse("[limits]\nper_user_per_minute = 0\n").unwrap_err();
        insta::assert_snapshot!(missing, @r"
        frontdesk.toml:2:23: invalid value: integer `0`, expected a nonzero u32
        2 | per_user_per_minute = 0
          |                       ^
        ");
    }

    #[test]
    fn roles_add_up_and_replace_the_default() {
        let policy = parse(
            "[token]\ndefault_scopes = [\"chat\"]\n[token.roles]\nguest = [\"chat.join\"]\nagent = [\"voip\", \"chat\"]\n",
        )
        .unwrap();
        let of = |roles: &[&str]| {
            let scopes = policy.token.scopes_of(roles.iter().copied());
            scopes
                .iter()
                .map(|s| s.to_string())
                .collect::<Vec<_>>()
                .join(",")
        };
        assert_eq!(of(&[]), "chat");
        assert_eq!(of(&["unheard-of"]), "chat");
        assert_eq!(of(&["guest"]), "chat.join");
        assert_eq!(of(&["guest", "agent"]), "chat,chat.join,voip");
    }

    #[test]
    fn the_example_policy_is_a_policy() {
        Policy::load(Path::new(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/frontdesk.toml"
        )))
        .unwrap();
    }
}
