//! Orders of eSIMs: killed from the intent to the last poll, and while a lost answer is looked for.
//!
//! The service's clock goes on with every request, so that an order is taken, prepared and finished within a few polls.
//! A killed till is opened again: it follows each order to its end by itself, and looks for those whose answer was
//! lost. No order is made twice, none is forgotten, and a doubt that stays is one that no subscription can decide; a
//! person ends it before the next death.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use airtill_app::Policy;
use airtill_contract::SaleStateView;
use airtill_practice::esim::{Options, OrderEnd, Pace};
use airtill_practice::{Clock, Effect, Endpoint, Fault, Gate};
use airtill_tests::oracle::chance::Chance;
use airtill_tests::world::{Ending, Setup, Shop, World, made_for};
use jiff::SignedDuration;

use super::{HEADLESS, INSTANTS, Kills, LEAST, Lives, MOST, SYNCS, Way, instant, kill_after, kill_at, strace_works};

/// The service's clock goes on by this whenever it is read, which a request does a few times.
const TICK: SignedDuration = SignedDuration::from_millis(200);
/// The times of an order at the service.
const PACE: Pace = Pace { fulfilling: Duration::from_secs(1), ended: Duration::from_secs(3) };
/// Between two deaths: longer than every order, and a week of them ends the plans that fill a SIM.
const LATER: Duration = Duration::from_secs(24 * 60 * 60);
/// The looks at an order one after the other; then it is left alone.
const LOOKS: usize = 40;
const NEVER: Duration = Duration::from_secs(60 * 60 * 24 * 365);

/// An order and the course that it takes.
#[derive(Clone, Copy)]
struct Outcome {
    /// The word of a practice customer, or the ICCID of a practice SIM.
    sold: &'static str,
    /// Whether the request is turned away at first.
    turned_away: bool,
    /// Whether evidence shows an order that was made and whose answer was lost.
    told: bool,
    /// Where the service holds a request: the endpoint, and the request of that number.
    held: &'static [(Endpoint, usize)],
}

const fn outcome(sold: &'static str, held: &'static [(Endpoint, usize)]) -> Outcome {
    Outcome { sold, turned_away: false, told: true, held }
}

const ORDERED: &[(Endpoint, usize)] = &[(Endpoint::EsimOrders, 1)];
const LOST: &[(Endpoint, usize)] = &[(Endpoint::EsimOrders, 1), (Endpoint::EsimSubscriptions, 1)];
/// The SIM of a top-up is looked up before the order, and its subscriptions are the third request about it.
const LOST_ON_A_SIM: &[(Endpoint, usize)] =
    &[(Endpoint::EsimOrders, 1), (Endpoint::EsimSims, 1), (Endpoint::EsimSims, 3)];
const POLLED: &[(Endpoint, usize)] = &[
    (Endpoint::KeycloakToken, 1),
    (Endpoint::EsimProducts, 1),
    (Endpoint::EsimOrders, 1),
    (Endpoint::EsimOrder, 1),
    (Endpoint::EsimOrder, 2),
    (Endpoint::EsimOrder, 3),
];

const OUTCOMES: &[Outcome] = &[
    outcome("buyer", POLLED),
    Outcome { turned_away: true, ..outcome("buyer", &[(Endpoint::EsimOrders, 2)]) },
    outcome("fails", &[(Endpoint::EsimOrders, 1), (Endpoint::EsimOrder, 1)]),
    outcome("quota", ORDERED),
    outcome("lost-before", LOST),
    outcome("lost-after", LOST),
    Outcome { told: false, ..outcome("undated", LOST) },
    outcome("error-before", ORDERED),
    outcome("error-after", LOST),
    outcome("bad-gateway", ORDERED),
    outcome("8944474000000000008", POLLED),
    // The SIM of `lost-after`.
    outcome("8944474000000000040", LOST_ON_A_SIM),
];

/// Outcomes that are swept write by write.
const DURABLY: &[&str] = &["buyer", "lost-after", "8944474000000000008"];
/// Outcomes whose till also dies in the run behind the order's.
const RESUMED: &[&str] = &["buyer", "fails", "lost-after"];

/// One service and one data folder through many deaths.
struct Life {
    shop: Shop,
    ticks: Arc<AtomicI64>,
    outcome: Outcome,
    next: u32,
    kills: Kills,
}

impl Life {
    async fn begin(outcome: Outcome, kills: Kills) -> Self {
        let mut order_gaps = vec![Duration::ZERO; LOOKS];
        order_gaps.push(NEVER);
        let policy = Policy { order_gaps, order_pace: Duration::ZERO, ..Setup::default().policy };
        let world = World::with(Setup { signed_in: false, policy, ..Setup::default() }).await;
        let (clock, ticks) = (world.clock.elsewhere(), Arc::new(AtomicI64::new(0)));
        let counted = ticks.clone();
        let ticking = move || clock.now() + TICK * i32::try_from(counted.fetch_add(1, Ordering::Relaxed)).unwrap();
        let mut shop =
            Shop::beside(world, Options { clock: Clock::from_fn(ticking), pace: PACE, ..Options::default() }).await;
        shop.world.shut().await;
        Self { shop, ticks, outcome, next: 0, kills }
    }

    /// The commands of a till that orders, and of one that only goes on with what is open.
    fn commands(&mut self) -> (Vec<String>, Vec<String>) {
        self.next += 1;
        let sold = self.outcome.sold;
        let is_iccid = sold.bytes().all(|byte| byte.is_ascii_digit());
        let order = if is_iccid { format!("more:{sold}") } else { format!("order:{sold}+{}@practice", self.next) };
        let go_on = ["follow", "evidence", "evidence", "evidence"].map(str::to_owned);
        ([&[order], go_on.as_slice()].concat(), go_on.to_vec())
    }

    fn turn_away(&self) {
        if self.outcome.turned_away {
            self.shop.service.set_fault(Endpoint::EsimOrders, Fault::before(Effect::Unauthorized));
        }
    }

    async fn run(&self, ending: &Ending, commands: &[String]) -> (bool, String) {
        let (status, said) = self.shop.world.run_headless(Path::new(HEADLESS), ending, commands).await;
        (!status.success(), said)
    }

    /// Orders and goes on until the end that `ending` brings. True if the till died.
    async fn sell(&mut self, ending: &Ending) -> bool {
        let (commands, _) = self.commands();
        self.turn_away();
        let (died, said) = self.run(ending, &commands).await;
        self.kills.add(died);
        self.look(&format!("{ending:?} of {commands:?}, which said {said:?}")).await;
        died
    }

    /// Orders, and goes on in another run until the end that `ending` brings. True if the till died there.
    async fn go_on(&mut self, ending: &Ending) -> bool {
        let (commands, go_on) = self.commands();
        // Nothing is known of the order but its name when the first run ends.
        let away = Fault::status(502, "text/html", "<html></html>").standing();
        self.shop.service.set_fault(Endpoint::EsimOrder, away);
        let (died, ordered) = self.run(&Ending::Whole, &commands[..1]).await;
        assert!(!died, "{ordered}");
        self.shop.service.clear_faults();
        let (died, said) = self.run(ending, &go_on).await;
        self.kills.add(died);
        self.look(&format!("{ending:?} behind {commands:?}, which said {ordered:?} {said:?}")).await;
        died
    }

    /// Orders until the service holds a request, before or after its work, and kills the till there.
    async fn die_at_the_service(&mut self, endpoint: Endpoint, nth: usize, done: bool) {
        let (commands, _) = self.commands();
        self.turn_away();
        let passed = Gate::new();
        passed.open();
        for _ in usize::from(self.outcome.turned_away) + 1..nth {
            self.shop.service.set_fault(endpoint, Fault::before(Effect::Wait(passed.clone())));
        }
        // Never opened: the request waits there, and ends with its sender.
        let gate = Gate::new();
        let held = Effect::Wait(gate.clone());
        self.shop.service.set_fault(endpoint, if done { Fault::after(held) } else { Fault::before(held) });
        let till = self.shop.world.headless(Path::new(HEADLESS), &Ending::Whole, &commands);
        kill_at(&gate, till, endpoint).await;
        self.shop.world.let_go().await;
        self.kills.add(true);
        self.look(&format!("{endpoint:?} {nth} held, work done: {done}, {commands:?}")).await;
    }

    /// Orders, and kills the till after a while, at any step. True if it died.
    async fn die_after(&mut self, a_while: Duration) -> bool {
        let (commands, _) = self.commands();
        self.turn_away();
        let till = self.shop.world.headless(Path::new(HEADLESS), &Ending::Whole, &commands);
        let died = kill_after(a_while, till).await;
        self.shop.world.let_go().await;
        self.kills.add(died);
        self.look(&format!("killed after {a_while:?}, {commands:?}")).await;
        died
    }

    /// Opens the folder again, lets the till go on with what is open, and compares.
    async fn look(&mut self, death: &str) {
        let shop = &mut self.shop;
        shop.service.clear_faults();
        shop.world.clock.advance(LATER);
        shop.world.clock.boot();
        self.ticks.store(0, Ordering::Relaxed);
        shop.world.open().await.expect("the lock died with its owner");
        loop {
            let earlier = shop.world.window.events().len();
            if !shop.world.sales().await.iter().any(|sale| sale.state == SaleStateView::Accepted) {
                break;
            }
            shop.world.window.wait_after(earlier, &format!("the end of every order: {death}"), |_| true).await;
        }
        let sales = shop.world.sales().await;
        if let Some(doubt) = sales.iter().find(|sale| sale.state == SaleStateView::InDoubt) {
            shop.world.shown(shop.world.till().gather_evidence(shop.named(doubt)).await).expect("it can be written");
        }
        shop.compare().await;
        let (sales, made) = (shop.world.sales().await, shop.made());
        assert!(sales.len() <= self.next as usize, "{death}: each was asked for once");
        for sale in &sales {
            assert_ne!(sale.state, SaleStateView::Intended, "{death}: {sale:#?}");
            if sale.state == SaleStateView::InDoubt {
                assert!(!sale.evidence.is_empty(), "{death}: the doubt is stated: {sale:#?}");
                let was_delivered = made_for(sale, &made).iter().any(|order| order.end == OrderEnd::Completed);
                assert!(!was_delivered || !self.outcome.told, "{death}: a subscription tells of it: {sale:#?}");
                shop.settle(sale).await;
            }
        }
        shop.world.shut().await;
    }

    /// Kills at the first, second, third… of something, until nothing dies of it any more.
    async fn sweep(&mut self, at: Way, resumed: bool) {
        for nth in 1..MOST {
            let died = if resumed { self.go_on(&at(nth)).await } else { self.sell(&at(nth)).await };
            if !died {
                return;
            }
        }
        panic!("{MOST} kills, and still not at the end");
    }

    async fn end(mut self) {
        self.shop.world.open().await.unwrap();
        self.shop.close().await;
    }
}

/// The sweeps of an outcome: the way of the deaths, and whether a second run dies.
fn sweeps(outcome: &Outcome, traced: bool) -> Vec<(Way, bool)> {
    let mut sweeps: Vec<(Way, bool)> = vec![(Ending::Event, false)];
    // Write by write where the answers differ most; how a sale is written is the same for all.
    if traced && DURABLY.contains(&outcome.sold) {
        sweeps.push((|nth| Ending::Call(SYNCS, nth), false));
    }
    if RESUMED.contains(&outcome.sold) {
        sweeps.push((Ending::Event, true));
    }
    sweeps
}

#[tokio::test(flavor = "multi_thread")]
async fn a_till_that_is_killed_anywhere_orders_none_twice_and_forgets_none() {
    let (kills, traced) = (Kills::default(), strace_works());
    let mut lives = Lives::new();
    for outcome in OUTCOMES {
        for (way, resumed) in sweeps(outcome, traced) {
            let kills = kills.clone();
            lives.live(async move {
                let mut life = Life::begin(*outcome, kills).await;
                life.sweep(way, resumed).await;
                life.end().await;
            });
        }
        let kills = kills.clone();
        lives.live(async move {
            let mut life = Life::begin(*outcome, kills).await;
            for (endpoint, nth) in outcome.held {
                for done in [false, true] {
                    life.die_at_the_service(*endpoint, *nth, done).await;
                }
            }
            // Without strace, instants of a generator stand in for the system calls.
            let (mut chance, mut left) = (Chance::new(life.next.into()), if traced { 0 } else { INSTANTS });
            while left > 0 {
                left -= usize::from(life.die_after(instant(&mut chance)).await);
            }
            life.end().await;
        });
    }
    lives.end().await;
    assert!(kills.count() >= LEAST, "{} kills", kills.count());
}
