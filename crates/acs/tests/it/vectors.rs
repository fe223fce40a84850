//! Known signatures: what Microsoft's own clients send, and an independent computation.

use acs::{
    AccessKey,
    hmac::{AUTHORIZATION_PREFIX, content_hash, string_to_sign},
};
use serde::Deserialize;

#[derive(Deserialize)]
struct Vectors {
    count: usize,
    agreeing: usize,
    #[serde(rename = "vectors")]
    list: Vec<Vector>,
}

#[derive(Deserialize)]
struct Vector {
    name: String,
    key: String,
    method: String,
    url: String,
    date: String,
    body: Option<String>,
    host: String,
    expected_content_sha256: String,
    expected_string_to_sign: String,
    expected_authorization: String,
    all_non_rooms_sdks_agree: bool,
}

impl Vector {
    /// The request target as it is written in the URL. Only an empty query is not sent.
    fn target(&self) -> &str {
        let (_, rest) = self.url.split_once("://").unwrap_or_default();
        let target = rest
            .find('/')
            .and_then(|path| rest.get(path..))
            .unwrap_or("/");
        target.strip_suffix('?').unwrap_or(target)
    }
}

#[test]
fn every_vector_is_signed_as_it_is_sent() {
    let all: Vectors = serde_json::from_str(include_str!("../fixtures/hmac-vectors.json")).unwrap();
    for vector in &all.list {
        let hash = content_hash(vector.body.as_deref().unwrap_or_default().as_bytes());
        assert_eq!(hash, vector.expected_content_sha256, "{}", vector.name);
        let text = string_to_sign(
            &vector.method,
            vector.target(),
            &vector.date,
            &vector.host,
            &hash,
        );
        assert_eq!(text, vector.expected_string_to_sign, "{}", vector.name);
        let key: AccessKey = vector.key.parse().unwrap();
        let signature = vector
            .expected_authorization
            .strip_prefix(AUTHORIZATION_PREFIX)
            .unwrap();
        assert_eq!(key.sign(&text), signature, "{}", vector.name);
        assert!(key.verify(&text, signature), "{}", vector.name);
    }
    let agreeing = all
        .list
        .iter()
        .filter(|vector| vector.all_non_rooms_sdks_agree)
        .count();
    assert_eq!((all.list.len(), agreeing), (all.count, all.agreeing));
    assert_eq!((all.count, all.agreeing), (53, 41));
}
