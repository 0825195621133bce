//! A real browser at the practice accounts: Chromium is driven through log-in and consent, and comes back to the
//! listener as browsers do, with its preconnects and its own judgement of certificates.
//!
//! The till has no window here: only the sign-in is driven, so that the address bar and the certificate are the
//! subject.

use airtill_app::sign_in::{Stage, Way};
use airtill_oauth::loopback::{Door, Leaf};
use airtill_practice::accounts::Options;
use airtill_practice::{Endpoint, PracticeAccounts};
use airtill_tests::browser::Walked;
use airtill_tests::chromium::Chromium;
use airtill_tests::sign_in::{PATH, begun, leaf, listening, plan};

fn https(leaf: &Leaf) -> Way {
    Way::Listen(Door { path: PATH.into(), port: 0, localhost: false, leaf: Some(leaf.clone()) })
}

#[tokio::test]
async fn l19_over_plain_loopback_the_address_bar_holds_no_code_afterwards() -> Walked<()> {
    let service = PracticeAccounts::start(Options::default()).await?;
    let (_sign_in, driven, address) = begun(plan(&service, listening())).await;
    let chromium = Chromium::open(None).await?;
    chromium.allow(&address).await?;
    let bar = chromium.arrives(|address| address.path() == "/done").await?;
    assert_eq!(bar.query(), None);
    assert!(chromium.shows().await?.contains("Airtill has received your sign-in."));
    assert_eq!(driven.await??.tokens.user_id, Some(7));
    assert_eq!(service.hits_on(Endpoint::OAuthToken), 1);
    chromium.close().await?;
    Ok(())
}

#[tokio::test]
async fn l25_over_https_loopback_with_the_leaf_in_its_store() -> Walked<()> {
    let service = PracticeAccounts::start(Options::default()).await?;
    let leaf = leaf();
    let (_sign_in, driven, address) = begun(plan(&service, https(&leaf))).await;
    let chromium = Chromium::open(Some(&leaf)).await?;
    chromium.allow(&address).await?;
    let bar = chromium.arrives(|address| address.path() == "/done").await?;
    assert_eq!((bar.scheme(), bar.query()), ("https", None));
    assert_eq!(driven.await??.tokens.user_id, Some(7));
    chromium.close().await?;
    Ok(())
}

#[tokio::test]
async fn l23_a_browser_without_trust_sends_nothing_and_its_address_is_pasted() -> Walked<()> {
    let service = PracticeAccounts::start(Options::default()).await?;
    let (sign_in, driven, address) = begun(plan(&service, https(&leaf()))).await;
    let chromium = Chromium::open(None).await?;
    chromium.allow(&address).await?;
    let bar = chromium.arrives(|address| address.path() == PATH).await?;
    assert!(chromium.warns().await?, "it stops before its warning");
    assert!(matches!(sign_in.stage(), Stage::Waiting { .. }), "the code was not sent past the warning");
    sign_in.paste(bar.as_str())?;
    assert_eq!(driven.await??.tokens.user_id, Some(7));
    assert_eq!(service.hits_on(Endpoint::OAuthToken), 1);
    chromium.close().await?;
    Ok(())
}
