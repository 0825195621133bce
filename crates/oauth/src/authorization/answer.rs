//! What the answer of an authorization endpoint means (RFC 6749 §4.1.2, RFC 9207), from its query alone.
//!
//! The order decides: parameters that stand twice, or a code beside an error, are nobody's answer; then the state must
//! be ours, compared in constant time; then the issuer; and only then is the rest believed. Whatever is not ours leaves
//! the attempt as it was; whatever is ours ends it, a code that cannot be one included.

use airtill_domain::Secret;
use airtill_domain::text::{SHOWN_CHARACTERS, plain};
use subtle::ConstantTimeEq;

use super::Attempt;
use crate::wiped::{Wiped, pairs};

/// The longest code that is believed.
const LONGEST_CODE: usize = 2048;
/// The parameters that may stand once.
const ONCE: [&str; 5] = ["code", "state", "error", "error_description", "iss"];

/// Whether a text can be a code: 1 to 2,048 visible ASCII characters (RFC 6749 appendix A.11). What else it looks like,
/// the server's generator decides: 43 base64url characters, 64 hexadecimal digits, or whatever its operator sets.
pub(super) fn can_be_code(text: &str) -> bool {
    (1..=LONGEST_CODE).contains(&text.len()) && text.bytes().all(|b| (0x20..=0x7E).contains(&b))
}

/// What came back.
#[derive(Clone, Debug)]
pub enum Answer {
    /// The authorization code; the attempt is over.
    Code(Secret),
    /// The service said no; the attempt is over.
    Denied(Denial),
    /// Ours, with something in it that cannot be a code; the attempt is over.
    NoCode,
    /// Nothing of ours; the attempt goes on.
    NotOurs(NotOurs),
}

/// Why the service gave no code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Denial {
    /// The error's own word, as RFC 6749 §4.1.2.1 lists them; words outside its alphabet become empty.
    pub error: String,
    /// The server's description as plain text, at most 300 characters, possibly empty. For the window, never for a
    /// page.
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

/// What ties an answer to its attempt.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Bound {
    /// The state, which must be there.
    ByState,
    /// The person, who took the answer from the service's own page. A state that is there must be ours all the same.
    ByThePerson,
}

pub(super) fn judge(query: &str, attempt: &Attempt, bound: Bound) -> Answer {
    judged(query, attempt, bound).unwrap_or_else(Answer::NotOurs)
}

fn judged(query: &str, attempt: &Attempt, bound: Bound) -> Result<Answer, NotOurs> {
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
    match (one("state")?, bound) {
        (Some(state), _) if state.as_bytes().ct_eq(attempt.state.expose().as_bytes()).into() => {}
        (None, Bound::ByThePerson) => {}
        (Some(_) | None, _) => return Err(NotOurs::State),
    }
    match (&attempt.issuer, one("iss")?) {
        (Some(expected), Some(named)) if expected[..] != **named => return Err(NotOurs::Issuer),
        (Some(_), None) if attempt.issuer_always => return Err(NotOurs::Issuer),
        // Without an issuer to compare it with it is passed over, which RFC 9207 §2.4 leaves to the client.
        _ => {}
    }
    match (code, error) {
        (Some(code), _) if can_be_code(code) => Ok(Answer::Code(Secret::new(code.to_string()))),
        (Some(_), _) => Ok(Answer::NoCode),
        (None, error) => Ok(Answer::Denied(Denial {
            error: error
                .map_or("", |word| &**word)
                .chars()
                .filter(|c| c.is_ascii_alphanumeric() || *c == '_')
                .take(64)
                .collect(),
            description: one("error_description")?.map_or(String::new(), |text| plain(text, SHOWN_CHARACTERS)),
        })),
    }
}
