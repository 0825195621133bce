//! Days at the counter that nobody thought of: sales of every practice number, restarts, pauses, retries of the service and
//! other desks, in an order that a generator chooses. Whatever happens, what the ledger decided is what was charged.
//!
//! On some days all sales have the same two amounts and nobody else uses the account; on the others amounts differ and
//! another desk sells now and then. A seed that fails is named with the steps that led there.

use std::time::Duration;

use airtill_contract::{ErrorCode, SaleStateView};
use airtill_practice::{Options, troubles};
use airtill_tests::world::{Setup, World, Yes, disagreements};
use rust_decimal::Decimal;
use tokio::task::JoinSet;

const DAYS: u64 = 24;
const STEPS: usize = 40;

/// Numbers that look random and are the same every time (Knuth's constants for a linear congruential generator).
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

struct Day {
    world: World,
    chance: Chance,
    alone: bool,
    steps: Vec<String>,
}

impl Day {
    async fn begin(seed: u64) -> Self {
        let commission = Decimal::new(if seed.is_multiple_of(3) { 5 } else { 0 }, 2);
        let options = Options { commission, slow: Duration::from_millis(1), ..Options::default() };
        let world = World::with(Setup { options, ..Setup::default() }).await;
        Self { world, chance: Chance(seed), alone: seed.is_multiple_of(2), steps: Vec::new() }
    }

    fn amount(&mut self) -> String {
        if self.alone {
            return if self.chance.below(2) == 0 { "20".to_owned() } else { "60".to_owned() };
        }
        format!("{}.{:02}", 5 + self.chance.below(40), self.chance.below(100))
    }

    async fn step(&mut self) -> String {
        match self.chance.below(12) {
            0..=5 => self.sell().await,
            6 => self.pass(300),
            7 => self.pass(2 * 3600),
            8 => {
                self.world.restart().await;
                "restart".to_owned()
            }
            9 if !self.alone => {
                let by = -Decimal::new(i64::try_from(100 + self.chance.below(9000)).unwrap(), 2);
                self.world.service().move_float(by);
                format!("another desk moves the float by {by}")
            }
            9 => format!("the service retries {}", self.world.service().retry_accepted()),
            _ => match self.world.float().await {
                Ok(card) => format!("float {}, {} doubts", card.float.unwrap().balance.amount, card.open_doubts),
                Err(fault) => self.mended(fault.code).await,
            },
        }
    }

    async fn sell(&mut self) -> String {
        // Half of the sales are plain ones. A number that says nothing at all would only take the till's whole patience.
        let rows: Vec<_> = troubles().iter().filter(|row| row.code != "silent_after_refusal").collect();
        let ending = if self.chance.below(2) == 0 { "0000" } else { rows[usize::try_from(self.chance.below(rows.len() as u64)).unwrap()].digits };
        let number = format!("21192{:03}{ending}", self.chance.below(20));
        let amount = self.amount();
        self.world.clock.advance(Duration::from_secs(1 + self.chance.below(20)));
        let confirmation = match self.world.prepare(&number, &amount).await {
            Ok(confirmation) => confirmation,
            Err(fault) => return self.mended(fault.code).await,
        };
        let doubts = confirmation.doubts.iter().map(|doubt| doubt.id.clone()).collect();
        let yes = Yes { reason: Some("the day says so".to_owned()), doubts, number: true };
        match self.world.send_with(&confirmation.intent, yes).await {
            Ok(sale) => format!("{number} for {amount}: {:?}", sale.state),
            Err(fault) => self.mended(fault.code).await,
        }
    }

    fn pass(&mut self, most: u64) -> String {
        let seconds = self.chance.below(most);
        self.world.clock.advance(Duration::from_secs(seconds));
        format!("{seconds} s pass")
    }

    /// What a person does about a fault.
    async fn mended(&self, code: ErrorCode) -> String {
        match code {
            ErrorCode::SignInAgain => drop(self.world.sign_in().await.unwrap()),
            ErrorCode::FloatTooSmall => self.world.service().set_float(Decimal::from(9000)),
            other => panic!("{other:?} after {:#?}", self.steps),
        }
        format!("mended {code:?}")
    }

    async fn live(mut self, seed: u64) {
        for _ in 0..STEPS {
            let step = self.step().await;
            self.steps.push(step);
            let wrong = disagreements(&self.world).await;
            assert!(wrong.is_empty(), "day {seed}: {wrong:#?} after {:#?}", self.steps);
            let stuck = self.world.sales().await.into_iter().find(|sale| sale.state == SaleStateView::Intended);
            assert_eq!(stuck, None, "day {seed}, after {:#?}", self.steps);
        }
        self.world.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_a_day_brings_the_ledger_decides_nothing_that_is_not_so() {
    let mut days = JoinSet::new();
    for seed in 0..DAYS {
        days.spawn(async move { Day::begin(seed).await.live(seed).await });
        if days.len() >= 4 {
            days.join_next().await.unwrap().unwrap();
        }
    }
    while let Some(day) = days.join_next().await {
        day.unwrap();
    }
}
