//! Files of the till that cannot be read, were changed, or are of a later version.
//!
//! Each is shown by its code and never overwritten; nothing is sold on a ledger that may be wrong, and a vault or a
//! name of the till that cannot be read stops no sale.

use std::fs;
use std::io::{Seek, SeekFrom, Write};
use std::time::Duration;

use airtill_contract::{
    DeclineReason, EntryKind, ErrorCode, ForSale, MoneyMoved, NoticeCode, SaleStateView, SaleView, SessionView,
    StartView, StoppedSelling, VaultState,
};
use airtill_practice::{Effect, Endpoint, Fault, Gate};
use airtill_tests::world::{Setup, Shop, World, number};

/// The life of an access token, shorter than that of a confirmation.
const LIFE: Duration = Duration::from_secs(5 * 60);

#[tokio::test(flavor = "multi_thread")]
async fn an_unreadable_ledger_is_set_aside_by_name_and_never_overwritten() {
    for rubbish in [b"not a ledger".repeat(100), Vec::new(), vec![0; 8192]] {
        let mut world = World::test().await;
        world.sell(&number(1), "5").await;
        world.shut().await;
        fs::write(world.environment_folder().join("ledger.sqlite3"), &rubbish).unwrap();
        world.open().await.unwrap();
        world.float().await.expect("a new ledger is there");
        let start = world.shown(world.till().start().await).unwrap();
        let notice = start.notices.iter().find(|notice| notice.code == NoticeCode::LedgerSetAside).expect("a notice");
        assert_eq!(
            fs::read(world.environment_folder().join(&notice.detail)).unwrap(),
            rubbish,
            "as it was found, under the name in the notice"
        );
        // The truth log has a sale that only the old ledger had.
        assert!(world.sales().await.is_empty());
        assert_eq!(world.try_sell(&number(2), "5").await.unwrap().state, SaleStateView::Confirmed);
        world.shut().await;
    }
}

/// What the window is told of the environment of `world` where every sale is refused.
fn stopped(world: &World, code: ErrorCode, is_open: bool) -> StoppedSelling {
    StoppedSelling { environment: world.setup.environment, code, is_open }
}

/// The notices about the name of the till, with their details.
fn told_of_the_name(start: &StartView) -> Vec<(NoticeCode, String)> {
    let is_of_it = |code| matches!(code, NoticeCode::TillSetAside | NoticeCode::TillNamedByRecords);
    let told = start.notices.iter().filter(|notice| is_of_it(notice.code));
    told.map(|notice| (notice.code, notice.detail.clone())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_name_of_the_till_is_taken_from_its_records() {
    let mut world = World::test().await;
    let before = world.sell(&number(1), "5").await;
    let till_file = world.data().join("till.json");
    for (to, rubbish, aside) in
        [(2, Some("{"), "till.unreadable.json"), (3, Some(""), "till.unreadable-2.json"), (4, None, "")]
    {
        world.shut().await;
        match rubbish {
            Some(rubbish) => fs::write(&till_file, rubbish).unwrap(),
            None => fs::remove_file(&till_file).unwrap(),
        }
        let start = world.open().await.unwrap();
        assert_eq!(told_of_the_name(&start), [(NoticeCode::TillNamedByRecords, aside.to_owned())]);
        if let Some(rubbish) = rubbish {
            assert_eq!(fs::read_to_string(world.data().join(aside)).unwrap(), rubbish, "it is not overwritten");
        }
        let sold = world.try_sell(&number(to), "5").await.expect("the ledger and the sign-in stay");
        assert_eq!((sold.state, &sold.till), (SaleStateView::Confirmed, &before.till), "the same till");
    }
    assert_eq!(told_of_the_name(&world.restart().await), [], "the name is written down again");
    world.shut().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_name_without_records_is_made_anew_and_stops_no_sale() {
    let mut world = World::test().await;
    let before = world.sell(&number(1), "5").await;
    world.shut().await;
    fs::write(world.data().join("till.json"), "{").unwrap();
    fs::write(world.environment_folder().join("ledger.sqlite3"), "not a ledger").unwrap();
    let start = world.open().await.unwrap();
    assert_eq!(told_of_the_name(&start), [(NoticeCode::TillSetAside, "till.unreadable.json".to_owned())]);
    let sold = world.try_sell(&number(2), "5").await.expect("the sign-in stays");
    assert_eq!((sold.state, &sold.till), (SaleStateView::Confirmed, &start.till));
    assert_ne!(sold.till, before.till, "a sale names the till that made it");
    world.shut().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ledger_of_a_later_version_is_refused_and_left_alone() {
    let mut world = World::test().await;
    world.sell(&number(1), "5").await;
    world.shut().await;
    let path = world.environment_folder().join("ledger.sqlite3");
    let mut bytes = fs::read(&path).unwrap();
    // The user version in the header of SQLite's file format.
    bytes[60..64].copy_from_slice(&99_u32.to_be_bytes());
    fs::write(&path, &bytes).unwrap();
    world.open().await.unwrap();
    let sent = world.hits(Endpoint::TopUp);
    for _ in 0..2 {
        assert_eq!(world.try_sell(&number(2), "5").await.expect_err("refused").code, ErrorCode::LedgerNewer);
    }
    assert_eq!(world.hits(Endpoint::TopUp), sent);
    let start = world.shown(world.till().start().await).unwrap();
    assert!(start.notices.iter().any(|notice| notice.code == NoticeCode::LedgerNewer), "{:?}", start.notices);
    assert_eq!(start.stopped, [stopped(&world, ErrorCode::LedgerNewer, false)], "no screen offers a sign-in");
    assert_eq!(fs::read(&path).unwrap(), bytes);
    world.shut().await;
}

/// All notices but one: the clocks of this test and of the service differ.
fn told_beside_the_clocks(start: &StartView) -> Vec<NoticeCode> {
    start.notices.iter().map(|notice| notice.code).filter(|code| *code != NoticeCode::ClockDiffers).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_damaged_row_of_an_open_sale_is_made_anew_by_the_next_start() {
    let mut world = World::test().await;
    let doubt = world.sell("211921209602", "60").await;
    assert_eq!(doubt.state, SaleStateView::InDoubt);
    world.shut().await;
    change_all(&world, b"\"state\":\"in_doubt\"", b"\"state\":\"in_dou?t\"", |_| true);
    let start = world.open().await.unwrap();
    assert_eq!(told_beside_the_clocks(&start), [], "nothing is to be done by a person");
    let sales = world.sales().await;
    assert!(sales.iter().any(|sale| sale.id == doubt.id && sale.state == SaleStateView::InDoubt), "{sales:?}");
    world.shut().await;
}

/// Changes the last digits of a number in the closed ledger of `world`, at each position that `changes` selects by the
/// byte before it.
pub fn change_number(world: &World, number: &str, changes: impl Fn(u8) -> bool) {
    let mut changed = number.as_bytes().to_vec();
    changed[11] = b'7';
    change_all(world, number.as_bytes(), &changed, changes);
}

/// Changes a text in the closed ledger of `world`, at each position that `changes` selects by the byte before it.
pub fn change_all(world: &World, text: &[u8], to: &[u8], changes: impl Fn(u8) -> bool) {
    let path = world.environment_folder().join("ledger.sqlite3");
    let mut bytes = fs::read(&path).unwrap();
    let found = |at: &usize| bytes[*at..].starts_with(text) && changes(bytes[*at - 1]);
    let places: Vec<usize> = (1..bytes.len() - text.len()).filter(found).collect();
    assert!(!places.is_empty(), "the text stands in the file");
    for at in places {
        bytes[at..at + to.len()].copy_from_slice(to);
    }
    fs::write(&path, &bytes).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_ledger_is_shown_and_nothing_is_sold_on_it() {
    let mut world = World::test().await;
    world.sell(&number(1), "5").await;
    world.shut().await;
    change_number(&world, &number(1), |_| true);
    world.open().await.unwrap();
    let sent = world.hits(Endpoint::TopUp);
    assert_eq!(world.try_sell(&number(2), "5").await.expect_err("refused").code, ErrorCode::LedgerBroken);
    assert_eq!(world.hits(Endpoint::TopUp), sent);
    world.shut().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn damage_that_shows_only_behind_the_first_screen_stops_selling() {
    let mut world = World::test().await;
    let sold = world.sell(&number(1), "5").await;
    world.shut().await;
    // In the derived row alone: its entries have the number in JSON, behind a quotation mark.
    change_number(&world, &number(1), |before| before != b'"');
    world.open().await.unwrap();
    assert_eq!(world.sale(&sold.id).await.sale.id, sold.id, "what was sold can still be read");
    let sent = world.hits(Endpoint::TopUp);
    let refused = world.try_sell(&number(2), "5").await.expect_err("refused");
    assert_eq!(refused.code, ErrorCode::LedgerIndexBroken);
    assert_eq!(world.hits(Endpoint::TopUp), sent);
    let start = world.shown(world.till().start().await).unwrap();
    let reported = start.notices.iter().filter(|notice| notice.code == NoticeCode::LedgerIndexBroken).count();
    assert_eq!(reported, 1, "{:?}", start.notices);
    assert_eq!(start.stopped, [stopped(&world, ErrorCode::LedgerIndexBroken, true)], "no screen offers a sale");
    world.shut().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn damage_in_what_is_derived_is_made_anew_by_the_next_start() {
    let mut world = World::test().await;
    world.sell(&number(1), "5").await;
    world.shut().await;
    change_number(&world, &number(1), |before| before != b'"');
    world.open().await.unwrap();
    assert_eq!(world.try_sell(&number(2), "5").await.expect_err("refused").code, ErrorCode::LedgerIndexBroken);
    let start = world.shown(world.till().start().await).unwrap();
    assert_eq!(told_beside_the_clocks(&start), [NoticeCode::LedgerIndexBroken]);
    let start = world.restart().await;
    assert_eq!((told_beside_the_clocks(&start), start.stopped), (vec![], vec![]));
    assert_eq!(world.sell(&number(2), "5").await.state, SaleStateView::Confirmed);
    let again = world.try_sell(&number(1), "5").await.expect_err("it was sold to lately");
    assert_eq!(again.code, ErrorCode::RepeatNeedsReason);
    world.close().await;
}

/// The till's own words of a sale that damage kept from being sent again.
const DAMAGED: &str = "the lists by which Airtill finds its records are damaged";

/// Does something that waits at `gate`. Meanwhile the rows of `sold` that say `text` break in the log of the open
/// ledger, and a person who looks at the sale meets the damage.
async fn with_damage_met_at<T>(
    gate: Gate,
    world: &World,
    (sold, text): (&SaleView, &str),
    act: impl Future<Output = T>,
) -> T {
    let breaks = async {
        gate.reached(1).await;
        let path = world.environment_folder().join("ledger.sqlite3-wal");
        let (bytes, in_json) = (fs::read(&path).unwrap(), format!("\"{text}\""));
        let found = |at: &usize| bytes[*at..].starts_with(in_json.as_bytes());
        let places: Vec<usize> = (0..bytes.len()).filter(found).collect();
        assert!(!places.is_empty(), "the text stands in the log");
        let mut log = fs::OpenOptions::new().write(true).open(&path).unwrap();
        for at in places {
            log.seek(SeekFrom::Start(at as u64)).unwrap();
            log.write_all(b"x").unwrap();
        }
        let request = ForSale { environment: world.setup.environment, sale: sold.id.clone() };
        assert_eq!(world.till().sale_detail(request).await.expect_err("it is met").code, ErrorCode::LedgerIndexBroken);
        gate.open();
    };
    tokio::join!(act, breaks).0
}

/// The ledger knows no sale of this intent. The list of all sales cannot be asked: it meets the damage.
async fn is_not_recorded(world: &World, intent: String) {
    let request = ForSale { environment: world.setup.environment, sale: intent };
    assert_eq!(world.till().sale_detail(request).await.expect_err("no sale").code, ErrorCode::NotFound);
}

#[tokio::test(flavor = "multi_thread")]
async fn damage_met_while_a_sale_renews_the_sign_in_stops_that_sale() {
    let mut setup = Setup::default();
    setup.options.access_token_lifetime = LIFE;
    let (mut world, gate) = (World::with(setup).await, Gate::new());
    let sold = world.sell(&number(1), "5").await;
    let intent = world.prepare(&number(2), "5").await.expect("a good order").intent;
    world.clock.advance(LIFE);
    world.service().set_fault(Endpoint::Token, Fault::before(Effect::Wait(gate.clone())));
    let sent = with_damage_met_at(gate, &world, (&sold, &number(1)), world.send(&intent)).await;
    let refused = sent.expect_err("nothing is sold on it any more");
    assert_eq!((refused.code, refused.money_moved), (ErrorCode::LedgerIndexBroken, MoneyMoved::No));
    assert_eq!(world.hits(Endpoint::TopUp), 1);
    is_not_recorded(&world, intent).await;
    world.shut().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sale_turned_away_is_not_sent_again_once_damage_was_met() {
    let (mut world, gate) = (World::test().await, Gate::new());
    let sold = world.sell(&number(1), "5").await;
    let intent = world.prepare(&number(2), "5").await.expect("a good order").intent;
    world.service().set_fault(Endpoint::TopUp, Fault::before(Effect::Unauthorized));
    world.service().set_fault(Endpoint::Token, Fault::before(Effect::Wait(gate.clone())));
    let sent = with_damage_met_at(gate, &world, (&sold, &number(1)), world.send(&intent)).await;
    let sale = sent.expect("its end is written");
    assert_eq!((sale.state, sale.reason), (SaleStateView::Declined, Some(DeclineReason::SignInNotRenewed)));
    assert_eq!((&*sale.till_message, &*sale.service_message), (DAMAGED, ""), "what stopped it");
    assert_eq!(world.hits(Endpoint::TopUp), 2);
    let kinds = world.kinds(&sale.id).await;
    assert_eq!(kinds, [EntryKind::Intended, EntryKind::TurnedAway, EntryKind::Declined], "no second intent");
    world.shut().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn damage_met_while_an_order_renews_the_sign_in_stops_that_order() {
    let (mut shop, gate) = (Shop::open().await, Gate::new());
    let sold = shop.sell("amal@shop.example").await;
    let intent = shop.confirm(shop.order("other@shop.example").await).await.intent;
    shop.world.clock.advance(LIFE);
    shop.service.set_fault(Endpoint::KeycloakToken, Fault::before(Effect::Wait(gate.clone())));
    let sent = with_damage_met_at(gate, &shop.world, (&sold, "amal@shop.example"), shop.send(&intent)).await;
    let refused = sent.expect_err("nothing is sold on it any more");
    assert_eq!((refused.code, refused.money_moved), (ErrorCode::LedgerIndexBroken, MoneyMoved::No));
    assert_eq!(shop.service.hits_on(Endpoint::EsimOrders), 1);
    is_not_recorded(&shop.world, intent).await;
    shop.world.shut().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_turned_away_is_not_sent_again_once_damage_was_met() {
    let (mut shop, gate) = (Shop::open().await, Gate::new());
    let sold = shop.sell("amal@shop.example").await;
    let intent = shop.confirm(shop.order("other@shop.example").await).await.intent;
    shop.service.set_fault(Endpoint::EsimOrders, Fault::before(Effect::Unauthorized));
    shop.service.set_fault(Endpoint::KeycloakToken, Fault::before(Effect::Wait(gate.clone())));
    let sent = with_damage_met_at(gate, &shop.world, (&sold, "amal@shop.example"), shop.send(&intent)).await;
    let sale = sent.expect("its end is written");
    assert_eq!((sale.state, sale.reason), (SaleStateView::Declined, Some(DeclineReason::SignInNotRenewed)));
    assert_eq!((&*sale.till_message, &*sale.service_message), (DAMAGED, ""), "what stopped it");
    assert_eq!(shop.service.hits_on(Endpoint::EsimOrders), 2);
    let kinds = shop.world.kinds(&sale.id).await;
    assert_eq!(kinds, [EntryKind::Intended, EntryKind::TurnedAway, EntryKind::Declined], "no second intent");
    shop.world.shut().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn v08_a_vault_of_a_later_version_is_shown_and_signing_in_works() {
    let mut world = World::test().await;
    world.shut().await;
    let path = world.environment_folder().join("vault.bin");
    let mut bytes = fs::read(&path).unwrap();
    // The version behind the eight bytes that say what the file is.
    bytes[8..10].copy_from_slice(&2_u16.to_be_bytes());
    fs::write(&path, &bytes).unwrap();
    world.open().await.unwrap();
    assert_eq!(world.float().await.expect_err("the sign-in is out of reach").code, ErrorCode::VaultNewer);
    assert_eq!(world.shown(world.till().start().await).unwrap().vault, VaultState::Newer);
    let SessionView::SignedIn { remembered: false, .. } = world.sign_in().await.expect("for this session").session
    else {
        panic!("in memory")
    };
    assert_eq!(world.sell(&number(1), "5").await.state, SaleStateView::Confirmed);
    assert_eq!(fs::read(&path).unwrap(), bytes);
    world.close().await;
}
