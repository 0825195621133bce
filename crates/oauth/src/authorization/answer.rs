//! The answers that an authorization endpoint can give.
//!
//! Plain values: `judge` decides which of them an answer is.

use airtill_domain::Secret;

/// One answer to an attempt, after it was judged.
#[derive(Clone, Debug)]
pub enum Answer {
    /// The authorization code; the attempt is over.
    Code(Secret),
    /// The service refused; the attempt is over.
    Denied(Denial),
    /// An answer to this attempt whose code cannot be one; the attempt is over.
    NoCode,
    /// An answer that does not belong to this attempt; the attempt goes on.
    NotOurs(NotOurs),
}

/// The reason for which the service gave no code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Denial {
    /// The error's own word, as RFC 6749 §4.1.2.1 lists them; words outside its alphabet become empty.
    pub error: String,
    /// The server's description as plain text, at most 300 characters, possibly empty. For the window, never for a
    /// page.
    pub description: String,
}

/// The reason for which an answer does not belong to the attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotOurs {
    /// A parameter stands twice, or a code beside an error, or neither.
    #[error("the answer is not made as an answer is")]
    Malformed,
    /// The state is missing or differs.
    #[error("the answer belongs to another sign-in")]
    State,
    /// It names another issuer, or none where it always does.
    #[error("the answer comes from another service")]
    Issuer,
    /// A pasted text in which no code can be found, where the service shows one to the person.
    #[error("there is no code in it")]
    Code,
    /// A pasted text that is not the address at which the answer is waited for.
    #[error("the address is not the one to which the browser is sent back")]
    Address,
    /// A pasted address whose end is missing.
    #[error("the address is cut off")]
    Cut,
}
