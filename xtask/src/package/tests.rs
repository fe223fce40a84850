//! The package of a small repository, and every reason for not making one.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use tempfile::TempDir;

use super::assemble::{Sources, assemble};

const HOST: &str =
    r#"{"version":"2.0","customHandler":{"description":{"defaultExecutablePath":"frontdesk"}}}"#;

fn write(root: &Path, path: &str, content: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, content).unwrap();
}

/// A repository with two functions, shared code, and files that must stay at home.
fn repository() -> TempDir {
    let root = tempfile::tempdir().unwrap();
    for (path, content) in [
        ("host.json", HOST),
        (
            "frontdesk.toml",
            "[token]\n[[chat.list]]\nfile = \"lists/house.txt\"\n",
        ),
        ("lists/house.txt", "frobnicate\n"),
        ("lists/unused.txt", "frobnicate\n"),
        ("local.settings.json", r#"{"Values":{"KEY":"secret"}}"#),
        ("functions/lib.rs", ""),
        ("functions/auth/mod.rs", ""),
        ("functions/token/mod.rs", ""),
        ("functions/token/function.json", r#"{"bindings":[]}"#),
        (
            "functions/secret_rotated/function.json",
            r#"{"bindings":[]}"#,
        ),
        ("built/frontdesk", "ELF"),
    ] {
        write(root.path(), path, content);
    }
    root
}

/// Every file below `folder` as `mode path`, sorted.
fn listing(folder: &Path) -> Vec<String> {
    fn walk(folder: &Path, prefix: &str, found: &mut Vec<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let path = format!("{prefix}{}", entry.file_name().to_str().unwrap());
            if entry.file_type().unwrap().is_dir() {
                walk(&entry.path(), &format!("{path}/"), found);
            } else {
                let mode = entry.metadata().unwrap().permissions().mode() & 0o7777;
                found.push(format!("{mode:o} {path}"));
            }
        }
    }
    let mut found = Vec::new();
    walk(folder, "", &mut found);
    found.sort();
    found
}

fn problem(root: &Path) -> String {
    let error = Sources::find(root).unwrap_err().to_string();
    error.replace(root.to_str().unwrap(), "…")
}

#[test]
fn holds_what_azure_runs_and_nothing_else() {
    let root = repository();
    let package = root.path().join("target/package");
    write(&package, "left-over/function.json", "{}");
    let sources = Sources::find(root.path()).unwrap();
    let told = assemble(&sources, &root.path().join("built/frontdesk"), &package).unwrap();
    let expected = [
        "644 frontdesk.toml",
        "644 host.json",
        "644 lists/house.txt",
        "644 secret_rotated/function.json",
        "644 token/function.json",
        "755 frontdesk",
    ];
    assert_eq!(listing(&package), expected);
    let told: Vec<_> = told.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "  0755           3  frontdesk",
            "  0644          47  frontdesk.toml",
            "  0644          87  host.json",
            "  0644          11  lists/house.txt",
            "  0644          15  secret_rotated/function.json",
            "  0644          15  token/function.json",
        ]
    );
}

#[test]
fn a_missing_file_is_named_with_its_purpose() {
    for (file, expected) in [
        (
            "host.json",
            "…/host.json: missing, and the package needs it: it tells the Functions host what to start",
        ),
        (
            "frontdesk.toml",
            "…/frontdesk.toml: missing, and the package needs it: it is the policy",
        ),
        (
            "lists/house.txt",
            "…/lists/house.txt: missing, and the package needs it: the policy has it as a word list",
        ),
    ] {
        let root = repository();
        fs::remove_file(root.path().join(file)).unwrap();
        assert_eq!(problem(root.path()), expected);
    }
}

#[test]
fn a_repository_without_functions_has_no_package() {
    let root = repository();
    fs::remove_dir_all(root.path().join("functions/token")).unwrap();
    fs::remove_dir_all(root.path().join("functions/secret_rotated")).unwrap();
    assert_eq!(
        problem(root.path()),
        "…/functions: no folder in it has a function.json"
    );
}

#[test]
fn json_that_the_host_would_refuse_is_refused_here() {
    let root = repository();
    write(
        root.path(),
        "functions/token/function.json",
        "{\"bindings\":[],}",
    );
    assert_eq!(
        problem(root.path()),
        "…/functions/token/function.json: trailing comma at line 1 column 16"
    );
}

#[test]
fn the_host_must_start_this_program() {
    let root = repository();
    write(
        root.path(),
        "host.json",
        &HOST.replace("\"frontdesk\"", "\"handler\""),
    );
    assert_eq!(
        problem(root.path()),
        "…/host.json: customHandler.description.defaultExecutablePath is \"handler\", the program is \"frontdesk\""
    );
    write(root.path(), "host.json", "{}");
    assert_eq!(
        problem(root.path()),
        "…/host.json: customHandler.description.defaultExecutablePath is absent, the program is \"frontdesk\""
    );
}

#[test]
fn a_name_that_the_host_skips_is_refused() {
    for name in ["1token", "to.ken", "Host"] {
        let root = repository();
        write(
            root.path(),
            &format!("functions/{name}/function.json"),
            "{}",
        );
        assert_eq!(
            problem(root.path()),
            format!("…/functions/{name}: the Functions host takes no function of this name")
        );
    }
}
