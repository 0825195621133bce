//! The id by which the service's support finds the request that ordered a sale.
//!
//! Each attempt has its own. An attempt that never left this computer is found by nobody, so the one before it is named.

use airtill_domain::{CorrelationId, DeclineReason, SaleState};
use airtill_ledger::Sale;

/// The id of the last request that the service can have seen, where the service takes one and the order was refused or
/// its answer was not clear.
pub fn correlation(sale: &Sale) -> Option<String> {
    match sale.state {
        SaleState::Intended | SaleState::NeverHandedOver | SaleState::Accepted | SaleState::Confirmed => None,
        SaleState::Declined
        | SaleState::DeclinedButCharged
        | SaleState::InDoubt
        | SaleState::Charged
        | SaleState::NotCharged
        | SaleState::Reopened
        | SaleState::Said => {
            let takes_one = sale.order.kind().takes_correlation_ids();
            takes_one.then(|| CorrelationId::of_attempt(sale.id, last_seen(sale)).to_string())
        }
    }
}

/// The last attempt that the service can have seen.
fn last_seen(sale: &Sale) -> u32 {
    let stayed_here = sale.reason.is_some_and(may_end_unsent) && !sale.turned_away;
    if stayed_here { sale.attempt.saturating_sub(1).max(1) } else { sale.attempt }
}

/// Whether a second attempt that never left this computer ends the sale by this reason. Such an attempt was not turned
/// away itself.
fn may_end_unsent(reason: DeclineReason) -> bool {
    match reason {
        DeclineReason::SignInNotRenewed => true,
        DeclineReason::InsufficientFloat
        | DeclineReason::NumberInvalid
        | DeclineReason::NumberInactive
        | DeclineReason::NumberUnknown
        | DeclineReason::NetworkRefused
        | DeclineReason::AmountRefused
        | DeclineReason::AccountFault
        | DeclineReason::RequestUnreadable
        | DeclineReason::ServiceBusy
        | DeclineReason::ServiceUnavailable
        | DeclineReason::SystemError
        | DeclineReason::RateLimited
        | DeclineReason::SignInEnded
        | DeclineReason::Unreachable
        | DeclineReason::ProxyBlocked
        | DeclineReason::NotPermitted
        | DeclineReason::QuotaReached
        | DeclineReason::OrderFailed
        | DeclineReason::ClientRefused
        | DeclineReason::Unsendable
        | DeclineReason::Other => false,
    }
}

#[cfg(test)]
mod tests {
    use airtill_domain::order::{EsimTopUpOrder, OrderedProduct};
    use airtill_domain::{ConnectionId, CountryCode, Environment, Iccid, SaleId, TillId, Timestamp};
    use airtill_ledger::{Answers, Fact, Intended, Ledger, NewEntry};

    use super::*;

    /// The correlation id of an order whose last attempt ended so.
    fn named(attempts: u32, is_turned_away: bool, reason: DeclineReason) -> Option<String> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("ledger.sqlite3");
        let mut ledger = Ledger::open(&path, Environment::Test, TillId::from_bits(7)).expect("a new ledger");
        let connection = ConnectionId::new("sims").expect("an id");
        let order = EsimTopUpOrder {
            connection: connection.clone(),
            product: OrderedProduct { id: "p".to_owned(), name: "A product".to_owned() },
            country: CountryCode::parse("KE").expect("a country"),
            iccid: Iccid::parse("8944474000000000008").expect("a number"),
            device_id: uuid::Uuid::from_u128(2),
            price: None,
        };
        let sale = SaleId(uuid::Uuid::from_u128(1));
        let mut intended = Intended::first(sale, order.into(), Answers::none());
        let mut facts = Vec::new();
        for attempt in 1..=attempts {
            facts.push(Fact::Intended(intended.clone()));
            if attempt < attempts || is_turned_away {
                facts.push(Fact::TurnedAway { sale, attempt, status: 401, message: String::new() });
            }
            intended = intended.again();
        }
        facts.push(Fact::Declined { sale, reason, code: None, reference: None, message: String::new() });
        for fact in facts {
            let connection = Some(connection.clone());
            let entry = NewEntry { at: Timestamp(0), actor: "till".to_owned(), connection, float: None, fact };
            ledger.append(entry).expect("room on the disk");
        }
        correlation(&ledger.sale(sale).expect("it is read").expect("it is there"))
    }

    #[test]
    fn a_refused_order_is_named_by_the_attempt_that_the_service_saw() {
        let id = |attempt| Some(CorrelationId::of_attempt(SaleId(uuid::Uuid::from_u128(1)), attempt).to_string());
        assert_eq!(named(2, false, DeclineReason::SignInNotRenewed), id(1), "the second one never left");
        assert_eq!(named(1, true, DeclineReason::SignInNotRenewed), id(1));
        assert_eq!(named(2, true, DeclineReason::ClientRefused), id(2), "both were turned away");
        assert_eq!(named(2, false, DeclineReason::QuotaReached), id(2));
    }
}
