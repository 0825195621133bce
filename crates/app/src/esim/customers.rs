//! The customers of the company: looked up, made, and changed by what a person entered differently.
//!
//! Nothing is stored here. A new customer has no request of its own to repeat: an answer that does not come is shown as
//! not known.

use airtill_apis::ApiError;
use airtill_apis::truphone::{AddressForm, Change, CreateCustomerError, CustomerForm, CustomerKind};
use airtill_contract::{
    AddressView, ChangeCustomer, ChangeOutcome, CustomerError, CustomerField, CustomerFields, CustomerTypeView,
    CustomerView, ErrorCode, FoundCustomer, KeptCustomer, PaymentMethodView, PaymentMethods,
};
use airtill_domain::order::CustomerIdentifier;
use airtill_domain::{CountryCode, Currency, text};

use super::Esim;
use super::requests::RequestIds;
use crate::{TillError, view};

/// The longest text of a field.
const CHARACTERS: usize = 200;

impl Esim {
    /// The customer of an e-mail address or identifier.
    ///
    /// # Errors
    /// `BadCustomer`, or by what the service or the network said; a 403 may mean another client's customer or a role
    /// without the right.
    pub async fn look_up_customer(&self, email: &str) -> Result<FoundCustomer, TillError> {
        let email = CustomerIdentifier::parse(email)
            .map_err(|error| TillError::with(ErrorCode::BadCustomer, error.to_string()))?;
        let email = email.as_str();
        let ask = |token, ids: RequestIds| async move { self.api.customers(&token, &ids.next_id(), email).await };
        let (ids, found) = self.ask(ask).await?;
        match found.entries.first() {
            // One that cannot be read may be this customer.
            None if found.left_out > 0 => Err(ids.name(TillError::new(ErrorCode::OddAnswer))),
            customer => Ok(FoundCustomer { customer: customer.map(view::customer) }),
        }
    }

    /// Makes a customer, asking the service once.
    ///
    /// # Errors
    /// A refusal that is about no field; nothing was made then.
    pub async fn create_customer(&self, fields: CustomerFields) -> Result<KeptCustomer, TillError> {
        let empty = CustomerFields { customer_type: fields.customer_type, ..nothing() };
        let form = match form(&empty, &fields, true) {
            Ok(form) => form,
            Err(errors) => return Ok(KeptCustomer::Invalid { errors, refusal: None }),
        };
        let ids = RequestIds::random();
        match self.create(&form, &ids).await? {
            Ok(id) => Ok(KeptCustomer::Kept { customer: Box::new(CustomerView { id, fields, unread: Vec::new() }) }),
            Err(CreateCustomerError::Unknown { reason }) => Ok(unknown(ids.name(reason))),
            Err(CreateCustomerError::Refused { reason: reason @ ApiError::Denied { status: 400, .. } }) => {
                Ok(invalid(ids.name(reason)))
            }
            Err(CreateCustomerError::Refused { reason }) => Err(ids.name(self.session.error(reason))),
            Err(CreateCustomerError::NotSent { error }) => Err(ApiError::from(error).into()),
        }
    }

    /// Asks once, and once more with a new token where the first was turned away before anything was made.
    async fn create(
        &self,
        form: &CustomerForm,
        ids: &RequestIds,
    ) -> Result<Result<Option<String>, CreateCustomerError>, TillError> {
        self.wait_out_backoff().await?;
        let token = self.session.access_token().await?;
        let before = self.session.asking();
        let answer = self.noted(ids, self.api.create_customer(&token, &ids.next_id(), form).await);
        if !is_turned_away(&answer) {
            return Ok(answer);
        }
        let token = self.session.replace(&token, before).await.map_err(|error| ids.name(error))?;
        let answer = self.noted(ids, self.api.create_customer(&token, &ids.next_id(), form).await);
        if is_turned_away(&answer) {
            self.session.turned_away_again(&token).await;
        }
        Ok(answer)
    }

    /// Notes whether the service wants a backoff.
    fn noted<T>(&self, ids: &RequestIds, answer: Result<T, CreateCustomerError>) -> Result<T, CreateCustomerError> {
        match &answer {
            Ok(_) => self.note(None),
            Err(CreateCustomerError::Unknown { reason } | CreateCustomerError::Refused { reason }) => {
                self.note_of(ids, Some(reason));
            }
            Err(CreateCustomerError::NotSent { .. }) => {}
        }
        answer
    }

    /// Changes a customer by what is different.
    ///
    /// # Errors
    /// A refusal that is about no field, or a customer without an id.
    pub async fn change_customer(&self, request: ChangeCustomer) -> Result<KeptCustomer, TillError> {
        let ChangeCustomer { before, after, .. } = request;
        let id = before.id.clone().ok_or(TillError::new(ErrorCode::BadRequest))?;
        let form = match form(&before.fields, &after, false) {
            Ok(form) => form,
            Err(errors) => return Ok(KeptCustomer::Invalid { errors, refusal: None }),
        };
        let (customer, form) = (id.as_str(), &form);
        let ask = |token, ids: RequestIds| async move {
            match self.api.change_customer(&token, &|| ids.next_id(), customer, form).await {
                Ok(()) => Ok(None),
                Err(error @ ApiError::Denied { status: 400, .. }) => Ok(Some(invalid(ids.name(error)))),
                Err(error) if error.leaves_it_open() => {
                    self.note(Some(&error));
                    Ok(Some(unknown(ids.name(error))))
                }
                Err(error) => Err(error),
            }
        };
        let (_, other) = self.ask(ask).await?;
        Ok(other.unwrap_or_else(|| KeptCustomer::Kept {
            customer: Box::new(CustomerView {
                id: before.id,
                unread: view::still_unread(before.unread, &before.fields, &after),
                fields: after,
            }),
        }))
    }

    /// The ways in which a customer pays.
    ///
    /// # Errors
    /// By what the service or the network said.
    pub async fn payment_methods(&self, customer: &str) -> Result<PaymentMethods, TillError> {
        let ask =
            |token, ids: RequestIds| async move { self.api.payment_methods(&token, &ids.next_id(), customer).await };
        let (_, list) = self.ask(ask).await?;
        let left_out = view::count(list.left_out);
        let methods = list.entries.into_iter().map(|method| PaymentMethodView {
            expires: match (method.expiry_month, method.expiry_year) {
                (Some(month), Some(year)) => format!("{month:02}/{year}"),
                _ => String::new(),
            },
            id: method.id,
            name: method.name.unwrap_or_default(),
            kind: method.kind.unwrap_or_default(),
            last_digits: method.last_digits.unwrap_or_default(),
            unread: method.unread.iter().any(|field| field != "gateway"),
        });
        Ok(PaymentMethods { methods: methods.collect(), left_out })
    }

    /// Removes a way to pay.
    ///
    /// # Errors
    /// It was not removed.
    pub async fn remove_payment_method(&self, customer: &str, method: &str) -> Result<ChangeOutcome, TillError> {
        self.change(|token, ids: RequestIds| async move {
            self.api.remove_payment_method(&token, &ids.next_id(), customer, method).await
        })
        .await
    }
}

fn is_turned_away<T>(answer: &Result<T, CreateCustomerError>) -> bool {
    matches!(answer, Err(CreateCustomerError::Refused { reason: ApiError::Unauthorised }))
}

/// A customer whom the service does not accept as entered. Without words of the service the window has its own.
fn invalid(error: TillError) -> KeptCustomer {
    let message = if error.code == ErrorCode::Denied { error.detail.clone() } else { String::new() };
    let errors = vec![CustomerError { field: CustomerField::Whole, message }];
    KeptCustomer::Invalid { errors, refusal: Some(error.referenced("the service did not accept a customer")) }
}

fn unknown(error: TillError) -> KeptCustomer {
    KeptCustomer::Unknown { error: error.referenced("whether a customer was kept is not known") }
}

fn nothing() -> CustomerFields {
    CustomerFields {
        customer_type: CustomerTypeView::Personal,
        email: String::new(),
        first_name: String::new(),
        last_name: String::new(),
        language: String::new(),
        residence: String::new(),
        phone: String::new(),
        currency: String::new(),
        company_name: String::new(),
        company_number: String::new(),
        job_title: String::new(),
        billing: view::no_address(),
        shipping: view::no_address(),
    }
}

/// The difference between two states of a customer, or the errors of the fields. Of a new one everything that was
/// entered, and the type.
fn form(before: &CustomerFields, after: &CustomerFields, is_new: bool) -> Result<CustomerForm, Vec<CustomerError>> {
    let mut errors = Vec::new();
    let mut change = |field: CustomerField, before: &str, after: &str| {
        let after = text::plain(after, usize::MAX);
        if after.chars().nth(CHARACTERS).is_some() {
            errors.push(CustomerError { field, message: String::new() });
        }
        match (before.trim() == after, after.is_empty()) {
            (true, _) => Change::Keep,
            (false, true) => Change::Clear,
            (false, false) => Change::Set(after),
        }
    };
    use CustomerField as Field;
    let email = change(Field::Email, &before.email, &after.email);
    let (residence, currency) = (
        change(Field::Residence, &before.residence, &after.residence),
        change(Field::Currency, &before.currency, &after.currency),
    );
    let mut form = CustomerForm {
        email: email.clone(),
        first_name: change(Field::FirstName, &before.first_name, &after.first_name),
        last_name: change(Field::LastName, &before.last_name, &after.last_name),
        language: change(Field::Language, &before.language, &after.language),
        phone_number: change(Field::Phone, &before.phone, &after.phone),
        company_name: change(Field::CompanyName, &before.company_name, &after.company_name),
        company_number: change(Field::CompanyNumber, &before.company_number, &after.company_number),
        job_title: change(Field::JobTitle, &before.job_title, &after.job_title),
        billing_address: address(|from, to| change(Field::Billing, from, to), &before.billing, &after.billing),
        shipping_address: address(|from, to| change(Field::Shipping, from, to), &before.shipping, &after.shipping),
        ..CustomerForm::default()
    };
    if is_new || before.customer_type != after.customer_type {
        form.kind = Change::Set(match after.customer_type {
            CustomerTypeView::Personal => CustomerKind::Personal,
            CustomerTypeView::Business => CustomerKind::Business,
        });
    }
    form.country_of_residence =
        read(residence, |code| CountryCode::parse(code).ok()).unwrap_or_else(|| refuse(&mut errors, Field::Residence));
    form.default_currency = read(currency, Currency::from_code).unwrap_or_else(|| refuse(&mut errors, Field::Currency));
    let names_nobody = if is_new { !matches!(email, Change::Set(_)) } else { matches!(email, Change::Clear) };
    let is_bad = match &email {
        Change::Set(email) => CustomerIdentifier::parse(email).is_err(),
        Change::Keep | Change::Clear => false,
    };
    if names_nobody || is_bad {
        refuse::<()>(&mut errors, Field::Email);
    }
    if errors.is_empty() { Ok(form) } else { Err(errors) }
}

fn refuse<T>(errors: &mut Vec<CustomerError>, field: CustomerField) -> Change<T> {
    errors.push(CustomerError { field, message: String::new() });
    Change::Keep
}

fn read<T>(change: Change<String>, parse: impl Fn(&str) -> Option<T>) -> Option<Change<T>> {
    Some(match change {
        Change::Keep => Change::Keep,
        Change::Clear => Change::Clear,
        Change::Set(text) => Change::Set(parse(&text)?),
    })
}

/// The difference between two addresses. One that was emptied is removed whole.
fn address(
    mut change: impl FnMut(&str, &str) -> Change<String>,
    before: &AddressView,
    after: &AddressView,
) -> Change<AddressForm> {
    if before == after {
        return Change::Keep;
    }
    if *after == view::no_address() {
        return Change::Clear;
    }
    Change::Set(AddressForm {
        street_address_1: change(&before.line_1, &after.line_1),
        street_address_2: change(&before.line_2, &after.line_2),
        city: change(&before.city, &after.city),
        state: change(&before.state, &after.state),
        post_code: change(&before.post_code, &after.post_code),
        country: change(&before.country, &after.country),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> CustomerFields {
        CustomerFields {
            email: "amal@shop.example".into(),
            first_name: "Amal".into(),
            billing: AddressView { city: "Juba".into(), ..view::no_address() },
            ..nothing()
        }
    }

    #[test]
    fn only_what_is_different_is_sent_and_what_was_emptied_is_removed() {
        let after = CustomerFields { first_name: String::new(), last_name: "Deng".into(), ..known() };
        let form = form(&known(), &after, false).expect("it is right");
        assert_eq!(form.first_name, Change::Clear);
        assert_eq!(form.last_name, Change::Set("Deng".into()));
        assert_eq!((form.email, form.kind, form.billing_address), (Change::Keep, Change::Keep, Change::Keep));
    }

    #[test]
    fn an_address_that_was_emptied_is_removed_whole() {
        let after = CustomerFields { billing: view::no_address(), ..known() };
        assert_eq!(form(&known(), &after, false).expect("it is right").billing_address, Change::Clear);
    }

    #[test]
    fn an_impossible_value_is_told_at_its_field() {
        let after = CustomerFields { residence: "Kenya".into(), currency: "XXY".into(), email: " ".into(), ..known() };
        let errors = form(&known(), &after, false).expect_err("three fields are wrong");
        let fields: Vec<_> = errors.iter().map(|error| error.field).collect();
        assert_eq!(fields, [CustomerField::Residence, CustomerField::Currency, CustomerField::Email]);
        assert!(form(&nothing(), &CustomerFields { ..nothing() }, true).is_err(), "a new one needs a name");
    }
}
