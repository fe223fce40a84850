//! Which files make the package, and putting them into one folder.

use std::fmt;
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Component, Path, PathBuf};

use serde_json::Value;

use crate::error::Error;
use crate::package::PackageError;

/// The program's name, in the package and in `host.json`.
const PROGRAM: &str = "frontdesk";

/// The files of the repository that go into the package.
#[derive(Debug)]
pub(super) struct Sources {
    host: PathBuf,
    policy: PathBuf,
    /// (name in the policy, its file) of the word lists, sorted by name.
    lists: Vec<(String, PathBuf)>,
    /// (name, its function.json), sorted by name.
    functions: Vec<(String, PathBuf)>,
}

/// One file of the package.
#[derive(Debug)]
pub(super) struct Packaged {
    /// Relative to the package.
    path: String,
    bytes: u64,
    mode: u32,
}

impl fmt::Display for Packaged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, bytes, mode } = self;
        write!(f, "  {mode:04o} {bytes:>11}  {path}")
    }
}

impl Sources {
    /// Finds and checks the files under the repository's `root`.
    pub(super) fn find(root: &Path) -> Result<Self, Error> {
        let host = required(
            root.join("host.json"),
            "it tells the Functions host what to start",
        )?;
        names_the_program(&host)?;
        let policy = required(root.join("frontdesk.toml"), "it is the policy")?;
        let lists = lists(root, &policy)?;
        let functions = functions(&root.join("functions"))?;
        Ok(Self {
            host,
            policy,
            lists,
            functions,
        })
    }
}

fn required(path: PathBuf, why: &'static str) -> Result<PathBuf, PackageError> {
    if path.is_file() {
        Ok(path)
    } else {
        Err(PackageError::Missing { path, why })
    }
}

/// The word lists that the policy names, all of them below its folder.
fn lists(root: &Path, policy: &Path) -> Result<Vec<(String, PathBuf)>, Error> {
    let text = std::fs::read_to_string(policy).map_err(Error::file(policy))?;
    let parsed: toml::Table = text.parse().map_err(|source| PackageError::Toml {
        path: policy.to_owned(),
        source,
    })?;
    let lists = parsed
        .get("chat")
        .and_then(|chat| chat.get("list"))
        .and_then(toml::Value::as_array);
    let names = lists
        .into_iter()
        .flatten()
        .filter_map(|list| list.get("file").and_then(toml::Value::as_str));
    let mut found = Vec::new();
    for name in names {
        let path = required(root.join(name), "the policy has it as a word list")?;
        let inside = path.components().all(|part| part != Component::ParentDir);
        if Path::new(name).is_absolute() || !inside {
            return Err(PackageError::Missing {
                path,
                why: "word lists lie beside the policy or below",
            }
            .into());
        }
        found.push((name.to_owned(), path));
    }
    found.sort();
    found.dedup();
    Ok(found)
}

fn json(path: &Path) -> Result<Value, Error> {
    let text = std::fs::read_to_string(path).map_err(Error::file(path))?;
    let parsed = serde_json::from_str(&text).map_err(|source| PackageError::Json {
        path: path.to_owned(),
        source,
    })?;
    Ok(parsed)
}

fn names_the_program(host: &Path) -> Result<(), Error> {
    let content = json(host)?;
    let program = content.pointer("/customHandler/description/defaultExecutablePath");
    if program.and_then(Value::as_str) == Some(PROGRAM) {
        return Ok(());
    }
    let found = program.map_or_else(|| "absent".to_owned(), Value::to_string);
    Err(PackageError::OtherHandler {
        path: host.to_owned(),
        found,
    }
    .into())
}

/// The folders below `folder` that have a `function.json`.
fn functions(folder: &Path) -> Result<Vec<(String, PathBuf)>, Error> {
    let mut functions = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(Error::file(folder))? {
        let path = entry.map_err(Error::file(folder))?.path();
        let binding = path.join("function.json");
        if !binding.is_file() {
            continue;
        }
        json(&binding)?;
        match path.file_name().and_then(|name| name.to_str()) {
            Some(name) if is_function_name(name) => functions.push((name.to_owned(), binding)),
            _ => return Err(PackageError::BadName { path }.into()),
        }
    }
    if functions.is_empty() {
        let path = folder.to_owned();
        return Err(PackageError::NoFunctions { path }.into());
    }
    functions.sort();
    Ok(functions)
}

/// `^[a-z][a-z0-9_-]{0,127}$` in any case, and not `host`.
/// <https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script/Utility.cs>
fn is_function_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.len() <= 128
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
        && !name.eq_ignore_ascii_case("host")
}

/// Makes `package` anew from `sources` and `program`; returns its files, sorted by path.
pub(super) fn assemble(
    sources: &Sources,
    program: &Path,
    package: &Path,
) -> Result<Vec<Packaged>, Error> {
    if package.exists() {
        std::fs::remove_dir_all(package).map_err(Error::file(package))?;
    }
    std::fs::create_dir_all(package).map_err(Error::file(package))?;
    let mut files = vec![
        copy(program, package, PROGRAM, 0o755)?,
        copy(&sources.policy, package, "frontdesk.toml", 0o644)?,
        copy(&sources.host, package, "host.json", 0o644)?,
    ];
    for (name, list) in &sources.lists {
        if let Some(folder) = package.join(name).parent() {
            std::fs::create_dir_all(folder).map_err(Error::file(folder))?;
        }
        files.push(copy(list, package, name, 0o644)?);
    }
    for (name, binding) in &sources.functions {
        let folder = package.join(name);
        std::fs::create_dir(&folder).map_err(Error::file(&folder))?;
        files.push(copy(
            binding,
            package,
            &format!("{name}/function.json"),
            0o644,
        )?);
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

fn copy(from: &Path, package: &Path, path: &str, mode: u32) -> Result<Packaged, Error> {
    let to = package.join(path);
    let bytes = std::fs::copy(from, &to).map_err(Error::file(from))?;
    std::fs::set_permissions(&to, Permissions::from_mode(mode)).map_err(Error::file(&to))?;
    Ok(Packaged {
        path: path.to_owned(),
        bytes,
        mode,
    })
}
