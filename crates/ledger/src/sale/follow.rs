//! The legal next facts of a sale: the one place that changes a sale.
//!
//! Appending, rebuilding and verifying all begin a sale by [`Sale::begun`] and change it by [`Sale::take_in`], so they
//! cannot disagree. The legal transitions are the domain's (`SaleState::may_become`); the rules that a state alone
//! cannot say are here: attempts follow each other only after a refusal at the door, only a doubt is judged, only a
//! verdict is reopened, and a person speaks of what no answer of the service settled.

use airtill_domain::{OrderProgress, SaleState, TillId};

use super::{Judgement, Sale, Statement};
use crate::entry::{Fact, Intended, NewEntry, Seq};
use crate::error::LedgerError;

impl Sale {
    /// The sale after `entry`, which `till` writes; `before` is the sale that the entry names, if it exists. `None` if
    /// the entry names none.
    pub(crate) fn after(
        before: Option<Sale>,
        seq: Seq,
        till: TillId,
        entry: &NewEntry,
    ) -> Result<Option<Sale>, LedgerError> {
        let Some(id) = entry.fact.sale() else { return Ok(None) };
        match (before, &entry.fact) {
            (Some(mut sale), _) => sale.take_in(seq, till, entry).map(|()| Some(sale)),
            (None, Fact::Intended(intended)) => Self::begun(seq, till, entry, intended).map(Some),
            (None, fact) => Err(match target(fact) {
                Some(to) => LedgerError::IllegalTransition { sale: id, from: None, to },
                None => LedgerError::NoSuchSale { sale: id },
            }),
        }
    }

    /// Changes to the sale after `entry`, which names it. Of an entry that may not follow it takes in a part at most; the
    /// sale is of no use then.
    pub(crate) fn take_in(&mut self, seq: Seq, till: TillId, entry: &NewEntry) -> Result<(), LedgerError> {
        if entry.fact.is_of_its_sales_float() && entry.float != self.float {
            return Err(LedgerError::NotThisSale { sale: self.id });
        }
        match &entry.fact {
            Fact::Intended(intended) => intend_again(self, till, entry, intended)?,
            fact if Some(self.connection()) == entry.connection.as_ref() => follow(self, seq, entry, fact)?,
            _ => return Err(LedgerError::NotThisSale { sale: self.id }),
        }
        self.last = seq;
        self.last_at = entry.at;
        Ok(())
    }

    /// The sale that the intent of `entry` begins.
    pub(crate) fn begun(seq: Seq, till: TillId, entry: &NewEntry, intended: &Intended) -> Result<Self, LedgerError> {
        // Every field by name: a new field of an intent is decided here before it compiles.
        let Intended {
            sale: id,
            attempt,
            order,
            float_before,
            repeat_reason,
            override_of,
            number_warned,
            sold_by,
            list,
            turn: _,
            correlation: _,
        } = intended;
        if Some(order.connection()) != entry.connection.as_ref() {
            return Err(LedgerError::NotThisSale { sale: *id });
        }
        if *attempt != 1 {
            return Err(LedgerError::IllegalTransition { sale: *id, from: None, to: SaleState::Intended });
        }
        Ok(Self {
            id: *id,
            till,
            order: order.clone(),
            list: *list,
            state: SaleState::Intended,
            sold_by: sold_by.as_ref().unwrap_or(&entry.actor).clone(),
            asked_at: entry.at,
            first: seq,
            last: seq,
            last_at: entry.at,
            attempt: 1,
            turned_away: false,
            reference: None,
            reason: None,
            cause: None,
            code: None,
            message: None,
            float_before: *float_before,
            float_after: None,
            refused: false,
            float: entry.float.clone(),
            at_rest: false,
            closed: None,
            verdict: None,
            trace: None,
            esim: None,
            progress: None,
            requests_through: 0,
            reopening: None,
            said: None,
            repeat_reason: repeat_reason.clone(),
            override_of: override_of.clone(),
            number_warned: *number_warned,
        })
    }
}

/// The state that a fact puts its sale in; none if it leaves it where it is.
fn target(fact: &Fact) -> Option<SaleState> {
    match fact {
        Fact::Intended(_) | Fact::TurnedAway { .. } => Some(SaleState::Intended),
        Fact::Confirmed { .. } => Some(SaleState::Confirmed),
        Fact::Accepted { .. } => Some(SaleState::Accepted),
        Fact::NeverHandedOver { .. } => Some(SaleState::NeverHandedOver),
        Fact::Declined { .. } => Some(SaleState::Declined),
        Fact::InDoubt { .. } => Some(SaleState::InDoubt),
        Fact::Judged { state, .. } => Some(*state),
        Fact::Traced { .. } => Some(SaleState::Charged),
        Fact::Reopened { .. } => Some(SaleState::Reopened),
        Fact::Said { .. } => Some(SaleState::Said),
        Fact::EvidenceNoted { .. } | Fact::CameToRest { .. } | Fact::UnexplainedDebit { .. } => None,
        Fact::Progressed { .. } | Fact::RequestsNumbered { .. } => None,
        Fact::RunStarted { .. } | Fact::FloatSeen { .. } | Fact::Declared { .. } => None,
        Fact::EpochEnded { .. } | Fact::Seen { .. } => None,
    }
}

/// The next attempt of a sale whose last one was turned away.
fn intend_again(sale: &mut Sale, till: TillId, entry: &NewEntry, intended: &Intended) -> Result<(), LedgerError> {
    // Every field by name: what is added to an intent is decided here before it compiles.
    let Intended {
        // The sale was found by it.
        sale: _,
        attempt,
        order,
        float_before,
        // A person answered, and saw who sells, before the first attempt.
        repeat_reason: _,
        override_of: _,
        number_warned: _,
        sold_by: _,
        list: _,
        // These are of one request, and no part of a sale.
        turn: _,
        correlation: _,
    } = intended;
    if Some(order.connection()) != entry.connection.as_ref() || sale.order != *order || sale.till != till {
        return Err(LedgerError::NotThisSale { sale: sale.id });
    }
    if sale.state != SaleState::Intended || !sale.turned_away || Some(*attempt) != sale.attempt.checked_add(1) {
        let from = Some(sale.state);
        return Err(LedgerError::IllegalTransition { sale: sale.id, from, to: SaleState::Intended });
    }
    sale.attempt = *attempt;
    sale.turned_away = false;
    sale.message = None;
    sale.float_before = float_before.or(sale.float_before);
    Ok(())
}

/// Whether `fact` may put the sale into `to`, beyond what the states alone allow.
fn may_follow(sale: &Sale, fact: &Fact, to: SaleState) -> bool {
    let may = sale.state.may_become(to, sale.order.kind());
    let known_by_evidence = sale.verdict.is_some() || sale.trace.is_some();
    let finishes_later = sale.state == SaleState::Accepted;
    // The service named the order before it fell silent about it, so its words about that name are about this order.
    // The code that appends believes a name in an error with care (`Sale::may_be_misnamed`): entries of earlier
    // versions, which had no such care, stay legal.
    let is_named = sale.state == SaleState::InDoubt && sale.order.kind().finishes_later() && sale.reference.is_some();
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
        Fact::Traced { .. } => may && sale.may_be_traced(),
        Fact::Reopened { .. } => may && known_by_evidence,
        Fact::Said { arrived, charged, .. } => {
            let refusal = matches!(sale.state, SaleState::Declined | SaleState::DeclinedButCharged);
            may && (arrived.is_some() || charged.is_some()) && (!refusal || known_by_evidence)
        }
        // A request that was turned away cannot be answered; that nothing came of it, or that its end is unclear, can
        // be said.
        Fact::Declined { .. } => may && (sale.state == SaleState::Intended || finishes_later || is_named),
        Fact::InDoubt { .. } => may && (sale.state == SaleState::Intended || finishes_later),
        // An attempt that was turned away left this computer.
        Fact::NeverHandedOver { .. } => {
            may && sale.state == SaleState::Intended && sale.attempt == 1 && !sale.turned_away
        }
        // A doubt is never left by a late answer; a kind that finishes later leaves accepted by its last one.
        Fact::TurnedAway { .. } | Fact::Confirmed { .. } | Fact::Accepted { .. } => {
            may && !sale.turned_away && (sale.state == SaleState::Intended || finishes_later || is_named)
        }
        // An attempt is judged by `intend_again`; the others put a sale into no state.
        Fact::Intended(_) | Fact::Progressed { .. } | Fact::RequestsNumbered { .. } => false,
        Fact::EvidenceNoted { .. } | Fact::CameToRest { .. } | Fact::UnexplainedDebit { .. } => false,
        Fact::RunStarted { .. } | Fact::FloatSeen { .. } | Fact::Declared { .. } => false,
        Fact::EpochEnded { .. } | Fact::Seen { .. } => false,
    }
}

/// The effect of any fact but an intent on a sale that exists.
fn follow(sale: &mut Sale, seq: Seq, entry: &NewEntry, fact: &Fact) -> Result<(), LedgerError> {
    if let Some(to) = target(fact) {
        if !may_follow(sale, fact, to) {
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
        Fact::Confirmed { reference, float_after, message, esim, .. } => {
            sale.reference = Some(reference.clone());
            sale.esim.clone_from(esim);
            sale.progress = None;
            sale.float_after = *float_after;
            sale.message = Some(message.clone());
            sale.closed = Some(seq);
        }
        Fact::Accepted { reference, code, float_after, message, .. } => {
            sale.reference = Some(reference.clone());
            sale.code = *code;
            sale.progress = sale.order.kind().finishes_later().then_some(OrderProgress::Accepted);
            sale.float_after = *float_after;
            sale.message = Some(message.clone());
            sale.closed = Some(seq);
        }
        Fact::NeverHandedOver { reason, message, .. } => {
            sale.reason = Some(*reason);
            sale.message = Some(message.clone());
            sale.closed = Some(seq);
        }
        Fact::Declined { reason, code, reference, message, .. } => {
            sale.reason = Some(*reason);
            sale.code = *code;
            name_again(sale, reference.as_deref());
            sale.message = Some(message.clone());
            sale.closed = Some(seq);
            sale.progress = None;
        }
        Fact::InDoubt { cause, refusal_code, code, reference, message, .. } => {
            sale.cause = Some(*cause);
            sale.refused = refusal_code.is_some();
            sale.code = refusal_code.or(*code);
            name_again(sale, reference.as_deref());
            sale.progress = None;
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
        Fact::Progressed { progress, .. } => {
            if sale.progress.is_none_or(|before| before == *progress) {
                return Err(LedgerError::IllegalTransition { sale: sale.id, from: Some(sale.state), to: sale.state });
            }
            sale.progress = Some(*progress);
        }
        Fact::RequestsNumbered { through, .. } => {
            if *through <= sale.requests_through {
                return Err(LedgerError::IllegalTransition { sale: sale.id, from: Some(sale.state), to: sale.state });
            }
            sale.requests_through = *through;
        }
        Fact::Traced { trace, .. } => sale.trace = Some(Judgement { seq, at: entry.at, found: trace.clone() }),
        Fact::Judged { verdict, .. } => sale.verdict = Some(Judgement { seq, at: entry.at, found: verdict.clone() }),
        Fact::Reopened { reopening, .. } => {
            sale.reopening = Some(Judgement { seq, at: entry.at, found: reopening.clone() })
        }
        Fact::Said { arrived, charged, reason, adopted, .. } => {
            sale.said = Some(Statement {
                person: actor(),
                at: entry.at,
                arrived: *arrived,
                charged: *charged,
                reason: reason.clone(),
                adopted: *adopted,
            });
        }
        Fact::Intended(_) | Fact::EvidenceNoted { .. } | Fact::UnexplainedDebit { .. } => {}
        Fact::RunStarted { .. }
        | Fact::FloatSeen { .. }
        | Fact::Declared { .. }
        | Fact::EpochEnded { .. }
        | Fact::Seen { .. } => {}
    }
    Ok(())
}

/// Takes over the reference of an answer; one without leaves an order the name that the service gave it.
fn name_again(sale: &mut Sale, reference: Option<&str>) {
    if reference.is_some() || !sale.order.kind().finishes_later() {
        sale.reference = reference.map(str::to_owned);
    }
}
