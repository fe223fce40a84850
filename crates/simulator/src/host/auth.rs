//! Keys: who may call a function, the admin endpoints and the webhook.
//!
//! <https://learn.microsoft.com/azure/azure-functions/function-keys-how-to>

use std::fmt;

use axum::http::{HeaderMap, Uri};
use url::form_urlencoded;

use super::{KEY, functions::AuthLevel};

/// Whether the host asks for keys.
#[derive(Clone, Debug, Default)]
pub enum Auth {
    /// Nobody needs a key, as with Core Tools.
    #[default]
    Open,
    /// As in Azure.
    Keys(Keys),
}

/// The keys of a function app. They are not shown by `Debug`.
#[derive(Clone)]
pub struct Keys {
    /// Opens everything.
    pub master: String,
    /// Opens functions of level `function`.
    pub function: String,
    /// The system key `eventgrid_extension`: opens the Event Grid webhook.
    pub event_grid: String,
}

impl fmt::Debug for Keys {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Keys").finish_non_exhaustive()
    }
}

/// What a caller wants.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Door {
    Function(AuthLevel),
    Admin,
    EventGrid,
}

impl Auth {
    /// Whether the `x-functions-key` header or the `code` parameter opens the door.
    pub(crate) fn admits(&self, door: Door, uri: &Uri, headers: &HeaderMap) -> bool {
        let Self::Keys(keys) = self else { return true };
        let enough = match door {
            Door::Function(AuthLevel::Anonymous) => return true,
            Door::Function(AuthLevel::Function) => [Some(&keys.master), Some(&keys.function)],
            Door::Function(AuthLevel::Admin) | Door::Admin => [Some(&keys.master), None],
            Door::EventGrid => [Some(&keys.master), Some(&keys.event_grid)],
        };
        let header = headers
            .get(KEY)
            .and_then(|key| key.to_str().ok())
            .map(str::to_owned);
        let given = header.or_else(|| {
            query(uri)
                .find(|(name, _)| name == "code")
                .map(|(_, code)| code)
        });
        given.is_some_and(|given| enough.into_iter().flatten().any(|key| *key == given))
    }
}

/// The parameters of a query, decoded.
pub(crate) fn query(uri: &Uri) -> impl Iterator<Item = (String, String)> {
    form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> Auth {
        let key = str::to_owned;
        Auth::Keys(Keys {
            master: key("m"),
            function: key("f"),
            event_grid: key("e"),
        })
    }

    #[test]
    fn every_door_has_its_keys() {
        let doors = [
            (Door::Function(AuthLevel::Anonymous), "- m f e x"),
            (Door::Function(AuthLevel::Function), "m f"),
            (Door::Function(AuthLevel::Admin), "m"),
            (Door::Admin, "m"),
            (Door::EventGrid, "m e"),
        ];
        for (door, opening) in doors {
            for key in ["-", "m", "f", "e", "x"] {
                let uri: Uri = if key == "-" {
                    "/".parse()
                } else {
                    format!("/?a=b&code={key}").parse()
                }
                .unwrap();
                let mut headers = HeaderMap::new();
                let expected = opening.split(' ').any(|one| one == key);
                assert_eq!(
                    keys().admits(door, &uri, &headers),
                    expected,
                    "{door:?} code={key}"
                );
                if key != "-" {
                    headers.insert("x-functions-key", key.parse().unwrap());
                    let bare = Uri::from_static("/");
                    assert_eq!(
                        keys().admits(door, &bare, &headers),
                        expected,
                        "{door:?} header={key}"
                    );
                }
                assert!(Auth::Open.admits(door, &uri, &HeaderMap::new()), "{door:?}");
            }
        }
    }

    #[test]
    fn keys_do_not_print() {
        assert_eq!(format!("{:?}", keys()), "Keys(Keys { .. })");
    }
}
