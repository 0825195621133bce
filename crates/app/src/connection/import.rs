//! Connection files on their way in: read, shown, and stored only after a person's yes.
//!
//! A file that waits for a yes is in memory alone, under a token that the window repeats: it cannot confirm anything
//! but what was shown. Files from outside stand in a line and are shown one after another; none takes the place of
//! another. The rules of a file are `domain`'s; its place on disk is known in `files`.

use std::collections::{HashMap, VecDeque};
use std::num::NonZeroU32;
use std::sync::Mutex;

use airtill_contract::{ConfirmImport, ErrorCode, ImportPreview, ImportsInLine};
use airtill_domain::connection::{OAuthSettings, SignInMethod, file, is_client_id};
use airtill_domain::text::{cleaned, plain};
use airtill_domain::{Connection, lock};
use uuid::Uuid;

use crate::{TillError, view};

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
    file_name: String,
}

/// The connections that matter for one that is shown for a yes.
#[derive(Default)]
pub struct Beside {
    /// The one of the same id, which a yes would replace.
    pub same_id: Option<Connection>,
    /// The names of others of its environment that sell from the same host.
    pub same_host: Vec<String>,
}

impl Waiting {
    /// Reads a file and holds it for the person's answer. `beside` says what stands beside its connection now.
    ///
    /// # Errors
    /// `BadConnectionFile` with the line or field.
    pub fn read(
        &self,
        file_name: &str,
        bytes: &[u8],
        beside: impl FnOnce(&Connection) -> Beside,
    ) -> Result<ImportPreview, TillError> {
        let connection =
            file::read(bytes).map_err(|error| TillError::with(ErrorCode::BadConnectionFile, error.to_string()))?;
        let token = Uuid::new_v4().to_string();
        let beside = beside(&connection);
        let read = Read { connection, file_name: plain(file_name, 100) };
        let preview = read.preview(&token, beside);
        let mut waiting = self.lock();
        if waiting.by_token.len() >= MOST_WAITING + waiting.line.len() {
            let State { by_token, line } = &mut *waiting;
            by_token.retain(|token, _| line.contains(token));
        }
        waiting.by_token.insert(token, read);
        Ok(preview)
    }

    /// The connection that a yes is about. It goes on waiting until it is [`Waiting::answered`]: a yes that cannot be
    /// carried out may be said again.
    ///
    /// # Errors
    /// Unknown token, or a further host without a yes of its own.
    pub fn confirmed(&self, request: &ConfirmImport) -> Result<Connection, TillError> {
        let waiting = self.lock();
        let connection = &waiting.by_token.get(&request.token).ok_or(TillError::new(ErrorCode::NotFound))?.connection;
        if let Some(host) = connection.other_hosts().iter().find(|host| !request.confirmed_hosts.contains(host)) {
            return Err(TillError::with(ErrorCode::BadConnectionFile, format!("{host} was not confirmed")));
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
    pub fn line_up(&self, token: String) -> Result<(), TillError> {
        let mut waiting = self.lock();
        if !waiting.by_token.contains_key(&token) {
            return Err(TillError::new(ErrorCode::NotFound));
        }
        if waiting.line.contains(&token) {
            return Ok(());
        }
        if waiting.line.len() >= MOST_IN_LINE {
            let why = format!("{MOST_IN_LINE} files wait already: answer some of them, then open this one again");
            return Err(TillError::with(ErrorCode::BadConnectionFile, why));
        }
        waiting.line.push_back(token);
        Ok(())
    }

    /// The first in line, and how many are behind it. Those that were before it in the line may stand `beside` it by
    /// now.
    pub fn in_line(&self, beside: impl FnOnce(&Connection) -> Beside) -> ImportsInLine {
        let waiting = self.lock();
        let first = waiting.line.front().and_then(|token| Some((token, waiting.by_token.get(token)?)));
        let first = first.map(|(token, read)| read.preview(token, beside(&read.connection)));
        ImportsInLine { first, behind: u32::try_from(waiting.line.len().saturating_sub(1)).unwrap_or(u32::MAX) }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        lock(&self.0)
    }
}

impl Read {
    fn preview(&self, token: &str, beside: Beside) -> ImportPreview {
        let Self { connection, file_name } = self;
        let by_browser = connection.sign_in.contains(&SignInMethod::Browser);
        let sells = view::sells_airtime(connection.api);
        let known = beside.same_id.as_ref();
        let named = known.map_or(connection.clone(), |known| with_client_of(connection, known));
        // A file for another service has no declarations that could have changed.
        let declared_before = known.filter(|known| sells && known.api == connection.api);
        ImportPreview {
            token: token.to_owned(),
            file_name: file_name.clone(),
            name: connection.name.clone(),
            id: connection.id.to_string(),
            api: view::api(connection.api),
            environment: view::environment(connection.environment),
            host: connection.host(),
            base_address: connection.base_address.to_string(),
            other_hosts: connection.other_hosts(),
            sign_in: view::sign_in_ways(connection),
            pkce_off: by_browser && !connection.oauth.pkce,
            redirect_uri: by_browser.then(|| connection.redirect_to_register()),
            client_id: named.oauth.client_id.clone(),
            asks_client_id: asks_client_id(connection),
            asks_client_secret: connection.knows_clients(),
            replaces: known.is_some(),
            declares: sells.then(|| view::declarations(&connection.declared)),
            requests_per_second: connection.requests_per_second.map(NonZeroU32::get),
            declares_anew: declared_before
                .map(|known| view::changed_lines(&known.declared, &connection.declared))
                .unwrap_or_default(),
            same_host: if sells { beside.same_host } else { Vec::new() },
            forgets_sign_in: known.is_some_and(|known| known.secret_binding() != named.secret_binding()),
            usable: view::is_supported(connection.api),
        }
    }
}

/// Whether a client id is asked for with the yes.
fn asks_client_id(connection: &Connection) -> bool {
    connection.signs_in_as_client() && connection.oauth.client_id.is_none()
}

/// The connection with the client id of the one that it replaces, where its file leaves that to the till.
fn with_client_of(connection: &Connection, known: &Connection) -> Connection {
    let mut connection = connection.clone();
    if asks_client_id(&connection) {
        connection.oauth.client_id.clone_from(&known.oauth.client_id);
    }
    connection
}

/// The connection with the client id that was given with the yes, else with that of the one that it replaces.
///
/// # Errors
/// `BadRequest` for an id that no service gives out, or where none is asked for.
pub fn with_client(
    connection: Connection,
    given: Option<String>,
    known: Option<&Connection>,
) -> Result<Connection, TillError> {
    let Some(given) = given else {
        return Ok(known.map_or(connection.clone(), |known| with_client_of(&connection, known)));
    };
    let given = cleaned(&given);
    if !asks_client_id(&connection) || !is_client_id(&given) {
        return Err(TillError::new(ErrorCode::BadRequest));
    }
    let oauth = OAuthSettings { client_id: Some(given), ..connection.oauth };
    Ok(Connection { oauth, ..connection })
}

#[cfg(test)]
mod tests {
    use airtill_contract::{DeclaredLine, UsedByView};

    use super::*;

    const OTHER_HOST: &str = "format=1\nid=\"a\"\nname=\"N\"\napi=\"accounts-v1\"\nenvironment=\"live\"\nbase_address=\"https://a.example\"\nsign_in=[\"browser\"]\n[oauth]\nclient_id=\"till\"\ntoken_address=\"https://b.example/token\"";

    #[test]
    fn c03_a_further_host_needs_its_own_yes() {
        let waiting = Waiting::default();
        let preview = waiting.read("a.airtill", OTHER_HOST.as_bytes(), |_| Beside::default()).expect("a good file");
        assert_eq!(preview.other_hosts, ["b.example"]);
        let yes = |hosts: &[&str]| ConfirmImport {
            token: preview.token.clone(),
            confirmed_hosts: hosts.iter().map(|h| (*h).to_owned()).collect(),
            client_id: None,
            client_secret: None,
        };
        assert!(waiting.confirmed(&yes(&[])).is_err());
        assert!(waiting.confirmed(&yes(&["b.example"])).is_ok(), "the refusal kept it waiting");
        waiting.answered(&preview.token);
        assert!(waiting.confirmed(&yes(&["b.example"])).is_err(), "a yes is good once");
    }

    #[test]
    fn c03_the_request_to_the_browser_is_shown_with_the_host() {
        let waiting = Waiting::default();
        let shown = |lines: &str| {
            let preview = waiting
                .read("a.airtill", format!("{OTHER_HOST}\n{lines}").as_bytes(), |_| Beside::default())
                .expect("a good file");
            (preview.pkce_off, preview.redirect_uri)
        };
        let uri = |text: &str| Some(text.to_owned());
        assert_eq!(shown(""), (false, uri("http://127.0.0.1/oauth/callback/a")));
        assert_eq!(
            shown("pkce=false\nredirect_uri=\"http://127.0.0.1:8123/cb\""),
            (true, uri("http://127.0.0.1:8123/cb"))
        );
        assert_eq!(shown("redirect=\"paste\""), (false, uri("urn:ietf:wg:oauth:2.0:oob")));
        let form = OTHER_HOST.replace("[\"browser\"]", "[\"password\"]") + "\npkce=false";
        let preview = waiting.read("a.airtill", form.as_bytes(), |_| Beside::default()).expect("a good file");
        assert_eq!((preview.pkce_off, preview.redirect_uri), (false, None), "the form has neither");
    }

    #[test]
    fn files_from_outside_are_shown_in_turn_and_none_is_lost() {
        let waiting = Waiting::default();
        let read = |id: usize| {
            let text = OTHER_HOST.replace("id=\"a\"", &format!("id=\"a{id}\""));
            waiting.read("a.airtill", text.as_bytes(), |_| Beside::default()).expect("a good file").token
        };
        let tokens: Vec<_> = (0..30).map(|id| (read(id), waiting.line_up(read(id + 100)))).collect();
        assert!(tokens.iter().all(|(_, lined_up)| lined_up.is_ok()));
        // Files that somebody chose in between come and go.
        for id in 200..300 {
            read(id);
        }
        for id in 100..130 {
            let line = waiting.in_line(|_| Beside::default());
            let first = line.first.expect("one is first");
            assert_eq!((first.id, line.behind), (format!("a{id}"), 129 - id));
            waiting.answered(&first.token);
        }
        assert_eq!(waiting.in_line(|_| Beside::default()), ImportsInLine { first: None, behind: 0 });
        assert!(waiting.line_up("made up".to_owned()).is_err());
    }

    #[test]
    fn c04_replacing_by_another_address_is_said_to_forget_the_sign_in() {
        let waiting = Waiting::default();
        let known = file::read(OTHER_HOST.replace("b.example", "c.example").as_bytes()).expect("a good file");
        let preview = waiting
            .read("a.airtill", OTHER_HOST.as_bytes(), |_| Beside { same_id: Some(known), ..Beside::default() })
            .expect("a good file");
        assert!(preview.replaces && preview.forgets_sign_in);
    }

    #[test]
    fn declarations_of_a_file_are_shown_with_their_changes() {
        let text = |lines: &str| {
            format!(
                "format=1\nid=\"a\"\nname=\"N\"\napi=\"21-systems\"\nenvironment=\"live\"\nbase_address=\"https://a.example\"\nsign_in=[\"password\"]\n{lines}"
            )
        };
        let known = |lines: &str| Beside {
            same_id: Some(file::read(text(lines).as_bytes()).expect("a good file")),
            same_host: vec!["Second".to_owned()],
        };
        let waiting = Waiting::default();
        let read = |lines: &str, beside: Beside| {
            waiting.read("a.airtill", text(lines).as_bytes(), |_| beside).expect("a good file")
        };
        let new = read("used_by=\"this till\"", Beside::default());
        assert_eq!(
            (new.declares.map(|declared| declared.used_by), new.declares_anew),
            (Some(UsedByView::ThisTill), vec![]),
            "nothing is replaced"
        );
        let changing = read("used_by=\"this till\"\nrest=\"1 h\"", known("rest=\"10 min\""));
        assert_eq!(changing.declares_anew, [DeclaredLine::UsedBy, DeclaredLine::Rest]);
        assert_eq!(
            (changing.same_host, changing.forgets_sign_in),
            (vec!["Second".to_owned()], false),
            "another declaration keeps the sign-in"
        );
        assert_eq!(read("rest=\"600 s\"", known("")).declares_anew, [], "what was a default says the same in words");
        let accounts =
            waiting.read("a.airtill", OTHER_HOST.as_bytes(), |_| known("rest=\"1 h\"")).expect("a good file");
        assert_eq!(
            (accounts.declares, accounts.declares_anew, accounts.same_host),
            (None, vec![], vec![]),
            "a service without a float"
        );
    }

    #[test]
    fn a_file_in_line_is_shown_beside_those_that_were_added_before_it() {
        let waiting = Waiting::default();
        let token = waiting.read("a.airtill", OTHER_HOST.as_bytes(), |_| Beside::default()).expect("a good file").token;
        waiting.line_up(token).expect("lined up");
        let added =
            || Beside { same_id: Some(file::read(OTHER_HOST.as_bytes()).expect("a good file")), ..Beside::default() };
        assert!(waiting.in_line(|_| added()).first.is_some_and(|first| first.replaces), "the same file came twice");
    }
}
