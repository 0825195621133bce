//! The practice numbers: one table from the last four digits of an MSISDN to the service's work and answer.
//!
//! `90cc` is refused with result code `cc` and `91cc` is charged although it is refused; the endings from 9400 on
//! remind of an HTTP status, those from 9600 on lose the answer: `96cc` whole, `97cc` to a gateway's page, `98cc` in
//! the middle, `99cc` to silence. Every other number of 211 and nine digits is delivered. The words for people are the
//! window's; here each row has a code that never changes.

/// The kind of outcome that a practice number causes, as the till should show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Group {
    /// Charged and delivered.
    Confirmed,
    /// Charged, and delivered later by the service itself.
    Accepted,
    /// Refused, nothing charged.
    Declined,
    /// Refused, yet charged.
    DeclinedButCharged,
    /// The answer leaves the charge open, or does not come.
    InDoubt,
    /// Charged and delivered, but the answer takes its time.
    Delay,
    /// The sign-in ends in the middle of the sale.
    Session,
}

impl Group {
    /// The name of the group in code: lower case with underscores.
    pub fn code(self) -> &'static str {
        match self {
            Group::Confirmed => "confirmed",
            Group::Accepted => "accepted",
            Group::Declined => "declined",
            Group::DeclinedButCharged => "declined_but_charged",
            Group::InDoubt => "in_doubt",
            Group::Delay => "delay",
            Group::Session => "session",
        }
    }
}

/// One row of the table of practice numbers.
#[derive(Clone, Copy, Debug)]
pub struct Trouble {
    /// The last four digits that select this row.
    pub digits: &'static str,
    /// Its name, by which the window words it: lower case with underscores, never changed.
    pub code: &'static str,
    /// The outcome that the till should show.
    pub group: Group,
    pub(crate) does: Does,
}

impl Trouble {
    /// A whole number to try it with: `21192120`, an MTN prefix, and the four digits.
    pub fn example(&self) -> String {
        format!("21192120{}", self.digits)
    }
}

/// The course of a top-up: the work that is done, and the answer that the client sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Does {
    pub work: Work,
    pub answer: Presented,
}

/// The work that is really done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Work {
    /// It is charged and delivered.
    Deliver,
    /// It is delivered, and its booking fails: it is never charged.
    DeliverUncharged,
    /// It is charged, refused upstream and queued for the hourly retry, which may charge again.
    Queue { result: u16, charged_again: bool },
    /// It is refused, and may be charged all the same.
    Refuse { result: u16, charged: bool },
    /// The service gives up before it begins.
    Nothing,
    /// It is refused as though the float were too small.
    FloatTooSmall,
    /// The service holds it, and charges and delivers it later.
    Wait,
    /// The access token ends; another one sells.
    ExpireToken,
    /// The sign-in ends; a new one sells.
    EndSignIn,
}

/// The answer as the client sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Presented {
    /// The whole answer, at once.
    All,
    /// The whole answer, after the option `slow`.
    Slowly,
    /// 500 with `Error:true`.
    Failed,
    /// 502 with a page of HTML from the gateway before the service.
    BadGateway,
    /// 503 with such a page.
    Down,
    /// The connection closes without an answer.
    Lost,
    /// The connection closes without an answer while another till of the same account sells.
    LostWhileOtherTillSells,
    /// The connection closes in the middle of the answer.
    Cut,
    /// The connection stays open, and the answer does not come while any client waits.
    Silence,
}

const fn row(digits: &'static str, code: &'static str, group: Group, work: Work, answer: Presented) -> Trouble {
    Trouble { digits, code, group, does: Does { work, answer } }
}

const fn declined(digits: &'static str, code: &'static str, result: u16) -> Trouble {
    row(digits, code, Group::Declined, Work::Refuse { result, charged: false }, Presented::All)
}

const fn charged(digits: &'static str, code: &'static str, result: u16) -> Trouble {
    row(digits, code, Group::DeclinedButCharged, Work::Refuse { result, charged: true }, Presented::All)
}

/// Refused by the network and charged all the same; the client does not learn of the charge.
const fn charged_unseen(digits: &'static str, code: &'static str, answer: Presented) -> Trouble {
    row(digits, code, Group::InDoubt, Work::Refuse { result: 13, charged: true }, answer)
}

static TROUBLES: [Trouble; 41] = [
    // The plain case, listed so that a trainer can point at it; any number without a row does the same.
    row("0000", "confirmed", Group::Confirmed, Work::Deliver, Presented::All),
    // Result codes 11 and 12 with SUCCESS: charged, refused upstream, tried again every hour.
    row("9011", "accepted_amount", Group::Accepted, Work::Queue { result: 11, charged_again: false }, Presented::All),
    row("9012", "accepted_payment", Group::Accepted, Work::Queue { result: 12, charged_again: false }, Presented::All),
    // The retry that succeeds debits the float a second time.
    row(
        "9111",
        "accepted_charged_again",
        Group::Accepted,
        Work::Queue { result: 11, charged_again: true },
        Presented::All,
    ),
    // The staff may still approve it, so it is no refusal.
    row(
        "9001",
        "declined_pending_approval",
        Group::InDoubt,
        Work::Refuse { result: 1, charged: false },
        Presented::All,
    ),
    declined("9010", "declined_business_logic", 10),
    declined("9013", "declined_topup", 13),
    declined("9020", "declined_authentication", 20),
    declined("9029", "declined_initiator", 29),
    declined("9030", "declined_receiver_id", 30),
    declined("9032", "declined_number_invalid", 32),
    declined("9036", "declined_number_inactive", 36),
    declined("9040", "declined_number_unknown", 40),
    declined("9090", "declined_system_error", 90),
    declined("9091", "declined_unsupported", 91),
    declined("9092", "declined_licence", 92),
    declined("9093", "declined_system_busy", 93),
    declined("9094", "declined_unavailable", 94),
    // 403 as text, with any float.
    row("9403", "float_too_small", Group::Declined, Work::FloatTooSmall, Presented::All),
    charged("9110", "charged_business_logic", 10),
    charged("9113", "charged_topup", 13),
    charged("9190", "charged_system_error", 90),
    charged("9194", "charged_unavailable", 94),
    // An undocumented result code.
    row("9099", "undocumented_uncharged", Group::InDoubt, Work::Refuse { result: 99, charged: false }, Presented::All),
    row("9199", "undocumented_charged", Group::InDoubt, Work::Refuse { result: 99, charged: true }, Presented::All),
    // The connection closes without an answer.
    row("9601", "lost_after_charge", Group::InDoubt, Work::Deliver, Presented::Lost),
    row("9602", "lost_before_charge", Group::InDoubt, Work::Nothing, Presented::Lost),
    // Charged, the answer lost, and another till sells in the same moment: the balance alone cannot settle it.
    row("9603", "lost_while_other_till_sells", Group::InDoubt, Work::Deliver, Presented::LostWhileOtherTillSells),
    // The service sends no answer and begins later, after the rest that practice declares.
    row("9604", "lost_charged_late", Group::InDoubt, Work::Wait, Presented::Lost),
    // The float goes down and nothing is delivered: a charge is no delivery.
    row(
        "9612",
        "lost_after_accepting",
        Group::InDoubt,
        Work::Queue { result: 12, charged_again: false },
        Presented::Lost,
    ),
    charged_unseen("9613", "lost_after_refusal", Presented::Lost),
    charged_unseen("9713", "bad_gateway_after_refusal", Presented::BadGateway),
    charged_unseen("9813", "cut_after_refusal", Presented::Cut),
    charged_unseen("9913", "silent_after_refusal", Presented::Silence),
    // 500 with Error:true: the booking failed after the recharge, charged or not, or nothing was done at all. They look
    // the same.
    row("9500", "error_after_charge", Group::InDoubt, Work::Deliver, Presented::Failed),
    row("9501", "error_before_charge", Group::InDoubt, Work::Nothing, Presented::Failed),
    row("9502", "error_after_delivery", Group::InDoubt, Work::DeliverUncharged, Presented::Failed),
    // 503 with a page of HTML from a gateway before the service.
    row("9503", "service_down", Group::InDoubt, Work::Nothing, Presented::Down),
    row("9504", "slow", Group::Delay, Work::Deliver, Presented::Slowly),
    // 401 once; a new access token sells.
    row("9401", "token_expired", Group::Session, Work::ExpireToken, Presented::All),
    // 401 and no refresh token is good any more; a new sign-in sells.
    row("9402", "signed_out", Group::Session, Work::EndSignIn, Presented::All),
];

/// The table of practice numbers, in the order in which a trainer reads it.
pub fn troubles() -> &'static [Trouble] {
    &TROUBLES
}

/// The work and the answer for this MSISDN.
pub(crate) fn behaviour(msisdn: &str) -> Does {
    TROUBLES.iter().find(|trouble| msisdn.ends_with(trouble.digits)).map_or(TROUBLES[0].does, |trouble| trouble.does)
}

/// Whether this is 211 and nine more digits.
pub(crate) fn is_msisdn(text: &str) -> bool {
    text.len() == 12 && text.starts_with("211") && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The name of a result code of the recharge system (Seamless ERS), as `statusMessage` gives it.
pub(crate) fn result_name(result: u16) -> &'static str {
    match result {
        0 => "SUCCESS",
        1 => "PENDING_APPROVAL",
        10 => "REJECTED_BUSINESS_LOGIC",
        11 => "REJECTED_AMOUNT",
        12 => "REJECTED_PAYMENT",
        13 => "REJECTED_TOPUP",
        20 => "AUTHENTICATION_FAILED",
        29 => "INVALID_INITIATOR_PRINCIPAL_ID",
        30 => "INVALID_RECEIVER_PRINCIPAL_ID",
        32 => "INVALID_TOPUP_PRINCIPAL_ID",
        36 => "INVALID_TOPUP_PRINCIPAL_STATE",
        40 => "TOPUP_PRINCIPAL_NOT_FOUND",
        91 => "UNSUPPORTED_OPERATION",
        92 => "LICENSE_REJECTION",
        93 => "SYSTEM_BUSY",
        94 => "SERVICE_UNAVAILABLE",
        // The code is undocumented, so its name has no meaning either.
        99 => "RESULT_99",
        _ => "SYSTEM_ERROR",
    }
}
