//! Days that an adversary makes up from a seed.
//!
//! The kind of a day fixes the declarations and the broken ones among them; the adversary chooses everything else: lost
//! answers, delays up to the rest that is declared, deaths of the program, deposits, refunds, wrong words of persons,
//! and movements of others, often of exactly an open amount. The same seed is the same day.

use super::chance::Chance;
use super::script::{Day, Declared, HOUR, Kill, MINUTE, Minor, Ms, Plan, SECOND, Second, Step, Sum, Tariff, Word};

/// The least deposit where deposits are declared.
const DEPOSIT: Minor = 50_000;
/// The sales of an ordinary day of eight hours.
const SALES: i64 = 60;
/// The documented codes of refusal that days use.
const REFUSALS: [i64; 4] = [10, 13, 36, 93];

/// The acts that the adversary may choose on a kind of day.
#[derive(Clone, Debug, Default)]
struct Habits {
    /// Of a thousand answers so many are lost.
    lost: i64,
    /// Of a thousand sales so many are refused.
    refused: i64,
    /// Others move the float.
    others: bool,
    /// Deposits come, and whether smaller ones than declared.
    deposits: bool,
    small_deposits: bool,
    /// The service works on a request beyond its rest.
    late: bool,
    /// The service has no lock.
    unlocked: bool,
    /// Accepted sales are debited again: within what is declared, or beyond it.
    again: bool,
    beyond: bool,
    /// Every success is *accepted*.
    all_queued: bool,
    /// The commission may change.
    tariff_changes: bool,
    /// The program dies, persons speak, two connections sell, refunds come.
    trouble: bool,
    /// Refunds hide among other movements.
    hidden: bool,
}

/// The kinds of days, in the order of the seeds.
pub const KINDS: [&str; 14] = [
    "counter, rest 2 min",
    "counter, rest 10 min",
    "true",
    "true, no deposits",
    "true, without a lock",
    "true, all accepted",
    "true, tiers",
    "untrue: another till",
    "untrue: rest",
    "untrue: lock",
    "untrue: small deposits",
    "untrue: second debit",
    "untrue: costs, refunds",
    "shared",
];

/// The day of this seed.
pub fn day(seed: u64) -> Day {
    let kind = KINDS[usize::try_from(seed % KINDS.len() as u64).unwrap_or(0)];
    let mut chance = Chance::new(seed);
    let (declared, habits) = kind_of(kind, &mut chance);
    let tariff = tariff(kind, &mut chance);
    let counter = kind.starts_with("counter");
    let mut maker = Maker { amounts: amounts(counter, &mut chance), chance, declared, habits, steps: Vec::new() };
    if counter {
        maker.ordinary()
    } else {
        maker.adverse()
    }
    Day {
        seed,
        kind,
        declared: maker.declared,
        tariff,
        watch: counter || maker.chance.in_thousand(700),
        steps: maker.steps,
    }
}

/// The declarations and the habits of a day of this kind.
fn kind_of(kind: &str, chance: &mut Chance) -> (Declared, Habits) {
    let rest = *chance.of(&[30 * SECOND, 2 * MINUTE, 10 * MINUTE]);
    let second = *chance.of(&[Second::No, Second::Within(HOUR), Second::Unknown]);
    let declared =
        Declared { this_till: true, smallest_deposit: Some(DEPOSIT), rest, one_at_a_time: true, second_debit: second };
    let may = second != Second::No;
    let habits = Habits {
        lost: *chance.of(&[100, 300, 600]),
        refused: 100,
        deposits: true,
        again: may,
        trouble: true,
        ..Habits::default()
    };
    match kind {
        "counter, rest 2 min" | "counter, rest 10 min" => {
            let rest = if kind.ends_with(" 2 min") { 2 * MINUTE } else { 10 * MINUTE };
            (
                Declared { rest, second_debit: Second::No, ..declared },
                Habits { lost: 50, refused: 10, deposits: true, ..Habits::default() },
            )
        }
        "true, no deposits" => (Declared { smallest_deposit: None, ..declared }, Habits { deposits: false, ..habits }),
        "true, without a lock" => (Declared { one_at_a_time: false, ..declared }, Habits { unlocked: true, ..habits }),
        "true, all accepted" => (declared, Habits { all_queued: true, ..habits }),
        "untrue: another till" => (declared, Habits { others: true, ..habits }),
        "untrue: rest" => (declared, Habits { late: true, ..habits }),
        "untrue: lock" => (declared, Habits { unlocked: true, ..habits }),
        "untrue: small deposits" => (declared, Habits { small_deposits: true, ..habits }),
        "untrue: second debit" => {
            (Declared { second_debit: Second::No, ..declared }, Habits { again: true, beyond: true, ..habits })
        }
        "untrue: costs, refunds" => (declared, Habits { tariff_changes: true, hidden: true, ..habits }),
        "shared" => {
            let declared = Declared {
                this_till: false,
                smallest_deposit: None,
                one_at_a_time: false,
                second_debit: Second::Unknown,
                ..declared
            };
            (declared, Habits { others: true, unlocked: chance.in_thousand(300), small_deposits: true, ..habits })
        }
        _ => (declared, habits),
    }
}

/// The cost of sales: the amount, a commission, or one of tiers, dearer or cheaper with the amount.
fn tariff(kind: &str, chance: &mut Chance) -> Tariff {
    if kind == "true, tiers" || chance.in_thousand(80) {
        let (low, high) = (chance.between(800, 900), chance.between(900, 1000));
        let (first, then) = if chance.in_thousand(500) { (low, high) } else { (high, low) };
        return Tariff { tiers: vec![(0, first), (*chance.of(&[2_500, 5_000, 6_000]), then)] };
    }
    match chance.below(3) {
        0 => Tariff::flat(chance.between(700, 1000)),
        1 => Tariff::flat(950),
        _ => Tariff::plain(),
    }
}

/// The amounts of a day: one, a few round ones, or many.
fn amounts(counter: bool, chance: &mut Chance) -> Vec<Minor> {
    // Sales as large as a deposit are for days of trouble.
    match chance.below(if counter { 5 } else { 6 }) {
        0 => vec![5_000],
        1 => vec![2_000, 5_000],
        2 => vec![1_000, 2_000, 3_000, 6_000],
        3 => vec![2_000, 2_001, 5_000, 4_999],
        4 => (0..8).map(|_| chance.between(300, 9_000)).collect(),
        _ => vec![5_000, 10_000, 50_000, 60_000],
    }
}

struct Maker {
    chance: Chance,
    declared: Declared,
    habits: Habits,
    amounts: Vec<Minor>,
    steps: Vec<Step>,
}

impl Maker {
    /// A day at a counter: sales, one deposit, and now and then an answer that is lost.
    fn ordinary(&mut self) {
        let deposit = self.chance.below(SALES);
        for sale in 0..SALES {
            let span = self.chance.between(20 * SECOND, 16 * MINUTE);
            self.steps.push(Step::Wait(span));
            if sale == deposit {
                self.deposit();
            }
            self.sell();
        }
        for _ in 0..2 {
            self.steps.push(Step::Rest);
            self.read();
        }
    }

    /// A day of trouble.
    fn adverse(&mut self) {
        let many = self.chance.between(12, 40);
        for _ in 0..many {
            self.step();
        }
        self.steps.push(Step::Rest);
        self.read();
        self.read();
    }

    fn step(&mut self) {
        match self.chance.below(100) {
            0..=37 => self.sell(),
            38..=52 => self.read(),
            53..=60 => {
                let span =
                    *self.chance.of(&[SECOND, 20 * SECOND, MINUTE, self.declared.rest / 2, self.declared.rest, HOUR]);
                self.steps.push(Step::Wait(span));
            }
            61..=66 => self.steps.push(Step::Rest),
            67..=72 if self.habits.deposits => self.deposit(),
            73..=82 if self.habits.others => self.others(),
            83..=85 if self.habits.hidden || self.habits.trouble => {
                let alone = !self.habits.hidden || self.chance.in_thousand(300);
                let of = self.few();
                self.steps.push(Step::Refund { of, alone });
            }
            86..=88 if self.habits.trouble => {
                let down = *self.chance.of(&[2 * SECOND, MINUTE, self.declared.rest + MINUTE]);
                self.steps.push(Step::Restart(down));
            }
            89..=90 if self.habits.trouble => {
                let asleep = *self.chance.of(&[MINUTE, self.declared.rest, 2 * HOUR]);
                self.steps.push(Step::Sleep(asleep));
            }
            91..=94 if self.habits.trouble => {
                let word = Word { of: self.few(), yes: self.chance.in_thousand(500) };
                self.steps.push(Step::Say(word));
            }
            95 if self.habits.trouble => {
                let declared = self.declared.clone();
                self.steps.push(Step::Declare(declared));
            }
            96 if self.habits.tariff_changes => {
                let tariff = Tariff::flat(self.chance.between(700, 1000));
                self.steps.push(Step::Tariff(tariff));
            }
            _ => self.sell(),
        }
    }

    fn few(&mut self) -> usize {
        usize::try_from(self.chance.below(3)).unwrap_or(0)
    }

    fn over(&mut self) -> usize {
        usize::from(self.habits.trouble && self.chance.in_thousand(250))
    }

    fn read(&mut self) {
        let over = self.over();
        let snapshot = *self.chance.of(&[50, 50, 200, 2 * SECOND]);
        let answered = !self.habits.trouble || self.chance.in_thousand(920);
        let dies = self.habits.trouble && self.chance.in_thousand(60);
        let after = 1 + self.few();
        let kill = dies.then(|| *self.chance.of(&[Kill::BeforeFloat, Kill::AfterEntries(after)]));
        self.steps.push(Step::Read { over, snapshot, answered, kill });
    }

    fn sell(&mut self) {
        let amount = *self.chance.of(&self.amounts);
        let plan = self.plan();
        let over = self.over();
        let dies = self.habits.trouble && self.chance.in_thousand(50);
        let waited = self.chance.between(0, 3 * SECOND);
        let kill = dies.then(|| {
            *self.chance.of(&[
                Kill::BeforeIntent,
                Kill::BeforeSending,
                Kill::Waiting(waited),
                Kill::AfterOutcome,
                Kill::AfterEntries(1),
            ])
        });
        self.steps.push(Step::Sell { over, amount, plan, kill });
    }

    /// The service's plan for a request.
    fn plan(&mut self) -> Plan {
        if self.habits.trouble && self.chance.in_thousand(30) {
            return *self.chance.of(&[Plan::never_opened(), Plan::short(), Plan::turned_away_once()]);
        }
        let queued = Plan::queued(11 + self.chance.below(2));
        let success = if self.habits.all_queued || self.chance.in_thousand(80) { queued } else { Plan::delivered() };
        let (yes, code) = (self.chance.in_thousand(500), *self.chance.of(&REFUSALS));
        let plan = if self.chance.in_thousand(self.habits.refused) {
            if self.chance.in_thousand(300) {
                Plan::unknown(99, yes, self.chance.in_thousand(500))
            } else {
                Plan::refused(code, yes)
            }
        } else {
            success
        };
        let plan = self.delayed(plan);
        if !self.chance.in_thousand(self.habits.lost) {
            return plan;
        }
        // Of the lost ones, half were never worked on, and some were delivered without a debit.
        let plan = match self.chance.below(20) {
            0..=8 => Plan::failed(),
            9 => Plan::booking_failed(),
            _ => plan,
        };
        let plan = self.delayed(plan);
        if self.chance.in_thousand(700) { plan.lost() } else { plan.silent() }
    }

    /// Delays a plan, at the time and in the way that the adversary chooses.
    fn delayed(&mut self, mut plan: Plan) -> Plan {
        let rest = self.declared.rest;
        if self.habits.trouble && self.chance.in_thousand(300) {
            let most = if self.habits.late && self.chance.in_thousand(300) { 2 * rest } else { rest };
            plan = plan.booked_after(self.chance.between(200, most));
        }
        if self.habits.unlocked && self.chance.in_thousand(700) {
            plan = plan.unlocked();
        }
        if self.habits.again && self.chance.in_thousand(400) {
            let most = match self.declared.second_debit {
                Second::Within(span) if !self.habits.beyond => span,
                _ => 2 * HOUR,
            };
            plan = plan.again_after(self.chance.between((plan.books + 1).min(most), most));
        }
        plan
    }

    /// A movement by another till: of exactly an open amount, its reverse, or any.
    fn others(&mut self) {
        let after = self.soon();
        let some = self.chance.between(-6_000, 3_000);
        let amount = *self.chance.of(&self.amounts);
        let of = self.few();
        let by = *self.chance.of(&[
            Sum::CostOf(of),
            Sum::CostOf(0),
            Sum::GainOf(of),
            Sum::Exactly(some),
            Sum::Exactly(-amount),
        ]);
        if self.chance.in_thousand(300) {
            let costs = if self.chance.in_thousand(500) { Sum::Exactly(0) } else { by };
            let takes = self.soon();
            self.steps.push(Step::OtherTill { after, takes, costs });
        } else {
            self.steps.push(Step::Other { after, by });
        }
    }

    fn deposit(&mut self) {
        let least = if self.habits.small_deposits { 100 } else { DEPOSIT };
        let some = self.chance.between(least, DEPOSIT * 3);
        let by = *self.chance.of(&[DEPOSIT, some, 2 * DEPOSIT]);
        let after = self.soon();
        self.steps.push(Step::Deposit { after, by });
    }

    fn soon(&mut self) -> Ms {
        *self.chance.of(&[0, SECOND, 5 * SECOND, MINUTE, 3 * MINUTE])
    }
}
