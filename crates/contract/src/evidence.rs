//! The words for a sale whose answer did not say how it ended.
//!
//! Lines of evidence, what the evidence says of a charge, what contradicted it, and the word of a person. What a float
//! that others move too indicates stands apart: nothing is settled by it.

use crate::{ConnectionKey, MoneyView, crossing};

crossing! {
/// One line of evidence.
pub struct EvidenceLine {
    /// When the evidence was gathered, RFC 3339 in UTC.
    pub at: String,
    /// The finding, for which the window has the words.
    pub finding: Finding,
    /// The float that was expected if the sale was charged, where that is known.
    pub if_charged: Option<MoneyView>,
    /// The float that was expected if the sale was not charged, where that is known.
    pub if_not_charged: Option<MoneyView>,
    /// The float that was seen.
    pub seen: Option<MoneyView>,
    /// How many of `of` sales were charged.
    pub exactly: Option<u32>,
    /// The number of sales among which `exactly` were charged, this one included.
    pub of: Option<u32>,
    /// By how much the float went down beyond what the sales explain; negative where it rose.
    pub moved: Option<MoneyView>,
    /// When the float was seen from which this counts, RFC 3339 in UTC.
    pub from: Option<String>,
    /// The subscriptions that fit the order, where an order is looked for among them.
    pub subscriptions: Vec<SeenSubscriptionView>,
}

/// A subscription at the service that may be there because of an order.
pub struct SeenSubscriptionView {
    /// The service's id.
    pub id: String,
    /// The SIM that it is on, in groups of digits.
    pub iccid: Option<String>,
    /// When the service made it, RFC 3339 in UTC.
    pub created: Option<String>,
    /// Whether it carries the device id of the order, where it carries one.
    pub has_our_device: Option<bool>,
}

/// The subscription by which an order is known to have been made.
pub struct TraceView {
    /// When the till said so, RFC 3339 in UTC.
    pub at: String,
    /// When the subscription was seen, RFC 3339 in UTC.
    pub seen: String,
    pub subscription: SeenSubscriptionView,
}

/// The evidence's verdict on the charge of a sale.
pub struct VerdictView {
    /// Whether the float went down for it.
    pub charged: bool,
    /// When the till said so, RFC 3339 in UTC.
    pub at: String,
    /// When the float was seen that cannot contain its charge, RFC 3339 in UTC.
    pub from: String,
    /// When the float was asked for that decided, RFC 3339 in UTC.
    pub to: String,
    /// By how much the float went down for it, where that is known.
    pub debit: Option<MoneyView>,
    /// The float at `from`.
    pub before: MoneyView,
    /// The float at `to`.
    pub after: MoneyView,
    /// For how long the service may work on a request, as declared, in seconds.
    pub rest_seconds: u32,
}

/// The movement of a float that contradicted the evidence about a sale.
pub struct ReopeningView {
    /// When the till found it, RFC 3339 in UTC.
    pub at: String,
    /// By how much the float went down beyond what the sales explain; negative where it rose.
    pub moved: Option<MoneyView>,
    /// When the float was seen before the movement, RFC 3339 in UTC.
    pub from: String,
    /// When the float was seen after the movement, RFC 3339 in UTC.
    pub to: String,
}

/// A person's statement about a sale.
pub struct SaidView {
    /// The person who said it.
    pub person: String,
    /// When the person said it, RFC 3339 in UTC.
    pub at: String,
    /// Whether the goods arrived, if the person knows.
    pub arrived: Option<bool>,
    /// Whether the float was charged, if the person knows.
    pub charged: Option<bool>,
    /// How the person knows.
    pub reason: String,
    /// Whether the person took over what the float indicated.
    pub adopted: bool,
}

/// The indication of a float that others may move too, about one sale.
pub struct IndicationView {
    /// Whether the sale was charged, if nothing else moved the float.
    pub charged: bool,
    /// When the last float was seen before the oldest sale involved, RFC 3339 in UTC.
    pub from: String,
    /// When the float was seen that indicates it, RFC 3339 in UTC.
    pub to: String,
    /// How long no request may have taken, in seconds.
    pub rest_seconds: u32,
}

/// Records that somebody looked at notices.
pub struct SeeNotices {
    /// The connection of the sales or the float.
    pub connection: ConnectionKey,
    /// The numbers of the entries that somebody looked at.
    pub notices: Vec<i64>,
}
}

/// Why a sale is in doubt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum DoubtCause {
    /// The program or computer stopped between asking and storing the answer.
    Interrupted,
    /// No readable answer began in time.
    NoAnswer,
    /// The line broke before a readable answer began.
    LineBroken,
    /// An answer began, and broke off or was not whole in time.
    AnswerCut,
    /// The service reported an error that can come after charging.
    ServiceFault,
    /// An answer that cannot be understood.
    Unreadable,
    /// The service refused, but whether it charged is not known yet.
    RefusedChargeUnknown,
    /// The answer names another number than the one that was asked for, or none.
    WrongReceiver,
    /// Result code 1: somebody at the service may still approve it.
    ApprovalPending,
    /// A result code that nobody documents.
    UnknownCode,
    /// The service took the order and has said no more of it for too long.
    OrderStuck,
    /// The service took the order and answers as if it did not know it, or may not show it.
    OrderLost,
    /// The service's data may have been wiped since it took the order.
    DataWiped,
}

/// The author of the words and of the code that came with an outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum Speaker {
    /// The till: the service said nothing.
    Till,
    /// The service, in one of its own forms.
    Service,
    /// An answer in no form of the service's own: something that stands before the service may have written it.
    Unsure,
}

/// The content of a line of evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum Finding {
    /// The float could not be read.
    FloatUnreadable,
    /// No float was seen before the sale, so there is nothing to compare with.
    NothingToCompare,
    /// The float went down for it.
    WasCharged,
    /// The float had not gone down for it when the service was done with it.
    WasNotCharged,
    /// Of some sales, a known number was charged.
    ExactlySome,
    /// This float does not show it: too many sales are open, or they may have disturbed each other.
    CannotBeTold,
    /// The float is unchanged so far; the service may still be working.
    UnchangedSoFar,
    /// Both explanations fit.
    FitsBoth,
    /// The float moved by what the sales of this till do not explain.
    MovedByOthers,
    /// A debit equals a sale that was accepted earlier and is retried by the service.
    MayBeRetry,
    /// Another person signed in meanwhile, whose float may be another one: this float proves nothing about the sale.
    OtherAccount,
    /// The subscriptions could not be read.
    SubscriptionsUnreadable,
    /// No subscription fits the order so far.
    NoSubscription,
    /// One subscription fits the order, and nothing else that is known could be its cause.
    OneSubscription,
    /// Several subscriptions fit the order.
    SeveralSubscriptions,
    /// A subscription fits the order, and carries no date.
    UndatedSubscription,
    /// A subscription fits the order, and another order may be its cause.
    DisputedSubscription,
}
