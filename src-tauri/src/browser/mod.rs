//! The system's browser: whether it is on this computer, and asking the system to open an address in it.
//!
//! Only addresses of the web are handed over, each as the one argument of a program that no shell starts. The call has
//! a thread of its own and a limit, because a program of the desktop may hang. Nothing here claims that a browser
//! opened.

#[cfg(target_os = "linux")]
mod launch;
#[cfg(all(test, target_os = "linux"))]
mod tests;

use std::thread;
use std::time::Duration;

use airtill_app::ports::{NotOpened, Promise, UserAgent};
use tauri::{AppHandle, Url};
use tokio::sync::oneshot;

use crate::environment::{self, Variables};
use crate::window;

/// How long a program of the desktop may take to fail; one that still runs has accepted the address.
const PATIENCE: Duration = Duration::from_secs(2);
/// How long the system may take altogether: a little longer than every known program on Linux in turn.
const LIMIT: Duration = Duration::from_secs(20);

/// The browser of the desktop on which this process runs.
pub struct SystemBrowser {
    opener: Opener,
    app: AppHandle,
}

impl SystemBrowser {
    /// The browser of the desktop that the person sees.
    pub fn new(app: AppHandle) -> Self {
        Self { opener: Opener { variables: environment::of_this_process(), patience: PATIENCE }, app }
    }
}

impl UserAgent for SystemBrowser {
    fn is_here(&self) -> bool {
        environment::browser_is_here(&self.opener.variables, cfg!(target_os = "linux"))
    }

    fn open(&self, address: &Url) -> Promise<'_, Result<(), NotOpened>> {
        self.opener.open(address)
    }

    fn come_back(&self) {
        window::bring_to_front(&self.app);
    }
}

/// Asks the system to open addresses.
#[derive(Clone)]
struct Opener {
    variables: Variables,
    patience: Duration,
}

impl Opener {
    fn open(&self, address: &Url) -> Promise<'_, Result<(), NotOpened>> {
        let (opener, address) = (self.clone(), address.clone());
        Box::pin(async move {
            if !is_of_the_web(&address) {
                return Err(not_opened("it is not an address of the web"));
            }
            let (tell, ended) = oneshot::channel();
            let asking = move || {
                // The caller may be gone.
                let _ = tell.send(opener.ask(address.as_str()));
            };
            thread::Builder::new()
                .name("browser".to_owned())
                .spawn(asking)
                .map_err(|error| not_opened(error.to_string()))?;
            match tokio::time::timeout(LIMIT, ended).await {
                Ok(Ok(outcome)) => outcome,
                _ => Err(not_opened("the system does not answer")),
            }
        })
    }

    #[cfg(target_os = "linux")]
    fn ask(&self, address: &str) -> Result<(), NotOpened> {
        launch::launch(address, &environment::outside_the_bundle(&self.variables), self.patience)
    }

    /// Both systems report whether they accepted it: macOS by the exit status of `/usr/bin/open`, Windows by
    /// `ShellExecuteEx`.
    #[cfg(not(target_os = "linux"))]
    fn ask(&self, address: &str) -> Result<(), NotOpened> {
        let _ = self.patience;
        open::that_detached(address).map_err(|error| refused(&error))
    }
}

/// The system's own words, where they are its own: `open`'s message about a failed program repeats its arguments, and
/// with them the state of the sign-in.
#[cfg(any(test, not(target_os = "linux")))]
fn refused(error: &std::io::Error) -> NotOpened {
    not_opened(
        error.raw_os_error().map_or_else(|| "the system did not take the address".to_owned(), |_| error.to_string()),
    )
}

/// `https`, or `http` to this very computer by its number: a name could lead elsewhere.
fn is_of_the_web(address: &Url) -> bool {
    let loopback = address.host_str().is_some_and(|host| {
        let host = host.trim_start_matches('[').trim_end_matches(']');
        host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
    });
    match address.scheme() {
        "https" => address.has_host(),
        "http" => loopback,
        _ => false,
    }
}

fn not_opened(reason: impl Into<String>) -> NotOpened {
    NotOpened { reason: reason.into() }
}
