//! Systems on which a lone leaf cannot be trusted.
//!
//! Windows has one store that Chromium asks for trust, that of the roots: a certificate in it may vouch for any server
//! if it ever turns out to be able to, so nothing is put there. The person pastes the answer instead.

use airtill_app::ports::TrustNotChanged;

use super::certificate::not_changed;

/// No list: every change is refused.
pub struct List;

impl List {
    pub fn of_this_person() -> Self {
        Self
    }

    pub fn trusts(&self, _: &[u8]) -> Option<bool> {
        None
    }

    pub fn trust(&self, _: &[u8]) -> Result<(), TrustNotChanged> {
        not_changed("this system trusts no certificate by itself")
    }

    pub fn distrust(&self, _: &[u8]) -> Result<(), TrustNotChanged> {
        Ok(())
    }

    pub fn distrust_all(&self) -> Result<(), TrustNotChanged> {
        Ok(())
    }
}
