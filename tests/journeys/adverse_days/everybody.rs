//! Everybody but the till: other tills, deposits, late charges and second debits.
//!
//! Each act happens when it is due by the day's clock, with any act of the till meanwhile. The practice number for each
//! plan of the adversary stands here as well; strays from the declarations are noted as they happen.

use std::time::Duration;

use airtill_tests::oracle::script::{Minor, Ms};
use airtill_tests::oracle::truth::Strayed;
use airtill_tests::world::{MORNING, TestClock};
use rust_decimal::Decimal;

use super::Life;
use super::acts::Act;

impl Life {
    /// Plans an act in a while.
    pub fn in_a_while(&mut self, after: Ms, act: Act) {
        self.due.push((self.world.clock.wall() + after, act));
    }

    /// Time passes for everybody, and the due acts happen.
    pub fn pass(&mut self, by: Ms) {
        self.go(by, TestClock::advance);
    }

    /// Time passes with the lid closed: the monotonic clock of this computer stands still.
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
            Act::OtherTillReads { takes, costs } => {
                let read = service.read_float();
                self.in_a_while(takes, Act::OtherTillWrites(read, costs));
                None
            }
            Act::OtherTillWrites(read, costs) => {
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
        self.story.push(format!("{}     {strayed:?}: float {}", at - MORNING, self.world.service().float()));
        if let Some(what) = strayed {
            self.stray(what);
        }
    }
}
