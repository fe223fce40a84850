//! The folders with a `function.json`: which functions there are and what starts them.
//!
//! The form of the file:
//! <https://learn.microsoft.com/azure/azure-functions/functions-reference#folder-structure>.

use std::{fmt, fs, path::Path};

use axum::http::Method;
use serde::{Deserialize, Deserializer, de::Error as _};

use super::{
    json::{self, ConfigError},
    routes::Template,
    settings::expand,
};

/// One function folder.
#[derive(Debug)]
pub(crate) struct Function {
    /// The name of the folder.
    pub(crate) name: String,
    /// The name of the trigger's binding.
    pub(crate) binding: String,
    pub(crate) trigger: Trigger,
    pub(crate) outputs: Vec<Output>,
    /// Exactly `httpTrigger` in and `http` out: only these are proxied.
    pub(crate) http_only: bool,
}

impl Function {
    /// Puts settings in place of `%NAME%` in the names of its queues.
    fn name_queues(&mut self, setting: impl Fn(&str) -> Option<String>) {
        let outputs = self
            .outputs
            .iter_mut()
            .filter_map(|output| match &mut output.kind {
                OutputKind::Queue { queue } => Some(queue),
                OutputKind::Http | OutputKind::Other => None,
            });
        let trigger = match &mut self.trigger {
            Trigger::Queue { queue, .. } => Some(queue),
            Trigger::Http(_) | Trigger::EventGrid { .. } | Trigger::Timer => None,
        };
        for queue in outputs.chain(trigger) {
            *queue = expand(queue, &setting);
        }
    }
}

/// What starts a function.
#[derive(Debug)]
pub(crate) enum Trigger {
    Http(HttpTrigger),
    EventGrid {
        many: bool,
        /// What the simulator's Event Grid delivers; the host does not look at it.
        event_types: Vec<String>,
    },
    Queue {
        queue: String,
        binary: bool,
    },
    Timer,
}

impl Trigger {
    /// What an Event Grid function wants; empty for all others.
    pub(crate) fn event_types(&self) -> &[String] {
        match self {
            Self::EventGrid { event_types, .. } => event_types,
            Self::Http(_) | Self::Queue { .. } | Self::Timer => &[],
        }
    }
}

impl fmt::Display for Trigger {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Http(HttpTrigger {
                template,
                methods: None,
                ..
            }) => write!(formatter, "{template}"),
            Self::Http(HttpTrigger {
                template,
                methods: Some(methods),
                ..
            }) => {
                let methods: Vec<_> = methods.iter().map(Method::as_str).collect();
                write!(formatter, "{} {template}", methods.join("|"))
            }
            Self::EventGrid { many, event_types } => {
                formatter.write_str(if *many {
                    "Event Grid, in batches"
                } else {
                    "Event Grid"
                })?;
                let short = |name: &String| name.rsplit('.').next().unwrap_or_default().to_owned();
                let types: Vec<_> = event_types.iter().map(short).collect();
                if types.is_empty() {
                    Ok(())
                } else {
                    write!(formatter, ": {}", types.join(", "))
                }
            }
            Self::Queue { queue, .. } => write!(formatter, "queue: {queue}"),
            Self::Timer => formatter.write_str("timer"),
        }
    }
}

/// An `httpTrigger` binding.
#[derive(Debug)]
pub(crate) struct HttpTrigger {
    /// With the route prefix.
    pub(crate) template: Template,
    /// `None` is every method.
    pub(crate) methods: Option<Vec<Method>>,
    pub(crate) level: AuthLevel,
}

/// Which key an HTTP function asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum AuthLevel {
    /// None.
    Anonymous,
    /// A function key, or the master key.
    #[default]
    Function,
    /// The master key.
    Admin,
}

/// An output binding.
#[derive(Debug)]
pub(crate) struct Output {
    pub(crate) name: String,
    pub(crate) kind: OutputKind,
    /// `dataType: binary` turns off the guess that a string may be base64.
    pub(crate) binary: bool,
}

/// Where an output goes.
#[derive(Debug)]
pub(crate) enum OutputKind {
    Http,
    Queue {
        queue: String,
    },
    /// A binding that this host does not write to.
    Other,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct FunctionJson {
    bindings: Vec<Binding>,
    #[serde(default)]
    disabled: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Binding {
    #[serde(rename = "type")]
    kind: String,
    #[serde(deserialize_with = "binding_name")]
    name: String,
    #[serde(default)]
    direction: Direction,
    route: Option<String>,
    #[serde(default, deserialize_with = "methods")]
    methods: Option<Vec<Method>>,
    #[serde(default)]
    auth_level: AuthLevel,
    cardinality: Option<String>,
    data_type: Option<String>,
    queue_name: Option<String>,
    #[serde(default)]
    event_types: Vec<String>,
}

#[derive(Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum Direction {
    #[default]
    In,
    Out,
}

/// Every enabled function under `root`, by name. `setting` reads an app setting
/// (`AzureWebJobs.<name>.Disabled`).
pub(crate) fn discover(
    root: &Path,
    route_prefix: &str,
    setting: impl Fn(&str) -> Option<String>,
) -> Result<Vec<Function>, ConfigError> {
    let entries = fs::read_dir(root).map_err(|error| ConfigError::new(root, error.to_string()))?;
    let mut folders: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    folders.sort();
    let mut functions = Vec::new();
    for folder in folders {
        let path = folder.join("function.json");
        if !path.is_file() {
            continue;
        }
        let name = folder
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let off = setting(&format!("AzureWebJobs.{name}.Disabled"))
            .is_some_and(|value| value == "1" || value.eq_ignore_ascii_case("true"));
        if let Some(mut function) = read(&path, name, route_prefix)?.filter(|_| !off) {
            function.name_queues(&setting);
            functions.push(function);
        }
    }
    if functions.is_empty() {
        return Err(ConfigError::new(
            root,
            "no folder here has a function.json: there is nothing to run",
        ));
    }
    Ok(functions)
}

/// `None` for a disabled function.
fn read(path: &Path, name: String, route_prefix: &str) -> Result<Option<Function>, ConfigError> {
    let wrong = |message: String| ConfigError::new(path, message);
    if !is_function_name(&name) {
        return Err(wrong(format!(
            "`{name}` is no function name: a letter, then letters, digits, _ and -"
        )));
    }
    let file: FunctionJson = json::read(path)?;
    if file.disabled {
        return Ok(None);
    }
    let http_only = matches!(
        (
            file.bindings.as_slice(),
            file.bindings
                .iter()
                .map(|one| &one.direction)
                .collect::<Vec<_>>()
                .as_slice()
        ),
        (
            [_, _],
            [Direction::In, Direction::Out] | [Direction::Out, Direction::In]
        )
    ) && file.bindings.iter().all(|one| {
        one.kind
            .eq_ignore_ascii_case(if one.direction == Direction::In {
                "httpTrigger"
            } else {
                "http"
            })
    });
    let mut outputs = Vec::new();
    let mut triggers = Vec::new();
    for binding in file.bindings {
        if binding.direction == Direction::Out {
            outputs.push(output(binding));
        } else if binding.kind.to_ascii_lowercase().ends_with("trigger") {
            triggers.push(binding);
        }
    }
    let Ok([trigger]) = <[Binding; 1]>::try_from(triggers) else {
        return Err(wrong(
            "a function has exactly one trigger binding".to_owned(),
        ));
    };
    let binding = trigger.name.clone();
    let trigger = read_trigger(trigger, &name, route_prefix).map_err(wrong)?;
    Ok(Some(Function {
        name,
        binding,
        trigger,
        outputs,
        http_only,
    }))
}

fn read_trigger(binding: Binding, function: &str, route_prefix: &str) -> Result<Trigger, String> {
    match binding.kind.to_ascii_lowercase().as_str() {
        "httptrigger" => {
            let route = binding
                .route
                .as_deref()
                .unwrap_or(function)
                .trim_matches('/');
            if ["admin", "runtime"]
                .into_iter()
                .any(|own| route.split('/').next() == Some(own))
            {
                return Err(format!(
                    "the route `{route}` is reserved: it starts with `admin` or `runtime`"
                ));
            }
            let template = Template::parse(format!("{route_prefix}/{route}").trim_matches('/'))?;
            Ok(Trigger::Http(HttpTrigger {
                template,
                methods: binding.methods,
                level: binding.auth_level,
            }))
        }
        "eventgridtrigger" => Ok(Trigger::EventGrid {
            many: binding
                .cardinality
                .is_some_and(|value| value.eq_ignore_ascii_case("many")),
            event_types: binding.event_types,
        }),
        "queuetrigger" => Ok(Trigger::Queue {
            queue: binding
                .queue_name
                .ok_or("a queueTrigger needs a queueName")?,
            binary: is_binary(binding.data_type.as_deref()),
        }),
        "timertrigger" => Ok(Trigger::Timer),
        _ => Err(format!(
            "the binding type `{}` is not one that this host plays",
            binding.kind
        )),
    }
}

fn output(binding: Binding) -> Output {
    let kind = match (
        binding.kind.to_ascii_lowercase().as_str(),
        binding.queue_name,
    ) {
        ("http", _) => OutputKind::Http,
        ("queue", Some(queue)) => OutputKind::Queue { queue },
        _ => OutputKind::Other,
    };
    Output {
        name: binding.name,
        kind,
        binary: is_binary(binding.data_type.as_deref()),
    }
}

fn is_binary(data_type: Option<&str>) -> bool {
    data_type.is_some_and(|value| value.eq_ignore_ascii_case("binary"))
}

/// `^[a-z][a-z0-9_-]{0,127}$`, case ignored, and not `host`.
fn is_function_name(name: &str) -> bool {
    name.len() <= 128
        && name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name
            .chars()
            .all(|char| char.is_ascii_alphanumeric() || matches!(char, '_' | '-'))
        && !name.eq_ignore_ascii_case("host")
}

fn binding_name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let name = String::deserialize(deserializer)?;
    let plain = name.len() <= 128
        && name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.chars().all(|char| char.is_ascii_alphanumeric());
    if plain || name == "$return" {
        return Ok(name);
    }
    Err(D::Error::custom(format!(
        "`{name}` is no binding name: a letter, then letters and digits, or $return"
    )))
}

fn methods<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<Method>>, D::Error> {
    let names = Option::<Vec<String>>::deserialize(deserializer)?;
    let parse = |name: String| {
        Method::from_bytes(name.to_ascii_uppercase().as_bytes())
            .map_err(|_| D::Error::custom(format!("`{name}` is no HTTP method")))
    };
    let methods = names
        .map(|names| names.into_iter().map(parse).collect::<Result<Vec<_>, _>>())
        .transpose()?;
    Ok(methods.filter(|methods| !methods.is_empty()))
}
