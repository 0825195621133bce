//! A setting about updates that changes while a version waits: the company's, in its folder, or the till's own.
//!
//! A package belongs to the setting under which it was found, so the next start installs it under no other one.

use airtill_app::ports::Installed;
use airtill_contract::*;

use super::fixture::*;

/// A policy of the company with these lines about updates.
fn policy(updates: &str) -> String {
    format!("format = 1\n[updates]\n{updates}\n")
}

impl Fixture {
    /// Starts the till anew under this policy of the company, and waits until the start has looked at what waits.
    async fn restarted_under(&mut self, company: Option<&str>, site: &airtill_publisher::Site) {
        match company {
            Some(text) => self.world.company.put("policy.toml", text),
            None => self.world.company.take_away("policy.toml"),
        }
        self.restarts(site, |_| true).await;
    }
}

/// A package that waits while the company says this: the next start removes it and then shows this state.
fn goes(updates: &'static str, shown: UpdateState) -> impl AsyncFnOnce(Fixture) {
    async move |mut fixture: Fixture| {
        let site = fixture.serve(fixture.all()).await;
        fixture.made_ready().await;
        fixture.restarted_under(Some(&policy(updates)), &site).await;
        assert_eq!(fixture.view().await.state, shown);
        assert_eq!(fixture.install().await, Err(ErrorCode::NotFound));
        assert_eq!(fixture.files(), ["memory.json"]);
        // Nor does it come back once the company says nothing more.
        fixture.restarted_under(None, &site).await;
        assert_eq!(fixture.view().await.state, UpdateState::NotChecked {});
        assert!(fixture.installed().is_empty());
        fixture.sells().await;
    }
}

#[test]
fn p06_a_package_goes_when_the_company_turns_updates_off() {
    journey(|fixture| goes("checks = \"off\"", UpdateState::Off {})(fixture));
}

#[test]
fn p06_a_package_goes_when_the_company_names_another_server() {
    let elsewhere = "checks = \"daily\"\nserver = \"https://updates.company.example/airtill/\"";
    journey(|fixture| goes(elsewhere, UpdateState::NotChecked {})(fixture));
}

#[test]
fn p06_a_package_is_installed_where_the_company_wants_the_same() {
    journey(async |mut fixture| {
        let site = fixture.serve(fixture.all()).await;
        fixture.made_ready().await;
        fixture.restarted_under(Some(&policy("checks = \"daily\"")), &site).await;
        assert_eq!(fixture.given(1).await.len(), 1);
        fixture.sells().await;
    });
}

#[test]
fn p06_a_package_waits_until_the_companys_word_can_be_read() {
    journey(async |mut fixture| {
        let site = fixture.serve(fixture.all()).await;
        fixture.made_ready().await;
        let files = fixture.files();
        fixture.restarted_under(Some(&policy("checks = \"hourly\"")), &site).await;
        assert_eq!(fixture.view().await.policy.origin, PolicyOrigin::UnusablePolicy);
        assert_eq!(fixture.install().await, Err(ErrorCode::NotFound));
        assert_eq!((fixture.installed().len(), fixture.files()), (0, files));
        fixture.restarted_under(Some(&policy("checks = \"daily\"")), &site).await;
        assert_eq!(fixture.given(1).await.len(), 1);
        fixture.sells().await;
    });
}

#[test]
fn u03_a_supervisor_who_sets_something_else_drops_a_package() {
    journey(async |fixture| {
        let site = fixture.serve(fixture.all()).await;
        fixture.made_ready().await;
        let set = |checks| SetUpdatePolicy { checks, server: None };
        let view = fixture.world.till().set_update_policy(set(true)).await.expect("it is as it was");
        assert_eq!(view.state, UpdateState::Ready { new: new() });
        let own = Some(site.url("airtill-stable.json").to_string());
        let view = fixture.world.till().set_update_policy(SetUpdatePolicy { checks: true, server: own }).await;
        assert_eq!(view.expect("it is the same list").state, UpdateState::Ready { new: new() });
        let view = fixture.world.till().set_update_policy(set(false)).await.expect("it is set");
        assert_eq!((view.state, fixture.install().await), (UpdateState::Off {}, Err(ErrorCode::NotFound)));
        assert_eq!(fixture.files(), ["memory.json"]);
        fixture.sells().await;
    });
}

#[test]
fn u03_a_setting_ends_a_download_of_the_setting_before() {
    journey(async |fixture| {
        let acts = [fixture.list(&listed()), vec![fixture.package().remove(0), half_of_a_package()]].concat();
        fixture.serve(acts).await;
        fixture.check().await.expect("the list is good");
        let earlier = fixture.events();
        fixture.fetch().await.expect("it begins");
        let came = |state: &UpdateState| matches!(state, UpdateState::Fetching { bytes, .. } if *bytes > 0);
        fixture.shows(earlier, "half of it", came).await;
        let off = SetUpdatePolicy { checks: false, server: None };
        let view = fixture.world.till().set_update_policy(off).await.expect("it is set");
        assert_eq!(view.state, UpdateState::Off {});
        assert_eq!((fixture.files(), fixture.installed().len()), (vec!["memory.json".to_owned()], 0));
        fixture.sells().await;
    });
}

#[test]
fn u03_nothing_is_set_while_the_till_is_about_to_close_for_a_version() {
    journey(async |fixture| {
        fixture.serve(fixture.all()).await;
        fixture.made_ready().await;
        fixture.ends(Ok(Installed::Closes));
        fixture.installs(is_installing).await;
        fixture.given(1).await;
        let off = SetUpdatePolicy { checks: false, server: None };
        let set = fixture.world.till().set_update_policy(off).await;
        assert_eq!(set.expect_err("it is too late").code, ErrorCode::TillAtWork);
        assert!(fixture.view().await.policy.checks, "it is as it was");
        fixture.sells().await;
    });
}
