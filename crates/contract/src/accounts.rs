//! People and countries of the company's accounts, as the window shows them.
//!
//! Looking a user up, making one, the countries, and the switches of the practice accounts. A password crosses inwards
//! only; an error that the service finds is tied to the field of the form that it is about.

use crate::{ConnectionKey, ErrorView, InwardSecret, PersonView, crossing};

/// The role of a person at the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum RoleView {
    /// An ordinary member of staff.
    Staff,
    /// Somebody who may make accounts.
    Administrator,
    /// A role that is not documented.
    Other,
}

/// A field of a new account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum UserFieldView {
    /// The e-mail address.
    Email,
    /// The password of the new account.
    Password,
    /// None of these.
    Whole,
}

crossing! {
/// Looks for one user.
pub struct LookUpUser {
    pub connection: ConnectionKey,
    /// The service's number for them, as typed: digits, at most 19.
    pub id: String,
}

/// Whom the service named.
pub struct FoundUser {
    /// As the service describes them.
    pub person: PersonView,
    /// False where the service answered with another person than was asked for, which says nothing of the number asked
    /// for.
    pub asked: bool,
}

/// Makes an account.
pub struct CreateUser {
    pub connection: ConnectionKey,
    /// At most 320 characters.
    pub email: String,
    /// At most 1,024 characters; used once and overwritten.
    pub password: InwardSecret,
}

/// The outcome of a new account. A request that never left, or was refused as a whole, is an error instead.
#[serde(tag = "outcome", rename_all_fields = "camelCase")]
pub enum CreatedUser {
    /// It was made.
    Created {
        /// As the service describes them.
        person: PersonView,
    },
    /// Nothing was made: the entries are not accepted.
    Invalid {
        /// The errors, field by field; empty where the service says nothing readable.
        errors: Vec<UserError>,
    },
    /// It may have been made: the answer did not arrive or is not understood.
    Unknown {
        /// The fate of the answer.
        error: ErrorView,
    },
}

/// The error in one field of a new account.
pub struct UserError {
    pub field: UserFieldView,
    /// The service's own words, plain and bounded; may be empty.
    pub message: String,
}

/// The countries that a service knows.
pub struct CountryList {
    /// In the service's order.
    pub countries: Vec<CountryView>,
    /// When the service gave them, RFC 3339; absent where it never did.
    pub at: Option<String>,
    /// Why they could not be asked for just now; the list is the last one that came.
    pub error: Option<ErrorView>,
}

/// One country of the list.
pub struct CountryView {
    /// ISO 3166-1 alpha-2.
    pub code: String,
    /// In the service's language, possibly empty.
    pub name: String,
}

/// The rows of the trouble panel of the practice accounts.
pub struct SignInTroubles {
    /// In the order in which they are shown.
    pub rows: Vec<SignInTroubleView>,
}

/// One trouble of the practice accounts.
pub struct SignInTroubleView {
    /// Stable word for it, worded by the message files: `denied_consent`, `wrong_state`, `slow_exchange`,
    /// `html_error_page`, `pkce_refused`, `short_tokens`, `refresh_lost`.
    pub code: String,
    /// Whether it is on.
    pub on: bool,
}

/// Switches a trouble of the practice accounts.
pub struct SwitchSignInTrouble {
    pub code: String,
    pub on: bool,
}
}
