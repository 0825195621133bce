//! Truphone Connect, version 1: the catalogue, orders of eSIMs and of top-ups, SIMs, subscriptions and customers.
//!
//! Each call is one request under a correlation id of its own, which the caller has recorded before. Where the service
//! documents one thing and shows another, a call may take a second id and ask in the other way; no call that creates
//! anything does. The service has no idempotency key, so an order is sent once. The token comes from
//! outside; the step after a 401 is decided there as well.
//!
//! The calls about customers, for account managers, are in `customers`.

mod answer;
mod customers;
mod map;
mod paging;
mod rate_limiter;
mod request;
mod wire;

use std::num::NonZeroU32;
use std::time::Duration;

use airtill_domain::order::{EsimTopUpOrder, NewEsimOrder};
use airtill_domain::{CorrelationId, Eid, Environment, Iccid, Secret};
use airtill_http::{Failure, Reply, Timeouts, Unreached};
use http::{HeaderName, Method};
use url::Url;
use zeroize::Zeroizing;

pub use answer::{
    Activation, ActiveCountries, Address, Customer, CustomerKind, DataVolume, Listed, Notification, NotificationKind,
    OrderAnswer, OrderDoubt, OrderLook, OrderOutput, OrderRefusal, OrderStatus, PaymentMethod, Period, PeriodUnit,
    Product, Sim, SimStatus, SubscribedProduct, Subscription, SubscriptionStatus,
};
pub use customers::CreateCustomerError;
pub use map::is_same_id;
pub use paging::{NextPage, PagePosition, Pages, SubscriptionPage};
pub use rate_limiter::Turn;
pub use request::{AddressForm, Change, CustomerForm, ProductFilter, SubscriptionFilter, SubscriptionQuery};

use crate::error::ApiError;
use crate::http::{Call, Http};
use rate_limiter::RateLimiter;

const CORRELATION: HeaderName = HeaderName::from_static("x-correlation-id");
/// The largest catalogue that is read, in bytes: five thousand products of three kilobytes.
const MOST_CATALOGUE: usize = 16 * 1024 * 1024;
/// The largest page of subscriptions, in bytes.
const MOST_PAGE: usize = 1024 * 1024;

/// Gives the wait before a question, or the error of one that is not to be asked.
type Wait = Box<dyn Fn() -> Result<Duration, ApiError> + Send + Sync>;

/// One connection to Truphone Connect.
pub struct Truphone {
    http: Http,
    rate_limiter: RateLimiter,
    wait: Wait,
}

impl Truphone {
    /// A client below `base_address`, which may have a path; `/v1` follows it. Nothing is opened yet.
    pub fn new(base_address: &Url, environment: Environment, timeouts: Timeouts) -> Self {
        Self {
            http: Http::new(base_address, environment, timeouts),
            rate_limiter: RateLimiter::new(None),
            wait: Box::new(|| Ok(Duration::ZERO)),
        }
    }

    /// The client with at most `rate` requests in a second; each waits for its turn.
    #[must_use]
    pub fn at_most(self, rate: Option<NonZeroU32>) -> Self {
        Self { rate_limiter: RateLimiter::new(rate), ..self }
    }

    /// The client whose every question, when it is its turn, waits as long as `wait` says, or is not asked. An order is
    /// sent all the same: any reason to hold it back must come before its intent is recorded.
    #[must_use]
    pub fn after(self, wait: impl Fn() -> Result<Duration, ApiError> + Send + Sync + 'static) -> Self {
        Self { wait: Box::new(wait), ..self }
    }

    /// Waits until it is the turn of an order, which takes none by itself: its intent is recorded in between. The turn
    /// is dropped right before the order goes out.
    pub async fn turn(&self) -> Turn<'_> {
        self.rate_limiter.turn().await
    }

    /// The catalogue: at `product`, where it is documented, and once at `products`, as samples have it, where the
    /// server has nothing at the first.
    ///
    /// # Errors
    /// See [`ApiError`]; Unauthorised for a token that is not accepted, Settings where nothing is at either path.
    pub async fn products(
        &self,
        token: &Secret,
        next_id: &impl Fn() -> CorrelationId,
        filter: &ProductFilter,
    ) -> Result<Listed<Product>, ApiError> {
        let currency = filter.currency.map(|currency| ("targetCurrency", currency.code()));
        let plan = filter.plan_id.as_deref().map(|plan| ("plan_id", plan));
        let query: Vec<_> = currency.into_iter().chain(plan).collect();
        let call = |path| Call { query: &query, most: MOST_CATALOGUE, ..Call::new(Method::GET, path) };
        let mut reply = self.send(token, &next_id(), call(&["v1", "product"])).await?;
        if map::lacks_the_path(&reply) {
            reply = self.send(token, &next_id(), call(&["v1", "products"])).await?;
        }
        map::products(&reply, token)
    }

    /// One product, with its price in `currency` where one is asked for.
    ///
    /// # Errors
    /// See [`ApiError`]; Denied with 403, 404 or 400 for an id that is not known or not sold to this client.
    pub async fn product(
        &self,
        token: &Secret,
        id: &CorrelationId,
        product: &str,
        currency: Option<airtill_domain::Currency>,
    ) -> Result<Product, ApiError> {
        let query: Vec<_> = currency.iter().map(|currency| ("currency", currency.code())).collect();
        let path = ["v1", "product", product];
        let call = Call { query: &query, ..Call::new(Method::GET, &path) };
        map::product(&self.send(token, id, call).await?, token)
    }

    /// Orders a new eSIM, once, in the [`Truphone::turn`] that was taken for it. Dropping the future does not cancel
    /// the request: await it to its end, or the order is in doubt.
    pub async fn order_esim(&self, token: &Secret, id: &CorrelationId, order: &NewEsimOrder) -> OrderAnswer {
        match wire::new_esim(order) {
            Some(body) => self.order(token, id, body).await,
            None => OrderAnswer::NotSent { error: Unreached::Unsendable },
        }
    }

    /// Orders a further plan for a SIM, once, in the [`Truphone::turn`] that was taken for it. Dropping the future does
    /// not cancel the request: await it to its end, or the order is in doubt.
    pub async fn order_top_up(&self, token: &Secret, id: &CorrelationId, order: &EsimTopUpOrder) -> OrderAnswer {
        self.order(token, id, wire::top_up(order)).await
    }

    async fn order(&self, token: &Secret, id: &CorrelationId, body: Zeroizing<Vec<u8>>) -> OrderAnswer {
        let call = Call { body: Some(body), ..Call::new(Method::POST, &["v1", "order"]) };
        match self.exchange(token, id, call).await {
            Ok(reply) => map::order(&reply, token),
            Err(failure) => map::order_failure(failure),
        }
    }

    /// The present state of an order, with its result where it is completed.
    ///
    /// # Errors
    /// See [`ApiError`]; Odd for an answer that names another order or no state. None of them says anything of the
    /// order.
    pub async fn order_state(&self, token: &Secret, id: &CorrelationId, order_id: &str) -> Result<OrderLook, ApiError> {
        map::order_look(&self.get(token, id, &["v1", "order", order_id]).await?, order_id, token)
    }

    /// A SIM.
    ///
    /// # Errors
    /// See [`ApiError`]; Denied with 403 for a SIM of another client, or for a role without the right, or with 404 or
    /// 400 for one that is not known: the service documents no difference.
    pub async fn sim(&self, token: &Secret, id: &CorrelationId, iccid: &Iccid) -> Result<Sim, ApiError> {
        map::sim(&self.get(token, id, &["v1", "sim", iccid.digits()]).await?, token)
    }

    /// Changes the chip that a SIM is for, while it is Released.
    ///
    /// # Errors
    /// See [`ApiError`]; where [`ApiError::leaves_it_open`], look the SIM up.
    pub async fn change_eid(
        &self,
        token: &Secret,
        id: &CorrelationId,
        iccid: &Iccid,
        eid: &Eid,
    ) -> Result<(), ApiError> {
        let path = ["v1", "sim", iccid.digits()];
        let call = Call { body: Some(wire::eid(eid)), ..Call::new(Method::PUT, &path) };
        map::done(&self.send(token, id, call).await?, token)
    }

    /// The notifications that are set for a SIM.
    ///
    /// # Errors
    /// See [`ApiError`]; Denied with 403, 404 or 400 where it is another client's or not known, or with 403 for a role
    /// without the right.
    pub async fn notifications(
        &self,
        token: &Secret,
        id: &CorrelationId,
        iccid: &Iccid,
    ) -> Result<Listed<Notification>, ApiError> {
        map::notifications(&self.get(token, id, &["v1", "sim", iccid.digits(), "preferences"]).await?, token)
    }

    /// Sets the notification of one event for a SIM. The service's table misspells a word, which is asked for where the
    /// service does not know the right one.
    ///
    /// # Errors
    /// See [`ApiError`]; where [`ApiError::leaves_it_open`], look at the notifications.
    pub async fn set_notification(
        &self,
        token: &Secret,
        next_id: &impl Fn() -> CorrelationId,
        iccid: &Iccid,
        notification: &Notification,
    ) -> Result<(), ApiError> {
        self.notification(token, next_id, iccid, &notification.kind, Some(&notification.webhook_url)).await
    }

    /// Removes the notification of one event from a SIM. The service's table misspells a word, which is asked for where
    /// the service does not know the right one.
    ///
    /// # Errors
    /// See [`ApiError`]; where [`ApiError::leaves_it_open`], look at the notifications.
    pub async fn remove_notification(
        &self,
        token: &Secret,
        next_id: &impl Fn() -> CorrelationId,
        iccid: &Iccid,
        kind: &NotificationKind,
    ) -> Result<(), ApiError> {
        self.notification(token, next_id, iccid, kind, None).await
    }

    async fn notification(
        &self,
        token: &Secret,
        next_id: &impl Fn() -> CorrelationId,
        iccid: &Iccid,
        kind: &NotificationKind,
        webhook: Option<&str>,
    ) -> Result<(), ApiError> {
        let mut end = Err(ApiError::Settings);
        for word in wire::notification_words(kind) {
            let path = ["v1", "sim", iccid.digits(), "preferences", "notifications", word];
            let method = if webhook.is_some() { Method::POST } else { Method::DELETE };
            let call = Call { body: webhook.map(wire::webhook), ..Call::new(method, &path) };
            end = map::done(&self.send(token, &next_id(), call).await?, token);
            if !matches!(end, Err(ApiError::Denied { status: 400, .. })) {
                break;
            }
        }
        end
    }

    /// One subscription, with its balances.
    ///
    /// # Errors
    /// See [`ApiError`]; Denied with 403, 404 or 400 where it is another client's or not known, or with 403 for a role
    /// without the right.
    pub async fn subscription(
        &self,
        token: &Secret,
        id: &CorrelationId,
        subscription: &str,
    ) -> Result<Subscription, ApiError> {
        map::subscription(&self.get(token, id, &["v1", "subscription", subscription]).await?, token)
    }

    /// Starts a subscription that is Pending now.
    ///
    /// # Errors
    /// See [`ApiError`]; where [`ApiError::leaves_it_open`], look at the subscription.
    pub async fn activate(&self, token: &Secret, id: &CorrelationId, subscription: &str) -> Result<(), ApiError> {
        let path = ["v1", "subscription", subscription, "activate"];
        map::done(&self.send(token, id, Call::new(Method::POST, &path)).await?, token)
    }

    /// One page of subscriptions; [`Pages`] leads through all of them.
    ///
    /// # Errors
    /// See [`ApiError`]; Denied with 403 for a SIM or a customer of another client, or for a role without the right.
    pub async fn subscriptions(
        &self,
        token: &Secret,
        id: &CorrelationId,
        asked: &SubscriptionQuery,
        position: PagePosition,
    ) -> Result<SubscriptionPage, ApiError> {
        let query = wire::subscription_query(asked, position).ok_or(ApiError::Settings)?;
        let query: Vec<_> = query.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let path = match asked {
            SubscriptionQuery::OfSim(iccid) => &["v1", "sim", iccid.digits(), "subscriptions"][..],
            SubscriptionQuery::Filtered(_) => &["v1", "subscription"][..],
        };
        let call = Call { query: &query, most: MOST_PAGE, ..Call::new(Method::GET, path) };
        map::subscriptions(&self.send(token, id, call).await?, token)
    }

    /// Asks for something under its correlation id, without a query.
    async fn get(&self, token: &Secret, id: &CorrelationId, path: &[&str]) -> Result<Reply, ApiError> {
        self.send(token, id, Call::new(Method::GET, path)).await
    }

    /// Asks under a correlation id, when it is its turn and the service may be asked.
    async fn send(&self, token: &Secret, id: &CorrelationId, call: Call<'_>) -> Result<Reply, ApiError> {
        self.may_ask().await?;
        Ok(self.exchange(token, id, call).await?)
    }

    /// Waits until it is a question's turn and the service may be asked.
    async fn may_ask(&self) -> Result<(), ApiError> {
        let _turn = self.rate_limiter.turn().await;
        // Another answer may have begun a backoff meanwhile.
        let wait = (self.wait)()?;
        if !wait.is_zero() {
            tokio::time::sleep(wait).await;
        }
        Ok(())
    }

    /// Makes one request under its correlation id.
    async fn exchange(&self, token: &Secret, id: &CorrelationId, call: Call<'_>) -> Result<Reply, Failure> {
        tracing::debug!(correlation = %id, "a request to the service");
        let name = id.to_string();
        self.http.send(Call { header: Some((CORRELATION, &name)), ..call }, Some(token)).await
    }
}
