//! What may follow what: the one place that changes a sale.
//!
//! Appending, rebuilding and verifying all go through [`Sale::after`], so they cannot disagree. The legal transitions
//! are the domain's (`SaleState::may_become`); what a state alone cannot say is here: attempts follow each other only
//! after a refusal at the door, only a doubt is judged, only a verdict is reopened, and a person speaks of what no
//! answer of the service settled.

use airtill_domain::SaleState;

use super::{Judgement, Sale, Settlement, Word};
use crate::entry::{Fact, NewEntry, Seq};
use crate::error::LedgerError;

impl Sale {
    /// The sale after `entry`; `before` is the sale that the entry names, if it exists. `None` if it names none.
    pub(crate) fn after(before: Option<Sale>, seq: Seq, entry: &NewEntry) -> Result<Option<Sale>, LedgerError> {
        let Some(id) = entry.fact.sale() else { return Ok(None) };
        if before.as_ref().is_some_and(|before| entry.fact.is_of_its_sales_float() && entry.float != before.float) {
            return Err(LedgerError::NotThisSale { sale: id });
        }
        let mut sale = match (before, &entry.fact) {
            (before, Fact::Intended { .. }) => begun(before, seq, entry)?,
            (Some(before), fact) if before.connection == entry.connection => follow(before, seq, entry, fact)?,
            (Some(_), _) => return Err(LedgerError::NotThisSale { sale: id }),
            (None, fact) => {
                return Err(match target(fact) {
                    Some(to) => LedgerError::IllegalTransition { sale: id, from: None, to },
                    None => LedgerError::NoSuchSale { sale: id },
                });
            }
        };
        sale.last = seq;
        sale.last_at = entry.at;
        Ok(Some(sale))
    }
}

/// The state that a fact puts its sale in; none if it leaves it where it is.
fn target(fact: &Fact) -> Option<SaleState> {
    match fact {
        Fact::Intended { .. } | Fact::TurnedAway { .. } => Some(SaleState::Intended),
        Fact::Confirmed { .. } => Some(SaleState::Confirmed),
        Fact::Accepted { .. } => Some(SaleState::Accepted),
        Fact::NeverHandedOver { .. } => Some(SaleState::NeverHandedOver),
        Fact::Declined { .. } => Some(SaleState::Declined),
        Fact::InDoubt { .. } => Some(SaleState::InDoubt),
        Fact::Judged { state, .. } | Fact::Settled { state, .. } => Some(*state),
        Fact::Reopened { .. } => Some(SaleState::Reopened),
        Fact::Said { .. } => Some(SaleState::Said),
        Fact::EvidenceNoted { .. } | Fact::CameToRest { .. } | Fact::UnexplainedDebit { .. } => None,
        Fact::FloatSeen { .. } | Fact::Declared { .. } | Fact::EpochEnded { .. } | Fact::Seen { .. } => None,
    }
}

/// A first intent, or the next attempt of a sale whose last one was turned away.
fn begun(before: Option<Sale>, seq: Seq, entry: &NewEntry) -> Result<Sale, LedgerError> {
    let Fact::Intended { sale: id, attempt, order, float_before, repeat_reason, override_of, number_warned, .. } =
        &entry.fact
    else {
        unreachable!("only called with an intent");
    };
    let illegal = |from| LedgerError::IllegalTransition { sale: *id, from, to: SaleState::Intended };
    if order.connection != entry.connection {
        return Err(LedgerError::NotThisSale { sale: *id });
    }
    if let Some(mut sale) = before {
        if sale.connection != order.connection || sale.msisdn != order.msisdn || sale.amount != order.amount {
            return Err(LedgerError::NotThisSale { sale: *id });
        }
        if sale.state != SaleState::Intended || !sale.turned_away || Some(*attempt) != sale.attempt.checked_add(1) {
            return Err(illegal(Some(sale.state)));
        }
        sale.attempt = *attempt;
        sale.turned_away = false;
        sale.message = None;
        sale.float_before = float_before.or(sale.float_before);
        return Ok(sale);
    }
    if *attempt != 1 {
        return Err(illegal(None));
    }
    Ok(Sale {
        id: *id,
        connection: order.connection.clone(),
        msisdn: order.msisdn.clone(),
        amount: order.amount,
        state: SaleState::Intended,
        asked_by: entry.fact.person().unwrap_or(&entry.actor).to_owned(),
        asked_at: entry.at,
        first: seq,
        last: seq,
        last_at: entry.at,
        attempt: 1,
        turned_away: false,
        reference: None,
        reason: None,
        code: None,
        message: None,
        float_before: *float_before,
        float_after: None,
        refused: false,
        float: entry.float.clone(),
        at_rest: false,
        closed: None,
        verdict: None,
        reopening: None,
        said: None,
        settlement: None,
        repeat_reason: repeat_reason.clone(),
        override_of: override_of.clone(),
        number_warned: *number_warned,
    })
}

/// Whether `fact` may put the sale into `to`, beyond what the states alone allow.
fn may_follow(sale: &Sale, fact: &Fact, to: SaleState) -> bool {
    let may = sale.state.may_become(to);
    let known_by_evidence = sale.verdict.is_some();
    match fact {
        // Only what was in doubt is judged, and as the service answered it: what it refused was not delivered.
        Fact::Judged { verdict, .. } => {
            let meant = match (sale.refused, verdict.charged) {
                (false, true) => SaleState::Charged,
                (false, false) => SaleState::NotCharged,
                (true, true) => SaleState::DeclinedButCharged,
                (true, false) => SaleState::Declined,
            };
            may && sale.state == SaleState::InDoubt && to == meant
        }
        Fact::Settled { state, .. } => {
            may && sale.state == SaleState::InDoubt
                && matches!(
                    state,
                    SaleState::SettledSent
                        | SaleState::SettledNotSent
                        | SaleState::Declined
                        | SaleState::DeclinedButCharged
                )
        }
        Fact::Reopened { .. } => may && known_by_evidence,
        Fact::Said { arrived, charged, .. } => {
            let refusal = matches!(sale.state, SaleState::Declined | SaleState::DeclinedButCharged);
            may && (arrived.is_some() || charged.is_some())
                && (!refusal || known_by_evidence || sale.settlement.is_some())
        }
        // A request that was turned away cannot be answered; that nothing came of it, or that its end is unclear, can
        // be said.
        Fact::Declined { .. } | Fact::InDoubt { .. } => may && sale.state == SaleState::Intended,
        // An attempt that was turned away left this computer.
        Fact::NeverHandedOver { .. } => {
            may && sale.state == SaleState::Intended && sale.attempt == 1 && !sale.turned_away
        }
        // A doubt is never left by a late answer.
        _ => may && !sale.turned_away && sale.state == SaleState::Intended,
    }
}

/// What any fact but an intent does to a sale that exists.
fn follow(mut sale: Sale, seq: Seq, entry: &NewEntry, fact: &Fact) -> Result<Sale, LedgerError> {
    if let Some(to) = target(fact) {
        if !may_follow(&sale, fact, to) {
            return Err(LedgerError::IllegalTransition { sale: sale.id, from: Some(sale.state), to });
        }
        sale.state = to;
    }
    let actor = || fact.person().unwrap_or(&entry.actor).to_owned();
    match fact {
        Fact::TurnedAway { attempt, message, .. } => {
            if *attempt != sale.attempt {
                return Err(LedgerError::NotThisSale { sale: sale.id });
            }
            sale.turned_away = true;
            sale.message = Some(message.clone());
        }
        Fact::Confirmed { reference, float_after, message, .. } => {
            sale.reference = Some(reference.clone());
            sale.float_after = *float_after;
            sale.message = Some(message.clone());
            sale.closed = Some(seq);
        }
        Fact::Accepted { reference, code, float_after, message, .. } => {
            sale.reference = Some(reference.clone());
            sale.code = Some(*code);
            sale.float_after = *float_after;
            sale.message = Some(message.clone());
            sale.closed = Some(seq);
        }
        Fact::NeverHandedOver { reason, message, .. } => {
            sale.reason = Some(reason.clone());
            sale.message = Some(message.clone());
            sale.closed = Some(seq);
        }
        Fact::Declined { reason, code, reference, message, .. } => {
            sale.reason = Some(reason.clone());
            sale.code = *code;
            sale.reference.clone_from(reference);
            sale.message = Some(message.clone());
            sale.closed = Some(seq);
        }
        Fact::InDoubt { cause, refusal_code, code, reference, message, .. } => {
            sale.reason = Some(cause.clone());
            sale.refused = refusal_code.is_some();
            sale.code = refusal_code.or(*code);
            sale.reference.clone_from(reference);
            sale.message = Some(message.clone());
            sale.closed = sale.refused.then_some(seq);
        }
        Fact::CameToRest { .. } => {
            // A request that is still under way may be charged whatever was waited for.
            if sale.state == SaleState::Intended {
                return Err(LedgerError::IllegalTransition { sale: sale.id, from: Some(sale.state), to: sale.state });
            }
            if sale.closed.is_none() || (sale.state == SaleState::Accepted && !sale.at_rest) {
                sale.closed = Some(seq);
            }
            sale.at_rest = true;
        }
        Fact::Judged { verdict, .. } => sale.verdict = Some(Judgement { seq, at: entry.at, found: verdict.clone() }),
        Fact::Reopened { reopening, .. } => {
            sale.reopening = Some(Judgement { seq, at: entry.at, found: reopening.clone() })
        }
        Fact::Said { arrived, charged, reason, adopted, .. } => {
            sale.said = Some(Word {
                person: actor(),
                at: entry.at,
                arrived: *arrived,
                charged: *charged,
                reason: reason.clone(),
                adopted: *adopted,
            });
        }
        Fact::Settled { by, reason, debit, .. } => {
            sale.settlement =
                Some(Settlement { by: *by, actor: actor(), at: entry.at, reason: reason.clone(), debit: *debit });
        }
        Fact::Intended { .. } | Fact::EvidenceNoted { .. } | Fact::UnexplainedDebit { .. } => {}
        Fact::FloatSeen { .. } | Fact::Declared { .. } | Fact::EpochEnded { .. } | Fact::Seen { .. } => {}
    }
    Ok(sale)
}
