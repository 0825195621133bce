//! The answers of the account service, in the words of the trade.
//!
//! All text is the service's own, plain and at most 300 characters long. A value that the service leaves out or writes
//! unreadably is missing, never replaced. Text in which the access token or the password stands is withheld whole: a
//! word that was cut out of a sentence could still be guessed from the rest.

use airtill_domain::Timestamp;
use airtill_http::Unreached;

use crate::error::ApiError;

/// A country as the service lists it.
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
    /// The service's number for the person.
    pub id: i64,
    /// The full name, if it is known.
    pub name: Option<String>,
    /// The nickname, if it is known.
    pub nickname: Option<String>,
    /// The address for signing in.
    pub email: String,
    /// The person's rights at the service.
    pub role: Role,
    /// When the account was made; `None` where the service does not say so readably.
    pub created_at: Option<Timestamp>,
    /// When the account was last changed; `None` where the service does not say so readably.
    pub updated_at: Option<Timestamp>,
    /// Points that the person may give away; `None` where they are not readable. To be shown only; they are no money.
    pub gold_to_send: Option<i64>,
    /// Points that the person was given; `None` where they are not readable. To be shown only; they are no money.
    pub gold_received: Option<i64>,
}

/// The rights of an account at the service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    /// A member of staff.
    Default,
    /// An administrator. Only the exact word `admin` makes one.
    Admin,
    /// A role that is not documented, in the service's word; empty where it names none.
    Other(String),
}

/// The person that the service named when it was asked for one id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UserAnswer {
    /// The person with this id.
    Asked(User),
    /// Another person: a known service answers with the signed-in person for every id. It says nothing of the id that
    /// was asked for.
    Other(User),
}

/// The reason for which there is no answer that shows a new account.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CreateUserError {
    /// The request never left this computer: there is no new account.
    #[error("the request was not sent: {error}")]
    NotSent {
        /// How far it got.
        error: Unreached,
    },
    /// The e-mail address or the password is not accepted: there is no new account.
    #[error("the service does not accept the entered values")]
    Invalid {
        /// The defects by field, at most 20; empty where the service says nothing readable.
        errors: Vec<FieldError>,
    },
    /// The service, or the network in its place, refused for another reason: there is no new account.
    #[error("the service did not make the account")]
    Refused {
        /// The class of the refusal.
        #[source]
        reason: ApiError,
    },
    /// The account may have been made: no answer, half of one, a redirect, an error of the server, or one that is not
    /// understood. Look before asking again; if the address is taken then, the account was made.
    #[error("whether the account was made is not known")]
    Unknown {
        /// The class of the answer, or of its absence.
        #[source]
        reason: ApiError,
    },
}

/// The defect of one field of a new account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The field of the form.
    pub field: UserField,
    /// The service's words, empty where it has none, or none without the password.
    pub message: String,
}

/// A field of a new account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UserField {
    /// The e-mail address.
    Email,
    /// The password of the new account.
    Password,
    /// A field that was not sent, by the service's name for it, at most 40 characters.
    Other(String),
    /// No field in particular.
    Whole,
}
