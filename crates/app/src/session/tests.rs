//! One renewal and many who wait for it, against a service whose every answer the test decides.
//!
//! Journeys play the whole till; here the order of events is the test's own: each request waits until the test has seen
//! it and says what it gets.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use airtill_contract::ErrorCode;
use airtill_domain::{Clock, Environment, Moment, Secret, TillId, Timestamp};
use airtill_oauth::{Client, RefreshToken, Settings, Timeouts, TokenClient, TokenEndpoint, TokenSet};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::provider::{Ending, Party};
use super::{Person, Provider, Session, SessionState};
use crate::environment::{LazyVault, OpenEnvironment};
use crate::learned::Learned;
use crate::ports::OsKeyring;

mod client;
mod sign_out;
mod turned_away;

const HOUR: Duration = Duration::from_secs(3600);
/// Far longer than anything takes on a busy computer.
const PATIENCE: Duration = Duration::from_secs(60);

struct HandClock(Mutex<Moment>);

impl HandClock {
    fn advance(&self, by: Duration) {
        let mut now = self.0.lock().unwrap();
        *now = Moment { wall: now.wall.plus(by), monotonic: now.monotonic + by };
    }
}

impl Clock for HandClock {
    fn now(&self) -> Moment {
        *self.0.lock().unwrap()
    }
}

/// A token endpoint. A request is the sender of its answer: nothing at all for 503, an error for 400; dropped, it
/// breaks the line.
struct Service {
    base: url::Url,
    /// The bodies of the requests so far.
    bodies: Arc<Mutex<Vec<String>>>,
    requests: mpsc::UnboundedReceiver<oneshot::Sender<String>>,
}

impl Service {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
        let (seen, requests) = mpsc::unbounded_channel::<oneshot::Sender<String>>();
        let bodies: Arc<Mutex<Vec<String>>> = Arc::default();
        let notes = bodies.clone();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let (seen, notes) = (seen.clone(), notes.clone());
                tokio::spawn(async move {
                    let mut request = Vec::new();
                    let body = loop {
                        if let Some(body) = whole_body(&request) {
                            break body;
                        }
                        if !stream.read_buf(&mut request).await.is_ok_and(|count| count > 0) {
                            return;
                        }
                    };
                    notes.lock().unwrap().push(body);
                    let (answer, answered) = oneshot::channel();
                    let _ = seen.send(answer);
                    if let Ok(answer) = answered.await {
                        let (status, body) = match answer.as_str() {
                            "" => (503, "{}"),
                            error if error.starts_with(r#"{"error""#) => (400, error),
                            tokens => (200, tokens),
                        };
                        let head = format!(
                            "HTTP/1.1 {status} Status\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
                            body.len()
                        );
                        let _ = stream.write_all((head + body).as_bytes()).await;
                    }
                });
            }
        });
        Self { base, bodies, requests }
    }

    async fn request(&mut self) -> oneshot::Sender<String> {
        let soon = tokio::time::timeout(PATIENCE, self.requests.recv()).await;
        soon.expect("the service is asked").expect("it runs")
    }

    fn nobody_asks_any_more(&mut self) -> bool {
        self.requests.try_recv().is_err()
    }
}

/// The body of a request, once all of it is there.
fn whole_body(request: &[u8]) -> Option<String> {
    let (head, body) = std::str::from_utf8(request).ok()?.split_once("\r\n\r\n")?;
    let length: usize = head.to_ascii_lowercase().split_once("content-length: ")?.1.lines().next()?.parse().ok()?;
    (body.len() == length).then(|| body.to_owned())
}

struct Stage {
    service: Service,
    clock: Arc<HandClock>,
    environment: OpenEnvironment,
    working: TaskTracker,
    _folder: tempfile::TempDir,
}

impl Stage {
    async fn set() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(HandClock(Mutex::new(Moment { wall: Timestamp(1_795_291_200_000), monotonic: HOUR })));
        // In practice no keyring is asked.
        let keyring = Arc::new(OsKeyring::new());
        let vault = LazyVault::new(folder.path(), Environment::Practice, keyring, Arc::default(), None);
        let (till, now) = (TillId::from_bits(7), clock.now().wall);
        let environment = OpenEnvironment::open(folder.path(), Environment::Practice, till, vault, now, |_| (), |_| ())
            .await
            .unwrap();
        Self { service: Service::start().await, clock, environment, working: TaskTracker::new(), _folder: folder }
    }

    /// The connection as one copy of the program has it: they share the vault and nothing else.
    fn session(&self) -> Arc<Session> {
        let endpoint = TokenEndpoint::doorkeeper(&self.service.base, Client { id: "till".to_owned(), secret: None });
        self.session_with(Provider {
            party: Party::Person,
            endpoint,
            ending: Ending::Revocation,
            rest: Some(24 * HOUR),
        })
    }

    fn session_with(&self, provider: Provider) -> Arc<Session> {
        let clock: Arc<dyn Clock> = self.clock.clone();
        let tokens = TokenClient::new(Settings {
            environment: Environment::Practice,
            timeouts: Timeouts::default(),
            clock: clock.clone(),
        });
        Arc::new(Session::new(
            "one binding".to_owned(),
            provider,
            Arc::new(Learned::nothing()),
            tokens,
            self.environment.vault.clone(),
            clock,
            self.working.clone(),
        ))
    }

    /// With somebody signed in.
    async fn signed_in() -> (Self, Arc<Session>) {
        let stage = Self::set().await;
        let session = stage.session();
        stage.sign_in(&session, "ayen@example.com").await;
        (stage, session)
    }

    async fn sign_in(&self, session: &Session, email: &str) {
        let given = TokenSet {
            access_token: Secret::new("canary-access-0".to_owned()),
            refresh_token: RefreshToken::Given(Secret::new("canary-refresh-0".to_owned())),
            lifetime: Some(HOUR),
            refresh_lifetime: None,
            token_type: "bearer".to_owned(),
            user_id: Some(7),
            scope: None,
            sent_at: self.clock.now(),
            clock_skew: None,
        };
        assert!(session.adopt(given, Some(Person::known_as(Some(7), email)), &CancellationToken::new()).await.unwrap());
    }
}

fn tokens(access: &str, rest: &str) -> String {
    format!(r#"{{"access_token":"{access}","token_type":"bearer"{rest}}}"#)
}

/// Two hundred callers who all wait when this returns: on one thread, each has run up to its first wait once it is
/// counted.
async fn crowd(session: &Arc<Session>, refused: Option<&'static str>) -> JoinSet<Result<Secret, crate::TillError>> {
    let (mut crowd, here) = (JoinSet::new(), Arc::new(AtomicUsize::new(0)));
    for _ in 0..200 {
        let (session, here) = (session.clone(), here.clone());
        crowd.spawn(async move {
            here.fetch_add(1, Ordering::Relaxed);
            match refused {
                None => session.access_token().await,
                Some(token) => session.replace(&Secret::new(token.to_owned()), session.asking()).await,
            }
        });
    }
    while here.load(Ordering::Relaxed) < 200 {
        tokio::task::yield_now().await;
    }
    crowd
}

/// Begins to ask for an access token.
fn asking(session: &Arc<Session>) -> tokio::task::JoinHandle<Result<Secret, crate::TillError>> {
    let session = session.clone();
    tokio::spawn(async move { session.access_token().await })
}

/// How it ended for each of them.
async fn all(crowd: JoinSet<Result<Secret, crate::TillError>>) -> Vec<Result<Secret, crate::TillError>> {
    tokio::time::timeout(PATIENCE, crowd.join_all()).await.expect("nobody waits for a second renewal")
}

#[tokio::test]
async fn t09_a_broken_renewal_is_shared_by_all_waiters_and_not_by_later_ones() {
    let (mut stage, session) = Stage::signed_in().await;
    stage.clock.advance(HOUR);
    for refused in [None, Some("canary-access-0")] {
        let crowd = crowd(&session, refused).await;
        drop(stage.service.request().await);
        drop(stage.service.request().await);
        let ends = all(crowd).await;
        assert!(ends.iter().all(|end| end.as_ref().is_err_and(|error| error.code == ErrorCode::AnswerLost)));
        assert!(stage.service.nobody_asks_any_more(), "one renewal, asked once more at once, and one end");
    }
    let later = tokio::spawn(async move { session.access_token().await });
    stage.service.request().await.send(tokens("canary-access-1", r#","expires_in":3600"#)).unwrap();
    assert_eq!(later.await.unwrap().unwrap().expose(), "canary-access-1", "no failure is kept");
}

#[tokio::test]
async fn t09_a_token_that_is_stale_at_once_serves_all_who_waited_for_it() {
    let (mut stage, session) = Stage::signed_in().await;
    stage.clock.advance(HOUR);
    for (refused, access) in [(None, "canary-access-1"), (Some("canary-access-1"), "canary-access-2")] {
        let crowd = crowd(&session, refused).await;
        stage.service.request().await.send(tokens(access, r#","expires_in":1"#)).unwrap();
        assert!(all(crowd).await.iter().all(|end| end.as_ref().is_ok_and(|token| token.expose() == access)));
        assert!(stage.service.nobody_asks_any_more());
    }
}

#[tokio::test]
async fn t14_a_401_for_a_token_that_was_replaced_meanwhile_renews_nothing() {
    let (mut stage, session) = Stage::signed_in().await;
    let token = session.replace(&Secret::new("canary-access-before".to_owned()), session.asking()).await.unwrap();
    assert_eq!(token.expose(), "canary-access-0");
    assert!(stage.service.nobody_asks_any_more());
}

#[tokio::test]
async fn the_owner_of_the_used_refresh_token_is_signed_in() {
    for rest in ["", r#","refresh_token":"""#, r#","refresh_token":"canary-refresh-1""#] {
        let mut stage = Stage::set().await;
        let (ours, others) = (stage.session(), stage.session());
        stage.sign_in(&ours, "ayen@example.com").await;
        stage.clock.advance(HOUR);
        stage.sign_in(&others, "deng@example.com").await;
        let renewing = asking(&ours);
        stage.service.request().await.send(tokens("canary-access-1", rest)).unwrap();
        renewing.await.unwrap().unwrap();
        assert_eq!(ours.actor(), "deng@example.com", "sales are not written down to who is no longer signed in");
        assert_eq!(ours.signed_in_at(), stage.clock.now().wall);
    }
}

#[tokio::test]
async fn t09_a_sign_in_is_not_overwritten_by_another_process_that_renews() {
    let mut stage = Stage::set().await;
    let (ours, others) = (stage.session(), stage.session());
    stage.sign_in(&ours, "ayen@example.com").await;
    others.load().await.unwrap();
    let renewing = asking(&others);
    let renewal = stage.service.request().await;
    let arriving = tokio::spawn({
        let ours = ours.clone();
        async move { ours.sign_in("deng@example.com", Secret::new("canary-password".to_owned())).await }
    });
    let typed = tokens("canary-access-2", r#","expires_in":3600,"refresh_token":"canary-refresh-2""#);
    stage.service.request().await.send(typed).unwrap();
    renewal.send(tokens("canary-access-1", r#","expires_in":3600,"refresh_token":"canary-refresh-1""#)).unwrap();
    renewing.await.unwrap().unwrap();
    arriving.await.unwrap().unwrap();
    assert_eq!(ours.stored().await.unwrap().unwrap().refresh_token, "canary-refresh-2");
}

#[tokio::test]
async fn t09_a_request_that_waits_for_a_sign_in_asks_with_its_token() {
    let (mut stage, session) = Stage::signed_in().await;
    stage.clock.advance(HOUR);
    let first = asking(&session);
    let request = stage.service.request().await;
    // Both wait at the same lock, in this order.
    let (_, asked, _) = tokio::join!(stage.sign_in(&session, "deng@example.com"), session.access_token(), async {
        request.send(String::new())
    });
    assert_eq!(asked.unwrap().expose(), "canary-access-0");
    assert_eq!(first.await.unwrap().unwrap_err().code, ErrorCode::ServiceDown, "of the one before");
    assert!(stage.service.nobody_asks_any_more());
}

#[tokio::test]
async fn a_sign_out_of_another_process_is_one_here() {
    let stage = Stage::set().await;
    let (ours, others) = (stage.session(), stage.session());
    stage.sign_in(&ours, "ayen@example.com").await;
    others.load().await.unwrap();
    others.sign_out().await.1.unwrap();
    others.forget_person().await;
    stage.clock.advance(HOUR);
    assert_eq!(ours.access_token().await.unwrap_err().code, ErrorCode::SignInAgain);
    assert_eq!(ours.state(), SessionState::SignedOut);
}

#[tokio::test]
async fn t13_the_end_of_a_sign_in_counts_from_when_its_request_was_sent() {
    let (mut stage, session) = Stage::signed_in().await;
    stage.clock.advance(HOUR);
    let sent = stage.clock.now().wall;
    let renewing = asking(&session);
    let request = stage.service.request().await;
    stage.clock.advance(Duration::from_secs(20));
    request.send(tokens("canary-access-1", r#","expires_in":3600,"refresh_token":"canary-refresh-1""#)).unwrap();
    renewing.await.unwrap().unwrap();
    let SessionState::SignedIn { ends_at, .. } = session.state() else { panic!("signed in") };
    assert_eq!(ends_at, Some(sent.plus(24 * HOUR)));
}

#[tokio::test]
async fn t18_after_an_answer_the_waits_begin_anew() {
    let (mut stage, session) = Stage::signed_in().await;
    for round in 0..8 {
        stage.clock.advance(HOUR);
        for (answer, good) in [(String::new(), false), (tokens("canary-access-1", r#","expires_in":60"#), true)] {
            let renewing = asking(&session);
            stage.service.request().await.send(answer).unwrap();
            assert_eq!(renewing.await.unwrap().is_ok(), good, "round {round}");
            // The longest first wait; a second one in a row would be longer.
            stage.clock.advance(Duration::from_secs(2));
        }
    }
}

#[tokio::test]
async fn t10_closing_waits_for_a_renewal_that_has_begun() {
    let (mut stage, session) = Stage::signed_in().await;
    stage.clock.advance(HOUR);
    let renewing = asking(&session);
    let request = stage.service.request().await;
    stage.working.close();
    assert_eq!(stage.working.len(), 1, "the service has spent the old token by now");
    request.send(tokens("canary-access-1", "")).unwrap();
    renewing.await.unwrap().unwrap();
    stage.working.wait().await;
}

#[tokio::test]
async fn v12_a_dropped_token_set_is_in_memory_no_longer() {
    let (stage, session) = Stage::signed_in().await;
    session.access_token().await.unwrap();
    let _gone = stage.environment.vault.get().await.unwrap().keep_only(&[]).await.unwrap();
    session.drop_everything().await;
    assert_eq!(session.access_token().await.unwrap_err().code, ErrorCode::SignInAgain);
}

#[tokio::test]
async fn v06_a_carried_token_set_is_stored_with_the_secret_of_the_client() {
    let (stage, session) = Stage::signed_in().await;
    session.keep_client_secret(Secret::new("canary-client".to_owned())).await.unwrap();
    let carried = session.carry().await;
    let _gone = stage.environment.vault.get().await.unwrap().keep_only(&[]).await.unwrap();
    session.put_down(carried).await.unwrap();
    assert_eq!(session.endpoint().await.unwrap().client.unwrap().secret.unwrap().expose(), "canary-client");
    assert_eq!(session.stored().await.unwrap().unwrap().refresh_token, "canary-refresh-0");
}

#[tokio::test]
async fn an_answer_about_somebody_who_was_replaced_meanwhile_names_nobody() {
    let (_stage, session) = Stage::signed_in().await;
    let late = Person::known_as(Some(8), "deng@example.com");
    session.describe(&Secret::new("canary-access-before".to_owned()), late.clone()).await.unwrap();
    assert_eq!(session.actor(), "ayen@example.com");
    session.describe(&Secret::new("canary-access-0".to_owned()), late).await.unwrap();
    assert_eq!(session.actor(), "deng@example.com");
}
