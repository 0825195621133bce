//! The till's side of a day: the acts of a clerk and of the program, entry by entry, in the order of the real till.
//!
//! A sale is intended, sent once and ended; a doubt has the float read again and again; a program that dies leaves only
//! its written entries, and begins anew from them. The order of entries is the till's, their consequences are the
//! rules', and the truth is the world's.

mod others;

use airtill_domain::SaleState;
use airtill_ledger::Fact;

use super::memory_ledger::{self, Ended, MemoryLedger};
use super::outcome::Outcome;
use super::remembered_sale::RememberedSale;
use super::report::Seen;
use super::rules::{Makes, Rules};
use super::script::{Answer, Day, Declared, Kill, Line, MINUTE, Minor, Ms, Plan, SECOND, Second, Step, Tariff};
use super::sentences::Board;
use super::truth::Truth;
use super::world::{World, clock, money};

/// How long the till waits for an answer.
const LIMIT: Ms = MINUTE;
/// How old a float may be before it is read again while a sale is confirmed.
const FLOAT_AGE: Ms = 2 * MINUTE;
/// When the till reads the float by itself after a doubt, in seconds.
const WATCH: [Ms; 10] = [2, 5, 11, 30, 60, 125, 300, 900, 1_800, 3_600];
/// The float on the morning of a day: more than anybody can sell.
const MORNING_FLOAT: Minor = 100_000_000;
/// How long a reading takes until the service reads the float; the answer takes as long again.
const USUAL_READING: Ms = 100;

/// The program was killed.
pub(super) struct Died;

/// The till on a day.
pub struct Counter {
    pub(super) world: World,
    pub(super) rules: Box<dyn Rules>,
    pub(super) ledger: MemoryLedger,
    pub(super) board: Board,
    pub(super) remembered: Vec<RememberedSale>,
    pub(super) declared: Declared,
    pub(super) epoch: Ms,
    makes: Makes,
    kind: Kind,
    run: u32,
    opened: Ms,
    slept: Ms,
    watches: bool,
    watch: Vec<Ms>,
    left: Option<usize>,
    seen: Seen,
}

/// Whether a new epoch begins with the next reading.
#[derive(PartialEq, Eq)]
enum Kind {
    Running,
    BeginsAtReading,
}

impl Counter {
    /// A morning at the counter: the program begins, and the float is read.
    pub fn new(day: &Day, makes: Makes, tell: bool) -> Self {
        let declared = day.declared.clone();
        let mut counter = Self {
            world: World::new(MORNING_FLOAT, day.tariff.clone(), tell),
            rules: makes(),
            ledger: MemoryLedger::new(),
            board: Board::default(),
            remembered: Vec::new(),
            declared: declared.clone(),
            epoch: 0,
            makes,
            kind: Kind::Running,
            run: 1,
            opened: 0,
            slept: 0,
            watches: day.watch,
            watch: Vec::new(),
            left: None,
            seen: Seen { days: 1, ..Seen::default() },
        };
        // No program dies on a morning.
        let _ = counter.declare(declared).and_then(|()| counter.gather(0, USUAL_READING, true, None));
        counter
    }

    /// One step; the program begins anew if it died in it.
    pub fn step(&mut self, step: &Step) {
        self.world.tell(|_| format!("- {step:?}"));
        if self.take(step).is_err() {
            self.world.tell(|_| "the program dies".to_owned());
            self.restart(5 * SECOND);
        }
        self.board.look(&self.world);
    }

    fn take(&mut self, step: &Step) -> Result<(), Died> {
        match step {
            Step::Sell { over, amount, plan, kill } => self.sell(*over, *amount, *plan, *kill)?,
            Step::Read { over, snapshot, answered, kill } => self.gather(*over, *snapshot, *answered, *kill)?,
            Step::Wait(by) => self.pass(*by)?,
            Step::Sleep(by) => {
                self.world.pass(*by);
                self.slept += by;
            }
            Step::Rest => self.pass(self.declared.rest + SECOND)?,
            Step::Restart(down) => self.restart(*down),
            Step::Other { after, by } => {
                let by = self.world.sum(*by, &self.amounts());
                self.world.other(*after, by);
                self.pass(0)?;
            }
            Step::OtherTill { after, takes, costs } => {
                let costs = self.world.sum(*costs, &self.amounts());
                self.world.other_till(*after, *takes, costs);
                self.pass(0)?;
            }
            Step::Deposit { after, by } => {
                self.world.deposit(*after, *by);
                self.pass(0)?;
            }
            Step::Refund { of, alone } => self.refund(*of, *alone)?,
            Step::Tariff(tariff) => self.world.change_tariff(Tariff::clone(tariff)),
            Step::Say(word) => self.say(*word)?,
            Step::Declare(declared) => self.declare(declared.clone())?,
        }
        Ok(())
    }

    /// The end of the day.
    pub fn end(mut self) -> Outcome {
        let mut seen = self.seen;
        let (untrue, true_ones): (Vec<_>, Vec<_>) = self.board.wrong.iter().partition(|wrong| wrong.excuse.is_some());
        (seen.false_while_true, seen.false_while_untrue) = (true_ones.len(), untrue.len());
        seen.false_at_the_end = self.board.false_count().1;
        seen.sales = self.remembered.len();
        seen.doubts = self.remembered.iter().filter(|sale| sale.was_doubt).count();
        (seen.epochs_ended, seen.alarms) = self.board.ended;
        seen.counted = self.board.counted.iter().filter(|sale| !self.remembered[**sale].judged).count();
        seen.verdicts = self.remembered.iter().filter(|sale| sale.judged).count();
        Outcome { wrong: std::mem::take(&mut self.board.wrong), seen, story: self.world.take_story() }
    }

    /// The monotonic clock of this run.
    fn monotonic(&self) -> Ms {
        self.world.now - self.opened - self.slept
    }

    fn waited(&self, since: Option<(u32, Ms)>) -> Ms {
        self.monotonic() - since.filter(|(run, _)| *run == self.run).map_or(0, |(_, at)| at)
    }

    /// The sales that a person may speak of and the adversary may aim at, the newest first.
    pub(super) fn doubts(&self) -> Vec<usize> {
        (0..self.remembered.len()).rev().filter(|sale| self.remembered[*sale].state == SaleState::InDoubt).collect()
    }

    fn amounts(&self) -> Vec<Minor> {
        self.doubts().into_iter().map(|sale| self.remembered[sale].amount).collect()
    }

    /// Time passes, and the till reads the float whenever it wants to.
    fn pass(&mut self, by: Ms) -> Result<(), Died> {
        let until = self.world.now + by;
        while let Some(at) = self.watch.first().copied().filter(|at| *at <= until) {
            // The readings that fell due while a sale was under way are one reading.
            let now = self.world.now;
            self.watch.retain(|due| *due > at.max(now));
            self.world.pass(at - now);
            let Some(doubt) = self.doubts().first().copied() else {
                self.watch.clear();
                break;
            };
            self.gather(self.remembered[doubt].over, USUAL_READING, true, None)?;
        }
        self.world.pass(until - self.world.now);
        Ok(())
    }

    /// The effect of an entry on its sale, and on the till's plans.
    fn follow(&mut self, fact: &Fact) {
        let Some(sale) = fact.sale().map(memory_ledger::number) else { return };
        let reported = self.world.now;
        let now = (self.run, self.monotonic());
        if self.remembered[sale].follow(fact, now) {
            let since = self.world.sales[sale].sent.unwrap_or(reported);
            self.seen.to_charged.push(reported - since);
        }
        if matches!(fact, Fact::InDoubt { .. }) && self.watches {
            self.watch = WATCH
                .iter()
                .map(|after| reported + after * SECOND)
                .chain([reported + self.declared.rest + SECOND])
                .collect();
            self.watch.sort_unstable();
        }
    }

    /// Writes an entry, hands it to the rules, and compares its sentence on the screen with the truth.
    pub(super) fn write(&mut self, over: usize, fact: Fact) -> Result<(), Died> {
        self.write_at(self.world.now, over, fact)
    }

    /// Writes an entry for another time than now: a float is dated when it was asked for.
    fn write_at(&mut self, at: Ms, over: usize, fact: Fact) -> Result<(), Died> {
        let entry = self.ledger.write(at, over, fact);
        self.rules.entry(entry);
        self.board.take(entry, &self.world, &self.declared, self.epoch);
        let fact = entry.fact.clone();
        self.world.tell(|_| format!("    {}", memory_ledger::short(&fact)));
        self.follow(&fact);
        if let Some(left) = &mut self.left {
            *left = left.saturating_sub(1);
            if *left == 0 {
                self.left = None;
                return Err(Died);
            }
        }
        Ok(())
    }

    /// A sale from its intent to its outcome.
    fn sell(&mut self, over: usize, amount: Minor, plan: Plan, kill: Option<Kill>) -> Result<(), Died> {
        if self.watches && self.ledger.float_is_older_than(FLOAT_AGE, self.world.now) {
            self.gather(over, USUAL_READING, true, None)?;
        }
        let sale = self.world.sales.len();
        self.world.sales.push(Truth::asked(amount));
        self.remembered.push(RememberedSale::asked(over, amount));
        if kill == Some(Kill::BeforeIntent) {
            return Err(Died);
        }
        self.write(over, self.ledger.intended(sale, over, 1, amount))?;
        if kill == Some(Kill::BeforeSending) {
            return Err(Died);
        }
        if plan.line == Line::NeverOpened {
            self.world.pass(10 * SECOND);
            return self.write(over, memory_ledger::outcome(sale, Ended::NeverOpened, None));
        }
        if plan.answer == Answer::TurnedAwayOnce {
            self.world.pass(200);
            self.write(over, memory_ledger::turned_away(sale))?;
            self.write(over, self.ledger.intended(sale, over, 2, amount))?;
        }
        self.world.send(sale, plan);
        let (wait, ended) = match plan.line {
            Line::Whole(after) if plan.books + after < LIMIT => (plan.books + after, Ended::Answered(plan.answer)),
            Line::Cut(at) if at < LIMIT => (at, Ended::LineBroken),
            Line::Whole(_) | Line::Cut(_) | Line::Silent | Line::NeverOpened => (LIMIT, Ended::NoAnswer),
        };
        if let Some(Kill::Waiting(until)) = kill {
            self.world.pass(until.min(wait));
            return Err(Died);
        }
        self.world.pass(wait);
        let outcome = memory_ledger::outcome(sale, ended, self.world.sales[sale].stated);
        self.write(over, outcome)?;
        if kill == Some(Kill::AfterOutcome) {
            return Err(Died);
        }
        self.due(over)?;
        if self.remembered[sale].refused {
            self.gather(over, USUAL_READING, true, kill)?;
        }
        Ok(())
    }

    /// Reads the float and writes the consequences.
    pub(super) fn gather(&mut self, over: usize, snapshot: Ms, answered: bool, kill: Option<Kill>) -> Result<(), Died> {
        self.write_rests(over)?;
        let asked_at = (self.world.now, self.monotonic());
        self.world.pass(snapshot);
        let float = self.world.float;
        if self.kind == Kind::BeginsAtReading && answered {
            (self.kind, self.epoch) = (Kind::Running, self.world.now);
        }
        self.world.pass(snapshot);
        if !answered {
            return Ok(());
        }
        self.world.tell(|_| format!("    read over {over}: {}", money(float)));
        if kill == Some(Kill::BeforeFloat) {
            return Err(Died);
        }
        if let Some(Kill::AfterEntries(left)) = kill {
            self.left = Some(left);
        }
        self.write_at(asked_at.0, over, memory_ledger::float(float, self.run, asked_at.1))?;
        self.due(over)?;
        self.left = None;
        Ok(())
    }

    /// Writes the doubts on which the service can no longer be working, before the float is asked for.
    fn write_rests(&mut self, over: usize) -> Result<(), Died> {
        for (sale, again) in self.rules.at_work() {
            let sale = memory_ledger::number(sale);
            let limit = match self.declared.second_debit {
                Second::Within(most) if again => most,
                Second::No | Second::Within(_) | Second::Unknown => self.declared.rest,
            };
            let waited = self.waited(self.remembered[sale].sent);
            if waited >= limit {
                self.write(over, memory_ledger::came_to_rest(sale, self.run, waited))?;
            }
        }
        Ok(())
    }

    /// Writes the consequences of the entries, until there are none.
    fn due(&mut self, over: usize) -> Result<(), Died> {
        loop {
            let facts = self.rules.due(memory_ledger::wall(self.world.now));
            if facts.is_empty() {
                break;
            }
            for fact in facts {
                self.write(over, fact)?;
            }
        }
        self.board.settled(&self.world);
        Ok(())
    }

    /// The program begins anew, after so long.
    fn restart(&mut self, down: Ms) {
        self.world.pass(down);
        self.left = None;
        self.watch.clear();
        self.run += 1;
        (self.opened, self.slept) = (self.world.now, 0);
        self.rules = (self.makes)();
        for entry in &self.ledger.entries {
            self.rules.entry(entry);
        }
        for sale in 0..self.remembered.len() {
            if self.remembered[sale].state == SaleState::Intended && self.remembered[sale].sent.is_some() {
                let over = self.remembered[sale].over;
                let _ = self.write(over, memory_ledger::outcome(sale, Ended::Interrupted, None));
                self.remembered[sale].doubted = None;
            }
        }
        let _ = self.due(0);
        if self.watches && !self.doubts().is_empty() {
            let now = self.world.now;
            self.watch = WATCH.iter().map(|after| now + after * SECOND).collect();
            let _ = self.gather(0, USUAL_READING, true, None);
        }
        self.world.tell(|world| format!("the program begins at {}", clock(world.now)));
    }
}
