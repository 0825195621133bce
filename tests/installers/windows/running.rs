//! A till that runs: an idle one closes when it is asked, a busy one goes on and the installer stops.
//!
//! The stand-in is asked in the till's own words; the till's answer to them is tested with the real window.

use super::installing::{answer, names_in, names_of, with};
use super::stand_in::{Person, StandIn};
use super::wine::{Prefix, Started, until};
use super::{FOLDER, code};

/// The installed till, running.
fn start(prefix: &Prefix, arguments: &[&str]) -> Started {
    let folder = prefix.home().join(FOLDER);
    let started = prefix.start(&folder.join("airtill.exe"), arguments);
    let note = folder.join("airtill.exe.started");
    until("the till to run", || note.exists());
    std::fs::remove_file(note).unwrap();
    started
}

#[test]
fn an_idle_till_is_asked_and_closes_before_it_is_replaced() {
    let (old, new) = (StandIn::old(), StandIn::new());
    let prefix = with(old);
    let till = start(&prefix, &[]);
    let ended = prefix.run(&new.setup, &["/S"]);
    assert_eq!(ended.code, code::NO_WEBVIEW2, "{}", ended.said);
    assert_eq!(till.ended().code, 0, "it ended by itself");
    assert_eq!(answer(&prefix, &prefix.home().join(FOLDER)), new.answer);
}

#[test]
fn a_busy_till_goes_on_and_a_silent_installer_stops() {
    let (old, new) = (StandIn::old(), StandIn::new());
    let prefix = with(old);
    let folder = prefix.home().join(FOLDER);
    let mut till = start(&prefix, &["--busy"]);
    let refused = prefix.run(&new.setup, &["/S", "/LANG=ar"]);
    assert_eq!(refused.code, code::TILL_AT_WORK, "{}", refused.said);
    assert!(refused.said.contains("عملية بيع"), "a sale, in Arabic: {}", refused.said);
    let refused = prefix.run(&folder.join("uninstall.exe"), &["/S", &format!("_?={}", seen(&prefix))]);
    assert_eq!(refused.code, code::TILL_AT_WORK, "the uninstaller asks as well: {}", refused.said);
    assert!(refused.said.contains("a sale, a sign-in or other work is under way"), "{}", refused.said);
    assert!(!till.has_ended(), "nobody ended it by force");
    assert_eq!(names_in(&folder), names_of(old));
    assert_eq!(answer(&prefix, &folder), old.answer);
    till.kill();
}

#[test]
fn a_person_is_told_of_a_busy_till_and_may_try_again_or_cancel() {
    let (old, new) = (StandIn::old(), StandIn::new());
    let prefix = with(old);
    let till = start(&prefix, &["--busy"]);
    let passive = prefix.start(&new.setup, &["/P"]);
    let person = Person(&prefix);
    person.waits_for("Finish there and close Airtill, then try again");
    person.presses("Cancel");
    assert_eq!(passive.ended().code, code::TILL_AT_WORK);
    assert_eq!(answer(&prefix, &prefix.home().join(FOLDER)), old.answer);

    let passive = prefix.start(&new.setup, &["/P"]);
    person.waits_for("Finish there and close Airtill, then try again");
    till.kill();
    person.presses("Retry");
    person.presses("No");
    assert_eq!(passive.ended().code, code::NO_WEBVIEW2);
    assert_eq!(answer(&prefix, &prefix.home().join(FOLDER)), new.answer);
}

#[test]
fn a_till_that_closed_for_an_installer_that_stops_is_started_again() {
    let new = StandIn::new();
    let prefix = with(new);
    let folder = prefix.home().join(FOLDER);
    let note = folder.join("airtill.exe.started");
    let shell = Person(&prefix).has_a_shell();
    let till = start(&prefix, &[]);
    let holding = Person(&prefix).holds(&folder.join("Airtill-1.0.10/licences.txt"), 60_000);
    let refused = prefix.run(&new.setup, &["/S", "/UPDATE", "/R"]);
    assert_eq!(refused.code, code::IN_USE, "{}", refused.said);
    assert_eq!(till.ended().code, 0, "it had closed for the installer");
    until("the till that was there to be started again", || note.exists());
    std::fs::remove_file(&note).unwrap();
    let refused = prefix.run(&new.setup, &["/S", "/UPDATE"]);
    assert_eq!(refused.code, code::IN_USE, "{}", refused.said);
    assert!(!note.exists(), "nobody asked for a till");
    holding.kill();
    shell.kill();
}

/// The folder of the installation, as programs see it.
fn seen(prefix: &Prefix) -> String {
    let below = prefix.home().join(FOLDER);
    format!(r"C:\{}", below.strip_prefix(prefix.drive()).unwrap().to_string_lossy().replace('/', r"\"))
}
