//! Downloads through the till's commands: the bar that moves, a person who stops it, and packages that are none.
//!
//! The folder of updates holds a package that is proven or none, whichever answer came.

use airtill_contract::*;
use airtill_publisher::{Act, faults, file, of_package, package};

use super::fixture::*;

#[test]
fn u03_a_newer_version_is_fetched_while_a_bar_moves_and_then_waits() {
    journey(async |fixture| {
        let signature = fixture.package().remove(0);
        let acts = [fixture.list(&listed()), vec![signature, half_of_a_package()], fixture.package()].concat();
        fixture.serve(acts).await;
        let newer = UpdateState::Newer { new: new(), can_fetch: true };
        assert_eq!(fixture.check().await.expect("it is good").state, newer);

        let (earlier, of) = (fixture.events(), package().len() as u64);
        assert_eq!(fixture.fetch().await.expect("it begins").state, UpdateState::Fetching { new: new(), bytes: 0, of });
        let came = |wanted: u64| move |state: &UpdateState| matches!(state, UpdateState::Fetching { bytes, .. } if *bytes >= wanted);
        let state = fixture.shows(earlier, "half of it", came(of / 2)).await;
        assert_eq!(state, UpdateState::Fetching { new: new(), bytes: of / 2, of });
        assert_eq!(fixture.fetch().await, Err(ErrorCode::NotFound), "it is fetched once at a time");
        assert_eq!(fixture.install().await, Err(ErrorCode::NotFound), "half a package is none");

        assert_eq!(fixture.drop_it().await.expect("it is dropped").state, newer);
        assert_eq!(fixture.files(), KNOWN, "nothing of it is left");
        let earlier = fixture.events();
        fixture.fetch().await.expect("it begins anew");
        let state = fixture.shows(earlier, "a package", |state| matches!(state, UpdateState::Ready { .. })).await;
        assert_eq!(state, UpdateState::Ready { new: new() });
        assert_eq!(std::fs::read(fixture.package_file()).expect("it is there"), package());
        assert!(fixture.installed().is_empty(), "nobody said so");
        fixture.sells().await;
    });
}

/// Fetches from a server with these acts: that fails for this reason, and leaves nothing.
fn fails(acts: impl FnOnce(&Fixture) -> Vec<Act>, reason: UpdateTrouble) -> impl AsyncFnOnce(Fixture) {
    async move |fixture: Fixture| {
        fixture.serve([fixture.list(&listed()), acts(&fixture), fixture.package()].concat()).await;
        fixture.check().await.expect("the list is good");
        let earlier = fixture.events();
        fixture.fetch().await.expect("it begins");
        let state = fixture.shows(earlier, "the end", |state| matches!(state, UpdateState::Failed { .. })).await;
        assert_eq!(state, UpdateState::Failed { new: new(), reason, fetched: false });
        assert_eq!(fixture.files(), KNOWN);
        assert_eq!(fixture.install().await, Err(ErrorCode::NotFound));
        assert!(fixture.installed().is_empty());
        let earlier = fixture.events();
        fixture.fetch().await.expect("a person tries it again");
        fixture.shows(earlier, "a package", |state| matches!(state, UpdateState::Ready { .. })).await;
        fixture.sells().await;
    }
}

#[test]
fn u01_a_package_of_another_signer_is_refused_and_this_version_sells() {
    let acts =
        |fixture: &Fixture| vec![file(of_package(&fixture.publisher.yesterday, &package(), SECOND)), file(package())];
    journey(|fixture| fails(acts, UpdateTrouble::NotGenuine)(fixture));
}

#[test]
fn u02_an_old_package_under_the_new_number_is_refused() {
    let acts =
        |fixture: &Fixture| vec![file(of_package(&fixture.publisher.present, &package(), "1.9.0")), file(package())];
    journey(|fixture| fails(acts, UpdateTrouble::NotGenuine)(fixture));
}

#[test]
fn u07_a_package_that_breaks_off_is_refused_and_this_version_sells() {
    let acts = |fixture: &Fixture| vec![fixture.package().remove(0), faults::truncated(&package())];
    journey(|fixture| fails(acts, UpdateTrouble::Offline)(fixture));
}

#[test]
fn u01_a_shorter_package_than_was_signed_is_refused() {
    let acts = |fixture: &Fixture| vec![fixture.package().remove(0), file(&package()[..1000])];
    journey(|fixture| fails(acts, UpdateTrouble::NotGenuine)(fixture));
}
