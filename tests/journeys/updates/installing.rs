//! Installations through the till's commands: by a person, by the next start, and by nobody while the till is at work.
//!
//! The installer is given a package that was proven just now. After a failure nothing is begun again by itself, unless
//! something that passes was in the way, or the till closed before the end.

use airtill_app::ports::Installed;
use airtill_contract::*;
use airtill_tests::world::number;

use super::stand::*;

fn failed(reason: UpdateTrouble) -> UpdateState {
    UpdateState::Failed { new: new(), reason, fetched: true }
}

fn has_failed(state: &UpdateState) -> bool {
    matches!(state, UpdateState::Failed { .. })
}

#[test]
fn u03_a_person_installs_the_version_that_waits() {
    journey(async |stand| {
        stand.serve(stand.all()).await;
        stand.made_ready().await;
        assert_eq!(stand.installs(is_installing).await, UpdateState::Installing { new: new() });
        assert_eq!(stand.drop_it().await, Err(ErrorCode::TillAtWork), "it is under way");
        assert_eq!(stand.given(1).await, [(stand.package_file(), "fr".to_owned())]);
        stand.sells().await;
    });
}

#[test]
fn u03_nothing_is_installed_during_a_sale() {
    journey(async |stand| {
        stand.serve(stand.all()).await;
        stand.made_ready().await;
        let (_, outcome, gate) = stand.world.sell_behind_a_gate(&number(2), "5").await;
        assert_eq!(stand.install().await, Err(ErrorCode::TillAtWork));
        assert!(stand.installed().is_empty());
        assert_eq!(stand.view().await.state, UpdateState::Ready { new: new() }, "it waits");
        gate.open();
        assert_eq!(outcome.await.expect("it ends").expect("well").state, SaleStateView::Confirmed);
        stand.installs(is_installing).await;
        stand.sells().await;
    });
}

#[test]
fn u03_the_next_start_installs_the_version_that_waits() {
    journey(async |mut stand| {
        let site = stand.serve(stand.all()).await;
        stand.made_ready().await;
        stand.restarts(&site, is_installing).await;
        assert_eq!(stand.given(1).await, [(stand.package_file(), "en".to_owned())], "no page named a language yet");
        assert_eq!(site.requests(), 4, "nobody was asked for that");
        stand.sells().await;
    });
}

#[test]
fn u03_a_start_installs_only_when_what_it_began_has_ended() {
    journey(async |mut stand| {
        let site = stand.serve(stand.all()).await;
        stand.made_ready().await;
        stand.world.restart().await;
        let (_, outcome, gate) = stand.world.sell_behind_a_gate(&number(2), "5").await;
        let earlier = stand.events();
        stand.take_from(&site).await;
        stand.shows(earlier, "the version that waits", |state| matches!(state, UpdateState::Ready { .. })).await;
        assert!(stand.installed().is_empty(), "a sale is under way");
        let earlier = stand.events();
        gate.open();
        assert_eq!(outcome.await.expect("it ends").expect("well").state, SaleStateView::Confirmed);
        stand.shows(earlier, "the installation", is_installing).await;
        assert_eq!(stand.given(1).await.len(), 1);
        stand.sells().await;
    });
}

#[test]
fn u07_an_installation_that_failed_is_begun_again_by_a_person_alone() {
    journey(async |mut stand| {
        let site = stand.serve(stand.all()).await;
        stand.made_ready().await;
        stand.ends(Err(UpdateTrouble::DiskFull));
        assert_eq!(stand.installs(has_failed).await, failed(UpdateTrouble::DiskFull));
        for start in ["the first", "the second"] {
            assert_eq!(stand.restarts(&site, has_failed).await, failed(UpdateTrouble::Unfinished), "{start}");
            assert_eq!(stand.installed().len(), 1, "not by {start} start");
        }
        stand.ends(Ok(Installed::Closes));
        stand.installs(is_installing).await;
        assert_eq!(stand.given(2).await.len(), 2);
        stand.sells().await;
    });
}

#[test]
fn u07_a_passing_obstacle_keeps_a_version_from_five_starts_at_most() {
    journey(async |mut stand| {
        let site = stand.serve(stand.all()).await;
        stand.made_ready().await;
        let [at_work, other, in_use] =
            [UpdateTrouble::TillAtWork, UpdateTrouble::AnotherInstaller, UpdateTrouble::FileInUse];
        for (before, reason) in [at_work, other, in_use, at_work, other].into_iter().enumerate() {
            stand.ends(Err(reason));
            assert_eq!(stand.restarts(&site, has_failed).await, failed(reason));
            assert_eq!(stand.installed().len(), before + 1, "this start tried it");
        }
        for _ in 0..2 {
            assert_eq!(stand.restarts(&site, has_failed).await, failed(UpdateTrouble::Unfinished));
            assert_eq!(stand.installed().len(), 5, "not for ever");
        }
        stand.ends(Ok(Installed::Closes));
        stand.installs(is_installing).await;
        assert_eq!(stand.given(6).await.len(), 6);
        stand.sells().await;
    });
}

#[test]
fn u07_an_installation_without_a_known_end_is_begun_by_a_later_start() {
    journey(async |mut stand| {
        let site = stand.serve(stand.all()).await;
        stand.made_ready().await;
        for tried in 1..=5 {
            stand.restarts(&site, is_installing).await;
            assert_eq!(stand.given(tried).await.len(), tried, "the till closes, and the version never comes");
            assert_eq!(stand.restarts(&site, has_failed).await, failed(UpdateTrouble::Unfinished));
            assert_eq!(stand.installed().len(), tried, "the start after it leaves the till open");
        }
        assert_eq!(stand.restarts(&site, has_failed).await, failed(UpdateTrouble::Unfinished));
        assert_eq!(stand.installed().len(), 5, "not for ever");
        stand.installs(is_installing).await;
        assert_eq!(stand.given(6).await.len(), 6);
        stand.sells().await;
    });
}

#[test]
fn u07_a_version_that_a_person_could_not_install_is_the_next_starts() {
    journey(async |mut stand| {
        let site = stand.serve(stand.all()).await;
        stand.made_ready().await;
        stand.ends(Err(UpdateTrouble::TillAtWork));
        stand.installs(has_failed).await;
        stand.ends(Ok(Installed::Closes));
        stand.restarts(&site, is_installing).await;
        assert_eq!(stand.given(2).await.len(), 2);
        stand.sells().await;
    });
}

#[test]
fn u07_a_package_that_a_person_fetched_again_is_tried_by_the_next_start() {
    journey(async |mut stand| {
        let site = stand.serve([stand.all(), stand.package()].concat()).await;
        stand.made_ready().await;
        stand.ends(Err(UpdateTrouble::Cancelled));
        stand.installs(has_failed).await;
        stand.drop_it().await.expect("it is dropped");
        let newer = UpdateState::Newer { new: new(), can_fetch: true };
        assert_eq!(stand.restarts(&site, |_| true).await, newer, "it is known without a check");
        let earlier = stand.events();
        stand.fetch().await.expect("it begins");
        stand.shows(earlier, "a package", |state| matches!(state, UpdateState::Ready { .. })).await;
        stand.ends(Ok(Installed::Closes));
        stand.world.restart().await;
        stand.take_from(&site).await;
        assert_eq!(stand.given(2).await.len(), 2);
        stand.sells().await;
    });
}

#[test]
fn u03_a_version_that_was_put_in_place_behind_a_sale_says_so() {
    journey(async |mut stand| {
        let site = stand.serve([stand.all(), stand.list(&listed())].concat()).await;
        stand.made_ready().await;
        stand.ends(Ok(Installed::GoesOn));
        let installed = UpdateState::Installed { new: new() };
        assert_eq!(stand.installs(|state| *state == installed).await, installed);
        assert_eq!(stand.check().await.expect("nothing is newer than that").state, installed);
        assert_eq!(stand.fetch().await, Err(ErrorCode::NotFound));
        assert_eq!(stand.install().await, Err(ErrorCode::NotFound), "it is there");
        assert_eq!(stand.drop_it().await.expect("the package goes").state, installed, "the program stays");
        assert_eq!(stand.installed().len(), 1);
        drop(site);
        stand.world.restart().await;
        stand.sells().await;
    });
}

#[test]
fn u03_a_till_that_goes_on_after_all_has_the_version_in_its_place() {
    journey(async |stand| {
        let site = stand.serve([stand.all(), stand.list(&listed())].concat()).await;
        stand.made_ready().await;
        stand.installs(is_installing).await;
        stand.given(1).await;
        let earlier = stand.events();
        stand.world.till().goes_on();
        let installed = UpdateState::Installed { new: new() };
        stand.shows(earlier, "the version in its place", |state| *state == installed).await;
        assert_eq!(stand.check().await.expect("it is good").state, installed);
        assert_eq!(site.requests(), 6, "that was a check");
        let off = SetUpdatePolicy { checks: false, server: None };
        let view = stand.world.till().set_update_policy(off).await.expect("nothing is installed any more");
        assert_eq!((view.policy.checks, view.state), (false, installed));
        stand.sells().await;
    });
}
