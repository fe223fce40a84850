//! Which chat threads the app may make through us, by the keys of its own business objects.

use std::ops::Range;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, de::Error as _};
use toml::Spanned;

/// The most members beside the moderator, who takes a seat of the 250.
/// <https://learn.microsoft.com/azure/communication-services/concepts/service-limits#chat>
const MOST_MEMBERS: u16 = 249;
/// After how many days ACS can delete a thread by itself.
/// <https://learn.microsoft.com/azure/communication-services/concepts/chat/concepts#chat-data>
const RETENTION: std::ops::RangeInclusive<u16> = 30..=90;
/// The longest key, in bytes.
pub(crate) const LONGEST_KEY: usize = 128;

/// Threads that the app may make through us: who, and with whom in them.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ThreadRule {
    /// The keys that it is about, such as `order/*`; the first rule that fits holds, and what fits none is refused.
    /// A `*` stands for one or more characters other than `/`.
    #[schemars(with = "String")]
    pub key: Spanned<String>,
    /// The roles of which a caller needs one to make such a thread; absent: whoever is signed in may.
    #[serde(default, deserialize_with = "some_roles")]
    #[schemars(with = "Option<Vec<String>>", length(min = 1))]
    pub create: Option<Vec<String>>,
    /// The roles that let in and put out members, beside whoever made the thread.
    #[serde(default)]
    pub manage: Vec<String>,
    /// The roles that members may have in the thread. Only a caller with one of the roles of `create` or of `manage`
    /// gives them: nobody exempts himself from moderation.
    #[serde(default = "no_roles")]
    #[schemars(with = "Vec<String>")]
    pub roles: Spanned<Vec<String>>,
    /// How many.
    #[serde(default)]
    pub members: Members,
    /// The topic where a request names none; `{key}` stands for the key.
    #[serde(default = "key_as_topic", deserialize_with = "topic")]
    pub topic: String,
    /// After how many days ACS deletes the thread, 30 to 90; absent: never.
    #[serde(default, deserialize_with = "retention")]
    #[schemars(with = "Option<u16>", range(min = 30, max = 90))]
    pub retention_days: Option<u16>,
}

/// How many members.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Members {
    /// The most, 1 to 249; the moderator does not count.
    #[serde(deserialize_with = "most")]
    #[schemars(with = "u16", range(min = 1, max = 249))]
    pub max: u16,
}

impl Default for Members {
    fn default() -> Self {
        Self { max: MOST_MEMBERS }
    }
}

impl ThreadRule {
    /// Whether it is about this key.
    pub(crate) fn fits(&self, key: &str) -> bool {
        fits(self.key.get_ref(), key)
    }

    /// Whether a caller with these roles may make such a thread.
    pub(crate) fn may_create(&self, roles: &[String]) -> bool {
        self.create.is_none() || self.is_trusted(roles)
    }

    /// Whether a caller with these roles has one that lets in and puts out members.
    pub(crate) fn may_manage(&self, roles: &[String]) -> bool {
        self.manage.iter().any(|role| roles.contains(role))
    }

    /// Whether the policy names one of these roles: only then does it give roles to members.
    pub(crate) fn is_trusted(&self, roles: &[String]) -> bool {
        let mut named = self.manage.iter().chain(self.create.iter().flatten());
        named.any(|role| roles.contains(role))
    }

    /// The topic of a thread with this key.
    pub(crate) fn topic_of(&self, key: &str) -> String {
        self.topic.replace("{key}", key)
    }
}

/// What cannot be in these rules together, and where.
pub(super) fn check(rules: &[ThreadRule]) -> Vec<(Range<usize>, String)> {
    let mut mistakes = Vec::new();
    for (index, rule) in rules.iter().enumerate() {
        let pattern = rule.key.get_ref();
        if !is_key(&pattern.replace('*', "x")) {
            let expected = "expected a key such as `order/*`: letters, digits, `-`, `_`, `.`, `~`, `:`, `@`, `,` and `=`, \
                in parts between slashes";
            mistakes.push((rule.key.span(), expected.to_owned()));
        }
        // A `*` of the later pattern is covered by a `*` of the earlier one and by nothing else.
        let earlier = rules.iter().take(index);
        if let Some(earlier) = earlier
            .map(|it| it.key.get_ref())
            .find(|it| fits(it, pattern))
        {
            let message = format!("never reached: `{earlier}` above fits all that this one fits");
            mistakes.push((rule.key.span(), message));
        }
        if !rule.roles.get_ref().is_empty() && rule.create.is_none() && rule.manage.is_empty() {
            let message = "nobody may give these roles: name in `create` or `manage` who may";
            mistakes.push((rule.roles.span(), message.to_owned()));
        }
    }
    mistakes
}

/// Whether it can be the key of a thread.
///
/// What means something else in a path, or is spelled in several ways in one, is in no key.
pub(crate) fn is_key(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~:@,=".contains(&byte);
    text.len() <= LONGEST_KEY
        && text
            .split('/')
            .all(|part| !matches!(part, "" | "." | "..") && part.bytes().all(fits))
}

/// Whether a pattern, in which `*` stands for one or more characters but `/`, fits a text.
fn fits(pattern: &str, text: &str) -> bool {
    let (mut patterns, mut texts) = (pattern.split('/'), text.split('/'));
    loop {
        match (patterns.next(), texts.next()) {
            (None, None) => return true,
            (Some(pattern), Some(text)) if fits_part(pattern.as_bytes(), text.as_bytes()) => {}
            _ => return false,
        }
    }
}

/// Only the last star seen ever has to take more: whatever an earlier one could give it, it can take itself.
fn fits_part(pattern: &[u8], text: &[u8]) -> bool {
    let (mut at, mut seen) = (0, 0);
    let mut last: Option<(usize, usize)> = None;
    while seen < text.len() {
        if pattern.get(at) == Some(&b'*') {
            (at, seen) = (at + 1, seen + 1);
            last = Some((at, seen));
        } else if pattern.get(at) == text.get(seen) {
            (at, seen) = (at + 1, seen + 1);
        } else if let Some((after, taken)) = last {
            (at, seen) = (after, taken + 1);
            last = Some((after, taken + 1));
        } else {
            return false;
        }
    }
    at == pattern.len()
}

fn no_roles() -> Spanned<Vec<String>> {
    Spanned::new(0..0, Vec::new())
}

fn key_as_topic() -> String {
    "{key}".to_owned()
}

fn some_roles<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<String>>, D::Error> {
    let roles = Vec::deserialize(deserializer)?;
    if roles.is_empty() {
        return Err(D::Error::custom(
            "expected a role; leave `create` out if whoever is signed in may make such threads",
        ));
    }
    Ok(Some(roles))
}

fn most<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u16, D::Error> {
    let most = u16::deserialize(deserializer)?;
    if (1..=MOST_MEMBERS).contains(&most) {
        return Ok(most);
    }
    Err(D::Error::custom(format!(
        "expected 1 to {MOST_MEMBERS} members, found {most}: the moderator takes a seat of ACS's 250"
    )))
}

fn retention<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u16>, D::Error> {
    let days = u16::deserialize(deserializer)?;
    if RETENTION.contains(&days) {
        return Ok(Some(days));
    }
    Err(D::Error::custom(format!(
        "expected 30 to 90 days, found {days}"
    )))
}

fn topic<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let topic = String::deserialize(deserializer)?;
    if topic.trim().is_empty() {
        return Err(D::Error::custom("expected a topic: ACS takes no empty one"));
    }
    Ok(topic)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_something_within_one_part() {
        for (pattern, text, expected) in [
            ("order/*", "order/1234", true),
            ("order/*", "order/", false),
            ("order/*", "order", false),
            ("order/*", "order/1234/returns", false),
            ("order/*/returns", "order/1234/returns", true),
            ("*", "anything", true),
            ("*", "a/b", false),
            ("a*c", "abc", true),
            ("a*c", "ac", false),
            ("a*c", "abcbc", true),
            ("a*b*c", "axbxbxc", true),
            ("a*b*c", "abc", false),
            ("order", "orders", false),
            ("*-*", "1-2-3", true),
        ] {
            assert_eq!(fits(pattern, text), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn a_key_means_nothing_else_in_a_path() {
        for key in ["order/1234", "a", "visit:2026-11-21/ben@contoso.com", "..."] {
            assert!(is_key(key), "{key}");
        }
        let long = "x".repeat(LONGEST_KEY + 1);
        for no in [
            "", "/", "a/", "/a", "a//b", "..", "a/../b", "./a", "a b", "a%2Fb", "a\\b", "a?b",
            "a#b", "a*", "ä", "a\0", "a+b", "a;b", &long,
        ] {
            assert!(!is_key(no), "{no}");
        }
    }

    fn mistakes(text: &str) -> String {
        let text = format!("[token]\ndefault_scopes = []\n{text}");
        match crate::policy::Policy::parse(std::path::Path::new("frontdesk.toml"), &text) {
            Ok(_) => String::new(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn a_mistake_is_shown_where_it_is() {
        assert_eq!(mistakes("[[threads]]\nkey = \"order/*\"\n"), "");
        insta::assert_snapshot!(mistakes("[[threads]]\nkey = \"order//*\"\n"), @r#"
        frontdesk.toml:4:7: expected a key such as `order/*`: letters, digits, `-`, `_`, `.`, `~`, `:`, `@`, `,` and `=`, in parts between slashes
        4 | key = "order//*"
          |       ^
        "#);
        insta::assert_snapshot!(
            mistakes("[[threads]]\nkey = \"order/*\"\n[[threads]]\nkey = \"order/x-*\"\n"), @r#"
        frontdesk.toml:6:7: never reached: `order/*` above fits all that this one fits
        6 | key = "order/x-*"
          |       ^
        "#);
        insta::assert_snapshot!(mistakes("[[threads]]\nkey = \"a\"\nroles = [\"agent\"]\n"), @r#"
        frontdesk.toml:5:9: nobody may give these roles: name in `create` or `manage` who may
        5 | roles = ["agent"]
          |         ^
        "#);
        insta::assert_snapshot!(mistakes("[[threads]]\nkey = \"a\"\ncreate = []\n"), @r"
        frontdesk.toml:5:10: expected a role; leave `create` out if whoever is signed in may make such threads
        5 | create = []
          |          ^
        ");
        insta::assert_snapshot!(mistakes("[[threads]]\nkey = \"a\"\nmembers = { max = 250 }\n"), @r"
        frontdesk.toml:5:19: expected 1 to 249 members, found 250: the moderator takes a seat of ACS's 250
        5 | members = { max = 250 }
          |                   ^
        ");
        insta::assert_snapshot!(mistakes("[[threads]]\nkey = \"a\"\nretention_days = 7\n"), @r"
        frontdesk.toml:5:18: expected 30 to 90 days, found 7
        5 | retention_days = 7
          |                  ^
        ");
        insta::assert_snapshot!(mistakes("[[threads]]\nkey = \"a\"\ntopic = \" \"\n"), @r#"
        frontdesk.toml:5:9: expected a topic: ACS takes no empty one
        5 | topic = " "
          |         ^
        "#);
    }

    #[test]
    fn a_role_is_given_only_by_whom_the_policy_names() {
        let rule: ThreadRule = toml::from_str(
            "key = \"order/*\"\nmanage = [\"agent\"]\nroles = [\"customer\", \"agent\"]\ntopic = \"About {key}\"",
        )
        .unwrap();
        let agent = ["agent".to_owned()];
        assert!(rule.may_create(&[]) && !rule.is_trusted(&[]) && !rule.may_manage(&[]));
        assert!(rule.is_trusted(&agent) && rule.may_manage(&agent));
        assert_eq!(rule.topic_of("order/1"), "About order/1");
        assert_eq!(rule.members.max, 249);
    }
}
