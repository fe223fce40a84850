//! Building the app with cargo, which shows its progress and its errors by itself.

use std::{
    path::{Path, PathBuf},
    process::Stdio,
};

use serde::Deserialize;
use tokio::process::Command;

use super::{DevError, io_error};

/// One message of `--message-format=json`; of interest is only the program.
/// <https://doc.rust-lang.org/cargo/reference/external-tools.html#artifact-messages>
#[derive(Deserialize)]
struct Message {
    target: Option<Target>,
    executable: Option<PathBuf>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
}

/// The path of the program.
pub(super) async fn build(project: &Path, release: bool) -> Result<PathBuf, DevError> {
    // `cargo run` tells its children which cargo it is.
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command
        .current_dir(project)
        .args(["build", "--package", "frontdesk", "--bin", "frontdesk"])
        .arg("--message-format=json-render-diagnostics")
        .stdout(Stdio::piped())
        .kill_on_drop(true);
    if release {
        command.arg("--release");
    }
    let child = command.spawn().map_err(io_error("cannot start cargo"))?;
    let output = child
        .wait_with_output()
        .await
        .map_err(io_error("cargo cannot be watched"))?;
    let messages = String::from_utf8_lossy(&output.stdout);
    program(&messages)
        .filter(|_| output.status.success())
        .ok_or(DevError::Build)
}

fn program(messages: &str) -> Option<PathBuf> {
    messages.lines().find_map(|line| {
        let message: Message = serde_json::from_str(line).ok()?;
        message.executable.filter(|_| {
            message
                .target
                .is_some_and(|target| target.name == "frontdesk")
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_is_found_among_the_messages() {
        let messages = r#"{"reason":"compiler-artifact","target":{"name":"acs"},"executable":null}
{"reason":"compiler-artifact","target":{"name":"build-script-build"},"executable":"/t/build"}
{"reason":"compiler-artifact","target":{"name":"frontdesk"},"executable":null}
{"reason":"compiler-artifact","target":{"name":"frontdesk"},"executable":"/t/debug/frontdesk"}
{"reason":"build-finished","success":true}"#;
        assert_eq!(program(messages), Some(PathBuf::from("/t/debug/frontdesk")));
        assert_eq!(
            program(r#"{"reason":"build-finished","success":false}"#),
            None
        );
    }
}
