//! The float of the practice service, and the troubles that a trainer causes with it.
//!
//! Each trouble is one call of the service. Amounts come as they were typed and are read as everywhere else in the
//! till.

use std::time::Duration;

use airtill_app::TillError;
use airtill_contract::{
    ErrorCode, FloatFormat, FloatTrouble, FloatTroubles, MoneyView, PracticeCommission, PracticeSaleView,
};
use airtill_domain::money::typed::{self, TypedAmount};
use airtill_domain::{Currency, Money, Msisdn};
use airtill_practice::{Commission, Fate, Practice, ReportFormat, Tier};

use super::PracticeInside;

/// The currency of the practice service's account.
const CURRENCY: Currency = Currency::SSP;

/// No amount that a person types is longer.
const MOST_AMOUNT_BYTES: usize = 100;

impl PracticeInside {
    /// The float as it really is.
    ///
    /// # Errors
    /// `PracticeFailed`: the service does not run.
    pub fn float_troubles(&self) -> Result<FloatTroubles, TillError> {
        Ok(view(self.airtime()?))
    }

    /// Causes one trouble with the float.
    ///
    /// # Errors
    /// `PracticeFailed`: the service does not run. `BadAmount`: the amount is none, or can be read in two ways.
    /// `BadRequest`: late sales cannot wait that long. `NotFound`: there is no sale that this can be done to.
    pub fn cause_float_trouble(&self, trouble: &FloatTrouble) -> Result<FloatTroubles, TillError> {
        let service = self.airtime()?;
        let none = || TillError::with(ErrorCode::NotFound, "there is no such sale");
        match trouble {
            FloatTrouble::OtherTillSells { amount } => {
                service.move_float(-typed_amount(amount)?.to_decimal_text().parse().map_err(odd)?)
            }
            FloatTrouble::Deposit { amount } => {
                service.move_float(typed_amount(amount)?.to_decimal_text().parse().map_err(odd)?)
            }
            FloatTrouble::RefundLastSale {} => {
                let last = last(service, is_charged).ok_or_else(none)?;
                service.refund(&last.reference);
            }
            FloatTrouble::WriteBack {} => service.write_back(service.before_last_sale().ok_or_else(none)?),
            FloatTrouble::ChargeAgain {} => {
                let last = last(service, |fate| fate.queued).ok_or_else(none)?;
                service.charge_again(&last.reference);
            }
            FloatTrouble::ChargeLateNow {} => drop(service.begin_waiting()),
            FloatTrouble::ChargeLateAfter { seconds: seconds @ 1..=3600 } => {
                service.set_late(Some(Duration::from_secs(u64::from(*seconds))))
            }
            FloatTrouble::ChargeLateAfter { .. } => {
                return Err(TillError::with(ErrorCode::BadRequest, "1 to 3600 seconds"));
            }
            FloatTrouble::Commission { commission } => service.set_commission(commission_of(*commission)),
            FloatTrouble::Report { format } => service.report_float_as(format_of(*format)),
            FloatTrouble::NewAccountId {} => service.give_account_new_id(),
        }
        Ok(view(service))
    }

    fn airtime(&self) -> Result<&Practice, TillError> {
        self.running
            .get()
            .ok_or_else(|| TillError::with(ErrorCode::PracticeFailed, "the practice service does not run"))
    }
}

fn typed_amount(text: &str) -> Result<Money, TillError> {
    if text.len() > MOST_AMOUNT_BYTES {
        return Err(TillError::with(ErrorCode::BadAmount, "the text is too long"));
    }
    match typed::read(text, CURRENCY) {
        Ok(TypedAmount::One(amount)) => Ok(amount),
        Ok(TypedAmount::Asked(_)) => Err(TillError::with(ErrorCode::BadAmount, "the amount can be read in two ways")),
        Err(error) => Err(TillError::with(ErrorCode::BadAmount, error.to_string())),
    }
}

fn odd(error: impl std::fmt::Display) -> TillError {
    TillError::with(ErrorCode::BadAmount, error.to_string())
}

fn is_charged(fate: &Fate) -> bool {
    !fate.charged().is_zero()
}

/// The latest sale of this kind.
fn last(service: &Practice, kind: impl Fn(&Fate) -> bool) -> Option<Fate> {
    service.fates().into_iter().rev().find(kind)
}

fn view(service: &Practice) -> FloatTroubles {
    let late = service.fates().iter().filter(|fate| fate.waiting).count();
    FloatTroubles {
        float: money(&service.float().round_dp(2)),
        last_charged: last(service, is_charged).map(|fate| sale(&fate)),
        last_accepted: last(service, |fate| fate.queued).map(|fate| sale(&fate)),
        late: u32::try_from(late).unwrap_or(u32::MAX),
        late_after: service.late().map(|late| u32::try_from(late.as_secs()).unwrap_or(u32::MAX)),
        commission: commission_view(&service.commission()),
        format: match service.report_format() {
            ReportFormat::Plain => FloatFormat::Plain,
            ReportFormat::OtherCurrency => FloatFormat::OtherCurrency,
            ReportFormat::ThirtyDecimals => FloatFormat::ThirtyDecimals,
        },
    }
}

fn sale(fate: &Fate) -> PracticeSaleView {
    PracticeSaleView {
        number: Msisdn::parse(&fate.msisdn).map_or_else(|_| fate.msisdn.clone(), |number| number.grouped()),
        amount: money(&fate.amount),
    }
}

/// A sum of the service with the decimals of its currency, which may exceed the till's largest amount.
fn money(sum: &impl std::fmt::Display) -> MoneyView {
    MoneyView { amount: format!("{sum:.2}"), currency: CURRENCY.code().to_owned() }
}

fn format_of(format: FloatFormat) -> ReportFormat {
    match format {
        FloatFormat::Plain => ReportFormat::Plain,
        FloatFormat::OtherCurrency => ReportFormat::OtherCurrency,
        FloatFormat::ThirtyDecimals => ReportFormat::ThirtyDecimals,
    }
}

fn commission_of(commission: PracticeCommission) -> Commission {
    let percent = |percent: u8| format!("0.0{percent}").parse().expect("a digit behind 0.0 is a decimal");
    let tier = |from: u16, share: u8| Tier { from: from.into(), share: percent(share) };
    match commission {
        PracticeCommission::None => Commission::default(),
        PracticeCommission::Flat => Commission::flat(percent(5)),
        PracticeCommission::Tiers => Commission { share: percent(3), tiers: vec![tier(100, 5), tier(500, 6)] },
    }
}

fn commission_view(commission: &Commission) -> PracticeCommission {
    let known = [PracticeCommission::Flat, PracticeCommission::Tiers];
    known.into_iter().find(|known| commission_of(*known) == *commission).unwrap_or(PracticeCommission::None)
}

#[cfg(test)]
mod tests {
    use airtill_app::PracticeHost;

    use super::*;

    async fn running(folder: &tempfile::TempDir) -> PracticeInside {
        let practice = PracticeInside::new(folder.path().join("service"));
        practice.start().await.expect("it starts");
        practice
    }

    fn code(result: Result<FloatTroubles, TillError>) -> Option<ErrorCode> {
        result.err().map(|error| error.code)
    }

    #[tokio::test]
    async fn a_trainer_moves_the_float_by_the_typed_amount() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let practice = running(&folder).await;
        let sells =
            |amount: &str| practice.cause_float_trouble(&FloatTrouble::OtherTillSells { amount: amount.to_owned() });
        let pays_in = |amount: &str| practice.cause_float_trouble(&FloatTrouble::Deposit { amount: amount.to_owned() });
        assert_eq!(sells("20.50").expect("it moves").float.amount, "4979.50");
        assert_eq!(sells("5 000").expect("a float can be less than nothing").float.amount, "-20.50");
        assert_eq!(pays_in("1,000,000").expect("it jumps").float.amount, "999979.50");
        for amount in ["", "0", "-5", "sixty", "1.250", "60 USD", "1e3", "60.123", &"6".repeat(101)] {
            assert_eq!(
                (code(sells(amount)), code(pays_in(amount))),
                (Some(ErrorCode::BadAmount), Some(ErrorCode::BadAmount)),
                "{amount:?}"
            );
        }
        assert_eq!(practice.float_troubles().expect("it runs").float.amount, "999979.50", "nothing of that moved it");
    }

    #[tokio::test]
    async fn troubles_of_a_sale_need_one_and_every_trouble_a_running_service() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        assert_eq!(
            code(PracticeInside::new(folder.path().join("other")).float_troubles()),
            Some(ErrorCode::PracticeFailed)
        );
        let practice = running(&folder).await;
        for trouble in [FloatTrouble::RefundLastSale {}, FloatTrouble::WriteBack {}, FloatTrouble::ChargeAgain {}] {
            assert_eq!(code(practice.cause_float_trouble(&trouble)), Some(ErrorCode::NotFound), "{trouble:?}");
        }
        let there = practice.float_troubles().expect("it runs");
        assert_eq!((there.last_charged, there.last_accepted, there.late), (None, None, 0));
    }

    #[tokio::test]
    async fn the_chosen_troubles_are_shown_as_chosen() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let practice = running(&folder).await;
        let after = |trouble| practice.cause_float_trouble(&trouble).expect("it is done");
        for commission in [PracticeCommission::Tiers, PracticeCommission::Flat, PracticeCommission::None] {
            assert_eq!(after(FloatTrouble::Commission { commission }).commission, commission);
        }
        for format in [FloatFormat::OtherCurrency, FloatFormat::ThirtyDecimals, FloatFormat::Plain] {
            assert_eq!(after(FloatTrouble::Report { format }).format, format);
        }
        assert_eq!(practice.float_troubles().expect("it runs").late_after, Some(30));
        assert_eq!(after(FloatTrouble::ChargeLateAfter { seconds: 120 }).late_after, Some(120));
        for seconds in [0, 3601, u32::MAX] {
            assert_eq!(
                code(practice.cause_float_trouble(&FloatTrouble::ChargeLateAfter { seconds })),
                Some(ErrorCode::BadRequest)
            );
        }
        after(FloatTrouble::ChargeLateNow {});
        after(FloatTrouble::NewAccountId {});
    }
}
