//! The answers of 21 Systems, in the words of the trade.
//!
//! A top-up is no `Result`: every way in which it can end is a [`TopUpAnswer`], and each variant says how far the float
//! is known. Messages are the service's own words, plain, short, and without the access token; they never decide
//! anything on screen, the variants do.

use std::time::Duration;

use airtill_domain::{Money, Timestamp};

use airtill_http::Unreached;

/// The float, with the path at which it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Balance {
    /// The amount that sales can be paid from, rounded once to the minor unit.
    pub balance: Money,
    /// The path that answered, to be asked first the next time.
    pub path: FloatPath,
}

/// The path of the float on a server: one for each of the two public states of the service's document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FloatPath {
    /// `GET /airtime/api/subscriber/balancev2`, since July 2021. A `GET` of the older path gets 405 there.
    #[default]
    BalanceV2,
    /// `GET /airtime/api/subscriber/balance`, of 2020.
    Balance,
}

impl FloatPath {
    /// The path of the other state.
    pub fn other(self) -> Self {
        match self {
            Self::BalanceV2 => Self::Balance,
            Self::Balance => Self::BalanceV2,
        }
    }

    /// The path segments behind the base address.
    pub(super) fn segments(self) -> &'static [&'static str] {
        match self {
            Self::BalanceV2 => &["airtime", "api", "subscriber", "balancev2"],
            Self::Balance => &["airtime", "api", "subscriber", "balance"],
        }
    }
}

/// The signed-in person, as the service has them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The service's id, a UUID.
    pub id: String,
    /// The user name, which is an e-mail address.
    pub email: String,
    /// When the account was made; `None` where the service does not say so readably.
    pub created_at: Option<Timestamp>,
    /// When the account was last changed; `None` where the service does not say so readably.
    pub updated_at: Option<Timestamp>,
    /// When the confirmation e-mail was sent; `None` where the service does not say so readably.
    pub confirmation_sent_at: Option<Timestamp>,
}

/// How a top-up ended, as far as the one request shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TopUpAnswer {
    /// Charged and delivered.
    Confirmed {
        /// The service's reference, digits.
        reference: String,
        /// The float after the sale; `None` where the answer does not hold it readably.
        float_after: Option<Money>,
        /// The service's words.
        message: String,
    },
    /// Charged, and accepted for later delivery. The answer does not say when delivery is tried, or whether it
    /// succeeds. Not to be sent again.
    Accepted {
        /// The service's reference, digits.
        reference: String,
        /// The result code, 11 or 12.
        code: i64,
        /// The float after the sale; `None` where the answer does not hold it readably.
        float_after: Option<Money>,
        /// The service's words.
        message: String,
    },
    /// Not delivered. Whether the float was debited is not known: the 0 in the answer is not the balance; read it.
    Refused {
        /// The recharge system's result code; never 1, whose sale may still be approved.
        code: i64,
        /// The meaning of the code.
        reason: RefusalReason,
        /// The service's reference as it is written, under which a claim is found. `None` where it is missing or empty.
        reference: Option<String>,
        /// The service's words.
        message: String,
    },
    /// The service refused without asking the recharge system: the answer carries no result code and no reference. The
    /// answer says that nothing was charged only with [`DeclineReason::InsufficientFloat`].
    Declined {
        /// The reason for the refusal.
        reason: DeclineReason,
        /// The service's words.
        message: String,
    },
    /// The access token was not accepted, before anything was done (a clear 401). The one answer after which a new
    /// token may try the same sale again, once.
    TurnedAway {
        /// The service's words.
        message: String,
    },
    /// The request never left this computer.
    NotSent {
        /// The step at which the request failed.
        error: Unreached,
    },
    /// Any other answer, or none: the sale is in doubt and must not be repeated.
    Unclear {
        /// The reason for the doubt.
        cause: UnclearCause,
        /// The result code that the answer carries, documented or not.
        code: Option<i64>,
        /// The reference that the answer carries, as it is written.
        reference: Option<String>,
        /// The service's words, where there were any.
        message: String,
    },
}

/// The result code of a sale that the service's staff must approve first, and still may.
pub const PENDING_APPROVAL: i64 = 1;

/// The reason for which the recharge system refused, by its result code (Seamless ERS). Code 1 is none: its sale may
/// still be approved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusalReason {
    /// 10: a business rule, or a request that could not be read.
    BusinessRule,
    /// 11 without SUCCESS: the amount is not accepted.
    Amount,
    /// 12 without SUCCESS: the payment is not accepted.
    Payment,
    /// 13: the network did not take the top-up.
    TopUpRejected,
    /// 20 to 29: the account's own standing with the recharge system, or a reference error.
    Authentication,
    /// 32: there is no such number.
    NumberInvalid,
    /// 36: the number is not active.
    NumberInactive,
    /// 40: the network does not know the number.
    NumberUnknown,
    /// 30 to 47 except those above: one of the accounts involved is the reason.
    Account,
    /// 90: an error inside the recharge system.
    SystemError,
    /// 91: this kind of sale is not offered.
    Unsupported,
    /// 92: the service's licence does not allow it.
    Licence,
    /// 93: too busy.
    Busy,
    /// 94: not available.
    Unavailable,
}

impl RefusalReason {
    /// The reason that a documented result code gives; `None` for 0, for [`PENDING_APPROVAL`] and for undocumented
    /// codes.
    pub fn of_code(code: i64) -> Option<Self> {
        Some(match code {
            10 => Self::BusinessRule,
            11 => Self::Amount,
            12 => Self::Payment,
            13 => Self::TopUpRejected,
            20..=29 => Self::Authentication,
            32 => Self::NumberInvalid,
            36 => Self::NumberInactive,
            40 => Self::NumberUnknown,
            30..=47 => Self::Account,
            90 => Self::SystemError,
            91 => Self::Unsupported,
            92 => Self::Licence,
            93 => Self::Busy,
            94 => Self::Unavailable,
            _ => return None,
        })
    }

    /// A short name that never changes, for records.
    pub fn word(self) -> &'static str {
        match self {
            Self::BusinessRule => "business_rule",
            Self::Amount => "amount",
            Self::Payment => "payment",
            Self::TopUpRejected => "top_up_rejected",
            Self::Authentication => "authentication",
            Self::NumberInvalid => "number_invalid",
            Self::NumberInactive => "number_inactive",
            Self::NumberUnknown => "number_unknown",
            Self::Account => "account",
            Self::SystemError => "system_error",
            Self::Unsupported => "unsupported",
            Self::Licence => "licence",
            Self::Busy => "busy",
            Self::Unavailable => "unavailable",
        }
    }
}

/// The reason for which the service refused without asking the recharge system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeclineReason {
    /// The service's words say that the float is smaller than the amount, so that nothing was charged.
    InsufficientFloat,
    /// Too many requests.
    RateLimited {
        /// When it wants to be asked again, at most ten minutes.
        retry_after: Option<Duration>,
    },
    /// The account may not do this (403 with words that say nothing of a float).
    Forbidden,
    /// The request is not accepted (400, 422).
    Request,
    /// Another refusal in the documented form; the message gives the reason, or is empty.
    Other {
        /// The HTTP status.
        status: u16,
    },
}

impl DeclineReason {
    /// A short name that never changes, for records.
    pub fn word(self) -> &'static str {
        match self {
            Self::InsufficientFloat => "insufficient_float",
            Self::RateLimited { .. } => "rate_limited",
            Self::Forbidden => "forbidden",
            Self::Request => "request",
            Self::Other { .. } => "other",
        }
    }
}

/// The reason for which an answer, or its absence, leaves a sale in doubt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnclearCause {
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
    /// A success without a body.
    Empty,
    /// A page for people.
    Html,
    /// Not one whole JSON object in UTF-8 with each key once.
    NotJson,
    /// JSON, but none of the documented forms.
    UnknownForm,
    /// The result code 1: the service's staff may still approve the sale.
    PendingApproval,
    /// A result code that is not documented or not readable, or 0 without SUCCESS.
    UnknownCode,
    /// SUCCESS without a reference of digits.
    NoReference,
    /// SUCCESS for another number than the one that was asked for, or for none.
    OtherReceiver,
    /// Parts of the answer, or its status, say the opposite of each other.
    Contradiction,
    /// A refusal with a 5xx status, which can come after the recharge was made.
    ServerError,
}

impl UnclearCause {
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
            Self::Empty => "empty",
            Self::Html => "html",
            Self::NotJson => "not_json",
            Self::UnknownForm => "unknown_form",
            Self::PendingApproval => "pending_approval",
            Self::UnknownCode => "unknown_code",
            Self::NoReference => "no_reference",
            Self::OtherReceiver => "other_receiver",
            Self::Contradiction => "contradiction",
            Self::ServerError => "server_error",
        }
    }
}
