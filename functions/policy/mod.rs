//! The policy: what to do. `frontdesk.toml`, parsed once at the start into types that cannot be wrong.
//!
//! A mistake is reported with file, line and column, the line itself, and what was expected.

mod lists;
mod mistake;
mod token;
mod webhook;

use std::{collections::BTreeMap, fs, num::NonZeroU32, path::Path};

use schemars::JsonSchema;
use serde::Deserialize;

pub use self::{
    mistake::{Mistake, PolicyError},
    token::{Claims, Issuer, RoleScopes, Scopes, Teams, TokenPolicy},
    webhook::Webhook,
};

/// The whole policy.
#[derive(Debug)]
pub struct Policy {
    /// Who gets which tokens.
    pub token: TokenPolicy,
    /// How often.
    pub limits: Limits,
    /// Who may see and replay what was given up; nobody when absent.
    pub operator: Option<Operator>,
    /// Whom to tell, by name.
    pub webhooks: BTreeMap<String, Webhook>,
    /// What happens to an incoming text; absent: texts are acknowledged and nothing is done.
    pub sms: Option<sms::Policy>,
    /// What may stand in a chat; absent: everything may.
    pub chat: Option<moderation::Policy>,
}

/// The policy as the file says it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Policy", title = "Policy")]
struct File {
    /// Who gets which tokens.
    token: TokenPolicy,
    /// How often.
    #[serde(default)]
    limits: Limits,
    /// Who may see and replay what was given up; nobody when absent.
    #[serde(default)]
    operator: Option<Operator>,
    /// Whom to tell, by name.
    #[serde(default)]
    webhooks: BTreeMap<String, Webhook>,
    /// What happens to an incoming text.
    #[serde(default)]
    sms: Option<sms::Source>,
    /// What may stand in a chat.
    #[serde(default)]
    chat: Option<moderation::Source>,
}

/// Who may see and replay what was given up.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Operator {
    /// The role that a caller must have.
    pub role: String,
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

/// The JSON schema of a policy file, for editors.
pub fn schema() -> schemars::Schema {
    schemars::schema_for!(File)
}

impl Policy {
    /// Reads and checks a policy file.
    pub fn load(path: &Path) -> Result<Self, PolicyError> {
        Self::parse(path, &read(path)?)
    }

    /// Checks a policy's text; `path` is only for the messages.
    pub fn parse(path: &Path, text: &str) -> Result<Self, PolicyError> {
        let mistake = |at, message: &str| Mistake::new(path, text, at, message);
        let file: File = toml::from_str(text).map_err(|error| {
            let at = error.span().unwrap_or_default();
            PolicyError::Mistakes(vec![mistake(at, error.message())])
        })?;
        let sms = file.sms.map(sms::Source::check).transpose();
        let sms = sms.map_err(|mistakes| {
            let mistakes = mistakes.into_iter();
            PolicyError::Mistakes(mistakes.map(|m| mistake(m.at, &m.message)).collect())
        })?;
        let chat = file.chat.map(|source| chat(path, text, source)).transpose();
        let chat = chat.map_err(PolicyError::Mistakes)?;
        let told = sms.iter().flat_map(sms::Policy::webhooks);
        let unknown: Vec<_> = told
            .chain(chat.iter().flat_map(moderation::Policy::webhooks))
            .filter(|name| !file.webhooks.contains_key(name.get_ref()))
            .map(|name| {
                mistake(
                    name.span(),
                    &unknown_webhook(name.get_ref(), &file.webhooks),
                )
            })
            .collect();
        if !unknown.is_empty() {
            return Err(PolicyError::Mistakes(unknown));
        }
        Ok(Self {
            token: file.token,
            limits: file.limits,
            operator: file.operator,
            webhooks: file.webhooks,
            sms,
            chat,
        })
    }
}

/// The section `[chat]`, with the lists that it names.
fn chat(
    path: &Path,
    text: &str,
    source: moderation::Source,
) -> Result<moderation::Policy, Vec<Mistake>> {
    let files = lists::read(path, text, &source)?;
    source.check(&files).map_err(|mistakes| {
        let mistakes = mistakes.into_iter();
        let shown = |mistake: moderation::Mistake| match mistake.file {
            None => Mistake::new(path, text, mistake.at, &mistake.message),
            Some(file) => {
                let list = files.get(&file).map(String::as_str).unwrap_or_default();
                Mistake::new(
                    &lists::beside(path, &file),
                    list,
                    mistake.at,
                    &mistake.message,
                )
            }
        };
        mistakes.map(shown).collect()
    })
}

/// The text of a policy file.
pub(crate) fn read(path: &Path) -> Result<String, PolicyError> {
    fs::read_to_string(path).map_err(|source| PolicyError::Unreadable {
        path: path.to_owned(),
        source,
    })
}

fn unknown_webhook(name: &str, known: &BTreeMap<String, Webhook>) -> String {
    let known: Vec<_> = known.keys().map(|name| format!("`{name}`")).collect();
    if known.is_empty() {
        format!(
            "no webhook `{name}`; a section `[webhooks.{name}]` with `url` and `secret` makes one"
        )
    } else {
        format!("no webhook `{name}`; there is {}", known.join(", "))
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
    fn a_list_is_read_from_the_policys_folder_and_from_nowhere_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("here/frontdesk.toml");
        fs::create_dir_all(folder.path().join("here/lists")).unwrap();
        fs::write(
            folder.path().join("here/lists/house.txt"),
            "# ours\nfrobnicat*\nx\n",
        )
        .unwrap();
        fs::write(folder.path().join("secret.txt"), "nothing for you").unwrap();
        std::os::unix::fs::symlink("../secret.txt", folder.path().join("here/link.txt")).unwrap();
        let mistakes = |file: &str| {
            let text = format!(
                "[token]\ndefault_scopes = []\n[[chat.list]]\nid = 'house'\nfile = '{file}'\naction = 'flag'\n"
            );
            let error = Policy::parse(&path, &text).unwrap_err().to_string();
            error.replace(folder.path().to_str().unwrap(), "")
        };
        insta::assert_snapshot!(mistakes("lists/house.txt"), @r"
        /here/lists/house.txt:3:1: a term needs at least two letters
        3 | x
          | ^
        ");
        for file in [
            "../secret.txt",
            "/etc/hostname",
            "link.txt",
            "lists/../../secret.txt",
        ] {
            let message = mistakes(file);
            assert!(
                message.contains(
                    ":5:8: this list cannot be read: it is not in the policy's folder, nor below it"
                ),
                "{message}"
            );
        }
        assert!(mistakes("none.txt").contains("No such file"));
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
