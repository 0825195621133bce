//! A sign-in through the browser that did not come to its end: cancelled by the person, or failed.
//!
//! Cancelling is no error, so that nothing is shown for it; every other end has an error with its sentence.

use super::attempts::Ended;
use super::{SignInEnd, words};
use crate::TillError;

/// Why a sign-in did not begin, or did not end with a stored sign-in.
pub enum Unfinished {
    /// The person cancelled it.
    Cancelled,
    /// It failed; the error says why.
    Failed(TillError),
}

impl From<TillError> for Unfinished {
    fn from(error: TillError) -> Self {
        Unfinished::Failed(error)
    }
}

impl From<SignInEnd> for Unfinished {
    fn from(end: SignInEnd) -> Self {
        words::error(end).map_or(Unfinished::Cancelled, Unfinished::Failed)
    }
}

/// The end of a sign-in, as it is reported to the window.
pub fn end_of(outcome: Result<(), Unfinished>) -> Ended {
    match outcome {
        Ok(()) => Ended::SignedIn,
        Err(Unfinished::Cancelled) => Ended::Cancelled,
        Err(Unfinished::Failed(error)) => {
            Ended::Failed(error.referenced("a sign-in through the browser ended without one"))
        }
    }
}
