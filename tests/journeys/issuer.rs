//! The issuer of an answer of the browser, where the service names itself in its answers (RFC 9207).
//!
//! A connection file that names the issuer has every other answer turned away, and the sign-in goes on waiting. The
//! comparison itself is tested beside the judge of answers.

use airtill_contract::*;
use airtill_practice::Endpoint;
use airtill_practice::accounts::{Iss, Options};
use airtill_tests::browser::Consent;
use airtill_tests::world::{ACCOUNTS_FILE, Company, World};

/// The issuer as the practice accounts name themselves.
const OWN: &str = "http://127.0.0.1:{port}";

async fn beside(world: &World, iss: Iss, issuer: Option<&str>) -> Company {
    let line = issuer.map_or(String::new(), |issuer| format!("issuer = \"{issuer}\"\n"));
    Company::with(world, Options { iss, ..Options::default() }, &format!("{ACCOUNTS_FILE}{line}")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn l16_an_answer_that_names_the_issuer_of_the_file_is_accepted() {
    for (iss, issuer) in [
        (Iss::Own, Some(OWN)),
        // Where the file names none, there is nothing to compare with.
        (Iss::Absent, None),
        (Iss::Other("https://other.example".to_owned()), None),
    ] {
        let world = World::test().await;
        let company = beside(&world, iss, issuer).await;
        company.sign_in(&world).await;
        company.close(world).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn l16_an_answer_of_another_issuer_or_none_leaves_the_wait_going() {
    let slash = format!("{OWN}/");
    for (iss, issuer) in [
        (Iss::Other("https://other.example".to_owned()), OWN),
        (Iss::Other(String::new()), OWN),
        (Iss::Absent, OWN),
        // Letter for letter: a slash makes another issuer of it.
        (Iss::Own, &slash),
    ] {
        let world = World::test().await;
        let company = beside(&world, iss.clone(), Some(issuer)).await;
        let address = company.begin(&world).await;
        let back = company.walk(&address, Consent::Allow).await;
        assert_eq!(company.come_back(&back).await, 400, "{iss:?} {issuer}");
        company
            .reaches(&world, 0, |stage| matches!(stage, BrowserSignInStage::Waiting { turned_away: true, .. }))
            .await;
        let pasted = PasteSignInAnswer { connection: company.key.clone(), text: InwardSecret(back.to_string()) };
        assert!(world.till().paste_sign_in_answer(pasted).is_err(), "{iss:?} {issuer}: nor by hand");
        assert_eq!(company.service.hits_on(Endpoint::OAuthToken), 0, "{iss:?} {issuer}: the code went nowhere");
        assert!(
            matches!(world.till().browser_sign_in(&company.named()).stage, BrowserSignInStage::Waiting { .. }),
            "{iss:?} {issuer}"
        );

        // The right answer to the same sign-in still ends it.
        let own = company.service.base_address() + issuer.strip_prefix(OWN).expect("what follows the address");
        let mut right = back.clone();
        let kept: Vec<_> = back
            .query_pairs()
            .filter(|(name, _)| name != "iss")
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .collect();
        right.query_pairs_mut().clear().extend_pairs(kept).append_pair("iss", &own);
        assert_eq!(company.come_back(&right).await, 303, "{iss:?} {issuer}");
        company.is_they(&world, 0).await;
        company.close(world).await;
    }
}
