//! The service with its true float, and everybody else who moves it.
//!
//! A request is worked on in steps that are due at times of their own: the float is read, written, airtime arrives, it
//! is debited again. [`World::pass`] lets time pass and runs the due steps, in order. The till sees only
//! [`World::float`] when it asks, and the answers that reach it.

use std::collections::BTreeMap;

use super::script::{Answer, Declared, Minor, Ms, Plan, Sum, Tariff};
use super::truth::{Stray, Strayed, Truth};

/// A step that is due.
#[derive(Clone, Copy, Debug)]
enum Act {
    /// The service reads the float for a sale.
    Reads(usize),
    /// It writes the float for a sale.
    Books(usize),
    /// Airtime arrives for this sale.
    Delivers(usize),
    /// It debits a sale again.
    Again(usize),
    /// The float is moved at once.
    Moves(Minor),
    /// The request of another till is read, and written so long after.
    OtherTillReads(Ms, Minor),
    /// The request of another till is written over the float that was read.
    OtherTillBooks(Minor, Minor),
    /// The company pays in.
    Deposit(Minor),
}

/// The plan of the service for a sale, under way.
#[derive(Clone, Copy, Debug)]
struct Work {
    plan: Plan,
    read: Minor,
}

/// The service and everybody else at the float.
pub struct World {
    /// Milliseconds since the day began; the wall clock of everybody.
    pub now: Ms,
    /// The true float.
    pub float: Minor,
    /// Every sale, by its number.
    pub sales: Vec<Truth>,
    /// The events outside the declarations.
    pub strays: Vec<Stray>,
    works: BTreeMap<usize, Work>,
    queue: BTreeMap<(Ms, u32), Act>,
    serial: u32,
    tariff: Tariff,
    story: Option<Vec<String>>,
}

impl World {
    /// A morning; with `tell`, every event is written down.
    pub fn new(float: Minor, tariff: Tariff, tell: bool) -> Self {
        Self {
            now: 0,
            float,
            sales: Vec::new(),
            strays: Vec::new(),
            works: BTreeMap::new(),
            queue: BTreeMap::new(),
            serial: 0,
            tariff,
            story: tell.then(Vec::new),
        }
    }

    /// The cost of a sale of `amount` now.
    pub fn cost(&self, amount: Minor) -> Minor {
        self.tariff.cost(amount)
    }

    /// Writes a line of the day, if the day is written down.
    pub fn tell(&mut self, line: impl FnOnce(&Self) -> String) {
        if self.story.is_some() {
            let line = format!("{} {}", clock(self.now), line(self));
            self.story.get_or_insert_default().push(line);
        }
    }

    /// The day so far, step by step.
    pub fn take_story(&mut self) -> Vec<String> {
        self.story.take().unwrap_or_default()
    }

    /// Lets time pass, and runs everything that falls due.
    pub fn pass(&mut self, by: Ms) {
        let until = self.now + by.max(0);
        while let Some(entry) = self.queue.first_entry() {
            if entry.key().0 > until {
                break;
            }
            let ((at, _), act) = entry.remove_entry();
            self.now = self.now.max(at);
            self.act(act);
        }
        self.now = until;
    }

    /// Whether anything is due within `span`.
    pub fn is_quiet_for(&self, span: Ms) -> bool {
        self.queue.first_key_value().is_none_or(|((at, _), _)| *at > self.now + span)
    }

    fn due(&mut self, after: Ms, act: Act) {
        self.serial += 1;
        self.queue.insert((self.now + after.max(0), self.serial), act);
    }

    /// The request of a sale reaches the service. Its answer, and the time of it, stand in the plan.
    pub fn send(&mut self, sale: usize, plan: Plan) {
        self.sales[sale].sent = Some(self.now);
        self.works.insert(sale, Work { plan, read: self.float });
        if plan.unlocked {
            self.due(plan.reads, Act::Reads(sale));
        }
        if plan.debits || plan.unlocked {
            self.due(plan.books, Act::Books(sale));
        }
        if let Some(after) = plan.delivers {
            self.due(after, Act::Delivers(sale));
        }
        if let Some(after) = plan.second.filter(|_| matches!(plan.answer, Answer::Queued(_))) {
            self.due(after, Act::Again(sale));
        }
    }

    /// Another till moves the float.
    pub fn other(&mut self, after: Ms, by: Minor) {
        self.due(after, Act::Moves(by));
    }

    /// The request of another till, without a lock.
    pub fn other_till(&mut self, after: Ms, takes: Ms, costs: Minor) {
        self.due(after, Act::OtherTillReads(takes, costs));
    }

    /// The company pays in.
    pub fn deposit(&mut self, after: Ms, by: Minor) {
        self.due(after, Act::Deposit(by));
    }

    /// Refunds the first cost of a sale.
    pub fn refund(&mut self, sale: usize, alone: bool) {
        let Some((_, cost)) = self.sales[sale].debits.first().copied() else { return };
        self.float += cost;
        self.sales[sale].refunded = Some(self.now);
        if !alone {
            self.stray(Strayed::HiddenRefund);
        }
        self.tell(|world| format!("the service gives back sale {sale}: float {}", money(world.float)));
    }

    /// Sales have another cost from now on.
    pub fn change_tariff(&mut self, tariff: Tariff) {
        self.tell(|_| format!("what sales cost changes to {:?}", tariff.tiers));
        self.tariff = tariff;
        self.stray(Strayed::Tariff);
    }

    /// A sum in numbers, for the amounts of the open doubts, the newest first.
    pub fn sum(&self, sum: Sum, doubts: &[Minor]) -> Minor {
        let cost = |at: usize| doubts.get(at).map_or(0, |amount| self.cost(*amount));
        match sum {
            Sum::Exactly(by) => by,
            Sum::CostOf(at) => -cost(at),
            Sum::GainOf(at) => cost(at),
        }
    }

    /// The first event since `from` that `declared` excludes.
    pub fn strayed(&self, declared: &Declared, from: Ms) -> Option<Stray> {
        self.strays.iter().find(|stray| stray.at >= from && stray.what.is_excluded(declared)).copied()
    }

    /// Whether anything but the till's sales, once each, moved the float since `from`, or was under way for long.
    pub fn moved_otherwise(&self, from: Ms) -> bool {
        let strayed = self.strays.iter().any(|stray| stray.at >= from && !matches!(stray.what, Strayed::Late(_)));
        strayed || self.sales.iter().any(|sale| sale.refunded.is_some_and(|at| at >= from))
    }

    fn stray(&mut self, what: Strayed) {
        self.strays.push(Stray { at: self.now, what });
    }

    fn act(&mut self, act: Act) {
        match act {
            Act::Reads(sale) => {
                let float = self.float;
                if let Some(work) = self.works.get_mut(&sale) {
                    work.read = float;
                }
                self.tell(|world| format!("the service reads the float for sale {sale}: {}", money(world.float)));
            }
            Act::Books(sale) => self.book(sale),
            Act::Delivers(sale) => {
                self.sales[sale].delivered = Some(self.now);
                self.tell(|_| format!("airtime of sale {sale} arrives"));
            }
            Act::Again(sale) => {
                let after = self.since_sent(sale);
                self.debit(sale);
                self.stray(Strayed::DebitedAgain(after));
                self.tell(|world| format!("the service debits sale {sale} again: float {}", money(world.float)));
            }
            Act::Moves(by) => {
                self.float += by;
                if by != 0 {
                    self.stray(Strayed::Other);
                }
                self.tell(|world| format!("somebody else moves the float by {}: {}", money(by), money(world.float)));
            }
            Act::OtherTillReads(takes, costs) => {
                self.due(takes, Act::OtherTillBooks(self.float, costs));
                self.tell(|world| format!("another till's request reads the float: {}", money(world.float)));
            }
            Act::OtherTillBooks(read, costs) => {
                self.float = read + costs;
                self.stray(Strayed::Other);
                self.tell(|world| format!("another till's request is written: float {}", money(world.float)));
            }
            Act::Deposit(by) => {
                self.float += by;
                self.stray(Strayed::Deposit(by));
                self.tell(|world| format!("a deposit of {}: float {}", money(by), money(world.float)));
            }
        }
    }

    /// Writes the float for a sale: debits it, or writes the old float back where there is no lock.
    fn book(&mut self, sale: usize) {
        let Some(work) = self.works.get(&sale).copied() else { return };
        let after = self.since_sent(sale);
        if work.plan.unlocked {
            if work.read != self.float {
                self.stray(Strayed::WrittenBack);
            }
            self.float = work.read;
        }
        if work.plan.debits {
            self.debit(sale);
        }
        self.stray(Strayed::Late(after));
        self.sales[sale].stated = Some(self.float);
        self.tell(|world| {
            format!(
                "the service writes the float for sale {sale}: {}{}",
                money(world.float),
                if work.plan.debits { "" } else { " (no debit)" }
            )
        });
    }

    fn debit(&mut self, sale: usize) {
        let cost = self.cost(self.sales[sale].amount);
        self.float -= cost;
        self.sales[sale].debits.push((self.now, cost));
    }

    fn since_sent(&self, sale: usize) -> Ms {
        self.now - self.sales[sale].sent.unwrap_or(self.now)
    }
}

/// A sum as people write it.
pub fn money(minor: Minor) -> String {
    let sign = if minor < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", minor.abs() / 100, minor.abs() % 100)
}

/// A time of the day as people write it, from its first millisecond.
pub fn clock(at: Ms) -> String {
    format!("{:02}:{:02}:{:02}.{:03}", at / 3_600_000, at / 60_000 % 60, at / 1000 % 60, at % 1000)
}
