//! A till without a window, made to be killed: it follows its arguments on a folder that outlives it.
//!
//! `headless <data> <keyring> <port> <wall> <when> <command>…` where `when` is `never` or the number of the event at
//! which it kills itself, and a command is `sell:<number>:<amount>`, `float`, `leave`, `hour` (one passes) or `-`,
//! which reads further commands from the standard input, a line each. Every command answers with one line.
//! `enter:<name>:<password>` begins to sign somebody in and goes on, and `patience:<milliseconds>` is that of closing.
//! `notices` answers with the codes of all notices, `sales` with the number of sales, and `written` as soon as the
//! outcome of every sale is on disk.
//!
//! Of eSIMs: `order:<customer>` and `more:<iccid>` order the first product of the catalogue, `follow` waits until the
//! service has finished every order, `evidence` looks for those whose answer was lost, and `found` waits until none of
//! them is in doubt. An order is asked about again and again without a gap, then never more. Evidence is looked for on
//! command, and by itself after as many milliseconds as the environment names in `AIRTILL_LOOKS_AFTER`.

use std::io::{BufRead, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use airtill_app::{DataFolder, Outlet, Policy, Ports, Till, TillError};
use airtill_contract::*;
use airtill_tests::world::{Elsewhere, PATIENCE, TestClock, TestKeyring, confirmed, more_for, new_for};
use tokio::sync::Notify;

/// The looks at an order, one right after the other, and the gap after them: beyond every test.
const LOOKS: usize = 40;
const NEVER: Duration = Duration::from_secs(60 * 60 * 24 * 365);

/// Kills the process at the event of this number.
struct Killer {
    left: AtomicUsize,
    changed: Arc<Notify>,
}

impl Outlet for Killer {
    fn emit(&self, _event: Event) {
        if self.left.fetch_sub(1, Ordering::SeqCst) == 1 {
            die();
        }
        self.changed.notify_one();
    }
}

/// The till and what the commands need beside it.
struct Headless {
    till: Till,
    clock: TestClock,
    /// Notified at every event for the window.
    changed: Arc<Notify>,
    /// The patience of closing, in milliseconds.
    patience: AtomicU64,
}

/// Ends at once: nothing is flushed, closed or dropped.
fn die() {
    #[cfg(unix)]
    let _ = rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::KILL);
    #[cfg(not(unix))]
    std::process::abort();
}

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [data, keyring, port, wall, when, commands @ ..] = arguments.as_slice() else {
        answer("usage: headless <data> <keyring> <port> <wall> <when> <command>…");
        std::process::exit(2);
    };
    let folder = match DataFolder::open(data.as_ref()) {
        Ok(folder) => folder,
        Err(error) => {
            answer(&format!("closed {error}"));
            std::process::exit(3);
        }
    };
    let clock = TestClock::at(wall.parse().expect("milliseconds"));
    let changed = Arc::new(Notify::new());
    let ports = Ports {
        clock: Arc::new(clock.clone()),
        outlet: Arc::new(Killer {
            left: AtomicUsize::new(when.parse().unwrap_or(usize::MAX)),
            changed: changed.clone(),
        }),
        keyring: Arc::new(TestKeyring::new(keyring.into())),
        practice: Arc::new(Elsewhere(format!("http://127.0.0.1:{port}").parse().expect("an address"), Arc::default())),
        user_agent: Arc::new(airtill_tests::browser::Opener::new().0),
        trust: Arc::new(airtill_tests::world::TestTrust::default()),
        company: None,
    };
    let mut order_gaps = vec![Duration::ZERO; LOOKS];
    order_gaps.push(NEVER);
    let looks_after = std::env::var("AIRTILL_LOOKS_AFTER").ok().map(|after| after.parse().expect("milliseconds"));
    let evidence_after = looks_after.map(Duration::from_millis).into_iter().collect();
    let order_pace = Duration::ZERO;
    let policy = Policy { evidence_after, order_gaps, order_pace, start_patience: PATIENCE, ..Policy::default() };
    let till = Till::new(folder, ports, policy, "0.0.0".to_owned(), false);
    if let Err(fault) = till.start().await {
        answer(&format!("fault {fault}"));
    }
    let headless = Headless { till, clock, changed, patience: AtomicU64::new(10_000) };
    for command in commands {
        if command != "-" {
            headless.obey(command).await;
            continue;
        }
        // No other task needs this thread while it waits.
        for line in std::io::stdin().lock().lines() {
            headless.obey(&line.expect("text")).await;
        }
    }
    headless.till.close(Duration::from_millis(headless.patience.load(Ordering::SeqCst))).await;
}

impl Headless {
    async fn obey(&self, command: &str) {
        let Self { till, clock, .. } = self;
        let connection = ConnectionKey { environment: EnvironmentView::Test, id: "desk".to_owned() };
        let mut words = command.split(':');
        let said = match (words.next(), words.next(), words.next()) {
            (Some("sell"), Some(number), Some(amount)) => {
                match till
                    .prepare_top_up(PrepareTopUp { connection, number: number.to_owned(), amount: amount.to_owned() })
                    .await
                {
                    Ok(confirmation) => {
                        let request = SendTopUp {
                            intent: confirmation.intent,
                            repeat_reason: None,
                            override_doubts: Vec::new(),
                            number_accepted: true,
                        };
                        match till.send_top_up(request).await {
                            Ok(sale) => format!("sold {:?}", sale.state),
                            Err(fault) => format!("fault {:?} {:?}", fault.code, fault.money_moved),
                        }
                    }
                    Err(fault) => format!("refused {:?} {:?}", fault.code, fault.money_moved),
                }
            }
            (Some("float"), ..) => match till.refresh_float(ForConnection { connection }).await {
                Ok(card) => format!("float {}", card.float.map_or("unknown".to_owned(), |float| float.balance.amount)),
                Err(fault) => format!("fault {:?} {:?}", fault.code, fault.money_moved),
            },
            (Some("leave"), ..) => match till.sign_out(ForConnection { connection }).await {
                Ok(card) => format!("left {:?}", card.session),
                Err(fault) => format!("fault {:?} {:?}", fault.code, fault.money_moved),
            },
            (Some("floats"), Some(count), _) => {
                let mut tasks = tokio::task::JoinSet::new();
                for _ in 0..count.parse().unwrap_or(0) {
                    let (till, connection) = (till.clone(), connection.clone());
                    tasks.spawn(async move { till.refresh_float(ForConnection { connection }).await.is_ok() });
                }
                let good = tasks.join_all().await.into_iter().filter(|good| *good).count();
                format!("floats {good}")
            }
            (Some("enter"), Some(name), Some(password)) => {
                let (username, password) = (name.to_owned(), InwardSecret(password.to_owned()));
                let (till, request) = (till.clone(), SignInWithPassword { connection, username, password });
                tokio::spawn(async move { till.sign_in_with_password(request).await });
                "entering".to_owned()
            }
            (Some("patience"), Some(milliseconds), _) => {
                self.patience.store(milliseconds.parse().expect("milliseconds"), Ordering::SeqCst);
                "patient".to_owned()
            }
            (Some("notices"), ..) => or_fault(self.notices().await),
            (Some("sales"), ..) => or_fault(self.sales(None).await.map(|sales| format!("sales {}", sales.len()))),
            (Some("written"), ..) => or_fault(self.written().await),
            (Some("hour"), ..) => {
                clock.advance(Duration::from_secs(3600));
                "later".to_owned()
            }
            (Some("order"), Some(customer), _) => or_fault(self.order(Some(customer), None).await),
            (Some("more"), Some(iccid), _) => or_fault(self.order(None, Some(iccid)).await),
            (Some("follow"), ..) => or_fault(self.follow().await),
            (Some("evidence"), ..) => or_fault(self.evidence().await),
            (Some("found"), ..) => or_fault(self.found().await),
            _ => "what?".to_owned(),
        };
        answer(&said);
    }

    /// Orders the first product that works somewhere: a new eSIM for a customer, or more data for a SIM.
    async fn order(&self, customer: Option<&str>, iccid: Option<&str>) -> Result<String, TillError> {
        let connection = sims();
        let asked = ForCatalogue { connection: connection.clone(), currency: None, anew: true };
        let products = self.till.catalogue(asked).await?.products;
        let Some(product) = products.into_iter().find(|product| !product.footprint.is_empty()) else {
            return Ok("no catalogue".to_owned());
        };
        let country = product.footprint[0].clone();
        let prepared = match iccid {
            Some(iccid) => self.till.prepare_esim_top_up(more_for(connection, product.id, country, iccid)).await?,
            None => {
                let customer = customer.unwrap_or_default();
                self.till.prepare_new_esim(new_for(connection, product.id, country, customer)).await?
            }
        };
        let confirmation = confirmed(prepared);
        let request = SendEsimOrder {
            intent: confirmation.intent,
            repeat_reason: Some("a test says so".to_owned()),
            override_doubts: confirmation.doubts.into_iter().map(|doubt| doubt.id).collect(),
        };
        self.till.send_esim_order(request).await.map(|sale| format!("ordered {:?}", sale.state))
    }

    /// Waits until no order is open any more, nor one whose outcome is not on disk yet.
    async fn follow(&self) -> Result<String, TillError> {
        loop {
            let changed = self.changed.notified();
            // In the order in which an order goes on, so that none is missed that becomes accepted in between.
            let mut open = self.orders(SaleStateView::Intended).await?;
            open.extend(self.orders(SaleStateView::Accepted).await?);
            if open.is_empty() {
                return Ok("followed".to_owned());
            }
            changed.await;
        }
    }

    /// Waits until no sale is without an outcome any more.
    async fn written(&self) -> Result<String, TillError> {
        loop {
            let changed = self.changed.notified();
            if self.sales(None).await?.iter().all(|sale| sale.state != SaleStateView::Intended) {
                return Ok("written".to_owned());
            }
            changed.await;
        }
    }

    /// Looks for the orders in doubt.
    async fn evidence(&self) -> Result<String, TillError> {
        let doubts = self.orders(SaleStateView::InDoubt).await?;
        if let Some(doubt) = doubts.first() {
            let named = ForSale { environment: EnvironmentView::Test, sale: doubt.id.clone() };
            self.till.gather_evidence(named).await?;
        }
        Ok(format!("evidence on {}", doubts.len()))
    }

    /// Waits until no order is in doubt any more, without looking for one.
    async fn found(&self) -> Result<String, TillError> {
        loop {
            let changed = self.changed.notified();
            if self.orders(SaleStateView::InDoubt).await?.is_empty() {
                return Ok("found".to_owned());
            }
            changed.await;
        }
    }

    /// The codes of the notices by the alphabet, without that of the clocks: those of a test and of its service differ.
    async fn notices(&self) -> Result<String, TillError> {
        let notices = self.till.start().await?.notices.into_iter().map(|notice| notice.code);
        let others = notices.filter(|code| *code != NoticeCode::ClockDiffers);
        let mut codes: Vec<_> = others.map(|code| format!(" {code:?}")).collect();
        codes.sort();
        Ok(format!("notices{}", codes.concat()))
    }

    async fn orders(&self, state: SaleStateView) -> Result<Vec<SaleView>, TillError> {
        let mut sales = self.sales(Some(sims())).await?;
        sales.retain(|sale| sale.state == state);
        Ok(sales)
    }

    /// The newest sales, of one connection or of all.
    async fn sales(&self, connection: Option<ConnectionKey>) -> Result<Vec<SaleView>, TillError> {
        let request = SearchHistory {
            environment: EnvironmentView::Test,
            connection,
            search: String::new(),
            only: Only::All,
            before: None,
            limit: 500,
        };
        Ok(self.till.search_history(request).await?.sales)
    }
}

/// The connection that sells eSIMs.
fn sims() -> ConnectionKey {
    ConnectionKey { environment: EnvironmentView::Test, id: "sims".to_owned() }
}

fn or_fault(done: Result<String, TillError>) -> String {
    done.unwrap_or_else(|error| format!("fault {:?} {:?}", error.code, error.money_moved))
}

/// One line for the test; a reader that is gone does not matter.
fn answer(line: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{line}");
    let _ = out.flush();
}
