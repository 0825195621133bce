//! The bills of materials in CycloneDX: one for each target, and one for the window's code.
//!
//! They list what is shipped and nothing else: no tool that built it, no test. The bill of the window is npm's own,
//! without what is not shipped. Both have the release's time, so that one release has one bill.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::release::Release;
use super::{files, shipped};
use crate::build;
use crate::step::{Stop, capture, root, step};

/// The property that names the commit in a bill.
const COMMIT: &str = "airtill:commit";

/// The name of the bill of a system, or of the window.
pub fn name(release: &Release, of: &str) -> String {
    format!("{}-{}-{of}.cdx.json", release.package, release.version)
}

/// Writes the bill of the program for this target into a folder; `system` is a word of the file's name.
///
/// # Errors
/// When cargo does not answer.
pub fn of_target(release: &Release, target: &str, system: &str, into: &Path) -> Result<PathBuf, Stop> {
    let crates = shipped::crates(target)?;
    let lock = files::read_text(&root().join("Cargo.lock"))?;
    let digests = digests(&lock);
    let purls: Vec<String> =
        crates.parts.iter().map(|part| format!("pkg:cargo/{}@{}", part.name, part.version)).collect();
    let components: Vec<Value> = crates
        .parts
        .iter()
        .zip(&purls)
        .map(|(part, purl)| {
            let mut component = json!({
                "type": "library", "bom-ref": purl, "name": part.name, "version": part.version, "purl": purl,
            });
            if let Some(expression) = part.licence.as_deref().and_then(canonical) {
                component["licenses"] = json!([{ "expression": expression }]);
            }
            if let Some(digest) = digests.get(&(part.name.as_str(), part.version.as_str())) {
                component["hashes"] = json!([{ "alg": "SHA-256", "content": digest }]);
            }
            component
        })
        .collect();
    let named = |places: &BTreeSet<usize>| places.iter().map(|place| &purls[*place]).collect::<Vec<_>>();
    let own = format!("pkg:generic/{}@{}", release.package, release.version);
    let mut dependencies = vec![json!({ "ref": own, "dependsOn": named(&crates.used_by_us) })];
    dependencies
        .extend(purls.iter().zip(&crates.used).map(|(purl, used)| json!({ "ref": purl, "dependsOn": named(used) })));
    let bill = json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "timestamp": release.date("%Y-%m-%dT%H:%M:%SZ"),
            "component": {
                "type": "application", "bom-ref": own, "name": release.package, "version": release.version, "purl": own,
            },
            "properties": [
                { "name": COMMIT, "value": release.commit },
                { "name": "airtill:target", "value": target },
            ],
        },
        "components": components,
        "dependencies": dependencies,
    });
    write(&into.join(name(release, system)), &bill)
}

/// Writes the bill of the window's code, which is the same for every target, into a folder.
///
/// # Errors
/// When npm does not answer, or does not know a package that is shipped.
pub fn of_the_window(release: &Release, into: &Path) -> Result<PathBuf, Stop> {
    build::ui_packages()?;
    step("the bill of materials of the window", || {
        let told = capture(build::npm().args(["sbom", "--sbom-format", "cyclonedx"]))?;
        let mut bill: Value = serde_json::from_str(&told)
            .map_err(|error| Stop::new(format!("npm wrote no bill of materials: {error}")))?;
        let shipped: BTreeSet<String> =
            shipped::npm_packages()?.into_iter().map(|part| format!("{}@{}", part.name, part.version)).collect();
        let listed = keep(&mut bill, &shipped);
        if let Some(missing) = shipped.difference(&listed).next() {
            return Err(Stop::new(format!("npm's bill of materials does not know {missing}, which is shipped.")));
        }
        bill["metadata"]["timestamp"] = json!(release.date("%Y-%m-%dT%H:%M:%SZ"));
        bill["metadata"]["properties"] = json!([{ "name": COMMIT, "value": release.commit }]);
        if let Some(fields) = bill.as_object_mut() {
            // A random number.
            fields.remove("serialNumber");
        }
        write(&into.join(name(release, "window")), &bill)
    })
}

/// Checks that a bill, which was made elsewhere, is of the commit that is bundled.
///
/// # Errors
/// When it cannot be read, or is of another commit or of none.
pub fn is_of_the_commit(file: &Path, release: &Release) -> Result<(), Stop> {
    let commit = commit(&files::read_text(file)?);
    if commit.as_deref() == Some(&release.commit) {
        return Ok(());
    }
    let named = commit.unwrap_or_else(|| "no commit".to_owned());
    Err(Stop::new(format!("{} is of {named}, and {} is bundled.", file.display(), release.commit)))
}

/// The commit that a bill names.
fn commit(bill: &str) -> Option<String> {
    let bill: Value = serde_json::from_str(bill).ok()?;
    let properties = bill["metadata"]["properties"].as_array()?;
    properties.iter().find(|property| property["name"] == COMMIT)?["value"].as_str().map(str::to_owned)
}

/// Leaves only these packages, as `name@version`, and the program itself in npm's bill; answers those that it has.
fn keep(bill: &mut Value, shipped: &BTreeSet<String>) -> BTreeSet<String> {
    let name = |component: &Value| {
        let text = |field: &str| component[field].as_str().unwrap_or_default();
        format!("{}@{}", text("name"), text("version"))
    };
    let mut listed = BTreeSet::new();
    let mut references = BTreeSet::new();
    references.insert(bill["metadata"]["component"]["bom-ref"].as_str().unwrap_or_default().to_owned());
    if let Some(components) = bill["components"].as_array_mut() {
        components.retain(|component| shipped.contains(&name(component)));
        for component in components {
            listed.insert(name(component));
            references.insert(component["bom-ref"].as_str().unwrap_or_default().to_owned());
        }
    }
    let is_kept = |reference: &Value| reference.as_str().is_some_and(|reference| references.contains(reference));
    if let Some(dependencies) = bill["dependencies"].as_array_mut() {
        dependencies.retain(|dependency| is_kept(&dependency["ref"]));
        for dependency in dependencies {
            if let Some(used) = dependency["dependsOn"].as_array_mut() {
                used.retain(&is_kept);
            }
        }
    }
    listed
}

fn write(file: &Path, bill: &Value) -> Result<PathBuf, Stop> {
    files::write(file, format!("{bill:#}\n"), files::PLAIN)?;
    Ok(file.to_owned())
}

/// An expression of SPDX as it should be written: `MIT OR Apache-2.0` for `MIT/Apache-2.0`.
fn canonical(licence: &str) -> Option<String> {
    match spdx::Expression::canonicalize(licence) {
        Ok(better) => Some(better.unwrap_or_else(|| licence.to_owned())),
        Err(_) => None,
    }
}

/// The digest of each crate that comes from a registry, by name and version, as `Cargo.lock` has it.
fn digests(lock: &str) -> BTreeMap<(&str, &str), &str> {
    let packages = lock.split("[[package]]").skip(1);
    packages
        .filter_map(|package| {
            let text = |name: &str| {
                package.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(" = \"")?.strip_suffix('"'))
            };
            Some(((text("name")?, text("version")?), text("checksum")?))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lock_file_gives_a_digest_to_each_crate_of_a_registry() {
        let lock = "version = 4\n\n[[package]]\nname = \"a\"\nversion = \"1.0.0\"\nsource = \"registry\"\nchecksum = \"00ff\"\n\n\
                    [[package]]\nname = \"ours\"\nversion = \"0.1.0\"\n";
        assert_eq!(digests(lock), [(("a", "1.0.0"), "00ff")].into_iter().collect());
    }

    #[test]
    fn the_bill_of_the_window_has_what_is_shipped_and_nothing_else() {
        let mut bill = json!({
            "metadata": { "component": { "bom-ref": "us@1" } },
            "components": [
                { "name": "svelte", "version": "5", "bom-ref": "svelte@5" },
                { "name": "vite", "version": "8", "bom-ref": "vite@8" },
            ],
            "dependencies": [
                { "ref": "us@1", "dependsOn": ["svelte@5", "vite@8"] },
                { "ref": "vite@8", "dependsOn": ["svelte@5"] },
            ],
        });
        let shipped = ["svelte@5".to_owned(), "lost@1".to_owned()].into_iter().collect();
        assert_eq!(keep(&mut bill, &shipped), ["svelte@5".to_owned()].into_iter().collect());
        assert_eq!(bill["components"].as_array().map(Vec::len), Some(1));
        assert_eq!(bill["dependencies"], json!([{ "ref": "us@1", "dependsOn": ["svelte@5"] }]));
    }

    #[test]
    fn the_commit_of_a_bill_is_the_one_that_it_names() {
        let bill = |properties: Value| json!({ "metadata": { "properties": properties } }).to_string();
        let named = bill(json!([{ "name": "airtill:target", "value": "x" }, { "name": COMMIT, "value": "0123" }]));
        assert_eq!(commit(&named).as_deref(), Some("0123"));
        for without in
            [bill(json!([])), bill(json!([{ "name": "x", "value": "0123" }])), "{}".to_owned(), String::new()]
        {
            assert_eq!(commit(&without), None, "{without}");
        }
    }

    #[test]
    fn an_old_way_to_write_two_licences_becomes_an_expression() {
        assert_eq!(canonical("MIT/Apache-2.0").as_deref(), Some("MIT OR Apache-2.0"));
        assert_eq!(canonical("MIT").as_deref(), Some("MIT"));
    }
}
