//! Azure AI Content Safety.

use toml::Spanned;

use super::rules::Rules;
use crate::{
    ai::Category,
    policy::{
        Ai, Breaker, Consequence, Length, Mode, Rule, Severity,
        ai::Thresholds,
        builtin::Builtin,
        mistake::Mistakes,
        source::{AiSource, CategorySource, OnError, SelfHarmSource},
    },
};

/// The severities of either setting
/// (<https://learn.microsoft.com/azure/ai-services/content-safety/concepts/harm-categories#severity-levels>).
const LEVELS: [u8; 2] = [4, 8];

pub(super) fn ai(source: AiSource, rules: &mut Rules, mistakes: &mut Mistakes) -> Ai {
    let levels = source.levels.as_ref().map_or(8, |levels| *levels.get_ref());
    if let Some(spanned) = &source.levels
        && !LEVELS.contains(&levels)
    {
        mistakes.add(spanned.span(), "expected 4 or 8 levels");
    }
    let top = if levels == 4 { 6 } else { 7 };
    let mut asked = Asked { rules, top };
    let thresholds = [
        asked.category(Category::Hate, source.hate.as_ref(), mistakes),
        asked.category(Category::Sexual, source.sexual.as_ref(), mistakes),
        asked.category(Category::Violence, source.violence.as_ref(), mistakes),
        asked.self_harm(source.self_harm, mistakes),
    ];
    let consequence = match source.on_error {
        OnError::Allow => Consequence::Allow,
        OnError::Flag => Consequence::Flag,
        OnError::Delete => Consequence::Delete,
    };
    asked.put(Builtin::AiError, consequence, Severity::None, Mode::Enforce);
    Ai {
        levels,
        timeout: source.timeout.unwrap_or(Length::millis(800)).get(),
        breaker: Breaker {
            failures: source.breaker.failures,
            per: source.breaker.per.get(),
            open: source.breaker.open.get(),
        },
        thresholds,
    }
}

struct Asked<'r> {
    rules: &'r mut Rules,
    top: u8,
}

impl Asked<'_> {
    fn category(
        &mut self,
        category: Category,
        source: Option<&Spanned<CategorySource>>,
        mistakes: &mut Mistakes,
    ) -> Thresholds {
        let Some(spanned) = source else {
            return Thresholds::default();
        };
        let source = spanned.get_ref();
        let thresholds = Thresholds {
            flag: source.flag,
            notify: None,
            delete: source.delete,
        };
        self.sensible(thresholds, spanned.span(), mistakes);
        let severity = source.severity.unwrap_or(Severity::Medium);
        self.put(category.into(), Consequence::Delete, severity, source.mode);
        thresholds
    }

    fn self_harm(
        &mut self,
        source: Option<Spanned<SelfHarmSource>>,
        mistakes: &mut Mistakes,
    ) -> Thresholds {
        let Some(spanned) = source else {
            return Thresholds::default();
        };
        let at = spanned.span();
        let source = spanned.into_inner();
        let thresholds = Thresholds {
            flag: source.flag,
            notify: source.notify,
            delete: source.delete,
        };
        self.sensible(thresholds, at.clone(), mistakes);
        match (source.notify, &source.people) {
            (Some(_), None) => mistakes.add(
                at,
                "nobody is told: expected `people = { webhook = \"…\", type = \"chat.self_harm\" }`",
            ),
            (None, Some(_)) => mistakes.add(
                at,
                "nobody is ever told: expected `notify`, the severity from which `people` are",
            ),
            (Some(_), Some(_)) | (None, None) => {}
        }
        let notify = self.rules.told(source.people);
        self.rules.put(
            Builtin::AiSelfHarm,
            Rule {
                id: Builtin::AiSelfHarm.id().to_owned(),
                category: Some("self_harm".to_owned()),
                consequence: Consequence::Delete,
                severity: Severity::None,
                mode: source.mode,
                notify,
            },
        );
        thresholds
    }

    fn put(&mut self, builtin: Builtin, consequence: Consequence, severity: Severity, mode: Mode) {
        self.rules.put(
            builtin,
            Rule {
                id: builtin.id().to_owned(),
                category: None,
                consequence,
                severity,
                mode,
                notify: None,
            },
        );
    }

    fn sensible(
        &self,
        thresholds: Thresholds,
        at: std::ops::Range<usize>,
        mistakes: &mut Mistakes,
    ) {
        let Thresholds {
            flag,
            notify,
            delete,
        } = thresholds;
        let all = [flag, notify, delete];
        if all.iter().all(Option::is_none) {
            mistakes.add(at, "without a threshold nothing comes of it");
            return;
        }
        if all
            .iter()
            .flatten()
            .any(|from| !(1..=self.top).contains(from))
        {
            let top = self.top;
            mistakes.add(
                at.clone(),
                format!("severities are 1 to {top}; 0 is every harmless message"),
            );
        }
        let never = delete.filter(|delete| flag.is_some_and(|flag| flag >= *delete));
        if let Some(delete) = never {
            mistakes.add(at, format!("never flags: from {delete} on it deletes"));
        }
    }
}
