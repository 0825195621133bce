//! The till under an adversary: every behaviour of a float that once made it say something untrue.
//!
//! A file for each kind of cause; the practice service plays it, and its fates are the truth. After each look the sale,
//! the list and the truth are compared; where the adversary breaks a declaration, the journey names the sentence that
//! may be untrue and the event that withdraws it. The declarations are in the world's connection file.

mod bad_input;
mod booking;
mod late;
mod movements;
mod others;
mod refusals;
mod together;
mod two_connections;
mod unnamed;

use airtill_tests::sold::AirtimeSale;
use std::time::Duration;

use airtill_contract::*;
use airtill_practice::{Fate, Options};
use airtill_tests::world::{Setup, World, compare, number};
use rust_decimal::Decimal;

use SaleStateView::{Charged, InDoubt, NotCharged, Reopened};

const LOST_AFTER: &str = "211921209601";
const LOST_BEFORE: &str = "211921209602";
/// The ending of a number that gets no answer and is charged when the journey says so.
const LATE: &str = "211921209604";

/// A world in which the cost of a sale of 50 is known, and in which only the till has moved the float.
async fn experienced(setup: Setup) -> World {
    let world = World::with(setup).await;
    for of in [998, 999] {
        world.sell(&number(of), "50").await;
    }
    compare(&world).await;
    world
}

async fn alone() -> World {
    experienced(Setup::default()).await
}

/// A float that others use too, as a file without any declaration means.
async fn with_others() -> World {
    experienced(Setup { declared: "rest = \"2 min\"\n".to_owned(), ..Setup::default() }).await
}

fn declaring(change: impl FnOnce(&str) -> String) -> Setup {
    Setup { declared: change(airtill_tests::world::ALONE), ..Setup::default() }
}

fn with_commission() -> Setup {
    Setup { options: Options { commission: Decimal::new(5, 2), ..Options::default() }, ..Setup::default() }
}

/// Another till moves the float; a sale of theirs is negative.
fn others_move(world: &World, by: i64) {
    world.clock.advance(Duration::from_secs(1));
    world.service().move_float(Decimal::from(by));
}

/// Looks for evidence a moment later; list and sale agree, and no sentence is untrue.
async fn look(world: &World, sale: &SaleView) -> SaleView {
    let sale = look_in_an_untrue_world(world, sale).await;
    compare(world).await;
    sale
}

/// Looks for evidence where a declaration is untrue, so that the truth may differ.
async fn look_in_an_untrue_world(world: &World, sale: &SaleView) -> SaleView {
    world.clock.advance(Duration::from_secs(1));
    let seen = world.gather(sale).await;
    let listed = world.sales().await.into_iter().find(|other| other.id == seen.id).expect("it is in the list");
    assert_eq!(
        (listed.state, &listed.verdict, &listed.reopening),
        (seen.state, &seen.verdict, &seen.reopening),
        "the list says the same"
    );
    assert_eq!(world.sale(&seen.id).await.sale.state, seen.state, "and its own page");
    seen
}

/// Looks for evidence when the service is done with the sale, as declared.
async fn look_at_rest(world: &World, sale: &SaleView) -> SaleView {
    world.clock.advance(airtill_tests::world::QUIET);
    look(world, sale).await
}

fn fate_of(world: &World, sale: &SaleView) -> Fate {
    let fates: Vec<Fate> = world.service().fates().into_iter().filter(|fate| fate.msisdn == sale.msisdn()).collect();
    let [fate] = fates.try_into().unwrap_or_else(|fates| panic!("one request of {sale:#?}, not {fates:#?}"));
    fate
}

fn last_finding(sale: &SaleView) -> Finding {
    sale.evidence.last().expect("something is stated").finding
}

async fn float_use(world: &World) -> FloatUseView {
    world.card().await.float_use.expect("it has a float")
}

/// The alerts that no person has seen yet, in order.
async fn alerts(world: &World) -> Vec<AlertKind> {
    world.card().await.alerts.iter().map(|alert| alert.kind).collect()
}

/// A person sees every alert.
async fn see_everything(world: &World) {
    let notices = world.card().await.alerts.iter().map(|alert| alert.notice).collect();
    let request = SeeNotices { connection: world.key.clone(), notices };
    assert_eq!(world.shown(world.till().see_notices(request).await).unwrap().alerts, []);
}

/// Asserts a verdict of the till's own: it names its grounds, and says nothing of a delivery.
fn assert_verdict(sale: &SaleView, charged: bool) {
    assert_eq!(sale.state, if charged { Charged } else { NotCharged }, "{sale:#?}");
    let verdict = sale.verdict.as_ref().expect("a verdict");
    assert_eq!((verdict.charged, verdict.rest_seconds), (charged, 120), "{sale:#?}");
    assert!(verdict.from < verdict.to || !charged, "{sale:#?}");
    assert!(!sale.checking && sale.indication.is_none(), "{sale:#?}");
    assert_eq!(sale.claim.is_some(), charged, "a question is there to be asked where something was charged");
}

/// Asserts that nothing is claimed of the sale.
fn assert_open(sale: &SaleView) {
    assert_eq!(sale.state, InDoubt, "{sale:#?}");
    assert_eq!((&sale.verdict, &sale.claim), (&None, &None), "{sale:#?}");
}

/// Asserts that the proof ended: the float line names the sum by which the float moved, and the till judges no more.
async fn assert_proof_ended(world: &World, moved: Option<&str>) {
    let float = float_use(world).await;
    assert_eq!((float.judges, &float.since), (JudgesView::Indications, &None), "{float:#?}");
    let Some(WhyNotView::Ended { moved: by, .. }) = &float.why_not else { panic!("{float:#?}") };
    assert_eq!(by.as_ref().map(|money| money.amount.as_str()), moved, "{float:#?}");
}

/// Asserts that the sentence about the sale is withdrawn, in its headline, in the list and in an alert that stays until
/// a person sees it, over any restart; then a person declares the outcome.
async fn assert_reopened(world: &mut World, sale: &SaleView) {
    let shown = world.sale(&sale.id).await;
    let before = shown.sale.verdict.clone();
    assert_eq!(shown.sale.state, Reopened, "{shown:#?}");
    assert!(
        before.is_some() && shown.sale.reopening.is_some() && shown.sale.notice.is_some(),
        "what was said stays beside what contradicts it: {shown:#?}"
    );
    assert_eq!(shown.timeline.last().map(|entry| entry.kind), Some(EntryKind::Reopened));
    let card = world.card().await;
    assert!(
        card.alerts.iter().any(|alert| alert.kind == AlertKind::Reopened && alert.sale.as_ref() == Some(&sale.id)),
        "{card:#?}"
    );
    assert!(
        card.alerts.iter().any(|alert| alert.kind != AlertKind::Reopened && alert.sale.is_none()),
        "the end of the proof: {card:#?}"
    );
    assert_eq!(card.float_use.map(|float| float.judges), Some(JudgesView::Indications));
    let reported = alerts(world).await;
    world.restart().await;
    assert_eq!(alerts(world).await, reported, "nobody has looked yet");
    see_everything(world).await;
    world.restart().await;
    assert_eq!(alerts(world).await, [], "it was seen");
    let seen = look_in_an_untrue_world(world, sale).await;
    assert_eq!((seen.state, &seen.verdict), (Reopened, &before), "nothing but a person ends it now");
    let said = world.say(sale, Some(true), None, "the customer has it").await.unwrap();
    assert_eq!(
        (said.state, said.said.map(|said| (said.arrived, said.charged))),
        (SaleStateView::Said, Some((Some(true), None)))
    );
}
