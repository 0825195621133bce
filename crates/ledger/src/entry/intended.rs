//! The intent of a request: the fact that stands on disk before anything is handed to a service.
//!
//! [`Intended::first`] and [`Intended::again`] are the two ways to make one, and both decide each field by name: a new
//! one does not compile until it is decided. The places for a list and for a turn are reserved: nothing writes them
//! today.

use airtill_domain::{CorrelationId, Money, Order, SaleId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A request is about to be handed to the service. Begins a sale, or its next attempt, and the window in which its
/// charge may move the float.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Intended {
    /// The id of the new sale.
    pub sale: SaleId,
    /// 1 for the first request; one more after each that was turned away.
    pub attempt: u32,
    /// The order as a person confirmed it.
    pub order: Order,
    /// The balance that was known before.
    pub float_before: Option<Money>,
    /// Why the same thing is sold again to a subject that got it lately.
    pub repeat_reason: Option<String>,
    /// The open sales of the same order in spite of which this one is made.
    pub override_of: Vec<SaleId>,
    /// Whether the number plan warned about the number.
    pub number_warned: bool,
    /// The member of the company's staff that sold it, where its accounts say so; the entry's actor is the account that
    /// pays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sold_by: Option<String>,
    /// The row of a list that it belongs to. Not written today.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list: Option<ListRow>,
    /// The turn under which it was made, where several tills share a float. Not written today.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub turn: Option<Turn>,
    /// The id by which the service's support finds the request, where the service takes one. Each attempt has its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correlation: Option<CorrelationId>,
}

/// A row of a list of sales.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListRow {
    /// The id of the list.
    pub list: Uuid,
    /// Its row, counted from 1.
    pub row: u32,
    /// Which try of the row, counted from 1: each is a sale of its own.
    pub attempt: u32,
}

/// A till's turn at a float that several tills share.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turn {
    /// The token that the shared ledger gave out.
    pub token: String,
    /// How often the turn has changed hands.
    pub generation: u64,
}

/// The answers of the person who confirmed an order, and the member of staff who sells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answers {
    /// Why the same thing is sold again to a subject that got it lately.
    pub repeat_reason: Option<String>,
    /// The open sales of the same order in spite of which this one is made.
    pub override_of: Vec<SaleId>,
    /// Whether the number plan warned about the number, and it is sold to all the same.
    pub number_warned: bool,
    /// The member of the company's staff that sells it, where its accounts say so.
    pub sold_by: Option<String>,
}

impl Answers {
    /// Nothing was asked, and no staff is known.
    pub fn none() -> Self {
        Self { repeat_reason: None, override_of: Vec::new(), number_warned: false, sold_by: None }
    }
}

impl Intended {
    /// The first request of a sale. Where the service takes correlation ids, it has that of its attempt.
    pub fn first(sale: SaleId, order: Order, answers: Answers) -> Self {
        let Answers { repeat_reason, override_of, number_warned, sold_by } = answers;
        let correlation = order.kind().takes_correlation_ids().then(|| CorrelationId::of_attempt(sale, 1));
        Self {
            sale,
            attempt: 1,
            order,
            // The ledger knows it as soon as this is written.
            float_before: None,
            repeat_reason,
            override_of,
            number_warned,
            sold_by,
            list: None,
            turn: None,
            correlation,
        }
    }

    /// The request that follows this one after it was turned away; what a person answered stands with the first.
    pub fn again(&self) -> Self {
        let Self {
            sale,
            attempt,
            order,
            float_before: _,
            repeat_reason: _,
            override_of: _,
            number_warned,
            sold_by,
            list,
            turn,
            correlation,
        } = self;
        let attempt = attempt + 1;
        Self {
            sale: *sale,
            attempt,
            order: order.clone(),
            float_before: None,
            repeat_reason: None,
            override_of: Vec::new(),
            number_warned: *number_warned,
            sold_by: sold_by.clone(),
            list: *list,
            turn: turn.clone(),
            correlation: correlation.map(|_| CorrelationId::of_attempt(*sale, attempt)),
        }
    }
}

#[cfg(test)]
mod tests {
    use airtill_domain::{ConnectionId, Currency, Msisdn, TopUpOrder};

    use super::*;

    #[test]
    fn a_second_attempt_repeats_no_answer_and_keeps_who_sells() {
        let order = TopUpOrder {
            connection: ConnectionId::new("shop").unwrap(),
            msisdn: Msisdn::parse("0925415377").unwrap(),
            amount: Money::from_minor(100, Currency::SSP),
        };
        let sale = SaleId(Uuid::from_u128(1));
        let answers = Answers {
            repeat_reason: Some("a second phone".to_owned()),
            override_of: vec![SaleId(Uuid::from_u128(2))],
            number_warned: true,
            sold_by: Some("Nyandeng Garang".to_owned()),
        };
        let first = Intended::first(sale, order.into(), answers.clone());
        assert_eq!(
            (&first.repeat_reason, &first.override_of, first.number_warned, &first.sold_by),
            (&answers.repeat_reason, &answers.override_of, answers.number_warned, &answers.sold_by)
        );
        assert_eq!(first.correlation, None, "21 Systems takes none");
        let expected = Intended { attempt: 2, repeat_reason: None, override_of: Vec::new(), ..first.clone() };
        assert_eq!(first.again(), expected);
    }
}
