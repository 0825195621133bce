//! The listener over real sockets: a bench on which one attempt is waited for, and raw clients.
//!
//! The helpers that the tests share. They know the listener from outside alone: its address, its answers, its end.

mod attacks;
#[cfg(target_os = "linux")]
mod ceilings;
mod crowds;
mod heads;
mod localhost;
mod once;
mod secure;
mod waiting;

use std::net::SocketAddr;

use tokio::task::JoinHandle;
use url::Url;

use super::*;
use crate::authorization::AuthorizationEndpoint;

pub const PATH: &str = "/oauth/callback/juba";
pub const CODE: &str = "S6_4kTFkLbhnOGUPMuBPzaNchoCFlhEVcJVY-fJGWjA";

pub fn words() -> Words {
    Words {
        language: "en".into(),
        right_to_left: false,
        received: "Airtill has received your sign-in. Go back to Airtill.".into(),
        denied: "The service did not allow the sign-in. Go back to Airtill.".into(),
        failed: "The sign-in did not go through. Go back to Airtill, which says why.".into(),
        already: "Airtill had this answer already. Go back to Airtill.".into(),
        not_ours: "This is not an answer that Airtill is waiting for.".into(),
    }
}

pub fn attempt(redirect_uri: &str) -> Arc<Attempt> {
    let endpoint = AuthorizationEndpoint {
        address: Url::parse("https://accounts.example/oauth/authorize").unwrap(),
        client_id: "till".into(),
        scope: String::new(),
        pkce: true,
        issuer: None,
        issuer_always: false,
    };
    Arc::new(Attempt::new(&endpoint, redirect_uri).unwrap())
}

/// A listener that waits.
pub struct Waiting {
    pub address: SocketAddr,
    pub attempt: Arc<Attempt>,
    pub answered: oneshot::Receiver<Answer>,
    pub over: CancellationToken,
    pub serving: JoinHandle<()>,
}

pub async fn wait(leaf: Option<Leaf>) -> Waiting {
    wait_at(Door { path: PATH.into(), port: 0, localhost: false, leaf }).await
}

pub async fn wait_at(door: Door) -> Waiting {
    let listener = Listener::bind(door).await.unwrap();
    let attempt = attempt(&listener.redirect_uri());
    let address = listener.sockets[0].local_addr().unwrap();
    let (tell, answered) = oneshot::channel();
    let over = CancellationToken::new();
    let (until, waited) = (over.clone(), Arc::clone(&attempt));
    let serving = tokio::spawn(async move { listener.serve(waited, &words(), tell, until).await });
    Waiting { address, attempt, answered, over, serving }
}

impl Waiting {
    pub fn state(&self) -> String {
        self.attempt.address().query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned()
    }

    /// The query of the answer that ends the wait.
    pub fn good(&self) -> String {
        format!("code={CODE}&state={}", self.state())
    }

    /// A well-made GET of `target`.
    pub fn get(&self, target: &str) -> Vec<u8> {
        format!("GET {target} HTTP/1.1\r\nHost: {}\r\n\r\n", self.address).into_bytes()
    }

    /// The answer to raw bytes, up to the end of the connection.
    pub async fn send(&self, bytes: &[u8]) -> String {
        send(self.address, bytes).await
    }

    /// Whether the wait goes on.
    pub fn is_waiting(&mut self) -> bool {
        matches!(self.answered.try_recv(), Err(oneshot::error::TryRecvError::Empty))
    }
}

pub async fn send(address: SocketAddr, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    // A listener that has read enough may close before everything is written.
    let _ = stream.write_all(bytes).await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8(answer).unwrap()
}

/// Set for a test that is a process of its own.
#[cfg(unix)]
pub const ALONE: &str = "AIRTILL_TEST_ALONE";

/// Such a process, which does not outlive a test that fails.
#[cfg(unix)]
pub struct Alone(pub std::process::Child);

#[cfg(unix)]
impl Drop for Alone {
    fn drop(&mut self) {
        // A process that has ended already is an equal outcome.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// How long the real browser may be delayed.
pub const SECOND: Duration = Duration::from_secs(1);

/// Tries it anew until it takes less than a second: a busy computer may need its second for others, now and then, and a
/// delay of the listener's is there each time.
pub async fn within_a_second<T>(tried: impl AsyncFn() -> (Duration, T)) -> T {
    for _ in 0..10 {
        let (took, outcome) = tried().await;
        if took < SECOND {
            return outcome;
        }
    }
    panic!("it took a second or more each time");
}

/// Drives a future to its end while the time of the runtime stands still. One that waits for a timer has none, and is
/// given up after a minute of another clock.
pub async fn without_timers<T>(future: impl Future<Output = T>) -> T {
    tokio::time::pause();
    let (done, is_done) = std::sync::mpsc::channel::<()>();
    // Paused time passes by itself when everybody waits, and not while a thread blocks.
    let a_minute = tokio::task::spawn_blocking(move || is_done.recv_timeout(SECOND * 60));
    let outcome = tokio::select! {
        outcome = future => outcome,
        _ = a_minute => panic!("it waits for a timer"),
    };
    drop(done);
    tokio::time::resume();
    outcome
}

pub fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or("closed")
}
