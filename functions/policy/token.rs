//! Who gets which tokens.

use std::collections::BTreeMap;

use acs::identity::{TokenLifetime, TokenScope};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, de::Error as _};

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_add_up_and_replace_the_default() {
        let policy: TokenPolicy = toml::from_str(
            "default_scopes = [\"chat\"]\n[roles]\nguest = [\"chat.join\"]\nagent = [\"voip\", \"chat\"]\n",
        )
        .unwrap();
        let of = |roles: &[&str]| {
            let scopes = policy.scopes_of(roles.iter().copied());
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
}
