//! Top-ups of airtime: killed at each step, with the float as evidence.
//!
//! A killed till is opened again with the clock past the rest, and gathers evidence. Where nothing else can have moved
//! the float, every doubt is settled.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use airtill_contract::{ErrorCode, SaleStateView};
use airtill_practice::{Effect, Endpoint, Fault, Gate};
use airtill_tests::oracle::chance::Chance;
use airtill_tests::sold::AirtimeSale;
use airtill_tests::world::{Ending, QUIET, World, compare, number};

use super::{
    CALLS, HEADLESS, INSTANTS, Kills, LEAST, Lives, MOST, SYNCS, Way, instant, kill_after, kill_at, strace_works,
};

/// The endings of practice numbers, by outcome, and whether evidence can always settle their doubts. A service that
/// accepted many sales may debit each again, so a float proves little there.
const OUTCOMES: &[(&str, bool)] = &[
    ("0000", true),
    ("9011", false),
    ("9013", true),
    ("9113", true),
    ("9403", true),
    ("9601", true),
    ("9602", true),
    ("9500", true),
    ("9401", true),
];

/// One service and one data folder through many deaths.
struct Life {
    world: World,
    ending: &'static str,
    settles: bool,
    next: u32,
    kills: Kills,
}

impl Life {
    async fn begin(ending: &'static str, settles: bool, kills: Kills) -> Self {
        let mut world = World::test().await;
        world.sell(&number(999), "20").await;
        world.shut().await;
        Self { world, ending, settles, next: 0, kills }
    }

    fn next_sale(&mut self) -> (String, String) {
        self.next += 1;
        // No two sales cost the same.
        (format!("21192{:03}{}", self.next, self.ending), format!("{}.{:02}", 3 + self.next % 7, self.next % 100))
    }

    /// Sells and gathers evidence until the end that `ending` brings. True if the till died.
    async fn sell(&mut self, ending: &Ending) -> bool {
        let (number, amount) = self.next_sale();
        let (status, said) = self
            .world
            .run_headless(Path::new(HEADLESS), ending, &[format!("sell:{number}:{amount}"), "float".to_owned()])
            .await;
        self.kills.add(!status.success());
        self.look(&format!("{ending:?} of {number} for {amount}, which said {said:?}")).await;
        !status.success()
    }

    /// Sells until the service holds a request to `endpoint`, before or after its work, and kills the till there.
    async fn die_at_the_service(&mut self, endpoint: Endpoint, charged: bool) {
        let (number, amount) = self.next_sale();
        // Never opened: the request waits there, and ends with its sender.
        let gate = Gate::new();
        let held = Effect::Wait(gate.clone());
        self.world.service().set_fault(endpoint, if charged { Fault::after(held) } else { Fault::before(held) });
        let commands = [format!("sell:{number}:{amount}")];
        let child = self.world.headless(Path::new(HEADLESS), &Ending::Whole, &commands);
        kill_at(&gate, child, endpoint).await;
        self.world.let_go().await;
        self.kills.add(true);
        self.world.service().clear_faults();
        self.look(&format!("{endpoint:?} held, work done: {charged}, {number} for {amount}")).await;
    }

    /// Sells, and kills the till after a while, at any step. True if it died.
    async fn die_after(&mut self, a_while: Duration) -> bool {
        let (number, amount) = self.next_sale();
        let commands = [format!("sell:{number}:{amount}")];
        let died = kill_after(a_while, self.world.headless(Path::new(HEADLESS), &Ending::Whole, &commands)).await;
        self.world.let_go().await;
        self.kills.add(died);
        self.look(&format!("killed after {a_while:?}, {number} for {amount}")).await;
        died
    }

    /// Opens the folder again and compares.
    async fn look(&mut self, death: &str) {
        let world = &mut self.world;
        world.clock.advance(Duration::from_secs(5));
        world.clock.boot();
        world.open().await.expect("the lock died with its owner");
        if let Err(fault) = world.float().await {
            assert_eq!(fault.code, ErrorCode::SignInAgain, "{death}");
            // A token that the service exchanged and that could never be stored is lost. One whose access token was
            // used was stored: after it, the last request but our own refused one asked for a token.
            let hits = world.service().hits();
            let before = hits.iter().rev().skip_while(|hit| hit.endpoint != Endpoint::Token).nth(1);
            assert!(
                before.is_some_and(|hit| hit.endpoint == Endpoint::Token),
                "t10: {death}: an access token was used before its refresh token was saved"
            );
            world.sign_in().await.expect("the clerk signs in again");
        }
        world.clock.advance(QUIET);
        world.float().await.expect("the service is there");
        compare(world).await;
        for sale in world.sales().await {
            assert_ne!(sale.state, SaleStateView::Intended, "{death}: {sale:#?}");
            if sale.state == SaleStateView::InDoubt {
                assert!(!sale.evidence.is_empty(), "{death}: the doubt is stated: {sale:#?}");
                assert!(!self.settles, "{death}: nothing else moved the float: {sale:#?}");
            }
        }
        let sales: Vec<String> = world.sales().await.into_iter().map(|sale| sale.msisdn().to_owned()).collect();
        assert_eq!(sales.len(), sales.iter().collect::<BTreeSet<_>>().len(), "{death}: each was asked for once");
        world.shut().await;
    }

    /// Kills at the first, second, third… of something, until nothing dies of it any more.
    async fn sweep(&mut self, at: impl Fn(usize) -> Ending) {
        for nth in 1..MOST {
            if !self.sell(&at(nth)).await {
                return;
            }
        }
        panic!("{MOST} kills, and still not at the end");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_till_that_is_killed_anywhere_sells_nothing_twice_and_loses_nothing() {
    let kills = Kills::default();
    let mut lives = Lives::new();
    let traced = strace_works();
    for (ending, settles) in OUTCOMES.iter().copied() {
        let mut ways: Vec<(bool, Way)> = vec![(true, Ending::Event)];
        ways.push((traced, |nth| Ending::Call(SYNCS, nth)));
        // One sale call by call; the others differ only in the answer.
        ways.push((traced && ending == "0000", |nth| Ending::Call(CALLS, nth)));
        for (_, way) in ways.into_iter().filter(|(possible, _)| *possible) {
            let kills = kills.clone();
            lives.live(async move {
                let mut life = Life::begin(ending, settles, kills).await;
                life.sweep(way).await;
                life.world.open().await.unwrap();
                life.world.close().await;
            });
        }
    }
    for (ending, settles) in OUTCOMES.iter().copied() {
        let kills = kills.clone();
        lives.live(async move {
            let mut life = Life::begin(ending, settles, kills).await;
            for endpoint in [Endpoint::Token, Endpoint::User, Endpoint::Balance, Endpoint::TopUp] {
                for charged in [false, true] {
                    life.die_at_the_service(endpoint, charged).await;
                }
            }
            // Without strace, instants of a generator stand in for the system calls.
            let (mut chance, mut left) = (Chance::new(ending.parse().unwrap()), if traced { 0 } else { INSTANTS });
            while left > 0 {
                left -= usize::from(life.die_after(instant(&mut chance)).await);
            }
            life.world.open().await.unwrap();
            life.world.close().await;
        });
    }
    lives.end().await;
    assert!(kills.count() >= LEAST, "{} kills", kills.count());
}
