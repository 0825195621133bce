//! The crash matrix: the till is killed between every two steps of a sale, and after each restart ledger and truth
//! agree.
//!
//! Three ways to die: at an event for the window (between every two steps), at a system call that touches the disk or
//! the line (before and after each fsync, each write, each byte sent), and while the service holds its answer. A killed
//! till is opened again on the same folder, with the clock past the rest, and gathers evidence: no sale twice, none
//! lost, every doubt settled or stated. Where nothing else can have moved the float, settled.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use airtill_contract::{ErrorCode, SaleStateView};
use airtill_practice::{Effect, Endpoint, Fault, Gate};
use airtill_tests::sold::AirtimeSale;
use airtill_tests::world::{Ending, QUIET, World, compare, number};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

const HEADLESS: &str = env!("CARGO_BIN_EXE_headless");
/// The least number of deaths.
const LEAST: usize = 200;
/// How long a till may take for any step.
const LIMIT: Duration = Duration::from_secs(30);
/// System calls that make something durable.
const SYNCS: &str = "fsync,fdatasync";
/// System calls that change a file or use a line.
const CALLS: &str = "fsync,fdatasync,pwrite64,rename,unlink,ftruncate,connect,sendto,writev,recvfrom";
/// More than any sale needs; a sweep that reaches it does not end.
const MOST: usize = 400;

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

/// The end at the first, second, third… of something.
type Way = fn(usize) -> Ending;

/// One service and one data folder through many deaths.
struct Life {
    world: World,
    ending: &'static str,
    settles: bool,
    next: u32,
    kills: Arc<AtomicUsize>,
}

impl Life {
    async fn begin(ending: &'static str, settles: bool, kills: Arc<AtomicUsize>) -> Self {
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
        if !status.success() {
            self.kills.fetch_add(1, Ordering::Relaxed);
        }
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
        let mut child = self
            .world
            .headless(Path::new(HEADLESS), &Ending::Whole, &[format!("sell:{number}:{amount}")])
            .spawn()
            .unwrap();
        let arrived = tokio::time::timeout(LIMIT, gate.reached(1)).await;
        child.kill().unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(
            arrived.is_ok(),
            "nobody asked {endpoint:?}: {:?} {}",
            output.status,
            String::from_utf8_lossy(&output.stdout)
        );
        self.world.let_go().await;
        self.kills.fetch_add(1, Ordering::Relaxed);
        self.world.service().clear_faults();
        self.look(&format!("{endpoint:?} held, work done: {charged}, {number} for {amount}")).await;
    }

    /// Sells, and kills the till after so many milliseconds, at any step. True if it died.
    async fn die_after(&mut self, milliseconds: u64) -> bool {
        let (number, amount) = self.next_sale();
        let mut child = self
            .world
            .headless(Path::new(HEADLESS), &Ending::Whole, &[format!("sell:{number}:{amount}")])
            .spawn()
            .unwrap();
        tokio::time::sleep(Duration::from_millis(milliseconds)).await;
        child.kill().unwrap();
        let died = !child.wait().unwrap().success();
        self.world.let_go().await;
        self.kills.fetch_add(usize::from(died), Ordering::Relaxed);
        self.look(&format!("killed after {milliseconds} ms, {number} for {amount}")).await;
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

/// Whether a system call of a child can be made deadly here.
fn strace_works() -> bool {
    let mut command = Command::new("strace");
    command.args([
        "-f",
        "-qq",
        "-o",
        "/dev/null",
        "-e",
        "trace=fsync",
        "-e",
        "inject=fsync:signal=SIGKILL:when=9",
        "true",
    ]);
    command.status().is_ok_and(|status| status.success())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_till_that_is_killed_anywhere_sells_nothing_twice_and_loses_nothing() {
    let kills = Arc::new(AtomicUsize::new(0));
    let room = Arc::new(Semaphore::new(3));
    let mut running = JoinSet::new();
    let traced = strace_works();
    for (ending, settles) in OUTCOMES.iter().copied() {
        let mut ways: Vec<(bool, Way)> = vec![(true, Ending::Event)];
        ways.push((traced, |nth| Ending::Call(SYNCS, nth)));
        // One sale call by call; the others differ only in the answer.
        ways.push((traced && ending == "0000", |nth| Ending::Call(CALLS, nth)));
        for (_, way) in ways.into_iter().filter(|(possible, _)| *possible) {
            let (room, kills) = (room.clone(), kills.clone());
            running.spawn(async move {
                let _place = room.acquire_owned().await.unwrap();
                let mut life = Life::begin(ending, settles, kills).await;
                life.sweep(way).await;
                life.world.open().await.unwrap();
                life.world.close().await;
            });
        }
    }
    for (ending, settles) in OUTCOMES.iter().copied() {
        let (room, kills) = (room.clone(), kills.clone());
        running.spawn(async move {
            let _place = room.acquire_owned().await.unwrap();
            let mut life = Life::begin(ending, settles, kills).await;
            for endpoint in [Endpoint::Token, Endpoint::User, Endpoint::Balance, Endpoint::TopUp] {
                for charged in [false, true] {
                    life.die_at_the_service(endpoint, charged).await;
                }
            }
            // Without strace, instants of a generator stand in for the system calls.
            let (mut state, mut left) =
                (u64::from(life.next) + ending.parse::<u64>().unwrap(), if traced { 0 } else { 15 });
            while left > 0 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                left -= usize::from(life.die_after((state >> 33) % 250).await);
            }
            life.world.open().await.unwrap();
            life.world.close().await;
        });
    }
    while let Some(done) = running.join_next().await {
        done.unwrap();
    }
    let kills = kills.load(Ordering::Relaxed);
    assert!(kills >= LEAST, "{kills} kills");
}
