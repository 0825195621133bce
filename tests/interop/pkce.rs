//! PKCE at a real Doorkeeper: with the columns, without them, and refused as Doorkeeper 5.0 to 5.4 refused it.
//!
//! The till's sentences and questions are read from its stages, the server's view from its tables.

use airtill_contract::*;
use airtill_practice::PracticeAccounts;
use airtill_tests::browser::Consent;

use crate::fixture::Fixture;

impl Fixture {
    /// The card's line about PKCE; the first sign-in proves it where it can be proven.
    async fn pkce(&self) -> Option<PkceView> {
        self.company.card(&self.world).await.pkce
    }

    /// Begins a sign-in and lets the browser answer it as another person, who got hold of the address; returns the
    /// stage that the till then shows.
    async fn intruder(&self) -> BrowserSignInStage {
        let before = self.world.window.events().len();
        let address = self.company.begin(&self.world).await;
        // The challenge is the intruder's own, which a server with the columns checks.
        let theirs: url::Url = address.as_str().replace("code_challenge=", "code_challenge=x").parse().unwrap();
        let back = self.browser().walk_as(PracticeAccounts::supervisor(), &theirs, Consent::Allow).await.unwrap();
        self.company.come_back(&back).await;
        let over = |stage: &BrowserSignInStage| {
            matches!(
                stage,
                BrowserSignInStage::IsThisYou { .. } | BrowserSignInStage::SignedIn | BrowserSignInStage::Failed { .. }
            )
        };
        self.company.reaches(&self.world, before, over).await;
        self.stage()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn b06_with_the_columns_pkce_is_proven_once_and_nobody_is_asked_again() {
    let fixture = Fixture::with(&[]).await;
    fixture.sign_in().await;
    assert_eq!(fixture.pkce().await, Some(PkceView::Proven));
    assert!(!fixture.sign_in().await, "the same person comes back without a question");
    let stage = fixture.intruder().await;
    assert!(matches!(stage, BrowserSignInStage::Failed { .. }), "an injected code is refused by the server: {stage:?}");
    fixture.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn b06_ignored_pkce_is_found_and_an_injected_code_signs_nobody_in() {
    let fixture = Fixture::with(&[("PKCE", "ignored")]).await;
    let stage = fixture.intruder().await;
    let BrowserSignInStage::IsThisYou { person, .. } = stage else { panic!("it is asked: {stage:?}") };
    assert_eq!(person.email, PracticeAccounts::supervisor().email, "whose code it was");
    fixture.world.till().confirm_sign_in(&ConfirmSignIn { connection: fixture.company.key.clone(), yes: false });
    let refused = |stage: &BrowserSignInStage| matches!(stage, BrowserSignInStage::Failed { error } if error.code == ErrorCode::NotYou);
    fixture.company.reaches(&fixture.world, 0, refused).await;
    fixture.lives(0).await;
    assert!(fixture.sign_in().await, "the person is asked, too");
    assert!(fixture.is_signed_in().await);
    assert_eq!(fixture.pkce().await, Some(PkceView::Ignored));
    fixture.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t22_where_pkce_is_refused_the_same_code_is_exchanged_on_their_word() {
    let fixture = Fixture::with(&[("PKCE", "refused")]).await;
    fixture.company.answer(&fixture.world, Consent::Allow).await;
    let refused = |stage: &BrowserSignInStage| matches!(stage, BrowserSignInStage::PkceRefused { message, .. } if message.contains("does not support pkce"));
    fixture.company.reaches(&fixture.world, 0, refused).await;
    assert_eq!(fixture.pairs().await, (0, 0), "nothing is exchanged before they say so");
    let before = fixture.world.window.events().len();
    fixture.world.shown(fixture.world.till().go_on_without_pkce(fixture.company.named()).await).unwrap();
    assert!(fixture.arrives(before).await, "without PKCE they say who they are");
    assert!(fixture.is_signed_in().await);
    let grants = fixture.company.service.grants().await.unwrap();
    assert_eq!((grants.len(), grants[0].revoked), (1, true), "one code, used");
    assert_eq!(fixture.pkce().await, Some(PkceView::SwitchedOff));

    // From then on the till does without it at this connection.
    assert!(fixture.sign_in().await);
    assert_eq!(fixture.pairs().await.0, 2);
    // The sign-in that this one replaced is revoked in the background.
    fixture.lives(1).await;
    fixture.close().await;
}
