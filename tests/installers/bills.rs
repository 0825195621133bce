//! The bills of materials and the licences: whole, about one another, and about what is really shipped.
//!
//! Each rule is a function from a bill to complaints, so that a bill that lacks something can be shown to it.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::bundle::{file, folder};
use crate::command::{program, run};

fn bill(ending: &str) -> Value {
    serde_json::from_str(&std::fs::read_to_string(file(&folder(), ending)).unwrap()).unwrap()
}

fn texts<'a>(list: &'a Value, field: &str) -> Vec<&'a str> {
    list.as_array().into_iter().flatten().filter_map(|entry| entry[field].as_str()).collect()
}

/// The faults of a bill by the rules of CycloneDX 1.5 that its readers rest on.
fn complaints(bill: &Value) -> Vec<String> {
    let mut found = Vec::new();
    if (bill["bomFormat"].as_str(), bill["specVersion"].as_str()) != (Some("CycloneDX"), Some("1.5")) {
        found.push("it is no CycloneDX 1.5".to_owned());
    }
    let own = bill["metadata"]["component"]["bom-ref"].as_str().unwrap_or_default();
    let all = texts(&bill["components"], "bom-ref");
    let known: BTreeSet<&str> = all.iter().copied().chain([own]).collect();
    if known.len() != all.len() + 1 || all.is_empty() {
        found.push("it has a reference twice, or none".to_owned());
    }
    for component in bill["components"].as_array().into_iter().flatten() {
        let is_whole = ["type", "name", "version", "purl"].iter().all(|field| component[*field].is_string());
        let is_sure = component["hashes"][0]["content"].is_string();
        if !is_whole || !is_sure {
            found.push(format!("{} has no name, version, address or digest", component["bom-ref"]));
        }
    }
    for dependency in bill["dependencies"].as_array().into_iter().flatten() {
        let used = dependency["dependsOn"].as_array().into_iter().flatten().filter_map(Value::as_str);
        for reference in used.chain(dependency["ref"].as_str()) {
            if !known.contains(reference) {
                found.push(format!("{reference} is used and not listed"));
            }
        }
    }
    found
}

/// The parts of a bill that a text of licences does not list, or lists without a licence.
fn uncovered(bill: &Value, text: &str) -> Vec<String> {
    let covered: BTreeSet<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("The text below is a licence of: "))
        .flat_map(|names| names.trim_end_matches('.').split(", "))
        .collect();
    let components = bill["components"].as_array().unwrap().iter();
    let names =
        components.map(|part| format!("{} {}", part["name"].as_str().unwrap(), part["version"].as_str().unwrap()));
    names.filter(|name| !text.contains(&format!("\n  {name}: ")) || !covered.contains(name.as_str())).collect()
}

#[test]
fn each_bill_is_whole() {
    for ending in ["linux.cdx.json", "windows.cdx.json", "macos.cdx.json", "window.cdx.json"] {
        assert_eq!(complaints(&bill(ending)), [""; 0], "{ending}");
    }
}

#[test]
fn a_bill_that_lacks_something_is_noticed() {
    let whole = bill("linux.cdx.json");
    let mut lacking = whole.clone();
    lacking["components"].as_array_mut().unwrap().retain(|component| component["name"] != "tauri");
    assert!(complaints(&lacking).iter().any(|line| line.contains("pkg:cargo/tauri@")), "a lost component");
    let mut unsure = whole.clone();
    unsure["components"][0]["hashes"] = Value::Null;
    assert_eq!(complaints(&unsure).len(), 1, "a component without a digest");
}

#[test]
fn the_bills_hold_what_is_shipped_and_not_what_builds_it() {
    let (till, window) = (bill("linux.cdx.json"), bill("window.cdx.json"));
    let crates = texts(&till["components"], "name");
    for name in ["tauri", "wry", "rusqlite", "libsqlite3-sys", "reqwest", "rustls", "keyring"] {
        assert!(crates.contains(&name), "{name}");
    }
    for name in ["tauri-build", "proptest", "ts-rs", "cc", "windows-sys", "fantoccini"] {
        assert!(!crates.contains(&name), "{name} is not in the Linux till");
    }
    for (system, inside, not_inside) in [
        ("windows", ["webview2-com", "windows-native-keyring-store"], ["gtk", "objc2"]),
        ("macos", ["objc2", "security-framework"], ["gtk", "webview2-com"]),
    ] {
        let till = bill(&format!("{system}.cdx.json"));
        let crates = texts(&till["components"], "name");
        for name in inside {
            assert!(crates.contains(&name), "{name} is in the till for {system}");
        }
        for name in not_inside {
            assert!(!crates.contains(&name), "{name} is not in the till for {system}");
        }
    }
    let packages = texts(&window["components"], "name");
    for name in ["svelte", "bits-ui", "@fontsource/inter", "@fontsource/noto-sans-arabic"] {
        assert!(packages.contains(&name), "{name}");
    }
    for name in ["vite", "vitest", "eslint", "typescript"] {
        assert!(!packages.contains(&name), "{name} only builds the window");
    }
}

#[test]
fn the_licences_name_everything_of_the_bills() {
    for system in ["linux", "windows", "macos"] {
        let text = std::fs::read_to_string(file(&folder(), &format!("{system}-licences.txt"))).unwrap();
        for bill in [bill(&format!("{system}.cdx.json")), bill("window.cdx.json")] {
            assert_eq!(uncovered(&bill, &text), [""; 0], "{system}");
        }
        for words in
            ["SIL OPEN FONT LICENSE", "Permission is hereby granted", "Apache License", "Rust standard library"]
        {
            assert!(text.contains(words), "{words} for {system}");
        }
        assert!(!uncovered(&bill(&format!("{system}.cdx.json")), &text.replace("tauri ", "tauri")).is_empty());
    }
}

#[test]
fn the_licences_are_in_both_packages() {
    let place = tempfile::tempdir().unwrap();
    run(program("dpkg-deb").arg("-x").arg(file(&folder(), ".deb")).arg(place.path())).worked();
    let inside = std::fs::read_to_string(place.path().join("usr/share/doc/airtill/licences.txt")).unwrap();
    assert!(inside == std::fs::read_to_string(file(&folder(), "linux-licences.txt")).unwrap());
    let listed = run(program("rpm").args(["-qpl", "--nosignature"]).arg(file(&folder(), ".rpm"))).worked().text;
    assert!(listed.lines().any(|line| line == "/usr/share/doc/airtill/licences.txt"), "{listed}");
}
