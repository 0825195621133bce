//! One sale as its entries tell it, and the rules of what may follow what.
//!
//! [`Sale::after`] is the only place that changes a sale: appending, rebuilding and verifying all go through it, so they
//! cannot disagree. The legal transitions are the domain's (`SaleState::may_become`); what a state alone cannot say is
//! here: attempts follow each other only after a refusal at the door, and only a doubt is settled.

use airtill_domain::{ConnectionId, FloatKey, Money, Msisdn, SaleId, SaleState, Timestamp};
use serde::{Deserialize, Serialize};

use crate::entry::{Fact, NewEntry, Reopening, Seq, SettledBy, Verdict};
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
    /// Whether the service refused it by a documented code, so that only its charge is or was open.
    pub refused: bool,
    /// The float that pays, where the account was known.
    pub float: Option<FloatKey>,
    /// Whether the service can no longer be working on it, as declared.
    pub at_rest: bool,
    /// The entry that closed its window, behind which its charge moves no float: an answer that says what was charged, a
    /// documented refusal, or its coming to rest. An accepted sale that may be debited again closes anew when it comes to rest.
    pub closed: Option<Seq>,
    /// What the evidence said last.
    pub verdict: Option<Judgement<Verdict>>,
    /// What contradicted it.
    pub reopening: Option<Judgement<Reopening>>,
    /// What a person said last.
    pub said: Option<Word>,
    /// How its doubt ended under the rules of an earlier version.
    pub settlement: Option<Settlement>,
    /// Why the number was topped up again so soon.
    pub repeat_reason: Option<String>,
    /// The open sales in spite of which it was sent.
    pub override_of: Vec<SaleId>,
    /// Whether the number plan warned about the number.
    pub number_warned: bool,
}

/// Something that the till found, and when it said so.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Judgement<T> {
    /// The entry.
    pub seq: Seq,
    /// When it was written.
    pub at: Timestamp,
    /// What was found.
    pub found: T,
}

/// What a person said of a sale: at least one of the two questions is answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Word {
    /// Who.
    pub person: String,
    /// When.
    pub at: Timestamp,
    /// Whether it arrived.
    pub arrived: Option<bool>,
    /// Whether the float was charged.
    pub charged: Option<bool>,
    /// How the person knows.
    pub reason: String,
    /// Whether the person took over what the evidence indicated.
    pub adopted: bool,
}

/// How far a sale speaks against another one to its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bearing {
    /// Nothing can have arrived.
    None,
    /// It arrived, or may have: another one wants a reason.
    Lately,
    /// Nobody knows, and it may have been charged: the same one again wants the risk accepted.
    Open,
}

/// How a doubt ended under the rules of an earlier version.
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

    /// How far it speaks against another sale to its number. Airtime may have arrived for all that was handed to the service,
    /// whatever was charged.
    pub fn bearing(&self) -> Bearing {
        match self.state {
            SaleState::NeverHandedOver | SaleState::Declined => Bearing::None,
            SaleState::Intended | SaleState::InDoubt | SaleState::Reopened | SaleState::Charged => Bearing::Open,
            SaleState::Confirmed | SaleState::Accepted | SaleState::DeclinedButCharged | SaleState::NotCharged => Bearing::Lately,
            SaleState::SettledSent | SaleState::SettledNotSent => Bearing::Lately,
            SaleState::Said => match self.said.as_ref().map(|said| (said.arrived, said.charged)) {
                Some((Some(false), _)) => Bearing::None,
                Some((Some(true), _) | (None, Some(false))) => Bearing::Lately,
                Some((None, _)) | None => Bearing::Open,
            },
        }
    }

    /// Whether its charge may still move the float: it has not been answered and not come to rest, whatever is said of it.
    pub fn may_still_be_charged(&self) -> bool {
        self.closed.is_none()
    }

    /// Whether the evidence goes on: nobody knows whether it was charged.
    pub fn is_in_doubt(&self) -> bool {
        self.state == SaleState::InDoubt
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
                && matches!(state, SaleState::SettledSent | SaleState::SettledNotSent | SaleState::Declined | SaleState::DeclinedButCharged)
        }
        Fact::Reopened { .. } => may && known_by_evidence,
        Fact::Said { arrived, charged, .. } => {
            let refusal = matches!(sale.state, SaleState::Declined | SaleState::DeclinedButCharged);
            may && (arrived.is_some() || charged.is_some()) && (!refusal || known_by_evidence || sale.settlement.is_some())
        }
        // A request that was turned away cannot be answered; that it ended unsent, or that its end is unclear, can be said.
        Fact::Declined { .. } | Fact::NeverHandedOver { .. } | Fact::InDoubt { .. } => may && sale.state == SaleState::Intended,
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
        Fact::Reopened { reopening, .. } => sale.reopening = Some(Judgement { seq, at: entry.at, found: reopening.clone() }),
        Fact::Said { arrived, charged, reason, adopted, .. } => {
            sale.said = Some(Word { person: actor(), at: entry.at, arrived: *arrived, charged: *charged, reason: reason.clone(), adopted: *adopted });
        }
        Fact::Settled { by, reason, debit, .. } => {
            sale.settlement = Some(Settlement { by: *by, actor: actor(), at: entry.at, reason: reason.clone(), debit: *debit });
        }
        Fact::Intended { .. } | Fact::EvidenceNoted { .. } | Fact::UnexplainedDebit { .. } => {}
        Fact::FloatSeen { .. } | Fact::Declared { .. } | Fact::EpochEnded { .. } | Fact::Seen { .. } => {}
    }
    Ok(sale)
}
