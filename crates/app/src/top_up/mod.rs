//! Selling airtime: check, write the intent, send once, write the outcome.
//!
//! The path, in order, and nothing else may send:
//!
//! 1. [`prepare`]: number and amount are checked, the confirmation is made; nothing is on disk or sent.
//! 2. A person's yes names the intent. The same intent is sent at most once, however often the yes arrives.
//! 3. At the gate: an access token that is good now, then `Intended` on disk (fsync), under the guards of the ledger.
//! 4. One request, which nothing below repeats.
//! 5. The outcome on disk: `Confirmed`, `Accepted`, `Declined`, or `InDoubt`, which evidence settles.
//!
//! A clear 401 before processing is written down (`TurnedAway`); the next attempt, with a new token, has its own
//! `Intended`.

mod prepare;
pub use prepare::{check_amount, check_number, prepare};
mod send;
pub use send::{outcome, send};
mod under_way;

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use std::time::Duration;

use airtill_contract::ConfirmationView;
use airtill_domain::{SaleId, TopUpOrder};

use crate::desk::Desk;
use under_way::Progress;

/// A checked order that waits for its yes.
pub struct Pending {
    /// Where it is sold.
    pub desk: Arc<Desk>,
    /// What is sold.
    pub order: TopUpOrder,
    /// Whether the number plan warned.
    pub number_warned: bool,
    /// Who was signed in when it was made.
    pub actor: String,
    /// Who of the company's staff asked for it, where its accounts said so.
    pub person: Option<String>,
    /// When it was made, by the monotonic clock.
    pub made_at: Duration,
    /// What the person confirms, for a window that comes anew.
    pub confirmation: ConfirmationView,
    /// How far it has come.
    pub progress: Progress,
    /// Held while it is sent: a second yes waits for the first and gets its outcome. Whether there was a first.
    pub sending: tokio::sync::Mutex<bool>,
}

impl Pending {
    /// A confirmation that was left lying is not a person's yes any more.
    const LIFE: Duration = Duration::from_secs(10 * 60);

    /// Whether it is fresh, and whoever is signed in is who it was made for.
    fn is_good(&self, desk: &Desk) -> bool {
        self.actor == desk.session.actor()
            && self.person == desk.books.person()
            && desk.ports.clock.now().monotonic.saturating_sub(self.made_at) < Self::LIFE
    }
}

/// The confirmations that are open. Old ones are forgotten: their sales, if any, are in the ledger.
#[derive(Default)]
pub struct Intents(Mutex<Open>);

#[derive(Default)]
struct Open {
    by_id: HashMap<SaleId, Arc<Pending>>,
    oldest_first: VecDeque<SaleId>,
}

impl Intents {
    /// More confirmations than a person opens before sending the first.
    const MOST: usize = 200;

    fn keep(&self, id: SaleId, pending: Pending) {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        open.by_id.insert(id, Arc::new(pending));
        open.oldest_first.push_back(id);
        while open.oldest_first.len() > Self::MOST {
            if let Some(oldest) = open.oldest_first.pop_front() {
                open.by_id.remove(&oldest);
            }
        }
    }

    fn get(&self, id: SaleId) -> Option<Arc<Pending>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).by_id.get(&id).cloned()
    }
}
