//! A sale from the order to its proof; of a top-up from the typed number on.
//!
//! States, steps, findings and reasons are lists that the window words completely; they mirror the ledger's and the
//! domain's, and do not share their types, so that neither a file nor a screen changes by accident. Amounts are text
//! and currency; a number is text in its groups.

use crate::{
    ConnectionKey, DoubtCause, EsimView, EvidenceLine, FloatView, IndicationView, MoneyView, OrderView, ProgressView,
    ReopeningView, SaidView, Speaker, TraceView, VerdictView, crossing,
};

/// Where a sale stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum SaleStateView {
    /// The order is under way.
    Intended,
    /// The connection to the service was never opened.
    NeverHandedOver,
    /// Delivered, as the service says.
    Confirmed,
    /// Charged, delivery to come, as the service says.
    Accepted,
    /// The service refused it.
    Declined,
    /// Refused, yet the float went down for it.
    DeclinedButCharged,
    /// The outcome is not known.
    InDoubt,
    /// The float went down for it; whether it arrived was never said.
    Charged,
    /// The float had not gone down for it when the service was done with it; it may have arrived all the same.
    NotCharged,
    /// Something contradicted what the evidence said.
    Reopened,
    /// A person said what happened.
    Said,
}

/// Which sales of a history are looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum Only {
    /// Every sale, whatever its state.
    #[default]
    All,
    /// In doubt, or opened again: those that are counted as open doubts of a connection.
    InDoubt,
}

/// The number plan's judgement; it warns and never forbids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum NumberAdvice {
    /// A number of the network that this service sells for.
    Good,
    /// A number of another network.
    OtherNetwork,
    /// A fixed line.
    NotMobile,
    /// The plan does not know it.
    Unknown,
}

/// The reason for which a text is no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum NumberError {
    /// The field is empty.
    Empty,
    /// It holds something that is no digit.
    NotDigits,
    /// It has fewer than nine digits.
    TooShort,
    /// Too many digits.
    TooLong,
    /// It belongs to another country.
    OtherCountry,
    /// A decimal mark or an exponent, as spreadsheets write quantities.
    Spreadsheet,
    /// Something behind the number: an extension, a second number, a digit that stands apart.
    Extension,
}

/// Why a text is no amount that can be sold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum AmountError {
    /// The field is empty.
    Empty,
    /// No decimal number.
    NotANumber,
    /// Marks between the digits where no convention writes them.
    Grouping,
    /// More decimal places than the currency has.
    TooManyPlaces,
    /// Another currency than the account's.
    OtherCurrency,
    /// Nothing, or less.
    NotPositive,
    /// Above a billion.
    TooLarge,
}

/// Why a service declined, as far as the till knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum DeclineReason {
    /// The float is less than the amount.
    InsufficientFloat,
    /// The number is invalid for the network.
    NumberInvalid,
    /// The number is not active.
    NumberInactive,
    /// The network does not know the number.
    NumberUnknown,
    /// The network refused the top-up.
    NetworkRefused,
    /// The amount is not accepted.
    AmountRefused,
    /// The service's account or authentication is at error.
    AccountFault,
    /// The service could not read the request.
    RequestUnreadable,
    /// The service is busy; try again later.
    ServiceBusy,
    /// The service is not available.
    ServiceUnavailable,
    /// An error inside the service.
    SystemError,
    /// Too many requests; wait.
    RateLimited,
    /// The sign-in ended before the sale was processed.
    SignInEnded,
    /// The service turned the access token away and the sale was tried no further: no new one could be had at that
    /// moment, or the till stopped. The sign-in itself may go on.
    SignInNotRenewed,
    /// The service could not be reached; nothing left this computer.
    Unreachable,
    /// The proxy of this network did not let it through; nothing reached the service.
    ProxyBlocked,
    /// The order is about a resource of another client, or needs a role that this client does not have.
    NotPermitted,
    /// The service takes no more orders of this kind today or this month.
    QuotaReached,
    /// The service took the order and could not fulfil it.
    OrderFailed,
    /// The service turned a new access token of the till's client away as well, or gave the client none.
    ClientRefused,
    /// The till could not make a request of the order; nothing left this computer.
    Unsendable,
    /// Another reason, in the service's words.
    Other,
}

/// A step of a top-up, for the progress line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum SaleStep {
    /// The sale waits until the recent entries of the ledger are checked; only right after the till was started.
    CheckingLedger,
    /// The order passed all checks.
    Checked,
    /// The intent is on disk.
    Recorded,
    /// The request is on its way.
    Sending,
    /// An answer came, or its limit passed.
    Answered,
    /// The outcome is on disk.
    Stored,
    /// The float is being read as evidence.
    Checking,
}

crossing! {
/// The till's reading of a number while it is typed.
pub struct NumberView {
    /// Grouped as far as typed, for the field itself.
    pub shown: String,
    /// Whole E.164 digits, when it is a number.
    pub msisdn: Option<String>,
    /// `+211 925 415 377`, when it is a number.
    pub grouped: Option<String>,
    /// The operator that the plan names.
    pub operator: Option<String>,
    /// The number plan's judgement, when it is a number.
    pub advice: Option<NumberAdvice>,
    /// The error, when it is none.
    pub error: Option<NumberError>,
}

/// The till's reading of an amount while it is typed: an amount, or choices, or an error.
pub struct AmountView {
    /// The amount, when the text has one reading.
    pub amount: Option<MoneyView>,
    /// The readings by several conventions: a person has to say which is meant, also where one alone can be paid.
    pub choices: Vec<MoneyView>,
    /// The error, when it is none.
    pub error: Option<AmountError>,
}

/// A checked order that waits for a person's yes. Nothing is on disk or sent yet.
pub struct ConfirmationView {
    /// Given back with the yes; good for one sale, however often it is sent.
    pub intent: String,
    /// The number in E.164 digits.
    pub msisdn: String,
    /// In groups, for reading aloud.
    pub grouped: String,
    /// The operator that the plan names.
    pub operator: Option<String>,
    /// The number plan's judgement of the number.
    pub advice: NumberAdvice,
    pub amount: MoneyView,
    /// The last float seen.
    pub float_before: Option<FloatView>,
    /// The expected float afterwards, commission not counted.
    pub float_after: Option<MoneyView>,
    /// Sales to this number in the last 24 hours, newest first: sending wants a reason when there are any.
    pub recent: Vec<SaleView>,
    /// Sales of this number and amount that are in doubt: sending wants the override when there are any.
    pub doubts: Vec<SaleView>,
    /// True when the number belongs to another network or to none: sending wants a yes to that.
    pub asks_about_number: bool,
}

/// One sale as lists and outcomes show it.
pub struct SaleView {
    /// The id of the sale, a UUID.
    pub id: String,
    /// The number of its last entry in the ledger: of two views of one sale the higher one is newer, whatever the clock
    /// did.
    pub revision: i64,
    /// The connection it went through.
    pub connection: ConnectionKey,
    /// The order as a person confirmed it.
    pub order: OrderView,
    /// The price, with the currency and the decimal places that it was ordered with; absent where none was known.
    pub price: Option<MoneyView>,
    /// Where it stands.
    pub state: SaleStateView,
    /// How far the service is with an order that it took and has not finished.
    pub progress: Option<ProgressView>,
    /// The eSIM or plan that was delivered.
    pub esim: Option<EsimView>,
    /// The subscription by which an order is known to have been made.
    pub trace: Option<TraceView>,
    /// When it was asked for, RFC 3339 in UTC.
    pub at: String,
    /// When it last changed, RFC 3339 in UTC.
    pub updated_at: String,
    /// The member of the company's staff that sold it; the account that pays where no staff is known.
    pub sold_by: String,
    /// The till that sold it, in eight digits.
    pub till: String,
    /// The service's reference.
    pub reference: Option<String>,
    /// Why it was refused, also where only its charge is open.
    pub reason: Option<DeclineReason>,
    /// True where that reason says that nothing was charged or ordered. Of every other one, the charge is open.
    pub uncharged: bool,
    /// The author of the words and of the code.
    pub speaker: Speaker,
    /// The service's result code.
    pub code: Option<i64>,
    /// The service's own words, cleaned and bounded; may be empty.
    pub service_message: String,
    /// The reason for which it was not handed over, or not sent again after it was turned away, in the till's own words;
    /// empty for all others.
    pub till_message: String,
    /// The float before, as last seen.
    pub float_before: Option<MoneyView>,
    /// The float after, as the service or the evidence said.
    pub float_after: Option<MoneyView>,
    /// True where the service refused it by a documented code: only its charge is or was open.
    pub refused: bool,
    /// The evidence's verdict on its charge; stays when it is reopened.
    pub verdict: Option<VerdictView>,
    /// The movement that contradicted the evidence.
    pub reopening: Option<ReopeningView>,
    /// The last statement of a person.
    pub said: Option<SaidView>,
    /// The indication of the float, where others may move it too: nothing is settled by it.
    pub indication: Option<IndicationView>,
    /// For how many seconds the service may still be working on it, as declared; absent where that is not waited for.
    pub rest_in: Option<u32>,
    /// The entry by which it changed and that nobody has looked at yet.
    pub notice: Option<i64>,
    /// Why it is or was in doubt.
    pub doubt: Option<DoubtCause>,
    /// True when the till itself can still look for evidence.
    pub checking: bool,
    /// A text with the facts for the service's support, ready to copy: when it was charged and no delivery was confirmed,
    /// and of an order in doubt.
    pub claim: Option<String>,
    /// The id of the request by which it was ordered, for the service's support, where the service takes one and the
    /// order was refused or its answer was not clear.
    pub correlation: Option<String>,
    /// The lines of evidence so far, oldest first.
    pub evidence: Vec<EvidenceLine>,
}

/// One sale with everything that the ledger holds of it.
pub struct SaleDetail {
    /// The sale as it stands now.
    pub sale: SaleView,
    /// Its entries, oldest first.
    pub timeline: Vec<EntryView>,
}

/// One entry of the ledger.
pub struct EntryView {
    /// Its number in the ledger.
    pub seq: i64,
    /// When it was written, RFC 3339 in UTC.
    pub at: String,
    /// The author: a person's e-mail address, or `airtill`.
    pub actor: String,
    /// Which kind of entry.
    pub kind: EntryKind,
    /// The facts in it, in order: name and plain value.
    pub facts: Vec<FactView>,
    /// First eight hex digits of its hash.
    pub hash: String,
}

/// One fact of an entry.
pub struct FactView {
    /// A name that the message files word: `reference`, `amount`, `floatAfter`, …
    pub name: String,
    /// The value as plain text.
    pub value: String,
}

/// A page of the history.
pub struct HistoryPage {
    /// The sales, newest first.
    pub sales: Vec<SaleView>,
    /// Pass it back for the next page; absent at the end.
    pub next: Option<i64>,
}
}

/// Which kind of entry of the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum EntryKind {
    /// The intent, before sending.
    Intended,
    /// Turned away before processing.
    TurnedAway,
    /// The service says that it delivered.
    Confirmed,
    /// Charged, delivery to come.
    Accepted,
    /// The service is further with an order that it took.
    Progressed,
    /// Further requests about the order may be sent, with the correlation ids that it names.
    RequestsNumbered,
    /// A subscription proves that the order was made.
    Traced,
    /// The service refused it.
    Declined,
    /// The outcome is not known.
    InDoubt,
    /// A line of evidence.
    Evidence,
    /// The connection to the service was never opened.
    NeverHandedOver,
    /// The service can no longer be working on it, as declared.
    CameToRest,
    /// Evidence showed whether it was charged.
    Judged,
    /// Something contradicted the evidence.
    Reopened,
    /// A person said what happened.
    Said,
    /// A debit that nothing explains, equal to a sale that was accepted.
    UnexplainedDebit,
}
