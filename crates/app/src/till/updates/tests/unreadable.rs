//! A setting of this till that cannot be read.
//!
//! The checks are off, a person who can set it again is shown that, and the file is set aside when they do.

use super::*;

#[tokio::test]
async fn a_setting_that_cannot_be_read_is_told_to_a_supervisor_alone() {
    let desk = Desk::new(UpdateWay::Itself, Ok(Installed::Closes));
    let file = desk.temp.path().join("updates.json");
    std::fs::write(&file, "{").expect("written");
    let till = desk.till().await;
    let shown = async || view(&till, "en").await.policy;
    let of = |origin, checks| UpdatePolicyView { origin, checks, server: None };
    assert_eq!(shown().await, of(PolicyOrigin::UnreadableSetting, false), "without accounts anybody may set it");
    add_accounts(&till);
    assert_eq!(shown().await, of(PolicyOrigin::ThisTill, false), "a clerk reads that it is off");
    let environment = till.0.environments.open(airtill_domain::Environment::Test).await.expect("it opens");
    let person = Arc::new(SignedIn(Role::Administrator));
    environment.staff.add(&person);
    assert_eq!(shown().await, of(PolicyOrigin::UnreadableSetting, false));
    let set = till.set_update_policy(SetUpdatePolicy { checks: true, server: None }).await.expect("it is set again");
    assert_eq!(set.policy, of(PolicyOrigin::ThisTill, true));
    let aside = desk.temp.path().join("updates.unreadable.json");
    assert_eq!(std::fs::read_to_string(aside).expect("set aside"), "{");
}
