//! The till itself, as `cargo xtask bundle` packs it: installed, started, asked to close, and removed.
//!
//! Wine has no WebView2, so the till shows no more than that sentence; its window is tested on Windows.

use std::path::PathBuf;

use super::installing::names_in;
use super::stand_in::Person;
use super::wine::{Prefix, now, until};
use super::{ENTRY, FOLDER, code};
use crate::bundle;

/// Silent installations that count, after one that does not.
const INSTALLATIONS: usize = 5;

/// The installer of the bundle.
fn setup() -> PathBuf {
    bundle::file(&bundle::folder(), "-setup.exe")
}

#[test]
#[ignore = "`cargo xtask bench install` measures"]
fn a_silent_installation() {
    let (fresh, mut times) = (Prefix::new(), Vec::new());
    for _ in 0..=INSTALLATIONS {
        let prefix = fresh.copy();
        let began = now();
        assert_eq!(prefix.run(&setup(), &["/S"]).code, code::NO_WEBVIEW2);
        times.push(began.elapsed().as_millis());
    }
    times.remove(0);
    times.sort_unstable();
    say!("silent installation: {} ms, {INSTALLATIONS} installations", times[INSTALLATIONS / 2]);
}

#[test]
fn the_till_is_installed_says_what_is_missing_and_closes_when_it_is_asked() {
    let prefix = Prefix::new();
    // From build 17763 on, the till asks a library for dark colours by numbers at which Wine 8 has other functions.
    prefix.set(r"HKLM\Software\Microsoft\Windows NT\CurrentVersion", "CurrentBuildNumber", "17134");
    assert!(setup().to_string_lossy().contains("test-build"), "its name says what it is");
    let ended = prefix.run(&setup(), &["/S"]);
    assert_eq!(ended.code, code::NO_WEBVIEW2, "{}", ended.said);
    let folder = prefix.home().join(FOLDER);
    let version = env!("CARGO_PKG_VERSION");
    let own = |name: &str| format!("Airtill-{version}/{name}");
    let wanted = [
        own("WebView2Loader.dll"),
        own(&format!("Airtill-{version}.manifest")),
        own("licences.txt"),
        "airtill.exe".to_owned(),
        "uninstall.exe".to_owned(),
    ];
    let (mut wanted, found) = (wanted.to_vec(), names_in(&folder));
    wanted.sort();
    assert_eq!(found, wanted);
    assert_eq!(prefix.value(&format!(r"HKCU\{ENTRY}"), "DisplayVersion").unwrap(), format!("{version} (test build)"));

    // It starts with the library of its folder, and looks for WebView2 itself.
    let mut till = prefix.start(&folder.join("airtill.exe"), &[]);
    let seen = Person(&prefix).waits_for("lacks Microsoft Edge WebView2");
    assert!(seen.contains("Nothing was sent") && seen.contains("Open Microsoft's page"), "{seen}");
    assert!(!till.has_ended());
    assert_eq!(prefix.run(&setup(), &["/S"]).code, code::NO_WEBVIEW2, "the installer has it closed");
    until("the till to end", || till.has_ended());

    std::fs::rename(folder.join(format!("Airtill-{version}")), folder.join("elsewhere")).unwrap();
    let broken = prefix.run(&folder.join("airtill.exe"), &["--close"]);
    assert_ne!(broken.code, 0, "without its folder it does not start");
    std::fs::rename(folder.join("elsewhere"), folder.join(format!("Airtill-{version}"))).unwrap();
    assert_eq!(prefix.run(&folder.join("airtill.exe"), &["--close"]).code, 0, "with no copy that runs it opens none");

    assert_eq!(prefix.run(&folder.join("uninstall.exe"), &["/S"]).code, code::DONE);
    until("the folder to be gone", || !folder.exists());
}
