//! Work that ends at once, without the clock of a busy computer: time stands still while a test waits for it.
//!
//! A limit of a second fails now and then where other programs need that second; this fails exactly where something
//! waits for a timer. It is for runtimes of one thread.

use std::sync::mpsc::channel;
use std::time::Duration;

/// Drives a future to its end while the time of the runtime stands still.
///
/// # Panics
/// It has no end without a timer: it is given up after a minute of another clock.
pub async fn without_timers<T>(future: impl Future<Output = T>) -> T {
    tokio::time::pause();
    let (done, is_done) = channel::<()>();
    // Paused time passes by itself when everybody waits, and not while a thread blocks.
    let a_minute = tokio::task::spawn_blocking(move || is_done.recv_timeout(Duration::from_secs(60)));
    let outcome = tokio::select! {
        outcome = future => outcome,
        _ = a_minute => panic!("it waits for a timer"),
    };
    drop(done);
    tokio::time::resume();
    outcome
}
