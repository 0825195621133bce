//! A person with a browser, without the browser: walks through the pages of a service and fills in its forms.
//!
//! It follows one redirect at a time, so that a test can look at each address. The practice accounts and a real
//! Doorkeeper are walked through alike; it shares nothing with either, nor with the till.

mod form;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use airtill_app::ports::{NotOpened, Promise, UserAgent};
use airtill_practice::{Account, PracticeAccounts};
use tokio::sync::mpsc;
use url::Url;

use self::form::forms;

/// More than any way from the address to the answer.
const MOST_PAGES: usize = 8;

/// The result of a step; the test reports its error.
pub type Walked<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// The person's choice on the consent page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Consent {
    /// The person presses *Allow*.
    Allow,
    /// The person presses *Deny*.
    Deny,
}

/// A page as it arrived.
pub struct Page {
    /// The HTTP status.
    pub status: u16,
    /// The address to which it sends the browser, if it does.
    pub location: Option<Url>,
    /// The body as text.
    pub text: String,
    headers: reqwest::header::HeaderMap,
}

impl Page {
    /// The value of a header; empty where there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

/// The browser of one person, with the cookies of one site.
pub struct Browser {
    client: reqwest::Client,
    cookies: BTreeMap<String, String>,
}

impl Browser {
    /// A browser that trusts the certificate in `trusted`, DER, for HTTPS.
    ///
    /// # Errors
    /// When there is no HTTP client to be had.
    pub fn new(trusted: Option<&[u8]>) -> Walked<Self> {
        // The first call installs it; a later attempt is refused and changes nothing.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let roots = trusted.map(reqwest::Certificate::from_der).transpose()?;
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .tls_certs_only(roots)
            .build()?;
        Ok(Self { client, cookies: BTreeMap::new() })
    }

    /// Goes to an address.
    ///
    /// # Errors
    /// When nothing answers there.
    pub async fn go(&mut self, address: &Url) -> Walked<Page> {
        self.send(self.client.get(address.clone()), address).await
    }

    /// Signs in as the practice clerk and answers the consent page, unless the browser is signed in or no question
    /// comes; returns the address to which the browser is sent back.
    ///
    /// # Errors
    /// When a page is not the one that is due.
    pub async fn walk(&mut self, authorization: &Url, consent: Consent) -> Walked<Url> {
        self.walk_as(PracticeAccounts::account(), authorization, consent).await
    }

    /// Signs in as `person`, as [`Browser::walk`] does for the clerk.
    ///
    /// # Errors
    /// When a page is not the one that is due.
    pub async fn walk_as(&mut self, person: Account, authorization: &Url, consent: Consent) -> Walked<Url> {
        let marks: &[&str] = if consent == Consent::Allow { &["allow", "authorize"] } else { &["deny"] };
        let mut page = self.go(authorization).await?;
        for _ in 0..MOST_PAGES {
            page = match page.location {
                // Out of band, the code is on a page of the service itself.
                Some(location)
                    if location.origin() == authorization.origin() && !location.path().ends_with("/native") =>
                {
                    self.go(&location).await?
                }
                Some(location) => return Ok(location),
                None => {
                    let forms = forms(&page.text);
                    if forms.iter().any(|form| form.wants_password) {
                        self.press(
                            authorization,
                            &page,
                            "sign-in",
                            &[("email", person.email), ("password", person.password)],
                        )
                        .await?
                    } else {
                        let buttons = forms.iter().flat_map(|form| &form.buttons).map(|button| &*button.mark);
                        let mark = buttons.into_iter().find(|mark| marks.contains(mark));
                        let mark = mark
                            .ok_or_else(|| format!("the consent led nowhere: {} {}", page.status, page.text))?
                            .to_owned();
                        self.press(authorization, &page, &mark, &[]).await?
                    }
                }
            };
        }
        Err(format!("the pages go in a circle: {} {}", page.status, page.text).into())
    }

    /// Signs in as the practice clerk, answers the consent page and comes back to the till; returns the listener's
    /// answer.
    ///
    /// # Errors
    /// When a page is not the one that is due, or nothing listens.
    pub async fn answer(&mut self, authorization: &Url, consent: Consent) -> Walked<Page> {
        let back = self.walk(authorization, consent).await?;
        self.go(&back).await
    }

    /// Asks as a program does: JSON in, JSON out, with this access token.
    ///
    /// # Errors
    /// When nothing answers there.
    pub async fn call(&mut self, address: &Url, bearer: Option<&str>, body: Option<String>) -> Walked<Page> {
        let request = match body {
            Some(body) => self.client.post(address.clone()).header("content-type", "application/json").body(body),
            None => self.client.get(address.clone()),
        };
        let request = bearer
            .iter()
            .fold(request.header("accept", "application/json"), |request, token| request.bearer_auth(token));
        self.send(request, address).await
    }

    /// Presses a button of the page, by its id or its text, in lower case.
    ///
    /// # Errors
    /// When there is no such button.
    pub async fn press(&mut self, on: &Url, page: &Page, mark: &str, filled: &[(&str, &str)]) -> Walked<Page> {
        let forms = forms(&page.text);
        let form = forms.iter().find(|form| form.buttons.iter().any(|button| button.mark == mark));
        let form = form.ok_or_else(|| format!("no button {mark}: {} {}", page.status, page.text))?;
        self.post(&on.join(&form.action)?, form.sent(mark, filled)).await
    }

    async fn post(&mut self, address: &Url, form: String) -> Walked<Page> {
        let origin = address.origin().ascii_serialization();
        let request = self
            .client
            .post(address.clone())
            .header("content-type", "application/x-www-form-urlencoded")
            .header("origin", origin)
            .body(form);
        self.send(request, address).await
    }

    #[allow(clippy::disallowed_methods, reason = "the pages are our own, and short")]
    async fn send(&mut self, mut request: reqwest::RequestBuilder, address: &Url) -> Walked<Page> {
        if !self.cookies.is_empty() {
            let all: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request = request.header("cookie", all.join("; "));
        }
        let answer = request.send().await?;
        for cookie in answer.headers().get_all("set-cookie") {
            if let Some((name, value)) = cookie.to_str()?.split(';').next().and_then(|pair| pair.split_once('=')) {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let location = answer
            .headers()
            .get("location")
            .and_then(|value| value.to_str().ok())
            .map(|to| address.join(to))
            .transpose()?;
        let headers = answer.headers().clone();
        Ok(Page { status: answer.status().as_u16(), location, headers, text: answer.text().await? })
    }
}

/// The system's browser, for a test: hands every address on.
pub struct Opener {
    /// Whether a browser of this computer is there.
    pub here: bool,
    /// The result that the system gives for each address.
    pub outcome: Result<(), NotOpened>,
    /// How many times the till came to the front.
    pub came_back: AtomicUsize,
    opened: mpsc::UnboundedSender<Url>,
}

impl Opener {
    /// A browser that opens every address; each comes out of the receiver.
    pub fn new() -> (Self, mpsc::UnboundedReceiver<Url>) {
        let (opened, addresses) = mpsc::unbounded_channel();
        (Self { here: true, outcome: Ok(()), came_back: AtomicUsize::new(0), opened }, addresses)
    }
}

impl UserAgent for Opener {
    fn is_here(&self) -> bool {
        self.here
    }

    fn open(&self, address: &Url) -> Promise<'_, Result<(), NotOpened>> {
        // A test may have dropped the receiver.
        let _ = self.opened.send(address.clone());
        let outcome = self.outcome.clone();
        Box::pin(async move { outcome })
    }

    fn come_back(&self) {
        self.came_back.fetch_add(1, Ordering::SeqCst);
    }
}
