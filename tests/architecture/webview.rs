//! The window's cage (W2, W3, W5): the content security policy, the one capability, the switches of `tauri.conf.json`.
//!
//! Read as data, so that a switch that is merely absent is judged by Tauri's default.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::facts::{File, files, metadata, nothing_to_complain, offender, text};

/// W2, word for word.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
                      connect-src ipc: http://ipc.localhost; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'";

/// The permissions of the window from Tauri itself, besides our own commands.
const CORE: &[&str] = &["core:event:allow-listen", "core:event:allow-unlisten"];

fn config() -> Value {
    serde_json::from_str(&text("src-tauri/tauri.conf.json")).expect("tauri.conf.json is JSON")
}

/// A policy as directives and their sources, from either of the two forms that Tauri reads.
fn directives(policy: &Value) -> BTreeMap<String, String> {
    match policy {
        Value::String(line) => line
            .split(';')
            .filter_map(|part| part.trim().split_once(' '))
            .map(|(name, sources)| (name.to_owned(), sources.split_whitespace().collect::<Vec<_>>().join(" ")))
            .collect(),
        Value::Object(map) => map
            .iter()
            .map(|(name, sources)| {
                let words = match sources {
                    Value::Array(list) => list.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" "),
                    other => other.as_str().unwrap_or_default().to_owned(),
                };
                (name.clone(), words)
            })
            .collect(),
        _ => BTreeMap::new(),
    }
}

fn loose_policy(config: &Value) -> Vec<String> {
    let security = &config["app"]["security"];
    let mut complaints = Vec::new();
    if directives(&security["csp"]) != directives(&json!(POLICY)) {
        complaints.push(format!("app.security.csp is {}, and must be {POLICY}", security["csp"]));
    }
    for key in ["devCsp", "dangerousDisableAssetCspModification", "dangerousRemoteDomainIpcAccess"] {
        if !matches!(&security[key], Value::Null | Value::Bool(false)) {
            complaints.push(format!("app.security.{key} must not be set"));
        }
    }
    complaints
}

fn loose_switches(config: &Value) -> Vec<String> {
    let app = &config["app"];
    let mut complaints = Vec::new();
    if app["withGlobalTauri"] == true {
        complaints.push("app.withGlobalTauri must be off".to_owned());
    }
    if app["security"]["freezePrototype"] != true {
        complaints.push("app.security.freezePrototype must be on".to_owned());
    }
    if app["security"]["assetProtocol"]["enable"] == true {
        complaints.push("the asset protocol must be off".to_owned());
    }
    if app["windows"].as_array().is_some_and(|windows| windows.iter().any(|window| window["devtools"] == true)) {
        complaints.push("no window may ask for devtools".to_owned());
    }
    complaints
}

/// The lines that would give the window a command besides those of the contract.
fn other_doors(files: &[File]) -> Vec<String> {
    let is_door =
        |line: &str| ["tauri::command", "#[command", "generate_handler"].iter().any(|door| line.contains(door));
    let lines = |file: &File| -> Vec<String> {
        let doors = file.code().into_iter().filter(|(_, line)| is_door(line));
        doors.map(|(at, _)| format!("{}:{at} is a door of its own", file.path)).collect()
    };
    files.iter().filter(|file| file.path.starts_with("src-tauri/src/") && file.is(&[".rs"])).flat_map(lines).collect()
}

fn loose_capabilities(capabilities: &[(String, Value)], commands: &BTreeSet<String>) -> Vec<String> {
    let [(path, capability)] = capabilities else {
        return vec![format!("there must be one capability file, not {}", capabilities.len())];
    };
    let mut complaints = Vec::new();
    if capability["windows"] != json!(["main"]) {
        complaints.push(format!("{path}: windows must be [\"main\"], not {}", capability["windows"]));
    }
    for key in ["remote", "webviews", "platforms"] {
        if !capability[key].is_null() {
            complaints.push(format!("{path}: {key} must not be set"));
        }
    }
    let wanted: BTreeSet<String> =
        commands.iter().map(|command| format!("allow-{}", command.replace('_', "-"))).collect();
    let mut granted = BTreeSet::new();
    for permission in capability["permissions"].as_array().into_iter().flatten() {
        match permission.as_str() {
            Some(name) if CORE.contains(&name) => {}
            Some(name) if wanted.contains(name) => {
                granted.insert(name.to_owned());
            }
            _ => complaints.push(format!("{path} grants {permission}, which is no command of ours")),
        }
    }
    complaints
        .extend(wanted.difference(&granted).map(|name| format!("{path} lacks {name}: the command cannot be called")));
    complaints
}

#[test]
fn w02_the_content_security_policy_is_exactly_this() {
    nothing_to_complain(&loose_policy(&config()));
}

#[test]
fn w03_the_one_capability_grants_our_commands_and_nothing_else() {
    let capabilities: Vec<_> = files()
        .iter()
        .filter(|file| file.path.starts_with("src-tauri/capabilities/"))
        .map(|file| (file.path.clone(), serde_json::from_str(&file.text).expect("a capability file is JSON")))
        .collect();
    nothing_to_complain(&other_doors(files()));
    let commands = airtill_contract::COMMANDS.iter().map(|name| (*name).to_owned()).collect();
    nothing_to_complain(&loose_capabilities(&capabilities, &commands));
    assert!(
        text("src-tauri/build.rs").contains("AppManifest"),
        "without AppManifest::commands every window may call every command"
    );
}

#[test]
fn w05_the_switches_of_the_window_are_off() {
    nothing_to_complain(&loose_switches(&config()));
}

#[test]
fn every_build_of_the_till_shows_the_window_s_code_that_is_inside_it() {
    let resolve = metadata().resolve.as_ref().expect("cargo metadata resolves unless told not to");
    let tauri = metadata()
        .packages
        .iter()
        .find(|package| package.name.as_str() == "tauri")
        .expect("the shell is in the workspace");
    let node = resolve.nodes.iter().find(|node| node.id == tauri.id).expect("every package has its node");
    let embedded = node.features.iter().any(|feature| feature.as_str() == "custom-protocol");
    assert!(embedded || config()["build"]["devUrl"].is_null(), "a debug build would look for a development server");
}

#[test]
fn the_rules_of_the_cage_can_fail() {
    let strict = json!({"app": {"security": {"csp": POLICY, "freezePrototype": true}}});
    assert!(loose_policy(&strict).is_empty() && loose_switches(&strict).is_empty(), "the rules can be kept");
    let with = |pointer: &str, value: Value| {
        let mut config = strict.clone();
        let (parent, key) = pointer.rsplit_once('/').expect("a pointer has a parent");
        config.pointer_mut(parent).expect("the parent exists")[key] = value;
        config
    };
    assert_eq!(loose_policy(&with("/app/security/csp", Value::Null)).len(), 1, "no policy is Tauri's default");
    assert_eq!(
        loose_policy(&with(
            "/app/security/csp",
            json!(POLICY.replace("script-src 'self'", "script-src 'self' 'unsafe-inline'"))
        ))
        .len(),
        1
    );
    assert_eq!(
        loose_policy(&with("/app/security/dangerousDisableAssetCspModification", json!(["style-src"]))).len(),
        1
    );
    assert_eq!(loose_switches(&with("/app/security/freezePrototype", Value::Null)).len(), 1, "off is Tauri's default");
    assert_eq!(loose_switches(&with("/app/withGlobalTauri", json!(true))).len(), 1);
    let source = offender("src-tauri/src/commands/x.rs", "#[tauri::command]\npub async fn send_top_up(a: A) -> R {}\n");
    assert_eq!(other_doors(&[source]).len(), 1);
    let commands = BTreeSet::from(["send_top_up".to_owned()]);
    let grant =
        |permissions: Value| vec![("main.json".to_owned(), json!({"windows": ["main"], "permissions": permissions}))];
    assert!(loose_capabilities(&grant(json!(["allow-send-top-up", "core:event:allow-listen"])), &commands).is_empty());
    assert_eq!(
        loose_capabilities(&grant(json!(["allow-send-top-up", "fs:default"])), &commands).len(),
        1,
        "a foreign permission"
    );
    assert_eq!(loose_capabilities(&grant(json!([])), &commands).len(), 1, "a command without its permission");
    assert_eq!(loose_capabilities(&[], &commands).len(), 1, "no capability");
}

/// Without a field code, desktops start the till and keep the file to themselves.
#[test]
fn a_double_click_on_a_connection_file_hands_it_to_the_till_on_linux() {
    // The marks are filled from `bundle.fileAssociations` when the packages are made.
    assert_eq!(config()["bundle"]["fileAssociations"][0]["ext"], json!(["airtill"]));
    let has_line = |file: &str, wanted: &str| {
        let file = text(&format!("installers/linux/{file}"));
        assert!(file.lines().any(|line| line.trim() == wanted), "{wanted} in {file}");
    };
    has_line("airtill.desktop", "Exec=@PACKAGE@ %F");
    has_line("airtill.desktop", "MimeType=@MIME@;");
    has_line("airtill-connection.xml", "<mime-type type=\"@MIME@\">");
    has_line("airtill-connection.xml", "<glob pattern=\"*.@EXTENSION@\"/>");
}
