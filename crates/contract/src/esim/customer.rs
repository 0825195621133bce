//! The customers of the company, for its account managers.
//!
//! No number of a payment card is ever asked for.

use crate::{ConnectionKey, ErrorView, crossing};

/// The kind of a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum CustomerTypeView {
    /// Somebody who buys for themselves.
    Personal,
    /// A company, with a name and a number of its own.
    Business,
}

/// A field of a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum CustomerField {
    /// The e-mail address.
    Email,
    /// The first name.
    FirstName,
    /// The last name.
    LastName,
    /// The language that they are written to in.
    Language,
    /// The country in which they live.
    Residence,
    /// The phone number.
    Phone,
    /// The currency in which they pay.
    Currency,
    /// The name of the company.
    CompanyName,
    /// The registration number of the company.
    CompanyNumber,
    /// The position of the person in the company.
    JobTitle,
    /// The billing address.
    Billing,
    /// The shipping address.
    Shipping,
    /// A person or a company.
    Type,
    /// None of these.
    Whole,
}

crossing! {
/// Looks for a customer.
pub struct LookUpCustomer {
    pub connection: ConnectionKey,
    /// The e-mail address or identifier, at most 320 characters.
    pub email: String,
}

/// A customer, or nothing where the service knows none.
pub struct FoundCustomer {
    pub customer: Option<CustomerView>,
}

/// A customer as the service knows them.
pub struct CustomerView {
    /// The service's own id; absent where it says none, and then nothing can be changed.
    pub id: Option<String>,
    pub fields: CustomerFields,
    /// Fields that say something that could not be read, of an address in part; their texts are empty, and nothing of
    /// them is sent where they stay so.
    pub unread: Vec<CustomerField>,
}

/// All that can be entered of a customer; an empty text says nothing.
pub struct CustomerFields {
    pub customer_type: CustomerTypeView,
    pub email: String,
    pub first_name: String,
    pub last_name: String,
    /// As the service writes it: `en`.
    pub language: String,
    /// ISO 3166-1 alpha-2.
    pub residence: String,
    pub phone: String,
    /// Three letters of ISO 4217.
    pub currency: String,
    /// Of a business alone.
    pub company_name: String,
    /// Of a business alone.
    pub company_number: String,
    /// Of a business alone.
    pub job_title: String,
    pub billing: AddressView,
    pub shipping: AddressView,
}

/// A postal address; an empty text says nothing.
pub struct AddressView {
    pub line_1: String,
    pub line_2: String,
    pub city: String,
    pub state: String,
    pub post_code: String,
    /// As the service writes it: often a full name.
    pub country: String,
}

/// Makes a customer.
pub struct CreateCustomer {
    pub connection: ConnectionKey,
    pub fields: CustomerFields,
}

/// Changes a customer. A field that is the same before and after is not sent; an emptied one is removed.
pub struct ChangeCustomer {
    pub connection: ConnectionKey,
    /// The customer as they were shown.
    pub before: CustomerView,
    pub after: CustomerFields,
}

/// The outcome of making or changing a customer.
#[serde(tag = "outcome", rename_all_fields = "camelCase")]
pub enum KeptCustomer {
    /// The service has it so.
    Kept {
        /// As the service knows them now; where it does not say, as entered.
        customer: Box<CustomerView>,
    },
    /// Nothing was stored: the entries are not accepted.
    Invalid {
        /// The errors, field by field.
        errors: Vec<CustomerError>,
        /// The refusal itself; absent where the till found the errors and asked nobody.
        refusal: Option<ErrorView>,
    },
    /// It may have been stored: the answer did not arrive or is not understood.
    Unknown {
        /// The fate of the answer.
        error: ErrorView,
    },
}

/// The error in one field of a customer.
pub struct CustomerError {
    pub field: CustomerField,
    /// The service's own words, plain and bounded; empty where the till found it.
    pub message: String,
}

/// Names a customer.
pub struct ForCustomer {
    pub connection: ConnectionKey,
    /// The service's own id.
    pub customer: String,
}

/// The ways in which a customer pays.
pub struct PaymentMethods {
    /// In the service's order.
    pub methods: Vec<PaymentMethodView>,
    /// How many of them could not be read.
    pub left_out: u32,
}

/// A way in which a customer pays.
pub struct PaymentMethodView {
    /// Absent in every documented list: only one that has it can be removed.
    pub id: Option<String>,
    /// In the service's words.
    pub name: String,
    /// In the service's words.
    pub kind: String,
    /// The last digits of a card; may be empty.
    pub last_digits: String,
    /// `11/2027`; empty where the service does not say.
    pub expires: String,
    /// Whether something of it could not be read.
    pub unread: bool,
}

/// Removes a way to pay.
pub struct RemovePaymentMethod {
    pub connection: ConnectionKey,
    /// The service's own id.
    pub customer: String,
    /// The id of the way to pay.
    pub method: String,
}
}
