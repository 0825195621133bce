//! Closing: by the corner button, by a key, or because the session ends. All of them go the same way.
//!
//! First the till finishes the work that must not be cut off, with its window open and saying so; a person or another
//! start of the program can cancel that. Then the window goes at once and the till closes behind it. A start that comes
//! too late for this copy is answered by a new one.

use std::io;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use airtill_app::Till;
use airtill_domain::lock;
use tauri::{AppHandle, Manager};
use tokio::sync::oneshot;

use crate::arguments::PRACTICE;
use crate::calls::Calls;
use crate::window;

/// How long closing waits for other work than a sale or a renewal of a sign-in: a keyring that does not answer, for
/// one.
const PATIENCE: Duration = Duration::from_secs(2);
/// Longer than a sale and the renewal before it can take. After that, closing is like a power cut.
const LIMIT: Duration = Duration::from_secs(120);
/// The variable that counts how often a start was handed on.
pub const HANDED_ON: &str = "AIRTILL_HANDED_ON";
/// How often in a row a start may be handed on.
const MOST_HANDED_ON: u32 = 5;

/// Whether the till is to close.
#[derive(Default)]
pub struct Closing {
    stage: Mutex<Stage>,
    /// Whether it closes for a newer program, which starts then.
    for_update: AtomicBool,
}

#[derive(Default)]
enum Stage {
    /// No close was asked for.
    #[default]
    Open,
    /// It finishes its work first; a message to the sender cancels the close.
    Finishing(oneshot::Sender<()>),
    /// It closes for good.
    Over,
}

impl Closing {
    /// Whether the till closes for good.
    pub fn is_over(&self) -> bool {
        matches!(*self.lock(), Stage::Over)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Stage> {
        lock(&self.stage)
    }

    /// How often the starts before this one were handed on, as the next one counts them. A start of a newer program is
    /// the first.
    fn count(&self, inherited: Option<String>) -> Option<String> {
        inherited.filter(|_| !self.for_update.load(Ordering::Relaxed))
    }
}

/// Closes the till, once it has finished the work that must not be cut off. A second call changes nothing.
pub fn ask(app: &AppHandle) {
    let (back, taken_back) = oneshot::channel();
    {
        let closing = app.state::<Closing>();
        let mut stage = closing.lock();
        if !matches!(*stage, Stage::Open) {
            return;
        }
        *stage = Stage::Finishing(back);
    }
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        if let Some(till) = till(&app) {
            tokio::select! {
                biased;
                _ = taken_back => return till.goes_on(),
                // A service has a limit for each answer; a person does not wait here for ever for work without one.
                _ = tokio::time::timeout(LIMIT, till.finish()) => {}
            }
        }
        let goes_on = {
            let closing = app.state::<Closing>();
            let mut stage = closing.lock();
            let taken_back = matches!(*stage, Stage::Open);
            if !taken_back {
                *stage = Stage::Over;
            }
            taken_back
        };
        match till(&app) {
            Some(till) if goes_on => till.goes_on(),
            Some(till) => end(&app, till).await,
            None => app.exit(0),
        }
    });
}

/// Closes the till where nothing is under way in it, and changes nothing otherwise: an installer asks, not a person, so
/// no sale and no sign-in ends for it.
pub fn ask_if_idle(app: &AppHandle) {
    if till(app).is_some_and(|till| till.is_at_work()) {
        tracing::info!("an installer asks the till to close, and work is under way");
    } else {
        ask(app);
    }
}

/// Closes the till and starts the program anew, where nothing is under way. `false` where this till goes on: the new
/// program is then there for the next start.
#[cfg(target_os = "macos")]
pub fn start_anew_if_idle(app: &AppHandle) -> bool {
    let is_idle = till(app).is_some_and(|till| !till.is_at_work());
    // A call that waits is answered by a new copy, once this one has closed.
    let closes = is_idle && app.try_state::<Calls>().is_some_and(|calls| calls.leave(&[]).is_ok());
    if closes {
        app.state::<Closing>().for_update.store(true, Ordering::Relaxed);
        ask(app);
    }
    closes
}

/// Cancels the close. `false` where the till closes for good.
pub fn take_back(app: &AppHandle) -> bool {
    let closing = app.state::<Closing>();
    let mut stage = closing.lock();
    match std::mem::take(&mut *stage) {
        Stage::Open => true,
        Stage::Finishing(back) => {
            tracing::info!("the till was to close and goes on");
            closing.for_update.store(false, Ordering::Relaxed);
            // A till that finished in this very moment looks at the stage.
            let _ = back.send(());
            true
        }
        Stage::Over => {
            *stage = Stage::Over;
            false
        }
    }
}

async fn end(app: &AppHandle, till: Till) {
    window::leave(app);
    close(&till).await;
    // From here on another start is a first one. A call that came before is found below.
    let (freed, free) = oneshot::channel();
    let release = app.clone();
    let freeing = move || {
        tauri_plugin_single_instance::destroy(&release);
        let _ = freed.send(());
    };
    if app.run_on_main_thread(freeing).is_ok() {
        let _ = tokio::time::timeout(PATIENCE, free).await;
    }
    if app.try_state::<Calls>().is_some_and(|calls| calls.any()) {
        tracing::info!("the program was started again while it closed");
        let before = app.state::<Closing>().count(handed_on());
        hand_on(tauri::process::current_binary(&app.env()), false, before.as_deref());
    }
    app.exit(0);
}

/// Waits, within a limit, for the work under way, where the program ends without asking.
pub fn at_exit(app: &AppHandle) {
    if let Some(till) = till(app).filter(|_| !app.state::<Closing>().is_over()) {
        window::leave(app);
        tauri::async_runtime::block_on(close(&till));
    }
}

async fn close(till: &Till) {
    if tokio::time::timeout(LIMIT, till.close(PATIENCE)).await.is_err() {
        tracing::warn!("closing did not wait any longer for a sale");
    }
}

/// Starts the program anew, where no till could open. Nothing is started where that was done too often in a row.
pub fn start_anew(program: io::Result<PathBuf>, practise: bool) {
    hand_on(program, practise, handed_on().as_deref());
}

/// How often the starts before this one were handed on.
fn handed_on() -> Option<String> {
    std::env::var(HANDED_ON).ok()
}

/// Starts the program anew, for the calls that wait in the data folder, unless `before` is too often.
fn hand_on(program: io::Result<PathBuf>, practise: bool, before: Option<&str>) {
    let Some(times) = once_more(before) else { return };
    let started = program.and_then(|program| {
        let mut anew = Command::new(program);
        anew.args(practise.then_some(PRACTICE)).env(HANDED_ON, times.to_string());
        anew.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()
    });
    if let Err(error) = started {
        tracing::error!(%error, "the program could not be started anew");
    }
}

/// The next count of starts that were handed on; nothing where that was done too often.
fn once_more(before: Option<&str>) -> Option<u32> {
    let times: u32 = before.and_then(|before| before.parse().ok()).unwrap_or_default();
    (times < MOST_HANDED_ON).then_some(times + 1)
}

/// Closes the till when the session ends, a terminal closes, or a signal asks for it.
#[cfg(unix)]
pub fn follow_signals(app: &AppHandle) {
    use tokio::signal::unix::{SignalKind, signal};
    for kind in [SignalKind::terminate(), SignalKind::interrupt(), SignalKind::hangup()] {
        let app = app.clone();
        tauri::async_runtime::spawn(async move {
            let Ok(mut asked) = signal(kind) else { return };
            while asked.recv().await.is_some() {
                tracing::info!(signal = kind.as_raw_value(), "the till is asked to close");
                ask(&app);
            }
        });
    }
}

/// Does nothing: the end of a Windows session ends the program as it ends every other.
#[cfg(not(unix))]
pub fn follow_signals(_: &AppHandle) {}

fn till(app: &AppHandle) -> Option<Till> {
    app.try_state::<Till>().map(|till| till.inner().clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_start_is_handed_on_a_few_times_in_a_row() {
        let mut times = None;
        let mut counted = 0;
        while let Some(next) = once_more(times.as_deref()) {
            times = Some(next.to_string());
            counted += 1;
        }
        assert_eq!(counted, MOST_HANDED_ON);
        assert_eq!([Some(""), Some("-1"), Some("x"), None].map(once_more), [Some(1); 4], "no count at all");
    }

    #[test]
    fn u03_the_start_after_an_update_begins_the_count_anew() {
        let closing = Closing::default();
        let most = || Some(MOST_HANDED_ON.to_string());
        assert_eq!(once_more(closing.count(most()).as_deref()), None);
        closing.for_update.store(true, Ordering::Relaxed);
        assert_eq!(once_more(closing.count(most()).as_deref()), Some(1));
    }
}
