//! A setting about updates that changes while a version waits: the company's, in its folder, or the till's own.
//!
//! A package belongs to the setting under which it was found, so the next start installs it under no other one.

use airtill_app::ports::Installed;
use airtill_contract::*;

use super::stand::*;

/// A policy of the company with these lines about updates.
fn policy(updates: &str) -> String {
    format!("format = 1\n[updates]\n{updates}\n")
}

impl Stand {
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
fn goes(updates: &'static str, shown: UpdateState) -> impl AsyncFnOnce(Stand) {
    async move |mut stand: Stand| {
        let site = stand.serve(stand.all()).await;
        stand.made_ready().await;
        stand.restarted_under(Some(&policy(updates)), &site).await;
        assert_eq!(stand.view().await.state, shown);
        assert_eq!(stand.install().await, Err(ErrorCode::NotFound));
        assert_eq!(stand.files(), ["memory.json"]);
        // Nor does it come back once the company says nothing more.
        stand.restarted_under(None, &site).await;
        assert_eq!(stand.view().await.state, UpdateState::NotChecked {});
        assert!(stand.installed().is_empty());
        stand.sells().await;
    }
}

#[test]
fn p06_a_package_goes_when_the_company_turns_updates_off() {
    journey(|stand| goes("checks = \"off\"", UpdateState::Off {})(stand));
}

#[test]
fn p06_a_package_goes_when_the_company_names_another_server() {
    let elsewhere = "checks = \"daily\"\nserver = \"https://updates.company.example/airtill/\"";
    journey(|stand| goes(elsewhere, UpdateState::NotChecked {})(stand));
}

#[test]
fn p06_a_package_is_installed_where_the_company_wants_the_same() {
    journey(async |mut stand| {
        let site = stand.serve(stand.all()).await;
        stand.made_ready().await;
        stand.restarted_under(Some(&policy("checks = \"daily\"")), &site).await;
        assert_eq!(stand.given(1).await.len(), 1);
        stand.sells().await;
    });
}

#[test]
fn p06_a_package_waits_until_the_companys_word_can_be_read() {
    journey(async |mut stand| {
        let site = stand.serve(stand.all()).await;
        stand.made_ready().await;
        let files = stand.files();
        stand.restarted_under(Some(&policy("checks = \"hourly\"")), &site).await;
        assert_eq!(stand.view().await.policy.origin, PolicyOrigin::UnusablePolicy);
        assert_eq!(stand.install().await, Err(ErrorCode::NotFound));
        assert_eq!((stand.installed().len(), stand.files()), (0, files));
        stand.restarted_under(Some(&policy("checks = \"daily\"")), &site).await;
        assert_eq!(stand.given(1).await.len(), 1);
        stand.sells().await;
    });
}

#[test]
fn u03_a_supervisor_who_sets_something_else_drops_a_package() {
    journey(async |stand| {
        let site = stand.serve(stand.all()).await;
        stand.made_ready().await;
        let set = |checks| SetUpdatePolicy { checks, server: None };
        let view = stand.world.till().set_update_policy(set(true)).await.expect("it is as it was");
        assert_eq!(view.state, UpdateState::Ready { new: new() });
        let own = Some(site.url("airtill-stable.json").to_string());
        let view = stand.world.till().set_update_policy(SetUpdatePolicy { checks: true, server: own }).await;
        assert_eq!(view.expect("it is the same list").state, UpdateState::Ready { new: new() });
        let view = stand.world.till().set_update_policy(set(false)).await.expect("it is set");
        assert_eq!((view.state, stand.install().await), (UpdateState::Off {}, Err(ErrorCode::NotFound)));
        assert_eq!(stand.files(), ["memory.json"]);
        stand.sells().await;
    });
}

#[test]
fn u03_a_setting_ends_a_download_of_the_setting_before() {
    journey(async |stand| {
        let acts = [stand.list(&listed()), vec![stand.package().remove(0), half_of_a_package()]].concat();
        stand.serve(acts).await;
        stand.check().await.expect("the list is good");
        let earlier = stand.events();
        stand.fetch().await.expect("it begins");
        let came = |state: &UpdateState| matches!(state, UpdateState::Fetching { bytes, .. } if *bytes > 0);
        stand.shows(earlier, "half of it", came).await;
        let off = SetUpdatePolicy { checks: false, server: None };
        let view = stand.world.till().set_update_policy(off).await.expect("it is set");
        assert_eq!(view.state, UpdateState::Off {});
        assert_eq!((stand.files(), stand.installed().len()), (vec!["memory.json".to_owned()], 0));
        stand.sells().await;
    });
}

#[test]
fn u03_nothing_is_set_while_the_till_is_about_to_close_for_a_version() {
    journey(async |stand| {
        stand.serve(stand.all()).await;
        stand.made_ready().await;
        stand.ends(Ok(Installed::Closes));
        stand.installs(is_installing).await;
        stand.given(1).await;
        let off = SetUpdatePolicy { checks: false, server: None };
        let set = stand.world.till().set_update_policy(off).await;
        assert_eq!(set.expect_err("it is too late").code, ErrorCode::TillAtWork);
        assert!(stand.view().await.policy.checks, "it is as it was");
        stand.sells().await;
    });
}
