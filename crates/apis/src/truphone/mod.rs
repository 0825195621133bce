//! Truphone Connect, version 1: the catalogue, orders of eSIMs and of top-ups, SIMs, subscriptions and customers.
//!
//! Each call is one request under a correlation id of its own, which the caller has recorded before. Where the service
//! documents one thing and shows another, a call may take a second id and ask in the other way; no call that creates
//! anything does. The service has no idempotency key, so an order is sent once. The token comes from
//! outside; the step after a 401 is decided there as well.
//!
//! The calls about customers, for account managers, are in `customers`.

mod answer;
mod paging;
mod request;
mod wire;

pub use answer::{
    Activation, ActiveCountries, Address, Customer, CustomerKind, DataVolume, Listed, Notification, NotificationKind,
    OrderAnswer, OrderDoubt, OrderLook, OrderOutput, OrderRefusal, OrderStatus, PaymentMethod, Period, PeriodUnit,
    Product, Sim, SimStatus, SubscribedProduct, Subscription, SubscriptionStatus,
};
pub use paging::{NextPage, PagePosition, Pages, SubscriptionPage};
pub use request::{AddressForm, Change, CustomerForm, ProductFilter, SubscriptionFilter, SubscriptionQuery};
