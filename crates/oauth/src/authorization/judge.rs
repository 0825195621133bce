//! The meaning of an authorization endpoint's answer (RFC 6749 §4.1.2, RFC 9207), from its query alone.
//!
//! The order decides. An answer in which parameters stand twice, or a code beside an error, belongs to no attempt. Then
//! the state must be ours, compared in constant time; then the issuer; and only then is the rest believed. An answer
//! that is not ours leaves the attempt as it was. An answer that is ours ends it, even if its code cannot be one.

use airtill_domain::Secret;
use airtill_domain::text::{SHOWN_CHARACTERS, plain};
use subtle::ConstantTimeEq;

use super::answer::{Answer, Denial, NotOurs};
use super::attempt::Attempt;
use crate::wiped::{Wiped, pairs};

/// The longest code that is believed.
const LONGEST_CODE: usize = 2048;
/// The parameters that may stand once.
const ONCE: [&str; 5] = ["code", "state", "error", "error_description", "iss"];

/// Whether a text can be a code: 1 to 2,048 visible ASCII characters (RFC 6749 appendix A.11). Its form depends on the
/// server's generator: 43 base64url characters, 64 hexadecimal digits, or a form that its operator sets.
pub(super) fn can_be_code(text: &str) -> bool {
    (1..=LONGEST_CODE).contains(&text.len()) && text.bytes().all(|b| (0x20..=0x7E).contains(&b))
}

/// The tie between an answer and its attempt.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Bound {
    /// The state, which must be there.
    ByState,
    /// The person, who copied the answer from the service's own page. A state in it must still be ours.
    ByThePerson,
}

impl Attempt {
    /// The meaning of a redirect's query. `query` is raw: percent signs and plus signs as they were sent.
    pub fn judge(&self, query: &str) -> Answer {
        judge(query, self, Bound::ByState)
    }
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
        // Without an issuer to compare it with it is ignored, which RFC 9207 §2.4 leaves to the client.
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

/// Judges a query as the listener does, and distinguishes a query whose end is missing from one that is not ours: its
/// last parameter is the beginning of our state or an empty code, or a parameter that it needs is not there.
pub(super) fn judge_end(query: &str, attempt: &Attempt, bound: Bound) -> Answer {
    let has = |name: &str| query.split('&').any(|pair| pair.split('=').next() == Some(name));
    let (name, value) = query.rsplit('&').next().unwrap_or_default().split_once('=').unwrap_or_default();
    let state = attempt.state.expose();
    match judge(query, attempt, bound) {
        Answer::NoCode if bound == Bound::ByState && name == "code" && value.is_empty() => {
            Answer::NotOurs(NotOurs::Cut)
        }
        Answer::NotOurs(_) if name == "state" && value.len() < state.len() && state.starts_with(value) => {
            Answer::NotOurs(NotOurs::Cut)
        }
        Answer::NotOurs(NotOurs::Malformed | NotOurs::State)
            if bound == Bound::ByState && (!has("state") || !has("code") && !has("error")) =>
        {
            Answer::NotOurs(NotOurs::Cut)
        }
        answer => answer,
    }
}
