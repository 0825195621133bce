//! The confirmation of a top-up: everything that can be known before a yes.
//!
//! Nothing is written and no money can move here. What a person confirms is what was shown: number and amount are kept under an id,
//! and sending takes nothing else.

use std::sync::Arc;

use airtill_contract::{ConfirmationView, ErrorCode, FloatView, NumberAdvice, NumberView, SaleView};
use airtill_domain::msisdn::format_while_typing;
use airtill_domain::{Currency, Money, Msisdn, SaleId, Timestamp, TopUpOrder};
use airtill_ledger::{LedgerError, Sale};
use uuid::Uuid;

use super::{Intents, Pending};
use crate::desk::Desk;
use crate::{Fault, view};

/// The longest text of a number field that is looked at.
const NUMBER_CHARACTERS: usize = 64;
/// The longest text of an amount field that is looked at.
const AMOUNT_CHARACTERS: usize = 32;

/// What the till makes of a number while it is typed.
pub fn check_number(text: &str) -> NumberView {
    let text: String = text.chars().take(NUMBER_CHARACTERS).collect();
    let parsed = Msisdn::parse(&text);
    let number = parsed.as_ref().ok();
    NumberView {
        shown: format_while_typing(&text),
        msisdn: number.map(|n| n.digits().to_owned()),
        grouped: number.map(Msisdn::grouped),
        operator: number.and_then(view::operator),
        advice: number.map(view::advice),
        fault: parsed.as_ref().err().map(|fault| view::number_fault(*fault)),
    }
}

/// Checks an order and keeps it open for its yes.
///
/// # Errors
/// `BadNumber`, `BadAmount`, `FloatTooSmall`, or the ledger's.
pub async fn prepare(intents: &Intents, desk: Arc<Desk>, number: &str, amount: &str) -> Result<ConfirmationView, Fault> {
    if number.chars().count() > NUMBER_CHARACTERS || amount.chars().count() > AMOUNT_CHARACTERS {
        return Err(Fault::new(ErrorCode::BadRequest));
    }
    let msisdn = Msisdn::parse(number).map_err(|fault| Fault::with(ErrorCode::BadNumber, fault.to_string()))?;
    let amount = Money::parse_typed(amount, Currency::Ssp).map_err(|fault| Fault::with(ErrorCode::BadAmount, fault.to_string()))?;
    if !amount.is_positive() {
        return Err(Fault::with(ErrorCode::BadAmount, "the amount must be more than nothing"));
    }
    let float = float_for(&desk, amount).await?;
    if let Some((_, balance)) = float.filter(|(_, balance)| balance.minor < amount.minor) {
        return Err(Fault::with(ErrorCode::FloatTooSmall, balance.to_string()));
    }
    let advice = view::advice(&msisdn);
    let (recent, doubts) = earlier(&desk, &msisdn, amount).await?;
    let fresh = desk.view().await?.float.is_some_and(|float| float.fresh);
    let id = SaleId(Uuid::new_v4());
    let confirmation = ConfirmationView {
        intent: id.to_string(),
        msisdn: msisdn.digits().to_owned(),
        grouped: msisdn.grouped(),
        operator: view::operator(&msisdn),
        advice,
        amount: view::money(amount),
        float_before: float.map(|(at, balance)| FloatView { balance: view::money(balance), at: view::time(at), fresh }),
        float_after: float.and_then(|(_, balance)| balance.minus(amount)).map(view::money),
        recent,
        doubts,
        asks_about_number: advice != NumberAdvice::Good,
    };
    let order = TopUpOrder { connection: desk.connection.id.clone(), msisdn, amount };
    let pending = Pending {
        order,
        number_warned: advice != NumberAdvice::Good,
        actor: desk.session.actor(),
        person: desk.books.person(),
        made_at: desk.ports.clock.now().monotonic,
        sending: tokio::sync::Mutex::new(false),
        desk,
    };
    intents.keep(id, pending);
    Ok(confirmation)
}

/// The float to compare with: the last one seen, read again where it is unknown, too small or old. A service that cannot be
/// asked leaves the last one; a known float before the sale is also the anchor of all evidence.
async fn float_for(desk: &Desk, amount: Money) -> Result<Option<(Timestamp, Money)>, Fault> {
    let last = desk.last_float().await?;
    let now = desk.now();
    // One from the future was written before the clock was set back: nobody knows how old it is.
    let young = |at: Timestamp| at <= now && now.since(at) < desk.policy.float_age;
    if last.is_some_and(|(at, balance)| balance.minor >= amount.minor && young(at)) {
        return Ok(last);
    }
    if let Err(error) = desk.gather().await? {
        tracing::info!(%error, "the float could not be read for a confirmation");
    }
    desk.last_float().await
}

/// What the ledger's guards will ask about, through whichever connection it was sold: sales to this number within the repeat
/// window that may have been charged, and open ones of the same amount.
async fn earlier(desk: &Desk, msisdn: &Msisdn, amount: Money) -> Result<(Vec<SaleView>, Vec<SaleView>), Fault> {
    let since = desk.now().minus(desk.policy.repeat_window);
    let number = msisdn.clone();
    let (recent, open) = desk.books.ledger.call(move |ledger| Ok::<_, LedgerError>((ledger.recent(None, &number, since)?, ledger.open_sales(None)?))).await?;
    let shown = |sale: &Sale| view::sale(sale, &[], desk.connection.environment, false);
    let recent = recent.iter().filter(|sale| sale.state.charged() != Some(false)).map(shown).collect();
    let same = |sale: &&Sale| sale.msisdn == *msisdn && sale.amount == amount && sale.state.is_open();
    Ok((recent, open.iter().filter(same).map(shown).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_judged_while_it_is_typed() {
        let whole = check_number("0925415377");
        assert_eq!((whole.msisdn.as_deref(), whole.operator.as_deref(), whole.fault), (Some("211925415377"), Some("MTN"), None));
        let part = check_number("0925");
        assert_eq!((part.shown.as_str(), part.fault), ("0925", Some(airtill_contract::NumberFault::TooShort)));
    }
}
