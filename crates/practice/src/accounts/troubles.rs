//! The troubles of the accounts that a trainer can switch on: a small table, one switch each.
//!
//! A trouble stays on until it is switched off. The words for people are the window's; here each has a code that never
//! changes. Tests cause further errors with a [`crate::Fault`].

use std::collections::HashSet;
use std::sync::{Mutex, MutexGuard};

use crate::lock::lock;

/// An error in a sign-in that a trainer can switch on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Trouble {
    /// The answer is `access_denied` after any decision of the person.
    DeniedConsent,
    /// The answer carries a state that was not sent.
    WrongState,
    /// The code is exchanged, and the answer takes [`crate::accounts::Options::slow`].
    SlowExchange,
    /// The authorization page is an error page, which never sends the browser back.
    HtmlErrorPage,
    /// The server ignores the PKCE challenge and refuses the verifier.
    PkceRefused,
    /// Access tokens last 60 seconds.
    ShortTokens,
    /// A refresh is done, and the connection is closed instead of an answer.
    RefreshLost,
}

const ALL: [Trouble; 7] = [
    Trouble::DeniedConsent,
    Trouble::WrongState,
    Trouble::SlowExchange,
    Trouble::HtmlErrorPage,
    Trouble::PkceRefused,
    Trouble::ShortTokens,
    Trouble::RefreshLost,
];

/// Every trouble, in the order in which the trainer's panel shows them.
pub fn troubles() -> &'static [Trouble] {
    &ALL
}

impl Trouble {
    /// Its name in code: lower case with underscores, never changed.
    pub fn code(self) -> &'static str {
        match self {
            Trouble::DeniedConsent => "denied_consent",
            Trouble::WrongState => "wrong_state",
            Trouble::SlowExchange => "slow_exchange",
            Trouble::HtmlErrorPage => "html_error_page",
            Trouble::PkceRefused => "pkce_refused",
            Trouble::ShortTokens => "short_tokens",
            Trouble::RefreshLost => "refresh_lost",
        }
    }

    /// The trouble of this code.
    pub fn by_code(code: &str) -> Option<Trouble> {
        ALL.into_iter().find(|trouble| trouble.code() == code)
    }
}

/// The switches that are on.
#[derive(Debug, Default)]
pub(crate) struct Troubles(Mutex<HashSet<Trouble>>);

impl Troubles {
    pub fn set(&self, trouble: Trouble, on: bool) {
        if on {
            self.lock().insert(trouble);
        } else {
            self.lock().remove(&trouble);
        }
    }

    pub fn clear(&self) {
        self.lock().clear();
    }

    pub fn is_on(&self, trouble: Trouble) -> bool {
        self.lock().contains(&trouble)
    }

    pub fn on(&self) -> Vec<Trouble> {
        let on = self.lock();
        ALL.into_iter().filter(|trouble| on.contains(trouble)).collect()
    }

    fn lock(&self) -> MutexGuard<'_, HashSet<Trouble>> {
        lock(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::{Trouble, troubles};

    #[test]
    fn every_trouble_is_found_by_its_code() {
        assert!(troubles().iter().all(|trouble| Trouble::by_code(trouble.code()) == Some(*trouble)));
        assert_eq!(Trouble::by_code("no_trouble"), None);
    }
}
