//! The confirmation of a top-up: everything that can be known before a yes.
//!
//! Nothing is written and no money can move here. A person confirms the order that was shown: number and amount are
//! held under an id, and sending takes nothing else.

use std::sync::Arc;

use airtill_contract::{AmountError, AmountView, ConfirmationView, ErrorCode, NumberAdvice, NumberError, NumberView};
use airtill_domain::money::typed::{self, TypedAmount};
use airtill_domain::msisdn::format_while_typing;
use airtill_domain::{Currency, Limits, Money, Msisdn, SaleId, Timestamp, TopUpOrder};
use uuid::Uuid;

use super::Airtime;
use crate::selling::{Intents, Pending, earlier};
use crate::{TillError, view};

/// The currency of every float of today.
const CURRENCY: Currency = Currency::SSP;
/// The longest text of a field that is read. A longer one is refused whole: its beginning may be another number.
const CHARACTERS: usize = 200;

/// A top-up that was checked, and where it is sold.
pub struct Checked {
    /// Where it is sold.
    pub airtime: Arc<Airtime>,
    /// The order that is sold.
    pub order: TopUpOrder,
    /// Whether the number plan warned.
    pub number_warned: bool,
    /// The limits of the company, as it was checked by them.
    pub limits: Limits,
    /// The confirmation as it was shown, for a window that comes anew.
    pub confirmation: ConfirmationView,
}

/// The judgement of a number while it is typed.
pub fn check_number(text: &str) -> NumberView {
    if is_too_long(text) {
        return NumberView {
            shown: text.to_owned(),
            msisdn: None,
            grouped: None,
            operator: None,
            advice: None,
            error: Some(NumberError::TooLong),
        };
    }
    let parsed = Msisdn::parse(text);
    let number = parsed.as_ref().ok();
    NumberView {
        shown: format_while_typing(text),
        msisdn: number.map(|n| n.digits().to_owned()),
        grouped: number.map(Msisdn::grouped),
        operator: number.and_then(view::operator),
        advice: number.map(view::advice),
        error: parsed.as_ref().err().map(|error| view::number_error(*error)),
    }
}

/// The judgement of an amount while it is typed.
pub fn check_amount(text: &str) -> AmountView {
    let read = if is_too_long(text) { Err(typed::AmountError::NotANumber) } else { typed::read(text, CURRENCY) };
    let (amount, choices, error) = match read {
        Ok(TypedAmount::One(amount)) => (Some(view::money(amount)), Vec::new(), None),
        Ok(TypedAmount::Asked(readings)) => (None, readings.into_iter().map(view::money).collect(), None),
        Err(error) => (None, Vec::new(), Some(amount_error(error))),
    };
    AmountView { amount, choices, error }
}

fn is_too_long(text: &str) -> bool {
    text.chars().nth(CHARACTERS).is_some()
}

fn amount_error(error: typed::AmountError) -> AmountError {
    match error {
        typed::AmountError::Empty => AmountError::Empty,
        typed::AmountError::NotANumber => AmountError::NotANumber,
        typed::AmountError::Grouping => AmountError::Grouping,
        typed::AmountError::TooManyPlaces => AmountError::TooManyPlaces,
        typed::AmountError::OtherCurrency => AmountError::OtherCurrency,
        typed::AmountError::NotPositive => AmountError::NotPositive,
        typed::AmountError::TooLarge => AmountError::TooLarge,
    }
}

/// Checks an order and holds it open for its yes.
///
/// # Errors
/// `BadNumber`, `BadAmount`, `FloatTooSmall`, a limit of the company, or the ledger's.
pub async fn prepare(
    intents: &Intents<Checked>,
    airtime: Arc<Airtime>,
    limits: Limits,
    number: &str,
    amount: &str,
) -> Result<ConfirmationView, TillError> {
    if is_too_long(number) || is_too_long(amount) {
        return Err(TillError::new(ErrorCode::BadRequest));
    }
    let msisdn = Msisdn::parse(number).map_err(|error| TillError::with(ErrorCode::BadNumber, error.to_string()))?;
    let amount = match typed::read(amount, CURRENCY)
        .map_err(|error| TillError::with(ErrorCode::BadAmount, error.to_string()))?
    {
        TypedAmount::One(amount) => amount,
        TypedAmount::Asked(_) => {
            return Err(TillError::with(ErrorCode::BadAmount, "the amount can be read in two ways"));
        }
    };
    let float = float_for(&airtime, amount).await?;
    if let Some((_, balance)) = float.filter(|(_, balance)| balance.minor < amount.minor) {
        return Err(TillError::with(ErrorCode::FloatTooSmall, balance.to_string()));
    }
    let advice = view::advice(&msisdn);
    let order = TopUpOrder { connection: airtime.connection.id.clone(), msisdn: msisdn.clone(), amount };
    let guard = airtime.guard(limits.clone());
    let (recent, doubts) = earlier(&airtime.environment, guard, order.clone().into()).await?;
    let id = SaleId(Uuid::new_v4());
    let confirmation = ConfirmationView {
        intent: id.to_string(),
        msisdn: msisdn.digits().to_owned(),
        grouped: msisdn.grouped(),
        operator: view::operator(&msisdn),
        advice,
        amount: view::money(amount),
        float_before: float.map(|(at, balance)| airtime.float_view(at, balance)),
        float_after: float.and_then(|(_, balance)| balance.minus(amount)).map(view::money),
        recent,
        doubts,
        asks_about_number: advice != NumberAdvice::Good,
    };
    let checked = Checked {
        airtime: airtime.clone(),
        order,
        number_warned: advice != NumberAdvice::Good,
        limits,
        confirmation: confirmation.clone(),
    };
    intents.add(id, Pending::new(checked, &airtime.session, &airtime.environment, &airtime.ports));
    Ok(confirmation)
}

/// The float to compare with: the last one seen, read again where it is unknown, too small or old. A service that
/// cannot be asked leaves the last one; a known float before the sale is also the anchor of all evidence.
async fn float_for(airtime: &Airtime, amount: Money) -> Result<Option<(Timestamp, Money)>, TillError> {
    let last = airtime.last_float().await?;
    let now = airtime.now();
    // One from the future was written before the clock was set back: nobody knows how old it is.
    let young = |at: Timestamp| at <= now && now.since(at) < airtime.policy.float_age;
    if last.is_some_and(|(at, balance)| balance.minor >= amount.minor && young(at)) {
        return Ok(last);
    }
    if let Err(error) = airtime.gather().await? {
        tracing::info!(%error, "the float could not be read for a confirmation");
    }
    airtime.last_float().await
}

#[cfg(test)]
mod tests {
    use airtill_contract::MoneyView;

    use super::*;

    #[test]
    fn a_number_is_judged_while_it_is_typed() {
        let whole = check_number("0925415377");
        assert_eq!(
            (whole.msisdn.as_deref(), whole.operator.as_deref(), whole.error),
            (Some("211925415377"), Some("MTN"), None)
        );
        assert_eq!(
            check_number(&format!("0925415377{}", " ".repeat(200))).error,
            Some(NumberError::TooLong),
            "half of a text is never read"
        );
        let part = check_number("0925");
        assert_eq!((part.shown.as_str(), part.error), ("0925", Some(airtill_contract::NumberError::TooShort)));
    }

    #[test]
    fn an_amount_is_judged_while_it_is_typed() {
        let sum = |amount: &str| Some(MoneyView { amount: amount.into(), currency: "SSP".into() });
        assert_eq!(check_amount("60"), AmountView { amount: sum("60.00"), choices: vec![], error: None });
        let asked = check_amount("1.250");
        assert_eq!((asked.amount, asked.error), (None, None));
        assert_eq!(asked.choices, [sum("1250.00"), sum("1.25")].map(Option::unwrap));
        assert_eq!(check_amount("60 USD").error, Some(AmountError::OtherCurrency));
        assert_eq!(
            check_amount(&format!("1{}0", " ".repeat(200))).error,
            Some(AmountError::NotANumber),
            "half of a text is never read"
        );
    }
}
