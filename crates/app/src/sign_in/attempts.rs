//! The sign-ins through the browser that are under way, at most one for each connection, and what became of each.
//!
//! A newer one ends the older (RFC 8252 §8.1 leaves no room for two), and waits until its port is free. Different
//! connections sign in side by side and never touch each other. The end of one is reported once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock};

use airtill_contract::{
    AskedBecause, BrowserSignInStage, BrowserSignInView, ConnectionKey, ConnectionTestView, ErrorView, PersonView,
};
use airtill_domain::lock;
use tokio::sync::{OwnedMutexGuard, oneshot};
use tokio_util::sync::{CancellationToken, DropGuard};

use super::SignIn;

/// Sign-ins by connection.
#[derive(Default)]
pub struct Attempts(Mutex<State>);

#[derive(Default)]
struct State {
    by_connection: HashMap<ConnectionKey, Arc<Begun>>,
    beginning: HashMap<ConnectionKey, Arc<tokio::sync::Mutex<()>>>,
    wishes: HashMap<ConnectionKey, CancellationToken>,
    closed: bool,
}

/// A sign-in that was begun, with its end.
pub struct Begun {
    connection: ConnectionKey,
    /// The sign-in, once there is a listener or it is known that there is none.
    sign_in: OnceLock<Arc<SignIn>>,
    after: Mutex<After>,
    /// Ends it, at any stage.
    pub cancel: CancellationToken,
    /// Nobody drives the attempt any more: everything that it had to store is stored.
    over: CancellationToken,
}

/// The state of a sign-in after its course.
enum After {
    /// It is still on it.
    Nothing,
    /// The person is asked whether it is they.
    IsThisYou { person: PersonView, because: AskedBecause, answer: Option<oneshot::Sender<bool>> },
    /// It ended so. Its listener may still answer the browser for a few seconds.
    Ended { stage: BrowserSignInStage, is_told: bool },
}

impl Attempts {
    /// One sign-in of a connection begins at a time: two clicks must not be two listeners.
    pub async fn beginning(&self, connection: &ConnectionKey) -> OwnedMutexGuard<()> {
        let gate = self.lock().beginning.entry(connection.clone()).or_default().clone();
        gate.lock_owned().await
    }

    /// Notes that a person wants to begin. The token cancels the wish; a newer wish cancels the older.
    pub fn wish(&self, connection: &ConnectionKey) -> CancellationToken {
        let wish = CancellationToken::new();
        if let Some(older) = self.lock().wishes.insert(connection.clone(), wish.clone()) {
            older.cancel();
        }
        wish
    }

    /// Ends every sign-in of a connection that is wished for or under way, without waiting.
    pub fn cancel(&self, connection: &ConnectionKey) {
        let state = self.lock();
        let begun = state.by_connection.get(connection).filter(|begun| !begun.has_ended()).map(|begun| &begun.cancel);
        for token in state.wishes.get(connection).into_iter().chain(begun) {
            token.cancel();
        }
    }

    /// Notes a new one that `wish` ends; the task that drives it to its end drops the guard then. `None` where the till
    /// closes.
    pub fn put(&self, connection: ConnectionKey, wish: CancellationToken) -> Option<(Arc<Begun>, DropGuard)> {
        let begun = Arc::new(Begun {
            connection: connection.clone(),
            sign_in: OnceLock::new(),
            after: Mutex::new(After::Nothing),
            cancel: wish,
            over: CancellationToken::new(),
        });
        let mut state = self.lock();
        if state.closed {
            return None;
        }
        state.by_connection.insert(connection, Arc::clone(&begun));
        let driving = begun.over.clone().drop_guard();
        Some((begun, driving))
    }

    /// Forgets one whose end was reported already.
    pub fn forget(&self, begun: &Arc<Begun>) {
        let mut state = self.lock();
        if state.by_connection.get(&begun.connection).is_some_and(|present| Arc::ptr_eq(present, begun)) {
            state.by_connection.remove(&begun.connection);
        }
    }

    /// The one of a connection that is under way.
    pub fn get(&self, connection: &ConnectionKey) -> Option<Arc<Begun>> {
        self.lock().by_connection.get(connection).filter(|begun| !begun.has_ended()).cloned()
    }

    /// The stage of the one of a connection; an end is reported once.
    pub fn view(&self, connection: &ConnectionKey) -> BrowserSignInView {
        let stage = self.lock().by_connection.get(connection).map_or(BrowserSignInStage::None, |begun| begun.tell());
        BrowserSignInView { connection: connection.clone(), stage }
    }

    /// Ends the one of a connection, if there is one, and waits until its port is free and it stores nothing any more.
    pub async fn end(&self, connection: &ConnectionKey) {
        let older = self.lock().by_connection.remove(connection);
        if let Some(older) = older {
            older.cancel.cancel();
            if let Some(sign_in) = older.sign_in.get() {
                sign_in.gone().await;
            }
            older.over.cancelled().await;
        }
    }

    /// Cancels all of them, and every one to come: the till closes.
    pub fn close(&self) {
        self.lock().closed = true;
        self.cancel_all();
    }

    /// Cancels all of them.
    pub fn cancel_all(&self) {
        let state = self.lock();
        let begun = state.by_connection.values().map(|begun| &begun.cancel);
        for token in begun.chain(state.wishes.values()) {
            token.cancel();
        }
    }

    /// The connections at which one has begun and not ended.
    pub fn under_way(&self) -> Vec<ConnectionKey> {
        let state = self.lock();
        state
            .by_connection
            .iter()
            .filter(|(_, begun)| !begun.has_ended())
            .map(|(connection, _)| connection.clone())
            .collect()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        lock(&self.0)
    }
}

impl Begun {
    /// As the window shows it.
    pub fn view(&self) -> BrowserSignInView {
        BrowserSignInView { connection: self.connection.clone(), stage: self.stage() }
    }

    /// The sign-in that is waited through.
    pub fn goes_on(&self, sign_in: Arc<SignIn>) {
        let _ = self.sign_in.set(sign_in);
    }

    /// The sign-in, once it is waited through.
    pub fn sign_in(&self) -> Option<&Arc<SignIn>> {
        self.sign_in.get()
    }

    fn stage(&self) -> BrowserSignInStage {
        match &*self.lock() {
            After::Nothing => self.sign_in.get().map_or(BrowserSignInStage::None, |sign_in| sign_in.stage().view()),
            After::IsThisYou { person, because, .. } => {
                BrowserSignInStage::IsThisYou { person: person.clone(), because: *because }
            }
            After::Ended { stage, .. } => stage.clone(),
        }
    }

    fn tell(&self) -> BrowserSignInStage {
        if let After::Ended { is_told, .. } = &mut *self.lock()
            && std::mem::replace(is_told, true)
        {
            return BrowserSignInStage::None;
        }
        self.stage()
    }

    fn has_ended(&self) -> bool {
        matches!(*self.lock(), After::Ended { .. })
    }

    /// Has the person asked whether this is they. The answer comes out of what is returned.
    pub fn ask(&self, person: PersonView, because: AskedBecause) -> oneshot::Receiver<bool> {
        let (answer, answered) = oneshot::channel();
        *self.lock() = After::IsThisYou { person, because, answer: Some(answer) };
        answered
    }

    /// The person's answer, once; an answer to nothing changes nothing.
    pub fn answer(&self, yes: bool) {
        let mut after = self.lock();
        if let After::IsThisYou { answer, .. } = &mut *after
            && let Some(answer) = answer.take()
        {
            // The caller that waited may have been cancelled in this very moment.
            let _ = answer.send(yes);
            *after = After::Nothing;
        }
    }

    /// Notes how it ended.
    pub fn ended(&self, end: Ended) {
        let stage = match end {
            Ended::SignedIn => BrowserSignInStage::SignedIn,
            Ended::Tested(test) => BrowserSignInStage::Tested { test },
            Ended::Cancelled => BrowserSignInStage::Cancelled,
            Ended::Failed(error) => BrowserSignInStage::Failed { error },
        };
        *self.lock() = After::Ended { stage, is_told: false };
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, After> {
        lock(&self.after)
    }
}

/// How a sign-in ended.
pub enum Ended {
    /// The person is signed in.
    SignedIn,
    /// It was a test, and this is what it found.
    Tested(ConnectionTestView),
    /// By the person, or by a newer one.
    Cancelled,
    /// It failed; the error says why.
    Failed(ErrorView),
}
