//! The forms of Truphone Connect's JSON: the fields of its answers, in every spelling that its documents and samples
//! have, and the bodies of requests.
//!
//! Each value has one or more keys, of which the first readable one counts. Numbers are read by their digits, also from
//! strings. Every text passes `words` or `id` on its way in, so the access token cannot come back. An object notes
//! the fields that say something of which nothing could be read. Nothing is decided here.

mod bodies;
mod catalogue;
mod customer;
mod sim;

use std::cell::RefCell;
use std::collections::BTreeSet;

use airtill_domain::text::{SHOWN_CHARACTERS, plain, plain_without};
use airtill_domain::{Iccid, Secret, Timestamp};
use airtill_http::{Fields, MOST_BODY, elements_within, without_mark};
use jiff::tz::TimeZone;

pub(super) use bodies::{customer_form, eid, new_esim, subscription_query, top_up, webhook};
pub(super) use catalogue::product;
pub(super) use customer::{customer, payment_method};
pub(super) use sim::{notification, notification_words, order_look, order_status, sim, subscription};

use super::answer::{Listed, Period, PeriodUnit};

/// The longest id that is taken for one, in characters.
const MOST_ID: usize = 200;
/// The most entries of a list: several times the largest catalogue.
const MOST_ENTRIES: usize = 20_000;

/// One JSON object of an answer, with the token that was sent for it.
pub(super) struct Object<'a> {
    fields: Fields<'a>,
    token: &'a Secret,
    /// The first names of the fields that were asked for and say something, of which nothing could be read.
    unread: RefCell<BTreeSet<String>>,
}

impl<'a> Object<'a> {
    /// Reads `body`; `None` for anything but one JSON object of at most 64 KiB with each key once.
    pub fn read(body: &'a [u8], token: &'a Secret) -> Option<Self> {
        let fields = if body.len() > MOST_BODY { None } else { Fields::read(body) };
        fields.map(|fields| Self { fields, token, unread: RefCell::default() })
    }

    /// The fields so far of which nothing could be read although they say something, by their first names, sorted.
    pub fn unread(&self) -> Vec<String> {
        self.unread.borrow().iter().cloned().collect()
    }

    /// Passes on what was read of a field, and notes it where that is nothing although the field says something.
    fn noted<T>(&self, keys: &[&str], read: Option<T>) -> Option<T> {
        let is_unread = read.is_none() && self.says(keys);
        let mut unread = self.unread.borrow_mut();
        if is_unread {
            unread.extend(keys.first().map(|key| (*key).to_owned()));
        } else {
            unread.retain(|key| !keys.contains(&key.as_str()));
        }
        read
    }

    /// Whether one of these fields holds anything but `null` and blanks.
    fn says(&self, keys: &[&str]) -> bool {
        keys.iter().any(|key| {
            self.fields.raw(key).is_some() && self.fields.text(key).is_none_or(|text| !text.trim().is_empty())
        })
    }

    /// The JSON text of the first of these keys that is there.
    pub fn raw(&self, keys: &[&str]) -> Option<&'a str> {
        keys.iter().find_map(|key| self.fields.raw(key))
    }

    /// The service's words, fit for a screen; `None` where nothing is left of them.
    pub fn text(&self, keys: &[&str]) -> Option<String> {
        let read = |key: &&str| Some(words(&self.fields.text(key)?, self.token)).filter(|text| !text.is_empty());
        self.noted(keys, keys.iter().find_map(read))
    }

    /// An id, exactly as it is written, as a string or as a number; `None` for a text that cannot be shown as it is.
    pub fn id(&self, keys: &[&str]) -> Option<String> {
        let written = |key: &&str| self.fields.text(key).or_else(|| self.fields.digits(key));
        let id = keys.iter().filter_map(written).find(|id| {
            let whole = !id.is_empty() && *id == plain(id, MOST_ID);
            whole && !plain_without(id, &[self.token.expose()], MOST_ID).is_empty()
        });
        self.noted(keys, id)
    }

    /// A text that is never shown, at most 300 bytes long.
    pub fn secret(&self, keys: &[&str]) -> Option<Secret> {
        let text = keys.iter().find_map(|key| self.fields.text(key).filter(|text| !text.trim().is_empty()))?;
        (text.len() <= SHOWN_CHARACTERS).then(|| Secret::new(text.trim().to_owned()))
    }

    /// The digits of a number, as a number or as a string.
    pub fn number(&self, keys: &[&str]) -> Option<String> {
        self.noted(keys, keys.iter().find_map(|key| self.fields.decimal(key)))
    }

    /// A small whole number, also where it is written `30.0`.
    pub fn count<T: std::str::FromStr>(&self, keys: &[&str]) -> Option<T> {
        let count = self.number(keys).and_then(|number| {
            let (whole, part) = number.split_once('.').unwrap_or((&number, ""));
            part.bytes().all(|byte| byte == b'0').then(|| whole.parse().ok())?
        });
        self.noted(keys, count)
    }

    /// An instant in ISO 8601; in UTC where it names no offset, as the service's documents say.
    pub fn instant(&self, keys: &[&str]) -> Option<Timestamp> {
        self.noted(keys, keys.iter().find_map(|key| instant(self.fields.text(key)?.trim())))
    }

    /// `true` or `false`, also as a string.
    pub fn truth(&self, keys: &[&str]) -> Option<bool> {
        let word = self.raw(keys)?.trim_matches('"').trim();
        let truth = [("true", true), ("false", false)]
            .into_iter()
            .find_map(|(name, value)| word.eq_ignore_ascii_case(name).then_some(value));
        self.noted(keys, truth)
    }

    /// The number of a SIM.
    pub fn iccid(&self, keys: &[&str]) -> Option<Iccid> {
        let read = |key: &&str| {
            let digits = self.fields.text(key).or_else(|| self.fields.digits(key))?;
            Iccid::parse(&digits).ok()
        };
        self.noted(keys, keys.iter().find_map(read))
    }

    /// The object in this field.
    pub fn object(&self, keys: &[&str]) -> Option<Object<'a>> {
        let read = |key: &&str| Object::read(self.fields.raw(key)?.as_bytes(), self.token);
        self.noted(keys, keys.iter().find_map(read))
    }

    /// The names of all fields, in the order of the body.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.fields.entries().map(|(name, _)| name)
    }

    /// `period` with its unit; `None` for 0, which many samples have.
    fn period(&self) -> Option<Period> {
        let count = self.count::<u32>(&["period"]).filter(|count| *count > 0)?;
        let keys = &["period_unit", "periodUnit"];
        let unit = match self.text(keys) {
            Some(unit) if !is(&unit, &["DAYS", "DAY"]) => PeriodUnit::Other(unit),
            None if self.says(keys) => PeriodUnit::Other(String::new()),
            _ => PeriodUnit::Days,
        };
        Some(Period { count, unit })
    }
}

/// The service's words, fit for a screen; empty where the token stands in them, in upper or lower case.
pub(super) fn words(text: &str, token: &Secret) -> String {
    plain_without(text, &[token.expose()], SHOWN_CHARACTERS)
}

/// The JSON texts of a body that is an array.
pub(super) fn array(body: &[u8]) -> Option<Vec<&str>> {
    elements_within(std::str::from_utf8(without_mark(body)).ok()?, MOST_ENTRIES)
}

/// The entries of a list that `read` understands.
pub(super) fn listed<'a, T>(
    elements: &[&'a str],
    token: &'a Secret,
    read: impl Fn(&Object<'a>) -> Option<T>,
) -> Listed<T> {
    let entries: Vec<T> =
        elements.iter().filter_map(|element| read(&Object::read(element.as_bytes(), token)?)).collect();
    let left_out = elements.len() - entries.len();
    if left_out > 0 {
        tracing::info!(listed = elements.len(), left_out, "entries of a list are unreadable");
    }
    Listed { entries, left_out }
}

/// Whether a word of the service is one of these, in whatever case.
fn is(word: &str, known: &[&str]) -> bool {
    known.iter().any(|known| word.eq_ignore_ascii_case(known))
}

fn instant(text: &str) -> Option<Timestamp> {
    let read = text.parse::<jiff::Timestamp>().ok();
    let read =
        read.or_else(|| Some(text.parse::<jiff::civil::DateTime>().ok()?.to_zoned(TimeZone::UTC).ok()?.timestamp()));
    Some(Timestamp(read?.as_millisecond()))
}

#[cfg(test)]
mod tests;
