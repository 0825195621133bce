//! The crash matrix: the till is killed between every two steps of a sale, and after each restart ledger and truth
//! agree.
//!
//! Three ways to die: at an event for the window (between every two steps), at a system call that touches the disk or
//! the line (before and after each fsync, each write, each byte sent), and while the service holds its answer. A killed
//! till is opened again on the same folder: no sale twice, none lost, every doubt settled or stated.

mod airtime;
mod esim;

use std::process::{Child, Command};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use airtill_practice::{Endpoint, Gate};
use airtill_tests::oracle::chance::Chance;
use airtill_tests::world::Ending;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

const HEADLESS: &str = env!("CARGO_BIN_EXE_headless");
/// The least number of deaths of each kind of sale.
const LEAST: usize = 200;
/// How long a till may take for any step.
const LIMIT: Duration = Duration::from_secs(120);
/// System calls that make something durable.
const SYNCS: &str = "fsync,fdatasync";
/// System calls that change a file or use a line.
const CALLS: &str = "fsync,fdatasync,pwrite64,rename,unlink,ftruncate,connect,sendto,writev,recvfrom";
/// More than any sale needs; a sweep that reaches it does not end.
const MOST: usize = 400;

/// Where no system call can be made deadly: so many instants of each outcome.
const INSTANTS: usize = 15;

/// The end at the first, second, third… of something.
type Way = fn(usize) -> Ending;

/// The deaths so far.
#[derive(Clone, Default)]
struct Kills(Arc<AtomicUsize>);

impl Kills {
    fn add(&self, died: bool) {
        self.0.fetch_add(usize::from(died), Ordering::Relaxed);
    }

    fn count(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

/// The lives that run beside each other: as many as a small computer takes.
struct Lives {
    room: Arc<Semaphore>,
    running: JoinSet<()>,
}

impl Lives {
    fn new() -> Self {
        Self { room: Arc::new(Semaphore::new(3)), running: JoinSet::new() }
    }

    fn live(&mut self, life: impl Future<Output = ()> + Send + 'static) {
        let room = self.room.clone();
        self.running.spawn(async move {
            let _place = room.acquire_owned().await.unwrap();
            life.await;
        });
    }

    async fn end(mut self) {
        while let Some(done) = self.running.join_next().await {
            done.unwrap();
        }
    }
}

/// Kills a till. One that ends by itself at this very moment cannot be killed any more, and Wine calls that an error: its
/// end is waited for.
fn kill(child: &mut Child) {
    if child.kill().is_err() {
        child.wait().unwrap();
    }
}

/// Starts a till, and kills it once its request waits at the gate.
async fn kill_at(gate: &Gate, mut till: Command, endpoint: Endpoint) {
    let mut child = till.spawn().unwrap();
    let arrived = tokio::time::timeout(LIMIT, gate.reached(1)).await;
    kill(&mut child);
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(arrived.is_ok(), "nobody asked {endpoint:?}: {:?} {said}", output.status);
}

/// Starts a till, and kills it after a while. True if it was still there.
async fn kill_after(a_while: Duration, mut till: Command) -> bool {
    let mut child = till.spawn().unwrap();
    tokio::time::sleep(a_while).await;
    kill(&mut child);
    !child.wait().unwrap().success()
}

/// An instant within the life of a till.
fn instant(chance: &mut Chance) -> Duration {
    Duration::from_millis(chance.below(250).try_into().unwrap())
}

/// Whether a system call of a child can be made deadly here.
fn strace_works() -> bool {
    let mut command = Command::new("strace");
    command.args([
        "-f",
        "-qq",
        "-o",
        "/dev/null",
        "-e",
        "trace=fsync",
        "-e",
        "inject=fsync:signal=SIGKILL:when=9",
        "true",
    ]);
    command.status().is_ok_and(|status| status.success())
}
