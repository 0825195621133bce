//! The company's folder on a disk, with a judge who says of each thing what a test wants.
//!
//! The systems' own judges are tested where they are: by modes in `files`, by lists of rights in the shell.

use std::fs;
use std::sync::Arc;

use airtill_domain::updates::UpdateChecks;
use airtill_files::guard::{Guard, Opened, Writers};
use tempfile::TempDir;

use super::*;

/// Says it of the things whose path ends in the text, and of all others that they are guarded.
struct Saying(&'static str, Writers);

impl Guard for Saying {
    fn judge(&self, opened: &[Opened]) -> Vec<Writers> {
        let of = |opened: &Opened| {
            if opened.path().ends_with(self.0) { self.1 } else { Writers::AdministratorsAlone }
        };
        opened.iter().map(of).collect()
    }
}

const POLICY: &str = "format = 1\n[updates]\nchecks = \"off\"\n[limits]\nper_sale = [\"500 SSP\"]\n";

fn connection(id: &str) -> String {
    format!(
        "format = 1\nid = \"{id}\"\nname = \"Desk\"\napi = \"21-systems\"\nenvironment = \"live\"\n\
         base_address = \"https://desk.example\"\nsign_in = [\"password\"]\n"
    )
}

/// A folder with a policy and two connections.
fn furnished() -> TempDir {
    let temp = tempfile::tempdir().expect("a temporary folder");
    let connections = temp.path().join("company").join("connections");
    fs::create_dir_all(&connections).expect("made");
    write(&temp, "policy.toml", POLICY);
    write(&temp, "connections/a.airtill", &connection("first"));
    write(&temp, "connections/b.airtill", &connection("second"));
    temp
}

/// Its policy's word on updates.
fn furnished_updates() -> UpdateRule {
    UpdateRule::Set(CompanyUpdates { checks: UpdateChecks::Off, server: None })
}

fn write(temp: &TempDir, name: &str, text: &str) {
    fs::write(temp.path().join("company").join(name), text).expect("written");
}

fn read(temp: &TempDir, ending: &'static str, writers: Writers) -> Company {
    let guard = Arc::new(Saying(ending, writers));
    Company::read(&CompanyPlace { folder: temp.path().join("company"), guard })
}

fn ids(company: &Company) -> Vec<&str> {
    company.connections.iter().map(|placed| placed.connection.id.as_str()).collect()
}

fn codes(company: &Company) -> Vec<NoticeCode> {
    company.notices.iter().map(|notice| notice.code).collect()
}

#[test]
fn p01_everything_of_the_folder_is_read_and_its_absence_is_silent() {
    let temp = furnished();
    let company = read(&temp, "", Writers::AdministratorsAlone);
    assert_eq!(company.updates, furnished_updates());
    assert!(!company.limits.is_empty());
    assert_eq!((ids(&company), codes(&company)), (vec!["first", "second"], vec![]));
    fs::remove_file(temp.path().join("company/policy.toml")).expect("it is there");
    let company = read(&temp, "", Writers::AdministratorsAlone);
    assert_eq!((company.updates.clone(), company.limits.clone()), (UpdateRule::None, Limits::default()));
    assert_eq!((ids(&company), codes(&company)), (vec!["first", "second"], vec![]));
    fs::remove_dir_all(temp.path().join("company")).expect("it is there");
    assert_eq!(read(&temp, "company", Writers::Others), Company::default(), "there is nothing to judge");
}

#[test]
fn p02_a_path_that_others_can_write_is_ignored_and_named_once() {
    let temp = furnished();
    let company = temp.path().join("company");
    let path = |name: &str| company.join(name.split('/').collect::<PathBuf>()).display().to_string();
    let all = vec!["first", "second"];
    for (ending, has_policy, connections, named) in [
        ("company", false, vec![], company.display().to_string()),
        ("connections", true, vec![], path("connections")),
        ("policy.toml", false, all, path("policy.toml")),
        ("a.airtill", true, vec!["second"], path("connections/a.airtill")),
    ] {
        let company = read(&temp, ending, Writers::Others);
        assert_eq!(company.updates != UpdateRule::None, has_policy, "{ending}");
        assert_eq!(company.limits.is_empty(), !has_policy, "{ending}");
        assert_eq!(ids(&company), connections, "{ending}");
        let notice = Notice { code: NoticeCode::CompanyFolderWritable, detail: named };
        assert_eq!(company.notices, [notice], "{ending}");
    }
}

#[test]
fn p02_a_path_that_nobody_can_judge_is_not_trusted() {
    let temp = furnished();
    // Anybody can make a folder that cannot be judged, but a file in the administrators' folder is theirs.
    for (ending, updates, connections) in
        [("company", UpdateRule::None, vec![]), ("policy.toml", UpdateRule::Unreadable, vec!["first", "second"])]
    {
        let company = read(&temp, ending, Writers::Unknown);
        assert_eq!((company.updates.clone(), ids(&company)), (updates, connections), "{ending}");
        assert!(company.limits.is_empty(), "{ending}");
        assert_eq!(codes(&company), [NoticeCode::CompanyFolderUnreadable], "{ending}");
    }
}

/// A judge who has no answer to the first questions.
struct Silent(std::sync::Mutex<usize>);

impl Guard for Silent {
    fn judge(&self, opened: &[Opened]) -> Vec<Writers> {
        let mut questions = airtill_domain::lock(&self.0);
        if *questions == 0 {
            return vec![Writers::AdministratorsAlone; opened.len()];
        }
        *questions -= 1;
        // A part of an answer is none.
        vec![Writers::AdministratorsAlone; 1]
    }
}

#[test]
fn p02_a_judge_without_an_answer_is_asked_once_more() {
    let temp = furnished();
    let read = |questions: usize| {
        let guard = Arc::new(Silent(std::sync::Mutex::new(questions)));
        Company::read(&CompanyPlace { folder: temp.path().join("company"), guard })
    };
    let once = read(1);
    assert_eq!((ids(&once), codes(&once)), (vec!["first", "second"], vec![]));
    assert!(!once.limits.is_empty());
    let twice = read(2);
    assert_eq!((ids(&twice), codes(&twice)), (vec![], vec![NoticeCode::CompanyFolderUnreadable]));
    assert_eq!(twice.updates, UpdateRule::Unreadable, "the folder may be the administrators'");
}

/// Puts a link to a folder in its place.
#[cfg(unix)]
fn with_link_at(temp: &TempDir, name: &str) {
    let (place, elsewhere) = (temp.path().join(name), temp.path().join("elsewhere"));
    fs::rename(&place, &elsewhere).expect("it is there");
    std::os::unix::fs::symlink(&elsewhere, &place).expect("a link");
}

#[cfg(unix)]
#[test]
fn p02_a_folder_that_cannot_be_opened_hides_all_in_it() {
    for (name, updates) in [("company", UpdateRule::None), ("company/connections", furnished_updates())] {
        let temp = furnished();
        with_link_at(&temp, name);
        let company = read(&temp, "", Writers::AdministratorsAlone);
        assert_eq!((ids(&company), &company.updates), (vec![], &updates), "{name}");
        let detail = format!("{}: it is a link", temp.path().join(name).display());
        assert_eq!(company.notices, [Notice { code: NoticeCode::CompanyFolderUnreadable, detail }], "one flaw");
    }
}

#[cfg(unix)]
#[test]
fn p06_a_folder_of_administrators_that_is_shut_may_hold_a_policy() {
    use std::os::unix::fs::PermissionsExt;
    let temp = furnished();
    let root = temp.path().canonicalize().expect("it is there");
    let place = |name: &str| {
        let guard = Arc::new(airtill_files::guard::Modes::of_owner_of(&root).expect("it is there"));
        CompanyPlace { folder: root.join(name), guard }
    };
    std::os::unix::fs::symlink(root.join("company"), root.join("link")).expect("a link");
    let company = Company::read(&place("link"));
    assert_eq!((ids(&company), &company.updates), (vec![], &UpdateRule::Unreadable), "no server is asked");
    assert_eq!(codes(&company), [NoticeCode::CompanyFolderUnreadable]);
    // In a folder that others write, anybody could have put it there.
    fs::set_permissions(&root, fs::Permissions::from_mode(0o777)).expect("it is ours");
    assert_eq!(Company::read(&place("link")).updates, UpdateRule::None);
    assert_eq!(Company::read(&place("nothing")), Company::default());
}

#[cfg(unix)]
#[test]
fn p02_a_folder_that_a_person_may_not_read_is_said_once() {
    use std::os::unix::fs::PermissionsExt;
    let temp = furnished();
    let company = temp.path().join("company");
    fs::set_permissions(&company, fs::Permissions::from_mode(0o000)).expect("it is ours");
    let found = read(&temp, "", Writers::AdministratorsAlone);
    let may_read = fs::read_dir(&company).is_ok();
    fs::set_permissions(&company, fs::Permissions::from_mode(0o755)).expect("it is ours");
    if may_read {
        assert_eq!(ids(&found), ["first", "second"], "root reads everything");
        return;
    }
    assert_eq!((ids(&found), &found.updates), (vec![], &UpdateRule::None));
    let detail = format!("{}: this person may not read it", company.display());
    assert_eq!(found.notices, [Notice { code: NoticeCode::CompanyFolderUnreadable, detail }]);
}

#[test]
fn p02_a_file_in_the_place_of_a_folder_is_said_once() {
    let temp = furnished();
    let company = temp.path().join("company");
    fs::remove_dir_all(company.join("connections")).expect("it is there");
    write(&temp, "connections", "no folder");
    let found = read(&temp, "", Writers::AdministratorsAlone);
    assert_eq!((ids(&found), &found.updates), (vec![], &furnished_updates()));
    assert_eq!(codes(&found), [NoticeCode::CompanyFolderUnreadable]);
    fs::remove_dir_all(&company).expect("it is there");
    fs::write(&company, POLICY).expect("written");
    let found = read(&temp, "", Writers::AdministratorsAlone);
    assert_eq!(found.updates, UpdateRule::None, "no folder of administrators' hides a policy");
    let detail = format!("{}: it is no folder", company.display());
    assert_eq!(found.notices, [Notice { code: NoticeCode::CompanyFolderUnreadable, detail }]);
}

#[test]
fn p01_a_file_of_another_name_is_said_and_capitals_are_none() {
    let temp = furnished();
    let connections = temp.path().join("company").join("connections");
    fs::rename(connections.join("b.airtill"), connections.join("SHOP.AIRTILL")).expect("it is there");
    for name in ["policy.toml.txt", "trial.airtill", "desktop.ini", "connections/.hidden"] {
        write(&temp, name, "x");
    }
    let company = read(&temp, "", Writers::AdministratorsAlone);
    let mut found = ids(&company);
    found.sort_unstable();
    assert_eq!((found, &company.updates), (vec!["first", "second"], &furnished_updates()));
    let [Notice { code: NoticeCode::CompanyFolderUnreadable, detail }] = company.notices.as_slice() else {
        panic!("{:?}", company.notices)
    };
    assert!(detail.ends_with("company: Airtill uses nothing of this name: policy.toml.txt, trial.airtill"), "{detail}");
    let refused = read(&temp, "company", Writers::Others);
    assert_eq!(codes(&refused), [NoticeCode::CompanyFolderWritable], "a refused folder is one flaw");
}

#[test]
fn p02_a_folder_or_a_link_in_the_place_of_a_file_is_not_used() {
    let temp = furnished();
    let company = temp.path().join("company");
    fs::remove_file(company.join("policy.toml")).expect("it is there");
    fs::create_dir(company.join("policy.toml")).expect("made");
    let found = read(&temp, "", Writers::AdministratorsAlone);
    assert_eq!(
        (found.updates.clone(), codes(&found)),
        (UpdateRule::Unreadable, vec![NoticeCode::CompanyFolderUnreadable])
    );
    assert!(found.notices[0].detail.ends_with("policy.toml: it is no plain file"), "{:?}", found.notices);
    #[cfg(unix)]
    {
        fs::remove_dir(company.join("policy.toml")).expect("it is empty");
        let elsewhere = temp.path().join("elsewhere");
        fs::write(&elsewhere, POLICY).expect("written");
        std::os::unix::fs::symlink(&elsewhere, company.join("policy.toml")).expect("a link");
        let found = read(&temp, "", Writers::AdministratorsAlone);
        assert!(found.limits.is_empty());
        assert_eq!(codes(&found), [NoticeCode::CompanyFolderUnreadable]);
        assert!(found.notices[0].detail.ends_with("policy.toml: it is a link"), "{:?}", found.notices);
    }
}

#[test]
fn p04_a_broken_policy_counts_for_nothing_but_that_no_server_is_asked() {
    let temp = furnished();
    write(&temp, "policy.toml", &POLICY.replace("per_sale", "per_week"));
    let company = read(&temp, "", Writers::AdministratorsAlone);
    assert_eq!((company.updates.clone(), company.limits.clone()), (UpdateRule::Unreadable, Limits::default()));
    assert_eq!(ids(&company), ["first", "second"]);
    let [Notice { code: NoticeCode::CompanyPolicyBroken, detail }] = company.notices.as_slice() else {
        panic!("{:?}", company.notices)
    };
    assert!(detail.contains("policy.toml: line 5: ") && detail.contains("per_week"), "{detail}");
}

#[test]
fn p05_a_connection_file_with_a_mistake_is_named_and_the_others_are_taken() {
    let temp = furnished();
    write(&temp, "connections/a.airtill", &connection("first").replace("https://", "http://"));
    write(&temp, "connections/c.airtill", &connection("second"));
    write(&temp, "connections/d.airtill", &format!("{}\n# {}", connection("third"), "x".repeat(64 * 1024)));
    let company = read(&temp, "", Writers::AdministratorsAlone);
    assert_eq!(ids(&company), ["second"]);
    let unreadable = NoticeCode::CompanyConnectionUnreadable;
    assert_eq!(codes(&company), [unreadable, unreadable, unreadable]);
    let (first, twice) = (&company.notices[0].detail, &company.notices[1].detail);
    assert!(first.contains("a.airtill: base_address: "), "{first}");
    assert!(twice.contains("c.airtill: another file of this folder has the id second"), "{twice}");
    assert_eq!(company.placed(Environment::Test, &company.connections[0].connection.id), None, "in live alone");
}

/// Says that everything is guarded, once it was let go.
struct Waiting(std::sync::Mutex<std::sync::mpsc::Receiver<()>>);

impl Guard for Waiting {
    fn judge(&self, opened: &[Opened]) -> Vec<Writers> {
        let _ = airtill_domain::lock(&self.0).recv();
        vec![Writers::AdministratorsAlone; opened.len()]
    }
}

#[tokio::test]
async fn p03_the_folder_is_read_once_and_limits_wait_for_it() {
    let temp = furnished();
    let (let_go, waits) = std::sync::mpsc::channel();
    let guard = Arc::new(Waiting(std::sync::Mutex::new(waits)));
    let company = Some(CompanyPlace { folder: temp.path().join("company"), guard });
    let data = crate::DataFolder::open(&temp.path().join("data")).expect("a data folder");
    let ports = crate::Ports { company, ..crate::test_machine::ports() };
    let runtime = Arc::new(crate::runtime::Runtime::new(data, ports, crate::Policy::default()));
    assert_eq!(runtime.company_so_far(), None, "nothing is read before it is needed");
    let asking = runtime.clone();
    let mut limits = Box::pin(async move { asking.limits().await });
    assert!(tokio::time::timeout(std::time::Duration::from_millis(20), &mut limits).await.is_err(), "it waits");
    assert_eq!(runtime.company_so_far(), None);
    let_go.send(()).expect("it is heard");
    assert!(!limits.await.is_empty());
    write(&temp, "policy.toml", "format = 1\n");
    assert!(!runtime.limits().await.is_empty(), "a change is for the next start");
}
