//! Our numbers, checked.

use toml::Spanned;

use super::Mistakes;
use crate::{
    number::{Address, Region},
    policy::{Number, NumberType, source::NumberSource},
};

pub(super) fn numbers(
    sources: Vec<NumberSource>,
    region: Region,
    mistakes: &mut Mistakes,
) -> Vec<Number> {
    let mut numbers: Vec<Number> = Vec::new();
    for source in sources {
        let at = source.number.span();
        let Ok(address) = Address::parse(source.number.get_ref(), region) else {
            mistakes.add(
                at,
                "expected a number such as `+18005550100`, a short code or a sender's name",
            );
            continue;
        };
        if numbers.iter().any(|number| number.address == address) {
            mistakes.add(at, "this number is listed twice");
            continue;
        }
        let kind = *source.kind.get_ref();
        let fits = match &address {
            Address::E164(_) => matches!(
                kind,
                NumberType::TollFree | NumberType::TenDlc | NumberType::Mobile
            ),
            Address::ShortCode(_) => kind == NumberType::ShortCode,
            Address::Alphanumeric(_) => kind == NumberType::Alphanumeric,
        };
        if !fits {
            mistakes.add(
                source.kind.span(),
                format!(
                    "`{}` cannot be of the type `{kind}`",
                    source.number.get_ref()
                ),
            );
        }
        if let Some(managed) = &source.acs_managed_optout
            && *managed.get_ref()
            && matches!(kind, NumberType::Mobile | NumberType::Alphanumeric)
        {
            mistakes.add(
                managed.span(),
                format!("ACS manages no opt-outs for the type `{kind}`"),
            );
        }
        numbers.push(Number {
            address,
            kind,
            program: source.program,
            acs_managed_optout: source.acs_managed_optout.is_some_and(Spanned::into_inner),
        });
    }
    numbers
}
