//! Who is signed in, and what the vault keeps of it: the words of a sign-in, without its doings.

use airtill_domain::Timestamp;
use serde::{Deserialize, Serialize};

/// Who signed in, as the service describes them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The service's own id.
    pub id: String,
    /// The user name.
    pub email: String,
    /// RFC 3339, as the service wrote it.
    pub created_at: Option<String>,
}

/// Whether somebody is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nobody.
    SignedOut,
    /// A sign-in that renews itself.
    SignedIn {
        /// As last described.
        person: Option<Person>,
        /// When the present refresh token stops working if it is never used.
        ends_at: Option<Timestamp>,
        /// Whether it outlives the process.
        remembered: bool,
    },
    /// The service ended it.
    SignInAgain {
        /// Who it was.
        person: Option<Person>,
    },
}

/// What the vault keeps of a sign-in, in one slot so that a rotation is one write.
#[derive(Serialize, Deserialize)]
pub(super) struct Stored {
    /// GoTrue's, good for one use.
    pub refresh_token: String,
    /// When its request was sent.
    pub obtained_at: Timestamp,
    /// Who it is.
    pub person: Option<Person>,
}

impl Drop for Stored {
    fn drop(&mut self) {
        zeroize::Zeroize::zeroize(&mut self.refresh_token);
    }
}
