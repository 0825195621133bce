//! The time that the till takes for a top-up, against the least that a till could take with the same HTTP library.
//!
//! The till's side is the whole use case, from the yes to its answer: guards, intent, request, outcome, events, view.
//! The floor writes a line, fsyncs it, asks the same service the same question over a new connection with the same
//! library, writes a line, fsyncs it. Service and tills share only the computer: the service has a thread of its own
//! and holds everything in memory, so its work hides nothing of the till's.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::net::SocketAddr;
use std::path::Path;
use std::time::Instant;

use airtill_contract::*;
use airtill_practice::{Options, Practice};
use airtill_tests::browser::Opener;
use tokio::sync::oneshot;

use crate::account::{self, ComputerClock, Encoder};
use crate::measure::{Fallible, Measure, Ratio, Unit};
use crate::samples::{median, micros, now};
use crate::spans::Spans;

/// Pairs of sales that count.
const PAIRS: usize = 400;
/// Sales on each side before that.
const WARM_UP: usize = 40;
/// The bytes that a journal would write for one entry.
const ENTRY: [u8; 600] = [b'x'; 600];
/// The amount of every sale, in SSP.
const AMOUNT: &str = "5";

/// A sale by the clock: when it began, and the time of each step.
type Timed = (Instant, Vec<(String, Instant)>);

/// Sells on both sides by turns.
pub async fn measure() -> Fallible<[Measure; 1]> {
    let (address, _service) = service()?;
    let folder = account::folder()?;
    let window = Encoder::default();
    let till = account::open(folder.path(), window.clone(), Opener::new().0, ComputerClock::new())?;
    let key = account::import(&till, address.port()).await?;
    account::sign_in(&till, &key).await?;
    let mut floor = Floor::new(address, folder.path()).await?;
    let (mut ours, mut theirs) = (Side::default(), Side::default());
    for sale in 0..WARM_UP + PAIRS {
        let numbers = [number(2 * sale), number(2 * sale + 1)];
        // The second of a pair finds the computer awake: they take turns at that.
        let (took, least) = if sale % 2 == 0 {
            let took = sell(&till, &key, &numbers[0], &window).await?;
            (took, floor.sell(&numbers[1]).await?)
        } else {
            let least = floor.sell(&numbers[1]).await?;
            (sell(&till, &key, &numbers[0], &window).await?, least)
        };
        if sale >= WARM_UP {
            ours.add(took);
            theirs.add(least);
        }
    }
    till.close(std::time::Duration::from_secs(10)).await;
    let floor = median(&theirs.whole);
    let added = median(&ours.whole).saturating_sub(floor);
    let measure = Measure {
        name: "time the till adds to a top-up",
        till: added,
        floor,
        unit: Unit::Time,
        bound: Ratio(150),
        from: format!("{PAIRS} pairs"),
    };
    if !measure.holds() {
        eprintln!("the till: {}\nthe floor: {}", ours.spans.line(), theirs.spans.line());
    }
    Ok([measure])
}

/// All sales of one side.
#[derive(Default)]
struct Side {
    whole: Vec<u64>,
    spans: Spans,
}

impl Side {
    fn add(&mut self, (began, done): Timed) {
        self.whole.extend(done.last().map(|(_, at)| micros(at.saturating_duration_since(began))));
        self.spans.add(began, done);
    }
}

/// Prepares a sale, and times the rest of it.
async fn sell(till: &airtill_app::Till, key: &ConnectionKey, number: &str, window: &Encoder) -> Fallible<Timed> {
    let request = PrepareTopUp { connection: key.clone(), number: number.to_owned(), amount: AMOUNT.to_owned() };
    let confirmation = till.prepare_top_up(request).await.map_err(account::failed)?;
    let yes = SendTopUp {
        intent: confirmation.intent,
        repeat_reason: None,
        override_doubts: Vec::new(),
        number_accepted: confirmation.asks_about_number,
    };
    let till = till.clone();
    // On a worker of the runtime, as a command of the window is.
    let timed = tokio::spawn(async move {
        let began = now();
        let sale = till.send_top_up(yes).await;
        (began, now(), sale)
    });
    let (began, ended, sale) = timed.await?;
    let sale = sale.map_err(account::failed)?;
    let mut done: Vec<_> =
        window.steps().into_iter().map(|(step, at)| (format!("{step:?}").to_lowercase(), at)).collect();
    done.push(("shown".to_owned(), ended));
    if sale.state == SaleStateView::Confirmed {
        Ok((began, done))
    } else {
        Err(format!("a sale ended as {:?}", sale.state).into())
    }
}

/// A number that is delivered; each `of` gives another one, so that none is topped up twice.
fn number(of: usize) -> String {
    format!("21192{of:06}1")
}

/// The bare call and the two writes of the floor.
struct Floor {
    client: reqwest::Client,
    address: SocketAddr,
    token: String,
    journal: File,
}

#[allow(clippy::disallowed_methods, reason = "the service is our own, and its answers are short")]
impl Floor {
    /// Signs in, and opens a file beside the till's data. The till has signed in before: its cryptography is there to
    /// be shared.
    async fn new(address: SocketAddr, folder: &Path) -> Fallible<Self> {
        let client =
            reqwest::Client::builder().http1_only().pool_max_idle_per_host(0).no_proxy().tls_certs_only([]).build()?;
        let account = Practice::account();
        let form =
            format!("grant_type=password&username={}&password={}", account.email.replace('@', "%40"), account.password);
        let request = client
            .post(format!("http://{address}/auth/token"))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(form);
        let tokens: serde_json::Value =
            serde_json::from_slice(&request.send().await?.error_for_status()?.bytes().await?)?;
        let token = tokens["access_token"].as_str().ok_or("a sign-in gives an access token")?.to_owned();
        Ok(Self {
            client,
            address,
            token,
            journal: OpenOptions::new().create(true).append(true).open(folder.join("floor"))?,
        })
    }

    /// The least of a sale, timed.
    async fn sell(&mut self, number: &str) -> Fallible<Timed> {
        let journal = self.journal.try_clone()?;
        let call =
            self.client.post(format!("http://{}/airtime/api/subscriber/topup", self.address)).bearer_auth(&self.token);
        let call = call
            .header("content-type", "application/json")
            .body(format!("{{\"msisdn\":\"{number}\",\"amount\":{AMOUNT},\"currency\":\"SSP\",\"carrier\":\"mtn\"}}"));
        let timed = tokio::spawn(async move {
            let began = now();
            write(&journal)?;
            let recorded = now();
            call.send().await?.error_for_status()?.bytes().await?;
            let answered = now();
            write(&journal)?;
            let done = [("recorded", recorded), ("answered", answered), ("stored", now())]
                .map(|(name, at)| (name.to_owned(), at));
            Fallible::Ok((began, done.to_vec()))
        });
        timed.await?
    }
}

fn write(mut journal: &File) -> std::io::Result<()> {
    journal.write_all(&ENTRY)?;
    journal.sync_all()
}

/// A practice service on a thread of its own, until the guard is dropped.
fn service() -> Fallible<(SocketAddr, oneshot::Sender<()>)> {
    let (until, over) = oneshot::channel::<()>();
    let (tell, heard) = std::sync::mpsc::channel();
    std::thread::Builder::new().name("service".to_owned()).spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime needs nothing special");
        runtime.block_on(async {
            let options = Options { keep_hits: 0, opening_float: 1_000_000.into(), ..Options::default() };
            let started = Practice::start(options).await;
            let _ = tell.send(started.as_ref().map(Practice::address).map_err(ToString::to_string));
            // The drop of its owner ends the wait.
            let _ = over.await;
        });
    })?;
    Ok((heard.recv()??, until))
}
