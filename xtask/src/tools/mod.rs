//! Programs and libraries that the checks need, installed from the package registries into
//! `target/tools/`, with pinned versions. A stamp makes a second run do nothing.

pub(crate) mod cargo_deny;
pub(crate) mod node;
pub(crate) mod python;

use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::workspace;

/// One installed tool's folder, with what it was made from.
#[derive(Debug)]
struct Installation {
    folder: PathBuf,
    recipe: String,
}

impl Installation {
    /// `target/tools/<name>`, made from `recipe`: the pinned versions and the interpreter's own.
    fn new(name: &str, recipe: String) -> Self {
        Self {
            folder: workspace::tools().join(name),
            recipe,
        }
    }

    /// Runs `install` unless the same recipe was completed in this folder before.
    ///
    /// The stamp is written last, so an interrupted installation starts anew.
    fn ensure(&self, install: impl FnOnce(&Path) -> Result<(), Error>) -> Result<(), Error> {
        let stamp = self.folder.join(".stamp");
        if std::fs::read_to_string(&stamp).is_ok_and(|made_from| made_from == self.recipe) {
            return Ok(());
        }
        if self.folder.exists() {
            std::fs::remove_dir_all(&self.folder).map_err(Error::file(&self.folder))?;
        }
        std::fs::create_dir_all(&self.folder).map_err(Error::file(&self.folder))?;
        install(&self.folder)?;
        std::fs::write(&stamp, &self.recipe).map_err(Error::file(&stamp))
    }
}

fn read(path: &Path) -> Result<String, Error> {
    std::fs::read_to_string(path).map_err(Error::file(path))
}

fn copy(from: &Path, to: &Path) -> Result<(), Error> {
    std::fs::copy(from, to).map_err(Error::file(from))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn installs_once_for_each_recipe_and_again_after_an_interruption() {
        let folder = tempfile::tempdir().unwrap();
        let installs = Cell::new(0);
        let ensure = |recipe: &str, succeed: bool| {
            let installation = Installation {
                folder: folder.path().join("tool"),
                recipe: recipe.to_owned(),
            };
            let done = installation.ensure(|folder| {
                installs.set(installs.get() + 1);
                assert_eq!(
                    std::fs::read_dir(folder).unwrap().count(),
                    0,
                    "starts empty"
                );
                std::fs::write(folder.join("program"), recipe).unwrap();
                if succeed {
                    Ok(())
                } else {
                    Err(Error::Prerequisite("no network".to_owned()))
                }
            });
            (done.is_ok(), installs.get())
        };
        assert_eq!(ensure("v1", false), (false, 1));
        assert_eq!(ensure("v1", true), (true, 2));
        assert_eq!(ensure("v1", true), (true, 2));
        assert_eq!(ensure("v2", true), (true, 3));
    }
}
