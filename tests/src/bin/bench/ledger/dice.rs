//! Dice that fall the same every time, and the parts that sales of every kind have in common.
//!
//! Sales of airtime and of eSIMs stand in one row, a fixed time apart. Each has an id of its own, and is sold by one of
//! the company's staff.

use airtill_domain::{DoubtCause, SaleId};
use airtill_ledger::Fact;
use uuid::Uuid;

/// Noon of a day in 2024; the first sale is asked for then.
pub const BEGIN: i64 = 1_711_713_600_000;
/// From one sale to the next, in milliseconds: two years for a million.
pub const BETWEEN: i64 = 63_000;

const NAMES: [&str; 25] = [
    "Amal Deng",
    "Nyandeng Garang",
    "Peter Lado",
    "Mary Achol",
    "John Wani",
    "Rose Keji",
    "James Kuol",
    "Grace Poni",
    "David Majok",
    "Sarah Nyibol",
    "Daniel Taban",
    "Ruth Adut",
    "Moses Lokiri",
    "Esther Abuk",
    "Simon Ladu",
    "Joy Kiden",
    "Gabriel Chol",
    "Martha Akuol",
    "Emmanuel Gore",
    "Agnes Yar",
    "Paul Duku",
    "Susan Awel",
    "Isaac Lual",
    "Lucy Ayen",
    "Samuel Bol",
];

/// Numbers that look random and are the same every time (xorshift64*).
pub struct Dice(u64);

impl Dice {
    /// Dice of a seed that is not zero.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn roll(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 16
    }

    /// Less than `end`.
    pub fn below(&mut self, end: u64) -> u64 {
        self.roll() % end
    }

    /// One of them.
    pub fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len() as u64) as usize]
    }
}

/// A member of the company's staff.
pub fn seller(dice: &mut Dice) -> &'static str {
    NAMES[dice.below(NAMES.len() as u64) as usize]
}

/// The name of sale `n`.
pub fn sale_id(dice: &mut Dice, n: u64) -> SaleId {
    SaleId(Uuid::from_u128(u128::from(dice.roll()) << 64 | 0x4000_8000_0000_0000_0000 | u128::from(n)))
}

/// The end of a sale whose answer never came.
pub fn silent(sale: SaleId) -> Fact {
    let (cause, message) = (DoubtCause::NoAnswer, String::new());
    Fact::InDoubt { sale, cause, refusal_code: None, code: None, reference: None, message }
}
