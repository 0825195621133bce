//! The trust of this person's browsers: the certificate with which the till answers them over HTTPS, and nothing else.
//!
//! One leaf is trusted as itself, for servers: no authority is ever added, and no certificate that the browser did not
//! get from this till becomes good. The person's own list is changed, on their word, and can be changed back in the
//! same way.
//!
//! On Linux it is the list that Chromium and its kin share. Firefox has one for each of its profiles, and browsers that
//! come as a snap or Flatpak have theirs in their own home: those ask their person themselves. On macOS it is the login
//! keychain, on Windows the person's own store of trusted people, in which Chromium trusts a lone leaf as itself.

mod certificate;
#[cfg(target_os = "macos")]
mod keychain;
#[cfg(target_os = "linux")]
mod nss;
#[cfg(target_os = "windows")]
mod trusted_people;

use std::sync::{Arc, Mutex};
use std::thread;

use airtill_app::ports::{Promise, TrustNotChanged, TrustStore};
use airtill_domain::lock;
use tokio::sync::oneshot;

#[cfg(target_os = "macos")]
use keychain::List;
#[cfg(target_os = "linux")]
use nss::List;
#[cfg(target_os = "windows")]
use trusted_people::List;

/// The trust of this person's browsers, where the till can change it.
pub struct BrowserTrust {
    /// One change at a time: each looks first and changes then.
    list: Arc<Mutex<List>>,
}

impl BrowserTrust {
    /// The trust of the person who runs this process.
    #[allow(clippy::new_without_default, reason = "it reads the environment")]
    pub fn new() -> Self {
        Self::of(List::of_this_person())
    }

    fn of(list: List) -> Self {
        Self { list: Arc::new(Mutex::new(list)) }
    }

    /// Runs work that starts programs and waits for them on a thread of its own. Each program has a limit.
    fn apart<T: Send + 'static>(
        &self,
        otherwise: impl FnOnce(String) -> T + Send + 'static,
        work: impl FnOnce(&List) -> T + Send + 'static,
    ) -> Promise<'_, T> {
        let list = Arc::clone(&self.list);
        Box::pin(async move {
            let (tell, ended) = oneshot::channel();
            let working = move || {
                let done = work(&lock(&list));
                // The caller may be gone.
                let _ = tell.send(done);
            };
            match thread::Builder::new().name("trust".to_owned()).spawn(working) {
                Err(error) => otherwise(error.to_string()),
                Ok(_) => match ended.await {
                    Ok(done) => done,
                    Err(_) => otherwise("it was given up".to_owned()),
                },
            }
        })
    }
}

impl TrustStore for BrowserTrust {
    fn trusts<'a>(&'a self, certificate: &'a [u8]) -> Promise<'a, Option<bool>> {
        let certificate = certificate.to_vec();
        self.apart(|_| None, move |list| list.trusts(&certificate))
    }

    fn trust<'a>(&'a self, certificate: &'a [u8]) -> Promise<'a, Result<(), TrustNotChanged>> {
        let certificate = certificate.to_vec();
        self.apart(|reason| Err(TrustNotChanged { reason }), move |list| list.trust(&certificate))
    }

    fn distrust<'a>(&'a self, certificate: &'a [u8]) -> Promise<'a, Result<(), TrustNotChanged>> {
        let certificate = certificate.to_vec();
        self.apart(|reason| Err(TrustNotChanged { reason }), move |list| list.distrust(&certificate))
    }

    fn distrust_all(&self) -> Promise<'_, Result<(), TrustNotChanged>> {
        self.apart(|reason| Err(TrustNotChanged { reason }), List::distrust_all)
    }
}
