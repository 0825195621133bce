//! Sales that the last run of the program left without an outcome.
//!
//! Their answer may have been lost, so they are in doubt from here on. The same rule ends a sale that an error of this
//! run left behind.

use airtill_domain::{DeclineReason, DoubtCause, SaleId, SaleState, Timestamp};
use airtill_ledger::{Fact, Ledger, LedgerError, LedgerThread, NewEntry, Sale};

/// The actor of entries that the program writes without a person.
pub const TILL: &str = "airtill";

/// How a sale ends on which nobody works any more and whose outcome was never written: in doubt, or, if its request was
/// turned away at the door, declined. `None` where it has its outcome.
pub fn end_of_orphan(sale: &Sale) -> Option<Fact> {
    if sale.is_under_way() {
        return Some(Fact::InDoubt {
            sale: sale.id,
            cause: DoubtCause::Interrupted,
            refusal_code: None,
            code: None,
            reference: None,
            message: String::new(),
        });
    }
    (sale.state == SaleState::Intended && sale.turned_away).then(|| Fact::Declined {
        sale: sale.id,
        reason: DeclineReason::SignInNotRenewed,
        code: None,
        reference: None,
        message: "Airtill ended before it could send it again".to_owned(),
    })
}

/// Ends those of these sales of this till on which nobody works any more. Gives their ids.
///
/// # Errors
/// Those of the ledger.
pub fn end_orphans(ledger: &mut Ledger, sales: Vec<Sale>, now: Timestamp) -> Result<Vec<SaleId>, LedgerError> {
    let (mut ended, till) = (Vec::new(), ledger.till());
    for sale in sales {
        // Another till's sale may be under way there, or its end is in a part that was not copied here.
        let Some(fact) = end_of_orphan(&sale).filter(|_| sale.till == till) else { continue };
        ledger.append(NewEntry {
            at: now,
            actor: TILL.to_owned(),
            connection: Some(sale.order.connection().clone()),
            float: sale.float,
            fact,
        })?;
        ended.push(sale.id);
    }
    Ok(ended)
}

/// Ends sales that the last run of this till left without an outcome: their answer may have been lost.
///
/// # Errors
/// Those of the ledger.
pub async fn recover(ledger: &LedgerThread, now: Timestamp) -> Result<(), LedgerError> {
    let recover = move |ledger: &mut Ledger| {
        let open = ledger.open_sales(None)?;
        end_orphans(ledger, open, now)
    };
    let recovered = ledger.call(recover).await?.len();
    if recovered > 0 {
        tracing::warn!(recovered, "sales were under way when the program stopped");
    }
    Ok(())
}
