//! An order of an eSIM, or of more data for one, from the filled-in form to its confirmation.
//!
//! Texts cross as they are typed. Once it is sent, it is a [`crate::SaleView`] like any other.

use crate::{ConnectionKey, DeviceKindView, ErrorView, MoneyView, ProductView, SaleView, crossing};

/// A field of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum OrderField {
    /// The product of the catalogue.
    Product,
    /// The country in which the customer is.
    Country,
    /// The e-mail address or other identifier of the customer.
    Customer,
    /// The first name of the customer.
    FirstName,
    /// The last name of the customer.
    LastName,
    /// The country in which the customer lives.
    Residence,
    /// The model of the device.
    Model,
    /// The EID of the device.
    Eid,
    /// The ICCID of the SIM.
    Iccid,
    /// The day from which it runs.
    ActivationDate,
    /// The price, net of sales tax.
    Price,
    /// The currency of the price.
    Currency,
}

/// The error in a field of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum OrderFieldError {
    /// It has to be filled in.
    Empty,
    /// More characters than the field takes.
    TooLong,
    /// Fewer than it takes.
    TooShort,
    /// It holds something that does not belong there.
    NotReadable,
    /// No such product or currency; no such country, or one in which the product is not sold.
    Unknown,
    /// The day is over.
    InThePast,
    /// Nothing, or less.
    NotPositive,
    /// A price without a currency, or a currency without a price.
    NotWhole,
    /// A price that conventions read differently: a person chooses one of its readings.
    Ambiguous,
    /// A price with more decimal places than its currency has.
    TooManyPlaces,
    /// A price that names another currency than the one beside it.
    OtherCurrency,
    /// A price above a hundred thousand million of the smallest units of its currency.
    TooLarge,
    /// An EID is for an iPhone or iPad alone.
    OnlyIos,
}

/// An observation about a number that warns and never forbids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum SimNumberAdvice {
    /// It has an unusual number of digits.
    Length,
    /// Its check digit does not fit.
    CheckDigit,
}

crossing! {
/// Reads the number of a SIM or of a device while it is typed, pasted or scanned.
pub struct CheckSimNumber {
    /// The text of the field; more than 200 characters are no number.
    pub text: String,
}

/// The till's reading of an ICCID or an EID.
pub struct SimNumberView {
    /// The digits, when it is one.
    pub digits: Option<String>,
    /// In groups of four, for reading aloud; as typed where it is none.
    pub shown: String,
    /// Observations that warn.
    pub advice: Vec<SimNumberAdvice>,
    /// The error, when it is none.
    pub error: Option<OrderFieldError>,
}

/// Checks the order of a new eSIM and prepares its confirmation. Texts are as typed; the till reads them.
pub struct PrepareNewEsim {
    pub connection: ConnectionKey,
    /// The id of the product.
    pub product: String,
    /// The country in which the customer is, ISO 3166-1 alpha-2.
    pub country: String,
    /// The e-mail address or other identifier of the customer, at most 320 characters.
    pub customer: String,
    /// At most 100 characters; may be empty.
    pub first_name: String,
    /// At most 100 characters; may be empty.
    pub last_name: String,
    /// ISO 3166-1 alpha-2; may be empty.
    pub residence: String,
    pub device_kind: DeviceKindView,
    /// At most 100 characters; may be empty.
    pub model: String,
    /// For an iPhone or iPad, where the eSIM is to be pushed; may be empty.
    pub eid: String,
    /// A day as `2026-11-29`; empty for at once.
    pub activation_date: String,
    /// As typed, net of sales tax; empty for the service's own price.
    pub price: String,
    /// The amount of the reading that a person chose, where the price has several; absent where nobody was asked.
    pub price_meant: Option<String>,
    /// ISO 4217; empty where there is no price.
    pub currency: String,
}

/// Checks the order of more data for a SIM and prepares its confirmation. The service takes no price with it.
pub struct PrepareEsimTopUp {
    pub connection: ConnectionKey,
    /// The id of the product.
    pub product: String,
    /// The country in which the customer is, ISO 3166-1 alpha-2.
    pub country: String,
    /// As typed, pasted or scanned, at most 200 characters.
    pub iccid: String,
}

/// An order that was checked. Nothing is on disk or sent yet.
#[serde(tag = "outcome", rename_all_fields = "camelCase")]
pub enum PreparedEsimOrder {
    /// It waits for a person's yes.
    Checked {
        /// All that the person is asked.
        confirmation: Box<EsimConfirmationView>,
    },
    /// Something has to be entered differently.
    Invalid {
        /// The errors, field by field, in the order of the form.
        errors: Vec<OrderErrorView>,
    },
}

/// The error in one field of an order.
pub struct OrderErrorView {
    pub field: OrderField,
    pub error: OrderFieldError,
    /// What an ambiguous price may mean, at least one; empty for every other error.
    pub readings: Vec<MoneyView>,
}

/// A checked order that waits for a person's yes.
pub struct EsimConfirmationView {
    /// Given back with the yes; good for one sale, however often it is sent.
    pub intent: String,
    pub product: ProductView,
    /// The price that the order names; absent where the service's own price holds.
    pub price: Option<MoneyView>,
    /// The service's own prices, where the order names none.
    pub list_prices: Vec<MoneyView>,
    /// The country in which the customer is.
    pub country: String,
    /// The customer of a new eSIM.
    pub customer: Option<OrderCustomerView>,
    /// The device of a new eSIM.
    pub device: Option<OrderDeviceView>,
    /// The SIM of a top-up, in digits.
    pub iccid: Option<String>,
    /// What is unusual about the ICCID or the EID.
    pub advice: Vec<SimNumberAdvice>,
    /// The day from which it runs; absent for at once.
    pub activation_date: Option<String>,
    /// How many subscriptions of the SIM are active; absent where that is not known.
    pub active_subscriptions: Option<u32>,
    /// Whether the SIM has as many active subscriptions as the service allows: the order will be refused.
    pub is_full: bool,
    /// Whether the SIM was unavailable when it was looked up.
    pub is_unavailable: bool,
    /// Why the SIM of a top-up or its subscriptions could not be looked up; absent where they were.
    pub sim_error: Option<ErrorView>,
    /// Sales of this product to this customer or SIM in the last 24 hours, newest first: sending wants a reason when
    /// there are any.
    pub recent: Vec<SaleView>,
    /// Such sales of every age of which nobody knows the end, whatever their price: sending wants the override when
    /// there are any.
    pub doubts: Vec<SaleView>,
}

/// The customer of an order.
pub struct OrderCustomerView {
    /// E-mail address or other identifier.
    pub identifier: String,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    /// ISO 3166-1 alpha-2.
    pub residence: Option<String>,
}

/// The device of an order.
pub struct OrderDeviceView {
    pub device_kind: DeviceKindView,
    pub model: Option<String>,
    /// The EID in digits.
    pub eid: Option<String>,
}

/// A person's yes to a confirmation.
pub struct SendEsimOrder {
    /// The id of the confirmation.
    pub intent: String,
    /// Why it is sent again within 24 hours; at most 500 characters.
    pub repeat_reason: Option<String>,
    /// The sales in doubt, by id, whose risk the person accepted.
    pub override_doubts: Vec<String>,
}
}
