//! Everybody but the till: other desks, deposits, late charges and second debits.
//!
//! Each happens when it is due by the day's clock, whatever the till does meanwhile. Which practice number plays which
//! plan of the adversary stands here as well; what strays from the declarations is noted as it happens.

use std::time::Duration;

use airtill_practice::OldFloat;
use airtill_tests::oracle::script::{Answer, Line, Minor, Ms, Plan, SECOND};
use airtill_tests::oracle::truth::Strayed;
use airtill_tests::world::{MORNING, TestClock};
use rust_decimal::Decimal;

use super::Life;

/// The number whose sale waits until the day begins with it.
pub const WAITS: &str = "9604";

/// Something that is due.
pub enum Act {
    /// Somebody moves the float.
    Moves(Minor),
    /// Another desk's request reads the float, and writes it so long after.
    DeskReads { takes: Ms, costs: Minor },
    /// It writes what it read, less what it costs.
    DeskWrites(OldFloat, Minor),
    /// The company pays in.
    Deposit(Minor),
    /// The service begins with what waits, so long after it was sent.
    Begins(Ms),
    /// The service debits what it accepted again.
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

impl Life {
    /// Something is due in a while.
    pub fn in_a_while(&mut self, after: Ms, act: Act) {
        self.due.push((self.world.clock.wall() + after, act));
    }

    /// Time passes for everybody, and what is due happens.
    pub fn pass(&mut self, by: Ms) {
        self.go(by, TestClock::advance);
    }

    /// The same with the lid closed: the monotonic clock of this computer stands still.
    pub fn sleep(&mut self, by: Ms) {
        self.go(by, TestClock::sleep);
    }

    fn go(&mut self, by: Ms, clock: fn(&TestClock, Duration)) {
        let until = self.world.clock.wall() + by;
        let to = |life: &Self, at: i64| {
            clock(&life.world.clock, Duration::from_millis(u64::try_from(at - life.world.clock.wall()).unwrap_or(0)))
        };
        while let Some(next) = self.due.iter().map(|(at, _)| *at).filter(|at| *at <= until).min() {
            to(self, next);
            self.happen(next);
        }
        to(self, until);
    }

    fn happen(&mut self, at: i64) {
        let Some(place) = self.due.iter().position(|(due, _)| *due == at) else { return };
        let (_, act) = self.due.remove(place);
        let service = self.world.service();
        let pounds = |minor: Minor| Decimal::new(minor, 2);
        let strayed = match act {
            Act::Moves(by) => {
                service.move_float(pounds(by));
                (by != 0).then_some(Strayed::Other)
            }
            Act::DeskReads { takes, costs } => {
                let read = service.read_float();
                self.in_a_while(takes, Act::DeskWrites(read, costs));
                None
            }
            Act::DeskWrites(read, costs) => {
                service.write_back(read);
                service.move_float(pounds(costs));
                Some(Strayed::Other)
            }
            Act::Deposit(by) => {
                service.move_float(pounds(by));
                Some(Strayed::Deposit(by))
            }
            Act::Begins(after) => (service.begin_waiting() > 0).then_some(Strayed::Late(after)),
            Act::Again { msisdn, after } => {
                let fates = service.fates();
                let queued = fates.iter().find(|fate| fate.msisdn == msisdn && fate.queued);
                queued.and_then(|fate| service.charge_again(&fate.reference)).map(|_| Strayed::DebitedAgain(after))
            }
        };
        self.told.push(format!("{}     {strayed:?}: float {}", at - MORNING, self.world.service().float()));
        if let Some(what) = strayed {
            self.stray(what);
        }
    }
}
