//! Checks through the till's commands: the answer of each server, and the times when the till asks none.
//!
//! A check that fails leaves everything as it was and says why. No check costs a sale.

use std::time::Duration;

use airtill_contract::*;
use airtill_publisher::{Act, Nobody, dated, faults, file, of_manifest};
use airtill_tests::world::{PATIENCE, number};

use super::fixture::*;

/// Checks at a server with these acts: that fails for this reason, and the version that runs sells.
fn fails(acts: impl FnOnce(&Fixture) -> Vec<Act>, reason: UpdateTrouble) -> impl AsyncFnOnce(Fixture) {
    async move |fixture: Fixture| {
        fixture.serve(acts(&fixture)).await;
        let earlier = fixture.events();
        assert_eq!(fixture.check().await, Err(ErrorCode::UpdatesNotChecked));
        let shown =
            |event: &Event| matches!(event, Event::UpdatesChanged { updates } if updates.failure == Some(reason));
        fixture.world.window.wait_after(earlier, "the reason", shown).await;
        let view = fixture.view().await;
        assert_eq!((view.state, view.failure), (UpdateState::NotChecked {}, Some(reason)));
        assert_eq!(fixture.fetch().await, Err(ErrorCode::NotFound), "there is nothing to fetch");
        fixture.sells().await;
    }
}

#[test]
fn u06_a_portal_is_named_and_tells_nothing_of_versions() {
    journey(|fixture| fails(|_| vec![faults::page()], UpdateTrouble::Portal)(fixture));
}

#[test]
fn u01_a_list_of_another_signer_is_refused() {
    let acts = |fixture: &Fixture| {
        let manifest = listed();
        vec![file(manifest.to_string()), file(of_manifest(&fixture.publisher.yesterday, &manifest))]
    };
    journey(|fixture| fails(acts, UpdateTrouble::NotGenuine)(fixture));
}

#[test]
fn u06_an_expired_list_is_refused_and_says_so() {
    let old = || dated(listed(), "2026-09-01T00:00:00Z", "2026-11-21T07:59:59Z");
    journey(|fixture| fails(move |fixture| fixture.list(&old()), UpdateTrouble::Expired)(fixture));
}

#[test]
fn u06_a_list_from_the_future_asks_for_a_look_at_the_clock() {
    let new = || dated(listed(), "2027-11-01T00:00:00Z", "2027-12-01T00:00:00Z");
    journey(|fixture| fails(move |fixture| fixture.list(&new()), UpdateTrouble::FromTheFuture)(fixture));
}

#[test]
fn u06_a_server_that_is_gone_is_no_alarm() {
    journey(async |fixture| {
        let nobody = Nobody::new();
        let (site, address) = (fixture.serve(fixture.all()).await, nobody.address());
        let own = format!("https://{address}/airtill-stable.json");
        fixture.world.till().set_update_policy(policy(true, Some(&own))).await.expect("it is set");
        assert_eq!(fixture.check().await, Err(ErrorCode::UpdatesNotChecked));
        assert_eq!(fixture.view().await.failure, Some(UpdateTrouble::Offline));
        assert_eq!(site.requests(), 0, "the publisher is not asked in its place");
        fixture.sells().await;
    });
}

#[test]
fn u02_an_older_list_than_one_seen_is_refused_and_the_newer_stays_known() {
    journey(async |fixture| {
        let older = dated(listed(), "2026-11-19T00:00:00Z", "2026-12-19T00:00:00Z");
        let acts = [fixture.list(&listed()), fixture.list(&older), fixture.list(&listed())].concat();
        fixture.serve(acts).await;
        let newer = UpdateState::Newer { new: new(), can_fetch: true };
        assert_eq!(fixture.check().await.expect("it is good").state, newer);
        assert_eq!(fixture.check().await, Err(ErrorCode::UpdatesNotChecked));
        let view = fixture.view().await;
        assert_eq!((view.state, view.failure), (newer.clone(), Some(UpdateTrouble::Outdated)));
        let view = fixture.check().await.expect("the newer one is there again");
        assert_eq!((view.state, view.failure), (newer, None));
        fixture.sells().await;
    });
}

#[test]
fn u08_a_version_that_cannot_read_a_ledger_of_here_is_only_named() {
    journey(async |fixture| {
        let practice = fixture.world.data().join("practice");
        std::fs::create_dir_all(&practice).expect("a folder");
        let old = include_bytes!("../../../crates/ledger/src/tests/golden/version-2.sqlite3");
        std::fs::write(practice.join("ledger.sqlite3"), old).expect("written");
        fixture.serve(fixture.all()).await;
        let state = fixture.check().await.expect("it is good").state;
        assert_eq!(state, UpdateState::RecordsTooOld { new: new() });
        assert_eq!(fixture.fetch().await, Err(ErrorCode::NotFound));
        assert_eq!(fixture.install().await, Err(ErrorCode::NotFound));
        fixture.sells().await;
    });
}

#[test]
fn u03_the_till_looks_by_itself_and_not_during_a_sale() {
    journey(async |fixture| {
        let site = fixture.serve(fixture.all()).await;
        fixture.world.clock.advance(LATER);
        let (_, outcome, gate) = {
            let held = fixture.world.sell_behind_a_gate(&number(2), "5").await;
            // The look that was under way when the sale began may have come first.
            tokio::time::sleep(PACE * 5).await;
            held
        };
        let before = site.requests();
        assert_eq!(fixture.check().await, Err(ErrorCode::TillAtWork));
        fixture.world.clock.advance(Duration::from_secs(25 * 60 * 60));
        tokio::time::sleep(PACE * 20).await;
        assert_eq!(site.requests(), before, "a check was due for twenty looks");
        let earlier = fixture.events();
        gate.open();
        let sale = outcome.await.expect("it ends").expect("well");
        assert_eq!(sale.state, SaleStateView::Confirmed);
        fixture.shows(earlier, "what the check found", |state| matches!(state, UpdateState::Newer { .. })).await;
        fixture.sells().await;
    });
}

#[test]
fn u03_a_till_that_is_set_to_look_for_none_asks_no_server() {
    journey(async |fixture| {
        let site = fixture.serve(fixture.all()).await;
        let view = fixture.world.till().set_update_policy(policy(false, None)).await.expect("it is set");
        assert_eq!((view.state, view.policy.checks), (UpdateState::Off {}, false));
        fixture.world.clock.advance(LATER);
        tokio::time::sleep(PACE * 20).await;
        assert_eq!(site.requests(), 0, "a check would be due for twenty looks");
        let earlier = fixture.events();
        fixture.world.till().set_update_policy(policy(true, None)).await.expect("it is set");
        fixture.shows(earlier, "what the check found", |state| matches!(state, UpdateState::Newer { .. })).await;
        fixture.sells().await;
    });
}

#[test]
fn u03_a_company_that_names_its_server_has_all_from_there() {
    journey(async |fixture| {
        let publisher = fixture.serve(fixture.all()).await;
        let company = fixture.publisher.server(fixture.all()).await;
        let folder = company.url("airtill/").to_string();
        let view = fixture.world.till().set_update_policy(policy(true, Some(&folder))).await.expect("it is set");
        assert_eq!(view.policy.server, Some(folder));
        fixture.made_ready().await;
        assert_eq!((publisher.requests(), company.requests()), (0, 4));
        let asked: Vec<_> = company.seen().iter().map(|seen| seen.split(' ').nth(1).unwrap_or("").to_owned()).collect();
        let package = format!("/airtill/{}", airtill_publisher::PACKAGE);
        let list = "/airtill/airtill-stable.json";
        assert_eq!(asked, [list, &format!("{list}.minisig"), &format!("{package}.minisig"), &package]);
        fixture.sells().await;
    });
}

#[test]
fn p06_under_an_unusable_policy_of_the_company_no_server_is_asked() {
    journey(async |mut fixture| {
        let site = fixture.serve(fixture.all()).await;
        assert!(matches!(fixture.check().await.expect("it is good").state, UpdateState::Newer { can_fetch: true, .. }));
        assert_eq!(site.requests(), 2);
        fixture.world.company.put("policy.toml", "format = 1\n[updates]\nchecks = \"hourly\"\n");
        fixture.world.restart().await;
        fixture.take_from(&site).await;
        assert_eq!(fixture.check().await, Err(ErrorCode::UpdatesNotChecked));
        assert_eq!(fixture.fetch().await, Err(ErrorCode::NotFound));
        let view = fixture.view().await;
        assert_eq!((view.policy.origin, view.failure), (PolicyOrigin::UnusablePolicy, None));
        fixture.world.clock.advance(LATER);
        tokio::time::sleep(PACE * 20).await;
        assert_eq!(site.requests(), 2, "nobody chose the publisher's server");
        fixture.sells().await;
    });
}

#[test]
fn u03_a_clock_that_was_years_ahead_costs_no_check_once_it_is_right() {
    journey(async |fixture| {
        const YEARS: i64 = 3 * 365 * 86_400;
        let site = fixture.serve([fixture.list(&listed()), fixture.list(&listed())].concat()).await;
        fixture.world.clock.jump_wall(YEARS);
        let earlier = fixture.events();
        fixture.world.clock.advance(LATER);
        let failed = |event: &Event| matches!(event, Event::UpdatesChanged { updates } if updates.failure == Some(UpdateTrouble::Expired));
        fixture.world.window.wait_after(earlier, "an expired list", failed).await;
        assert_eq!(site.requests(), 2);
        fixture.world.clock.jump_wall(-YEARS);
        let found = fixture.shows(earlier, "what the check found", |state| matches!(state, UpdateState::Newer { .. }));
        tokio::time::timeout(PATIENCE, found).await.expect("the next look is a check");
        fixture.sells().await;
    });
}

fn policy(checks: bool, server: Option<&str>) -> SetUpdatePolicy {
    SetUpdatePolicy { checks, server: server.map(str::to_owned) }
}
