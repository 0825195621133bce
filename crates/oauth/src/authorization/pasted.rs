//! What a person pasted in place of an answer that never came.
//!
//! The text must begin with the very redirect URI that the attempt sent, character by character: nothing is decoded or
//! normalised, so that an address which only looks like ours is refused. What follows is judged as the listener judges it.
//! Where the service shows the code itself (out of band), the text is that code and nothing else.

use airtill_domain::Secret;

use super::answer::{Answer, NotOurs};
use super::{Attempt, OUT_OF_BAND};

pub(super) fn judge(text: &str, attempt: &Attempt) -> Answer {
    let text = text.trim();
    if attempt.redirect_uri == OUT_OF_BAND {
        return if attempt.code.fits(text) { Answer::Code(Secret::new(text.to_owned())) } else { Answer::NotOurs(NotOurs::Code) };
    }
    let Some(rest) = text.strip_prefix(attempt.redirect_uri.as_str()) else { return Answer::NotOurs(NotOurs::Address) };
    match rest.strip_prefix('?') {
        // Browsers keep a fragment in the address bar that no server ever sees.
        Some(query) => attempt.judge(query.split('#').next().unwrap_or_default()),
        None => Answer::NotOurs(if rest.is_empty() { NotOurs::Malformed } else { NotOurs::Address }),
    }
}
