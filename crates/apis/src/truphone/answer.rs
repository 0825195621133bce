//! The answers of Truphone Connect, in the words of the trade: the catalogue, SIMs, subscriptions and customers.
//!
//! All text is the service's own, plain and at most 300 characters long; one in which the access token stands is
//! withheld. A value that is absent or unreadable is `None`, never replaced; `unread` names the unreadable ones. A list
//! says how many entries it left out, so that nobody takes it for complete. The answers to an order are in
//! `answer/order`.

mod order;

use airtill_domain::sim::{ActivationCode, DataAmount};
use airtill_domain::{CountryCode, Eid, Iccid, Price, Secret, Timestamp};

pub use order::{OrderAnswer, OrderDoubt, OrderLook, OrderOutput, OrderRefusal, OrderStatus};

/// The readable entries of a list, in the service's order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed<T> {
    /// The entries that could be read.
    pub entries: Vec<T>,
    /// How many entries were unreadable, or stood there twice.
    pub left_out: usize,
}

/// A data product of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Product {
    /// The service's id.
    pub id: String,
    /// The name, possibly empty.
    pub name: String,
    /// The description, possibly empty.
    pub description: String,
    /// How long the data can be used; `None` where the service says 0 or nothing.
    pub period: Option<Period>,
    /// How much data it holds.
    pub data: Option<DataVolume>,
    /// Where it works, each country once.
    pub footprint: Vec<CountryCode>,
    /// Where it is sold; `None` where the service says nothing.
    pub active_countries: Option<ActiveCountries>,
    /// Its prices, one a currency, in the service's order.
    pub prices: Vec<Price>,
    /// How many prices were unreadable, below zero, or in a currency that ISO 4217 does not know.
    pub prices_left_out: usize,
    /// The region, in the service's words.
    pub region: Option<String>,
    /// The fields that say something of which nothing could be read, or not all of it, in the service's words.
    pub unread: Vec<String>,
}

/// A span of time as the service counts it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Period {
    /// How many units, at least one.
    pub count: u32,
    /// The unit; only days are documented.
    pub unit: PeriodUnit,
}

/// The unit of a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PeriodUnit {
    /// Days; also where the service names no unit.
    Days,
    /// A unit that is not documented, in the service's word.
    Other(String),
}

/// An amount of data as the service writes it. How many bytes its gigabyte has is not documented.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataVolume {
    /// A plain decimal number, with the places of the wire.
    pub amount: String,
    /// `GB`, or a unit that is not documented; empty where the service names none.
    pub unit: String,
}

/// The countries in which a product is sold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ActiveCountries {
    /// All of them.
    All,
    /// These, each once; none where the service's list cannot be read.
    Listed(Vec<CountryCode>),
}

/// A SIM as the service has it.
#[derive(Clone, Debug)]
pub struct Sim {
    /// The SIM's number; `None` where the service repeats none.
    pub iccid: Option<Iccid>,
    /// The state of its profile.
    pub status: Option<SimStatus>,
    /// The chip that it is installed on.
    pub eid: Option<Eid>,
    /// When its state last changed.
    pub last_modified: Option<Timestamp>,
    /// The activation code, where the service gives a whole one; the customer's secret.
    pub activation: Activation,
    /// The fields that say something of which nothing could be read, or not all of it, in the service's words.
    pub unread: Vec<String>,
}

/// The state of a SIM's profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SimStatus {
    /// It can be installed.
    Released,
    /// A device has fetched it.
    Downloaded,
    /// A device has installed it.
    Installed,
    /// Deleted from the device and on its way back to Released, or deactivated for good.
    Unavailable,
    /// A state that is not documented, in the service's word.
    Other(String),
}

/// The parts of an activation code as the service gave them. `{:?}` shows no matching id.
#[derive(Clone, Debug, Default)]
pub struct Activation {
    /// The address of the SM-DP+, with or without a scheme.
    pub smdp: Option<String>,
    /// The matching id, the customer's secret.
    pub matching_id: Option<Secret>,
    /// The service's own text of the code, which may be malformed.
    pub lpa_url: Option<Secret>,
}

impl Activation {
    /// The code for the QR picture: built from address and matching id. The service's own text serves only where one
    /// of the two is missing, and only where it is well formed.
    pub fn code(&self) -> Option<ActivationCode> {
        let told = self.lpa_url.as_ref().and_then(|text| ActivationCode::parse(text.expose()).ok());
        match (&self.smdp, &self.matching_id, told) {
            (Some(smdp), Some(id), told) => ActivationCode::new(smdp, id.clone()).ok().or(told),
            (None, Some(id), Some(told)) => ActivationCode::new(told.host(), id.clone()).ok().or(Some(told)),
            (Some(smdp), None, Some(told)) => ActivationCode::new(smdp, told.matching_id().clone()).ok().or(Some(told)),
            // A SIM names its server in that text alone, with percent signs around its parts in a sample.
            (None, Some(id), None) => {
                let server = self.lpa_url.as_ref().and_then(|text| text.expose().split('$').nth(1));
                server.and_then(|server| ActivationCode::new(server.trim_matches('%'), id.clone()).ok())
            }
            (_, _, told) => told,
        }
    }
}

/// A notification that the service sends about a SIM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notification {
    /// The event that it is sent for.
    pub kind: NotificationKind,
    /// The address that the service calls, possibly empty.
    pub webhook_url: String,
}

/// The event of a notification.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum NotificationKind {
    /// A subscription has ended.
    SubscriptionEnd,
    /// 80 % of the data are used.
    UsageThreshold,
    /// An event that is not documented, in the service's word.
    Other(String),
}

/// One plan on one SIM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscription {
    /// The service's id.
    pub id: String,
    /// The state; one sample of the service leaves it out.
    pub status: Option<SubscriptionStatus>,
    /// The data at the beginning; never in a filtered list.
    pub initial_balance: Option<DataAmount>,
    /// The data that is used; never in a filtered list.
    pub spent_balance: Option<DataAmount>,
    /// When it begins.
    pub activation_date: Option<Timestamp>,
    /// When it ends.
    pub expiration_date: Option<Timestamp>,
    /// When it was made; never where a single one was asked for.
    pub created_date: Option<Timestamp>,
    /// The product that was ordered.
    pub product: Option<SubscribedProduct>,
    /// The SIM that it is on.
    pub iccid: Option<Iccid>,
    /// The device of the order; one sample of the service repeats it.
    pub device_id: Option<String>,
    /// Whether it renews itself.
    pub auto_renew: Option<bool>,
    /// The fields that say something of which nothing could be read, or not all of it, in the service's words.
    pub unread: Vec<String>,
}

/// The product of a subscription.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubscribedProduct {
    /// The service's id.
    pub id: Option<String>,
    /// The name in the catalogue.
    pub name: Option<String>,
    /// How long the data can be used; `None` where the service says 0 or nothing.
    pub period: Option<Period>,
    /// The plan of the service.
    pub plan_id: Option<String>,
}

/// The state of a subscription.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SubscriptionStatus {
    /// It has not begun.
    Pending,
    /// It is in use.
    Active,
    /// Its data is used up.
    Depleted,
    /// Its time is over.
    Expired,
    /// A state that is not documented, in the service's word.
    Other(String),
}

/// An end customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Customer {
    /// The service's id.
    pub id: Option<String>,
    /// The identifier, which need not be an address.
    pub email: Option<String>,
    /// A person or a business.
    pub kind: Option<CustomerKind>,
    /// The first name.
    pub first_name: Option<String>,
    /// The last name.
    pub last_name: Option<String>,
    /// The language, in the service's word.
    pub language: Option<String>,
    /// ISO 3166-1 alpha-2, as the service writes it.
    pub country_of_residence: Option<String>,
    /// The phone number.
    pub phone_number: Option<String>,
    /// ISO 4217, as the service writes it.
    pub default_currency: Option<String>,
    /// The company's name; of a business.
    pub company_name: Option<String>,
    /// The company's number; of a business.
    pub company_number: Option<String>,
    /// The job title; of a business.
    pub job_title: Option<String>,
    /// The billing address.
    pub billing_address: Option<Address>,
    /// The shipping address.
    pub shipping_address: Option<Address>,
    /// The fields that say something of which nothing could be read, or not all of it, in the service's words.
    pub unread: Vec<String>,
}

/// The kinds of customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CustomerKind {
    /// A person (`PERSONAL`).
    Personal,
    /// A business (`BUSINESS`, in places `BUSSINESS`).
    Business,
    /// A kind that is not documented, in the service's word.
    Other(String),
}

/// An address of a customer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Address {
    /// The first line.
    pub street_address_1: Option<String>,
    /// The second line.
    pub street_address_2: Option<String>,
    /// The city or town.
    pub city: Option<String>,
    /// The state or province.
    pub state: Option<String>,
    /// The post code.
    pub post_code: Option<String>,
    /// The country; the service's samples hold full names.
    pub country: Option<String>,
}

/// A payment method of a customer. Its token at the payment gateway is never read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentMethod {
    /// The service's id; its list has none, and without one the method cannot be removed.
    pub id: Option<String>,
    /// The name on it.
    pub name: Option<String>,
    /// The type, in the service's word.
    pub kind: Option<String>,
    /// The last digits, at most four.
    pub last_digits: Option<String>,
    /// The month in which it ends, 1 to 12.
    pub expiry_month: Option<u8>,
    /// The year in which it ends.
    pub expiry_year: Option<u16>,
    /// The payment gateway.
    pub gateway: Option<String>,
    /// The fields that say something of which nothing could be read, or not all of it, in the service's words.
    pub unread: Vec<String>,
}
