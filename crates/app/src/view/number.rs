//! A phone number as the field of a sale shows it: its operator, and what the number plan advises.
//!
//! The plan is `domain`'s; which operator is the one whose airtime is sold is known here.

use airtill_contract::{NumberAdvice, NumberError};
use airtill_domain::Msisdn;
use airtill_domain::msisdn::{MsisdnError, PlanAdvice};

/// The operator whose airtime 21 Systems sells.
const SOLD_OPERATOR: &str = "MTN";

pub fn advice(msisdn: &Msisdn) -> NumberAdvice {
    match msisdn.plan_advice() {
        PlanAdvice::Operator(SOLD_OPERATOR) => NumberAdvice::Good,
        PlanAdvice::Operator(_) => NumberAdvice::OtherNetwork,
        PlanAdvice::NotMobile => NumberAdvice::NotMobile,
        PlanAdvice::Unknown => NumberAdvice::Unknown,
    }
}

pub fn operator(msisdn: &Msisdn) -> Option<String> {
    match msisdn.plan_advice() {
        PlanAdvice::Operator(name) => Some(name.to_owned()),
        PlanAdvice::NotMobile | PlanAdvice::Unknown => None,
    }
}

pub fn number_error(error: MsisdnError) -> NumberError {
    match error {
        MsisdnError::Empty => NumberError::Empty,
        MsisdnError::NotDigits => NumberError::NotDigits,
        MsisdnError::TooShort => NumberError::TooShort,
        MsisdnError::TooLong => NumberError::TooLong,
        MsisdnError::OtherCountry => NumberError::OtherCountry,
        MsisdnError::Spreadsheet => NumberError::Spreadsheet,
        MsisdnError::Extension => NumberError::Extension,
    }
}
