//! What is inside the program that people get: the crates that are linked into it, for one target.
//!
//! The set comes from `cargo tree`, because it alone chooses features for the till alone; where a crate's sources lie
//! and under which licence it is comes from `cargo metadata`. Crates that only build the program are not among them.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{MetadataCommand, Package};

use crate::step::{Stop, capture, cargo, root};

/// The foreign crates of the till for this target, by name and version.
///
/// # Errors
/// When cargo does not answer, or names a crate in one list that is not in the other.
pub fn crates(target: &str) -> Result<Vec<Package>, Stop> {
    let tree = ["tree", "--package", "airtill", "--edges", "normal", "--prefix", "none", "--format", "{p}"];
    let listed = capture(cargo().args(tree).args(["--locked", "--target", target]))?;
    let linked: BTreeSet<(&str, &str)> = listed.lines().filter_map(name_and_version).collect();
    let metadata = MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .other_options(["--locked".to_owned(), "--filter-platform".to_owned(), target.to_owned()])
        .exec()
        .map_err(|error| Stop::new(format!("cargo cannot describe the dependencies: {error}")))?;
    let mut known: BTreeMap<(String, String), Package> = metadata
        .packages
        .into_iter()
        .map(|package| ((package.name.to_string(), package.version.to_string()), package))
        .collect();
    let mut found = Vec::new();
    for (name, version) in linked {
        let package = known
            .remove(&(name.to_owned(), version.to_owned()))
            .ok_or_else(|| Stop::new(format!("cargo names {name} {version} in one list and not in the other.")))?;
        // Crates of the workspace have no source elsewhere.
        if package.source.is_some() {
            found.push(package);
        }
    }
    Ok(found)
}

/// `serde v1.0.1 (proc-macro)`, in its parts.
fn name_and_version(line: &str) -> Option<(&str, &str)> {
    let (name, rest) = line.trim().split_once(" v")?;
    Some((name, rest.split(' ').next()?))
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
