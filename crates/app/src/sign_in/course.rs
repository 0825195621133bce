//! The course of a sign-in from the opened browser to the code: the wait for the answer, and the ends of that wait.
//!
//! The wait ends with the first answer that is ours, whether the listener or the person's hand brought it, or with the
//! person's word, or by itself. What the code is exchanged for, and how, is in `exchange`.

use std::sync::{Arc, Mutex};

use airtill_domain::{Secret, lock};
use airtill_oauth::authorization::{Answer, Attempt, OUT_OF_BAND};
use airtill_oauth::loopback::{ListenError, Listener};
use airtill_oauth::{TokenClient, TokenEndpoint};
use tokio::sync::{Notify, oneshot};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::{Behind, Exchanged, LIMIT, PasteOnly, Plan, SignIn, SignInEnd, Way, words};
use crate::ports::UserAgent;

/// The rest of a sign-in, to be driven to its end by who began it.
pub struct Course {
    pub(super) sign_in: Arc<SignIn>,
    pub(super) answered: oneshot::Receiver<Answer>,
    pub(super) pasted: oneshot::Receiver<Answer>,
    pub(super) token: TokenEndpoint,
    pub(super) proves: bool,
    pub(super) asks: bool,
    pub(super) tasks: TaskTracker,
    /// Whether the answer came: the listener then stays for the page that follows.
    pub(super) came: bool,
}

impl Drop for Course {
    fn drop(&mut self) {
        self.sign_in.ended.cancel();
        // A course that is not driven any more must not hold a port.
        if !self.came {
            self.sign_in.over.cancel();
        }
    }
}

impl SignIn {
    /// Binds, makes the address, starts to listen. The browser is opened by [`Course::run`], when the caller can show
    /// what happens. `tasks` counts the listener, which outlives the answer by a few seconds.
    ///
    /// # Errors
    /// `Settings`; `Cancelled`; `NotSafe`. Where nobody can listen and the connection has PKCE, the person pastes.
    pub async fn begin(
        plan: Plan,
        user_agent: Arc<dyn UserAgent>,
        tasks: TaskTracker,
    ) -> Result<(Arc<Self>, Course), SignInEnd> {
        let certificate = matches!(&plan.way, Way::Listen(door) if door.leaf.is_some()) && !plan.trusted;
        let over = plan.over;
        let (listener, redirect_uri, paste_only) = tokio::select! {
            biased;
            () = over.cancelled() => return Err(SignInEnd::Cancelled),
            prepared = prepare(plan.way, user_agent.is_here()) => prepared,
        };
        // The service would send the code to a port of this name, also where another program has it.
        let shows_code = redirect_uri == OUT_OF_BAND;
        if !plan.authorization.pkce && !shows_code && matches!(paste_only, Some(why) if why != PasteOnly::Connection) {
            return Err(SignInEnd::NotSafe);
        }
        let attempt = Arc::new(Attempt::new(&plan.authorization, &redirect_uri).ok_or(SignInEnd::Settings)?);
        let (tell, answered) = oneshot::channel();
        let gone = CancellationToken::new();
        // However the listener's task ends, all who wait for the port learn of it.
        let going = gone.clone().drop_guard();
        if let Some(listener) = listener {
            let (attempt, words, over) = (Arc::clone(&attempt), plan.words, over.clone());
            tasks.spawn(async move {
                listener.serve(attempt, &words, tell, over).await;
                drop(going);
            });
        }
        let (paste, pasted) = oneshot::channel();
        let sign_in = Arc::new(Self {
            attempt,
            user_agent,
            paste_only,
            certificate,
            until: Mutex::new(Instant::now() + LIMIT),
            opened: Mutex::new(Ok(())),
            pasted: Mutex::new(Some(paste)),
            behind: Mutex::default(),
            extended: Notify::new(),
            over,
            ended: CancellationToken::new(),
            gone,
        });
        let course = Course {
            sign_in: Arc::clone(&sign_in),
            answered,
            pasted,
            token: plan.token,
            proves: plan.proves,
            asks: plan.asks,
            tasks,
            came: false,
        };
        Ok((sign_in, course))
    }
}

impl Course {
    /// Opens the browser, waits, exchanges. `changed` is called whenever the stage has changed. Cancelling ends it at
    /// once, and tokens that the service gives meanwhile are lost: a caller that can revoke them uses
    /// [`Course::answered`] and [`Course::exchange`].
    ///
    /// # Errors
    /// See [`SignInEnd`].
    pub async fn run(mut self, tokens: &TokenClient, changed: impl Fn()) -> Result<Exchanged, SignInEnd> {
        let over = self.sign_in.over.clone();
        let code = self.answered(&changed).await?;
        tokio::select! {
            biased;
            () = over.cancelled() => Err(SignInEnd::Cancelled),
            exchanged = self.exchange(tokens, code, &changed) => exchanged,
        }
    }

    /// Opens the browser and waits for the code.
    ///
    /// # Errors
    /// See [`SignInEnd`].
    pub async fn answered(&mut self, changed: &impl Fn()) -> Result<Secret, SignInEnd> {
        let sign_in = Arc::clone(&self.sign_in);
        let opening = Arc::clone(&sign_in);
        // A launcher that hangs must not keep the answer waiting.
        let opened = self.tasks.spawn(async move {
            // In a remote session it would be somebody else's browser, if any: the person copies the address.
            if opening.paste_only != Some(PasteOnly::Remote) {
                opening.open().await;
            }
        });
        tokio::pin!(opened);
        changed();
        let (mut told, mut deaf, mut noted) = (false, false, false);
        let mut turned_away = sign_in.attempt.turned_away();
        let answer = loop {
            let until = *lock(&sign_in.until);
            tokio::select! {
                biased;
                () = sign_in.over.cancelled() => return Err(SignInEnd::Cancelled),
                answer = &mut self.answered, if !deaf => match answer {
                    Ok(answer) => break answer,
                    // Nobody listens; the person can still paste.
                    Err(_) => deaf = true,
                },
                Ok(answer) = &mut self.pasted => break answer,
                _ = &mut opened, if !told => {
                    told = true;
                    changed();
                }
                () = sign_in.extended.notified() => changed(),
                // A person is shown that there was one. Anybody on this computer can send them without end.
                Ok(()) = turned_away.changed(), if !noted => {
                    noted = true;
                    changed();
                }
                () = tokio::time::sleep_until(until) => return Err(SignInEnd::TimedOut),
            }
        };
        self.came = true;
        // A listener that was not heard learns from it that nobody waits any more.
        self.answered.close();
        let code = match answer {
            Answer::Code(code) => code,
            Answer::Denied(denial) if sign_in.attempt.verifier().is_none() && words::is_about_pkce(&denial) => {
                return Err(SignInEnd::PkceNeeded(denial.description));
            }
            Answer::Denied(denial) => return Err(SignInEnd::Denied(denial)),
            Answer::NoCode => return Err(SignInEnd::NoCode),
            // Neither the listener nor the paste hands one over.
            Answer::NotOurs(_) => return Err(SignInEnd::Cancelled),
        };
        *lock(&sign_in.behind) = Behind::Exchanging;
        changed();
        Ok(code)
    }
}

/// A listener, where there can be one, and the redirect URI either way.
async fn prepare(way: Way, browser_is_here: bool) -> (Option<Listener>, String, Option<PasteOnly>) {
    let door = match way {
        Way::Paste { redirect_uri } if browser_is_here => return (None, redirect_uri, Some(PasteOnly::Connection)),
        Way::Paste { redirect_uri } => return (None, redirect_uri, Some(PasteOnly::Remote)),
        Way::Listen(door) => door,
    };
    let unheard = door.redirect_uri();
    if !browser_is_here {
        return (None, unheard, Some(PasteOnly::Remote));
    }
    match Listener::bind(door).await {
        Ok(listener) => {
            let redirect_uri = listener.redirect_uri();
            (Some(listener), redirect_uri, None)
        }
        Err(error) => {
            tracing::warn!(%error, "nobody can listen for the browser; the answer has to be pasted");
            let why = match error {
                ListenError::Port(_) => PasteOnly::NoPort,
                ListenError::Leaf(_) | ListenError::Path => PasteOnly::NoCertificate,
            };
            (None, unheard, Some(why))
        }
    }
}
