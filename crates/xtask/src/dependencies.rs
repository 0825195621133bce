//! The dependencies: their licences, bans and sources by `deny.toml`, and that a source names each.
//!
//! cargo-deny reads the graph of every platform that is shipped, cargo-shear reads our sources; neither compiles. Each
//! accepted exception is said where it is accepted: in `deny.toml`, or beside the dependency. Advisories need their
//! database and the network, so they are a command of their own.

use std::path::Path;
use std::process::Command;

use crate::step::{Stop, program, root};
use crate::tools::Tools;

/// Checks licences, bans, sources, and that every dependency is used.
///
/// # Errors
/// At the first check that fails.
pub fn check(tools: &Tools) -> Result<(), Stop> {
    let rules = root().join("deny.toml");
    // A warning is an error, or nobody would read it.
    let strictly = ["--deny", "warnings", "licenses", "bans", "sources"];
    program("licences, bans and sources", deny(tools, &rules).args(strictly))?;
    program("unused dependencies", &mut shear(tools, &root()))
}

/// Asks the database of advisories about every dependency.
///
/// # Errors
/// When one has an advisory that is not accepted, or the database cannot be had.
pub fn advisories() -> Result<(), Stop> {
    program("advisories", deny(&Tools::ready()?, &root().join("deny.toml")).arg("advisories"))
}

/// cargo-deny over our workspace by these rules; the names of the checks follow.
fn deny(tools: &Tools, rules: &Path) -> Command {
    let mut command = tools.program("cargo-deny");
    command.arg("--locked").arg("--config").arg(rules).args(["check", "--hide-inclusion-graph"]);
    command
}

/// cargo-shear over a workspace.
fn shear(tools: &Tools, workspace: &Path) -> Command {
    let mut command = tools.program("cargo-shear");
    command.args(["shear", "--locked", "--deny-warnings"]).arg(workspace);
    command
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bundle::files;

    fn ends_well(mut command: Command) -> bool {
        command.output().expect("the tool starts").status.success()
    }

    #[test]
    fn a_licence_that_is_not_allowed_is_refused() {
        let Some(tools) = Tools::there() else { return };
        let text = files::read_text(&root().join("deny.toml")).expect("the rules are there");
        let folder = std::env::temp_dir().join(format!("airtill-deny-{}", std::process::id()));
        let passes = |name: &str, text: &str| {
            let rules = folder.join(name);
            files::write(&rules, text, files::PLAIN).expect("a temporary folder can be written");
            let mut command = deny(&tools, &rules);
            command.args(["--deny", "warnings", "licenses"]);
            ends_well(command)
        };
        assert!(passes("as-it-is.toml", &text), "the rules hold as they are");
        let without = text.replace("  \"ISC\",\n", "");
        assert!(without != text && !passes("without.toml", &without), "a licence that crates have is missing");
        let more = text.replace("  \"ISC\",\n", "  \"ISC\",\n  \"GPL-3.0\",\n");
        assert!(!passes("more.toml", &more), "a licence is allowed that no crate has");
        std::fs::remove_dir_all(&folder).expect("the folder was ours");
    }

    #[test]
    fn a_dependency_that_no_source_names_is_refused() {
        let Some(tools) = Tools::there() else { return };
        let folder = std::env::temp_dir().join(format!("airtill-shear-{}", std::process::id()));
        let write = |file: &str, text: &str| {
            files::write(&folder.join(file), text, files::PLAIN).expect("a temporary folder can be written");
        };
        let package = |name: &str| format!("[package]\nname = \"{name}\"\nversion = \"1.0.0\"\nedition = \"2024\"\n");
        write("Cargo.toml", "[workspace]\nresolver = \"3\"\nmembers = [\"a\", \"b\"]\n");
        write("a/Cargo.toml", &(package("a") + "[dependencies]\nb = { path = \"../b\" }\n"));
        write("b/Cargo.toml", &package("b"));
        write("b/src/lib.rs", "");
        write("Cargo.lock", LOCK);
        for (source, holds) in [("pub use b as other;", true), ("pub fn alone() {}", false)] {
            write("a/src/lib.rs", source);
            assert_eq!(ends_well(shear(&tools, &folder)), holds, "{source}");
        }
        std::fs::remove_dir_all(&folder).expect("the folder was ours");
    }

    const LOCK: &str = "version = 4\n\n[[package]]\nname = \"a\"\nversion = \"1.0.0\"\ndependencies = [\n \"b\",\n]\n\n\
                        [[package]]\nname = \"b\"\nversion = \"1.0.0\"\n";
}
