//! Acts that meet in the folder of updates, and a setting that the disk did not take at once.
//!
//! The second act is polled by hand while the first has its turn, so no clock decides which of them comes first.

use std::cell::RefCell;
use std::task::{Context, Waker};

use super::*;

#[tokio::test]
async fn u03_a_drop_that_waited_for_an_installation_is_refused() {
    let desk = Desk::new(UpdateWay::Itself, Ok(Installed::Closes));
    desk.put_package();
    desk.remember(|memory| memory.note_installing(Some(Version::new(2, 0, 0))));
    let till = desk.till().await;
    let updates = till.0.updates.get().expect("it takes updates");
    let waiting = updates.waiting("2.0.0").await.expect("a person may begin it");
    let dropping = RefCell::new(Box::pin(updates.drop_package()));
    let not_at_work = || {
        let first = dropping.borrow_mut().as_mut().poll(&mut Context::from_waker(Waker::noop()));
        assert!(first.is_pending(), "the installation has the turn");
        false
    };
    updates.install(waiting, not_at_work, || ()).await;
    assert!(matches!(dropping.into_inner().await, Err(NotDone::Installing)));
    assert!(desk.updates().join(PACKAGE).exists(), "the till is about to close for it");
    assert_eq!(view(&till, "en").await.state, UpdateState::Installing { new: new("Faster.") });
}

#[tokio::test]
async fn p06_a_check_removes_a_package_that_its_setting_left() {
    let desk = Desk::new(UpdateWay::Itself, Err(UpdateTrouble::Cancelled));
    desk.put_package();
    let till = desk.till().await;
    let (memory, away) = (desk.updates().join("memory.json"), desk.temp.path().join("away"));
    std::fs::rename(&memory, &away).expect("a disk that does not give it");
    std::fs::create_dir(&memory).expect("made");
    till.set_update_policy(SetUpdatePolicy { checks: false, server: None }).await.expect("the setting is on disk");
    std::fs::remove_dir(&memory).expect("it is empty");
    std::fs::rename(&away, &memory).expect("the disk is well again");
    assert!(desk.updates().join(PACKAGE).exists(), "of the setting before");
    let end = till.check_for_updates(ForLanguage { language: "en".to_owned() }).await;
    assert_eq!(end.expect_err("nobody is at that address").code, ErrorCode::UpdatesNotChecked);
    assert!(!desk.updates().join(PACKAGE).exists());
    let own = Origin { list: desk.source().manifest.into(), checks: false };
    assert_eq!(desk.memory().origin, Some(own));
}
