//! The ids by which a service's support finds single requests (`X-Correlation-ID`).
//!
//! The ids of all requests about a sale follow from the id of the sale and a number, so a ledger holds them once it
//! holds the highest number that may be used. Sales are named by 122 random bits, of which an id changes the last 32:
//! no two requests share one.

use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::SaleId;

/// The id of one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CorrelationId(Uuid);

/// Attempts at an order are numbered from here on, all other requests about it from 1 on.
const ATTEMPTS: u32 = 1 << 31;

impl CorrelationId {
    /// The id of an attempt at the order itself, counted from 1.
    pub fn of_attempt(sale: SaleId, attempt: u32) -> Self {
        Self::counted(sale, ATTEMPTS | attempt)
    }

    /// The id of a later request about the order, counted from 1.
    pub fn of_request(sale: SaleId, number: u32) -> Self {
        Self::counted(sale, number & !ATTEMPTS)
    }

    /// An id that belongs to no sale.
    pub fn new(random: Uuid) -> Self {
        Self(random)
    }

    fn counted(sale: SaleId, number: u32) -> Self {
        let bits = sale.0.as_u128();
        let last = u32::try_from(bits & u128::from(u32::MAX)).unwrap_or(0).wrapping_add(number);
        Self(Uuid::from_u128(bits >> 32 << 32 | u128::from(last)))
    }
}

impl fmt::Display for CorrelationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_ids_of_a_sale_are_known_by_its_beginning() {
        let sale = SaleId::parse("0d9f2b6a-1c34-4f6e-9a51-27d1c0ffffff").expect("an id");
        assert_eq!(CorrelationId::of_request(sale, 1).to_string(), "0d9f2b6a-1c34-4f6e-9a51-27d1c1000000");
        assert_eq!(CorrelationId::of_attempt(sale, 1).to_string(), "0d9f2b6a-1c34-4f6e-9a51-27d141000000");
    }

    proptest! {
        #[test]
        fn no_two_requests_about_a_sale_share_an_id(bits in any::<u128>(), one in 1_u32..1 << 31, other in 1_u32..1 << 31) {
            let sale = SaleId(Uuid::from_u128(bits));
            prop_assert_ne!(CorrelationId::of_request(sale, one), CorrelationId::of_attempt(sale, other));
            prop_assert_eq!(CorrelationId::of_request(sale, one) == CorrelationId::of_request(sale, other), one == other);
            prop_assert_eq!(CorrelationId::of_attempt(sale, one) == CorrelationId::of_attempt(sale, other), one == other);
        }
    }
}
