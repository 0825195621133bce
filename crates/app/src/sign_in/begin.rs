//! How a sign-in through the browser begins: one at a connection, and a newer one ends the older first.
//!
//! Every stage can be cancelled. How an attempt listens and exchanges is in `course` and `exchange`; how it goes on to
//! the stored sign-in, in `finish`.

use std::sync::Arc;
use std::time::Duration;

use airtill_contract::*;
use tokio_util::sync::{CancellationToken, DropGuard};

use super::attempts::{Attempts, Begun, Ended};
use super::certificate::Certificates;
use super::course::Course;
use super::plan::plan;
use super::unfinished::Unfinished;
use super::{Plan, SignIn, SignInEnd};
use crate::TillError;
use crate::accounts::Accounts;
use crate::connection::Connections;
use crate::learned::Pkce;
use crate::runtime::Runtime;

/// How long a sign-in waits to learn whether the browser will warn.
const HINT_PATIENCE: Duration = Duration::from_secs(2);

/// The purpose of a sign-in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// The person is signed in by it.
    SignIn,
    /// The connection is tested: nobody is signed in, and the service revokes the tokens that it gave.
    Test,
}

/// A sign-in that has begun, with everything that takes it to its end.
pub(super) struct Driven {
    pub accounts: Arc<Accounts>,
    pub begun: Arc<Begun>,
    pub sign_in: Arc<SignIn>,
    pub course: Course,
    /// Dropped once the sign-in is over: its port is free then.
    pub driving: DropGuard,
}

/// The sign-ins through the browser, and what they need of the till.
pub struct BrowserSignIns {
    /// Those that are under way.
    pub attempts: Attempts,
    pub(super) runtime: Arc<Runtime>,
    pub(super) connections: Arc<Connections>,
    certificates: Arc<Certificates>,
}

impl BrowserSignIns {
    /// None under way yet.
    pub fn new(runtime: Arc<Runtime>, connections: Arc<Connections>, certificates: Arc<Certificates>) -> Self {
        Self { attempts: Attempts::default(), runtime, connections, certificates }
    }

    /// Begins a sign-in; one that is under way at the connection ends, and its port is free before.
    ///
    /// # Errors
    /// A connection without this way, or the vault's.
    pub async fn begin(
        self: &Arc<Self>,
        purpose: Purpose,
        request: BeginBrowserSignIn,
    ) -> Result<BrowserSignInView, TillError> {
        let BeginBrowserSignIn { connection: key, pages } = request;
        let wish = self.attempts.wish(&key);
        let turn = async {
            let beginning = self.attempts.beginning(&key).await;
            let accounts = self.connections.accounts(&key).await?;
            self.attempts.end(&key).await;
            Ok::<_, TillError>((beginning, accounts))
        };
        let (_beginning, accounts) = tokio::select! {
            biased;
            () = wish.cancelled() => {
                return Ok(BrowserSignInView { connection: key, stage: BrowserSignInStage::Cancelled });
            }
            turn = turn => turn?,
        };
        // A till that closes in this very moment begins nothing.
        let (begun, driving) = self.attempts.put(key, wish.clone()).ok_or(TillError::new(ErrorCode::Internal))?;
        let ready = tokio::select! {
            biased;
            () = wish.cancelled() => Err(SignInEnd::Cancelled.into()),
            ready = self.begin_attempt(purpose, &accounts, pages, wish.clone()) => ready,
        };
        match ready {
            Ok((sign_in, course)) => {
                begun.goes_on(sign_in.clone());
                let view = begun.view();
                let sign_ins = self.clone();
                let driven = Driven { accounts, begun, sign_in, course, driving };
                let driven = async move {
                    match purpose {
                        Purpose::SignIn => sign_ins.finish_sign_in(driven).await,
                        Purpose::Test => sign_ins.finish_test(driven).await,
                    }
                };
                self.runtime.tasks.spawn(tracing::Instrument::in_current_span(driven));
                Ok(view)
            }
            Err(Unfinished::Cancelled) => {
                self.attempts.forget(&begun);
                begun.ended(Ended::Cancelled);
                Ok(begun.view())
            }
            Err(Unfinished::Failed(error)) => {
                self.attempts.forget(&begun);
                Err(error)
            }
        }
    }

    /// Shows the window the stage of a sign-in, each time it is called.
    pub(super) fn announcer<'a>(&self, begun: &'a Begun) -> impl Fn() + use<'a> {
        let outlet = self.runtime.ports.outlet.clone();
        move || outlet.emit(Event::BrowserSignInChanged { sign_in: begun.view() })
    }

    /// Brings together what a sign-in needs, and binds. A keyring that waits for its owner may take a minute.
    async fn begin_attempt(
        &self,
        purpose: Purpose,
        accounts: &Accounts,
        pages: SignInPages,
        over: CancellationToken,
    ) -> Result<(Arc<SignIn>, Course), Unfinished> {
        let mut leaf = None;
        if accounts.connection.uses_https_listener() {
            let found = self.certificates.to_listen_with(accounts.connection.environment).await?;
            // It decides about a hint alone: a list that does not answer soon is not waited for.
            let trusts = tokio::time::timeout(HINT_PATIENCE, self.runtime.ports.trust.trusts(&found.certificate)).await;
            let trusted = trusts.is_ok_and(|trusts| trusts == Some(true));
            leaf = Some((found, trusted));
        }
        // A test finds out what is known otherwise, and asks for no choice; a proof that costs the code would end each
        // of them.
        let pkce = match accounts.session.learned().facts().pkce_to_use() {
            Pkce::Unknown | Pkce::Proven | Pkce::Ignored | Pkce::SwitchedOff if purpose == Purpose::Test => {
                Pkce::Unknown
            }
            known => known,
        };
        let plan = plan(&accounts.connection, pkce, accounts.session.endpoint().await?, leaf, pages, over)?;
        let plan = Plan { asks: purpose == Purpose::SignIn, ..plan };
        Ok(SignIn::begin(plan, self.runtime.ports.user_agent.clone(), self.runtime.tasks.clone()).await?)
    }
}
