//! What goes to Content Safety and comes back.
//!
//! <https://learn.microsoft.com/rest/api/contentsafety/text-operations/analyze-text>

use serde::{Deserialize, Serialize};

use super::{Levels, Severities};

/// The version of the API: <https://github.com/Azure/azure-rest-api-specs/tree/main/specification/cognitiveservices/data-plane/ContentSafety/stable/2024-09-01>
pub(super) const API_VERSION: &str = "2024-09-01";

/// A request. Without categories, all four are judged.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Question<'a> {
    pub(super) text: &'a str,
    pub(super) output_type: &'static str,
}

impl Levels {
    pub(super) const fn output_type(self) -> &'static str {
        match self {
            Self::Four => "FourSeverityLevels",
            Self::Eight => "EightSeverityLevels",
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    categories_analysis: Vec<Analysis>,
}

#[derive(Deserialize)]
struct Analysis {
    category: String,
    severity: Option<u8>,
}

#[derive(Deserialize)]
struct Refusal {
    error: RefusalError,
}

#[derive(Deserialize)]
struct RefusalError {
    code: String,
}

/// The judgement of an answer. `None` unless all four categories are in it: one that is missing was
/// not found harmless.
pub(super) fn severities(body: &[u8]) -> Option<Severities> {
    let answer: Answer = serde_json::from_slice(body).ok()?;
    let of = |category: &str| {
        let mut analyses = answer.categories_analysis.iter();
        analyses.find(|one| one.category == category)?.severity
    };
    Some(Severities {
        hate: of("Hate")?,
        self_harm: of("SelfHarm")?,
        sexual: of("Sexual")?,
        violence: of("Violence")?,
    })
}

/// The error code of a refusal. Its message is left alone, because it may quote what was sent, and so
/// is a code that is not a plain name.
pub(super) fn code(body: &[u8]) -> Option<String> {
    let refusal: Refusal = serde_json::from_slice(body).ok()?;
    let code = refusal.error.code;
    let plain = code.len() <= 64 && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (plain && !code.is_empty()).then_some(code)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_judgement_has_all_four_categories() {
        let analysis =
            |category: &str, severity: u8| json!({"category": category, "severity": severity});
        let four = [
            analysis("Violence", 7),
            analysis("Hate", 1),
            analysis("Sexual", 3),
            analysis("SelfHarm", 2),
        ];
        let read = |analyses: &[serde_json::Value]| {
            severities(
                json!({ "categoriesAnalysis": analyses })
                    .to_string()
                    .as_bytes(),
            )
        };
        let all = Severities {
            hate: 1,
            self_harm: 2,
            sexual: 3,
            violence: 7,
        };
        assert_eq!(read(&four), Some(all));
        let mut more = four.to_vec();
        more.push(analysis("Spite", 9));
        assert_eq!(read(&more), Some(all), "a category of later");
        for missing in 0..4 {
            let mut fewer = four.to_vec();
            fewer.remove(missing);
            assert_eq!(read(&fewer), None);
            // The member is optional in the specification.
            let mut silent = four.to_vec();
            silent[missing].as_object_mut().unwrap().remove("severity");
            assert_eq!(read(&silent), None);
        }
        assert_eq!(read(&[]), None);
        for body in ["", "{}", "null", r#"{"categoriesAnalysis":{}}"#] {
            assert_eq!(severities(body.as_bytes()), None, "{body}");
        }
    }

    #[test]
    fn only_a_plain_code_is_taken_from_a_refusal() {
        for (body, expected) in [
            (
                r#"{"error":{"code":"ServerBusy","message":"you said: xyz"}}"#,
                Some("ServerBusy"),
            ),
            (r#"{"error":{"code":"401"}}"#, Some("401")),
            (r#"{"error":{"code":""}}"#, None),
            (r#"{"error":{"code":"you said: xyz"}}"#, None),
            (r#"{"error":{"message":"xyz"}}"#, None),
            ("<html>", None),
        ] {
            assert_eq!(code(body.as_bytes()).as_deref(), expected, "{body}");
        }
    }
}
