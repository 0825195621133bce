//! SIMs as the trade names them: ICCID, EID, amounts of data, and the activation code of an eSIM.
//!
//! Numbers are read as they are typed, pasted or scanned, and stored as plain digits. Lengths and check digits advise
//! and never forbid, because the samples of the services break both: only a text that cannot be such a number is an
//! error. The words of a service about a SIM, and its sales for one, are not decided here.

mod activation_code;
mod data_amount;
mod eid;
mod iccid;

pub use activation_code::{ActivationCode, ActivationCodeError};
pub use data_amount::{DataAmount, DataAmountError};
pub use eid::Eid;
pub use iccid::{Iccid, IccidAdvice};

use crate::characters::{ascii_digit, is_dash};
use crate::text::unwrapped;

/// Why a text is no ICCID or EID.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SimNumberError {
    /// Nothing that can be seen.
    #[error("there is no number")]
    Empty,
    /// A letter or sign that no such number holds.
    #[error("there is something in it that is not a digit")]
    NotDigits,
    /// Fewer digits than any such number has.
    #[error("digits are missing")]
    TooShort,
    /// More digits than any such number has.
    #[error("there are too many digits")]
    TooLong,
}

/// The digits of a printed number: spaces and dashes between them do not count, nor what a hand scanner adds, which is
/// an AIM prefix before (`]C1`, `]Q1` and so on, ISO/IEC 15424) and Enter or Tab behind. Padding, the letter F, may
/// follow.
fn digits_of(text: &str) -> Result<String, SimNumberError> {
    let text = unwrapped(text);
    let text = without_aim_prefix(&text).trim_end_matches(['F', 'f']);
    let mut digits = String::with_capacity(text.len());
    for sign in text.chars().filter(|c| !c.is_whitespace() && !is_dash(*c)) {
        digits.push(ascii_digit(sign).ok_or(SimNumberError::NotDigits)?);
    }
    if digits.is_empty() { Err(SimNumberError::Empty) } else { Ok(digits) }
}

/// Digits in groups of four.
fn grouped(digits: &str) -> String {
    let groups = digits.as_bytes().chunks(4).map(|group| String::from_utf8_lossy(group).into_owned());
    groups.collect::<Vec<_>>().join(" ")
}

fn without_aim_prefix(text: &str) -> &str {
    let mut signs = text.chars();
    match (signs.next(), signs.next(), signs.next()) {
        (Some(']'), Some(symbology), Some(modifier))
            if symbology.is_ascii_alphabetic() && modifier.is_ascii_alphanumeric() =>
        {
            signs.as_str()
        }
        _ => text,
    }
}
