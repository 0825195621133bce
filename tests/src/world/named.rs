//! The correlation ids under which the service was asked about orders, against those that the timelines name.
//!
//! The service's support looks a request up by its id, which a person copies from the timeline: a request whose id
//! stands in none cannot be asked about.

use airtill_contract::{EntryView, SaleDetail};
use airtill_practice::{Endpoint, Hit};
use uuid::Uuid;

/// Ids that differ in their last 32 bits alone, counted on from the first to the last.
struct Block {
    first: Uuid,
    last: Uuid,
}

impl Block {
    fn has(&self, id: Uuid) -> bool {
        let places = |of: Uuid| number(of).wrapping_sub(number(self.first));
        self.is_of_its_sale(id) && places(id) <= places(self.last)
    }

    fn is_of_its_sale(&self, id: Uuid) -> bool {
        self.first.as_u128() >> 32 == id.as_u128() >> 32
    }
}

fn number(id: Uuid) -> u32 {
    u32::try_from(id.as_u128() & u128::from(u32::MAX)).expect("32 bits")
}

/// The ids that an entry names.
fn named(entry: &EntryView) -> Option<Block> {
    let id = |name: &str| {
        let fact = entry.facts.iter().find(|fact| fact.name == name)?;
        Some(Uuid::try_parse(&fact.value).expect("an id"))
    };
    let block = |first, last| Some(Block { first: id(first)?, last: id(last)? });
    block("correlation", "correlation").or_else(|| block("correlationFrom", "correlationThrough"))
}

/// The requests about orders whose ids stand in no timeline.
pub fn unnamed_requests(details: &[SaleDetail], hits: &[Hit]) -> Vec<String> {
    let blocks: Vec<Block> = details.iter().flat_map(|detail| &detail.timeline).filter_map(named).collect();
    let is_unnamed = |hit: &&Hit| {
        let id = hit.header("x-correlation-id").and_then(|id| Uuid::try_parse(id).ok());
        let is_an_orders = matches!(hit.endpoint, Endpoint::EsimOrders | Endpoint::EsimOrder)
            || id.is_some_and(|id| blocks.iter().any(|block| block.is_of_its_sale(id)));
        is_an_orders && !id.is_some_and(|id| blocks.iter().any(|block| block.has(id)))
    };
    hits.iter().filter(is_unnamed).map(|hit| format!("in no timeline: {hit:#?}")).collect()
}
