//! The parts of requests that a caller chooses: filters, and the fields of a customer.
//!
//! Orders are the domain's own. The service checks the values, not this client. The rule: nothing is made up for a
//! field that the caller leaves out; it is not sent.

use airtill_domain::{CountryCode, Currency, Iccid, Timestamp};

use super::answer::CustomerKind;

/// Narrows the catalogue.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProductFilter {
    /// The currency of the prices, ISO 4217; the service's default is EUR.
    pub currency: Option<Currency>,
    /// A plan of the service.
    pub plan_id: Option<String>,
}

/// The subscriptions to list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SubscriptionQuery {
    /// Those of one SIM, with their balances.
    OfSim(Iccid),
    /// Those that fit the filter. This list has no balances.
    Filtered(SubscriptionFilter),
}

/// Narrows the list of all subscriptions. The service does not say which date `before` and `after` compare.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SubscriptionFilter {
    /// The SIM that they are on.
    pub iccid: Option<Iccid>,
    /// The customer's identifier, which need not be an address.
    pub email: Option<String>,
    /// The product's id at the service.
    pub product_id: Option<String>,
    /// An upper limit, sent in whole seconds, rounded up.
    pub before: Option<Timestamp>,
    /// A lower limit, sent in whole seconds, rounded down.
    pub after: Option<Timestamp>,
    /// The entries of a page.
    pub size: Option<u32>,
}

/// The new state of one field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Change<T> {
    /// Not sent, so it stays as it is.
    #[default]
    Keep,
    /// Sent as `null`, which deletes it.
    Clear,
    /// The new value.
    Set(T),
}

/// The fields of a customer, for a new one or for a change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CustomerForm {
    /// The identifier, which need not be an address.
    pub email: Change<String>,
    /// A person or a business.
    pub kind: Change<CustomerKind>,
    /// The first name.
    pub first_name: Change<String>,
    /// The last name.
    pub last_name: Change<String>,
    /// The language, in the service's word.
    pub language: Change<String>,
    /// The country of residence.
    pub country_of_residence: Change<CountryCode>,
    /// The phone number.
    pub phone_number: Change<String>,
    /// The currency of the customer's prices.
    pub default_currency: Change<Currency>,
    /// The company's name; for a business.
    pub company_name: Change<String>,
    /// The company's number; for a business.
    pub company_number: Change<String>,
    /// The job title; for a business.
    pub job_title: Change<String>,
    /// The billing address.
    pub billing_address: Change<AddressForm>,
    /// The shipping address.
    pub shipping_address: Change<AddressForm>,
}

/// The fields of an address, for a new one or for a change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AddressForm {
    /// The first line.
    pub street_address_1: Change<String>,
    /// The second line.
    pub street_address_2: Change<String>,
    /// The city or town.
    pub city: Change<String>,
    /// The state or province.
    pub state: Change<String>,
    /// The post code.
    pub post_code: Change<String>,
    /// The country; the service's samples hold full names.
    pub country: Change<String>,
}
