//! Following the orders that the service took, until each has its end.
//!
//! One task a connection asks about one order at a time, in the order of [`super::schedule`]. It is bounded by the pace
//! that the service allows, waits while nobody is signed in or the service cannot be reached, and runs from the opening
//! of its connection on, however the till comes to be signed in. Which orders are open, the ledger says. Dropped at any
//! point it loses nothing but a look, so a till that closes waits for none.

use std::sync::Arc;
use std::time::Duration;

use airtill_apis::ApiError;
use airtill_apis::truphone::OrderLook;
use airtill_contract::ErrorCode;
use airtill_domain::{DoubtCause, Environment, SaleId, SaleState, lock};
use airtill_ledger::{Fact, Ledger, LedgerError, Sale};

use super::answer::{is_doubt_with_a_name, may_be_asked_about};
use super::answer_counts::{AnswerCount, AnswerKind};
use super::requests::RequestIds;
use super::schedule::Next;
use super::{Esim, answer};
use crate::TillError;

/// How often in a row the service has to answer as if it did not know an order before the till says so, and for how
/// long since the first such answer.
const NOT_KNOWN: u32 = 5;
const NOT_KNOWN_FOR: Duration = Duration::from_secs(5 * 60);
/// An order that is not finished by then is in doubt; it is still asked about. By the wall since it was made, or in this
/// run alone: a clock that was ahead when it was made calls it young for too long.
const STUCK_AFTER: Duration = Duration::from_secs(24 * 60 * 60);
/// The least that this run has seen of an order before it is called stuck, by answers or by looks that all failed: a
/// clock that was set forward makes every order old, and a network that is away for a while says nothing of any.
const STUCK_LOOKS: u32 = 2;
const STUCK_FOLLOWED: Duration = Duration::from_secs(60 * 60);
/// How often, and for how long, the service may say that a new eSIM is done without naming its SIM before that is taken
/// for its last word.
const NO_SIM: u32 = 5;
const NO_SIM_FOR: Duration = Duration::from_secs(5 * 60);
/// How soon an outcome is written again that a full disk did not take.
const WRITE_AGAIN: Duration = Duration::from_secs(5);
/// The orders that are read from the ledger at once.
const PAGE: usize = 500;

impl Esim {
    /// Has an order followed of which the service may say more.
    pub fn follow_order(&self, id: SaleId) {
        let gap = self.policy.order_gaps.first().copied().unwrap_or_default();
        lock(&self.following.schedule).add(id, self.ports.clock.now().monotonic, gap);
        self.following.wake();
    }

    /// Follows all open orders until the till closes or the connection is out of use. A second call has nothing to do.
    pub async fn follow_orders(self: Arc<Self>) {
        let Ok(_only) = self.following.runs.try_lock() else { return };
        while !self.is_retired() && !self.closing.is_cancelled() {
            self.write_outcomes_between_orders().await;
            let now = self.ports.clock.now().monotonic;
            let is_signed_in = self.session.is_signed_in();
            let next = {
                let mut schedule = lock(&self.following.schedule);
                schedule.pace(now, self.backoff.left(now));
                schedule.next(now)
            };
            let pause = match next {
                Next::Read => {
                    self.read_open_orders().await;
                    continue;
                }
                Next::Ask(id) if is_signed_in => {
                    lock(&self.following.schedule).pace(now, self.policy.order_pace);
                    self.look(id).await;
                    continue;
                }
                Next::Ask(_) | Next::Nothing => Duration::MAX,
                Next::At(at) => at.saturating_sub(now),
            };
            let pause = if self.unwritten.is_empty() { pause } else { pause.min(WRITE_AGAIN) };
            tokio::select! {
                () = self.closing.cancelled() => return,
                () = self.following.changed.notified() => {}
                () = self.session.signed_in(), if !is_signed_in => {}
                () = tokio::time::sleep(pause) => {}
            }
        }
    }

    /// Schedules the orders that are accepted, and those in doubt that the service has named. A ledger that cannot be
    /// read now is read again later.
    async fn read_open_orders(&self) {
        let id = self.connection.id.clone();
        let read = move |ledger: &Ledger| {
            let till = ledger.till();
            let mut found: Vec<SaleId> = ledger
                .open_sales(Some(&id))?
                .into_iter()
                .filter(|sale| sale.till == till && is_doubt_with_a_name(sale))
                .map(|sale| sale.id)
                .collect();
            let mut before = None;
            loop {
                let page = ledger.open_orders(&id, before, PAGE)?;
                found.extend(page.iter().map(|sale| sale.id));
                match page.last() {
                    Some(last) if page.len() >= PAGE => before = Some(last.first),
                    _ => return Ok::<_, LedgerError>(found),
                }
            }
        };
        let open = self.environment.ledger.read(read).await;
        let now = self.ports.clock.now().monotonic;
        let mut schedule = lock(&self.following.schedule);
        match open {
            Ok(open) => {
                open.into_iter().for_each(|id| schedule.add(id, now, Duration::ZERO));
                schedule.was_read();
            }
            Err(error) => {
                tracing::warn!(%error, "the open orders cannot be read");
                schedule.was_not_read(now);
            }
        }
    }

    /// Asks about an order in its turn.
    async fn look(&self, id: SaleId) {
        let answer = self.ask_about(id).await;
        let now = self.ports.clock.now().monotonic;
        let (gaps, jitter) = (&self.policy.order_gaps, jitter(id, now));
        match answer {
            Ok(true) => lock(&self.following.schedule).answered(id, now, gaps, jitter),
            Ok(false) => {
                lock(&self.following.schedule).remove(id);
                self.forget_numbers(id).await;
            }
            Err(error) if error.code == ErrorCode::OddAnswer => {
                tracing::info!(%error, "an order is asked about later");
                lock(&self.following.schedule).answered(id, now, gaps, jitter);
            }
            Err(error) => {
                tracing::info!(%error, "orders are asked about later");
                let mut schedule = lock(&self.following.schedule);
                // Behind the backoff people are first: a look that began it anew at once would never let them order.
                let backoff_until = now + self.backoff.left(now);
                if error.code == ErrorCode::ServiceDown {
                    // It may be about this order alone, which then comes round less and less often.
                    schedule.use_turn(id, backoff_until, gaps, jitter);
                } else {
                    schedule.put_off(id, backoff_until, gaps, jitter);
                }
                schedule.pause(backoff_until);
            }
        }
    }

    /// Asks the service how an order of this till stands, and writes what changed. Whether it is still open.
    ///
    /// # Errors
    /// The service cannot be asked now, its answer cannot be read, or the disk takes nothing.
    pub(super) async fn ask_about(&self, id: SaleId) -> Result<bool, TillError> {
        let own = move |ledger: &mut Ledger| {
            let till = ledger.till();
            Ok::<_, LedgerError>(ledger.sale(id)?.filter(|sale| sale.till == till && may_be_asked_about(sale)))
        };
        let Some(sale) = self.environment.ledger.call(own).await? else { return Ok(false) };
        self.wait_out_backoff().await?;
        let order_id = sale.reference.clone().unwrap_or_default();
        let ids = self.correlations(id).await?;
        let order_id = &order_id;
        let ask = |token, ids: RequestIds| async move {
            let id = ids.next_id();
            // The request alone is cut off: a renewal of the sign-in before it is waited for.
            match self.closing.run_until_cancelled(self.api.order_state(&token, &id, order_id)).await {
                None => Ok(Told::Nothing),
                // The service documents no difference between an order that it does not know and one that it does not
                // show; nothing of it says that the connection is wrong.
                Some(Err(ApiError::Denied { .. } | ApiError::Settings)) => Ok(Told::NotKnown),
                Some(answer) => answer.map(Told::Look),
            }
        };
        let answer = self.ask_under(ids, ask).await;
        let now = self.ports.clock.now().monotonic;
        let saw = |look| lock(&self.following.schedule).saw(id, look, now);
        let fact = match answer {
            Ok((_, Told::Look(look))) if answer::lacks_its_sim(&sale, &look) => {
                let seen = saw(AnswerKind::WithoutSim);
                let is_last = seen.times >= NO_SIM && seen.span >= NO_SIM_FOR;
                is_last.then(|| answer::change(&sale, look)).flatten()
            }
            Ok((_, Told::Look(look))) => {
                let seen = saw(AnswerKind::Known);
                answer::change(&sale, look).or_else(|| self.stuck(&sale, seen))
            }
            Ok((_, Told::NotKnown)) => not_known(&sale, saw(AnswerKind::NotKnown), self.connection.environment),
            Ok((_, Told::Nothing)) => None,
            Err(error) => {
                // An order of which nothing can be learnt is not finished either. An error that names the request is
                // about that one, and not about a sign-in or a network without which none is sent.
                let seen = error.correlation.map(|_| saw(AnswerKind::Failed));
                if let Some(fact) = seen.and_then(|seen| self.stuck(&sale, seen)) {
                    self.write_change(id, fact).await?;
                }
                return Err(error);
            }
        };
        match fact {
            Some(fact) => Ok(self.write_change(id, fact).await?),
            None => Ok(true),
        }
    }

    /// Writes what became of an order. Whether it is still open.
    ///
    /// An entry that another look or a person wrote meanwhile stands. Nothing is held in memory for a full disk: the
    /// next look learns it anew.
    async fn write_change(&self, id: SaleId, fact: Fact) -> Result<bool, LedgerError> {
        let _working = self.working.token();
        let entry = self.entry(fact);
        let write = move |ledger: &mut Ledger| {
            if is_of_another(ledger, id, &entry.fact)? {
                tracing::warn!(sale = %id, "the service calls an order done that is another sale's");
            } else {
                match ledger.append(entry) {
                    Err(LedgerError::IllegalTransition { .. }) => {}
                    written => drop(written?),
                }
            }
            ledger.sale(id)
        };
        let sale = self.environment.ledger.call(write).await?;
        if sale.as_ref().is_some_and(Sale::may_be_traced) && !self.is_watching() {
            self.begin_watch();
        }
        self.announce_sale(id).await;
        Ok(sale.as_ref().is_some_and(may_be_asked_about))
    }

    /// The doubt about an order that is not finished for too long; only once.
    fn stuck(&self, sale: &Sale, seen: AnswerCount) -> Option<Fact> {
        let is_old = self.now().since(sale.asked_at) > STUCK_AFTER || seen.followed >= STUCK_AFTER;
        let was_seen = seen.times >= STUCK_LOOKS && seen.span >= STUCK_FOLLOWED;
        let stuck = sale.state == SaleState::Accepted && is_old && was_seen;
        stuck.then(|| answer::doubt(sale, DoubtCause::OrderStuck))
    }
}

/// The doubt about an order that the service has not shown for a while; only once.
fn not_known(sale: &Sale, seen: AnswerCount, place: Environment) -> Option<Fact> {
    let lost = sale.state == SaleState::Accepted && seen.times >= NOT_KNOWN && seen.span >= NOT_KNOWN_FOR;
    // Pre-production forgets what was not used; nothing else is known to.
    let cause = if place == Environment::Test { DoubtCause::DataWiped } else { DoubtCause::OrderLost };
    lost.then(|| answer::doubt(sale, cause))
}

/// Whether a good end that an error's name reports is the end of another sale.
fn is_of_another(ledger: &Ledger, id: SaleId, fact: &Fact) -> Result<bool, LedgerError> {
    let Fact::Confirmed { reference, esim, .. } = fact else { return Ok(false) };
    let Some(sale) = ledger.sale(id)?.filter(Sale::may_be_misnamed) else { return Ok(false) };
    // A SIM that is topped up was another sale's before.
    let new = esim.as_ref().filter(|_| sale.order.iccid().is_none()).map(|esim| &esim.iccid);
    ledger.is_of_another(id, reference, new)
}

/// The answer to a question about an order.
enum Told {
    /// How it stands.
    Look(OrderLook),
    /// The service answers as if it did not know it.
    NotKnown,
    /// The till closes, so the answer was not waited for.
    Nothing,
}

/// A number that differs from order to order and from look to look, so that many orders of one moment spread.
fn jitter(id: SaleId, now: Duration) -> u8 {
    let bytes = id.0.as_bytes();
    let time = now.subsec_nanos().to_le_bytes();
    bytes.iter().chain(&time).fold(0, |sum, byte| sum ^ byte)
}
