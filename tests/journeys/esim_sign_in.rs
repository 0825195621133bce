//! A connection to Truphone Connect: its file, its client, and that it is never taken for another service.
//!
//! Nothing listens at its address here, so that no answer of a service has a part in it; the answers are those of
//! `interop/client_credentials.rs` and of the session's own tests.

use airtill_contract::*;
use airtill_tests::world::{ESIM_FILE, Reseller, Setup, World};

const SECRET: &str = "canary-client +%&=";

/// The port `discard`, at which no service is.
fn file() -> String {
    ESIM_FILE.replace("{port}", "9")
}

fn with_client(id: &str) -> String {
    format!("{}[oauth]\nclient_id = \"{id}\"\n", file())
}

async fn world() -> World {
    World::with(Setup { signed_in: false, ..Setup::default() }).await
}

async fn preview(world: &World, text: &str) -> ImportPreview {
    world.shown(world.till().read_connection_file("sims.airtill", text.as_bytes()).await).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn c03_a_file_that_mistakes_pre_production_is_refused_with_the_reason() {
    let world = world().await;
    for (path, environment, reason) in [
        ("connect-api-preprod", "live", "pre-production, where no order is real"),
        ("connect-api", "test", "production, where orders cost money"),
        ("esim", "test", "production, where orders cost money"),
        ("", "live", "only its path tells Truphone's production from its pre-production"),
    ] {
        let text = file()
            .replace("http://127.0.0.1:9/connect-api", &format!("https://services.truphone.com/{path}"))
            .replace("\"test\"", &format!("\"{environment}\""));
        let refused = world.till().read_connection_file("sims.airtill", text.as_bytes()).await.unwrap_err();
        assert_eq!(refused.code, ErrorCode::BadConnectionFile);
        assert!(refused.detail.contains(reason), "{path} {environment}: {}", refused.detail);
    }
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_import_asks_for_id_and_secret_and_signs_in_without_a_person() {
    let mut world = world().await;
    let asked = preview(&world, &file()).await;
    assert!(asked.usable && asked.asks_client_id && asked.asks_client_secret && asked.client_id.is_none());
    assert_eq!(asked.sign_in, [SignInWay::ClientCredentials]);
    let card = Reseller::import(&world, &file(), Some(" reseller "), Some(SECRET)).await.unwrap();
    assert_eq!((card.client_id.as_deref(), card.client_secret), (Some("reseller"), Some(true)));
    assert!(matches!(card.session, SessionView::SignedIn { person: None, remembered: true, .. }));
    assert_eq!(card.base_address, "http://127.0.0.1:9/connect-api");
    let reseller = Reseller { key: card.key };
    assert_eq!(reseller.look(&world).await.unwrap_err(), ErrorCode::Offline);
    world.restart().await;
    let card = reseller.card(&world).await;
    assert!(matches!(card.session, SessionView::SignedIn { person: None, .. }), "a missing network ends nothing");
    assert_eq!(card.client_id.as_deref(), Some("reseller"));
    let stored = std::fs::read_to_string(world.data().join("connections/test/sims.airtill")).unwrap();
    assert!(stored.contains("client_id = \"reseller\"") && !stored.contains("secret"), "{stored}");
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn c04_a_secret_belongs_to_its_client_and_goes_with_it() {
    let world = world().await;
    let card = Reseller::import(&world, &file(), Some("reseller"), Some(SECRET)).await.unwrap();
    let reseller = Reseller { key: card.key };
    // The administrator's file once more, which names no client: the client stays, and so does its secret.
    let again = preview(&world, &file()).await;
    assert!(again.replaces && again.asks_client_id && !again.forgets_sign_in);
    assert_eq!(again.client_id.as_deref(), Some("reseller"));
    let card = Reseller::import(&world, &file(), None, None).await.unwrap();
    assert_eq!((card.client_id.as_deref(), card.client_secret), (Some("reseller"), Some(true)));
    let other = preview(&world, &with_client("another")).await;
    assert!(other.forgets_sign_in && !other.asks_client_id);
    let card = Reseller::import(&world, &with_client("another"), None, None).await.unwrap();
    assert_eq!((card.client_id.as_deref(), card.client_secret), (Some("another"), Some(false)));
    assert_eq!(card.session, SessionView::SignedOut);
    let without = reseller.sign_in(&world, "reseller", None).await;
    assert_eq!(without.unwrap_err(), ErrorCode::BadRequest, "another id needs a secret of its own");
    let offline = reseller.sign_in(&world, "reseller", Some(SECRET)).await;
    assert_eq!(offline.unwrap_err(), ErrorCode::Offline);
    let card = reseller.card(&world).await;
    assert_eq!((card.client_id.as_deref(), card.client_secret), (Some("reseller"), Some(true)));
    let elsewhere = format!("{}token_address = \"http://127.0.0.1:10/token\"\n", with_client("reseller"));
    let preview = preview(&world, &elsewhere).await;
    assert_eq!(preview.other_hosts, ["127.0.0.1:10"], "a further host wants a yes of its own");
    let card = Reseller::import(&world, &elsewhere, None, None).await.unwrap();
    assert_eq!(card.client_secret, Some(false), "no other address gets the secret");
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_that_no_service_gives_out_is_refused_and_can_be_mended() {
    let world = world().await;
    let long = "a".repeat(257);
    for bad in ["", " ", "r\u{e9}seller", "two\nlines", &long] {
        let refused = Reseller::import(&world, &file(), Some(bad), Some(SECRET)).await.unwrap_err();
        assert_eq!(refused.code, ErrorCode::BadRequest, "{bad:?}");
    }
    let refused = Reseller::import(&world, &with_client("reseller"), Some("another"), Some(SECRET)).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::BadRequest, "the file names the client");
    let card = Reseller::import(&world, &file(), None, None).await.unwrap();
    assert_eq!((card.session, card.client_secret), (SessionView::SignedOut, Some(false)), "both may come later");
    let reseller = Reseller { key: card.key };
    for (id, secret) in [("", Some(SECRET)), ("reseller", Some("")), ("reseller", None)] {
        assert_eq!(reseller.sign_in(&world, id, secret).await.unwrap_err(), ErrorCode::BadRequest);
    }
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t19_signing_out_deletes_the_secret_and_claims_nothing_of_the_service() {
    let mut world = world().await;
    let card = Reseller::import(&world, &file(), Some("reseller"), Some(SECRET)).await.unwrap();
    let reseller = Reseller { key: card.key };
    let card = world.shown(world.till().sign_out(reseller.named()).await).unwrap();
    assert_eq!((card.session, card.revocation, card.client_secret), (SessionView::SignedOut, None, Some(false)));
    world.restart().await;
    let card = reseller.card(&world).await;
    assert_eq!((card.session, card.revocation, card.client_secret), (SessionView::SignedOut, None, Some(false)));
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_esim_connection_is_never_taken_for_another_service() {
    let world = world().await;
    let card = Reseller::import(&world, &file(), Some("reseller"), Some(SECRET)).await.unwrap();
    assert!(card.usable && !card.sells && card.float_use.is_none() && card.registration.is_none());
    let reseller = Reseller { key: card.key.clone() };
    let till = world.till();
    let order = PrepareTopUp { connection: card.key, number: "0925415377".to_owned(), amount: "5".to_owned() };
    let refusals = [
        till.refresh_float(reseller.named()).await.map(drop),
        till.countries(reseller.named()).await.map(drop),
        till.listener_certificate(reseller.named()).await.map(drop),
        till.prepare_top_up(order).await.map(drop),
    ];
    for refused in refusals {
        assert_eq!(refused.unwrap_err().code, ErrorCode::ConnectionSettings);
    }
    let password = SignInWithPassword {
        connection: reseller.key.clone(),
        username: "amina@shop.example".to_owned(),
        password: InwardSecret("canary-password".to_owned()),
    };
    assert_eq!(till.sign_in_with_password(password).await.unwrap_err().code, ErrorCode::ConnectionSettings);
    let airtime = Reseller { key: world.key.clone() };
    assert_eq!(airtime.sign_in(&world, "reseller", Some(SECRET)).await.unwrap_err(), ErrorCode::ConnectionSettings);
    let secret = SetClientSecret { connection: world.key.clone(), secret: InwardSecret(SECRET.to_owned()) };
    assert_eq!(till.set_client_secret(secret).await.unwrap_err().code, ErrorCode::ConnectionSettings);
    world.shown(till.remove_connection(reseller.named()).await).unwrap();
    let start = world.shown(world.till().start().await).unwrap();
    assert!(start.connections.iter().all(|other| other.key != reseller.key));
    world.close().await;
}
