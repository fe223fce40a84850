//! The word lists that a policy names: files beside it, or in folders below.

use std::{
    collections::BTreeMap,
    fs,
    io::{Error, ErrorKind},
    path::{Component, Path, PathBuf},
};

use super::Mistake;

/// Reads the lists that the policy at `path` names, by their names there; or says all that cannot be read.
pub(super) fn read(
    path: &Path,
    text: &str,
    source: &moderation::Source,
) -> Result<BTreeMap<String, String>, Vec<Mistake>> {
    let mut files = BTreeMap::new();
    let mut mistakes = Vec::new();
    for name in source.files() {
        match list(path, name.get_ref()) {
            Ok(list) => {
                files.insert(name.get_ref().clone(), list);
            }
            Err(error) => {
                let message = format!("this list cannot be read: {error}");
                mistakes.push(Mistake::new(path, text, name.span(), &message));
            }
        }
    }
    if mistakes.is_empty() {
        Ok(files)
    } else {
        Err(mistakes)
    }
}

/// Where a list of the policy at `path` is.
pub(super) fn beside(path: &Path, name: &str) -> PathBuf {
    path.with_file_name(name)
}

/// Nothing outside the policy's folder is read, whatever a name or a link says: a policy is data, and may
/// not have the program show other files in its messages.
fn list(path: &Path, name: &str) -> Result<String, Error> {
    let inside = Path::new(name)
        .components()
        .all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    let file = beside(path, name);
    let folder = path.parent().filter(|folder| *folder != Path::new(""));
    let folder = folder.unwrap_or(Path::new("."));
    if !inside || !file.canonicalize()?.starts_with(folder.canonicalize()?) {
        return Err(Error::new(
            ErrorKind::PermissionDenied,
            "it is not in the policy's folder, nor below it",
        ));
    }
    fs::read_to_string(file)
}
