//! `POST /contentsafety/text:analyze`.

use std::sync::Arc;

use axum::{Json, body::Bytes, extract::State};
use serde::{Deserialize, Serialize};

use super::{error::SafetyError, judgement::HarmCategory};
use crate::world::World;

/// Code points in one request.
const LONGEST: usize = 10_000;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Request {
    text: String,
    #[serde(default)]
    categories: Vec<HarmCategory>,
    #[serde(default)]
    blocklist_names: Vec<String>,
    #[serde(default)]
    output_type: OutputType,
}

#[derive(Clone, Copy, Default, Deserialize)]
enum OutputType {
    #[default]
    FourSeverityLevels,
    EightSeverityLevels,
}

impl OutputType {
    /// Of four levels, each stands for two of the eight.
    /// <https://learn.microsoft.com/azure/ai-services/content-safety/concepts/harm-categories#severity-levels>
    const fn shown(self, severity: u8) -> u8 {
        match self {
            Self::FourSeverityLevels => severity - severity % 2,
            Self::EightSeverityLevels => severity,
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Answer {
    /// Always empty: the simulator keeps no blocklists, and refuses requests that name one.
    blocklists_match: [(); 0],
    categories_analysis: Vec<Analysis>,
}

#[derive(Serialize)]
struct Analysis {
    category: HarmCategory,
    severity: u8,
}

/// Judges a text.
pub(super) async fn handle(
    State(world): State<Arc<World>>,
    body: Bytes,
) -> Result<Json<Answer>, SafetyError> {
    let request: Request =
        serde_json::from_slice(&body).map_err(|_| SafetyError::InvalidRequestBody {
            message: "The request body does not match the API's definition.",
        })?;
    if request.text.chars().count() > LONGEST {
        return Err(SafetyError::InvalidRequestBody {
            message: "The length of text exceeds the limit of 10000 characters.",
        });
    }
    if let Some(name) = request.blocklist_names.into_iter().next() {
        return Err(SafetyError::BlocklistNotFound { name });
    }
    let wanted = if request.categories.is_empty() {
        HarmCategory::ALL.to_vec()
    } else {
        request.categories
    };
    let state = world.state();
    let analysis = |category| Analysis {
        category,
        severity: request
            .output_type
            .shown(state.safety.harms.severity(&request.text, category)),
    };
    Ok(Json(Answer {
        blocklists_match: [],
        categories_analysis: wanted.into_iter().map(analysis).collect(),
    }))
}
