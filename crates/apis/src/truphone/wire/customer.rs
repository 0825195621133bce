//! End customers and their payment methods.
//!
//! The token of a payment method is never read, and of the number of a card at most the last four digits are.

use super::{Object, is};
use crate::truphone::answer::{Address, Customer, CustomerKind, PaymentMethod};

/// A customer; `None` with neither an id nor an identifier.
pub(crate) fn customer(customer: &Object<'_>) -> Option<Customer> {
    let (id, email) = (customer.id(&["id"]), customer.text(&["email"]));
    if id.is_none() && email.is_none() {
        return None;
    }
    let mut one = Customer {
        id,
        email,
        kind: customer.text(&["type"]).map(|word| match word {
            word if is(&word, &["PERSONAL"]) => CustomerKind::Personal,
            word if is(&word, &["BUSINESS", "BUSSINESS"]) => CustomerKind::Business,
            word => CustomerKind::Other(word),
        }),
        first_name: customer.text(&["firstName"]),
        last_name: customer.text(&["lastName"]),
        language: customer.text(&["language"]),
        country_of_residence: customer.text(&["countryOfResidence"]),
        phone_number: customer.text(&["phoneNumber"]),
        default_currency: customer.text(&["defaultCurrency"]),
        company_name: customer.text(&["companyName"]),
        company_number: customer.text(&["companyNumber"]),
        job_title: customer.text(&["jobTitle"]),
        billing_address: address(customer, &["billingAddress"]),
        shipping_address: address(customer, &["shippingAddress"]),
        unread: Vec::new(),
    };
    one.unread = customer.unread();
    Some(one)
}

/// The address in this field. A line that cannot be read is noted as the whole.
fn address(customer: &Object<'_>, keys: &[&str]) -> Option<Address> {
    let address = customer.object(keys)?;
    let read = Address {
        street_address_1: address.text(&["streetAddress1"]),
        street_address_2: address.text(&["streetAddress2"]),
        city: address.text(&["city"]),
        state: address.text(&["state"]),
        post_code: address.text(&["postCode"]).or_else(|| address.id(&["postCode"])),
        country: address.text(&["country"]),
    };
    customer.noted(keys, address.unread().is_empty().then_some(()));
    Some(read)
}

/// A payment method. Its `token` is never read, so it cannot be taken for an id or shown.
pub(crate) fn payment_method(method: &Object<'_>) -> PaymentMethod {
    let last_digits = &["last_digits", "lastDigits"];
    let month = &["expiry_month", "expiryMonth"];
    let mut one = PaymentMethod {
        id: method.id(&["id"]),
        name: method.text(&["name"]),
        kind: method.text(&["type"]),
        last_digits: method.noted(last_digits, method.id(last_digits).and_then(|digits| last_four(&digits))),
        expiry_month: method.noted(month, method.count(month).filter(|month| (1..=12).contains(month))),
        expiry_year: method.count(&["expiry_year", "expiryYear"]),
        gateway: method.text(&["gateway"]),
        unread: Vec::new(),
    };
    one.unread = method.unread();
    one
}

/// The last four digits of a text that may hold the whole number of a card, which goes no further.
fn last_four(text: &str) -> Option<String> {
    let digits: Vec<char> = text.chars().filter(char::is_ascii_digit).collect();
    let last: String = digits[digits.len().saturating_sub(4)..].iter().collect();
    (!last.is_empty()).then_some(last)
}
