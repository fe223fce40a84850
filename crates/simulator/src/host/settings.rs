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
    pub(crate) fn environment(&self) -> impl Iterator<Item = (String, String)> {
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
