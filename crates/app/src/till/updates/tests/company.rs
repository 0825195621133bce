//! The company's word on updates, in place of what a supervisor of the till set.
//!
//! The company's folder is read as it is everywhere; its judge says yes to everything here.

use super::*;
use crate::ports::{CompanyPlace, Guard, Opened, Writers};

/// Says of everything that administrators alone write it.
struct Yes;

impl Guard for Yes {
    fn judge(&self, opened: &[Opened]) -> Vec<Writers> {
        vec![Writers::AdministratorsAlone; opened.len()]
    }
}

const OWN: &str = "https://own.example/airtill/";
const COMPANYS: &str = "https://updates.company.example/airtill/";

/// A till at which a supervisor set [`OWN`], started anew with this policy of the company.
async fn under(desk: &Desk, policy: &str) -> Till {
    let till = desk.till().await;
    let own = SetUpdatePolicy { checks: true, server: Some(OWN.to_owned()) };
    till.set_update_policy(own).await.expect("the company has no word yet");
    drop(till);
    let folder = desk.temp.path().join("company");
    std::fs::create_dir_all(&folder).expect("made");
    std::fs::write(folder.join("policy.toml"), policy).expect("written");
    let company = Some(CompanyPlace { folder, guard: Arc::new(Yes) });
    desk.till_on(Ports { company, ..ports() }).await
}

fn shown(origin: PolicyOrigin, checks: bool, server: Option<&str>) -> UpdatePolicyView {
    UpdatePolicyView { origin, checks, server: server.map(str::to_owned) }
}

#[tokio::test]
async fn p06_the_companys_word_on_updates_holds_in_place_of_the_tills() {
    let daily = format!("format = 1\n[updates]\nchecks = \"daily\"\nserver = \"{COMPANYS}\"\n");
    for (policy, expected) in [
        (daily.as_str(), shown(PolicyOrigin::Company, true, Some(COMPANYS))),
        ("format = 1\n[updates]\nchecks = \"off\"\n", shown(PolicyOrigin::Company, false, None)),
        ("format = 1\n[updates]\nchecks = \"hourly\"\n", shown(PolicyOrigin::UnusablePolicy, false, None)),
    ] {
        let desk = Desk::new(UpdateWay::Itself, Ok(Installed::Closes));
        let till = under(&desk, policy).await;
        let view = view(&till, "en").await;
        assert_eq!((&view.policy, view.may_change), (&expected, true), "{policy}");
        assert_eq!(view.state == UpdateState::Off {}, !expected.checks, "{policy}");
        let set = till.set_update_policy(SetUpdatePolicy { checks: true, server: None }).await;
        assert_eq!(set.expect_err("it is the company's").code, ErrorCode::SetByCompany, "{policy}");
        drop(till);
        // The till's own setting is as it was, and holds again without the company's.
        std::fs::remove_dir_all(desk.temp.path().join("company")).expect("it is there");
        let own = shown(PolicyOrigin::ThisTill, true, Some(OWN));
        assert_eq!(super::view(&desk.till().await, "en").await.policy, own, "{policy}");
    }
}

#[tokio::test]
async fn p06_a_policy_without_a_word_on_updates_changes_nothing_of_them() {
    let desk = Desk::new(UpdateWay::Itself, Ok(Installed::Closes));
    let till = under(&desk, "format = 1\n[limits]\nper_sale = [\"500 SSP\"]\n").await;
    assert_eq!(view(&till, "en").await.policy, shown(PolicyOrigin::ThisTill, true, Some(OWN)));
    till.set_update_policy(SetUpdatePolicy { checks: false, server: None }).await.expect("it is the till's own");
}
