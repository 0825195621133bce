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
    write(&temp, "connections/read me.txt", "no connection");
    temp
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
    assert_eq!(company.updates, UpdateRule::Set(CompanyUpdates { checks: UpdateChecks::Off, server: None }));
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
fn p02_what_others_can_write_is_ignored_and_named_once() {
    let temp = furnished();
    let path = |name: &str| temp.path().join("company").join(name).display().to_string();
    let all = vec!["first", "second"];
    for (ending, has_policy, connections, named) in [
        ("company", false, vec![], temp.path().join("company").display().to_string()),
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
fn p02_what_nobody_can_judge_is_not_trusted() {
    let temp = furnished();
    for (ending, updates, connections) in
        [("company", UpdateRule::Unreadable, vec![]), ("policy.toml", UpdateRule::Unreadable, vec!["first", "second"])]
    {
        let company = read(&temp, ending, Writers::Unknown);
        assert_eq!((company.updates.clone(), ids(&company)), (updates, connections), "{ending}");
        assert!(company.limits.is_empty(), "{ending}");
        assert_eq!(codes(&company), [NoticeCode::CompanyFolderUnreadable], "{ending}");
    }
    /// A judge who has no answer at all.
    struct Silent;
    impl Guard for Silent {
        fn judge(&self, _: &[Opened]) -> Vec<Writers> {
            Vec::new()
        }
    }
    let company = Company::read(&CompanyPlace { folder: temp.path().join("company"), guard: Arc::new(Silent) });
    assert_eq!((ids(&company), codes(&company)), (vec![], vec![NoticeCode::CompanyFolderUnreadable]));
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
        write(&temp, "elsewhere", POLICY);
        std::os::unix::fs::symlink(company.join("elsewhere"), company.join("policy.toml")).expect("a link");
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
    let ports = crate::Ports { company, ..crate::still::ports() };
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
