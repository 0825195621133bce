//! End customers as the window shows them.
//!
//! Only translation. A field that the service does not say is empty; one that says something of which nothing could be
//! read is empty as well, and named.

use airtill_apis::truphone::{Address, Customer, CustomerKind};
use airtill_contract::{AddressView, CustomerField, CustomerFields, CustomerTypeView, CustomerView};

/// An address of which nothing is said.
pub fn no_address() -> AddressView {
    let none = String::new;
    AddressView { line_1: none(), line_2: none(), city: none(), state: none(), post_code: none(), country: none() }
}

pub fn customer(customer: &Customer) -> CustomerView {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let address = |address: &Option<Address>| {
        address.as_ref().map_or_else(no_address, |address| AddressView {
            line_1: text(&address.street_address_1),
            line_2: text(&address.street_address_2),
            city: text(&address.city),
            state: text(&address.state),
            post_code: text(&address.post_code),
            country: text(&address.country),
        })
    };
    CustomerView {
        id: customer.id.clone(),
        fields: CustomerFields {
            customer_type: match customer.kind {
                Some(CustomerKind::Business) => CustomerTypeView::Business,
                Some(CustomerKind::Personal | CustomerKind::Other(_)) | None => CustomerTypeView::Personal,
            },
            email: text(&customer.email),
            first_name: text(&customer.first_name),
            last_name: text(&customer.last_name),
            language: text(&customer.language),
            residence: text(&customer.country_of_residence),
            phone: text(&customer.phone_number),
            currency: text(&customer.default_currency),
            company_name: text(&customer.company_name),
            company_number: text(&customer.company_number),
            job_title: text(&customer.job_title),
            billing: address(&customer.billing_address),
            shipping: address(&customer.shipping_address),
        },
        unread: unread(customer),
    }
}

/// The fields of which nothing is shown although the service says something. A kind that is not documented is one.
fn unread(customer: &Customer) -> Vec<CustomerField> {
    let field = |name: &String| match name.as_str() {
        "email" => Some(CustomerField::Email),
        "type" => Some(CustomerField::Type),
        "firstName" => Some(CustomerField::FirstName),
        "lastName" => Some(CustomerField::LastName),
        "language" => Some(CustomerField::Language),
        "countryOfResidence" => Some(CustomerField::Residence),
        "phoneNumber" => Some(CustomerField::Phone),
        "defaultCurrency" => Some(CustomerField::Currency),
        "companyName" => Some(CustomerField::CompanyName),
        "companyNumber" => Some(CustomerField::CompanyNumber),
        "jobTitle" => Some(CustomerField::JobTitle),
        "billingAddress" => Some(CustomerField::Billing),
        "shippingAddress" => Some(CustomerField::Shipping),
        _ => None,
    };
    let is_strange = matches!(customer.kind, Some(CustomerKind::Other(_)));
    customer.unread.iter().filter_map(field).chain(is_strange.then_some(CustomerField::Type)).collect()
}

/// The fields that stay unread after a change: those of which nothing was sent.
pub fn still_unread(unread: Vec<CustomerField>, before: &CustomerFields, after: &CustomerFields) -> Vec<CustomerField> {
    let stays = |field: &CustomerField| match field {
        CustomerField::Type => before.customer_type == after.customer_type,
        CustomerField::Billing => before.billing == after.billing,
        CustomerField::Shipping => before.shipping == after.shipping,
        CustomerField::Email => before.email == after.email,
        CustomerField::FirstName => before.first_name == after.first_name,
        CustomerField::LastName => before.last_name == after.last_name,
        CustomerField::Language => before.language == after.language,
        CustomerField::Residence => before.residence == after.residence,
        CustomerField::Phone => before.phone == after.phone,
        CustomerField::Currency => before.currency == after.currency,
        CustomerField::CompanyName => before.company_name == after.company_name,
        CustomerField::CompanyNumber => before.company_number == after.company_number,
        CustomerField::JobTitle => before.job_title == after.job_title,
        CustomerField::Whole => true,
    };
    unread.into_iter().filter(stays).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(kind: Option<CustomerKind>, unread: &[&str]) -> Customer {
        Customer {
            id: Some("c".into()),
            email: Some("amal@shop.example".into()),
            kind,
            first_name: None,
            last_name: None,
            language: None,
            country_of_residence: None,
            phone_number: None,
            default_currency: None,
            company_name: None,
            company_number: None,
            job_title: None,
            billing_address: None,
            shipping_address: None,
            unread: unread.iter().map(|&name| name.to_owned()).collect(),
        }
    }

    #[test]
    fn a_field_that_cannot_be_read_is_named_and_a_strange_kind_too() {
        let unread = |kind, names: &[&str]| customer(&told(kind, names)).unread;
        assert_eq!(unread(Some(CustomerKind::Personal), &[]), []);
        assert_eq!(unread(None, &[]), [], "nothing is said");
        assert_eq!(unread(None, &["phoneNumber", "type"]), [CustomerField::Phone, CustomerField::Type]);
        assert_eq!(unread(Some(CustomerKind::Other("VIP".into())), &["id"]), [CustomerField::Type]);
    }

    #[test]
    fn a_field_that_was_not_sent_stays_unread_after_a_change() {
        let before = customer(&told(None, &["billingAddress", "phoneNumber", "type"]));
        let after = CustomerFields { phone: "+211925415377".into(), ..before.fields.clone() };
        let left = still_unread(before.unread, &before.fields, &after);
        assert_eq!(left, [CustomerField::Billing, CustomerField::Type]);
    }
}
