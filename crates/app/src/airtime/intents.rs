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

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};

use std::time::Duration;

use airtill_contract::{ConfirmationView, SaleStep, SaleUnderWay};
use airtill_domain::{SaleId, TopUpOrder, lock};

use super::Airtime;
use super::progress::Progress;
use crate::view;

/// A checked order that waits for its yes.
pub struct Pending {
    /// Where it is sold.
    pub airtime: Arc<Airtime>,
    /// The order that is sold.
    pub order: TopUpOrder,
    /// Whether the number plan warned.
    pub number_warned: bool,
    /// The account that was signed in when it was made.
    pub actor: String,
    /// The member of the company's staff that sells it, where its accounts said so.
    pub sold_by: Option<String>,
    /// When it was made, by the monotonic clock.
    pub made_at: Duration,
    /// The confirmation as it was shown, for a window that comes anew.
    pub confirmation: ConfirmationView,
    /// How far it has come.
    pub progress: Progress,
    /// Held while it is sent: a second yes waits for the first and gets its outcome. Whether there was a first.
    pub sending: tokio::sync::Mutex<bool>,
}

impl Pending {
    /// A confirmation that was left lying is not a person's yes any more.
    const LIFE: Duration = Duration::from_secs(10 * 60);

    /// Notes a step and tells it.
    pub fn step(&self, id: SaleId, step: SaleStep) {
        self.progress.note(step);
        self.airtime.step(id, step);
    }

    /// Whether it is fresh, and made for the people who are signed in now.
    pub fn is_good(&self, airtime: &Airtime) -> bool {
        self.actor == airtime.session.actor()
            && self.sold_by == airtime.environment.sold_by_name()
            && airtime.ports.clock.now().monotonic.saturating_sub(self.made_at) < Self::LIFE
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

    pub fn keep(&self, id: SaleId, pending: Pending) {
        let mut open = lock(&self.0);
        open.by_id.insert(id, Arc::new(pending));
        open.oldest_first.push_back(id);
        while open.oldest_first.len() > Self::MOST {
            if let Some(oldest) = open.oldest_first.pop_front() {
                open.by_id.remove(&oldest);
            }
        }
    }

    pub fn get(&self, id: SaleId) -> Option<Arc<Pending>> {
        lock(&self.0).by_id.get(&id).cloned()
    }

    /// The sales that a window which comes anew shows, the oldest first.
    pub fn under_way(&self) -> Vec<SaleUnderWay> {
        let open = lock(&self.0);
        let shown = |id: &SaleId| {
            let pending = open.by_id.get(id)?;
            Some(SaleUnderWay {
                steps: pending.progress.steps_to_show()?,
                connection: view::connection_key(&pending.airtime.connection),
                confirmation: pending.confirmation.clone(),
            })
        };
        open.oldest_first.iter().filter_map(shown).collect()
    }

    /// The page that began the sales that are being sent is gone.
    pub fn window_was_lost(&self) {
        let open = lock(&self.0);
        open.by_id.values().for_each(|pending| pending.progress.page_was_lost());
    }
}
