//! The searches of people in a list of sales, each kind with a name.
//!
//! Each is made up from the sales of `past`, so that most find something. Their times are measured in the module above.

use airtill_domain::{ConnectionId, SaleState, Timestamp};
use airtill_ledger::{Query, Seq};

use super::dice::{BEGIN, BETWEEN, Dice, seller};
use super::esims;
use super::past;

/// A kind of search and how one of it is made up, of so many sales.
type Kind = (&'static str, fn(&mut Dice, u64) -> Query);

const DAY: i64 = 24 * 60 * 60 * 1_000;

/// The one search that no index serves: declined orders of new eSIMs have no SIM, so it looks at all others.
pub const OF_EVERY_SIM_IN_A_STATE: &str = "the beginning of every SIM in a state";

pub const KINDS: [Kind; 38] = [
    ("the newest", |_, _| Query::default()),
    ("a page far behind", |dice, sales| Query { before: Some(Seq(somewhere(dice, sales))), ..Query::default() }),
    ("a whole number", |dice, _| phrase(customer(dice))),
    ("the beginning of a number", |dice, _| {
        let length = 3 + dice.below(6) as usize;
        phrase(customer(dice)[..length].to_owned())
    }),
    ("one to three digits", |dice, _| {
        let length = 1 + dice.below(3) as usize;
        part(dice, length)
    }),
    ("four to eight digits of a number", |dice, _| {
        let length = 4 + dice.below(5) as usize;
        part(dice, length)
    }),
    ("any digits", |dice, _| phrase(format!("{:04}", dice.below(10_000)))),
    ("a whole reference", |dice, sales| phrase(past::reference(dice.below(sales)))),
    ("the beginning of a reference", |dice, sales| {
        let length = 3 + dice.below(10) as usize;
        phrase(past::reference(dice.below(sales))[..length].to_owned())
    }),
    ("a seller", |dice, _| phrase(seller(dice).to_owned())),
    ("a part of a name", |dice, _| phrase(seller(dice)[..3].to_owned())),
    ("an amount", |dice, _| {
        phrase(format!("{}.00", [500, 1_000, 2_000, 2_500, 5_000, 10_000, 37][dice.below(7) as usize]))
    }),
    ("a word that is nowhere", |dice, _| phrase(format!("nobody {}", dice.below(1_000)))),
    ("a state", |dice, _| Query { state: Some(state(dice)), ..Query::default() }),
    ("what is in doubt", |_, _| Query { only_in_doubt: true, ..Query::default() }),
    ("a connection", |dice, _| Query { connection: connection(dice), ..Query::default() }),
    ("a day", |dice, sales| days(dice, sales, 1)),
    ("a month", |dice, sales| days(dice, sales, 30)),
    ("a state of a connection in a month", |dice, sales| Query {
        state: Some(state(dice)),
        connection: connection(dice),
        ..days(dice, sales, 30)
    }),
    ("a number's part in a month", |dice, sales| Query { search: part(dice, 5).search, ..days(dice, sales, 30) }),
    ("a seller's sales in a state", |dice, _| Query { state: Some(state(dice)), ..phrase(seller(dice).to_owned()) }),
    ("a number's beginning of a connection", |dice, _| Query {
        connection: connection(dice),
        ..phrase(customer(dice)[..6].to_owned())
    }),
    ("one to three digits of a connection", |dice, _| {
        let length = 1 + dice.below(3) as usize;
        Query { connection: connection(dice), ..part(dice, length) }
    }),
    ("an amount of a connection in a state", |dice, _| Query {
        connection: connection(dice),
        state: Some(state(dice)),
        ..phrase(format!("{}.00", [500, 1_000, 2_000, 37][dice.below(4) as usize]))
    }),
    ("what only old sales have", |dice, _| phrase(old(dice))),
    ("the same of a connection", |dice, _| Query { connection: connection(dice), ..phrase(old(dice)) }),
    ("the same in a state", |dice, _| Query { state: Some(state(dice)), ..phrase(old(dice)) }),
    ("the same in a month", |dice, sales| Query { search: old(dice), ..days(dice, sales, 30) }),
    ("a customer of an eSIM", |dice, _| phrase(esims::identifier(esims::customer(dice)))),
    ("a family name of eSIMs", |dice, _| phrase(esims::family(dice.below(8)).to_owned())),
    ("a whole number of a SIM", |dice, sales| phrase(esims::iccid(an_esim(dice, sales)))),
    ("four to eight digits of a SIM", |dice, sales| digits_of_sim(dice, sales)),
    ("digits of a SIM in doubt", |dice, sales| Query { only_in_doubt: true, ..digits_of_sim(dice, sales) }),
    ("the beginning of every SIM", |dice, _| phrase(issuer(dice))),
    (OF_EVERY_SIM_IN_A_STATE, |dice, _| Query { state: Some(state(dice)), ..phrase(issuer(dice)) }),
    ("the beginning of every SIM in doubt", |dice, _| Query { only_in_doubt: true, ..phrase(issuer(dice)) }),
    ("the beginning of every SIM of a connection", |dice, _| Query {
        connection: connection(dice),
        ..phrase(issuer(dice))
    }),
    ("a family name in doubt", |dice, _| Query {
        only_in_doubt: true,
        ..phrase(esims::family(dice.below(8)).to_owned())
    }),
];

/// The beginning of a number, a part of one, the beginning of a reference, an amount: of sales from long ago.
fn old(dice: &mut Dice) -> String {
    let cut = |text: &str, dice: &mut Dice| text[..3 + dice.below(text.len() as u64 - 2) as usize].to_owned();
    match dice.below(4) {
        0 => cut(past::OLD_NUMBERS, dice),
        1 => cut(past::OLD_REFERENCES, dice),
        2 => format!("{}{}", &past::OLD_NUMBERS[1..], dice.below(10)),
        _ => past::OLD_AMOUNT.to_owned(),
    }
}

/// A sale of an eSIM.
fn an_esim(dice: &mut Dice, sales: u64) -> u64 {
    dice.below(sales / 10) * 10 + 4
}

fn digits_of_sim(dice: &mut Dice, sales: u64) -> Query {
    let iccid = esims::iccid(an_esim(dice, sales));
    let length = 4 + dice.below(5) as usize;
    let from = dice.below((iccid.len() - length) as u64) as usize;
    phrase(iccid[from..from + length].to_owned())
}

/// Two to seven digits with which the numbers of all SIMs begin.
fn issuer(dice: &mut Dice) -> String {
    esims::ISSUER[..2 + dice.below(6) as usize].to_owned()
}

fn phrase(search: String) -> Query {
    Query { search, ..Query::default() }
}

fn customer(dice: &mut Dice) -> String {
    past::number(past::customer(dice))
}

fn part(dice: &mut Dice, length: usize) -> Query {
    let number = customer(dice);
    let from = 1 + dice.below((number.len() - length) as u64) as usize;
    phrase(number[from..from + length].to_owned())
}

fn state(dice: &mut Dice) -> SaleState {
    *dice.one(&[SaleState::Confirmed, SaleState::Accepted, SaleState::Declined, SaleState::InDoubt])
}

fn connection(dice: &mut Dice) -> Option<ConnectionId> {
    ConnectionId::new(past::connection(dice)).ok()
}

fn somewhere(dice: &mut Dice, sales: u64) -> i64 {
    1 + dice.below(2 * sales) as i64
}

/// So many days, somewhere in the time of the sales.
fn days(dice: &mut Dice, sales: u64, length: i64) -> Query {
    let from = BEGIN + dice.below(sales) as i64 * BETWEEN;
    Query { asked_from: Some(Timestamp(from)), asked_before: Some(Timestamp(from + length * DAY)), ..Query::default() }
}
