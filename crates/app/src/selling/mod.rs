//! A sale on its way, whatever is sold: from the confirmation that a person is shown to the outcome on disk.
//!
//! The path, in order, and nothing else may send:
//!
//! 1. A service prepares: the order is checked, the confirmation is made; nothing is on disk or sent.
//! 2. A person's yes names the intent. The same intent is sent at most once, however often the yes arrives.
//! 3. An access token that is good now, then `Intended` on disk (fsync), under the guards of the ledger.
//! 4. One request, which nothing below repeats.
//! 5. The outcome on disk; evidence or a later answer ends a doubt that is open then.
//!
//! A clear 401 before processing is written down (`TurnedAway`); the next attempt, with a new token, has its own
//! `Intended`. How a service is asked, and what its answers mean, stands with the service.

mod intents;
mod progress;
mod unwritten;

pub use intents::{Intents, Pending};
pub use unwritten::Unwritten;

use airtill_apis::Unreached;
use airtill_contract::{ErrorCode, MoneyMoved, SaleView};
use airtill_domain::{DeclineReason, Order, OrderKind};
use airtill_ledger::{Earlier, Fact, Guard, Ledger, LedgerError, OverLimit, Sale};

use crate::environment::OpenEnvironment;
use crate::failed_at::FailedAt;
use crate::{TillError, view};

/// The error for a person's word that was not recorded.
pub fn unsaid(error: LedgerError) -> TillError {
    match error {
        LedgerError::IllegalTransition { .. } => TillError::new(ErrorCode::NotInDoubt),
        error => error.into(),
    }
}

/// Why an order was never handed over.
pub fn never_sent(error: &Unreached) -> DeclineReason {
    match error {
        Unreached::NoName | Unreached::NotReached | Unreached::ConnectTimeout | Unreached::Certificate(_) => {
            DeclineReason::Unreachable
        }
        Unreached::Proxy(_) => DeclineReason::ProxyBlocked,
        Unreached::Unsendable => DeclineReason::Unsendable,
    }
}

/// The reason for which the till does not send a sale again that was turned away, for its record.
pub fn why_not_again(error: &TillError) -> String {
    // Their detail is the seconds that are left.
    if matches!(error.code, ErrorCode::RateLimited | ErrorCode::ServiceDown) {
        return "the service asked Airtill to wait".to_owned();
    }
    match FailedAt::of(error.code) {
        FailedAt::LedgerBroken => "the records of this till do not agree with themselves".to_owned(),
        FailedAt::LedgerIndexBroken => "the lists by which Airtill finds its records are damaged".to_owned(),
        FailedAt::LedgerUnchecked => "Airtill could not check the records of this till to their end".to_owned(),
        FailedAt::TheVault => format!("Airtill could not use the sign-in that it saved: {}", error.detail),
        FailedAt::LedgerNewer
        | FailedAt::LedgerMisplaced
        | FailedAt::TheDisk
        | FailedAt::TheWay
        | FailedAt::Elsewhere => error.detail.clone(),
    }
}

/// The reason for which this computer kept the till from renewing a sign-in, for the record of a sale that was turned
/// away. Empty where the network or the service did: the window's advice is about these.
pub fn why_not_renewed(error: &TillError) -> String {
    match FailedAt::of(error.code) {
        FailedAt::TheWay | FailedAt::Elsewhere => String::new(),
        FailedAt::LedgerBroken
        | FailedAt::LedgerIndexBroken
        | FailedAt::LedgerUnchecked
        | FailedAt::LedgerNewer
        | FailedAt::LedgerMisplaced
        | FailedAt::TheDisk
        | FailedAt::TheVault => why_not_again(error),
    }
}

/// The earlier sales that a refusal is about, for its detail.
pub fn earlier_in_words(sales: &[Sale]) -> String {
    let price = |sale: &Sale| sale.order.price().map_or_else(String::new, |price| price.to_string());
    let line = |sale: &Sale| format!("{} {} {}", view::time(sale.asked_at), price(sale), sale.state.word());
    sales.iter().take(3).map(line).collect::<Vec<_>>().join(", ")
}

/// Whether money moved for an order of this kind, by what the service answered.
pub fn money_moved(fact: &Fact, kind: OrderKind) -> MoneyMoved {
    match fact {
        // It may still fail.
        Fact::Accepted { .. } if kind.finishes_later() => MoneyMoved::Unknown,
        Fact::Confirmed { .. } | Fact::Accepted { .. } => MoneyMoved::Yes,
        Fact::Declined { reason, .. } if reason.says_uncharged() => MoneyMoved::No,
        Fact::NeverHandedOver { .. } | Fact::TurnedAway { .. } => MoneyMoved::No,
        Fact::Declined { .. } | Fact::InDoubt { .. } => MoneyMoved::Unknown,
        // No answer of a service.
        Fact::RunStarted { .. }
        | Fact::Intended(_)
        | Fact::EvidenceNoted { .. }
        | Fact::CameToRest { .. }
        | Fact::Judged { .. }
        | Fact::Progressed { .. }
        | Fact::RequestsNumbered { .. }
        | Fact::Traced { .. }
        | Fact::Reopened { .. }
        | Fact::Said { .. }
        | Fact::FloatSeen { .. }
        | Fact::Declared { .. }
        | Fact::EpochEnded { .. }
        | Fact::UnexplainedDebit { .. }
        | Fact::Seen { .. } => MoneyMoved::Unknown,
    }
}

/// Why an order is not sold: the limit of the company that it is over.
pub fn over_limit(limit: OverLimit) -> TillError {
    match limit {
        OverLimit::Sale { most } => TillError::with(ErrorCode::OverSaleLimit, most.to_string()),
        OverLimit::Day { most, sold } => TillError::with(ErrorCode::OverDayLimit, format!("{most}; {sold}")),
        OverLimit::Unpriced => TillError::new(ErrorCode::PriceNotKnown),
    }
}

/// The sales that the ledger's guards will ask about, on every connection: those that want a reason, and those that want
/// the risk accepted.
///
/// # Errors
/// The order is over a limit of the company, or the ledger cannot be read.
pub async fn earlier(
    environment: &OpenEnvironment,
    guard: Guard,
    order: Order,
) -> Result<(Vec<SaleView>, Vec<SaleView>), TillError> {
    let read = move |ledger: &mut Ledger| {
        let over = ledger.over_limit(&order, guard.now, &guard.limiting)?;
        let earlier = if over.is_none() { ledger.earlier(&order, &guard)? } else { Earlier::default() };
        Ok::<_, LedgerError>(over.map_or(Ok(earlier), |limit| Err(over_limit(limit))))
    };
    let Earlier { recent, open } = environment.ledger.call(read).await??;
    let shown = |sale: &Sale| view::sale(sale, &[], environment.kind, view::Shown::default());
    Ok((recent.iter().map(shown).collect(), open.iter().map(shown).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_that_cannot_be_made_is_no_network_that_is_away() {
        assert_eq!(never_sent(&Unreached::Unsendable), DeclineReason::Unsendable);
        assert_eq!(never_sent(&Unreached::NotReached), DeclineReason::Unreachable);
    }

    #[test]
    fn a_renewal_that_this_computer_stopped_names_it_and_never_the_network() {
        let vault = TillError::with(ErrorCode::KeyringUnavailable, "the keyring is locked");
        assert_eq!(why_not_renewed(&vault), "Airtill could not use the sign-in that it saved: the keyring is locked");
        assert_eq!(why_not_renewed(&TillError::with(ErrorCode::DiskFull, "no space left")), "no space left");
        for elsewhere in [ErrorCode::Offline, ErrorCode::NoAnswer, ErrorCode::ServiceDown, ErrorCode::SignInAgain] {
            assert_eq!(why_not_renewed(&TillError::with(elsewhere, "7")), "", "{elsewhere:?}");
        }
    }

    /// The window leaves these two out beside their reasons: `addsToReason` in `ui/src/lib/sale/words.ts`.
    #[test]
    fn the_two_causes_that_repeat_their_reasons_keep_their_words() {
        assert_eq!(Unreached::NotReached.to_string(), "no connection");
        assert_eq!(Unreached::Unsendable.to_string(), "the request cannot be made");
    }

    #[test]
    fn an_accepted_order_that_may_still_fail_has_moved_no_money_for_sure() {
        let (sale, reference) = (airtill_domain::SaleId(uuid::Uuid::nil()), String::new());
        let accepted = Fact::Accepted { sale, reference, code: None, float_after: None, message: String::new() };
        let moved = |kind| money_moved(&accepted, kind);
        assert_eq!(moved(OrderKind::TopUp), MoneyMoved::Yes);
        assert_eq!([OrderKind::NewEsim, OrderKind::EsimTopUp].map(moved), [MoneyMoved::Unknown; 2]);
    }
}
