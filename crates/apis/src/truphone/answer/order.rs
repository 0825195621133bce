//! The answers to an order, and the later state of one.
//!
//! An order is no `Result`: every way in which the request can end is an [`OrderAnswer`], and each variant says whether
//! the service can have accepted it. Messages are the service's own words, plain, short and without the access token;
//! they never decide anything, the variants do.

use std::time::Duration;

use airtill_domain::Iccid;
use airtill_http::Unreached;

use super::Activation;

/// How the request of an order ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OrderAnswer {
    /// The service has the order; its outcome is to come.
    Accepted {
        /// The service's id of the order.
        order_id: String,
        /// The state, most often Accepted.
        status: OrderStatus,
    },
    /// The service refused: it can have accepted nothing.
    Refused {
        /// The reason for the refusal.
        reason: OrderRefusal,
        /// The service's words.
        message: String,
    },
    /// The access token was not accepted, before anything was done (401): the service can have accepted nothing. The
    /// one answer after which a new token may try the same order again, once, under a new correlation id.
    TurnedAway {
        /// The service's words.
        message: String,
    },
    /// The request never left this computer: the service can have accepted nothing.
    NotSent {
        /// How far the request got.
        error: Unreached,
    },
    /// Anything else: the service may have accepted the order, which is in doubt and must not be repeated.
    Unclear {
        /// The reason for the doubt.
        cause: OrderDoubt,
        /// The service's id of the order, where the answer holds one after all.
        order_id: Option<String>,
        /// When a 429 or a 5xx wants to be asked again, at most ten minutes.
        retry_after: Option<Duration>,
        /// The service's words, where there were any.
        message: String,
    },
}

/// The reason for which the service refused an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderRefusal {
    /// 400: a value of the order is not accepted.
    Request,
    /// 403: a resource (a SIM, a product) of another client, or a role without the right to order.
    Forbidden,
    /// 404: the product or the SIM is not known, or nothing is at this address.
    NotFound,
    /// 406: the number of new eSIMs of a day or a month is used up.
    Quota,
    /// 429, in a form of the service or of its gateway: too many requests.
    RateLimited {
        /// When it wants to be asked again, at most ten minutes.
        retry_after: Option<Duration>,
    },
}

impl OrderRefusal {
    /// A short name that never changes, for records.
    pub fn word(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not_found",
            Self::Quota => "quota",
            Self::RateLimited { .. } => "rate_limited",
        }
    }
}

/// The reason for which an answer, or its absence, leaves an order in doubt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderDoubt {
    /// Connected, and no answer began.
    NoAnswer {
        /// The limit was reached; otherwise the line broke.
        timed_out: bool,
    },
    /// The answer broke off.
    BrokenAnswer {
        /// The limit was reached; otherwise the line broke.
        timed_out: bool,
    },
    /// More than 64 KiB.
    TooBig,
    /// A redirect, which is not followed.
    Redirect,
    /// Compressed, although no compression was asked for.
    Encoded,
    /// A page for people, which is the gateway's and says nothing of the order.
    Html,
    /// A success that is not one whole JSON object with each key once.
    NotJson,
    /// A success without an id.
    NoId,
    /// A refusal that holds the id of an order.
    Contradiction,
    /// A 5xx status, which can come after the order was accepted.
    ServerError,
    /// A 429 that neither the service nor its gateway is known to write, that cannot be read, or that holds the id of
    /// an order.
    UnknownLimit,
    /// A status that means nothing here.
    Status,
}

impl OrderDoubt {
    /// A short name that never changes, for records.
    pub fn word(self) -> &'static str {
        match self {
            Self::NoAnswer { timed_out: true } => "no_answer_in_time",
            Self::NoAnswer { timed_out: false } => "no_answer",
            Self::BrokenAnswer { timed_out: true } => "broken_answer_in_time",
            Self::BrokenAnswer { timed_out: false } => "broken_answer",
            Self::TooBig => "too_big",
            Self::Redirect => "redirect",
            Self::Encoded => "encoded",
            Self::Html => "html",
            Self::NotJson => "not_json",
            Self::NoId => "no_id",
            Self::Contradiction => "contradiction",
            Self::ServerError => "server_error",
            Self::UnknownLimit => "unknown_limit",
            Self::Status => "unknown_status",
        }
    }
}

/// The state of an order at the service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OrderStatus {
    /// Taken, and not begun.
    Accepted,
    /// Being prepared, in either spelling of the service.
    Fulfilling,
    /// Done, with a result; final.
    Completed,
    /// Failed, without a documented reason; final.
    Failed,
    /// A state that is not documented, in the service's word; empty where it names none.
    Other(String),
}

/// An order as the service has it.
#[derive(Clone, Debug)]
pub struct OrderLook {
    /// The state of the order when the service answered.
    pub status: OrderStatus,
    /// The result of a completed order.
    pub output: Option<OrderOutput>,
}

/// The result of a completed order.
#[derive(Clone, Debug)]
pub struct OrderOutput {
    /// The SIM that was made or topped up.
    pub iccid: Option<Iccid>,
    /// The service's id of the subscription.
    pub subscription_id: Option<String>,
    /// The activation code of a new eSIM; the customer's secret. A top-up has none.
    pub activation: Activation,
}
