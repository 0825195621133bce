//! One sale as its entries tell it, and the rules of what may follow what.
//!
//! [`Sale::after`] is the only place that changes a sale: appending, rebuilding and verifying all go through it, so they
//! cannot disagree. The legal transitions are the domain's (`SaleState::may_become`); what a state alone cannot say is
//! here: attempts follow each other only after a refusal at the door, and only a doubt is settled.

use airtill_domain::{ConnectionId, Money, Msisdn, SaleId, SaleState, Timestamp};
use serde::{Deserialize, Serialize};

use crate::entry::{Fact, NewEntry, Seq, SettledBy};
use crate::error::LedgerError;

/// One sale, as far as the ledger knows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sale {
    /// Its name for ever.
    pub id: SaleId,
    /// The connection whose float pays.
    pub connection: ConnectionId,
    /// Who gets the airtime.
    pub msisdn: Msisdn,
    /// How much airtime.
    pub amount: Money,
    /// Where it stands.
    pub state: SaleState,
    /// Who asked for it.
    pub asked_by: String,
    /// When it was first intended.
    pub asked_at: Timestamp,
    /// The number of its first entry; newest first means by this.
    pub first: Seq,
    /// The number of its last entry.
    pub last: Seq,
    /// When its last entry was written.
    pub last_at: Timestamp,
    /// The attempt that is, or was last, under way.
    pub attempt: u32,
    /// Whether that attempt was turned away and no other has begun: nothing is under way.
    pub turned_away: bool,
    /// The service's reference.
    pub reference: Option<String>,
    /// Our code of why it was declined or is in doubt; stays when a doubt is settled.
    pub reason: Option<String>,
    /// The service's code.
    pub code: Option<i64>,
    /// What the service said last.
    pub message: Option<String>,
    /// The balance that was known before.
    pub float_before: Option<Money>,
    /// The balance after, by the service.
    pub float_after: Option<Money>,
    /// How its doubt ended.
    pub settlement: Option<Settlement>,
    /// Why the number was topped up again so soon.
    pub repeat_reason: Option<String>,
    /// The open sales in spite of which it was sent.
    pub override_of: Vec<SaleId>,
    /// Whether the number plan warned about the number.
    pub number_warned: bool,
}

/// How a doubt ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Settlement {
    /// Evidence or a person.
    pub by: SettledBy,
    /// Who was signed in.
    pub actor: String,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: String,
    /// By how much the float went down, where that is known.
    pub debit: Option<Money>,
}

impl Sale {
    /// The sale after `entry`; `before` is the sale that the entry names, if it exists. `None` if it names none.
    pub(crate) fn after(before: Option<Sale>, seq: Seq, entry: &NewEntry) -> Result<Option<Sale>, LedgerError> {
        let Some(id) = entry.fact.sale() else { return Ok(None) };
        let mut sale = match (before, &entry.fact) {
            (before, Fact::Intended { .. }) => begun(before, seq, entry)?,
            (Some(before), fact) if before.connection == entry.connection => follow(before, entry, fact)?,
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

    /// Whether a request may be under way, or its answer was lost before it was written.
    pub fn is_under_way(&self) -> bool {
        self.state == SaleState::Intended && !self.turned_away
    }
}

/// The state that a fact puts its sale in; none if it leaves it where it is.
fn target(fact: &Fact) -> Option<SaleState> {
    match fact {
        Fact::Intended { .. } | Fact::TurnedAway { .. } => Some(SaleState::Intended),
        Fact::Confirmed { .. } => Some(SaleState::Confirmed),
        Fact::Accepted { .. } => Some(SaleState::Accepted),
        Fact::Declined { .. } => Some(SaleState::Declined),
        Fact::InDoubt { .. } => Some(SaleState::InDoubt),
        Fact::Settled { state, .. } => Some(*state),
        Fact::EvidenceNoted { .. } | Fact::UnexplainedDebit { .. } | Fact::FloatSeen { .. } => None,
    }
}

/// A first intent, or the next attempt of a sale whose last one was turned away.
fn begun(before: Option<Sale>, seq: Seq, entry: &NewEntry) -> Result<Sale, LedgerError> {
    let Fact::Intended { sale: id, attempt, order, float_before, repeat_reason, override_of, number_warned, .. } = &entry.fact else {
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
        settlement: None,
        repeat_reason: repeat_reason.clone(),
        override_of: override_of.clone(),
        number_warned: *number_warned,
    })
}

/// What any fact but an intent does to a sale that exists.
fn follow(mut sale: Sale, entry: &NewEntry, fact: &Fact) -> Result<Sale, LedgerError> {
    if let Some(to) = target(fact) {
        // A request that was turned away cannot be answered; that it ended unsent, or that its end is unclear, can be said.
        let answered = !sale.turned_away || matches!(fact, Fact::Declined { .. } | Fact::InDoubt { .. });
        let settles_a_doubt = !matches!(fact, Fact::Settled { .. }) || sale.state == SaleState::InDoubt;
        // The converse: a doubt is left by a settlement only, never by a late answer.
        let settled = sale.state != SaleState::InDoubt || matches!(fact, Fact::Settled { .. });
        if !sale.state.may_become(to) || !answered || !settles_a_doubt || !settled {
            return Err(LedgerError::IllegalTransition { sale: sale.id, from: Some(sale.state), to });
        }
        sale.state = to;
    }
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
        }
        Fact::Accepted { reference, code, float_after, message, .. } => {
            sale.reference = Some(reference.clone());
            sale.code = Some(*code);
            sale.float_after = *float_after;
            sale.message = Some(message.clone());
        }
        Fact::Declined { reason, code, message, .. } => {
            sale.reason = Some(reason.clone());
            sale.code = *code;
            sale.message = Some(message.clone());
        }
        Fact::InDoubt { cause, refusal_code, message, .. } => {
            sale.reason = Some(cause.clone());
            sale.code = *refusal_code;
            sale.message = Some(message.clone());
        }
        Fact::Settled { by, reason, debit, .. } => {
            sale.settlement =
                Some(Settlement { by: *by, actor: fact.person().unwrap_or(&entry.actor).to_owned(), at: entry.at, reason: reason.clone(), debit: *debit });
        }
        Fact::Intended { .. } | Fact::EvidenceNoted { .. } | Fact::UnexplainedDebit { .. } | Fact::FloatSeen { .. } => {}
    }
    Ok(sale)
}
