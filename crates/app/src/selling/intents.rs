//! The confirmations that wait for their yes.
//!
//! A person confirms the order that was shown: it is held here under an id, and sending takes nothing else. The service
//! of an order says what it holds: `C` is that service's checked order.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use airtill_contract::{ErrorCode, SaleStep};
use airtill_domain::{Moment, Order, SaleId, lock, text};
use airtill_ledger::{Answers, Intended};

use super::progress::Progress;
use crate::TillError;
use crate::environment::OpenEnvironment;
use crate::ports::Ports;
use crate::session::Session;

/// The longest reason that is stored.
const REASON_CHARACTERS: usize = 500;

/// A checked order that waits for its yes.
pub struct Pending<C> {
    /// The order, and where it is sold.
    pub checked: C,
    /// The account that was signed in when it was made.
    actor: String,
    /// The member of the company's staff that sells it, where its accounts said so.
    sold_by: Option<String>,
    /// When it was made.
    made_at: Moment,
    /// How far it has come.
    pub progress: Progress,
    /// Held while it is sent: a second yes waits for the first and gets its outcome. Whether there was a first.
    pub sending: tokio::sync::Mutex<bool>,
}

impl<C> Pending<C> {
    /// A confirmation that was left lying is not a person's yes any more.
    const LIFE: Duration = Duration::from_secs(10 * 60);

    /// An order that was checked just now, for the people who are signed in now.
    pub fn new(checked: C, session: &Session, environment: &OpenEnvironment, ports: &Ports) -> Self {
        Self {
            checked,
            actor: session.actor(),
            sold_by: environment.sold_by_name(),
            made_at: ports.clock.now(),
            progress: Progress::default(),
            sending: tokio::sync::Mutex::new(false),
        }
    }

    /// Notes a step and reports it to the window.
    pub fn step(&self, id: SaleId, step: SaleStep, ports: &Ports) {
        self.progress.note(step);
        ports.outlet.emit(airtill_contract::Event::SaleStep { intent: id.to_string(), step });
    }

    /// The intent of its first request, once the person has answered all that is asked. `number_warned`: the number
    /// plan warned, and the person accepted that.
    ///
    /// # Errors
    /// `BadRequest` for what is no id of a sale.
    pub fn intended(
        &self,
        id: SaleId,
        order: Order,
        repeat_reason: Option<&str>,
        override_doubts: &[String],
        number_warned: bool,
    ) -> Result<Intended, TillError> {
        let reason = repeat_reason.map(|reason| text::plain(reason, REASON_CHARACTERS));
        let override_of: Option<Vec<_>> = override_doubts.iter().map(|id| SaleId::parse(id)).collect();
        let answers = Answers {
            repeat_reason: reason.filter(|reason| !reason.is_empty()),
            override_of: override_of.ok_or(TillError::new(ErrorCode::BadRequest))?,
            number_warned,
            sold_by: self.sold_by.clone(),
        };
        Ok(Intended::first(id, order, answers))
    }

    /// Waits until it is not being sent any more; nothing is sent by waiting.
    ///
    /// # Errors
    /// `IntentExpired` where nothing was recorded of it, and so nothing sent; the ledger's.
    pub async fn ended(&self, id: SaleId, environment: &OpenEnvironment) -> Result<(), TillError> {
        let _asked = self.sending.lock().await;
        self.progress.seen();
        let is_recorded = self.is_recorded(id, environment).await?;
        if is_recorded { Ok(()) } else { Err(TillError::new(ErrorCode::IntentExpired)) }
    }

    /// Whether an earlier yes brought it into the ledger.
    ///
    /// # Errors
    /// The ledger's: whether it was sent is not known then.
    pub async fn is_recorded(&self, id: SaleId, environment: &OpenEnvironment) -> Result<bool, TillError> {
        let recorded = environment.ledger.call(move |ledger| ledger.sale(id)).await;
        Ok(recorded.map_err(|error| TillError::from(error).money_unknown())?.is_some())
    }

    /// Whether it is fresh by either clock, and made for the people who are signed in now.
    pub fn is_good(&self, session: &Session, environment: &OpenEnvironment, ports: &Ports) -> bool {
        self.actor == session.actor()
            && self.sold_by == environment.sold_by_name()
            && ports.clock.now().since(self.made_at) < Self::LIFE
    }
}

/// The confirmations that are open. Old ones are forgotten: their sales, if any, are in the ledger.
pub struct Intents<C>(Mutex<Open<C>>);

struct Open<C> {
    by_id: HashMap<SaleId, Arc<Pending<C>>>,
    oldest_first: VecDeque<SaleId>,
}

impl<C> Default for Intents<C> {
    fn default() -> Self {
        Self(Mutex::new(Open { by_id: HashMap::new(), oldest_first: VecDeque::new() }))
    }
}

impl<C> Intents<C> {
    /// More confirmations than a person opens before sending the first.
    const MOST: usize = 200;

    /// Adds one; the oldest gives way where there are too many.
    pub fn add(&self, id: SaleId, pending: Pending<C>) {
        let mut open = lock(&self.0);
        open.by_id.insert(id, Arc::new(pending));
        open.oldest_first.push_back(id);
        while open.oldest_first.len() > Self::MOST {
            if let Some(oldest) = open.oldest_first.pop_front() {
                open.by_id.remove(&oldest);
            }
        }
    }

    /// The one of this name.
    pub fn get(&self, id: SaleId) -> Option<Arc<Pending<C>>> {
        lock(&self.0).by_id.get(&id).cloned()
    }

    /// The sales that a window which comes anew shows, the oldest first, each with its steps so far.
    pub fn under_way(&self) -> Vec<(Arc<Pending<C>>, Vec<SaleStep>)> {
        let open = lock(&self.0);
        let shown = |id: &SaleId| {
            let pending = open.by_id.get(id)?;
            Some((pending.clone(), pending.progress.steps_to_show()?))
        };
        open.oldest_first.iter().filter_map(shown).collect()
    }

    /// The page that began the sales that are being sent is gone.
    pub fn window_was_lost(&self) {
        let open = lock(&self.0);
        open.by_id.values().for_each(|pending| pending.progress.page_was_lost());
    }
}
