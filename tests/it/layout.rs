//! The repository tests itself: each function is whole, each setting is written down everywhere,
//! and the crates depend on each other in one direction only.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use frontdesk::config::SETTINGS;
use serde_json::Value;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn json(path: impl AsRef<Path>) -> Value {
    serde_json::from_str(&read(path)).unwrap()
}

/// The first cells of the README's table under this heading, without their backticks.
fn readme_table(heading: &str) -> BTreeSet<String> {
    let readme = read("README.md");
    let (_, section) = readme
        .split_once(&format!("\n## {heading}\n"))
        .unwrap_or_else(|| panic!("the README has no section {heading:?}"));
    section
        .lines()
        .take_while(|line| !line.starts_with("## "))
        .filter_map(|line| line.strip_prefix("| `")?.split('`').next())
        .map(str::to_owned)
        .collect()
}

/// Folders beside the functions': modules of more than one file.
const NOT_FUNCTIONS: &[&str] = &["chat", "cli", "content_safety", "policy"];

fn folders() -> BTreeSet<String> {
    fs::read_dir(root().join("functions"))
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.file_type().unwrap().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .filter(|name| !NOT_FUNCTIONS.contains(&name.as_str()))
        .collect()
}

#[test]
fn each_function_has_a_binding_a_handler_and_a_row_in_the_readme() {
    let folders = folders();
    for name in &folders {
        // What the host accepts as a name, and what Rust accepts as a module.
        assert!(
            name.starts_with(|c: char| c.is_ascii_lowercase())
                && name.len() <= 128
                && name
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'),
            "{name}"
        );
        let folder = PathBuf::from("functions").join(name);
        let bindings = json(folder.join("function.json"))["bindings"].clone();
        let triggers = bindings.as_array().unwrap().iter().filter(|binding| {
            binding["type"]
                .as_str()
                .is_some_and(|kind| kind.ends_with("Trigger"))
        });
        assert_eq!(triggers.count(), 1, "{name} has one trigger");
        let handler = read(folder.join("mod.rs"));
        assert!(
            handler.contains("pub(crate) async fn handle("),
            "{name} has a handler"
        );
    }
    assert_eq!(folders, readme_table("Functions"));
}

#[test]
fn each_trigger_is_answered_by_the_router() {
    let lib: String = read("functions/lib.rs").split_whitespace().collect();
    for name in folders() {
        let bindings = json(format!("functions/{name}/function.json"))["bindings"].clone();
        let trigger = &bindings[0];
        let path = match trigger["type"].as_str().unwrap() {
            "httpTrigger" => {
                let route = trigger["route"].as_str().unwrap();
                // Without what may be left out: `poison/{id?}`.
                let whole = route.split('/').take_while(|part| !part.ends_with("?}"));
                format!("/{}", whole.collect::<Vec<_>>().join("/"))
            }
            _ => format!("/{name}"),
        };
        let route = format!(".route(\"{path}\",");
        let (_, rest) = lib
            .split_once(&route)
            .unwrap_or_else(|| panic!("no {route} in router()"));
        let methods = rest.split(".route(").next().unwrap();
        let handler = format!("({name}::handle)");
        assert!(methods.contains(&handler), "{path} is not {handler}");
    }
}

#[test]
fn each_setting_is_in_the_example_the_readme_and_the_code_and_nothing_else_is() {
    let in_code: BTreeSet<_> = SETTINGS
        .iter()
        .map(|(name, _)| (*name).to_owned())
        .collect();
    assert_eq!(readme_table("Settings"), in_code);

    let example = json("local.settings.json.example")["Values"].clone();
    let mut in_example: BTreeSet<_> = example.as_object().unwrap().keys().cloned().collect();
    // The host's own.
    assert!(in_example.remove("FUNCTIONS_WORKER_RUNTIME"));
    assert_eq!(in_example, in_code);
}

#[test]
fn the_crates_depend_on_each_other_in_one_direction() {
    let output = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--format-version",
            "1",
            "--no-deps",
            "--offline",
        ])
        .current_dir(root())
        .output()
        .unwrap();
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let ours: BTreeSet<_> = packages
        .iter()
        .map(|p| p["name"].as_str().unwrap())
        .collect();
    let allowed = |package: &str| -> &[&str] {
        match package {
            "acs" | "custom-handler" | "store" | "moderation" | "sms" | "calls" => &[],
            "frontdesk" => &[
                "acs",
                "custom-handler",
                "store",
                "moderation",
                "sms",
                "calls",
            ],
            "simulator" => &["acs", "custom-handler"],
            "bench" => &["moderation", "sms"],
            "xtask" => &[],
            new => panic!("say here what {new} may depend on"),
        }
    };
    for package in packages {
        let name = package["name"].as_str().unwrap();
        for dependency in package["dependencies"].as_array().unwrap() {
            let to = dependency["name"].as_str().unwrap();
            let in_tests = dependency["kind"] == "dev";
            let fine = in_tests && ["frontdesk", "store"].contains(&name) && to == "simulator";
            assert!(
                !ours.contains(to) || allowed(name).contains(&to) || fine,
                "{name} must not depend on {to}"
            );
        }
    }
}

#[test]
fn the_policy_schema_is_current() {
    let schema = serde_json::to_string_pretty(&frontdesk::policy::schema()).unwrap() + "\n";
    let path = root().join("docs/frontdesk.schema.json");
    if fs::read_to_string(&path).ok().as_deref() != Some(&schema) {
        fs::write(&path, schema).unwrap();
        panic!("docs/frontdesk.schema.json was out of date and has been written anew: commit it");
    }
}
