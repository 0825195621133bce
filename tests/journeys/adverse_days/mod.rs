//! Days of the adversary, over real sockets and on a real disk: the till itself, killed here and there, against the
//! practice service.
//!
//! The same days as in `cargo xtask simulate`, step by step, as far as the practice service can play them: its numbers
//! choose the course of a sale, a queue of the day's own plays everybody else. After every step each sentence on the
//! till is compared with the service's truth. A day that fails is named by its seed, with its steps.

mod acts;
mod everybody;
mod look;
mod seen;

use airtill_tests::sold::AirtimeSale;
use std::path::Path;
use std::time::Duration;

use airtill_contract::{ConnectionKey, EnvironmentView, ErrorCode, ForConnection, SaleStateView};
use airtill_practice::{Commission, Options, Tier};
use airtill_tests::oracle::adversary::day;
use airtill_tests::oracle::script::{
    Day, Declared, HOUR, Kill, Line, Minor, Ms, Plan, SECOND, Second, Step, Sum, Tariff, Word,
};
use airtill_tests::oracle::truth::{Stray, Strayed};
use airtill_tests::world::{Ending, MORNING, Setup, World, Yes};
use rust_decimal::Decimal;
use tokio::task::JoinSet;

use acts::{Act, WAITS, digits};
use seen::Seen;

const HEADLESS: &str = env!("CARGO_BIN_EXE_headless");
/// The number of days in every run of the tests, and the first seed.
const DAYS: u64 = 42;
const FIRST: u64 = 7_000;
/// A till sends about a dozen events in a sale and its check.
const EVENTS: usize = 14;
/// More than can be sold on a day.
const OPENING: i64 = 1_000_000;

/// A sale as the day remembers it.
struct Sold {
    msisdn: String,
    amount: Minor,
}

/// A till, a service, and everybody else.
struct Life {
    world: World,
    /// The connections to one float; two where the day has two.
    keys: Vec<ConnectionKey>,
    declared: Declared,
    tariff: Tariff,
    due: Vec<(i64, Act)>,
    sold: Vec<Sold>,
    strays: Vec<Stray>,
    epoch: Ms,
    seen: Seen,
    story: Vec<String>,
    dice: usize,
}

impl Life {
    async fn begin(day: &Day) -> Self {
        let unguarded =
            day.steps.iter().any(|step| matches!(step, Step::Sell { plan: Plan { unlocked: true, .. }, .. }));
        let Commission { share, tiers } = commission(&day.tariff);
        let options = Options {
            commission: share,
            tiers,
            unguarded_float: unguarded,
            opening_float: Decimal::from(OPENING),
            slow: Duration::from_millis(1),
            ..Options::default()
        };
        let declared = day.declared.clone();
        let setup = Setup {
            environment: EnvironmentView::Test,
            options,
            declared: lines(&declared),
            service_remembers: true,
            ..Setup::default()
        };
        let world = World::with(setup).await;
        let dice = usize::try_from(day.seed).unwrap_or(0);
        let story = vec![format!("day {}, {}: {:?}, {:?}", day.seed, day.kind, day.declared, day.tariff)];
        let mut life = Self {
            keys: vec![world.key.clone()],
            world,
            declared,
            tariff: day.tariff.clone(),
            due: Vec::new(),
            sold: Vec::new(),
            strays: Vec::new(),
            epoch: 0,
            seen: Seen::default(),
            story,
            dice,
        };
        life.read().await;
        if day.steps.iter().any(|step| matches!(step, Step::Sell { over: 1, .. } | Step::Read { over: 1, .. })) {
            life.second_connection().await;
        }
        life
    }

    /// Another file leads to the same account.
    async fn second_connection(&mut self) {
        let text = self.world.connection_file().replace("id = \"desk\"", "id = \"desk-2\"");
        self.world.import(&text).await.unwrap();
        self.keys.push(ConnectionKey { id: "desk-2".to_owned(), ..self.world.key.clone() });
        self.go_to(1);
        self.world.sign_in().await.unwrap();
        self.read().await;
        self.go_to(0);
    }

    /// The clerk chooses a connection.
    fn go_to(&mut self, over: usize) {
        self.world.key = self.keys[over.min(self.keys.len() - 1)].clone();
    }

    /// Milliseconds since the day began.
    fn now(&self) -> Ms {
        self.world.clock.wall() - MORNING
    }

    fn stray(&mut self, what: Strayed) {
        self.strays.push(Stray { at: self.now(), what });
    }

    async fn step(&mut self, step: &Step) {
        self.pass(2 * SECOND);
        self.story.push(format!("{} {step:?}", self.now()));
        let over = if let Step::Sell { over, .. } | Step::Read { over, .. } = step { *over } else { 0 };
        self.go_to(over);
        match step {
            Step::Sell { amount, plan, kill, .. } => self.sell(*amount, *plan, *kill).await,
            Step::Read { answered: false, .. } => {}
            Step::Read { kill: Some(_), .. } => self.die(vec!["float".to_owned()]).await,
            Step::Read { .. } => self.read().await,
            Step::Wait(by) => self.pass(*by),
            Step::Sleep(by) => self.sleep(*by),
            Step::Rest => self.pass(self.declared.rest + SECOND),
            Step::Restart(down) => {
                self.world.shut().await;
                self.pass(*down);
                self.world.clock.boot();
                self.world.open().await.unwrap();
            }
            Step::Other { after, by } => {
                let by = self.sum(*by).await;
                self.in_a_while(*after, Act::Moves(by));
            }
            Step::OtherTill { after, takes, costs } => {
                let costs = self.sum(*costs).await;
                self.in_a_while(*after, Act::OtherTillReads { takes: *takes, costs });
            }
            Step::Deposit { after, by } => self.in_a_while(*after, Act::Deposit(*by)),
            Step::Refund { of, alone } => self.refund(*of, *alone).await,
            Step::Tariff(tariff) => {
                self.tariff = tariff.clone();
                self.world.service().set_commission(commission(tariff));
                self.stray(Strayed::Tariff);
            }
            Step::Say(word) => self.say(*word).await,
            Step::Declare(_) => self.declare().await,
        }
        self.look().await;
    }

    /// Sells as the plan says, as far as a practice number can play it.
    async fn sell(&mut self, amount: Minor, plan: Plan, kill: Option<Kill>) {
        let digits = digits(&plan);
        let msisdn = format!("21192{:03}{digits}", self.sold.len());
        self.sold.push(Sold { msisdn: msisdn.clone(), amount });
        if digits == WAITS {
            self.in_a_while(plan.books, Act::Begins(plan.books));
        }
        if let Some(after) = plan.second {
            self.in_a_while(after, Act::Again { msisdn: msisdn.clone(), after });
        }
        let pounds = Decimal::new(amount, 2).to_string();
        if kill.is_some() {
            self.die(vec![format!("sell:{msisdn}:{pounds}"), "float".to_owned()]).await;
            return;
        }
        let confirmation = match self.world.prepare(&msisdn, &pounds).await {
            Ok(confirmation) => confirmation,
            Err(fault) => return self.mend(fault.code).await,
        };
        let doubts = confirmation.doubts.iter().map(|doubt| doubt.id.clone()).collect();
        if plan.line == Line::NeverOpened {
            self.world.cut_off().await;
        }
        let yes = Yes { reason: Some("the day says so".to_owned()), doubts, number: true };
        match self.world.send_with(&confirmation.intent, yes).await {
            Ok(sale) => self.story.push(format!("    {:?}", sale.state)),
            Err(fault) => self.mend(fault.code).await,
        }
        if plan.line == Line::NeverOpened {
            self.world.bring_back().await;
        }
    }

    /// The till is another process, which kills itself at one of the events for its window.
    async fn die(&mut self, commands: Vec<String>) {
        self.go_to(0);
        self.world.shut().await;
        self.dice += 1;
        let ending = Ending::Event(1 + self.dice * 7 % EVENTS);
        let (status, said) = self.world.run_headless(Path::new(HEADLESS), &ending, &commands).await;
        self.story.push(format!("    {ending:?} of {commands:?}: {status}, {said:?}"));
        self.pass(5 * SECOND);
        self.world.clock.boot();
        self.world.open().await.unwrap();
    }

    async fn read(&mut self) {
        match self.world.float().await {
            Ok(card) => self.story.push(format!(
                "    float {}",
                card.float.map_or_else(|| "unknown".to_owned(), |float| float.balance.amount)
            )),
            Err(fault) => self.mend(fault.code).await,
        }
    }

    /// The act of a person after an error.
    async fn mend(&mut self, code: ErrorCode) {
        self.story.push(format!("    {code:?}"));
        if code == ErrorCode::SignInAgain {
            self.world.sign_in().await.unwrap();
        }
    }

    /// The service refunds a charged sale, alone between two readings or not.
    async fn refund(&mut self, of: usize, alone: bool) {
        let fates = self.world.service().fates();
        let Some(fate) =
            fates.iter().rev().filter(|fate| fate.changes.len() == 1 && fate.charged() > Decimal::ZERO).nth(of)
        else {
            return;
        };
        if alone && self.due.iter().any(|(at, _)| *at <= self.world.clock.wall() + 10 * SECOND) {
            return;
        }
        if alone {
            self.read().await;
        } else {
            self.stray(Strayed::HiddenRefund);
        }
        self.pass(SECOND);
        self.world.service().refund(&fate.reference);
        self.pass(SECOND);
        if alone {
            self.read().await;
        }
    }

    /// The adversary's sum, by the sales that are in doubt now.
    async fn sum(&self, sum: Sum) -> Minor {
        let doubts = self.doubts().await;
        let cost = |at: usize| doubts.get(at).map_or(0, |(_, amount)| self.tariff.cost(*amount));
        match sum {
            Sum::Exactly(by) => by,
            Sum::CostOf(at) => -cost(at),
            Sum::GainOf(at) => cost(at),
        }
    }

    /// The sales that a person may declare, the newest first: their names and amounts.
    async fn doubts(&self) -> Vec<(String, Minor)> {
        let open = self.world.sales().await.into_iter().filter(|sale| sale.state == SaleStateView::InDoubt);
        open.filter_map(|sale| {
            Some((sale.id.clone(), self.sold.iter().find(|sold| sold.msisdn == sale.msisdn())?.amount))
        })
        .collect()
    }

    async fn say(&mut self, word: Word) {
        let Some((id, _)) = self.doubts().await.into_iter().nth(word.of) else { return };
        let sale = self.world.sale(&id).await.sale;
        self.world.say(&sale, Some(word.yes), Some(word.yes), "the customer says so").await.unwrap();
    }

    /// The administrator declares again; the next reading begins an epoch.
    async fn declare(&mut self) {
        let request = ForConnection { connection: self.world.key.clone() };
        match self.world.shown(self.world.till().declare_again(request).await) {
            Ok(_) => self.epoch = self.now(),
            Err(fault) => self.mend(fault.code).await,
        }
    }

    /// Lives through the day; returns the number of verdicts, and of those that were false after a broken declaration.
    async fn live(mut self, day: &Day) -> (usize, usize) {
        for step in &day.steps {
            self.step(step).await;
        }
        // Each sentence was compared as it appeared; the words of persons may be wrong at the end.
        self.world.cut_off().await;
        self.world.close().await;
        (self.seen.verdicts, self.seen.excused)
    }
}

/// The declarations as lines of a connection file.
fn lines(declared: &Declared) -> String {
    let mut lines =
        format!("rest = \"{} s\"\nbooks_one_at_a_time = {}\n", declared.rest / SECOND, declared.one_at_a_time);
    if declared.this_till {
        lines.push_str("used_by = \"this till\"\n");
    }
    if let Some(least) = declared.smallest_deposit {
        lines.push_str(&format!("smallest_deposit = \"{}\"\n", Decimal::new(least, 2)));
    }
    match declared.second_debit {
        Second::No => lines.push_str("second_debit = \"no\"\n"),
        Second::Within(span) => lines.push_str(&format!("second_debit = \"{} h\"\n", span / HOUR)),
        Second::Unknown => {}
    }
    lines
}

/// The cost of sales, as the practice service is given it.
fn commission(tariff: &Tariff) -> Commission {
    let share = |thousandths: i64| Decimal::ONE - Decimal::new(thousandths, 3);
    let tier = |(from, thousandths): &(Minor, i64)| Tier { from: Decimal::new(*from, 2), share: share(*thousandths) };
    Commission {
        share: tariff.tiers.first().map_or(Decimal::ZERO, |(_, thousandths)| share(*thousandths)),
        tiers: tariff.tiers.iter().skip(1).map(tier).collect(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_adversary_makes_a_sentence_of_the_till_false() {
    let mut days = JoinSet::new();
    let mut verdicts = 0;
    let mut lived = Vec::new();
    for seed in FIRST..FIRST + DAYS {
        days.spawn(async move {
            let day = day(seed);
            Life::begin(&day).await.live(&day).await
        });
        if days.len() >= 4 {
            lived.push(days.join_next().await.unwrap());
        }
    }
    lived.extend(days.join_all().await.into_iter().map(Ok));
    for day in lived {
        verdicts += day.unwrap().0;
    }
    assert!(verdicts > 10, "next to nothing was ever shown: {verdicts} verdicts");
}
