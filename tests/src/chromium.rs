//! A real browser in front of a person: Chromium, driven over WebDriver through the pages of a service.
//!
//! It has a home of its own, so that no real profile and no real list of certificates is touched, and it ends with the
//! test. It knows the pages of the practice accounts and of a real Doorkeeper by their fields and buttons, and shares
//! nothing with the till. It runs without a window: its picture has to be asked for.

use std::net::Ipv4Addr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use airtill_oauth::loopback::Leaf;
use airtill_practice::PracticeAccounts;
use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use reqwest::Method;
use serde_json::{Value, json};
use tempfile::TempDir;
use url::Url;

use crate::browser::Walked;
use crate::port::Port;
use crate::window::{LIMIT, Picture};

/// How often the address bar is looked at.
const EVERY: Duration = Duration::from_millis(40);

/// The buttons of the consent page, at the practice accounts and at a Doorkeeper.
const ALLOW: &str = "#allow, input[type=submit][value=Authorize]";
const DENY: &str = "#deny, input[type=submit][value=Deny]";

/// A running Chromium; dropping it ends it.
pub struct Chromium {
    driver: Child,
    /// The driver's, before it listens as well.
    _port: Port,
    client: Client,
    _home: Option<TempDir>,
}

impl Chromium {
    /// Opens it with a new home; `trusted` is in its store.
    ///
    /// # Errors
    /// Chromium does not start.
    pub async fn open(trusted: Option<&Leaf>) -> Walked<Self> {
        let home = tempfile::tempdir()?;
        if let Some(leaf) = trusted {
            let store = home.path().join(".pki/nssdb");
            std::fs::create_dir_all(&store)?;
            let file = home.path().join("leaf.der");
            std::fs::write(&file, &leaf.certificate)?;
            let store = format!("sql:{}", store.display());
            for arguments in [
                vec!["-N", "--empty-password"],
                vec!["-A", "-n", "airtill", "-t", "P,,", "-i", &file.to_string_lossy()],
            ] {
                let reported = Command::new("certutil").args(["-d", &store]).args(arguments).output()?;
                if !reported.status.success() {
                    return Err(String::from_utf8_lossy(&reported.stderr).into());
                }
            }
        }
        let mut chromium = Self::in_home(home.path()).await?;
        chromium._home = Some(home);
        Ok(chromium)
    }

    /// Opens Chromium for pages in files, which may read the files beside them; `None` where this computer has no
    /// driver for Chromium.
    ///
    /// # Errors
    /// Chromium does not start.
    pub async fn for_files(home: &Path) -> Walked<Option<Self>> {
        match Self::with(home, &["--allow-file-access-from-files"]).await {
            Ok(chromium) => Ok(Some(chromium)),
            Err(error)
                if error
                    .downcast_ref::<std::io::Error>()
                    .is_some_and(|error| error.kind() == std::io::ErrorKind::NotFound) =>
            {
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// Opens it with this home, whose list of certificates it uses.
    ///
    /// # Errors
    /// Chromium does not start.
    pub async fn in_home(home: &Path) -> Walked<Self> {
        Self::with(home, &[]).await
    }

    async fn with(home: &Path, more: &[&str]) -> Walked<Self> {
        let held = Port::free();
        let port = held.as_u16();
        let driver = Command::new("chromedriver")
            .arg(format!("--port={port}"))
            .env("HOME", home)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let listening = async {
            while tokio::net::TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.is_err() {
                tokio::time::sleep(EVERY).await;
            }
        };
        tokio::time::timeout(LIMIT, listening).await?;
        let profile = format!("--user-data-dir={}", home.join("chromium-profile").display());
        let usual = [
            "--headless=new",
            "--no-sandbox",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
            &profile,
        ];
        let arguments = [&usual, more].concat();
        let capabilities = [("goog:chromeOptions".to_owned(), json!({ "args": arguments }))].into_iter().collect();
        let mut builder = ClientBuilder::new(HttpConnector::new());
        let client = tokio::time::timeout(
            LIMIT,
            builder.capabilities(capabilities).connect(&format!("http://127.0.0.1:{port}")),
        )
        .await??;
        Ok(Self { driver, _port: held, client, _home: None })
    }

    /// Goes to the service, signs in as its clerk and presses *Allow*.
    ///
    /// # Errors
    /// When a page is not the one that is due.
    pub async fn allow(&self, authorization: &Url) -> Walked<()> {
        self.sign_in(authorization).await?;
        self.consent().await
    }

    /// Presses *Allow* on the consent page, which it shows already.
    ///
    /// # Errors
    /// When it asks nothing.
    pub async fn consent(&self) -> Walked<()> {
        self.press(ALLOW).await
    }

    /// Goes to the service, signs in as its clerk and presses *Deny*.
    ///
    /// # Errors
    /// When a page is not the one that is due.
    pub async fn deny(&self, authorization: &Url) -> Walked<()> {
        self.sign_in(authorization).await?;
        self.press(DENY).await
    }

    /// Goes to the service and signs in as its clerk.
    ///
    /// # Errors
    /// When there is no sign-in page.
    pub async fn sign_in(&self, authorization: &Url) -> Walked<()> {
        let clerk = PracticeAccounts::account();
        self.client.goto(authorization.as_str()).await?;
        self.client.find(Locator::Id("email")).await?.send_keys(clerk.email).await?;
        self.client.find(Locator::Id("password")).await?.send_keys(clerk.password).await?;
        Ok(self.client.find(Locator::Id("sign-in")).await?.click().await?)
    }

    /// Goes to an address.
    ///
    /// # Errors
    /// When the browser has gone.
    pub async fn go(&self, address: &Url) -> Walked<()> {
        // The address may lead to a page that the browser refuses to show.
        let _ = self.client.goto(address.as_str()).await;
        Ok(())
    }

    async fn press(&self, button: &str) -> Walked<()> {
        let button = self.client.wait().at_most(LIMIT).for_element(Locator::Css(button)).await?;
        // The button may lead to a page that the browser refuses to show.
        let _ = button.click().await;
        Ok(())
    }

    /// The address bar, once it fits.
    ///
    /// # Errors
    /// When it does not in time.
    pub async fn arrives(&self, fits: impl Fn(&Url) -> bool) -> Walked<Url> {
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

    /// The page as it is now.
    ///
    /// # Errors
    /// When the browser has gone.
    pub async fn shows(&self) -> Walked<String> {
        Ok(self.client.source().await?)
    }

    /// Shows every page from now on in a window of this size, in the few colours that a person has set in the system.
    ///
    /// # Errors
    /// When the browser has gone.
    pub async fn force_colours(&self, width: u32, height: u32) -> Walked<()> {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.client.issue_cmd(DevTools("Emulation.setDeviceMetricsOverride", size)).await?;
        let forced = json!({ "features": [{ "name": "forced-colors", "value": "active" }] });
        self.client.issue_cmd(DevTools("Emulation.setEmulatedMedia", forced)).await?;
        Ok(())
    }

    /// Shows a file, with its fonts, and the focus on the element with `data-focused`.
    ///
    /// # Errors
    /// When the browser has gone.
    pub async fn show(&self, file: &Path) -> Walked<()> {
        let address = Url::from_file_path(file).map_err(|()| "a whole path leads to the file")?;
        self.client.goto(address.as_str()).await?;
        let ready = "const done = arguments[0];
            document.querySelector('[data-focused]')?.focus({ preventScroll: true });
            document.fonts.ready.then(() => requestAnimationFrame(() => requestAnimationFrame(() => done(null))))";
        self.client.execute_async(ready, vec![]).await?;
        Ok(())
    }

    /// A picture of the page as it is now.
    ///
    /// # Errors
    /// When the browser has gone.
    pub async fn picture(&self) -> Walked<Picture> {
        Ok(Picture::of(self.client.screenshot().await?))
    }

    /// The text that a person reads on the page, as it is when all of it is copied.
    ///
    /// # Errors
    /// When the browser has gone.
    pub async fn reads(&self) -> Walked<String> {
        Ok(self.client.find(Locator::Css("body")).await?.text().await?)
    }

    /// Whether it shows its own warning of a certificate.
    ///
    /// # Errors
    /// When the browser has gone.
    pub async fn warns(&self) -> Walked<bool> {
        Ok(self.client.title().await?.contains("Privacy error"))
    }

    /// Closes it as a person does.
    ///
    /// # Errors
    /// When it has gone already.
    pub async fn close(self) -> Walked<()> {
        Ok(self.client.clone().close().await?)
    }
}

/// A command of Chromium's own, for which WebDriver has no word: its name and what goes with it.
#[derive(Debug)]
struct DevTools(&'static str, Value);

impl WebDriverCompatibleCommand for DevTools {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, url::ParseError> {
        base.join(&format!("session/{}/goog/cdp/execute", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(json!({ "cmd": self.0, "params": self.1 }).to_string()))
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        // It may have ended by itself; its browsers go with it.
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}
