//! Where things are in this repository.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The repository's top folder.
pub(crate) fn root() -> &'static Path {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap_or(xtask)
}

/// Everything that is built or installed goes here, and nowhere else.
pub(crate) fn target() -> PathBuf {
    root().join("target")
}

/// Programs that the tests need and nobody has to install by hand.
pub(crate) fn tools() -> PathBuf {
    target().join("tools")
}

/// `cargo`, from the repository's top folder, as if typed there.
///
/// `cargo run` tells this program about itself in variables (`CARGO_PKG_NAME`, …); a build script
/// that watches one of them would otherwise run again on each switch between a terminal and here.
pub(crate) fn cargo() -> Command {
    let mut cargo = program("cargo");
    for (name, _) in std::env::vars_os() {
        let own = name.to_str().is_some_and(|name| {
            name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")
        });
        if own {
            cargo.env_remove(name);
        }
    }
    if console::colors_enabled() {
        cargo.env("CARGO_TERM_COLOR", "always");
    }
    cargo
}

/// `program`, started in the repository's top folder.
pub(crate) fn program(program: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root());
    command
}
