//! Sending a confirmed order, once.
//!
//! The intent with its correlation id is on disk before the request, the outcome behind it, and nothing here asks
//! twice: only a clear 401 is followed by a second intent with a request of its own. What the service took,
//! [`super::follow`] asks about to its end; an answer that is not clear is in doubt, and [`super::gather`] looks for the
//! subscription.

use airtill_apis::truphone::Turn;
use airtill_contract::{ErrorCode, SaleStep, SaleView, SendEsimOrder};
use airtill_domain::{CorrelationId, DeclineReason, OrderKind, SaleId, Secret};
use airtill_ledger::{Fact, Intended, Intent, Sale};

use super::ordering::OrderingHeld;
use super::prepare::{Checked, EsimOrder};
use super::requests::RequestIds;
use super::{Esim, answer};
use crate::TillError;
use crate::selling::{Intents, Pending, earlier_in_words, money_moved, over_limit, why_not_again, why_not_renewed};

/// An order is turned away at most once; the second 401 ends it.
const MOST_ATTEMPTS: u32 = 2;

/// Sends the order that `request` names, or says how it already ended.
///
/// # Errors
/// Every error before the intent is on disk; nothing was sent then. The error of a disk that fills up after the answer
/// says what is known of the money.
pub async fn send(intents: &Intents<Checked>, request: SendEsimOrder) -> Result<SaleView, TillError> {
    let id = SaleId::parse(&request.intent).ok_or(TillError::new(ErrorCode::BadRequest))?;
    let pending = intents.get(id).ok_or(TillError::new(ErrorCode::IntentExpired))?;
    let esim = &pending.checked.esim;
    let mut asked = pending.sending.lock().await;
    // The name was made here and stands in the ledger only if an earlier yes brought it there.
    let again = std::mem::replace(&mut *asked, true) && pending.is_recorded(id, &esim.environment).await?;
    if !again {
        let _runs = pending.progress.runs();
        sell(&pending, id, request).await?;
    }
    // It is in the ledger, so it may have been sent: that it cannot be shown must not say otherwise.
    esim.sale_view(id).await.map_err(TillError::money_unknown)
}

/// The outcome of an order that was confirmed, once it is not being sent any more; nothing is sent by asking.
///
/// # Errors
/// `IntentExpired` where no such order is known or nothing was recorded of it, and so nothing sent; the ledger's.
pub async fn outcome(intents: &Intents<Checked>, id: SaleId) -> Result<SaleView, TillError> {
    let pending = intents.get(id).ok_or(TillError::new(ErrorCode::IntentExpired))?;
    let esim = &pending.checked.esim;
    pending.ended(id, &esim.environment).await?;
    esim.sale_view(id).await.map_err(TillError::money_unknown)
}

async fn sell(pending: &Pending<Checked>, id: SaleId, request: SendEsimOrder) -> Result<(), TillError> {
    let esim = &pending.checked.esim;
    let intended = intended(pending, id, request)?;
    // Before its turn comes, so that a till that closes waits for it.
    let _working = esim.working.token();
    let no_order = esim.no_order().await;
    if esim.is_retired() || !pending.is_good(&esim.session, &esim.environment, &esim.ports) {
        return Err(TillError::new(ErrorCode::IntentExpired));
    }
    if esim.environment.check.is_awaited() {
        pending.step(id, SaleStep::CheckingLedger, &esim.ports);
    }
    esim.environment.check.may_sell().await?;
    no_order.write_outcomes().await?;
    esim.wait_out_backoff().await?;
    let token = esim.session.access_token().await?;
    let turn = esim.api.turn().await;
    // Another answer may have begun a backoff meanwhile.
    esim.wait_out_backoff().await?;
    pending.step(id, SaleStep::Checked, &esim.ports);
    if !record(pending, &no_order, intended.clone()).await? {
        return Ok(());
    }
    let ids = (1..=MOST_ATTEMPTS).map(|attempt| CorrelationId::of_attempt(id, attempt));
    let ids = RequestIds::recorded(ids.collect());
    // Every error from here on is one of writing, about an order that may have been sent and turned away.
    let not_written = |error| ids.name(TillError { code: ErrorCode::OutcomeNotWritten, ..error });
    let fact = attempt(pending, &no_order, intended, token, turn, &ids).await.map_err(not_written)?;
    let fact = of_this_order(esim, fact).await;
    let kind = pending.checked.order.kind();
    write_outcome(&no_order, kind, fact).await.map_err(not_written)?;
    pending.step(id, SaleStep::Stored, &esim.ports);
    Ok(())
}

/// The intent as it will be written, once the person has answered all that is asked.
fn intended(pending: &Pending<Checked>, id: SaleId, request: SendEsimOrder) -> Result<Intended, TillError> {
    // The sale was found by its intent.
    let SendEsimOrder { intent: _, repeat_reason, override_doubts } = request;
    // No number plan knows a SIM.
    pending.intended(id, pending.checked.order.to_order(), repeat_reason.as_deref(), &override_doubts, false)
}

/// Writes the intent under the ledger's guards; false where the same intent was recorded before. Damage that was met
/// since the order began stops it here.
async fn record(pending: &Pending<Checked>, esim: &OrderingHeld<'_>, intended: Intended) -> Result<bool, TillError> {
    let id = intended.sale;
    esim.environment.check.may_sell().await?;
    let guard = esim.guard(pending.checked.limits.clone());
    let entry = esim.entry(Fact::Intended(intended));
    match esim.environment.ledger.call(move |ledger| ledger.intend(entry, guard)).await? {
        Intent::Recorded { .. } => {
            pending.step(id, SaleStep::Recorded, &esim.ports);
            esim.announce_sale(id).await;
            Ok(true)
        }
        Intent::Already(_) => Ok(false),
        Intent::Busy(_) => Err(TillError::new(ErrorCode::SaleUnderWay)),
        Intent::OverLimit(limit) => Err(over_limit(limit)),
        Intent::RepeatNeedsReason(earlier) => refused(ErrorCode::RepeatNeedsReason, &earlier),
        Intent::DoubtNeedsOverride(open) => refused(ErrorCode::DoubtNeedsOverride, &open),
    }
}

fn refused(code: ErrorCode, sales: &[Sale]) -> Result<bool, TillError> {
    Err(TillError::with(code, earlier_in_words(sales)))
}

/// Sends the request that was recorded, and once more under an intent of its own if it was turned away at the door. The
/// fact that ends it comes back.
async fn attempt<'a>(
    pending: &Pending<Checked>,
    esim: &'a OrderingHeld<'_>,
    mut intended: Intended,
    mut token: Secret,
    mut turn: Turn<'a>,
    ids: &RequestIds,
) -> Result<Fact, TillError> {
    let id = intended.sale;
    for attempt in 1..=MOST_ATTEMPTS {
        pending.step(id, SaleStep::Sending, &esim.ports);
        let before = esim.session.asking();
        let correlation = ids.next_id();
        drop(turn);
        let answer = match &pending.checked.order {
            EsimOrder::New(order) => esim.api.order_esim(&token, &correlation, order).await,
            EsimOrder::TopUp(order) => esim.api.order_top_up(&token, &correlation, order).await,
        };
        pending.step(id, SaleStep::Answered, &esim.ports);
        esim.backoff.note_order(&answer, esim.ports.clock.now().monotonic);
        let fact = answer::fact(id, attempt, answer);
        let Fact::TurnedAway { .. } = fact else { return Ok(fact) };
        write_outcome(esim, intended.order.kind(), fact).await.inspect_err(|error| give_up(esim, id, error))?;
        if attempt == MOST_ATTEMPTS {
            esim.session.turned_away_again(&token).await;
            break;
        }
        match esim.session.replace(&token, before).await {
            Ok(fresh) => token = fresh,
            Err(error) => {
                tracing::info!(%error, "an order was turned away and the sign-in cannot be renewed");
                return Ok(not_renewed(id, &error));
            }
        }
        turn = esim.api.turn().await;
        let goes_on = match esim.wait_out_backoff().await {
            Ok(()) => esim.environment.check.may_sell().await,
            backs_off => backs_off,
        };
        if let Err(error) = goes_on {
            tracing::info!(%error, "an order was turned away and is not sent again now");
            return Ok(not_again(id, &error));
        }
        intended = intended.again();
        match record(pending, esim, intended.clone()).await {
            Ok(true) => {}
            Ok(false) => {
                let error = TillError::new(ErrorCode::Internal);
                give_up(esim, id, &error);
                return Err(error);
            }
            Err(error) => {
                give_up(esim, id, &error);
                return Err(error);
            }
        }
    }
    Ok(answer::turned_away_for_good(id, DeclineReason::ClientRefused, String::new()))
}

/// The end of an order that was turned away, which `error` keeps the till from sending again.
fn not_again(id: SaleId, error: &TillError) -> Fact {
    answer::turned_away_for_good(id, DeclineReason::SignInNotRenewed, why_not_again(error))
}

/// The end of an order that was turned away and got no second attempt: no access token could be had.
fn not_renewed(id: SaleId, error: &TillError) -> Fact {
    let reason = match error.code {
        ErrorCode::SignInAgain => DeclineReason::SignInEnded,
        ErrorCode::ClientRefused | ErrorCode::TurnedDown => DeclineReason::ClientRefused,
        // No other error, a new one too, is the service's word on the client.
        _ => DeclineReason::SignInNotRenewed,
    };
    answer::turned_away_for_good(id, reason, why_not_renewed(error))
}

/// Ends an order that was turned away while the disk takes nothing: its end is written as soon as it does.
fn give_up(esim: &Esim, id: SaleId, error: &TillError) {
    esim.keep_unwritten(esim.entry(not_again(id, error)));
}

/// What an answer says of this order: an answer under the name that another order has may be that one's, given twice,
/// and this order may not have been made.
async fn of_this_order(esim: &Esim, fact: Fact) -> Fact {
    let Fact::Accepted { sale, reference, .. } = &fact else { return fact };
    let (sale, named) = (*sale, reference.clone());
    match esim.environment.ledger.read(move |ledger| ledger.is_of_another(sale, &named, None)).await {
        Ok(false) => fact,
        Ok(true) => {
            tracing::warn!(%sale, "an order is accepted under the name of another");
            answer::named_as_another(sale, reference.clone())
        }
        Err(error) => {
            tracing::warn!(%sale, %error, "the name of an order cannot be compared with those of others");
            fact
        }
    }
}

/// Writes what the service answered, and tells it. A disk that does not take it leaves the entry in memory, to be
/// written first of all later; the intent on disk keeps a crash in between in doubt.
async fn write_outcome(esim: &OrderingHeld<'_>, kind: OrderKind, fact: Fact) -> Result<(), TillError> {
    let money_moved = money_moved(&fact, kind);
    let entry = esim.entry(fact);
    let kept = entry.clone();
    esim.append_outcome(entry).await.map_err(|error| {
        esim.keep_unwritten(kept);
        TillError { money_moved, ..error.into() }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The reason and the till's words at the end of an order whose renewal failed so.
    fn ended(error: TillError) -> (DeclineReason, String) {
        match not_renewed(SaleId(uuid::Uuid::nil()), &error) {
            Fact::Declined { reason, message, .. } => (reason, message),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_client_that_is_refused_is_no_network_that_is_away() {
        let reason = |code| ended(TillError::new(code)).0;
        assert_eq!(reason(ErrorCode::ClientRefused), DeclineReason::ClientRefused);
        assert_eq!(reason(ErrorCode::SignInAgain), DeclineReason::SignInEnded);
        for passing in [ErrorCode::Offline, ErrorCode::RateLimited, ErrorCode::ServiceDown] {
            assert_eq!(reason(passing), DeclineReason::SignInNotRenewed);
        }
    }

    #[test]
    fn an_order_turned_away_names_the_keyring_that_kept_the_sign_in() {
        let (reason, said) = ended(TillError::with(ErrorCode::KeyringUnavailable, "the keyring is locked"));
        assert_eq!(reason, DeclineReason::SignInNotRenewed);
        assert_eq!(said, "Airtill could not use the sign-in that it saved: the keyring is locked");
    }
}
