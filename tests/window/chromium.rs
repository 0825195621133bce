//! A real browser at the practice accounts: Chromium is driven through log-in and consent, and comes back to the listener as
//! browsers do, with its preconnects and its own mind about certificates.

use std::net::{Ipv4Addr, TcpListener};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use airtill_app::sign_in::{SignIn, SignInEnd, Stage, Way};
use airtill_oauth::TokenSet;
use airtill_oauth::loopback::{Door, Leaf};
use airtill_practice::accounts::Options;
use airtill_practice::{Endpoint, PracticeAccounts};
use airtill_tests::browser::{Opener, Walked};
use airtill_tests::sign_in::{PATH, leaf, listening, plan, tokens};
use airtill_tests::window::LIMIT;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;
use tempfile::TempDir;
use tokio::task::JoinHandle;
use tokio_util::task::TaskTracker;
use url::Url;

/// How often the address bar is looked at.
const EVERY: Duration = Duration::from_millis(40);

/// Chromium with a home of its own; dropping it ends it.
struct Chromium {
    driver: Child,
    client: Client,
    _home: TempDir,
}

impl Chromium {
    /// Opens it; `trusted` is in its store.
    async fn open(trusted: Option<&Leaf>) -> Walked<Self> {
        let home = tempfile::tempdir()?;
        if let Some(leaf) = trusted {
            let store = home.path().join(".pki/nssdb");
            std::fs::create_dir_all(&store)?;
            let file = home.path().join("leaf.der");
            std::fs::write(&file, &leaf.certificate)?;
            let store = format!("sql:{}", store.display());
            for arguments in [vec!["-N", "--empty-password"], vec!["-A", "-n", "airtill", "-t", "P,,", "-i", &file.to_string_lossy()]] {
                let told = Command::new("certutil").args(["-d", &store]).args(arguments).output()?;
                assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
            }
        }
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let driver = Command::new("chromedriver").arg(format!("--port={port}")).env("HOME", home.path()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        let listening = async {
            while tokio::net::TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.is_err() {
                tokio::time::sleep(EVERY).await;
            }
        };
        tokio::time::timeout(LIMIT, listening).await?;
        let profile = format!("--user-data-dir={}", home.path().join("profile").display());
        let arguments =
            ["--headless=new", "--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run", &profile];
        let capabilities = [("goog:chromeOptions".to_owned(), json!({ "args": arguments }))].into_iter().collect();
        let mut builder = ClientBuilder::new(HttpConnector::new());
        let client = tokio::time::timeout(LIMIT, builder.capabilities(capabilities).connect(&format!("http://127.0.0.1:{port}"))).await??;
        Ok(Self { driver, client, _home: home })
    }

    /// Goes to the service, signs in as its clerk and allows it.
    async fn allow(&self, authorization: &Url) -> Walked<()> {
        let clerk = PracticeAccounts::account();
        self.client.goto(authorization.as_str()).await?;
        self.client.find(Locator::Id("email")).await?.send_keys(clerk.email).await?;
        self.client.find(Locator::Id("password")).await?.send_keys(clerk.password).await?;
        self.client.find(Locator::Id("sign-in")).await?.click().await?;
        let allow = self.client.wait().at_most(LIMIT).for_element(Locator::Id("allow")).await?;
        // Where it leads may be a page that the browser refuses to show.
        let _ = allow.click().await;
        Ok(())
    }

    /// The address bar, once it fits.
    async fn arrives(&self, fits: impl Fn(&Url) -> bool) -> Walked<Url> {
        let arrived = async {
            loop {
                match self.client.current_url().await {
                    Ok(address) if fits(&address) => return address,
                    _ => tokio::time::sleep(EVERY).await,
                }
            }
        };
        Ok(tokio::time::timeout(LIMIT, arrived).await?)
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        // It may have ended by itself; its browsers go with it.
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

type Ended = JoinHandle<Result<TokenSet, SignInEnd>>;

/// A sign-in that waits for its browser, and the address to which that is sent.
async fn begun(service: &PracticeAccounts, way: Way) -> Walked<(Arc<SignIn>, Ended, Url)> {
    let (opener, mut opened) = Opener::new();
    let (sign_in, course) = SignIn::begin(plan(service, way), Arc::new(opener), TaskTracker::new()).await?;
    let tokens = tokens();
    let ended = tokio::spawn(async move { course.run(&tokens, || {}).await });
    let address = opened.recv().await.ok_or("the browser is asked for")?;
    Ok((sign_in, ended, address))
}

fn https(leaf: &Leaf) -> Way {
    Way::Listen(Door { path: PATH.into(), port: 0, leaf: Some(leaf.clone()) })
}

#[tokio::test]
async fn l19_over_plain_loopback_the_address_bar_holds_no_code_afterwards() -> Walked<()> {
    let service = PracticeAccounts::start(Options::default()).await?;
    let (_sign_in, ended, address) = begun(&service, listening()).await?;
    let chromium = Chromium::open(None).await?;
    chromium.allow(&address).await?;
    let bar = chromium.arrives(|address| address.path() == "/done").await?;
    assert_eq!(bar.query(), None);
    assert!(chromium.client.source().await?.contains("Airtill has received your sign-in."));
    assert_eq!(ended.await??.user_id, Some(7));
    assert_eq!(service.hits_on(Endpoint::OAuthToken), 1);
    chromium.client.clone().close().await?;
    Ok(())
}

#[tokio::test]
async fn l25_over_https_loopback_with_the_leaf_in_its_store() -> Walked<()> {
    let service = PracticeAccounts::start(Options::default()).await?;
    let leaf = leaf();
    let (_sign_in, ended, address) = begun(&service, https(&leaf)).await?;
    let chromium = Chromium::open(Some(&leaf)).await?;
    chromium.allow(&address).await?;
    let bar = chromium.arrives(|address| address.path() == "/done").await?;
    assert_eq!((bar.scheme(), bar.query()), ("https", None));
    assert_eq!(ended.await??.user_id, Some(7));
    chromium.client.clone().close().await?;
    Ok(())
}

#[tokio::test]
async fn l23_a_browser_that_does_not_trust_the_leaf_sends_nothing_and_its_address_is_pasted() -> Walked<()> {
    let service = PracticeAccounts::start(Options::default()).await?;
    let (sign_in, ended, address) = begun(&service, https(&leaf())).await?;
    let chromium = Chromium::open(None).await?;
    chromium.allow(&address).await?;
    let bar = chromium.arrives(|address| address.path() == PATH).await?;
    assert!(chromium.client.title().await?.contains("Privacy error"), "{}", chromium.client.title().await?);
    assert!(matches!(sign_in.stage(), Stage::Waiting { .. }), "the code was not sent past the warning");
    sign_in.paste(bar.as_str())?;
    assert_eq!(ended.await??.user_id, Some(7));
    assert_eq!(service.hits_on(Endpoint::OAuthToken), 1);
    chromium.client.clone().close().await?;
    Ok(())
}
