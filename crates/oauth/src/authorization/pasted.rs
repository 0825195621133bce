//! What a person pasted in place of an answer that never came.
//!
//! The text must begin with the very redirect URI that the attempt sent, character by character: nothing is decoded or
//! normalised, so that an address which only looks like ours is refused. What follows is judged as the listener judges it.

use super::Attempt;
use super::answer::{Answer, NotOurs};

pub(super) fn judge(text: &str, attempt: &Attempt) -> Answer {
    let Some(rest) = text.trim().strip_prefix(attempt.redirect_uri.as_str()) else { return Answer::NotOurs(NotOurs::Address) };
    match rest.strip_prefix('?') {
        // Browsers keep a fragment in the address bar that no server ever sees.
        Some(query) => attempt.judge(query.split('#').next().unwrap_or_default()),
        None => Answer::NotOurs(if rest.is_empty() { NotOurs::Malformed } else { NotOurs::Address }),
    }
}
