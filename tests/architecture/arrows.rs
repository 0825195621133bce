//! The permitted dependencies: the arrows of `crates/README.md`, and never 1 to 3.
//!
//! Development and build dependencies count: a test that needs two siblings belongs in `tests/`.

use crate::facts::{members, nothing_to_complain};

/// The crates of ours that each crate may know. Absent: `airtill-tests` and `airtill-xtask`, which may know all.
const ARROWS: &[(&str, &[&str])] = &[
    ("airtill-domain", &[]),
    ("airtill-files", &[]),
    ("airtill-http", &["airtill-domain"]),
    // The publisher is of its tests alone.
    ("airtill-updates", &["airtill-domain", "airtill-files", "airtill-http", "airtill-publisher"]),
    ("airtill-oauth", &["airtill-domain", "airtill-http"]),
    ("airtill-vault", &["airtill-domain", "airtill-files"]),
    ("airtill-apis", &["airtill-domain", "airtill-http"]),
    ("airtill-ledger", &["airtill-domain", "airtill-files"]),
    ("airtill-contract", &["airtill-domain"]),
    ("airtill-practice", &[]),
    (
        "airtill-app",
        &[
            "airtill-domain",
            "airtill-files",
            "airtill-oauth",
            "airtill-vault",
            "airtill-apis",
            "airtill-ledger",
            "airtill-contract",
            "airtill-updates",
        ],
    ),
    ("airtill", &["airtill-domain", "airtill-files", "airtill-app", "airtill-contract", "airtill-practice"]),
    ("airtill-bare-window", &[]),
    ("airtill-publisher", &["airtill-http"]),
];

/// Foreign crates that only some of ours may name. A name that ends in `*` stands for a family.
const HOMES: &[(&str, &[&str])] = &[
    // The bare window is the floor of two measures: what a window costs before anything of ours is in it.
    ("tauri*", &["airtill", "airtill-bare-window"]),
    ("wry", &[]),
    ("keyring*", &["airtill-vault"]),
    ("rusqlite", &["airtill-ledger"]),
    ("libsqlite3-sys", &[]),
    ("reqwest", &["airtill-http", "airtill-tests", "airtill-xtask"]),
    // Which proxy the HTTP client goes through, by its own rules.
    ("hyper-util", &["airtill-http", "airtill-practice", "airtill-tests"]),
    ("hyper*", &["airtill-practice", "airtill-tests"]),
    ("oauth2", &["airtill-oauth"]),
    ("axum*", &["airtill-practice", "airtill-tests"]),
];

/// All that `domain` may lean on: words, numbers, formats. Nothing that reads, sends, waits or tells the time.
const DOMAIN_LEANS_ON: &[&str] = &[
    "idna",
    "rust_decimal",
    "secrecy",
    "serde",
    "serde_json",
    "subtle",
    "thiserror",
    "toml",
    "unicode-normalization",
    "url",
    "uuid",
    "zeroize",
];

/// The dependencies: the name of one of ours, and the names of everything it depends on directly.
type Edges = Vec<(String, Vec<String>)>;

fn edges() -> Edges {
    members()
        .into_iter()
        .map(|package| {
            (package.name.to_string(), package.dependencies.iter().map(|dependency| dependency.name.clone()).collect())
        })
        .collect()
}

fn against_the_arrows(edges: &Edges) -> Vec<String> {
    let mut complaints = Vec::new();
    for (package, dependencies) in edges {
        if matches!(package.as_str(), "airtill-tests" | "airtill-xtask") {
            continue;
        }
        let Some((_, allowed)) = ARROWS.iter().find(|(name, _)| name == package) else {
            complaints.push(format!("{package} is not on the map: add it to crates/README.md and to ARROWS"));
            continue;
        };
        for dependency in dependencies.iter().filter(|name| name.starts_with("airtill")) {
            if !allowed.contains(&dependency.as_str()) {
                complaints.push(format!("{package} may not depend on {dependency}"));
            }
        }
    }
    complaints
}

fn out_of_their_homes(edges: &Edges) -> Vec<String> {
    let mut complaints = Vec::new();
    for (package, dependencies) in edges {
        for dependency in dependencies {
            let home = HOMES.iter().find(|(name, _)| match name.strip_suffix('*') {
                Some(family) => dependency.starts_with(family),
                None => dependency == name,
            });
            if let Some((_, homes)) = home
                && !homes.contains(&package.as_str())
            {
                complaints.push(format!("{package} may not name {dependency}; its home is {homes:?}"));
            }
        }
    }
    complaints
}

fn domain_leans_on_more(edges: &Edges) -> Vec<String> {
    // A property test may use its own tool: it is not part of the crate.
    const TOOLS: &[&str] = &["proptest"];
    edges
        .iter()
        .filter(|(package, _)| package == "airtill-domain")
        .flat_map(|(_, dependencies)| dependencies)
        .filter(|name| !DOMAIN_LEANS_ON.contains(&name.as_str()) && !TOOLS.contains(&name.as_str()))
        .map(|name| format!("airtill-domain may not lean on {name}: no I/O, no clock, no async"))
        .collect()
}

#[test]
fn the_crates_depend_only_along_the_arrows() {
    let edges = edges();
    for (name, _) in ARROWS {
        assert!(edges.iter().any(|(package, _)| package == name), "{name} is on the map but not in the workspace");
    }
    nothing_to_complain(&against_the_arrows(&edges));
}

#[test]
fn n01_each_foreign_power_has_one_home() {
    nothing_to_complain(&out_of_their_homes(&edges()));
}

#[test]
fn n02_domain_leans_on_nothing_that_reads_sends_or_waits() {
    nothing_to_complain(&domain_leans_on_more(&edges()));
}

#[test]
fn n03_practice_depends_on_none_of_ours() {
    let edges = edges();
    let (_, dependencies) =
        edges.iter().find(|(package, _)| package == "airtill-practice").expect("practice is a member");
    assert!(
        !dependencies.iter().any(|name| name.starts_with("airtill")),
        "a fake that shares our structs agrees with our mistakes"
    );
}

fn edge(package: &str, dependency: &str) -> Edges {
    vec![(package.to_owned(), vec![dependency.to_owned()])]
}

#[test]
fn the_rules_of_the_arrows_can_fail() {
    assert_eq!(against_the_arrows(&edge("airtill-vault", "airtill-ledger")).len(), 1, "siblings");
    assert_eq!(against_the_arrows(&edge("airtill-domain", "airtill-contract")).len(), 1, "against the arrow");
    assert_eq!(against_the_arrows(&edge("airtill-practice", "airtill-domain")).len(), 1, "practice knows nobody");
    assert_eq!(against_the_arrows(&edge("airtill-shop", "serde")).len(), 1, "a crate that is on no map");
    assert_eq!(out_of_their_homes(&edge("airtill-app", "tauri-plugin-dialog")).len(), 1, "a family");
    assert_eq!(out_of_their_homes(&edge("airtill-ledger", "keyring-core")).len(), 1, "the keyring");
    assert_eq!(out_of_their_homes(&edge("airtill-vault", "rusqlite")).len(), 1, "the database");
    assert_eq!(out_of_their_homes(&edge("airtill-app", "reqwest")).len(), 1, "the HTTP client");
    assert_eq!(domain_leans_on_more(&edge("airtill-domain", "tokio")).len(), 1, "async");
    assert!(out_of_their_homes(&edge("airtill-vault", "keyring")).is_empty(), "its home");
}
