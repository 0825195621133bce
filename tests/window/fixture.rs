//! The fixture of a window test: a folder of its own, the display to itself, and at the end the truth to compare with.
//!
//! Tests wait for each other here, because there is one display and one keyring. The acts of a person in the window are
//! in the clerk.

use std::path::PathBuf;

use airtill_practice::{Charge, Options, Practice};
use airtill_tests::browser::Walked;
use airtill_tests::chromium::Chromium;
use airtill_tests::clerk::{Clerk, Done, OpenerScript};
use airtill_tests::window::Launch;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::{Mutex, MutexGuard};
use url::Url;

static ALONE: Mutex<()> = Mutex::const_new(());

/// A data folder, with the display to itself.
pub struct Fixture {
    /// Deleted with the test.
    pub folder: TempDir,
    _alone: MutexGuard<'static, ()>,
}

impl Fixture {
    /// A fixture, once every earlier one is dropped.
    pub async fn new() -> Self {
        Self { _alone: ALONE.lock().await, folder: tempfile::tempdir().unwrap() }
    }

    /// The till's data folder.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// The real charges of the practice service inside the till; the till must have ended.
    pub async fn truth(&self) -> Vec<Charge> {
        let folder = self.data().join("practice").join("service");
        let service = Practice::start(Options { folder: Some(folder), ..Options::default() }).await.unwrap();
        let truth = service.truth();
        service.stop().await;
        truth
    }
}

/// A practising till with this opener, at the sign-in screen of the practice accounts.
pub async fn at_sign_in(fixture: &Fixture, opener: &OpenerScript) -> Walked<Clerk> {
    let clerk = Clerk::of(Launch::on(&fixture.data())?.variable("PATH", opener.path())).await?;
    clerk.practise().await?;
    clerk.open_practice_accounts().await?;
    Ok(clerk)
}

/// Has the person's browser trust the till's certificate by the button in the settings, signs in, and allows it;
/// returns the browser, and the address at which it came back over HTTPS.
pub async fn trusted_and_allowed(fixture: &Fixture, clerk: &Clerk, opener: &OpenerScript) -> Walked<(Chromium, Url)> {
    // The list that Chromium makes when it is first used.
    let store = fixture.folder.path().join(".pki/nssdb");
    std::fs::create_dir_all(&store)?;
    let made = std::process::Command::new("certutil")
        .args(["-d", &format!("sql:{}", store.display()), "-N", "--empty-password"])
        .output()?;
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    clerk.details_of("test-staff").await?;
    clerk.click("certificate-trust").await?;
    clerk.click("certificate-confirm").await?;
    clerk.see("certificate-distrust").await?;
    clerk.click("settings-sign-in").await?;
    let address = clerk.begin_in_browser(opener, 1).await?;
    let chromium = Chromium::in_home(fixture.folder.path()).await?;
    chromium.allow(&address).await?;
    let bar = chromium.arrives(|address| address.path() == "/done").await?;
    assert_eq!((bar.scheme(), bar.query()), ("https", None));
    Ok((chromium, bar))
}

/// The number and the state of every practice sale in the till's history, oldest first.
pub async fn history(clerk: &Clerk) -> Done<Vec<(String, String)>> {
    let request = json!({ "request": { "environment": "practice", "connection": null, "search": "", "before": null, "limit": 100 } });
    let page = clerk.invoke("search_history", request).await?.expect("the history is there");
    let text = |sale: &Value, name: &str| sale[name].as_str().unwrap_or_default().to_owned();
    let mut sales: Vec<_> = page["sales"]
        .as_array()
        .unwrap()
        .iter()
        .map(|sale| (text(&sale["order"], "msisdn"), text(sale, "state")))
        .collect();
    sales.reverse();
    Ok(sales)
}

/// Asserts that no sale is there twice and none is lost: the charged sales of the history are the real charges.
pub fn agree(history: &[(String, String)], truth: &[Charge]) {
    let charged = ["confirmed", "accepted", "declinedButCharged", "charged"];
    let mut reported: Vec<_> = history
        .iter()
        .filter(|(_, state)| charged.contains(&state.as_str()))
        .map(|(number, _)| number.clone())
        .collect();
    let mut true_: Vec<_> = truth.iter().map(|charge| charge.msisdn.clone()).collect();
    reported.sort();
    true_.sort();
    assert_eq!(reported, true_, "the ledger and the truth log agree");
}

/// Asserts that a till that was started again has one sale, confirmed to this number, and that the service has it too.
pub async fn sold_once(clerk: Clerk, fixture: &Fixture, number: &str) -> Done {
    clerk.practise().await?;
    let reported = history(&clerk).await?;
    assert_eq!(reported, [(number.to_owned(), "confirmed".to_owned())]);
    clerk.window.close().await?;
    agree(&reported, &fixture.truth().await);
    Ok(())
}

/// Closes the till, and asserts that its history has this many sales, as many of them charged as really were.
pub async fn closes_after(sales: usize, clerk: Clerk, fixture: &Fixture) -> Done {
    let reported = history(&clerk).await?;
    clerk.window.close().await?;
    assert_eq!(reported.len(), sales);
    agree(&reported, &fixture.truth().await);
    Ok(())
}
