//! The acts of a day, by its seed.
//!
//! Which they are is decided here, before the day begins; the days themselves decide nothing.

use std::time::Duration;

use airtill_practice::esim::{OrderEnd, Trouble};
use airtill_tests::oracle::chance::Chance;

/// Something that is sold.
#[derive(Clone, Debug)]
pub enum Wish {
    /// Airtime for a number with this ending.
    Airtime(&'static str),
    /// A new eSIM for the practice customer of this word; the number distinguishes customers.
    NewEsim(&'static str, i64),
    /// More data for this practice SIM.
    More(&'static str),
}

/// One step of a day.
#[derive(Clone, Debug)]
pub enum Act {
    /// A sale, to the service's answer.
    Sell(Wish),
    /// Another till of the company orders an eSIM for the same customer.
    Elsewhere(&'static str, i64),
    /// Every open order is asked about.
    Ask,
    /// Evidence is looked for, at both services.
    Evidence,
    /// Time passes for everybody.
    Pass(Duration),
    /// The eSIM service loses everything that was made there.
    Wipe,
    /// The access tokens of the client end, and with `true` its refresh tokens.
    EndTokens(bool),
    /// A trouble of the eSIM service, for this many requests; without a number it stays until it is switched off.
    Trouble(Trouble, Option<u32>),
    /// All troubles of the eSIM service end.
    Calm,
    /// The service ends an order that is stuck.
    EndStuck(OrderEnd),
    /// The till is closed and opened.
    Restart,
    /// A till that sells all of this kills itself at the event of this number.
    Kill(Vec<Wish>, usize),
}

/// Endings of practice numbers.
const NUMBERS: &[&str] = &["0000", "0000", "0000", "9013", "9403", "9500", "9601", "9602", "9401"];
/// Words of practice customers.
const CUSTOMERS: &[&str] = &[
    "buyer",
    "buyer",
    "buyer",
    "fails",
    "stuck",
    "lost-before",
    "lost-after",
    "lost-after",
    "undated",
    "error-before",
    "error-after",
    "bad-gateway",
    "down",
    "forbidden",
    "gateway-limit",
    "limit",
    "quota",
];
/// Practice SIMs: of the buyer, of a lost answer, of an order that fails, full, foreign, unavailable.
const SIMS: &[&str] = &[
    "8944474000000000008",
    "8944474000000000008",
    "8944474000000000040",
    "8944474000000000016",
    "8944474000000000156",
    "8944474000000009991",
    "8944474000000000198",
];
/// Troubles that use themselves up.
const PASSING: &[Trouble] = &[
    Trouble::BadGateway,
    Trouble::GatewayDown,
    Trouble::GatewayForbidden,
    Trouble::InternalError,
    Trouble::TooManyRequests,
    Trouble::AccessDenied,
    Trouble::EmptyUnauthorised,
    Trouble::Unauthorised,
    Trouble::RefreshRefused,
    Trouble::OrderLostAfter,
    Trouble::OrderErrorAfter,
];
/// Troubles that stay.
const STAYING: &[Trouble] = &[
    Trouble::ShortTokens,
    Trouble::NoRefreshToken,
    Trouble::ReuseEndsSession,
    Trouble::WrongPageHost,
    Trouble::PagesFromOne,
    Trouble::NoDeviceIds,
    Trouble::NoCreatedDates,
    Trouble::OddCatalogue,
];

fn word(chance: &mut Chance, words: &[&'static str]) -> &'static str {
    let word: &&'static str = chance.of(words);
    word
}

fn wish(chance: &mut Chance) -> Wish {
    match chance.below(10) {
        0..4 => Wish::Airtime(word(chance, NUMBERS)),
        4..8 => Wish::NewEsim(word(chance, CUSTOMERS), chance.below(3)),
        _ => Wish::More(word(chance, SIMS)),
    }
}

fn act(chance: &mut Chance) -> Act {
    match chance.below(100) {
        0..40 => Act::Sell(wish(chance)),
        40..44 => Act::Elsewhere(word(chance, CUSTOMERS), chance.below(3)),
        44..56 => Act::Ask,
        56..62 => Act::Evidence,
        62..70 => {
            let seconds = *chance.of(&[3, 30, 130, 3_600, 90_000]);
            Act::Pass(Duration::from_secs(seconds))
        }
        70..73 => Act::Wipe,
        73..77 => Act::EndTokens(chance.in_thousand(500)),
        77..83 => Act::Trouble(*chance.of(PASSING), u32::try_from(chance.between(1, 3)).ok()),
        83..87 => Act::Trouble(*chance.of(STAYING), None),
        87..89 => Act::Calm,
        89..92 => Act::EndStuck(*chance.of(&[OrderEnd::Completed, OrderEnd::Failed])),
        92..95 => Act::Restart,
        _ => {
            let sold = (0..chance.between(1, 3)).map(|_| wish(chance)).collect();
            Act::Kill(sold, usize::try_from(chance.between(3, 40)).unwrap_or(1))
        }
    }
}

/// The acts of the day of this seed.
pub fn day(seed: u64) -> Vec<Act> {
    let mut chance = Chance::new(seed);
    (0..chance.between(20, 30)).map(|_| act(&mut chance)).collect()
}
