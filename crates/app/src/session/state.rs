//! Whether somebody is signed in, and the form in which the vault stores that.
//!
//! Later versions read this form again, so every field that came later has a value for files that lack
//! it. Access tokens are nowhere in it.

use airtill_domain::Timestamp;
use serde::{Deserialize, Serialize};

use crate::person::Person;

/// Whether somebody is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SessionState {
    /// Nobody is signed in.
    SignedOut,
    /// A sign-in that renews itself.
    SignedIn {
        /// The person, as last described.
        person: Option<Person>,
        /// When the present refresh token stops working if it is never used.
        ends_at: Option<Timestamp>,
        /// Whether it outlives the process.
        remembered: bool,
    },
    /// The service ended it.
    SignInAgain {
        /// The person whose sign-in ended.
        person: Option<Person>,
    },
}

/// A sign-in as the vault stores it, in one slot so that a rotation is one write.
#[derive(Serialize, Deserialize)]
pub(super) struct StoredSignIn {
    /// The refresh token, good for one use.
    pub refresh_token: String,
    /// When the request for the tokens was sent.
    pub obtained_at: Timestamp,
    /// When the person signed in.
    #[serde(default = "long_ago")]
    pub signed_in_at: Timestamp,
    /// The person, as last described.
    pub person: Option<Person>,
}

/// The time of a sign-in that was stored before this was noted.
fn long_ago() -> Timestamp {
    Timestamp(0)
}

impl Drop for StoredSignIn {
    fn drop(&mut self) {
        zeroize::Zeroize::zeroize(&mut self.refresh_token);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::person::{Points, Role};

    #[test]
    fn the_words_that_the_vault_seals_are_these_for_ever() {
        let points = Some(Points { to_send: 3, received: -1 });
        let person = Person {
            created_at: Some("2026-11-21T12:00:00Z".to_owned()),
            name: Some("Amina".to_owned()),
            role: Some(Role::Administrator),
            points,
            ..Person::known_as(Some(7), "amina@shop.example")
        };
        let stored = StoredSignIn {
            refresh_token: "r-1".to_owned(),
            obtained_at: Timestamp(5),
            signed_in_at: Timestamp(4),
            person: Some(person.clone()),
        };
        let text = r#"{"refresh_token":"r-1","obtained_at":5,"signed_in_at":4,"person":{"id":"7","email":"amina@shop.example","created_at":"2026-11-21T12:00:00Z","name":"Amina","role":"administrator","points":{"to_send":3,"received":-1}}}"#;
        assert_eq!(serde_json::to_string(&stored).expect("plain fields"), text);
        let read: StoredSignIn = serde_json::from_str(text).expect("its own text");
        assert_eq!((read.person.clone(), read.signed_in_at), (Some(person), Timestamp(4)));
        let words = [Role::Staff, Role::Administrator, Role::Other].map(|role| serde_json::to_value(role).expect("it"));
        assert_eq!(words, ["staff", "administrator", "other"]);
    }
}
