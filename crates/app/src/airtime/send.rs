//! Sending a confirmed top-up, once.
//!
//! The intent is on disk before the request, the outcome behind it, and nothing here asks twice: only a clear 401 is
//! followed by a second intent with a request of its own. An outcome that is not clear is in doubt, and evidence goes
//! on from there.

use std::sync::Arc;

use airtill_apis::twenty_one::TopUpAnswer;
use airtill_contract::{ErrorCode, SaleStep, SaleView, SendTopUp};
use airtill_domain::{DeclineReason, SaleId, Secret};
use airtill_ledger::{Fact, Intended, Intent};

use super::at_gate::GateHeld;
use super::prepare::Checked;
use super::record::Recorded;
use super::visits::Outcome;
use super::{Airtime, answer};
use crate::TillError;
use crate::selling::{Intents, Pending, earlier_in_words, over_limit, why_not_again, why_not_renewed};

/// A sale is turned away at most once; the second 401 ends it.
const MOST_ATTEMPTS: u32 = 2;

/// How a sale ended as far as its request goes.
pub struct Sent {
    /// The sale as it stands.
    pub sale: SaleView,
    /// The airtime, so that evidence can be watched for.
    pub airtime: Arc<Airtime>,
    /// Whether something is in doubt now.
    pub in_doubt: bool,
}

/// Sends the order that `request` names, or says how it already ended.
///
/// # Errors
/// Every error before the intent is on disk; nothing was sent then. The error of a disk that fills up after the answer
/// says what is known of the money.
pub async fn send(intents: &Intents<Checked>, request: SendTopUp) -> Result<Sent, TillError> {
    let id = SaleId::parse(&request.intent).ok_or(TillError::new(ErrorCode::BadRequest))?;
    let pending = intents.get(id).ok_or(TillError::new(ErrorCode::IntentExpired))?;
    let airtime = pending.checked.airtime.clone();
    let mut asked = pending.sending.lock().await;
    // The name was made here and stands in the ledger only if an earlier yes brought it there.
    let again = std::mem::replace(&mut *asked, true) && pending.is_recorded(id, &airtime.environment).await?;
    let told = if again {
        None
    } else {
        let _runs = pending.progress.runs();
        sell(&pending, id, request).await?
    };
    let sale = match told {
        Some(sale) => sale,
        // It is in the ledger, so it may have been sent: that it cannot be shown must not say otherwise.
        None => airtime.sale_view(id).await.map_err(TillError::money_unknown)?,
    };
    let in_doubt = sale.state == airtill_contract::SaleStateView::InDoubt;
    Ok(Sent { sale, airtime, in_doubt })
}

/// The outcome of an order that was confirmed, once it is not being sent any more; nothing is sent by asking.
///
/// # Errors
/// `IntentExpired` where no such order is known or nothing was recorded of it, and so nothing sent; the ledger's.
pub async fn outcome(intents: &Intents<Checked>, id: SaleId) -> Result<SaleView, TillError> {
    let pending = intents.get(id).ok_or(TillError::new(ErrorCode::IntentExpired))?;
    let airtime = &pending.checked.airtime;
    pending.ended(id, &airtime.environment).await?;
    airtime.sale_view(id).await.map_err(TillError::money_unknown)
}

/// Sells; gives the sale as it was last reported to the window, if it is still so.
async fn sell(pending: &Pending<Checked>, id: SaleId, request: SendTopUp) -> Result<Option<SaleView>, TillError> {
    let airtime = &pending.checked.airtime;
    let intended = intended(pending, id, request)?;
    // Before its turn comes, so that a till that closes waits for it.
    let _working = airtime.working.token();
    let gate = airtime.at_gate().await;
    if airtime.is_retired() || !pending.is_good(&airtime.session, &airtime.environment, &airtime.ports) {
        return Err(TillError::new(ErrorCode::IntentExpired));
    }
    if airtime.environment.check.is_awaited() {
        pending.step(id, SaleStep::CheckingLedger, &airtime.ports);
    }
    airtime.environment.check.may_sell().await?;
    gate.write_from_memory().await?;
    let token = airtime.session.access_token().await?;
    if let Err(error) = airtime.described().await {
        tracing::info!(%error, "the service did not say whose float it is");
    }
    pending.step(id, SaleStep::Checked, &airtime.ports);
    let Some(recorded) = record(pending, &gate, intended.clone(), None).await? else { return Ok(None) };
    // Every error from here on is one of writing, about a sale that may have been sent and turned away.
    let (outcome, recorded) = attempt(pending, &gate, intended, token, recorded).await.map_err(not_written)?;
    store(pending, &gate, id, outcome, recorded).await
}

/// The intent as it will be written, once the person has answered all that is asked.
fn intended(pending: &Pending<Checked>, id: SaleId, request: SendTopUp) -> Result<Intended, TillError> {
    // The sale was found by its intent.
    let SendTopUp { intent: _, repeat_reason, override_doubts, number_accepted } = request;
    let Checked { order, number_warned, .. } = &pending.checked;
    if *number_warned && !number_accepted {
        return Err(TillError::with(ErrorCode::BadRequest, "the number needs a yes of its own"));
    }
    pending.intended(id, order.clone().into(), repeat_reason.as_deref(), &override_doubts, *number_warned)
}

/// Writes the intent under the ledger's guards, behind what is recorded of the sale already. `None`: the same intent
/// was recorded before. Damage that was met since the sale began stops it here.
async fn record(
    pending: &Pending<Checked>,
    airtime: &GateHeld<'_>,
    intended: Intended,
    before: Option<Recorded>,
) -> Result<Option<Recorded>, TillError> {
    airtime.environment.check.may_sell().await?;
    let guard = airtime.guard(pending.checked.limits.clone());
    let entry = airtime.entry(Fact::Intended(intended));
    let intent = match before {
        None => airtime.begin_sale(entry, guard).await?,
        Some(_) => airtime.environment.ledger.call(move |ledger| ledger.intend(entry, guard)).await?,
    };
    match intent {
        Intent::Recorded { sale, entry } => {
            let mut timeline = before.map_or_else(Vec::new, |Recorded(_, timeline)| timeline);
            timeline.push(entry);
            let recorded = Recorded(sale, timeline);
            pending.step(recorded.0.id, SaleStep::Recorded, &airtime.ports);
            airtime.tell_sale(&recorded);
            Ok(Some(recorded))
        }
        Intent::Already(_) => Ok(None),
        Intent::Busy(_) => Err(TillError::new(ErrorCode::SaleUnderWay)),
        Intent::OverLimit(limit) => Err(over_limit(limit)),
        Intent::RepeatNeedsReason(earlier) => {
            Err(TillError::with(ErrorCode::RepeatNeedsReason, earlier_in_words(&earlier)))
        }
        Intent::DoubtNeedsOverride(open) => {
            Err(TillError::with(ErrorCode::DoubtNeedsOverride, earlier_in_words(&open)))
        }
    }
}

/// Sends the request that was recorded, and once more under an intent of its own if it was turned away at the door.
/// The fact that ends it comes back, to be written behind what is recorded.
async fn attempt(
    pending: &Pending<Checked>,
    airtime: &GateHeld<'_>,
    mut intended: Intended,
    mut token: Secret,
    mut recorded: Recorded,
) -> Result<(Fact, Recorded), TillError> {
    let id = intended.sale;
    for attempt in 1..=MOST_ATTEMPTS {
        pending.step(id, SaleStep::Sending, &airtime.ports);
        let before = airtime.session.asking();
        let answer = airtime.api.top_up(&token, &pending.checked.order.msisdn, pending.checked.order.amount).await;
        pending.step(id, SaleStep::Answered, &airtime.ports);
        let TopUpAnswer::TurnedAway { message } = answer else {
            return Ok((answer::fact(id, attempt, answer), recorded));
        };
        let turned_away = Fact::TurnedAway { sale: id, attempt, status: 401, message };
        recorded = match airtime.write_outcome(turned_away, recorded).await {
            Ok(Outcome { recorded, account: _, changed }) => {
                airtime.announce_changed(changed).await;
                recorded
            }
            Err(error) => return Err(give_up(airtime, id, error)),
        };
        if attempt == MOST_ATTEMPTS {
            airtime.session.turned_away_again(&token).await;
            break;
        }
        match airtime.session.replace(&token, before).await {
            Ok(fresh) => token = fresh,
            Err(error) => {
                tracing::info!(%error, "a sale was turned away and the sign-in cannot be renewed");
                // Only the service's own word ends a sign-in: a network that is gone does not.
                let ended = error.code == ErrorCode::SignInAgain;
                let reason = if ended { DeclineReason::SignInEnded } else { DeclineReason::SignInNotRenewed };
                return Ok((turned_away_for_good(id, reason, why_not_renewed(&error)), recorded));
            }
        }
        if let Err(error) = airtime.environment.check.may_sell().await {
            tracing::info!(%error, "a sale was turned away and nothing is sold any more");
            let stopped = turned_away_for_good(id, DeclineReason::SignInNotRenewed, why_not_again(&error));
            return Ok((stopped, recorded));
        }
        intended = intended.again();
        recorded = match record(pending, airtime, intended.clone(), Some(recorded)).await {
            Ok(Some(recorded)) => recorded,
            Ok(None) => return Err(give_up(airtime, id, TillError::new(ErrorCode::Internal))),
            Err(error) => return Err(give_up(airtime, id, error)),
        };
    }
    Ok((turned_away_for_good(id, DeclineReason::SignInEnded, String::new()), recorded))
}

/// A sale that was turned away and cannot be tried again: nothing was charged. The message names what stopped it, where
/// the reason does not.
fn turned_away_for_good(id: SaleId, reason: DeclineReason, message: String) -> Fact {
    Fact::Declined { sale: id, reason, code: None, reference: None, message }
}

/// Ends a sale that was turned away while the disk takes nothing: its end is written as soon as it does. Without an end
/// it would count as under way, and keep every later sale waiting.
fn give_up(airtime: &Airtime, id: SaleId, error: TillError) -> TillError {
    let why = why_not_again(&error);
    airtime.unwritten.push(airtime.entry(turned_away_for_good(id, DeclineReason::SignInNotRenewed, why)));
    error
}

/// Writes the outcome and reports it. A refusal then asks the float at once; a doubt is looked after later.
async fn store(
    pending: &Pending<Checked>,
    airtime: &GateHeld<'_>,
    id: SaleId,
    fact: Fact,
    recorded: Recorded,
) -> Result<Option<SaleView>, TillError> {
    let in_doubt = matches!(fact, Fact::InDoubt { .. });
    let refused = matches!(fact, Fact::InDoubt { refusal_code: Some(_), .. });
    // Before it is written: a doubt that a full disk leaves in memory is no older for it.
    if in_doubt || matches!(fact, Fact::Accepted { .. }) {
        airtime.doubt_began(id);
    }
    let Outcome { recorded, account, changed } = airtime.write_outcome(fact, recorded).await.map_err(not_written)?;
    pending.step(id, SaleStep::Stored, &airtime.ports);
    // A refusal was answered: the float shows at once whether it was charged. A doubt may still be worked on.
    if refused {
        airtime.tell_sale(&recorded);
        pending.step(id, SaleStep::Checking, &airtime.ports);
        match airtime.gather_held().await {
            Ok(Err(error)) => tracing::info!(%error, "the float could not be read after a refusal"),
            Err(error) => tracing::warn!(%error, "evidence could not be written after a refusal"),
            Ok(Ok(_)) => {}
        }
        airtime.announce_changed(changed).await;
        airtime.announce_sale(id).await;
        return Ok(None);
    }
    match account {
        Ok(account) => airtime.tell(account),
        Err(error) => tracing::warn!(%error, "the connection cannot be shown"),
    }
    let told = airtime.tell_sale(&recorded);
    airtime.announce_changed(changed).await;
    Ok(Some(told))
}

/// The error of an outcome that a full disk left in memory: its request went out.
fn not_written(error: TillError) -> TillError {
    TillError { code: ErrorCode::OutcomeNotWritten, ..error }
}
