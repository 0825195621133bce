//! Days on which both kinds of sale are mixed, over real sockets and on a real disk: airtime and eSIMs, wipes, tokens
//! that end, restarts, kills, lost answers and stuck orders.
//!
//! After every step each sale is compared with the truth of its service: no state that is false, no order twice, none
//! forgotten. A day that fails is named by its seed, with its steps.

mod day;

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::path::Path;
use std::time::Duration;

use airtill_app::{Policy, TillError};
use airtill_contract::*;
use airtill_practice::esim::{CLIENT_ID, Environment, Options, OrderEnd, OrderMade};
use airtill_tests::world::{
    Ending, Setup, Shop, World, Yes, confirmed, disagreements, is_esim, made_for, more_for, new_for,
    order_disagreements,
};
use tokio::task::JoinSet;

use day::{Act, Wish, day};

const HEADLESS: &str = env!("CARGO_BIN_EXE_headless");
/// The number of days in every run of the tests, and the first seed.
const DAYS: u64 = 30;
const FIRST: u64 = 12_000;
/// Days that are lived beside each other.
const AT_ONCE: usize = 4;
/// How many orders come to each end at least, on all days together.
const LEAST: &[(&str, usize)] =
    &[("confirmed", 20), ("told by evidence", 10), ("open", 1), ("wiped", 5), ("in doubt", 20), ("not made", 30)];
/// Orders are asked about when the day says so, and at every start.
const NEVER: Duration = Duration::from_secs(60 * 60 * 24 * 365);
/// At the end of a day the till asks so often, for longer than it believes in an order that the service does not know.
const LAST_LOOKS: u32 = 7;
const APART: Duration = Duration::from_secs(120);

/// How many orders ended so.
type Ends = BTreeMap<&'static str, usize>;

/// How an order stands at the end of its day.
fn end_of(sale: &SaleView) -> &'static str {
    match (sale.state, sale.doubt) {
        (SaleStateView::Confirmed, _) => "confirmed",
        (SaleStateView::Charged, _) => "told by evidence",
        (SaleStateView::Accepted, _) => "open",
        (SaleStateView::InDoubt, Some(DoubtCause::DataWiped)) => "wiped",
        (SaleStateView::InDoubt, _) => "in doubt",
        _ => "not made",
    }
}

/// A till, both services, and everybody else.
struct Life {
    shop: Shop,
    /// The orders of the other till.
    elsewhere: Vec<String>,
    numbers: u32,
    /// A person was asked to sign in again.
    is_signed_out: bool,
    story: Vec<String>,
}

impl Life {
    async fn begin(seed: u64) -> Self {
        let policy = Policy { order_gaps: vec![NEVER], order_pace: Duration::ZERO, ..Setup::default().policy };
        let slow = Duration::from_millis(1);
        let options = airtill_practice::Options { slow, ..airtill_practice::Options::default() };
        let world = World::with(Setup { policy, options, ..Setup::default() }).await;
        let clock = world.clock.elsewhere();
        let shop = Shop::beside(world, Options { clock, ..Options::default() }).await;
        Self { shop, elsewhere: Vec::new(), numbers: 0, is_signed_out: false, story: vec![format!("day {seed}")] }
    }

    async fn act(&mut self, act: &Act) {
        self.shop.world.clock.advance(Duration::from_secs(2));
        self.story.push(format!("{act:?}"));
        let service = &self.shop.service;
        match act {
            Act::Sell(Wish::Airtime(ending)) => self.sell(ending).await,
            Act::Sell(Wish::NewEsim(word, of)) => self.order(Some(&customer(word, *of)), None).await,
            Act::Sell(Wish::More(iccid)) => self.order(None, Some(iccid)).await,
            Act::Elsewhere(word, of) => self.order_elsewhere(&customer(word, *of)).await,
            Act::Ask => self.ask().await,
            Act::Evidence => self.evidence().await,
            Act::Pass(by) => self.shop.world.clock.advance(*by),
            Act::Wipe => service.wipe(Environment::Production),
            Act::EndTokens(refresh) => {
                service.expire_access_tokens();
                if *refresh {
                    service.end_refresh_tokens();
                }
            }
            Act::Trouble(trouble, number) => service.set_trouble(*trouble, *number),
            Act::Calm => service.clear_troubles(),
            Act::EndStuck(end) => {
                let open = self.made().into_iter().find(|order| order.end == OrderEnd::Open);
                let ended = open.is_some_and(|order| self.shop.service.end_order(&order.id, *end));
                self.story.push(format!("    {ended}"));
            }
            Act::Restart => drop(self.shop.world.restart().await),
            Act::Kill(wishes, event) => self.die(wishes, *event).await,
        }
        self.sign_in_again().await;
    }

    /// Notes an answer, and whether it asks for a new sign-in.
    async fn note<T>(&mut self, answer: Result<T, TillError>, shown: impl Fn(&T) -> String) -> Option<T> {
        match answer {
            Ok(answer) => {
                self.story.push(format!("    {}", shown(&answer)));
                Some(answer)
            }
            Err(error) => {
                self.story.push(format!("    {:?} {:?} {}", error.code, error.money_moved, error.detail));
                self.is_signed_out |= error.code == ErrorCode::SignInAgain;
                None
            }
        }
    }

    async fn sell(&mut self, ending: &str) {
        let (number, amount) = self.next_number(ending);
        let prepared = self.shop.world.prepare(&number, &amount).await;
        let Some(confirmation) = self.note(prepared, |_| String::new()).await else { return };
        let doubts = confirmation.doubts.into_iter().map(|doubt| doubt.id).collect();
        let yes = Yes { reason: Some("the day says so".to_owned()), doubts, number: true };
        let sent = self.shop.world.send_with(&confirmation.intent, yes).await;
        self.note(sent, |sale| format!("{:?}", sale.state)).await;
    }

    /// A number that was never sold to, and an amount that no other sale has.
    fn next_number(&mut self, ending: &str) -> (String, String) {
        self.numbers += 1;
        (format!("21192{:03}{ending}", self.numbers), format!("{}.{:02}", 3 + self.numbers % 7, self.numbers % 100))
    }

    /// A person signs in again wherever that is asked for.
    async fn sign_in_again(&mut self) {
        if !std::mem::take(&mut self.is_signed_out) {
            return;
        }
        let Shop { world, reseller, .. } = &self.shop;
        let is_out = |card: ConnectionView| matches!(card.session, SessionView::SignInAgain { .. });
        if is_out(world.card().await) {
            world.sign_in().await.expect("the clerk signs in again");
        }
        if is_out(reseller.card(world).await) {
            // The service may turn the new token away as well.
            let _ = reseller.sign_in(world, CLIENT_ID, None).await;
        }
    }

    async fn order(&mut self, customer: Option<&str>, iccid: Option<&str>) {
        let Some((product, country)) = self.product().await else { return };
        let (till, key) = (self.shop.world.till().clone(), self.shop.reseller.key.clone());
        let prepared = match iccid {
            Some(iccid) => till.prepare_esim_top_up(more_for(key, product, country, iccid)).await,
            None => till.prepare_new_esim(new_for(key, product, country, customer.unwrap_or_default())).await,
        };
        let Some(prepared) = self.note(prepared, |_| String::new()).await else { return };
        let confirmation = confirmed(prepared);
        let doubts = confirmation.doubts.into_iter().map(|doubt| doubt.id).collect();
        let sent = self.shop.send_with(&confirmation.intent, Some("the day says so"), doubts).await;
        self.note(sent, |sale| format!("{:?} {:?}", sale.state, sale.reference)).await;
    }

    /// The first product of the last catalogue that came, and a country in which it works.
    async fn product(&mut self) -> Option<(String, String)> {
        let mut products = self.shop.catalogue().await.products.into_iter();
        let product = products.find(|product| !product.footprint.is_empty())?;
        Some((product.id, product.footprint[0].clone()))
    }

    async fn order_elsewhere(&mut self, customer: &str) {
        let Some((product, _)) = self.product().await else { return };
        let made = self.shop.service.order_elsewhere(Environment::Production, &product, customer, None);
        self.elsewhere.extend(made);
    }

    /// The orders that this till made.
    fn made(&self) -> Vec<OrderMade> {
        let mut made = self.shop.made();
        made.retain(|order| !self.elsewhere.contains(&order.id));
        made
    }

    async fn orders(&self) -> Vec<SaleView> {
        self.shop.world.sales().await.into_iter().filter(is_esim).collect()
    }

    async fn ask(&mut self) {
        for sale in self.orders().await {
            let is_open = sale.state == SaleStateView::Accepted;
            if is_open || (sale.state == SaleStateView::InDoubt && sale.reference.is_some()) {
                let asked = self.shop.ask(&sale).await;
                self.note(asked, |sale| format!("{:?} {:?}", sale.state, sale.progress)).await;
            }
        }
    }

    async fn evidence(&mut self) {
        let doubts = self.orders().await.into_iter().filter(|sale| sale.state == SaleStateView::InDoubt);
        for sale in doubts.filter(|sale| sale.reference.is_none()).take(1) {
            let till = self.shop.world.till();
            let gathered = self.shop.world.shown(till.gather_evidence(self.shop.named(&sale)).await);
            self.note(gathered, |sale| format!("{:?}", sale.evidence.last())).await;
        }
        let read = self.shop.world.float().await;
        self.note(read, |_| String::new()).await;
    }

    async fn die(&mut self, wishes: &[Wish], event: usize) {
        let command = |life: &mut Self, wish: &Wish| match wish {
            Wish::Airtime(ending) => {
                let (number, amount) = life.next_number(ending);
                format!("sell:{number}:{amount}")
            }
            Wish::NewEsim(word, of) => format!("order:{}", customer(word, *of)),
            Wish::More(iccid) => format!("more:{iccid}"),
        };
        let mut commands: Vec<String> = wishes.iter().map(|wish| command(self, wish)).collect();
        commands.push("evidence".to_owned());
        let world = &mut self.shop.world;
        world.shut().await;
        let (status, said) = world.run_headless(Path::new(HEADLESS), &Ending::Event(event), &commands).await;
        self.story.push(format!("    {status}, {said:?}"));
        world.clock.advance(Duration::from_secs(5));
        world.clock.boot();
        world.open().await.unwrap();
        self.is_signed_out = true;
    }

    /// Compares every sale with the truth of its service.
    async fn look(&self) {
        let mut found = disagreements(&self.shop.world).await;
        let orders = self.orders().await;
        found.extend(order_disagreements(&orders, &self.made()));
        self.hold(found.is_empty(), &found.join("\n"));
        for sale in orders {
            self.hold(sale.state != SaleStateView::Intended, &sale);
        }
    }

    /// Everything is well again: each order comes to its end, or is in doubt and says why.
    async fn end(mut self) -> Ends {
        self.shop.service.clear_troubles();
        for _ in 0..LAST_LOOKS {
            self.shop.world.clock.advance(APART);
            self.ask().await;
            self.sign_in_again().await;
        }
        self.evidence().await;
        self.sign_in_again().await;
        self.evidence().await;
        self.look().await;
        let (made, mut ends) = (self.made(), Ends::new());
        for sale in self.orders().await {
            if sale.state == SaleStateView::Accepted {
                let still_open = made_for(&sale, &made).iter().any(|order| order.end == OrderEnd::Open);
                self.hold(still_open, &sale);
            }
            if sale.state == SaleStateView::InDoubt && sale.reference.is_none() {
                self.hold(!sale.evidence.is_empty(), &sale);
            }
            *ends.entry(end_of(&sale)).or_default() += 1;
        }
        self.hold(self.shop.service.badly_named().is_empty(), &self.shop.service.badly_named());
        self.shop.compare_requests().await;
        self.shop.world.close().await;
        ends
    }

    fn hold(&self, holds: bool, what: &impl Debug) {
        assert!(holds, "{}\n{what:#?}", self.story.join("\n"));
    }
}

fn customer(word: &str, of: i64) -> String {
    format!("{word}+{of}@practice")
}

#[tokio::test(flavor = "multi_thread")]
async fn no_day_of_both_kinds_of_sale_makes_a_state_false_or_an_order_twice() {
    let live = |seed| async move {
        let mut life = Life::begin(seed).await;
        for act in day(seed) {
            life.act(&act).await;
            life.look().await;
        }
        life.end().await
    };
    let (mut days, mut ends) = (JoinSet::new(), Ends::new());
    let mut add = |lived: Ends| lived.into_iter().for_each(|(end, count)| *ends.entry(end).or_default() += count);
    for seed in FIRST..FIRST + DAYS {
        days.spawn(live(seed));
        if days.len() >= AT_ONCE {
            add(days.join_next().await.unwrap().unwrap());
        }
    }
    days.join_all().await.into_iter().for_each(add);
    for (end, least) in LEAST {
        assert!(ends.get(end).is_some_and(|count| count >= least), "next to none is {end}: {ends:?}");
    }
}
