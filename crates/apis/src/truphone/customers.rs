//! The calls about end customers, for which the client needs the role of an account manager.
//!
//! No call asks for or sends the number of a card. A new customer is made once: where the answer is lost, the customer
//! may exist.

use airtill_domain::{CorrelationId, Secret};
use airtill_http::{Failure, Unreached};
use http::Method;

use super::answer::{Customer, Listed, PaymentMethod};
use super::request::CustomerForm;
use super::{Truphone, map, wire};
use crate::error::ApiError;
use crate::http::Call;

/// The reason for which there is no answer that shows a new customer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CreateCustomerError {
    /// The request never left this computer: there is no new customer.
    #[error("the request was not sent: {error}")]
    NotSent {
        /// How far it got.
        error: Unreached,
    },
    /// The service refused, or it wants a backoff: there is no new customer. Unauthorised may be tried once more
    /// with a new token.
    #[error("the service did not make the customer")]
    Refused {
        /// The class of the refusal.
        #[source]
        reason: ApiError,
    },
    /// The customer may have been made. Look before asking again.
    #[error("whether the customer was made is not known")]
    Unknown {
        /// The class of the answer, or of its absence.
        #[source]
        reason: ApiError,
    },
}

impl Truphone {
    /// The customers with this identifier, which need not be an e-mail address; none or one, by the documents.
    ///
    /// # Errors
    /// See [`ApiError`]; Denied with 403 for a customer of another client, or for a role without the right: the service
    /// documents no difference, and neither a 404.
    pub async fn customers(
        &self,
        token: &Secret,
        id: &CorrelationId,
        email: &str,
    ) -> Result<Listed<Customer>, ApiError> {
        let query = [("email", email)];
        let call = Call { query: &query, ..Call::new(Method::GET, &["v1", "customer"]) };
        map::customers(&self.send(token, id, call).await?, token)
    }

    /// Makes a customer, asking once; the id, where the service names it.
    ///
    /// # Errors
    /// See [`CreateCustomerError`]: each variant says whether there can be a new customer.
    pub async fn create_customer(
        &self,
        token: &Secret,
        id: &CorrelationId,
        form: &CustomerForm,
    ) -> Result<Option<String>, CreateCustomerError> {
        let call = Call { body: Some(wire::customer_form(form)), ..Call::new(Method::POST, &["v1", "customer"]) };
        self.may_ask().await.map_err(|reason| CreateCustomerError::Refused { reason })?;
        let reason = match self.exchange(token, id, call).await {
            Err(Failure::NotSent(error)) => return Err(CreateCustomerError::NotSent { error }),
            Err(failure) => failure.into(),
            Ok(reply) => match map::created(&reply, token) {
                Ok(id) => return Ok(id),
                Err(error) => error,
            },
        };
        Err(if reason.leaves_it_open() {
            CreateCustomerError::Unknown { reason }
        } else {
            CreateCustomerError::Refused { reason }
        })
    }

    /// Changes the fields of a customer that the form gives or empties: at the documented path, and once with the id in
    /// the query, as samples have it, where the server has nothing at the first.
    ///
    /// # Errors
    /// See [`ApiError`]; Denied with 403 for a customer of another client, or for a role without the right. Where [`ApiError::leaves_it_open`], look the customer up.
    pub async fn change_customer(
        &self,
        token: &Secret,
        next_id: &impl Fn() -> CorrelationId,
        customer: &str,
        form: &CustomerForm,
    ) -> Result<(), ApiError> {
        let body = || Some(wire::customer_form(form));
        let path = ["v1", "customer", customer];
        let call = Call { body: body(), ..Call::new(Method::PATCH, &path) };
        let reply = self.send(token, &next_id(), call).await?;
        if !map::lacks_the_path(&reply) {
            return map::done(&reply, token);
        }
        let query = [("id", customer)];
        let call = Call { query: &query, body: body(), ..Call::new(Method::PATCH, &["v1", "customer"]) };
        map::done(&self.send(token, &next_id(), call).await?, token)
    }

    /// The payment methods of a customer.
    ///
    /// # Errors
    /// See [`ApiError`]; Denied with 403 for a customer of another client, or for a role without the right.
    pub async fn payment_methods(
        &self,
        token: &Secret,
        id: &CorrelationId,
        customer: &str,
    ) -> Result<Listed<PaymentMethod>, ApiError> {
        map::payment_methods(&self.get(token, id, &["v1", "customer", customer, "payment-method"]).await?, token)
    }

    /// Removes a payment method that has an id.
    ///
    /// # Errors
    /// See [`ApiError`]; Denied with 403 for a customer of another client, or for a role without the right. Where [`ApiError::leaves_it_open`], look at the list.
    pub async fn remove_payment_method(
        &self,
        token: &Secret,
        id: &CorrelationId,
        customer: &str,
        method: &str,
    ) -> Result<(), ApiError> {
        let path = ["v1", "customer", customer, "payment-method", method];
        map::done(&self.send(token, id, Call::new(Method::DELETE, &path)).await?, token)
    }
}
