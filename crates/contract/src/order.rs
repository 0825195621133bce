//! The order of a sale, whichever kind it is.
//!
//! A list, an outcome and a receipt show each kind by its own parts; its price, its state and its evidence stand in the
//! sale and are the same for all. The activation code of an eSIM is no part of any of them.

use crate::crossing;

/// The order as a person confirmed it.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum OrderView {
    /// Airtime for a phone number.
    TopUp(TopUpView),
    /// A new eSIM with a plan on it.
    NewEsim(NewEsimView),
    /// A further plan on a SIM.
    EsimTopUp(EsimTopUpView),
}

crossing! {
/// Airtime for a phone number.
pub struct TopUpView {
    /// The number in E.164 digits.
    pub msisdn: String,
    /// The number in groups of digits.
    pub grouped: String,
    /// The operator that the plan names.
    pub operator: Option<String>,
}

/// A new eSIM with a plan on it.
pub struct NewEsimView {
    pub product: OrderedProductView,
    /// Two letters of ISO 3166-1.
    pub country: String,
    pub customer: EsimCustomerView,
    pub device: DeviceView,
    /// When the plan begins, where that is not at once, RFC 3339 in UTC.
    pub activation: Option<String>,
}

/// A further plan on a SIM.
pub struct EsimTopUpView {
    pub product: OrderedProductView,
    /// Two letters of ISO 3166-1.
    pub country: String,
    /// The SIM, as digits.
    pub iccid: String,
    /// The SIM in groups of digits.
    pub grouped: String,
}

/// The plan that was ordered.
pub struct OrderedProductView {
    /// The service's id.
    pub id: String,
    pub name: String,
}

/// The customer of a new eSIM.
pub struct EsimCustomerView {
    /// An e-mail address, or any other name by which the service knows them.
    pub identifier: String,
    /// First and last name, as far as they were given; may be empty.
    pub name: String,
    /// The country of residence, two letters.
    pub residence: Option<String>,
}

/// The device that a new eSIM is for.
pub struct DeviceView {
    pub kind: DeviceKindView,
    /// Make and model, as far as they were given; may be empty.
    pub model: String,
    /// The number of its eSIM chip, in groups of digits.
    pub eid: Option<String>,
}

/// The eSIM or plan that was delivered.
pub struct EsimView {
    /// The SIM, as digits.
    pub iccid: String,
    /// The SIM in groups of digits.
    pub grouped: String,
    /// The service's id of the subscription.
    pub subscription: Option<String>,
}
}

/// Which kind of device an eSIM is sold for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum DeviceKindView {
    /// An iPhone or iPad.
    Ios,
    /// A phone or tablet with Android.
    Android,
    /// A machine without a person at it.
    Iot,
}

/// How far the service is with an order that it took and has not finished.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum ProgressView {
    /// It took the order.
    Accepted,
    /// It is preparing what was ordered.
    Preparing,
}
