//! The real window, a real Chromium and a real Doorkeeper: each way in which the browser comes back, and the form.
//!
//! The server is started by the test, from Debian's packages. The tests at such a server that need no window are in
//! `interop`.

use std::net::{Ipv6Addr, TcpListener};

use airtill_practice::PracticeAccounts;
use airtill_practice::accounts::{CLIENT_ID, CLIENT_SECRET, OUT_OF_BAND};
use airtill_tests::browser::Walked;
use airtill_tests::chromium::Chromium;
use airtill_tests::clerk::{Clerk, OpenerScript};
use airtill_tests::doorkeeper::Doorkeeper;
use airtill_tests::port::Port;
use airtill_tests::window::{By, Launch};
use airtill_tests::world::{ACCOUNTS_FILE, filled_at};
use url::Url;

use crate::fixture::{Fixture, trusted_and_allowed};

const PLAIN: &str = "http://127.0.0.1/oauth/callback";

/// A till that has read a connection to this server, at its sign-in screen; `registered` is its redirect URI.
async fn at_sign_in(fixture: &Fixture, server: &Doorkeeper, opener: &OpenerScript, registered: &str) -> Walked<Clerk> {
    let kind = if registered.starts_with("https") { "https-loopback" } else { "loopback" };
    let lines = match registered {
        OUT_OF_BAND => "redirect = \"paste\"\n".to_owned(),
        uri => format!("redirect = \"{kind}\"\nredirect_uri = \"{uri}\"\n"),
    };
    let head = ACCOUNTS_FILE.split("redirect_uri").next().unwrap_or_default();
    let file = fixture.folder.path().join("staff.airtill");
    std::fs::write(&file, filled_at(&format!("{head}{lines}"), server.address.port(), CLIENT_ID))?;
    let launch = Launch::on(&fixture.data())?
        .argument(&file.to_string_lossy())
        .variable("PATH", opener.path())
        .variable("HOME", fixture.folder.path());
    let clerk = Clerk::of(launch).await?;
    clerk.see("import").await?;
    clerk.window.fill(By::TestId("import-client-secret"), CLIENT_SECRET).await?;
    clerk.add_connection().await?;
    Ok(clerk)
}

/// Says yes to *Is this you?*, where the till asks, and waits until the account is shown.
async fn comes_in(clerk: &Clerk) -> Walked<()> {
    let there = async |mark: &str| clerk.count(mark).await.is_ok_and(|count| count > 0);
    clerk
        .window
        .until("the question or the account", async |_| {
            Ok(there("is-this-you-yes").await || there("account-name").await)
        })
        .await?;
    if there("is-this-you-yes").await {
        clerk.has_text("is-this-you", PracticeAccounts::account().email).await?;
        clerk.click("is-this-you-yes").await?;
    }
    Ok(clerk.is_signed_in_as_practice_clerk().await?)
}

/// A port that is free on both loopback addresses.
fn free_port() -> Walked<Port> {
    let mut ports = std::iter::repeat_with(Port::free).take(20);
    let on_both = ports.find(|port| TcpListener::bind((Ipv6Addr::LOCALHOST, port.as_u16())).is_ok());
    on_both.ok_or_else(|| "no port is free on both".into())
}

#[tokio::test]
async fn over_plain_loopback_the_browser_comes_back_and_a_denial_is_shown() -> Walked<()> {
    let fixture = Fixture::new().await;
    let server = Doorkeeper::start(&[PLAIN], &[]).await?;
    let opener = OpenerScript::ending(fixture.folder.path(), 0)?;
    let clerk = at_sign_in(&fixture, &server, &opener, PLAIN).await?;
    let chromium = Chromium::open(None).await?;

    let address = clerk.begin_in_browser(&opener, 1).await?;
    chromium.deny(&address).await?;
    clerk.see("waiting-error").await?;
    assert!(server.tokens().await?.is_empty(), "nothing was given out");

    clerk.click("waiting-again").await?;
    let address = opener.call(&clerk, 2).await?.address();
    chromium.go(&address).await?;
    chromium.consent().await?;
    let bar = chromium.arrives(|address| address.path() == "/done").await?;
    assert_eq!(
        (bar.host_str(), bar.query(), bar.fragment()),
        (Some("127.0.0.1"), None, None),
        "neither code nor state"
    );
    comes_in(&clerk).await?;
    let grants = server.grants().await?;
    assert_eq!((grants.len(), grants[0].code.len(), grants[0].revoked), (1, 43, true), "one exchange");
    chromium.close().await?;
    Ok(())
}

/// Signs in over HTTPS in a browser whose list of certificates was given ours in the settings.
async fn over_https(registered: &str) -> Walked<Url> {
    let fixture = Fixture::new().await;
    let server = Doorkeeper::start(&[registered], &[("FORCE_SSL", "yes")]).await?;
    let opener = OpenerScript::ending(fixture.folder.path(), 0)?;
    let clerk = at_sign_in(&fixture, &server, &opener, registered).await?;
    let (chromium, bar) = trusted_and_allowed(&fixture, &clerk, &opener).await?;
    comes_in(&clerk).await?;
    chromium.close().await?;
    Ok(bar)
}

#[tokio::test]
async fn l25_over_https_loopback_the_browser_trusts_the_leaf_and_comes_back() -> Walked<()> {
    let bar = over_https("https://127.0.0.1/oauth/callback").await?;
    assert_eq!(bar.host_str(), Some("127.0.0.1"));
    Ok(())
}

#[tokio::test]
async fn l26_a_registered_localhost_address_with_its_port_works_as_it_is() -> Walked<()> {
    let held = free_port()?;
    let port = held.as_u16();
    let bar = over_https(&format!("https://localhost:{port}/callback")).await?;
    assert_eq!((bar.host_str(), bar.port()), (Some("localhost"), Some(port)));
    Ok(())
}

#[tokio::test]
async fn l23_any_copied_part_of_an_out_of_band_page_with_its_code_is_taken() -> Walked<()> {
    let fixture = Fixture::new().await;
    let server = Doorkeeper::start(&[OUT_OF_BAND], &[]).await?;
    let opener = OpenerScript::ending(fixture.folder.path(), 0)?;
    let clerk = at_sign_in(&fixture, &server, &opener, OUT_OF_BAND).await?;
    let address = clerk.begin_in_browser(&opener, 1).await?;
    let chromium = Chromium::open(None).await?;
    chromium.allow(&address).await?;
    chromium.arrives(|address| address.path() == "/oauth/authorize/native").await?;
    let words = chromium.reads().await?;
    assert!(words.starts_with("Authorization code:"), "{words}");
    clerk.paste_answer(&words).await?;
    comes_in(&clerk).await?;
    chromium.close().await?;
    Ok(())
}

#[tokio::test]
async fn the_form_signs_in_and_an_expired_token_is_renewed_unseen() -> Walked<()> {
    let fixture = Fixture::new().await;
    let server = Doorkeeper::start(&[PLAIN], &[]).await?;
    let opener = OpenerScript::ending(fixture.folder.path(), 0)?;
    let clerk = at_sign_in(&fixture, &server, &opener, PLAIN).await?;
    let person = PracticeAccounts::account();
    clerk.sign_in(person.email, person.password).await?;
    clerk.is_signed_in_as_practice_clerk().await?;

    server.expire().await?;
    let look_up = async || {
        clerk.window.fill(By::TestId("look-up-id"), "7").await?;
        clerk.click("look-up-submit").await
    };
    look_up().await?;
    clerk.has_text("look-up-found", person.email).await?;
    assert_eq!(
        server.tokens().await?.iter().filter(|pair| !pair.revoked).count(),
        1,
        "renewed, and the old pair is over"
    );
    server.revoke().await?;
    look_up().await?;
    clerk.read("Sign in again").await?;
    Ok(())
}

#[tokio::test]
async fn t22_where_pkce_is_refused_the_same_code_signs_in_after_the_choice() -> Walked<()> {
    let fixture = Fixture::new().await;
    let server = Doorkeeper::start(&[PLAIN], &[("PKCE", "refused")]).await?;
    let opener = OpenerScript::ending(fixture.folder.path(), 0)?;
    let clerk = at_sign_in(&fixture, &server, &opener, PLAIN).await?;
    let address = clerk.begin_in_browser(&opener, 1).await?;
    let chromium = Chromium::open(None).await?;
    chromium.allow(&address).await?;
    clerk.has_text("pkce-refused-said", "does not support pkce").await?;
    assert!(server.tokens().await?.is_empty(), "nothing is given out before the person chose");

    clerk.click("pkce-refused-go-on").await?;
    clerk.see("is-this-you").await?;
    comes_in(&clerk).await?;
    let grants = server.grants().await?;
    assert_eq!((grants.len(), grants[0].revoked), (1, true), "one code, used once");
    chromium.close().await?;
    Ok(())
}
