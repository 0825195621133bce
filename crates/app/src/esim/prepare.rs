//! The confirmation of an order: everything that can be known before a yes.
//!
//! Nothing is written and no money can move here. A person confirms the order that was shown: it is held under an id,
//! and sending takes nothing else.

use std::sync::Arc;

use airtill_apis::truphone::SimStatus;
use airtill_contract::{
    DeviceKindView, EsimConfirmationView, OrderCustomerView, OrderDeviceView, OrderErrorView, OrderField,
    OrderFieldError, PrepareEsimTopUp, PrepareNewEsim, PreparedEsimOrder, ProductView, SimNumberAdvice, SimNumberView,
};
use airtill_domain::money::typed::{self, AmountError, TypedAmount};
use airtill_domain::order::{
    CustomerIdentifier, CustomerIdentifierError, Device, DeviceKind, EsimCustomer, EsimTopUpOrder, NewEsimOrder,
    OrderedProduct,
};
use airtill_domain::sim::SimNumberError;
use airtill_domain::{CountryCode, Currency, Eid, Iccid, Limits, Order, OrderKind, Price, SaleId, text};
use jiff::tz::TimeZone;
use uuid::Uuid;

use super::sims::{Before, MOST_ACTIVE};
use super::{Esim, day};
use crate::selling::{Intents, Pending, earlier};
use crate::{TillError, view};

/// The longest text of a number that is read. A longer one is refused whole: its beginning may be another number.
const CHARACTERS: usize = 200;
/// The longest name and model.
const NAME_CHARACTERS: usize = 100;

/// One of the orders that are sold here.
pub enum EsimOrder {
    /// A new eSIM with a plan on it.
    New(NewEsimOrder),
    /// A further plan on a SIM.
    TopUp(EsimTopUpOrder),
}

impl EsimOrder {
    /// It as one of all kinds of orders.
    pub fn to_order(&self) -> Order {
        match self {
            EsimOrder::New(order) => order.clone().into(),
            EsimOrder::TopUp(order) => order.clone().into(),
        }
    }

    /// Its kind, which names its rules.
    pub fn kind(&self) -> OrderKind {
        match self {
            EsimOrder::New(_) => OrderKind::NewEsim,
            EsimOrder::TopUp(_) => OrderKind::EsimTopUp,
        }
    }
}

/// An order that was checked, and where it is sold.
pub struct Checked {
    /// Where it is sold.
    pub esim: Arc<Esim>,
    /// The order that is sold.
    pub order: EsimOrder,
    /// The limits of the company, as it was checked by them.
    pub limits: Limits,
    /// The confirmation as it was shown, for a window that comes anew.
    pub confirmation: EsimConfirmationView,
}

/// The judgement of an ICCID while it is typed.
pub fn check_iccid(typed: &str) -> SimNumberView {
    number(typed, Iccid::parse, |iccid| (iccid.digits().to_owned(), iccid.grouped(), iccid_advice(iccid)))
}

/// The judgement of an EID while it is typed.
pub fn check_eid(typed: &str) -> SimNumberView {
    number(typed, Eid::parse, |eid| (eid.digits().to_owned(), eid.grouped(), eid_advice(eid)))
}

fn number<T>(
    typed: &str,
    parse: impl Fn(&str) -> Result<T, SimNumberError>,
    shown: impl Fn(&T) -> (String, String, Vec<SimNumberAdvice>),
) -> SimNumberView {
    let parsed = if is_too_long(typed) { Err(SimNumberError::TooLong) } else { parse(typed) };
    match parsed {
        Ok(number) => {
            let (digits, grouped, advice) = shown(&number);
            SimNumberView { digits: Some(digits), shown: grouped, advice, error: None }
        }
        Err(error) => SimNumberView {
            digits: None,
            shown: typed.to_owned(),
            advice: Vec::new(),
            error: Some(number_error(error)),
        },
    }
}

fn is_too_long(text: &str) -> bool {
    text.chars().nth(CHARACTERS).is_some()
}

fn number_error(error: SimNumberError) -> OrderFieldError {
    match error {
        SimNumberError::Empty => OrderFieldError::Empty,
        SimNumberError::NotDigits => OrderFieldError::NotReadable,
        SimNumberError::TooShort => OrderFieldError::TooShort,
        SimNumberError::TooLong => OrderFieldError::TooLong,
    }
}

fn iccid_advice(iccid: &Iccid) -> Vec<SimNumberAdvice> {
    iccid.advice().into_iter().map(view::iccid_advice).collect()
}

fn eid_advice(eid: &Eid) -> Vec<SimNumberAdvice> {
    if eid.has_its_check_digits() { Vec::new() } else { vec![SimNumberAdvice::CheckDigit] }
}

/// The errors of a form, in the order of its fields.
#[derive(Default)]
struct Form {
    errors: Vec<OrderErrorView>,
}

impl Form {
    fn read<T>(&mut self, field: OrderField, value: Result<T, OrderFieldError>) -> Option<T> {
        value.map_err(|error| self.errors.push(OrderErrorView { field, error, readings: Vec::new() })).ok()
    }

    fn name(&mut self, field: OrderField, typed: &str) -> Option<String> {
        let name = text::plain(typed, usize::MAX);
        let short = if name.chars().nth(NAME_CHARACTERS).is_some() { Err(OrderFieldError::TooLong) } else { Ok(name) };
        self.read(field, short).filter(|name| !name.is_empty())
    }

    /// A price with its currency, or neither; `meant` is the reading that a person chose.
    fn price(&mut self, price: &str, currency: &str, meant: Option<&str>) -> Option<Price> {
        let (price, currency) = (price.trim(), currency.trim());
        match (price.is_empty(), currency.is_empty()) {
            (true, true) => return None,
            (true, false) => {
                return self.read(OrderField::Price, Err(OrderFieldError::NotWhole));
            }
            (false, true) => {
                return self.read(OrderField::Currency, Err(OrderFieldError::NotWhole));
            }
            (false, false) if is_too_long(price) => {
                return self.read(OrderField::Price, Err(OrderFieldError::NotReadable));
            }
            (false, false) => {}
        }
        let currency =
            self.read(OrderField::Currency, Currency::from_code(currency).ok_or(OrderFieldError::Unknown))?;
        let readings = match self.read(OrderField::Price, typed::read(price, currency).map_err(price_error))? {
            TypedAmount::One(money) => return Some(money.into()),
            TypedAmount::Asked(readings) => readings,
        };
        let chosen = readings.iter().find(|money| meant == Some(money.to_decimal_text().as_str()));
        if chosen.is_none() {
            let readings = readings.iter().copied().map(view::money).collect();
            self.errors.push(OrderErrorView { field: OrderField::Price, error: OrderFieldError::Ambiguous, readings });
        }
        chosen.copied().map(Price::from)
    }
}

fn price_error(error: AmountError) -> OrderFieldError {
    match error {
        AmountError::Empty | AmountError::NotANumber | AmountError::Grouping => OrderFieldError::NotReadable,
        AmountError::TooManyPlaces => OrderFieldError::TooManyPlaces,
        AmountError::OtherCurrency => OrderFieldError::OtherCurrency,
        AmountError::NotPositive => OrderFieldError::NotPositive,
        AmountError::TooLarge => OrderFieldError::TooLarge,
    }
}

/// The country of an order: one in which the product is sold.
fn country(typed: &str, product: Option<&ProductView>) -> Result<CountryCode, OrderFieldError> {
    let country = match typed.trim() {
        "" => return Err(OrderFieldError::Empty),
        typed => CountryCode::parse(typed).map_err(|_| OrderFieldError::Unknown)?,
    };
    let sold_in = product.and_then(|product| product.sold_in.as_ref());
    let is_sold = sold_in.is_none_or(|sold_in| sold_in.iter().any(|code| code == country.as_str()));
    if is_sold { Ok(country) } else { Err(OrderFieldError::Unknown) }
}

fn customer(typed: &str) -> Result<CustomerIdentifier, OrderFieldError> {
    CustomerIdentifier::parse(typed).map_err(|error| match error {
        CustomerIdentifierError::Empty => OrderFieldError::Empty,
        CustomerIdentifierError::TooLong => OrderFieldError::TooLong,
    })
}

/// Checks the order of a new eSIM and holds it open for its yes.
///
/// # Errors
/// A catalogue that is too old to sell from, a limit of the company, or the ledger's.
pub async fn new_esim(
    intents: &Intents<Checked>,
    esim: Arc<Esim>,
    limits: Limits,
    request: PrepareNewEsim,
) -> Result<PreparedEsimOrder, TillError> {
    let listed = esim.product(&request.product)?;
    let mut form = Form::default();
    let product = form.read(OrderField::Product, listed.ok_or(OrderFieldError::Unknown));
    let identifier = form.read(OrderField::Customer, customer(&request.customer));
    let first_name = form.name(OrderField::FirstName, &request.first_name);
    let last_name = form.name(OrderField::LastName, &request.last_name);
    let country = form.read(OrderField::Country, country(&request.country, product.as_ref()));
    let residence = match request.residence.trim() {
        "" => None,
        typed => form.read(OrderField::Residence, CountryCode::parse(typed).map_err(|_| OrderFieldError::Unknown)),
    };
    let model = form.name(OrderField::Model, &request.model);
    let begins = day::to_come(&request.activation_date, esim.now(), &TimeZone::system());
    let activation = form.read(OrderField::ActivationDate, begins).flatten();
    let eid = match request.eid.trim() {
        "" => None,
        _ if request.device_kind != DeviceKindView::Ios => form.read(OrderField::Eid, Err(OrderFieldError::OnlyIos)),
        typed if is_too_long(typed) => form.read(OrderField::Eid, Err(OrderFieldError::TooLong)),
        typed => form.read(OrderField::Eid, Eid::parse(typed).map_err(number_error)),
    };
    let price = form.price(&request.price, &request.currency, request.price_meant.as_deref());
    let (Some(product), Some(country), Some(identifier), true) = (product, country, identifier, form.errors.is_empty())
    else {
        return Ok(PreparedEsimOrder::Invalid { errors: form.errors });
    };
    let customer = EsimCustomer { identifier, first_name, last_name, residence };
    let device = Device { kind: device_kind(request.device_kind), id: Uuid::new_v4(), make: None, model, eid };
    let advice = device.eid.as_ref().map(eid_advice).unwrap_or_default();
    let shown = EsimConfirmationView {
        customer: Some(OrderCustomerView {
            identifier: customer.identifier.as_str().to_owned(),
            first_name: customer.first_name.clone(),
            last_name: customer.last_name.clone(),
            residence: customer.residence.map(|country| country.as_str().to_owned()),
        }),
        device: Some(OrderDeviceView {
            device_kind: request.device_kind,
            model: device.model.clone(),
            eid: device.eid.as_ref().map(|eid| eid.digits().to_owned()),
        }),
        advice,
        activation_date: activation.map(|_| request.activation_date.trim().to_owned()),
        ..unconfirmed(&product, price, country)
    };
    let order = NewEsimOrder {
        connection: esim.connection.id.clone(),
        product: ordered(&product),
        country,
        customer,
        device,
        activation,
        price,
    };
    keep(intents, esim, limits, EsimOrder::New(order), shown).await
}

/// Checks the order of more data for a SIM, looks the SIM up, and holds the order open for its yes.
///
/// # Errors
/// A catalogue that is too old to sell from, a limit of the company, or the ledger's. A SIM that cannot be looked up is
/// no error: the service decides.
pub async fn top_up(
    intents: &Intents<Checked>,
    esim: Arc<Esim>,
    limits: Limits,
    request: PrepareEsimTopUp,
) -> Result<PreparedEsimOrder, TillError> {
    let listed = esim.product(&request.product)?;
    let mut form = Form::default();
    let product = form.read(OrderField::Product, listed.ok_or(OrderFieldError::Unknown));
    let iccid = if is_too_long(&request.iccid) {
        Err(OrderFieldError::TooLong)
    } else {
        Iccid::parse(&request.iccid).map_err(number_error)
    };
    let iccid = form.read(OrderField::Iccid, iccid);
    let country = form.read(OrderField::Country, country(&request.country, product.as_ref()));
    let (Some(product), Some(country), Some(iccid), true) = (product, country, iccid, form.errors.is_empty()) else {
        return Ok(PreparedEsimOrder::Invalid { errors: form.errors });
    };
    let Before { status, active, error } = esim.before_top_up(&iccid).await;
    let shown = EsimConfirmationView {
        iccid: Some(iccid.digits().to_owned()),
        advice: iccid_advice(&iccid),
        active_subscriptions: active,
        is_full: active.is_some_and(|active| active >= MOST_ACTIVE),
        is_unavailable: status == Some(SimStatus::Unavailable),
        sim_error: error.map(|error| error.referenced("a SIM could not be looked up before an order")),
        ..unconfirmed(&product, None, country)
    };
    let order = EsimTopUpOrder {
        connection: esim.connection.id.clone(),
        product: ordered(&product),
        country,
        iccid,
        device_id: Uuid::new_v4(),
        price: None,
    };
    keep(intents, esim, limits, EsimOrder::TopUp(order), shown).await
}

fn device_kind(kind: DeviceKindView) -> DeviceKind {
    match kind {
        DeviceKindView::Ios => DeviceKind::Ios,
        DeviceKindView::Android => DeviceKind::Android,
        DeviceKindView::Iot => DeviceKind::Iot,
    }
}

fn ordered(product: &ProductView) -> OrderedProduct {
    OrderedProduct { id: product.id.clone(), name: product.name.clone() }
}

/// The parts of a confirmation that both kinds of orders have.
fn unconfirmed(product: &ProductView, price: Option<Price>, country: CountryCode) -> EsimConfirmationView {
    EsimConfirmationView {
        intent: String::new(),
        price: price.map(view::price),
        list_prices: if price.is_none() { product.prices.clone() } else { Vec::new() },
        product: product.clone(),
        country: country.as_str().to_owned(),
        customer: None,
        device: None,
        iccid: None,
        advice: Vec::new(),
        activation_date: None,
        active_subscriptions: None,
        is_full: false,
        is_unavailable: false,
        sim_error: None,
        recent: Vec::new(),
        doubts: Vec::new(),
    }
}

async fn keep(
    intents: &Intents<Checked>,
    esim: Arc<Esim>,
    limits: Limits,
    order: EsimOrder,
    shown: EsimConfirmationView,
) -> Result<PreparedEsimOrder, TillError> {
    let guard = esim.guard(limits.clone());
    let (recent, doubts) = earlier(&esim.environment, guard, order.to_order()).await?;
    let id = SaleId(Uuid::new_v4());
    let confirmation = EsimConfirmationView { intent: id.to_string(), recent, doubts, ..shown };
    let checked = Checked { esim: esim.clone(), order, limits, confirmation: confirmation.clone() };
    intents.add(id, Pending::new(checked, &esim.session, &esim.environment, &esim.ports));
    Ok(PreparedEsimOrder::Checked { confirmation: Box::new(confirmation) })
}
