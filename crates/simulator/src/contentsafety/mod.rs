//! Azure AI Content Safety: how harmful a text is, in four categories.
//!
//! Nothing here understands a text. What counts as harmful is a table of phrases, which a test or a
//! developer adds to.
//!
//! <https://learn.microsoft.com/rest/api/contentsafety/text-operations/analyze-text>

mod account;
mod analyze;
mod auth;
mod error;
mod judgement;

use std::sync::Arc;

use axum::{Router, middleware, routing::post};

pub use self::judgement::{Harm, HarmCategory};
pub(crate) use self::{account::Account, judgement::Harms};
use crate::{Simulator, Which, vault, world::World};

/// The vault's name of the key that an app may use instead of its managed identity.
const KEY_SECRET: &str = "content-safety-key";

pub(crate) fn router(world: &Arc<World>) -> Router<Arc<World>> {
    Router::new()
        .route("/contentsafety/text:analyze", post(analyze::handle))
        // The portal shows the endpoint with a slash at its end, and SDKs write another.
        .route("//contentsafety/text:analyze", post(analyze::handle))
        .layer(middleware::from_fn_with_state(
            Arc::clone(world),
            auth::authenticate,
        ))
}

/// Puts the primary key into the vault.
pub(crate) fn seed_vault(world: &World) {
    let key = world.state().safety.key(Which::Primary).to_owned();
    vault::put(world, KEY_SECRET, key);
}

impl Simulator {
    /// One of the two keys of the Content Safety resource, whose endpoint is
    /// [`https_url`](Self::https_url).
    pub fn content_safety_key(&self, which: Which) -> String {
        self.world.state().safety.key(which).to_owned()
    }

    /// Replaces a key of the Content Safety resource and answers the new one; the vault still has the
    /// old one.
    pub fn regenerate_content_safety_key(&self, which: Which) -> String {
        self.world.state().safety.regenerate(which)
    }

    /// Makes Content Safety find this in every text that has the phrase, instead of what it found in
    /// that category before.
    ///
    /// # Errors
    /// What is wrong with the values, in words for the person who wrote them.
    pub fn set_harm(&self, harm: &Harm) -> Result<(), &'static str> {
        self.world.state().safety.harms.set(harm)
    }
}
