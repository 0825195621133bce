//! The parts of the program that people get: the crates that are linked into it for one target, and the npm packages
//! of which something is in the window's code.
//!
//! The set of crates comes from `cargo tree`, which alone chooses features for the till alone; the facts about them
//! come from `cargo metadata`. Crates of macros are among them, because text of theirs is in the program. The set of
//! npm packages comes from the build of the window, because a package that is only declared is not shipped, and one
//! that compiles the window leaves some of itself in it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, PackageId};
use serde_json::Value;

use super::files;
use crate::step::{Stop, capture, cargo, root, ui_folder};

/// One crate or npm package of other people.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Part {
    /// The name by which its registry knows it.
    pub name: String,
    /// The version that is shipped.
    pub version: String,
    /// The licence in its own words; many are expressions of SPDX, some are nearly.
    pub licence: Option<String>,
    /// The folder of its sources.
    pub folder: PathBuf,
}

/// The crates of the till, and which of them each uses.
#[derive(Debug)]
pub struct Crates {
    /// The crates of other people, by their names and versions.
    pub parts: Vec<Part>,
    /// The places in `parts` of those that our own crates use.
    pub used_by_us: BTreeSet<usize>,
    /// For each of `parts`, the places of those that it uses.
    pub used: Vec<BTreeSet<usize>>,
}

/// The crates of other people in the till for this target.
///
/// # Errors
/// When cargo does not answer, or names a crate in one list that is not in the other.
pub fn crates(target: &str) -> Result<Crates, Stop> {
    let tree = ["tree", "--package", "airtill", "--edges", "normal", "--prefix", "none", "--format", "{p}"];
    let listed = capture(cargo().args(tree).args(["--locked", "--target", target]))?;
    let linked: BTreeSet<(&str, &str)> = listed.lines().filter_map(name_and_version).collect();
    let metadata = MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .other_options(["--locked".to_owned(), "--filter-platform".to_owned(), target.to_owned()])
        .exec()
        .map_err(|error| Stop::new(format!("cargo cannot describe the dependencies: {error}")))?;
    let mut parts = Vec::new();
    let mut places = BTreeMap::new();
    for (name, version) in linked {
        let package = metadata
            .packages
            .iter()
            .find(|package| package.name.as_str() == name && package.version.to_string() == version)
            .ok_or_else(|| Stop::new(format!("cargo names {name} {version} in one list and not in the other.")))?;
        // Crates of the workspace come from no registry.
        if package.source.is_some() {
            places.insert(package.id.clone(), parts.len());
            parts.push(Part {
                name: name.to_owned(),
                version: version.to_owned(),
                licence: package.license.clone(),
                folder: package.manifest_path.with_file_name("").into_std_path_buf(),
            });
        }
    }
    let mut used = vec![BTreeSet::new(); parts.len()];
    let mut used_by_us = BTreeSet::new();
    for (user, found) in uses(&metadata, &places) {
        match places.get(user) {
            Some(place) => used[*place].extend(found),
            None if metadata.workspace_members.contains(user) => used_by_us.extend(found),
            None => {}
        }
    }
    Ok(Crates { parts, used_by_us, used })
}

/// Every crate with the places of those that it uses when it runs.
fn uses<'a>(
    metadata: &'a Metadata,
    places: &BTreeMap<PackageId, usize>,
) -> impl Iterator<Item = (&'a PackageId, BTreeSet<usize>)> {
    metadata.resolve.iter().flat_map(|resolve| &resolve.nodes).map(|node| {
        let runs =
            node.deps.iter().filter(|used| used.dep_kinds.iter().any(|kind| kind.kind == DependencyKind::Normal));
        (&node.id, runs.filter_map(|used| places.get(&used.pkg).copied()).collect())
    })
}

/// `serde v1.0.1 (proc-macro)`, in its parts.
fn name_and_version(line: &str) -> Option<(&str, &str)> {
    let (name, rest) = line.trim().split_once(" v")?;
    Some((name, rest.split(' ').next()?))
}

/// The npm packages of which something is in the window's code, asked for once; its packages must be installed.
///
/// # Errors
/// When the window does not build, or a package does not describe itself.
pub fn npm_packages() -> Result<Vec<Part>, Stop> {
    static FOUND: OnceLock<Vec<Part>> = OnceLock::new();
    if let Some(found) = FOUND.get() {
        return Ok(found.clone());
    }
    let found = built_in()?;
    Ok(FOUND.get_or_init(|| found).clone())
}

fn built_in() -> Result<Vec<Part>, Stop> {
    let script = root().join("installers/window-packages.js");
    let given = std::fs::File::open(&script)
        .map_err(|error| Stop::new(format!("{} cannot be read: {error}", script.display())))?;
    let mut command = Command::new("node");
    command.args(["--input-type=module", "-"]).stdin(Stdio::from(given)).current_dir(ui_folder());
    let told = capture(&mut command)?;
    let folders: Vec<String> = serde_json::from_str(&told)
        .map_err(|error| Stop::new(format!("the build of the window named no packages: {error}")))?;
    folders.into_iter().map(|folder| described(ui_folder().join(folder))).collect()
}

fn described(folder: PathBuf) -> Result<Part, Stop> {
    let file = folder.join("package.json");
    let about: Value = serde_json::from_str(&files::read_text(&file)?)
        .map_err(|error| Stop::new(format!("{} is no JSON: {error}", file.display())))?;
    let text = |name: &str| about[name].as_str().map(str::to_owned);
    let missing = || Stop::new(format!("{} has no name and version.", file.display()));
    let (name, version) = text("name").zip(text("version")).ok_or_else(missing)?;
    Ok(Part { name, version, licence: text("license"), folder })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_the_tree_is_read_whatever_stands_behind_the_version() {
        for line in ["serde_derive v1.0.2 (proc-macro)", "serde_derive v1.0.2", "serde_derive v1.0.2 (*)"] {
            assert_eq!(name_and_version(line), Some(("serde_derive", "1.0.2")));
        }
        assert_eq!(name_and_version(""), None);
    }
}
