//! Signing in at a real Doorkeeper, with the codes and tokens of today's generators and with the settings of operators.
//!
//! A browser without a screen walks through the server's own pages. The real window with a real browser is in
//! `window/doorkeeper.rs`.

use airtill_contract::*;
use airtill_practice::accounts::OUT_OF_BAND;
use airtill_tests::browser::Consent;
use airtill_tests::doorkeeper::Doorkeeper;
use airtill_tests::world::ACCOUNTS_FILE;

use crate::fixture::{Fixture, REDIRECT_URI};

#[tokio::test(flavor = "multi_thread")]
async fn l17_the_code_of_todays_generator_signs_in_and_is_exchanged_once() {
    let fixture = Fixture::with(&[]).await;
    fixture.sign_in().await;
    assert!(fixture.is_signed_in().await);
    let grants = fixture.company.service.grants().await.unwrap();
    let used: Vec<_> = grants.iter().filter(|grant| grant.revoked).collect();
    assert_eq!((used.len(), used[0].code.len()), (1, 43), "{grants:?}");
    assert!(used[0].challenge.is_some(), "with its challenge");
    assert_eq!(fixture.pairs().await, (1, 1));
    fixture.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn access_tokens_may_be_jwts_and_a_user_may_have_few_fields() {
    let fixture = Fixture::with(&[("TOKENS", "jwt"), ("USER_FIELDS", "few")]).await;
    let before = fixture.world.window.events().len();
    fixture.company.answer(&fixture.world, Consent::Allow).await;
    fixture.arrives(before).await;
    assert!(fixture.is_signed_in().await);
    let SessionView::SignedIn { person: Some(person), .. } = fixture.company.card(&fixture.world).await.session else {
        panic!("signed in")
    };
    assert_eq!((person.name, person.role), (None, Some(RoleView::Staff)));
    assert!(fixture.company.service.tokens().await.unwrap()[0].access_token.starts_with("ey"));
    fixture.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn l23_out_of_band_the_code_the_page_and_its_address_are_taken() {
    let file = ACCOUNTS_FILE.replace("redirect_uri = \"http://127.0.0.1/oauth/callback\"", "redirect = \"paste\"");
    let fixture = Fixture::of(&[OUT_OF_BAND], &[], &file).await;
    let mut browser = fixture.browser();
    for form in ["the code", "the page", "the address"] {
        let before = fixture.world.window.events().len();
        let address = fixture.company.begin(&fixture.world).await;
        let back = browser.walk(&address, Consent::Allow).await.unwrap();
        let code = back.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned();
        assert!(browser.go(&back).await.unwrap().text.contains(&code), "the page shows it");
        let pasted = match form {
            "the code" => code,
            "the page" => format!("Authorization code:\n\n{code}\n"),
            _ => back.to_string(),
        };
        assert_eq!(fixture.paste(&pasted), Ok(()), "{form}");
        fixture.arrives(before).await;
        assert!(fixture.is_signed_in().await, "{form}");
    }
    fixture.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_denial_is_shown_and_nothing_is_issued() {
    let fixture = Fixture::with(&[]).await;
    fixture.company.answer(&fixture.world, Consent::Deny).await;
    let denied = |stage: &BrowserSignInStage| matches!(stage, BrowserSignInStage::Failed { error } if error.code == ErrorCode::ConsentDenied);
    fixture.company.reaches(&fixture.world, 0, denied).await;
    assert_eq!(fixture.pairs().await, (0, 0));
    fixture.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_required_scope_signs_in_and_a_blank_one_ends_on_a_page() {
    let switches = [("SCOPE", "required")];
    let fixture = Fixture::with(&switches).await;
    let address = fixture.company.begin(&fixture.world).await;
    let stuck = fixture.browser().walk(&address, Consent::Allow).await.unwrap_err().to_string();
    assert!(stuck.contains("Missing required parameter: scope."), "a page that never redirects: {stuck}");
    assert!(matches!(fixture.stage(), BrowserSignInStage::Waiting { .. }), "the till cannot know");
    fixture.world.till().cancel_browser_sign_in(&fixture.company.named());
    fixture.company.reaches(&fixture.world, 0, |stage| *stage == BrowserSignInStage::Cancelled).await;
    fixture.close().await;

    let fixture = Fixture::of(&[REDIRECT_URI], &switches, &format!("{ACCOUNTS_FILE}scope = \"public\"\n")).await;
    fixture.sign_in().await;
    assert!(fixture.is_signed_in().await);
    fixture.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_client_id_ends_on_a_page_after_the_login() {
    let fixture = Fixture::with(&[("CLIENT_ID", "another")]).await;
    let address = fixture.company.begin(&fixture.world).await;
    let stuck = fixture.browser().walk(&address, Consent::Allow).await.unwrap_err().to_string();
    assert!(stuck.contains("Client authentication failed due to unknown client"), "{stuck}");
    fixture.world.till().cancel_browser_sign_in(&fixture.company.named());
    fixture.company.reaches(&fixture.world, 0, |stage| *stage == BrowserSignInStage::Cancelled).await;
    fixture.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_form_signs_in_and_the_browser_is_not_asked_for_consent_after_it() {
    let fixture = Fixture::with(&[]).await;
    fixture.sign_in_by_the_form().await;
    assert!(fixture.is_signed_in().await);
    let before = fixture.world.window.events().len();
    let address = fixture.company.begin(&fixture.world).await;
    let mut browser = fixture.browser();
    let back = browser.walk(&address, Consent::Deny).await.unwrap();
    assert!(back.query_pairs().any(|(name, _)| name == "code"), "there was nothing to deny: {back}");
    browser.go(&back).await.unwrap();
    fixture.arrives(before).await;
    assert!(fixture.is_signed_in().await);
    fixture.close().await;
}

#[tokio::test]
async fn l26_the_registered_addresses_depend_on_the_server() {
    let plain = "http://127.0.0.1/callback";
    let others = ["https://127.0.0.1/callback", "https://localhost:7555/callback", OUT_OF_BAND];
    let strict = Doorkeeper::start(&[OUT_OF_BAND], &[("FORCE_SSL", "yes")]).await.unwrap();
    assert_eq!(strict.objections(plain).await.unwrap(), ["Redirect URI must be an HTTPS/SSL URI."]);
    for uri in others {
        assert_eq!(strict.objections(uri).await.unwrap(), [""; 0], "{uri}");
    }
    let lax = Doorkeeper::start(&[OUT_OF_BAND], &[]).await.unwrap();
    assert_eq!(lax.objections(plain).await.unwrap(), [""; 0]);
}
