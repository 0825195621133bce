//! The rules for dependencies (D1 to D4, W6, T2, B2): `deny.toml` enforced over the resolved graph, without the
//! network.
//!
//! `cargo deny` says more, advisories above all; this says the same of bans and sources on a machine that has no
//! `cargo deny`, and can be run on a train.

use std::collections::BTreeMap;

use cargo_metadata::semver::{Version, VersionReq};

use crate::facts::{File, files, members, metadata, nothing_to_complain, offender, root, text};

/// A crate of the graph: name, version, where it comes from, the features that are on.
#[derive(Clone)]
struct Krate {
    name: String,
    version: Version,
    source: Option<String>,
    features: Vec<String>,
}

fn graph() -> Vec<Krate> {
    let metadata = metadata();
    let resolve = metadata.resolve.as_ref().expect("cargo metadata resolves unless told not to");
    let features: BTreeMap<_, Vec<String>> =
        resolve.nodes.iter().map(|node| (&node.id, node.features.iter().map(ToString::to_string).collect())).collect();
    metadata
        .packages
        .iter()
        .filter_map(|package| {
            Some(Krate {
                name: package.name.to_string(),
                version: package.version.clone(),
                source: package.source.as_ref().map(ToString::to_string),
                features: features.get(&package.id)?.clone(),
            })
        })
        .collect()
}

fn deny() -> toml::Table {
    text("deny.toml").parse().expect("deny.toml is TOML")
}

fn list<'a>(table: &'a toml::Table, section: &str, key: &str) -> &'a [toml::Value] {
    table[section][key].as_array().unwrap_or_else(|| panic!("deny.toml: {section}.{key} is a list"))
}

fn word<'a>(value: &'a toml::Value, key: &str) -> &'a str {
    value.get(key).and_then(toml::Value::as_str).unwrap_or_else(|| panic!("deny.toml: {value} lacks {key}"))
}

/// `name`, `name:requirement` or `name@version`, as cargo-deny reads it.
fn specification(written: &str) -> (&str, VersionReq) {
    let (name, requirement) = match written.split_once([':', '@']) {
        Some((name, rest)) if written.contains('@') => (name, format!("={rest}")),
        Some((name, rest)) => (name, rest.to_owned()),
        None => (written, "*".to_owned()),
    };
    (name, VersionReq::parse(&requirement).unwrap_or_else(|error| panic!("deny.toml: {written}: {error}")))
}

fn banned(graph: &[Krate], deny: &toml::Table) -> Vec<String> {
    let mut complaints = Vec::new();
    for entry in list(deny, "bans", "deny") {
        let (name, requirement) = specification(word(entry, "crate"));
        for krate in graph.iter().filter(|krate| krate.name == name && requirement.matches(&krate.version)) {
            complaints.push(format!("{} {} is banned: {}", krate.name, krate.version, word(entry, "reason")));
        }
    }
    for entry in list(deny, "bans", "features") {
        let (name, _) = specification(word(entry, "crate"));
        let refused = entry.get("deny").and_then(toml::Value::as_array).expect("a feature ban lists what it denies");
        for krate in graph.iter().filter(|krate| krate.name == name) {
            for feature in refused.iter().filter_map(toml::Value::as_str) {
                if krate.features.iter().any(|on| on == feature) {
                    complaints.push(format!("{name} has the feature {feature}: {}", word(entry, "reason")));
                }
            }
        }
    }
    complaints
}

fn from_elsewhere(graph: &[Krate]) -> Vec<String> {
    graph
        .iter()
        .filter(|krate| {
            krate
                .source
                .as_deref()
                .is_some_and(|source| source != "registry+https://github.com/rust-lang/crates.io-index")
        })
        .map(|krate| format!("{} comes from {:?}: git and other registries are refused", krate.name, krate.source))
        .collect()
}

fn old_tauri(graph: &[Krate]) -> Vec<String> {
    let fixed = Version::new(2, 11, 1);
    graph
        .iter()
        .filter(|krate| {
            krate.name == "tauri"
                && (krate.version < fixed || krate.version.major != 2 || !krate.version.pre.is_empty())
        })
        .map(|krate| format!("tauri {}: must be 2.11.1 or later and no alpha (CVE-2026-42184)", krate.version))
        .collect()
}

fn wrong_features(graph: &[Krate]) -> Vec<String> {
    let mut complaints = Vec::new();
    let mut check = |name: &str, on: &[&str], off: &[&str]| {
        for krate in graph.iter().filter(|krate| krate.name == name) {
            let has = |feature: &&&str| krate.features.iter().any(|own| own == **feature);
            complaints.extend(
                on.iter().filter(|feature| !has(feature)).map(|feature| format!("{name} lacks the feature {feature}")),
            );
            complaints.extend(
                off.iter().filter(|feature| has(feature)).map(|feature| format!("{name} has the feature {feature}")),
            );
        }
    };
    check("oauth2", &[], &["default", "reqwest", "reqwest-blocking", "curl", "ureq"]);
    check("open", &["shellexecute-on-windows"], &["insecure"]);
    check("tauri", &[], &["devtools", "protocol-asset", "unstable"]);
    check("rustls", &["ring", "tls12"], &["aws-lc-rs", "aws_lc_rs"]);
    complaints
}

/// Dependencies that no source names, and why they are there all the same.
const UNNAMED: &[(&str, &str)] = &[
    // So that the till and the tests agree on features; tests/Cargo.toml tells the story.
    ("airtill-tests", "proptest"),
];

/// Every dependency that is declared and that no source of its package names.
fn unused(package: &str, dependencies: &[String], sources: &[&File]) -> Vec<String> {
    dependencies
        .iter()
        .filter(|name| !UNNAMED.contains(&(package, name.as_str())))
        .filter(|name| {
            let word = name.replace('-', "_");
            !sources.iter().any(|file| file.text.contains(&word))
        })
        .map(|name| format!("{package} depends on {name} and never names it"))
        .collect()
}

#[test]
fn no_package_declares_a_dependency_that_it_does_not_use() {
    let mut complaints = Vec::new();
    for package in members() {
        let folder = package
            .manifest_path
            .parent()
            .expect("a manifest lies in a folder")
            .strip_prefix(root())
            .expect("members lie below the root");
        let folder = format!("{}/", folder.as_str().replace('\\', "/"));
        let sources: Vec<&File> =
            files().iter().filter(|file| file.is(&[".rs"]) && file.path.starts_with(&folder)).collect();
        let names: Vec<String> = package
            .dependencies
            .iter()
            .map(|dependency| dependency.rename.clone().unwrap_or_else(|| dependency.name.clone()))
            .collect();
        complaints.extend(unused(&package.name, &names, &sources));
    }
    nothing_to_complain(&complaints);
}

#[test]
fn d01_nothing_that_deny_toml_bans_is_in_the_graph() {
    nothing_to_complain(&banned(&graph(), &deny()));
}

#[test]
fn d01_every_crate_comes_from_the_one_registry_or_from_here() {
    nothing_to_complain(&from_elsewhere(&graph()));
}

#[test]
fn d02_the_line_of_tauri_is_written_down_and_no_later_one_is_taken() {
    let manifest = text("Cargo.toml");
    assert!(manifest.contains("\ntauri = { version = \"2."), "an open version would take 3.0.0-alpha");
}

#[test]
fn d03_the_advisories_of_every_registry_are_watched_where_the_code_lives() {
    let watched = text(".github/dependabot.yml");
    for ecosystem in ["cargo", "npm", "pip", "github-actions"] {
        assert!(watched.contains(&format!("package-ecosystem: {ecosystem}\n")), "{ecosystem}");
    }
}

#[test]
fn d04_every_accepted_advisory_and_every_ban_has_its_note() {
    let deny = deny();
    for entry in list(&deny, "advisories", "ignore") {
        assert!(word(entry, "id").starts_with("RUSTSEC-"), "{entry}");
        assert!(word(entry, "reason").len() > 10, "{entry}");
    }
    for entry in list(&deny, "bans", "deny") {
        assert!(word(entry, "reason").len() > 10, "{entry}");
    }
    for (key, wanted) in [("unknown-registry", "deny"), ("unknown-git", "deny")] {
        assert_eq!(deny["sources"][key].as_str(), Some(wanted), "{key}");
    }
}

#[test]
fn w06_tauri_is_at_least_2_11_1_and_no_alpha() {
    let graph = graph();
    assert!(graph.iter().any(|krate| krate.name == "tauri"), "the shell is in the workspace");
    nothing_to_complain(&old_tauri(&graph));
}

#[test]
fn t02_b02_w05_the_features_that_matter_are_on_or_off() {
    nothing_to_complain(&wrong_features(&graph()));
}

#[test]
fn the_rules_of_the_dependencies_can_fail() {
    let krate = |name: &str, version: &str, feature: &str| {
        vec![Krate {
            name: name.to_owned(),
            version: Version::parse(version).expect("a version"),
            source: Some("git+https://example.org/x".to_owned()),
            features: vec![feature.to_owned()],
        }]
    };
    let deny = deny();
    assert_eq!(banned(&krate("keyring", "3.6.3", ""), &deny).len(), 1, "a version below the bound");
    assert!(banned(&krate("keyring", "4.2.0", ""), &deny).is_empty(), "the bound itself");
    assert_eq!(banned(&krate("reqwest", "0.12.28", ""), &deny).len(), 1, "a second HTTP stack");
    assert_eq!(banned(&krate("tauri-plugin-oauth", "2.0.0", ""), &deny).len(), 1, "every version");
    assert_eq!(banned(&krate("open", "5.4.5", "insecure"), &deny).len(), 1, "a feature");
    assert_eq!(banned(&krate("tiny_http", "0.12.0", "ssl-rustls"), &deny).len(), 1, "a feature of a family");
    assert_eq!(from_elsewhere(&krate("x", "1.0.0", "")).len(), 1, "git");
    assert_eq!(old_tauri(&krate("tauri", "2.11.0", "")).len(), 1, "vulnerable");
    assert_eq!(old_tauri(&krate("tauri", "3.0.0-alpha.5", "")).len(), 1, "an alpha");
    assert_eq!(wrong_features(&krate("oauth2", "5.0.0", "reqwest")).len(), 1, "the crate's own HTTP client");
    assert_eq!(wrong_features(&krate("open", "5.4.5", "default")).len(), 1, "the Windows shell");
    let source = offender("crates/x/src/lib.rs", "use tokio_util::sync::CancellationToken;");
    assert_eq!(unused("x", &["tokio-util".to_owned(), "serde".to_owned()], &[&source]).len(), 1, "serde is not named");
}
