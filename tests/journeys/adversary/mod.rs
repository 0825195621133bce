//! The till under an adversary: every way in which a float was seen to make it say something untrue.
//!
//! A file for each kind of cause; the practice service plays it, and its fates are the truth. After each look the sale
//! that was asked for, the list and the truth are compared; where the adversary breaks a declaration, the journey says
//! which sentence may be untrue and what takes it back. What is declared is declared in the world's connection file.

mod bad_input;
mod booking;
mod late;
mod movements;
mod others;
mod refusals;
mod together;
mod two_connections;

use std::time::Duration;

use airtill_contract::*;
use airtill_practice::{Fate, Options};
use airtill_tests::world::{Setup, World, compare, number};
use rust_decimal::Decimal;

use SaleStateView::{Charged, InDoubt, NotCharged, Reopened};

const LOST_AFTER: &str = "211921209601";
const LOST_BEFORE: &str = "211921209602";
/// Nobody is answered, and the service begins when the journey says so.
const LATE: &str = "211921209604";

/// A world in which it is known what a sale of 50 costs, and nobody else has ever moved the float.
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

/// A float that others use too, as a file declares that says nothing of it.
async fn with_others() -> World {
    experienced(Setup { declared: "rest = \"2 min\"\n".to_owned(), ..Setup::default() }).await
}

fn declaring(change: impl FnOnce(&str) -> String) -> Setup {
    Setup { declared: change(airtill_tests::world::ALONE), ..Setup::default() }
}

fn with_commission() -> Setup {
    Setup { options: Options { commission: Decimal::new(5, 2), ..Options::default() }, ..Setup::default() }
}

/// Somebody else moves the float; a sale of theirs is negative.
fn others_move(world: &World, by: i64) {
    world.clock.advance(Duration::from_secs(1));
    world.service().move_float(Decimal::from(by));
}

/// Looks for evidence a moment later; what the list says is what the sale says, and none of it is untrue.
async fn look(world: &World, sale: &SaleView) -> SaleView {
    let sale = look_in_an_untrue_world(world, sale).await;
    compare(world).await;
    sale
}

/// Looks where a declaration is untrue, so that the truth may be another one.
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

/// Looks when the service is done with it, as declared.
async fn look_at_rest(world: &World, sale: &SaleView) -> SaleView {
    world.clock.advance(airtill_tests::world::QUIET);
    look(world, sale).await
}

fn fate_of(world: &World, sale: &SaleView) -> Fate {
    let fates: Vec<Fate> = world.service().fates().into_iter().filter(|fate| fate.msisdn == sale.msisdn).collect();
    let [fate] = fates.try_into().unwrap_or_else(|fates| panic!("one request of {sale:#?}, not {fates:#?}"));
    fate
}

fn last_finding(sale: &SaleView) -> Finding {
    sale.evidence.last().expect("something is stated").finding
}

async fn float_use(world: &World) -> FloatUseView {
    world.card().await.float_use.expect("it has a float")
}

/// What nobody has looked at yet, in order.
async fn alerts(world: &World) -> Vec<AlertKind> {
    world.card().await.alerts.iter().map(|alert| alert.kind).collect()
}

/// Somebody looks at everything.
async fn see_everything(world: &World) {
    let notices = world.card().await.alerts.iter().map(|alert| alert.notice).collect();
    let request = SeeNotices { connection: world.key.clone(), notices };
    assert_eq!(world.told(world.till().see_notices(request).await).unwrap().alerts, []);
}

/// A verdict of the till's own: it names what it rests on, and says nothing of a delivery.
fn assert_verdict(sale: &SaleView, charged: bool) {
    assert_eq!(sale.state, if charged { Charged } else { NotCharged }, "{sale:#?}");
    let verdict = sale.verdict.as_ref().expect("a verdict");
    assert_eq!((verdict.charged, verdict.rest_seconds), (charged, 120), "{sale:#?}");
    assert!(verdict.from < verdict.to || !charged, "{sale:#?}");
    assert!(!sale.checking && sale.indication.is_none(), "{sale:#?}");
    assert_eq!(sale.claim.is_some(), charged, "a question is there to be asked where something was charged");
}

/// Nothing is claimed of it.
fn assert_open(sale: &SaleView) {
    assert_eq!(sale.state, InDoubt, "{sale:#?}");
    assert_eq!((&sale.verdict, &sale.claim), (&None, &None), "{sale:#?}");
}

/// The proof ended: the float line says by how much the float moved, and the till judges no more.
async fn assert_proof_ended(world: &World, moved: Option<&str>) {
    let float = float_use(world).await;
    assert_eq!((float.judges, &float.since), (JudgesView::Indications, &None), "{float:#?}");
    let Some(WhyNotView::Ended { moved: by, .. }) = &float.why_not else { panic!("{float:#?}") };
    assert_eq!(by.as_ref().map(|money| money.amount.as_str()), moved, "{float:#?}");
}

/// What was said of the sale is taken back, in its headline, in the list and in an alert that stays until somebody
/// looks, whatever restarts; then it is a person's to say what happened.
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
    let told = alerts(world).await;
    world.restart().await;
    assert_eq!(alerts(world).await, told, "nobody has looked yet");
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
