//! Facts about a connection that the till found out by itself, or learnt from a person, since its file was imported.
//!
//! The connection file is the administrator's and is never changed. These facts stand beside it, in a file of the
//! connection's environment, without any secret. They belong to one service and one client: when the connection points
//! elsewhere, nothing of them holds any more. A fact that cannot be written holds until the till closes, and those that
//! were written before go with it: nothing known is safe, something old is not.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard};

use airtill_apis::twenty_one::FloatPath;
use airtill_domain::float::account_name;
use airtill_domain::{Connection, lock};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::data_folder::{DataFolder, write_whole};

/// Far above what the facts take.
const MOST_BYTES: u64 = 16 * 1024;
/// The accounts that are remembered; the one that was named longest ago goes first.
const MOST_ACCOUNTS: usize = 20;
/// The longest user name and id that are remembered, together, in bytes.
const LONGEST_ACCOUNT: usize = 400;

/// The facts. A later version may know more, so unknown fields are passed over.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Facts {
    /// Whether PKCE protects the sign-in through the browser.
    pub pkce: Pkce,
    /// Whether a sign-in failed at the proof of it. The service may have been down, so it is known until the till
    /// closes.
    #[serde(skip)]
    pub proof_failed: bool,
    /// The service's own id of the last person who came in and whose sign-in outlives the till, until that person signs
    /// out.
    pub last_person: Option<String>,
    /// Whether somebody signed out here and it is not known that the service ended the sign-in.
    #[serde(rename = "untold_sign_out")]
    pub is_revocation_open: bool,
    /// Where 21 Systems answered with the float.
    #[serde(with = "float_path")]
    pub float_path: Option<FloatPath>,
    /// The ids of connections that lead to the same float, as people were shown.
    pub shares_float_with: BTreeSet<String>,
    /// The accounts that the service named, by the user names that led to them; the one that it named last is the last.
    pub accounts: Vec<NamedAccount>,
}

/// An account that the service named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedAccount {
    /// As names of accounts are compared.
    user_name: String,
    /// The service's own id of the account.
    id: String,
}

/// The behaviour of a service in regard to PKCE, at a connection whose file asks for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pkce {
    /// Nothing: the service may ignore it.
    #[default]
    Unknown,
    /// A wrong verifier was refused once, and the right one taken for the same code.
    Proven,
    /// A wrong verifier was taken when it was last tried.
    Ignored,
    /// A code was refused after a wrong verifier: no sign-in is risked for the proof again.
    Costly,
    /// The service refuses it, and a person chose to sign in without it.
    SwitchedOff,
}

/// Where the float was found, in words of this file's own: the client may name its paths as it likes.
mod float_path {
    use airtill_apis::twenty_one::FloatPath;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    fn word(path: FloatPath) -> &'static str {
        match path {
            FloatPath::BalanceV2 => "balance_v2",
            FloatPath::Balance => "balance",
        }
    }

    pub fn serialize<S: Serializer>(path: &Option<FloatPath>, to: S) -> Result<S::Ok, S::Error> {
        path.map(word).serialize(to)
    }

    /// A word of a later version says nothing: the float is looked for anew.
    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<FloatPath>, D::Error> {
        let found = Option::<String>::deserialize(from)?;
        Ok([FloatPath::BalanceV2, FloatPath::Balance].into_iter().find(|path| found.as_deref() == Some(word(*path))))
    }
}

impl Facts {
    /// The knowledge of PKCE that a sign-in goes by: where the proof failed it goes without one.
    pub fn pkce_to_use(&self) -> Pkce {
        match self.pkce {
            Pkce::Unknown | Pkce::Ignored if self.proof_failed => Pkce::Costly,
            known => known,
        }
    }

    /// The service's own id of the account that a user name led to last.
    pub fn account_of(&self, user_name: &str) -> Option<&str> {
        let user_name = account_name(user_name);
        self.accounts.iter().find(|known| known.user_name == user_name).map(|known| known.id.as_str())
    }

    /// Notes the id of the account that a user name leads to.
    pub fn note_account(&mut self, user_name: &str, id: &str) {
        let (user_name, id) = (account_name(user_name), id.trim().to_owned());
        if user_name.is_empty() || id.is_empty() || user_name.len() + id.len() > LONGEST_ACCOUNT {
            return;
        }
        self.accounts.retain(|known| known.user_name != user_name);
        self.accounts.push(NamedAccount { user_name, id });
        if self.accounts.len() > MOST_ACCOUNTS {
            self.accounts.remove(0);
        }
    }
}

/// The file's form: the facts and the connection that they are about.
#[derive(Serialize, Deserialize)]
struct StoredFacts {
    about: String,
    #[serde(flatten)]
    facts: Facts,
}

/// The facts about one connection, in memory and in its file.
#[derive(Debug)]
pub struct Learned {
    path: PathBuf,
    about: String,
    facts: Mutex<Facts>,
}

impl Learned {
    /// The facts about a connection; none where the file is missing, unreadable, or about another service or
    /// client.
    pub fn open(folder: &DataFolder, connection: &Connection) -> Self {
        let path = path_of(folder, connection);
        let about = about(connection);
        let facts = read(&path).filter(|kept| kept.about == about).map(|kept| kept.facts).unwrap_or_default();
        Self { path, about, facts: Mutex::new(facts) }
    }

    /// Nothing, of a connection without a file.
    #[cfg(test)]
    pub fn nothing() -> Self {
        Self { path: PathBuf::new(), about: String::new(), facts: Mutex::default() }
    }

    /// The facts as they are now.
    pub fn facts(&self) -> Facts {
        self.lock().clone()
    }

    /// Notes something, in memory and on disk. Blocks for the disk where something changed.
    pub fn note(&self, change: impl FnOnce(&mut Facts)) {
        let mut facts = self.lock();
        let before = facts.clone();
        change(&mut facts);
        if *facts == before {
            return;
        }
        let kept = StoredFacts { about: self.about.clone(), facts: facts.clone() };
        let written =
            serde_json::to_vec(&kept).map_err(std::io::Error::other).and_then(|bytes| write_whole(&self.path, &bytes));
        self.settle(written);
    }

    fn settle(&self, written: std::io::Result<()>) {
        if let Err(error) = written {
            tracing::warn!(%error, "what was learned about a connection holds only until the till closes");
            // Facts that do not hold any more must not come back: after a sign-out the person before would be let in
            // unasked. A full disk lets a file go.
            let _ = std::fs::remove_file(&self.path);
        }
    }

    /// A plain value, valid even if a holder panicked.
    fn lock(&self) -> MutexGuard<'_, Facts> {
        lock(&self.facts)
    }
}

/// Removes what is known of a connection; not an error if nothing is.
///
/// # Errors
/// Read-only disk.
pub fn remove(folder: &DataFolder, connection: &Connection) -> std::io::Result<()> {
    match std::fs::remove_file(path_of(folder, connection)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn path_of(folder: &DataFolder, connection: &Connection) -> PathBuf {
    folder.environment(connection.environment).join(format!("learned-{}.json", connection.id))
}

/// Every part of a connection that a fact depends on.
fn about(connection: &Connection) -> String {
    let authorization = connection.oauth.authorization_address.as_ref().map_or("", Url::as_str);
    format!("{}|{authorization}|{}", connection.secret_binding(), connection.oauth.pkce)
}

fn read(path: &Path) -> Option<StoredFacts> {
    std::fs::symlink_metadata(path).ok().filter(|about| about.is_file() && about.len() <= MOST_BYTES)?;
    serde_json::from_slice(&std::fs::read(path).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use airtill_domain::connection::file;

    use super::*;

    fn connection(base: &str) -> Connection {
        let text = format!(
            "format=1\nid=\"one\"\nname=\"N\"\napi=\"21-systems\"\nenvironment=\"live\"\nbase_address=\"{base}\"\nsign_in=[\"password\"]"
        );
        file::read(text.as_bytes()).expect("a good file")
    }

    fn folder() -> (tempfile::TempDir, DataFolder) {
        let temp = tempfile::tempdir().expect("a temporary folder");
        let folder = DataFolder::open(temp.path()).expect("a data folder");
        (temp, folder)
    }

    #[test]
    fn a_note_is_known_again_until_the_connection_points_elsewhere() {
        let (_temp, folder) = folder();
        let here = connection("https://a.example");
        Learned::open(&folder, &here).note(|facts| facts.float_path = Some(FloatPath::Balance));
        assert_eq!(Learned::open(&folder, &here).facts().float_path, Some(FloatPath::Balance));
        assert_eq!(Learned::open(&folder, &connection("https://b.example")).facts(), Facts::default());
        remove(&folder, &here).expect("removed");
        assert_eq!(Learned::open(&folder, &here).facts(), Facts::default());
        remove(&folder, &here).expect("nothing to remove is no error");
    }

    #[test]
    fn the_words_of_the_file_are_these_for_ever() {
        let (_temp, folder) = folder();
        let here = connection("https://a.example");
        let learned = Learned::open(&folder, &here);
        learned.note(|facts| {
            facts.pkce = Pkce::SwitchedOff;
            facts.last_person = Some("7".to_owned());
            facts.float_path = Some(FloatPath::BalanceV2);
            facts.shares_float_with = ["two".to_owned()].into();
            facts.note_account("Clerk@Shop.example", "6F2A");
        });
        let text = std::fs::read_to_string(&learned.path).expect("the file");
        let facts = r#""pkce":"switched_off","last_person":"7","untold_sign_out":false,"float_path":"balance_v2","shares_float_with":["two"],"#;
        let facts = format!(r#"{facts}"accounts":[{{"user_name":"clerk@shop.example","id":"6F2A"}}]}}"#);
        assert!(text.starts_with(r#"{"about":"#) && text.ends_with(&facts), "{text}");
        let words = [Pkce::Unknown, Pkce::Proven, Pkce::Ignored, Pkce::Costly, Pkce::SwitchedOff]
            .map(|pkce| serde_json::to_value(pkce).expect("a word"));
        assert_eq!(words, ["unknown", "proven", "ignored", "costly", "switched_off"]);
        for (word, path) in [("balance", Some(FloatPath::Balance)), ("a_later_one", None)] {
            std::fs::write(&learned.path, text.replace("balance_v2", word)).expect("the file");
            assert_eq!(Learned::open(&folder, &here).facts().float_path, path, "{word}");
        }
    }

    #[test]
    fn e04_a_user_name_leads_to_the_account_that_was_named_last() {
        let mut facts = Facts::default();
        for (user_name, id) in [("clerk@shop.example", "1"), ("clerk", "1"), (" CLERK@shop.example", " 2 ")] {
            facts.note_account(user_name, id);
        }
        assert_eq!((facts.account_of("Clerk@Shop.example "), facts.account_of("clerk")), (Some("2"), Some("1")));
        for (user_name, id) in [("", "3"), ("nobody", " "), (&*"x".repeat(LONGEST_ACCOUNT), "3")] {
            facts.note_account(user_name, id);
            assert_eq!(facts.account_of(user_name), None, "{user_name}");
        }
        for of in 0..=MOST_ACCOUNTS {
            facts.note_account(&format!("{of}{}", "\u{e9}".repeat(190)), "3");
        }
        assert_eq!((facts.accounts.len(), facts.account_of("clerk")), (MOST_ACCOUNTS, None));
        assert!(serde_json::to_vec(&facts).expect("text").len() < MOST_BYTES as usize);
    }

    #[test]
    fn a_file_of_a_later_version_is_read_and_a_damaged_one_says_nothing() {
        let (_temp, folder) = folder();
        let here = connection("https://a.example");
        let learned = Learned::open(&folder, &here);
        learned.note(|facts| facts.pkce = Pkce::Proven);
        let text = std::fs::read_to_string(&learned.path).expect("the file");
        std::fs::write(&learned.path, text.replacen('{', "{\"later\":1,", 1)).expect("a later version's file");
        assert_eq!(Learned::open(&folder, &here).facts().pkce, Pkce::Proven);
        for damaged in ["", "{", "[]", "{\"about\":1}", "\0"] {
            std::fs::write(&learned.path, damaged).expect("a damaged file");
            assert_eq!(Learned::open(&folder, &here).facts(), Facts::default(), "{damaged:?}");
        }
    }

    #[test]
    fn b06_an_outdated_note_does_not_come_back_where_the_disk_is_full() {
        let (_temp, folder) = folder();
        let here = connection("https://a.example");
        let learned = Learned::open(&folder, &here);
        learned.note(|facts| (facts.pkce, facts.last_person) = (Pkce::Proven, Some("7".to_owned())));
        learned.settle(Err(std::io::ErrorKind::StorageFull.into()));
        assert_eq!(Learned::open(&folder, &here).facts(), Facts::default(), "nobody is known again");
    }

    #[test]
    fn a_fact_that_cannot_be_written_holds_until_the_end() {
        let (_temp, folder) = folder();
        let here = connection("https://a.example");
        let learned = Learned::open(&folder, &here);
        std::fs::create_dir_all(learned.path.join("in the way")).expect("a folder in the file's place");
        learned.note(|facts| facts.last_person = Some("7".to_owned()));
        assert_eq!(learned.facts().last_person.as_deref(), Some("7"));
    }
}
