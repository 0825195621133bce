//! The words that our sources may not hold: clocks and files in `domain`, secrets in `contract`, switches that weaken
//! TLS, errors that print what they carry.
//!
//! Comments do not count, and neither do inline test modules: rules about secrets and money are about the program.

use crate::facts::{File, files, nothing_to_complain, offender, text};

/// The names that `domain` may not use, and why.
const NOT_IN_DOMAIN: &[&str] = &[
    "std::fs",
    "std::net",
    "std::env",
    "std::process",
    "std::thread",
    "std::io",
    "SystemTime",
    "Instant::",
    "::Instant",
    "async fn",
    ".await",
    "Utc::now",
    "Timestamp::now",
];

/// Words that may stand in the sources of these folders only.
const HOMES_OF_WORDS: &[(&str, &[&str])] = &[
    // The bare window is what the till's start is measured against.
    ("tauri::", &["src-tauri/", "tests/bare_window/"]),
    // The tests have a module of that name; the arrows say what they may depend on.
    ("keyring::", &["crates/vault/", "tests/"]),
    ("keyring_core::", &["crates/vault/"]),
    ("rusqlite::", &["crates/ledger/"]),
    ("reqwest::", &["crates/http/", "crates/xtask/", "tests/"]),
    ("RequestTokenError", &["crates/oauth/"]),
];

fn rust(files: &[File]) -> impl Iterator<Item = &File> {
    // The rules themselves have to name what they forbid.
    files.iter().filter(|file| file.is(&[".rs"]) && !file.path.starts_with("tests/architecture/"))
}

/// Every line of code in `of` that holds one of `words`.
fn lines_with<'a>(of: impl Iterator<Item = &'a File>, words: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for file in of {
        for (number, line) in file.code() {
            if let Some(word) = words.iter().find(|word| line.contains(**word)) {
                found.push(format!("{}:{number} says {word:?}", file.path));
            }
        }
    }
    found
}

fn in_domain(files: &[File]) -> Vec<String> {
    lines_with(rust(files).filter(|file| file.path.starts_with("crates/domain/")), NOT_IN_DOMAIN)
}

fn words_away_from_home(files: &[File]) -> Vec<String> {
    HOMES_OF_WORDS
        .iter()
        .flat_map(|(word, homes)| {
            lines_with(rust(files).filter(|file| !homes.iter().any(|home| file.path.starts_with(home))), &[word])
        })
        .collect()
}

/// A password that a person types has to cross inward; `InwardSecret` carries it and refuses to be written outward.
fn in_contract(files: &[File]) -> Vec<String> {
    // That there is a client secret may be shown; its text may only come in.
    let words = [
        "Secret<",
        " Secret",
        "::Secret",
        "secrecy",
        "access_token",
        "refresh_token",
        "client_secret: String",
        "client_secret: Option<String",
    ];
    lines_with(rust(files).filter(|file| file.path.starts_with("crates/contract/")), &words)
}

fn certificates_waved_through(files: &[File]) -> Vec<String> {
    lines_with(
        rust(files),
        &["danger_accept", "dangerous()", "dangerous_configuration", "with_custom_certificate_verifier", "set_verify("],
    )
}

/// G1: in the crates that hold answers and tokens, no `Debug` of anything is printed, and an error of the HTTP client
/// is stripped of its address before it is held.
fn printed_errors(files: &[File]) -> Vec<String> {
    let speakers = |file: &&File| {
        !file.is_test()
            && ["crates/http/src/", "crates/oauth/src/", "crates/apis/src/", "crates/updates/src/"]
                .iter()
                .any(|home| file.path.starts_with(home))
    };
    let mut complaints = lines_with(rust(files).filter(speakers), &["{:?}", "{:#?}", ":?}"]);
    complaints.extend(
        rust(files)
            .filter(speakers)
            .filter(|file| {
                file.code()
                    .iter()
                    .any(|(_, line)| line.contains("reqwest::Error") && !line.trim_start().starts_with("use "))
            })
            .filter(|file| !file.code().iter().any(|(_, line)| line.contains("without_url")))
            .map(|file| {
                format!("{} keeps a reqwest::Error without `without_url()`: its Display prints the address", file.path)
            }),
    );
    complaints
}

#[test]
fn n02_domain_says_nothing_of_files_sockets_or_clocks() {
    nothing_to_complain(&in_domain(files()));
}

#[test]
fn n01_the_words_of_foreign_powers_stay_at_home() {
    nothing_to_complain(&words_away_from_home(files()));
}

#[test]
fn n04_contract_has_no_word_for_a_secret() {
    nothing_to_complain(&in_contract(files()));
}

#[test]
fn t21_no_certificate_is_ever_waved_through() {
    nothing_to_complain(&certificates_waved_through(files()));
}

#[test]
fn g01_errors_that_carry_bodies_or_addresses_are_not_printed() {
    nothing_to_complain(&printed_errors(files()));
}

#[test]
fn every_member_takes_the_lints_of_the_workspace_which_forbid_unsafe_code() {
    let root: toml::Table = text("Cargo.toml").parse().expect("Cargo.toml is TOML");
    let lints = &root["workspace"]["lints"]["rust"];
    assert_eq!(lints["unsafe_code"].as_str(), Some("forbid"));
    assert_eq!(lints["missing_docs"].as_str(), Some("deny"));
    for package in crate::facts::members() {
        let manifest: toml::Table = std::fs::read_to_string(&package.manifest_path)
            .expect("cargo has just read it")
            .parse()
            .expect("cargo has just parsed it");
        let inherits = manifest.get("lints").and_then(|lints| lints.get("workspace")).and_then(toml::Value::as_bool);
        assert_eq!(inherits, Some(true), "{} must say `[lints] workspace = true`", package.name);
    }
}

#[test]
fn the_rules_of_the_sources_can_fail() {
    let one = |path: &str, text: &str| vec![offender(path, text)];
    assert_eq!(
        in_domain(&one("crates/domain/src/clock.rs", "let now = std::time::SystemTime::now();")).len(),
        1,
        "a clock"
    );
    assert!(in_domain(&one("crates/domain/src/clock.rs", "// std::fs is for others")).is_empty(), "a comment");
    assert_eq!(words_away_from_home(&one("crates/app/src/x.rs", "fn f(window: tauri::Window) {}")).len(), 1, "tauri");
    assert_eq!(
        words_away_from_home(&one("src-tauri/src/x.rs", "let c = rusqlite::Connection::open(p);")).len(),
        1,
        "the database"
    );
    assert_eq!(
        in_contract(&one("crates/contract/src/x.rs", "pub refresh_token: String,")).len(),
        1,
        "a token in an answer"
    );
    assert_eq!(
        in_contract(&one("crates/contract/src/x.rs", "pub client_secret: Option<String>,")).len(),
        1,
        "a client's secret"
    );
    assert_eq!(
        in_contract(&one("crates/contract/src/x.rs", "use airtill_domain::Secret;")).len(),
        1,
        "a secret's type"
    );
    assert!(in_contract(&one("crates/contract/src/x.rs", "pub password: InwardSecret,")).is_empty(), "inward only");
    assert_eq!(
        certificates_waved_through(&one("crates/apis/src/http.rs", ".danger_accept_invalid_certs(true)")).len(),
        1,
        "TLS"
    );
    assert_eq!(printed_errors(&one("crates/apis/src/http.rs", "warn!(\"{error:?}\");")).len(), 1, "Debug of an error");
    assert_eq!(
        printed_errors(&one("crates/apis/src/http.rs", "fn f(error: reqwest::Error) {}")).len(),
        1,
        "an address"
    );
    assert!(printed_errors(&one("crates/apis/src/http/tests.rs", "panic!(\"{error:?}\");")).is_empty(), "a test may");
}
