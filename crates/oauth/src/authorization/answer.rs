//! What the answer of an authorization endpoint means (RFC 6749 §4.1.2, RFC 9207), from its query alone.
//!
//! The order decides: parameters that stand twice, or a code beside an error, are nobody's answer; then the state must be
//! ours, compared in constant time; then the issuer; and only then is the rest believed. Whatever is not ours leaves the
//! attempt as it was.

use airtill_domain::Secret;
use airtill_domain::text::{SHOWN_CHARACTERS, plain};

use super::Attempt;
use crate::wiped::{Wiped, pairs};

/// The longest code that is believed.
const LONGEST_CODE: usize = 2048;
/// The parameters that may stand once.
const ONCE: [&str; 5] = ["code", "state", "error", "error_description", "iss"];

/// What a server's codes look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeShape {
    /// 1 to 2,048 visible ASCII characters (RFC 6749 appendix A.11).
    Any,
    /// Exactly 64 of `0-9a-f`, as Doorkeeper makes them.
    Hex64,
}

impl CodeShape {
    pub(super) fn fits(self, code: &str) -> bool {
        match self {
            CodeShape::Any => (1..=LONGEST_CODE).contains(&code.len()) && code.bytes().all(|b| (0x20..=0x7E).contains(&b)),
            CodeShape::Hex64 => code.len() == 64 && code.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)),
        }
    }
}

/// What came back.
#[derive(Clone, Debug)]
pub enum Answer {
    /// The authorization code; the attempt is over.
    Code(Secret),
    /// The service said no; the attempt is over.
    Denied(Denial),
    /// Nothing of ours; the attempt goes on.
    NotOurs(NotOurs),
}

/// Why the service gave no code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Denial {
    /// The error's own word, as RFC 6749 §4.1.2.1 lists them; words outside its alphabet become empty.
    pub error: String,
    /// The server's description as plain text, at most 300 characters, possibly empty. For the window, never for a page.
    pub description: String,
}

/// Why an answer is not ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotOurs {
    /// A parameter stands twice, or a code beside an error, or neither.
    #[error("the answer is not made as an answer is")]
    Malformed,
    /// The state is missing or another one.
    #[error("the answer belongs to another sign-in")]
    State,
    /// It names another issuer, or none where it always does.
    #[error("the answer comes from another service")]
    Issuer,
    /// The code cannot be one of this service's.
    #[error("the code is not one of this service's")]
    Code,
    /// A pasted text that is not the address at which the answer is waited for.
    #[error("the address is not the one to which the browser is sent back")]
    Address,
}

pub(super) fn judge(query: &str, attempt: &Attempt) -> Answer {
    judged(query, attempt).unwrap_or_else(Answer::NotOurs)
}

fn judged(query: &str, attempt: &Attempt) -> Result<Answer, NotOurs> {
    let pairs: Vec<_> = pairs(query.as_bytes()).collect();
    let one = |name: &str| -> Result<Option<&Wiped<'_>>, NotOurs> {
        let mut values = pairs.iter().filter(|(key, _)| **key == *name).map(|(_, value)| value);
        let first = values.next();
        if values.next().is_some() { Err(NotOurs::Malformed) } else { Ok(first) }
    };
    for name in ONCE {
        one(name)?;
    }
    let (code, error) = (one("code")?, one("error")?);
    if code.is_some() == error.is_some() {
        return Err(NotOurs::Malformed);
    }
    let state = one("state")?.ok_or(NotOurs::State)?;
    if !bool::from(subtle::ConstantTimeEq::ct_eq(state.as_bytes(), attempt.state.expose().as_bytes())) {
        return Err(NotOurs::State);
    }
    match (&attempt.issuer, one("iss")?) {
        (Some(expected), Some(named)) if expected[..] != **named => return Err(NotOurs::Issuer),
        (Some(_), None) if attempt.issuer_always => return Err(NotOurs::Issuer),
        // Without an issuer to compare it with it is passed over, which RFC 9207 §2.4 leaves to the client.
        _ => {}
    }
    match (code, error) {
        (Some(code), _) if attempt.code.fits(code) => Ok(Answer::Code(Secret::new(code.to_string()))),
        (Some(_), _) => Err(NotOurs::Code),
        (None, error) => Ok(Answer::Denied(Denial {
            error: error.map_or("", |word| &**word).chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').take(64).collect(),
            description: one("error_description")?.map_or(String::new(), |text| plain(text, SHOWN_CHARACTERS)),
        })),
    }
}
