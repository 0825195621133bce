//! The certificate with which the till answers a browser over HTTPS: the trusted one is the stored one, and none that
//! is gone stays trusted.
//!
//! The list of the browsers is one of the test's own. The tests of the window show that real browsers agree.

use std::time::Duration;

use airtill_contract::*;
use airtill_practice::accounts::Options;
use airtill_tests::world::{ACCOUNTS_FILE, Company, Keyring, Setup, World, file_over_https, filled};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Company's accounts whose browser comes back over HTTPS.
async fn company(world: &World) -> Company {
    Company::with(world, Options::default(), &file_over_https()).await
}

async fn shown(world: &World, company: &Company) -> ListenerCertificate {
    world.shown(world.till().listener_certificate(company.named()).await).unwrap()
}

async fn trust(world: &World, company: &Company) -> ListenerCertificate {
    world.shown(world.till().trust_certificate(company.named()).await).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn l25_over_https_the_leaf_is_stored_and_can_be_trusted_and_forgotten() {
    let mut world = World::test().await;
    let company = company(&world).await;
    let first = shown(&world, &company).await;
    assert_eq!((first.trust, first.fingerprint.len()), (CertificateTrust::Untrusted, 95));
    world.restart().await;
    let again = trust(&world, &company).await;
    assert_eq!((again.fingerprint == first.fingerprint, again.trust), (true, CertificateTrust::Trusted));
    let address = company.begin(&world).await;
    assert!(address.as_str().contains("https%3A%2F%2F127.0.0.1%3A"));
    let warns = || {
        matches!(
            world.till().browser_sign_in(&company.named()).stage,
            BrowserSignInStage::Waiting { certificate: true, .. }
        )
    };
    assert!(!warns(), "a browser that trusts it does not warn");
    world.till().distrust_certificate(company.named()).await.unwrap();
    company.begin(&world).await;
    assert!(warns());
    trust(&world, &company).await;
    world.till().forget_this_computer().await.unwrap();
    assert_eq!(world.trust.count(), 0, "V12: nothing of it is left");
    company.close(world).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn l25_a_wrong_clock_leaves_a_trusted_leaf_until_the_next_sign_in() {
    let world = World::test().await;
    let company = company(&world).await;
    let first = trust(&world, &company).await;
    world.clock.advance(DAY * 400);
    assert_eq!(shown(&world, &company).await, first, "looking changes nothing");
    // The system asks the person, who is still at the service's pages.
    let asking = world.trust.ask_the_person().await;
    company.begin(&world).await;
    let renewed = shown(&world, &company).await;
    assert_eq!((renewed.fingerprint == first.fingerprint, renewed.trust), (false, CertificateTrust::Untrusted));
    assert_eq!(world.trust.count(), 1, "nobody has answered yet");
    drop(asking);
    world.trust.counts(0).await;
    company.close(world).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn l25_many_at_once_get_one_leaf() {
    let world = World::test().await;
    let company = company(&world).await;
    let mut asking = tokio::task::JoinSet::new();
    for at in 0..16 {
        let (till, named) = (world.till().clone(), company.named());
        asking.spawn(async move {
            if at % 2 == 0 { till.trust_certificate(named).await } else { till.listener_certificate(named).await }
        });
    }
    let prints: std::collections::HashSet<_> =
        asking.join_all().await.into_iter().map(|answer| answer.unwrap().fingerprint).collect();
    assert_eq!((prints.len(), world.trust.count()), (1, 1));
    assert_eq!(shown(&world, &company).await.trust, CertificateTrust::Trusted);
    company.close(world).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn l25_a_locked_keyring_is_an_error_and_leaves_nothing_trusted() {
    let mut world = World::test().await;
    let company = company(&world).await;
    let first = trust(&world, &company).await;
    world.shut().await;
    world.keyring.set(Keyring::Locked);
    world.open().await.unwrap();
    for _ in 0..2 {
        let faults = [
            world.till().listener_certificate(company.named()).await.map(drop),
            world.till().trust_certificate(company.named()).await.map(drop),
            world.till().distrust_certificate(company.named()).await.map(drop),
            company.click(&world).await.map(drop),
        ];
        for fault in faults {
            assert_eq!(fault.unwrap_err().code, ErrorCode::KeyringUnavailable);
        }
    }
    assert_eq!(world.trust.count(), 1, "no other one was entered");
    world.keyring.set(Keyring::Works);
    world.till().retry_keyring().await.unwrap();
    assert_eq!(shown(&world, &company).await, first);
    company.close(world).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn l25_without_a_keyring_the_leaf_ends_with_the_till_and_is_untrusted() {
    let world = World::with(Setup { keyring: Keyring::Absent, ..Setup::default() }).await;
    let company = company(&world).await;
    let first = shown(&world, &company).await;
    let refused = world.till().trust_certificate(company.named()).await.unwrap_err();
    assert_eq!((refused.code, refused.detail.is_empty(), world.trust.count()), (ErrorCode::TrustNotChanged, false, 0));
    assert!(company.begin(&world).await.as_str().contains("https%3A%2F%2F127.0.0.1%3A"));
    assert_eq!(shown(&world, &company).await, first);
    company.close(world).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn v06_remembering_nothing_carries_the_leaf_and_the_browsers_trust() {
    let mut world = World::test().await;
    let company = company(&world).await;
    let first = trust(&world, &company).await;
    world.till().remember_nothing().await.unwrap();
    assert_eq!(shown(&world, &company).await, first);
    assert_eq!(company.card(&world).await.client_secret, Some(true), "it was carried too");
    world.clock.advance(DAY * 400);
    company.begin(&world).await;
    assert_eq!(shown(&world, &company).await, first, "one that cannot be kept takes nobody's place");
    world.restart().await;
    assert_eq!(shown(&world, &company).await, first);
    company.close(world).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn v06_a_client_secret_that_cannot_be_carried_is_asked_for_again() {
    let mut world = World::test().await;
    let company = company(&world).await;
    assert_eq!(company.card(&world).await.client_secret, Some(true));
    lose_sight(&mut world).await;
    world.till().remember_nothing().await.unwrap();
    assert_eq!(company.card(&world).await.client_secret, Some(false));
    company.close(world).await;
}

/// The vault of the open till becomes unreadable.
async fn lose_sight(world: &mut World) {
    world.keyring.set(Keyring::Locked);
    world.till().retry_keyring().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn l25_the_last_connection_over_https_takes_its_leaf_with_it() {
    for replaced in [false, true] {
        let world = World::test().await;
        let company = company(&world).await;
        let fill = |file: &str| filled(file, &company.service, "another-client");
        let second = fill(&file_over_https()).replace("id = \"staff\"", "id = \"staff-2\"");
        let second = Company::import(&world, &second, None).await.unwrap();
        let first = trust(&world, &company).await;
        let named = || ForConnection { connection: second.key.clone() };
        world.till().remove_connection(named()).await.unwrap();
        assert_eq!(
            (shown(&world, &company).await.trust, world.trust.count()),
            (CertificateTrust::Trusted, 1),
            "one still needs it"
        );
        if replaced {
            Company::import(&world, &fill(ACCOUNTS_FILE), None).await.unwrap();
        } else {
            world.till().remove_connection(company.named()).await.unwrap();
        }
        world.trust.counts(0).await;
        Company::import(&world, &fill(&file_over_https()), None).await.unwrap();
        assert_ne!(shown(&world, &company).await.fingerprint, first.fingerprint, "nor was it kept");
        company.close(world).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn l25_a_leaf_whose_trust_cannot_be_withdrawn_stays_until_it_can() {
    let world = World::test().await;
    let company = company(&world).await;
    let first = trust(&world, &company).await;
    world.trust.refuse(true);
    world.till().remove_connection(company.named()).await.unwrap();
    Company::import(&world, &filled(&file_over_https(), &company.service, "another-client"), None).await.unwrap();
    assert_eq!(shown(&world, &company).await, first);
    world.trust.refuse(false);
    world.till().remove_connection(company.named()).await.unwrap();
    world.trust.counts(0).await;
    company.close(world).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn v12_forgetting_revokes_trust_without_a_vault_or_says_that_it_cannot() {
    for refuses in [false, true] {
        let mut world = World::test().await;
        let company = company(&world).await;
        trust(&world, &company).await;
        lose_sight(&mut world).await;
        world.trust.refuse(refuses);
        let left = world.till().forget_this_computer().await.unwrap().left;
        let reported = left.iter().any(|line| line.contains("the list is locked"));
        assert_eq!((world.trust.count(), reported), (usize::from(refuses), refuses), "{left:?}");
        company.close(world).await;
    }
}
