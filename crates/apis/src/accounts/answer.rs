//! What the account service answers, in the words of the trade.
//!
//! All text is the service's own, plain and at most 300 characters long. What the service leaves out or writes
//! unreadably is said to be missing, never replaced by a value. Text in which the access token or the password stands
//! is withheld whole: a word that were cut out of a sentence could still be told from what is left.

use airtill_domain::Timestamp;
use airtill_http::Unreached;

use crate::error::ApiError;

/// A country.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Country {
    /// ISO 3166-1 alpha-2, two letters A to Z. Whether it is assigned is not checked.
    pub code: String,
    /// In the service's language, possibly empty.
    pub name: String,
}

/// A person with an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The service's number for them.
    pub id: i64,
    /// Their name, if it is known.
    pub name: Option<String>,
    /// What they want to be called, if it is known.
    pub nickname: Option<String>,
    /// The address they sign in with.
    pub email: String,
    /// What they may do at the service.
    pub role: Role,
    /// When the account was made, if the service says so readably.
    pub created_at: Option<Timestamp>,
    /// When the account was last changed, if the service says so readably.
    pub updated_at: Option<Timestamp>,
    /// Points they may give away, if the service says so readably. To be shown only; it is no money.
    pub gold_to_send: Option<i64>,
    /// Points they were given, if the service says so readably. To be shown only; it is no money.
    pub gold_received: Option<i64>,
}

/// What somebody may do at the service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    /// Staff.
    Default,
    /// An administrator. Only the exact word `admin` makes one.
    Admin,
    /// A role that is not documented, in the service's word; empty where it names none.
    Other(String),
}

/// Whom the service named when it was asked for one id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UserAnswer {
    /// The one who was asked for.
    Asked(User),
    /// Somebody else: a known service answers with the signed-in person whatever the id. It says nothing of the id that
    /// was asked for.
    Other(User),
}

/// Why there is no answer that shows a new account.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CreateUserError {
    /// The request never left this computer: there is no new account.
    #[error("the request was not sent: {error}")]
    NotSent {
        /// How far it got.
        error: Unreached,
    },
    /// The e-mail address or the password is not accepted: there is no new account.
    #[error("the service does not accept what was entered")]
    Invalid {
        /// What is wrong where, at most 20; empty where the service says nothing readable.
        errors: Vec<FieldError>,
    },
    /// The service, or the network in its place, refused for another reason: there is no new account.
    #[error("the service did not make the account")]
    Refused {
        /// Why.
        #[source]
        reason: ApiError,
    },
    /// The account may have been made: no answer, half of one, a redirect, an error of the server, or one that is not
    /// understood. Look before asking again; an address that is taken then is the answer.
    #[error("whether the account was made is not known")]
    Unknown {
        /// What became of the answer.
        #[source]
        reason: ApiError,
    },
}

/// What is wrong with one field of a new account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// Where.
    pub field: UserField,
    /// The service's words, empty where it has none, or none without the password.
    pub message: String,
}

/// A field of a new account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UserField {
    /// The e-mail address.
    Email,
    /// The password.
    Password,
    /// One that was not sent, by the service's name for it, at most 40 characters.
    Other(String),
    /// None in particular.
    Whole,
}
