//! How the connection file spells the declarations of a float: five lines, all of which may be missing.
//!
//! Every value is read strictly, in one spelling, because money is settled by it: a sum with a point and no grouping, a
//! time with its unit. A line that has no effect beside the others is accepted, so that changing one line never breaks
//! a file: `smallest_deposit` says nothing while others use the float. The README explains the lines for people.

use std::time::Duration;

use toml::Value;

use super::error::FileError;
use crate::connection::{Api, Declarations, SecondDebit, UsedBy};
use crate::money::typed;
use crate::{Currency, Money};

/// The currency of every float that can be declared.
const CURRENCY: Currency = Currency::SSP;
/// The longest time that can be declared; somebody who waits longer for a verdict has asked the service meanwhile.
const LONGEST: Duration = Duration::from_secs(24 * HOUR);
const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;

const THIS_TILL: &str = "this till";
const OTHERS: &str = "others";
const NO: &str = "no";

/// The lines as they stand in the file, of whatever kind their values are.
pub(super) struct Lines {
    pub used_by: Option<Value>,
    pub smallest_deposit: Option<Value>,
    pub rest: Option<Value>,
    pub books_one_at_a_time: Option<Value>,
    pub second_debit: Option<Value>,
}

/// The declarations of the lines; a line that is missing declares its default.
///
/// # Errors
/// `Field`, by the first line that is not spelt as it must be, or that stands where there is no float.
pub(super) fn read(api: Api, lines: Lines) -> Result<Declarations, FileError> {
    let default = Declarations::default();
    match api {
        Api::TwentyOneSystems => {}
        Api::AccountsV1 | Api::TruphoneConnect => {
            return match lines.first() {
                Some(field) => Err(error(
                    field,
                    "only a 21 Systems connection has a float, so there is nothing to declare: leave the line out",
                )),
                None => Ok(default),
            };
        }
    }
    Ok(Declarations {
        used_by: lines.used_by.as_ref().map_or(Ok(default.used_by), used_by)?,
        smallest_deposit: lines.smallest_deposit.as_ref().map(deposit).transpose()?,
        rest: lines.rest.as_ref().map_or(Ok(default.rest), rest)?,
        books_one_at_a_time: lines
            .books_one_at_a_time
            .as_ref()
            .map_or(Ok(default.books_one_at_a_time), one_at_a_time)?,
        second_debit: lines.second_debit.as_ref().map_or(Ok(default.second_debit), second_debit)?,
    })
}

/// The lines that [`read`] reads as `declared`; none for what is a default anyway.
pub(super) fn write(declared: &Declarations) -> Lines {
    let default = Declarations::default();
    let text = |text: &str| Value::String(text.to_owned());
    Lines {
        used_by: (declared.used_by != default.used_by).then(|| {
            text(match declared.used_by {
                UsedBy::ThisTill => THIS_TILL,
                UsedBy::Others => OTHERS,
            })
        }),
        smallest_deposit: declared.smallest_deposit.map(|deposit| Value::String(deposit.to_wire())),
        rest: (declared.rest != default.rest).then(|| Value::String(spelt(declared.rest))),
        books_one_at_a_time: (declared.books_one_at_a_time != default.books_one_at_a_time)
            .then_some(Value::Boolean(declared.books_one_at_a_time)),
        second_debit: match declared.second_debit {
            SecondDebit::No => Some(text(NO)),
            SecondDebit::Within(time) => Some(Value::String(spelt(time))),
            SecondDebit::Unknown => None,
        },
    }
}

impl Lines {
    /// The first line that is there.
    fn first(&self) -> Option<&'static str> {
        let lines = [
            ("used_by", &self.used_by),
            ("smallest_deposit", &self.smallest_deposit),
            ("rest", &self.rest),
            ("books_one_at_a_time", &self.books_one_at_a_time),
            ("second_debit", &self.second_debit),
        ];
        lines.into_iter().find_map(|(field, line)| line.as_ref().map(|_| field))
    }
}

fn used_by(line: &Value) -> Result<UsedBy, FileError> {
    match line.as_str() {
        Some(THIS_TILL) => Ok(UsedBy::ThisTill),
        Some(OTHERS) => Ok(UsedBy::Others),
        _ => Err(error("used_by", "write \"this till\" where nothing but this till uses the float, else \"others\"")),
    }
}

fn deposit(line: &Value) -> Result<Money, FileError> {
    let refused = |rule| error("smallest_deposit", rule);
    let text = line.as_str().filter(|text| is_plain_sum(text));
    let text = text.ok_or_else(|| {
        refused("write a sum in SSP as a text, with a point and without grouping, such as \"500\" or \"250.50\"")
    })?;
    if text.split_once('.').is_some_and(|(_, places)| places.len() > CURRENCY.digits() as usize) {
        return Err(refused("SSP has two decimal places: write a sum such as \"500\" or \"250.50\""));
    }
    match Money::from_wire(text, CURRENCY) {
        Ok(sum) if sum.minor <= 0 => {
            Err(refused("it must be more than nothing: leave the line out where nothing is ever paid in"))
        }
        Ok(sum) if sum.minor <= typed::MOST_MINOR => Ok(sum),
        _ => Err(refused("it is too large")),
    }
}

/// Digits, and digits behind a point if there is one.
fn is_plain_sum(text: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    match text.split_once('.') {
        Some((whole, places)) => digits(whole) && digits(places),
        None => digits(text),
    }
}

fn rest(line: &Value) -> Result<Duration, FileError> {
    time("rest", line, "write a time such as \"30 s\", \"10 min\" or \"1 h\"")
}

fn second_debit(line: &Value) -> Result<SecondDebit, FileError> {
    if line.as_str() == Some(NO) {
        return Ok(SecondDebit::No);
    }
    time(
        "second_debit",
        line,
        "write \"no\", or the time within which it may come, such as \"1 h\": leave the line out where nobody knows",
    )
    .map(SecondDebit::Within)
}

fn one_at_a_time(line: &Value) -> Result<bool, FileError> {
    line.as_bool().ok_or_else(|| error("books_one_at_a_time", "write true or false, without quotes"))
}

/// A whole number, a space and `s`, `min` or `h`.
fn time(field: &'static str, line: &Value, spelling: &'static str) -> Result<Duration, FileError> {
    let (number, unit) = line.as_str().and_then(|text| text.split_once(' ')).ok_or_else(|| error(field, spelling))?;
    let seconds = match unit {
        "s" => 1,
        "min" => MINUTE,
        "h" => HOUR,
        _ => return Err(error(field, spelling)),
    };
    if number.is_empty() || !number.bytes().all(|b| b.is_ascii_digit()) {
        return Err(error(field, spelling));
    }
    // A number that cannot be counted is too long as well.
    let time = number.parse().ok().and_then(|number: u64| number.checked_mul(seconds)).map(Duration::from_secs);
    time.filter(|time| (Duration::from_secs(1)..=LONGEST).contains(time))
        .ok_or_else(|| error(field, "it must be from 1 s to 24 h"))
}

/// In the largest unit that divides it.
fn spelt(time: Duration) -> String {
    let seconds = time.as_secs();
    match seconds {
        _ if seconds.is_multiple_of(HOUR) => format!("{} h", seconds / HOUR),
        _ if seconds.is_multiple_of(MINUTE) => format!("{} min", seconds / MINUTE),
        _ => format!("{seconds} s"),
    }
}

fn error(field: &'static str, rule: &str) -> FileError {
    FileError::Field { field, rule: rule.to_owned() }
}

#[cfg(test)]
mod tests;
