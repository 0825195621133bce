//! Notices whose cause ends while the till is open.
//!
//! A file that could not be read is imported anew or mended, and records are opened at a second try: the notice is
//! withdrawn then, and a notice of another cause stays.

use std::fs;

use airtill_contract::{ErrorCode, NoticeCode, StartView};
use airtill_tests::world::{Setup, World};

async fn nobody() -> World {
    World::with(Setup { signed_in: false, ..Setup::default() }).await
}

async fn start(world: &World) -> StartView {
    world.shown(world.till().start().await).unwrap()
}

/// All notices but one: the clocks of this test and of the service differ.
fn told(start: &StartView) -> Vec<NoticeCode> {
    start.notices.iter().map(|notice| notice.code).filter(|code| *code != NoticeCode::ClockDiffers).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_was_set_aside_is_not_called_unreadable_any_more() {
    let mut world = nobody().await;
    let text = world.connection_file().replace("\"desk\"", "\"second\"");
    world.shut().await;
    fs::write(world.data().join("connections/test/second.airtill"), "format = 2").unwrap();
    world.clock.boot();
    assert_eq!(told(&world.open().await.unwrap()), [NoticeCode::ConnectionUnreadable]);
    world.import(&text).await.unwrap();
    assert_eq!(told(&start(&world).await), [NoticeCode::ConnectionSetAside]);
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_was_mended_or_taken_away_by_hand_is_not_told_again() {
    let mut world = nobody().await;
    let (text, here) = (world.connection_file(), world.data().join("connections/test"));
    world.shut().await;
    fs::write(here.join("mended.airtill"), "format = 2").unwrap();
    fs::write(here.join("gone.airtill"), "format = 2").unwrap();
    world.clock.boot();
    assert_eq!(told(&world.open().await.unwrap()), [NoticeCode::ConnectionUnreadable; 2]);
    fs::write(here.join("mended.airtill"), text.replace("\"desk\"", "\"mended\"")).unwrap();
    assert_eq!(told(&start(&world).await), [NoticeCode::ConnectionUnreadable]);
    fs::remove_file(here.join("gone.airtill")).unwrap();
    assert_eq!(told(&start(&world).await), []);
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn records_that_were_opened_at_a_later_try_are_not_called_closed() {
    let mut world = nobody().await;
    world.shut().await;
    let ledger = world.environment_folder().join("ledger.sqlite3");
    let kept = fs::read(&ledger).unwrap();
    let mut later = kept.clone();
    // The user version in the header of SQLite's file format.
    later[60..64].copy_from_slice(&99_u32.to_be_bytes());
    fs::write(&ledger, later).unwrap();
    world.clock.boot();
    let before = world.open().await.unwrap();
    assert_eq!(told(&before), [NoticeCode::LedgerNewer]);
    assert_eq!(before.stopped.iter().map(|stopped| stopped.code).collect::<Vec<_>>(), [ErrorCode::LedgerNewer]);
    fs::write(&ledger, kept).unwrap();
    world.sign_in().await.expect("the right file is back");
    let after = start(&world).await;
    assert_eq!((told(&after), after.stopped), (vec![], vec![]));
    world.close().await;
}
