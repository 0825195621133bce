//! The acts of the others at the float, and the practice number that plays a sale's plan.
//!
//! The day decides when they happen.

use airtill_practice::OldFloat;
use airtill_tests::oracle::script::{Answer, Line, Minor, Ms, Plan, SECOND};

/// The number whose sale waits until the day begins with it.
pub const WAITS: &str = "9604";

/// An act that is due.
pub enum Act {
    /// The float is moved at once.
    Moves(Minor),
    /// The request of another till reads the float, and writes it so long after.
    OtherTillReads { takes: Ms, costs: Minor },
    /// The request writes the float that it read, less its cost.
    OtherTillWrites(OldFloat, Minor),
    /// The company pays in.
    Deposit(Minor),
    /// The service begins with the waiting requests, so long after they were sent.
    Begins(Ms),
    /// The service debits an accepted request again.
    Again { msisdn: String, after: Ms },
}

/// The ending of a number whose sale goes as the plan says, as near as practice comes.
pub fn digits(plan: &Plan) -> &'static str {
    let heard = matches!(plan.line, Line::Whole(_)) && plan.books < 60 * SECOND;
    match (plan.answer, plan.debits, heard) {
        (_, _, _) if plan.line == Line::NeverOpened => "0000",
        (Answer::TurnedAwayOnce, ..) => "9401",
        (Answer::Short, ..) => "9403",
        (Answer::Delivered, true, true) => "0000",
        (Answer::Delivered, true, false) if plan.books > 5 * SECOND => WAITS,
        (Answer::Delivered, true, false) => "9601",
        (Answer::Queued(11), _, true) if plan.second.is_some() => "9011",
        (Answer::Queued(_), _, true) => "9012",
        (Answer::Queued(_), _, false) => "9612",
        (Answer::Refused(10), true, true) => "9110",
        (Answer::Refused(_), true, true) => "9113",
        (Answer::Refused(10), false, true) => "9010",
        (Answer::Refused(_), false, true) => "9013",
        (Answer::Refused(10), true, false) => "9713",
        (Answer::Refused(_), true, false) => "9613",
        (Answer::Unknown(_), true, true) => "9199",
        (Answer::Unknown(_), false, true) => "9099",
        (Answer::Unknown(_), true, false) => "9813",
        (Answer::Failed, _, _) if plan.delivers.is_some() => "9502",
        (Answer::Failed, _, true) => "9501",
        (Answer::Delivered | Answer::Refused(_) | Answer::Unknown(_) | Answer::Failed, _, _) => "9602",
    }
}
