//! Connection files on their way in: read, shown, and kept only after a person's yes.
//!
//! What waits for a yes is in memory alone, under a token that the window repeats: it cannot confirm anything but what was shown.
//! Files from outside stand in a line and are shown one after another; none takes the place of another. What a file may say
//! is `domain`'s; where it is kept, `connections` knows.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};

use airtill_contract::{ConfirmImport, ErrorCode, ImportPreview, ImportsInLine};
use airtill_domain::Connection;
use airtill_domain::connection::{SignInMethod, file};
use airtill_domain::text::plain;
use uuid::Uuid;

use crate::{Fault, connections, view};

/// More files than anybody opens before saying yes to one; those that stand in line are not counted.
const MOST_WAITING: usize = 20;
/// More files than anybody opens at once.
const MOST_IN_LINE: usize = 200;

/// The files that wait for a yes.
#[derive(Default)]
pub struct Waiting(Mutex<State>);

#[derive(Default)]
struct State {
    by_token: HashMap<String, Read>,
    /// Tokens of files from outside, the first to be shown first.
    line: VecDeque<String>,
}

/// A file that was read.
struct Read {
    connection: Connection,
    preview: ImportPreview,
}

impl Waiting {
    /// Reads a file and keeps it waiting. `known` is the connection of the same id, if there is one.
    ///
    /// # Errors
    /// `BadConnectionFile` with the line or field.
    pub fn read(&self, file_name: &str, bytes: &[u8], known: impl FnOnce(&Connection) -> Option<Connection>) -> Result<ImportPreview, Fault> {
        let connection = file::read(bytes).map_err(|fault| Fault::with(ErrorCode::BadConnectionFile, fault.to_string()))?;
        let known = known(&connection);
        let by_browser = connection.sign_in.contains(&SignInMethod::Browser);
        let token = Uuid::new_v4().to_string();
        let preview = ImportPreview {
            token: token.clone(),
            file_name: plain(file_name, 100),
            name: connection.name.clone(),
            id: connection.id.to_string(),
            api: view::api(connection.api),
            environment: view::environment(connection.environment),
            host: connection.host(),
            base_address: connection.base_address.to_string(),
            other_hosts: connection.other_hosts(),
            sign_in: view::sign_in_ways(&connection),
            pkce_off: by_browser && !connection.oauth.pkce,
            redirect_uri: by_browser.then(|| connection.redirect_to_register()),
            asks_client_secret: connection.knows_clients(),
            replaces: known.is_some(),
            forgets_sign_in: known.is_some_and(|known| known.secret_binding() != connection.secret_binding()),
            usable: connections::usable(connection.api),
        };
        let mut waiting = self.lock();
        if waiting.by_token.len() >= MOST_WAITING + waiting.line.len() {
            let State { by_token, line } = &mut *waiting;
            by_token.retain(|token, _| line.contains(token));
        }
        waiting.by_token.insert(token, Read { connection, preview: preview.clone() });
        Ok(preview)
    }

    /// The connection that a yes is about. It goes on waiting until it is [`Waiting::answered`]: a yes that cannot be carried
    /// out may be said again.
    ///
    /// # Errors
    /// Unknown token, or a further host without a yes of its own.
    pub fn confirmed(&self, request: &ConfirmImport) -> Result<Connection, Fault> {
        let waiting = self.lock();
        let connection = &waiting.by_token.get(&request.token).ok_or(Fault::new(ErrorCode::NotFound))?.connection;
        if let Some(host) = connection.other_hosts().iter().find(|host| !request.confirmed_hosts.contains(host)) {
            return Err(Fault::with(ErrorCode::BadConnectionFile, format!("{host} was not confirmed")));
        }
        Ok(connection.clone())
    }

    /// A file was answered, by a yes that was carried out or by a no.
    pub fn answered(&self, token: &str) {
        let mut waiting = self.lock();
        waiting.by_token.remove(token);
        waiting.line.retain(|other| other != token);
    }

    /// Lets a file that was read wait at the end of the line.
    ///
    /// # Errors
    /// Unknown token, or more files than anybody opens at once.
    pub fn line_up(&self, token: String) -> Result<(), Fault> {
        let mut waiting = self.lock();
        if !waiting.by_token.contains_key(&token) {
            return Err(Fault::new(ErrorCode::NotFound));
        }
        if waiting.line.contains(&token) {
            return Ok(());
        }
        if waiting.line.len() >= MOST_IN_LINE {
            let why = format!("{MOST_IN_LINE} files wait already: answer some of them, then open this one again");
            return Err(Fault::with(ErrorCode::BadConnectionFile, why));
        }
        waiting.line.push_back(token);
        Ok(())
    }

    /// The first in line, and how many are behind it.
    pub fn in_line(&self) -> ImportsInLine {
        let waiting = self.lock();
        let first = waiting.line.front().and_then(|token| waiting.by_token.get(token)).map(|read| read.preview.clone());
        ImportsInLine { first, behind: u32::try_from(waiting.line.len().saturating_sub(1)).unwrap_or(u32::MAX) }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OTHER_HOST: &str = "format=1\nid=\"a\"\nname=\"N\"\napi=\"accounts-v1\"\nenvironment=\"live\"\nbase_address=\"https://a.example\"\nsign_in=[\"browser\"]\n[oauth]\nclient_id=\"till\"\ntoken_address=\"https://b.example/token\"";

    #[test]
    fn c03_a_further_host_needs_its_own_yes() {
        let waiting = Waiting::default();
        let preview = waiting.read("a.airtill", OTHER_HOST.as_bytes(), |_| None).expect("a good file");
        assert_eq!(preview.other_hosts, ["b.example"]);
        let yes = |hosts: &[&str]| ConfirmImport {
            token: preview.token.clone(),
            confirmed_hosts: hosts.iter().map(|h| (*h).to_owned()).collect(),
            client_secret: None,
        };
        assert!(waiting.confirmed(&yes(&[])).is_err());
        assert!(waiting.confirmed(&yes(&["b.example"])).is_ok(), "the refusal kept it waiting");
        waiting.answered(&preview.token);
        assert!(waiting.confirmed(&yes(&["b.example"])).is_err(), "a yes is good once");
    }

    #[test]
    fn c03_what_the_browser_is_asked_for_is_shown_with_the_host() {
        let waiting = Waiting::default();
        let shown = |lines: &str| {
            let preview = waiting.read("a.airtill", format!("{OTHER_HOST}\n{lines}").as_bytes(), |_| None).expect("a good file");
            (preview.pkce_off, preview.redirect_uri)
        };
        let uri = |text: &str| Some(text.to_owned());
        assert_eq!(shown(""), (false, uri("http://127.0.0.1/oauth/callback/a")));
        assert_eq!(shown("pkce=false\nredirect_uri=\"http://127.0.0.1:8123/cb\""), (true, uri("http://127.0.0.1:8123/cb")));
        assert_eq!(shown("redirect=\"paste\""), (false, uri("urn:ietf:wg:oauth:2.0:oob")));
        let form = OTHER_HOST.replace("[\"browser\"]", "[\"password\"]") + "\npkce=false";
        let preview = waiting.read("a.airtill", form.as_bytes(), |_| None).expect("a good file");
        assert_eq!((preview.pkce_off, preview.redirect_uri), (false, None), "the form has neither");
    }

    #[test]
    fn files_from_outside_are_shown_in_turn_and_none_is_lost() {
        let waiting = Waiting::default();
        let read = |id: usize| {
            let text = OTHER_HOST.replace("id=\"a\"", &format!("id=\"a{id}\""));
            waiting.read("a.airtill", text.as_bytes(), |_| None).expect("a good file").token
        };
        let tokens: Vec<_> = (0..30).map(|id| (read(id), waiting.line_up(read(id + 100)))).collect();
        assert!(tokens.iter().all(|(_, lined_up)| lined_up.is_ok()));
        // Files that somebody chose in between come and go.
        for id in 200..300 {
            read(id);
        }
        for id in 100..130 {
            let line = waiting.in_line();
            let first = line.first.expect("one is first");
            assert_eq!((first.id, line.behind), (format!("a{id}"), 129 - id));
            waiting.answered(&first.token);
        }
        assert_eq!(waiting.in_line(), ImportsInLine { first: None, behind: 0 });
        assert!(waiting.line_up("made up".to_owned()).is_err());
    }

    #[test]
    fn c04_replacing_by_another_address_is_said_to_forget_the_sign_in() {
        let waiting = Waiting::default();
        let known = file::read(OTHER_HOST.replace("b.example", "c.example").as_bytes()).expect("a good file");
        let preview = waiting.read("a.airtill", OTHER_HOST.as_bytes(), |_| Some(known)).expect("a good file");
        assert!(preview.replaces && preview.forgets_sign_in);
    }
}
