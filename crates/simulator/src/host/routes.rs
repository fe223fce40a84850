//! Route templates as ASP.NET Core matches them.
//!
//! <https://learn.microsoft.com/aspnet/core/fundamentals/routing#route-templates>; of the
//! constraints `int`, `long`, `bool`, `guid` and `alpha` are checked and all others accepted; a
//! parameter is a whole segment.

use std::{borrow::Cow, fmt};

use percent_encoding::percent_decode_str;

/// A parsed route, prefix included.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Template {
    text: String,
    segments: Vec<Segment>,
}

impl fmt::Display for Template {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "/{}", self.text)
    }
}

/// In order of precedence: a literal wins over a parameter, a constraint over none.
#[derive(Debug, PartialEq, Eq)]
enum Segment {
    Literal(String),
    Constrained {
        name: String,
        optional: bool,
        constraints: Vec<String>,
    },
    Parameter {
        name: String,
        optional: bool,
    },
    Rest {
        name: String,
    },
}

impl Segment {
    fn rank(&self) -> u8 {
        match self {
            Self::Literal(_) => 1,
            Self::Constrained { .. } => 2,
            Self::Parameter { .. } => 3,
            Self::Rest { .. } => 4,
        }
    }
}

impl Template {
    /// Parses `a/{b:int}/{c?}` or `{*rest}`; the error is a sentence.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let mut segments = Vec::new();
        for part in text.split('/').filter(|part| !part.is_empty()) {
            if matches!(segments.last(), Some(Segment::Rest { .. })) {
                return Err(format!(
                    "route `{text}`: nothing may follow the catch-all parameter"
                ));
            }
            segments.push(
                segment(part)
                    .ok_or_else(|| format!("route `{text}`: `{part}` is not understood"))?,
            );
        }
        Ok(Self {
            text: text.to_owned(),
            segments,
        })
    }

    /// Smaller wins where several templates match.
    pub(crate) fn precedence(&self) -> Vec<u8> {
        self.segments.iter().map(Segment::rank).collect()
    }

    /// The values of the parameters, percent-decoded, if the path (with its leading slash) fits.
    pub(crate) fn matches(&self, path: &str) -> Option<Vec<(String, String)>> {
        let path = path.strip_prefix('/').unwrap_or(path);
        let path = path.strip_suffix('/').unwrap_or(path);
        let mut parts = path.split('/').filter(|_| !path.is_empty());
        let mut values = Vec::new();
        for segment in &self.segments {
            match segment {
                Segment::Literal(literal) => {
                    parts
                        .next()
                        .filter(|part| decode(part).eq_ignore_ascii_case(literal))?;
                }
                Segment::Constrained {
                    name,
                    optional,
                    constraints,
                } => match parts.next().map(decode) {
                    Some(part)
                        if !part.is_empty()
                            && constraints.iter().all(|one| satisfies(one, &part)) =>
                    {
                        values.push((name.clone(), part.into_owned()));
                    }
                    None if *optional => {}
                    _ => return None,
                },
                Segment::Parameter { name, optional } => match parts.next().map(decode) {
                    Some(part) if !part.is_empty() => {
                        values.push((name.clone(), part.into_owned()));
                    }
                    None if *optional => {}
                    _ => return None,
                },
                Segment::Rest { name } => {
                    let rest = parts.by_ref().collect::<Vec<_>>().join("/");
                    values.push((name.clone(), decode(&rest).into_owned()));
                }
            }
        }
        parts.next().is_none().then_some(values)
    }
}

fn segment(part: &str) -> Option<Segment> {
    let Some(inner) = part
        .strip_prefix('{')
        .and_then(|part| part.strip_suffix('}'))
    else {
        return (!part.contains(['{', '}', '?', '*'])).then(|| Segment::Literal(part.to_owned()));
    };
    if let Some(name) = inner.strip_prefix('*') {
        let name = name
            .trim_start_matches('*')
            .split(':')
            .next()
            .unwrap_or_default();
        return is_name(name).then(|| Segment::Rest {
            name: name.to_owned(),
        });
    }
    let (inner, optional) = inner
        .strip_suffix('?')
        .map_or((inner, false), |inner| (inner, true));
    let mut pieces = inner.split(':');
    let name = pieces.next().filter(|name| is_name(name))?.to_owned();
    let constraints: Vec<_> = pieces.map(str::to_ascii_lowercase).collect();
    Some(if constraints.is_empty() {
        Segment::Parameter { name, optional }
    } else {
        Segment::Constrained {
            name,
            optional,
            constraints,
        }
    })
}

fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name
            .chars()
            .all(|char| char.is_ascii_alphanumeric() || char == '_')
}

fn satisfies(constraint: &str, value: &str) -> bool {
    match constraint {
        "int" => value.parse::<i32>().is_ok(),
        "long" => value.parse::<i64>().is_ok(),
        "bool" => value.eq_ignore_ascii_case("true") || value.eq_ignore_ascii_case("false"),
        "guid" => uuid::Uuid::try_parse(value).is_ok(),
        "alpha" => value.chars().all(|char| char.is_ascii_alphabetic()),
        _ => true,
    }
}

fn decode(part: &str) -> Cow<'_, str> {
    percent_decode_str(part).decode_utf8_lossy()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_match_as_aspnet_does() {
        let guid = "2f1c1c3a-5d0e-4b56-9a43-0d6a51b8f8a1";
        for (template, path, expected) in [
            ("token", "/token", Some(vec![])),
            ("token", "/Token/", Some(vec![])),
            ("token", "/token/teams", None),
            ("api/token", "/token", None),
            (
                "user/{id}",
                "/user/8%3Aacs%3Aa+b",
                Some(vec![("id", "8:acs:a+b")]),
            ),
            ("user/{id}", "/user", None),
            ("user/{id?}", "/user", Some(vec![])),
            (
                "user/{id:guid}",
                &format!("/user/{guid}"),
                Some(vec![("id", guid)]),
            ),
            ("user/{id:guid}", "/user/1", None),
            ("user/{id:int?}", "/user", Some(vec![])),
            ("user/{id:int}", "/user/x", None),
            ("user/{id:length(3)}", "/user/x", Some(vec![("id", "x")])),
            ("{*rest}", "/a/b%20c", Some(vec![("rest", "a/b c")])),
            ("files/{*rest}", "/files", Some(vec![("rest", "")])),
            ("", "/", Some(vec![])),
        ] {
            let values = Template::parse(template).unwrap().matches(path);
            let values = values.as_ref().map(|values| {
                values
                    .iter()
                    .map(|(name, value)| (name.as_str(), value.as_str()))
                    .collect::<Vec<_>>()
            });
            assert_eq!(values, expected, "{template} {path}");
        }
    }

    #[test]
    fn a_template_that_is_not_played_says_so() {
        for (template, expected) in [
            ("a-{b}", "route `a-{b}`: `a-{b}` is not understood"),
            (
                "{*a}/b",
                "route `{*a}/b`: nothing may follow the catch-all parameter",
            ),
            ("{}", "route `{}`: `{}` is not understood"),
        ] {
            assert_eq!(Template::parse(template).unwrap_err(), expected);
        }
    }

    #[test]
    fn the_more_particular_template_comes_first() {
        let mut templates = ["{*rest}", "user/{id}", "{id}", "user/{id:int}", "user/me"]
            .map(|text| (Template::parse(text).unwrap().precedence(), text));
        templates.sort();
        assert_eq!(
            templates.map(|(_, text)| text),
            ["user/me", "user/{id:int}", "user/{id}", "{id}", "{*rest}"]
        );
    }
}
