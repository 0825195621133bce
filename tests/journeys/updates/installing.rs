//! Installations through the till's commands: by a person, by the next start, and by nobody while the till is at work.
//!
//! The installer is given a package that was proven just now. After a failure nothing is begun again by itself, unless
//! something that passes was in the way, or the till closed before the end.

use airtill_app::ports::Installed;
use airtill_contract::*;
use airtill_tests::world::number;

use super::fixture::*;

fn failed(reason: UpdateTrouble) -> UpdateState {
    UpdateState::Failed { new: new(), reason, fetched: true }
}

fn has_failed(state: &UpdateState) -> bool {
    matches!(state, UpdateState::Failed { .. })
}

#[test]
fn u03_a_person_installs_the_version_that_waits() {
    journey(async |fixture| {
        fixture.serve(fixture.all()).await;
        fixture.made_ready().await;
        assert_eq!(fixture.installs(is_installing).await, UpdateState::Installing { new: new() });
        assert_eq!(fixture.drop_it().await, Err(ErrorCode::TillAtWork), "it is under way");
        assert_eq!(fixture.given(1).await, [(fixture.package_file(), "fr".to_owned())]);
        fixture.sells().await;
    });
}

#[test]
fn u03_nothing_is_installed_during_a_sale() {
    journey(async |fixture| {
        fixture.serve(fixture.all()).await;
        fixture.made_ready().await;
        let (_, outcome, gate) = fixture.world.sell_behind_a_gate(&number(2), "5").await;
        assert_eq!(fixture.install().await, Err(ErrorCode::TillAtWork));
        assert!(fixture.installed().is_empty());
        assert_eq!(fixture.view().await.state, UpdateState::Ready { new: new() }, "it waits");
        gate.open();
        assert_eq!(outcome.await.expect("it ends").expect("well").state, SaleStateView::Confirmed);
        fixture.installs(is_installing).await;
        fixture.sells().await;
    });
}

#[test]
fn u03_the_next_start_installs_the_version_that_waits() {
    journey(async |mut fixture| {
        let site = fixture.serve(fixture.all()).await;
        fixture.made_ready().await;
        fixture.restarts(&site, is_installing).await;
        assert_eq!(fixture.given(1).await, [(fixture.package_file(), "en".to_owned())], "no page named a language yet");
        assert_eq!(site.requests(), 4, "nobody was asked for that");
        fixture.sells().await;
    });
}

#[test]
fn u03_a_start_installs_only_when_what_it_began_has_ended() {
    journey(async |mut fixture| {
        let site = fixture.serve(fixture.all()).await;
        fixture.made_ready().await;
        fixture.world.restart().await;
        let (_, outcome, gate) = fixture.world.sell_behind_a_gate(&number(2), "5").await;
        let earlier = fixture.events();
        fixture.take_from(&site).await;
        fixture.shows(earlier, "the version that waits", |state| matches!(state, UpdateState::Ready { .. })).await;
        assert!(fixture.installed().is_empty(), "a sale is under way");
        let earlier = fixture.events();
        gate.open();
        assert_eq!(outcome.await.expect("it ends").expect("well").state, SaleStateView::Confirmed);
        fixture.shows(earlier, "the installation", is_installing).await;
        assert_eq!(fixture.given(1).await.len(), 1);
        fixture.sells().await;
    });
}

#[test]
fn u07_an_installation_that_failed_is_begun_again_by_a_person_alone() {
    journey(async |mut fixture| {
        let site = fixture.serve(fixture.all()).await;
        fixture.made_ready().await;
        fixture.ends(Err(UpdateTrouble::DiskFull));
        assert_eq!(fixture.installs(has_failed).await, failed(UpdateTrouble::DiskFull));
        for start in ["the first", "the second"] {
            assert_eq!(fixture.restarts(&site, has_failed).await, failed(UpdateTrouble::Unfinished), "{start}");
            assert_eq!(fixture.installed().len(), 1, "not by {start} start");
        }
        fixture.ends(Ok(Installed::Closes));
        fixture.installs(is_installing).await;
        assert_eq!(fixture.given(2).await.len(), 2);
        fixture.sells().await;
    });
}

#[test]
fn u07_a_passing_obstacle_keeps_a_version_from_five_starts_at_most() {
    journey(async |mut fixture| {
        let site = fixture.serve(fixture.all()).await;
        fixture.made_ready().await;
        let [at_work, other, in_use] =
            [UpdateTrouble::TillAtWork, UpdateTrouble::AnotherInstaller, UpdateTrouble::FileInUse];
        for (before, reason) in [at_work, other, in_use, at_work, other].into_iter().enumerate() {
            fixture.ends(Err(reason));
            assert_eq!(fixture.restarts(&site, has_failed).await, failed(reason));
            assert_eq!(fixture.installed().len(), before + 1, "this start tried it");
        }
        for _ in 0..2 {
            assert_eq!(fixture.restarts(&site, has_failed).await, failed(UpdateTrouble::Unfinished));
            assert_eq!(fixture.installed().len(), 5, "not for ever");
        }
        fixture.ends(Ok(Installed::Closes));
        fixture.installs(is_installing).await;
        assert_eq!(fixture.given(6).await.len(), 6);
        fixture.sells().await;
    });
}

#[test]
fn u07_an_installation_without_a_known_end_is_begun_by_a_later_start() {
    journey(async |mut fixture| {
        let site = fixture.serve(fixture.all()).await;
        fixture.made_ready().await;
        for tried in 1..=5 {
            fixture.restarts(&site, is_installing).await;
            assert_eq!(fixture.given(tried).await.len(), tried, "the till closes, and the version never comes");
            assert_eq!(fixture.restarts(&site, has_failed).await, failed(UpdateTrouble::Unfinished));
            assert_eq!(fixture.installed().len(), tried, "the start after it leaves the till open");
        }
        assert_eq!(fixture.restarts(&site, has_failed).await, failed(UpdateTrouble::Unfinished));
        assert_eq!(fixture.installed().len(), 5, "not for ever");
        fixture.installs(is_installing).await;
        assert_eq!(fixture.given(6).await.len(), 6);
        fixture.sells().await;
    });
}

#[test]
fn u07_a_version_that_a_person_could_not_install_is_the_next_starts() {
    journey(async |mut fixture| {
        let site = fixture.serve(fixture.all()).await;
        fixture.made_ready().await;
        fixture.ends(Err(UpdateTrouble::TillAtWork));
        fixture.installs(has_failed).await;
        fixture.ends(Ok(Installed::Closes));
        fixture.restarts(&site, is_installing).await;
        assert_eq!(fixture.given(2).await.len(), 2);
        fixture.sells().await;
    });
}

#[test]
fn u07_a_package_that_a_person_fetched_again_is_tried_by_the_next_start() {
    journey(async |mut fixture| {
        let site = fixture.serve([fixture.all(), fixture.package()].concat()).await;
        fixture.made_ready().await;
        fixture.ends(Err(UpdateTrouble::Cancelled));
        fixture.installs(has_failed).await;
        fixture.drop_it().await.expect("it is dropped");
        let newer = UpdateState::Newer { new: new(), can_fetch: true };
        assert_eq!(fixture.restarts(&site, |_| true).await, newer, "it is known without a check");
        let earlier = fixture.events();
        fixture.fetch().await.expect("it begins");
        fixture.shows(earlier, "a package", |state| matches!(state, UpdateState::Ready { .. })).await;
        fixture.ends(Ok(Installed::Closes));
        fixture.world.restart().await;
        fixture.take_from(&site).await;
        assert_eq!(fixture.given(2).await.len(), 2);
        fixture.sells().await;
    });
}

#[test]
fn u03_a_version_that_was_put_in_place_behind_a_sale_says_so() {
    journey(async |mut fixture| {
        let site = fixture.serve([fixture.all(), fixture.list(&listed())].concat()).await;
        fixture.made_ready().await;
        fixture.ends(Ok(Installed::GoesOn));
        let installed = UpdateState::Installed { new: new() };
        assert_eq!(fixture.installs(|state| *state == installed).await, installed);
        assert_eq!(fixture.check().await.expect("nothing is newer than that").state, installed);
        assert_eq!(fixture.fetch().await, Err(ErrorCode::NotFound));
        assert_eq!(fixture.install().await, Err(ErrorCode::NotFound), "it is there");
        assert_eq!(fixture.drop_it().await.expect("the package goes").state, installed, "the program stays");
        assert_eq!(fixture.installed().len(), 1);
        drop(site);
        fixture.world.restart().await;
        fixture.sells().await;
    });
}

#[test]
fn u03_a_till_that_goes_on_after_all_has_the_version_in_its_place() {
    journey(async |fixture| {
        let site = fixture.serve([fixture.all(), fixture.list(&listed())].concat()).await;
        fixture.made_ready().await;
        fixture.installs(is_installing).await;
        fixture.given(1).await;
        let earlier = fixture.events();
        fixture.world.till().goes_on();
        let installed = UpdateState::Installed { new: new() };
        fixture.shows(earlier, "the version in its place", |state| *state == installed).await;
        assert_eq!(fixture.check().await.expect("it is good").state, installed);
        assert_eq!(site.requests(), 6, "that was a check");
        let off = SetUpdatePolicy { checks: false, server: None };
        let view = fixture.world.till().set_update_policy(off).await.expect("nothing is installed any more");
        assert_eq!((view.policy.checks, view.state), (false, installed));
        fixture.sells().await;
    });
}
