//! `local.settings.json`: what Core Tools reads from it.
//!
//! <https://learn.microsoft.com/azure/azure-functions/functions-develop-local#local-settings-file>

use std::{collections::BTreeMap, path::Path};

use serde::Deserialize;
use serde_json::Value;

use super::json::{self, ConfigError};

/// The environment of the handler, and the CORS rules that the platform would apply.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct LocalSettings {
    values: BTreeMap<String, Value>,
    host: HostSection,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct HostSection {
    #[serde(rename = "CORS")]
    cors: String,
    #[serde(rename = "CORSCredentials")]
    cors_credentials: bool,
}

impl LocalSettings {
    pub(crate) fn read(path: &Path) -> Result<Self, ConfigError> {
        let settings: Self = json::read(path)?;
        match settings
            .values
            .iter()
            .find(|(_, value)| value.is_object() || value.is_array())
        {
            Some((name, _)) => Err(ConfigError::new(
                path,
                format!("Values.{name} must be a string: settings are not nested"),
            )),
            None => Ok(settings),
        }
    }

    /// Name and value of each setting.
    pub(crate) fn values(&self) -> impl Iterator<Item = (String, String)> {
        self.values.iter().map(|(name, value)| {
            let text = value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned);
            (name.clone(), text)
        })
    }

    /// The origins that may call from a browser (`*` is every one), and whether with cookies.
    pub(crate) fn cors(&self) -> (Vec<String>, bool) {
        let origins = self
            .host
            .cors
            .split(',')
            .map(str::trim)
            .filter(|origin| !origin.is_empty());
        (
            origins.map(str::to_owned).collect(),
            self.host.cors_credentials,
        )
    }
}

/// Settings by name. As with Core Tools, `Values` yields to the environment of this process, and
/// `env` to nothing.
pub(crate) fn environment(
    settings: &LocalSettings,
    env: &[(String, String)],
) -> BTreeMap<String, String> {
    let mut environment: BTreeMap<_, _> = settings
        .values()
        .filter(|(name, _)| std::env::var_os(name).is_none())
        .collect();
    environment.extend(env.iter().cloned());
    environment
}

/// Replaces `%NAME%` by the setting; one that is not set vanishes.
pub(crate) fn expand(text: &str, setting: impl Fn(&str) -> Option<String>) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('%') {
        out.push_str(before);
        let Some((name, after)) = after.split_once('%') else {
            return out + "%" + after;
        };
        out.push_str(&setting(name).unwrap_or_default());
        rest = after;
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_in_paths_and_arguments() {
        let setting = |name: &str| (name == "DIR").then(|| "/opt".to_owned());
        for (text, expected) in [
            ("%DIR%/bin", "/opt/bin"),
            ("a%NONE%b", "ab"),
            ("100%", "100%"),
            ("plain", "plain"),
        ] {
            assert_eq!(expand(text, setting), expected, "{text}");
        }
    }
}
