//! The browser's side of the authorization pages: its signed-in person, and the token that its forms must carry.
//!
//! In memory only and few: a practice browser that comes back after a restart signs in again.

use std::collections::VecDeque;
use std::sync::Mutex;

use axum::http::{HeaderMap, header};

use crate::accounts::store::unique_token;
use crate::lock::lock;

/// How many browsers are remembered; the oldest is forgotten first.
const MOST: usize = 64;

#[derive(Clone, Debug)]
pub(crate) struct Session {
    pub id: String,
    /// Every form of this browser carries it.
    pub csrf: String,
    /// The id of the signed-in person.
    pub user: Option<u64>,
    /// The page that it wanted when it was asked to sign in: a path with its query.
    pub return_to: Option<String>,
}

#[derive(Debug, Default)]
pub(crate) struct Sessions(Mutex<VecDeque<Session>>);

impl Sessions {
    /// A new session, for a browser that has none or whose person has just changed.
    pub fn open(&self, user: Option<u64>, return_to: Option<String>) -> Session {
        let session = Session { id: unique_token(), csrf: unique_token(), user, return_to };
        let mut sessions = lock(&self.0);
        if sessions.len() == MOST {
            sessions.pop_front();
        }
        sessions.push_back(session.clone());
        session
    }

    pub fn close(&self, session: &Session) {
        lock(&self.0).retain(|other| other.id != session.id);
    }

    /// The session that the cookie names.
    pub fn of(&self, headers: &HeaderMap, port: u16) -> Option<Session> {
        let name = cookie_name(port);
        let sent: Vec<String> = headers
            .get_all(header::COOKIE)
            .iter()
            .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
            .collect();
        let pairs = sent.iter().flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
        let ids: Vec<&str> = pairs.filter(|(given, _)| *given == name).map(|(_, id)| id).collect();
        let sessions = lock(&self.0);
        sessions.iter().find(|session| ids.contains(&session.id.as_str())).cloned()
    }
}

impl Session {
    /// The value of `Set-Cookie`.
    pub fn cookie(&self, port: u16) -> String {
        format!("{}={}; Path=/; HttpOnly; SameSite=Lax", cookie_name(port), self.id)
    }
}

/// With the port, because browsers send a cookie of 127.0.0.1 to every port there.
fn cookie_name(port: u16) -> String {
    format!("practice_accounts_{port}")
}
