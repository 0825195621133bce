//! Files of the till that cannot be read, were changed, or are of a later version.
//!
//! Each is told by its code and never overwritten; nothing is sold on a ledger that may be wrong, and a vault or a name of
//! the till that cannot be read stops no sale.

use std::fs;

use airtill_contract::{ErrorCode, NoticeCode, SaleStateView, SessionView, StartView, VaultState};
use airtill_practice::Endpoint;
use airtill_tests::world::{World, number};

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
    assert_eq!(fs::read(&path).unwrap(), bytes);
    world.shut().await;
}

/// All notices but one: the clocks of this test and of the service differ.
fn told_beside_the_clocks(start: &StartView) -> Vec<NoticeCode> {
    start.notices.iter().map(|notice| notice.code).filter(|code| *code != NoticeCode::ClockDiffers).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_sale_whose_derived_row_is_damaged_is_made_anew_by_the_next_start() {
    let mut world = World::test().await;
    let doubt = world.sell("211921209602", "60").await;
    assert_eq!(doubt.state, SaleStateView::InDoubt);
    world.shut().await;
    let path = world.environment_folder().join("ledger.sqlite3");
    let mut bytes = fs::read(&path).unwrap();
    let (as_stored, damaged) = (b"\"state\":\"in_doubt\"", b"\"state\":\"in_dou?t\"");
    let found = |at: &usize| bytes[*at..].starts_with(as_stored);
    let places: Vec<usize> = (0..bytes.len()).filter(found).collect();
    assert!(!places.is_empty(), "the sale stands in the file");
    for at in places {
        bytes[at..at + damaged.len()].copy_from_slice(damaged);
    }
    fs::write(&path, &bytes).unwrap();
    let start = world.open().await.unwrap();
    assert_eq!(told_beside_the_clocks(&start), [], "nothing is to be done by a person");
    let sales = world.sales().await;
    assert!(sales.iter().any(|sale| sale.id == doubt.id && sale.state == SaleStateView::InDoubt), "{sales:?}");
    world.shut().await;
}

/// Changes the last digits of a number in the closed ledger of `world`, at each position that `changes` selects by the
/// byte before it.
fn change_number(world: &World, number: &str, changes: impl Fn(u8) -> bool) {
    let path = world.environment_folder().join("ledger.sqlite3");
    let mut bytes = fs::read(&path).unwrap();
    let number = number.as_bytes();
    let found = |at: &usize| bytes[*at..].starts_with(number) && changes(bytes[*at - 1]);
    let places: Vec<usize> = (1..bytes.len() - number.len()).filter(found).collect();
    assert!(!places.is_empty(), "the number stands in the file");
    for at in places {
        bytes[at + 11] = b'7';
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
    assert_eq!(told_beside_the_clocks(&world.restart().await), []);
    assert_eq!(world.sell(&number(2), "5").await.state, SaleStateView::Confirmed);
    let again = world.try_sell(&number(1), "5").await.expect_err("it was sold to lately");
    assert_eq!(again.code, ErrorCode::RepeatNeedsReason);
    world.close().await;
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
