//! The time from the redirect's arrival at the listener to *signed in*, less the token answer's own time.
//!
//! The till's side begins when the browser's request is written to an open connection, and ends with the event for the
//! window: the answer is judged, the code exchanged, the refresh token in the sealed file and fsynced. A bare request
//! for tokens is subtracted, with the same library and the same JSON to the same service, in turns with it. The rest
//! may be 20 ms: in the middle of all sign-ins, and in 95 of 100.

use std::time::{Duration, Instant};

use airtill_app::{Outlet, Till};
use airtill_contract::*;
use airtill_practice::accounts::{CLIENT_ID, CLIENT_SECRET};
use airtill_tests::browser::{Browser, Consent, Opener};
use airtill_tests::sign_in::pages;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use url::Url;

use crate::account::{self, ComputerClock};
use crate::company::Company;
use crate::measure::{Fallible, Measure, Ratio, Unit};
use crate::samples::{median, micros, now, percentile};
use crate::spans::Spans;

/// Pairs of sign-ins that count.
const PAIRS: usize = 100;
/// Sign-ins on each side before that.
const WARM_UP: usize = 10;
/// The time that the till may add, in microseconds.
const ALLOWED: u64 = 20_000;
/// The longest wait for any event; a sign-in that takes this long has failed.
const LIMIT: Duration = Duration::from_secs(10);
/// The example of RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
/// A registered redirect URI at which nothing listens.
const NOWHERE: &str = "http://127.0.0.1:9/oauth/callback";

/// Signs in on both sides by turns.
pub async fn measure() -> Fallible<[Measure; 2]> {
    let company = Company::start()?;
    let folder = account::folder()?;
    let mut side = Side::open(&company, folder.path()).await?;
    let mut floor = Floor::new(&company)?;
    let (mut ours, mut answers, mut spans) = (Vec::new(), Vec::new(), Spans::default());
    for pair in 0..WARM_UP + PAIRS {
        // The second of a pair finds the computer awake: they take turns at that.
        let ((began, done), answer) = if pair % 2 == 0 {
            let took = side.sign_in().await?;
            (took, floor.exchange().await?)
        } else {
            let answer = floor.exchange().await?;
            (side.sign_in().await?, answer)
        };
        if pair >= WARM_UP {
            ours.extend(done.last().map(|(_, at)| micros(at.saturating_duration_since(began))));
            answers.push(answer);
            spans.add(began, done);
        }
    }
    side.till.close(LIMIT).await;
    let answer = median(&answers);
    let from = format!("{PAIRS} pairs; the token answer {answer} us");
    let measure = |name, whole: u64| Measure {
        name,
        till: whole.saturating_sub(answer),
        floor: ALLOWED,
        unit: Unit::Time,
        bound: Ratio(100),
        from: from.clone(),
    };
    let measures = [
        measure("from the redirect to signed in", median(&ours)),
        measure("the same in 95 of 100 sign-ins", percentile(&ours, 95)),
    ];
    if measures.iter().any(|measure| !measure.holds()) {
        eprintln!("from the redirect: {}", spans.line());
    }
    Ok(measures)
}

/// A sign-in by the clock: when the redirect was sent, and the time of each step.
type Timed = (Instant, Vec<(String, Instant)>);

/// Encodes every event as the shell must, and hands it on with its moment.
struct Witness(mpsc::UnboundedSender<(Event, Instant)>);

impl Outlet for Witness {
    fn emit(&self, event: Event) {
        let _ = std::hint::black_box(serde_json::to_string(&event));
        // The receiver is gone when the till closes.
        let _ = self.0.send((event, now()));
    }
}

/// The till, and a person with a browser.
struct Side {
    till: Till,
    key: ConnectionKey,
    browser: Browser,
    opened: mpsc::UnboundedReceiver<Url>,
    events: mpsc::UnboundedReceiver<(Event, Instant)>,
}

impl Side {
    async fn open(company: &Company, folder: &std::path::Path) -> Fallible<Self> {
        let (tell, events) = mpsc::unbounded_channel();
        let (opener, opened) = Opener::new();
        let till = account::open(folder, Witness(tell), opener, ComputerClock::new())?;
        let key = company.import(&till).await?;
        Ok(Self { till, key, browser: Browser::new(None)?, opened, events })
    }

    /// Walks through the pages, and times the steps after them.
    async fn sign_in(&mut self) -> Fallible<Timed> {
        let request = BeginBrowserSignIn { connection: self.key.clone(), pages: pages() };
        self.till.begin_browser_sign_in(request).await.map_err(account::failed)?;
        let address = tokio::time::timeout(LIMIT, self.opened.recv()).await?.ok_or("the browser is asked for")?;
        let back = self.browser.walk(&address, Consent::Allow).await?;
        let host = format!("{}:{}", back.host_str().ok_or("a host")?, back.port().ok_or("a port")?);
        let head = format!("GET {}?{} HTTP/1.1\r\nHost: {host}\r\n\r\n", back.path(), back.query().unwrap_or_default());
        let mut browser = TcpStream::connect(&host).await?;
        let began = now();
        browser.write_all(head.as_bytes()).await?;
        let mut done = Vec::new();
        let exchanging = self.comes(|event| stage(event) == Some(&BrowserSignInStage::Exchanging)).await?;
        done.push(("heard".to_owned(), exchanging));
        // Asked only the first time: after that it is the same person.
        let is_asked = std::cell::Cell::new(false);
        let asks_or_ends = |event: &Event| {
            is_asked.set(matches!(stage(event), Some(BrowserSignInStage::IsThisYou { .. })));
            is_asked.get() || stage(event) == Some(&BrowserSignInStage::SignedIn)
        };
        let mut signed_in = self.comes(asks_or_ends).await?;
        if is_asked.get() {
            self.till.confirm_sign_in(&ConfirmSignIn { connection: self.key.clone(), yes: true });
            signed_in = self.comes(|event| stage(event) == Some(&BrowserSignInStage::SignedIn)).await?;
        }
        done.push(("signed in".to_owned(), signed_in));
        let mut status = [0; 12];
        tokio::time::timeout(LIMIT, browser.read_exact(&mut status)).await??;
        if !status.ends_with(b" 303") {
            return Err(format!("the listener answered the redirect with {}", String::from_utf8_lossy(&status)).into());
        }
        Ok((began, done))
    }

    /// The moment of the next event that fits.
    async fn comes(&mut self, fits: impl Fn(&Event) -> bool) -> Fallible<Instant> {
        loop {
            let (event, at) = tokio::time::timeout(LIMIT, self.events.recv()).await?.ok_or("the till is there")?;
            if let Some(BrowserSignInStage::Failed { error }) = stage(&event) {
                return Err(format!("a sign-in failed: {:?}", error.code).into());
            }
            if fits(&event) {
                return Ok(at);
            }
        }
    }
}

fn stage(event: &Event) -> Option<&BrowserSignInStage> {
    if let Event::BrowserSignInChanged { sign_in } = event { Some(&sign_in.stage) } else { None }
}

/// The bare exchange of a code.
struct Floor {
    client: reqwest::Client,
    browser: Browser,
    authorize: Url,
    token: Url,
}

impl Floor {
    fn new(company: &Company) -> Fallible<Self> {
        // A browser brings the cryptography that the library wants.
        let browser = Browser::new(None)?;
        let client =
            reqwest::Client::builder().http1_only().pool_max_idle_per_host(0).no_proxy().tls_certs_only([]).build()?;
        let base = Url::parse(&company.accounts.base_address())?;
        let mut authorize = base.join("/oauth/authorize")?;
        let asked = [("client_id", CLIENT_ID), ("redirect_uri", NOWHERE), ("response_type", "code"), ("state", "bare")];
        authorize
            .query_pairs_mut()
            .extend_pairs(asked)
            .extend_pairs([("code_challenge", CHALLENGE), ("code_challenge_method", "S256")]);
        Ok(Self { client, browser, authorize, token: base.join("/oauth/token")? })
    }

    /// Walks through the pages, and times only the token answer, in microseconds.
    #[allow(clippy::disallowed_methods, reason = "the service is our own, and its answers are short")]
    async fn exchange(&mut self) -> Fallible<u64> {
        let back = self.browser.walk(&self.authorize, Consent::Allow).await?;
        let code =
            back.query_pairs().find(|(name, _)| name == "code").map(|(_, code)| code.into_owned()).ok_or("a code")?;
        let body = serde_json::json!({
            "grant_type": "authorization_code", "code": code, "redirect_uri": NOWHERE,
            "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "code_verifier": VERIFIER,
        });
        let call =
            self.client.post(self.token.clone()).header("content-type", "application/json").body(body.to_string());
        // On a worker of the runtime, as the till's is.
        let timed = tokio::spawn(async move {
            let began = now();
            call.send().await?.error_for_status()?.bytes().await?;
            Fallible::Ok(micros(began.elapsed()))
        });
        timed.await?
    }
}
