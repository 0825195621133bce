//! A till without a window, made to be killed: it follows its arguments on a folder that outlives it.
//!
//! `headless <data> <keyring> <port> <wall> <when> <command>…` where `when` is `never` or the number of the event at
//! which it kills itself, and a command is `sell:<number>:<amount>`, `float`, `leave`, `hour` (one passes) or `-`,
//! which reads further commands from the standard input, a line each. Every command answers with one line.

use std::io::{BufRead, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use airtill_app::{DataFolder, Outlet, Policy, Ports, Till};
use airtill_contract::{ConnectionKey, EnvironmentView, Event, ForConnection, PrepareTopUp, SendTopUp};
use airtill_tests::world::{Elsewhere, TestClock, TestKeyring};

/// Kills the process at the event of this number.
struct Killer {
    left: AtomicUsize,
}

impl Outlet for Killer {
    fn emit(&self, _event: Event) {
        if self.left.fetch_sub(1, Ordering::SeqCst) == 1 {
            die();
        }
    }
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
    let ports = Ports {
        clock: Arc::new(clock.clone()),
        outlet: Arc::new(Killer { left: AtomicUsize::new(when.parse().unwrap_or(usize::MAX)) }),
        keyring: Arc::new(TestKeyring::new(keyring.into())),
        practice: Arc::new(Elsewhere(format!("http://127.0.0.1:{port}").parse().expect("an address"), Arc::default())),
        user_agent: Arc::new(airtill_tests::browser::Opener::new().0),
        trust: Arc::new(airtill_tests::world::TestTrust::default()),
    };
    let policy = Policy { evidence_after: Vec::new(), ..Policy::default() };
    let till = Till::new(folder, ports, policy, "0.0.0".to_owned(), false);
    if let Err(fault) = till.start().await {
        answer(&format!("fault {fault}"));
    }
    for command in commands {
        if command != "-" {
            obey(&till, &clock, command).await;
            continue;
        }
        // No other task needs this thread while it waits.
        for line in std::io::stdin().lock().lines() {
            obey(&till, &clock, &line.expect("text")).await;
        }
    }
    till.close(std::time::Duration::from_secs(10)).await;
}

async fn obey(till: &Till, clock: &TestClock, command: &str) {
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
        (Some("hour"), ..) => {
            clock.advance(Duration::from_secs(3600));
            "later".to_owned()
        }
        _ => "what?".to_owned(),
    };
    answer(&said);
}

/// One line for the test; a reader that is gone does not matter.
fn answer(line: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{line}");
    let _ = out.flush();
}
