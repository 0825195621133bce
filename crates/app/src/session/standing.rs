//! Who is signed in, and what the vault keeps of it: the words of a sign-in, without its doings.
//!
//! What is written here is read again by later versions, so every field that came later has a value for files that lack
//! it. Access tokens are nowhere in it.

use airtill_domain::Timestamp;
use serde::{Deserialize, Serialize};

use crate::person::Person;

/// Whether somebody is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nobody is signed in.
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
    /// When the person signed in.
    #[serde(default = "long_ago")]
    pub signed_in_at: Timestamp,
    /// Who it is.
    pub person: Option<Person>,
}

/// Of a sign-in that was kept before this was noted.
fn long_ago() -> Timestamp {
    Timestamp(0)
}

impl Drop for Stored {
    fn drop(&mut self) {
        zeroize::Zeroize::zeroize(&mut self.refresh_token);
    }
}
