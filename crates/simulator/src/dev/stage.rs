//! The script root: the project as Azure would see it, minus the program, and minus the policy, which is
//! read where it lies.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::{DevError, io_error};

/// Assembles `host.json` and one folder a function with only its binding, anew.
pub(super) fn stage(project: &Path, app: &Path) -> Result<PathBuf, DevError> {
    assemble(project, app).map_err(io_error(format!("cannot assemble {}", app.display())))?;
    Ok(app.to_path_buf())
}

fn assemble(project: &Path, app: &Path) -> io::Result<()> {
    if app.exists() {
        fs::remove_dir_all(app)?;
    }
    fs::create_dir_all(app)?;
    link(&project.join("host.json"), &app.join("host.json"))?;
    for entry in fs::read_dir(project.join("functions"))? {
        let entry = entry?;
        let binding = entry.path().join("function.json");
        if binding.is_file() {
            let folder = app.join(entry.file_name());
            fs::create_dir(&folder)?;
            link(&binding, &folder.join("function.json"))?;
        }
    }
    Ok(())
}

/// An edited file counts from the handler's next start, without another `cargo dev`.
#[cfg(unix)]
fn link(from: &Path, to: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(from, to)
}

#[cfg(not(unix))]
fn link(from: &Path, to: &Path) -> io::Result<()> {
    fs::copy(from, to).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_root_has_what_azure_gets() {
        let folder = std::env::temp_dir().join(format!("frontdesk-stage-{}", std::process::id()));
        let (project, app) = (folder.join("project"), folder.join("app"));
        let file = |path: &str| {
            let path = project.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        };
        for path in [
            "host.json",
            "functions/lib.rs",
            "functions/token/mod.rs",
            "functions/token/function.json",
            "functions/oidc/mod.rs",
        ] {
            file(path);
        }
        fs::create_dir_all(app.join("gone")).unwrap();
        assert_eq!(stage(&project, &app).unwrap(), app);

        let mut found = Vec::new();
        for entry in fs::read_dir(&app)
            .unwrap()
            .chain(fs::read_dir(app.join("token")).unwrap())
        {
            found.push(entry.unwrap().file_name().into_string().unwrap());
        }
        found.sort();
        assert_eq!(found, ["function.json", "host.json", "token"]);

        fs::remove_dir_all(&folder).unwrap();
    }
}
