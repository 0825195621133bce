//! A thousand open orders, followed as the till follows them: how often the service is asked in any minute, and the
//! memory beside it.
//!
//! Everything goes ten times as fast as in a shop: a minute of the service's limit, the pace of the requests and the
//! gaps between the looks. The orders are stuck at the service, so none of them ends. Service and till are one process,
//! whose memory is read once each order was asked about, and again minutes later.

use std::collections::BTreeSet;
use std::time::Duration;

use airtill_app::{Policy, Till};
use airtill_contract::*;
use airtill_practice::esim::{CLIENT_ID, CLIENT_SECRET, Limit, Options, PracticeEsim};
use airtill_practice::{Endpoint, Hit};
use airtill_tests::browser::Opener;
use airtill_tests::world::{ESIM_FILE, confirmed, new_for};

use crate::account::{self, ComputerClock, Encoder};
use crate::measure::{Fallible, Measure, Ratio, Unit};

/// The open orders.
const ORDERS: usize = 1_000;
/// By so much everything is faster.
const FASTER: u32 = 10;
/// The requests that the service takes in a minute at one endpoint.
const A_MINUTE: usize = 1_000;
const MINUTE: Duration = Duration::from_secs(60 / FASTER as u64);
/// How long the orders are followed before the memory is read again.
const FOLLOWED: Duration = MINUTE.saturating_mul(3);
/// How often the hits are read: the service remembers fewer than come in a minute.
const LOOK: Duration = Duration::from_millis(500);
const LIMIT: Duration = Duration::from_secs(120);

/// Orders, follows, counts and weighs.
pub async fn measure() -> Fallible<[Measure; 2]> {
    let limit = Some(Limit { requests: A_MINUTE, within: MINUTE });
    let service = PracticeEsim::start(Options { limit, keep_hits: 2 * A_MINUTE, ..Options::default() }).await?;
    let folder = account::folder()?;
    let usual = Policy::default();
    let order_gaps = usual.order_gaps.iter().map(|gap| *gap / FASTER).collect();
    let policy = Policy { order_gaps, order_pace: usual.order_pace / FASTER, ..usual };
    let clock = ComputerClock::new();
    let till = account::open_with(folder.path(), Encoder::default(), Opener::new().0, clock, policy)?;
    let file = ESIM_FILE.replace("{port}", &service.address().port().to_string());
    let file = format!("{file}[oauth]\nclient_id = \"{CLIENT_ID}\"\n");
    let key = account::import_file(&till, &file, Some(CLIENT_SECRET)).await?;
    order(&till, &key).await?;

    let mut looks = Looks::default();
    let every_order = async {
        while looks.orders.len() < ORDERS {
            tokio::time::sleep(LOOK).await;
            looks.read(service.hits());
        }
    };
    tokio::time::timeout(LIMIT, every_order).await.map_err(|_| "some order was never asked about")?;
    let before = memory()?;
    let mut followed = Duration::ZERO;
    while followed < FOLLOWED {
        tokio::time::sleep(LOOK).await;
        followed += LOOK;
        looks.read(service.hits());
    }
    let after = memory()?;
    till.close(Duration::from_secs(10)).await;
    let most = looks.most_within(MINUTE);
    if most < A_MINUTE / 2 {
        return Err(format!("a thousand orders were asked about {most} times in a minute: nothing was measured").into());
    }
    let from = format!("{ORDERS} open orders, {FASTER} times as fast, {} requests", looks.times.len());
    Ok([
        Measure {
            name: "requests about open orders, in any minute",
            till: most as u64,
            floor: A_MINUTE as u64,
            unit: Unit::Count,
            bound: Ratio(100),
            from: from.clone(),
        },
        Measure {
            name: "memory beside open orders, minutes later",
            till: after,
            floor: before,
            unit: Unit::Memory,
            bound: Ratio(105),
            from,
        },
    ])
}

/// Orders an eSIM for each of many customers; none of the orders ever ends.
async fn order(till: &Till, key: &ConnectionKey) -> Fallible<()> {
    let asked = ForCatalogue { connection: key.clone(), currency: None, anew: true };
    let products = till.catalogue(asked).await.map_err(account::failed)?.products;
    let product = products.first().ok_or("the catalogue is empty")?;
    let country = product.footprint.first().ok_or("the product works nowhere")?;
    for number in 0..ORDERS {
        let customer = format!("stuck+{number}@practice");
        let order = new_for(key.clone(), product.id.clone(), country.clone(), &customer);
        let confirmation = confirmed(till.prepare_new_esim(order).await.map_err(account::failed)?);
        let yes = SendEsimOrder { intent: confirmation.intent, repeat_reason: None, override_doubts: Vec::new() };
        let sale = till.send_esim_order(yes).await.map_err(account::failed)?;
        if sale.state != SaleStateView::Accepted {
            return Err(format!("order {number} is {:?}", sale.state).into());
        }
    }
    Ok(())
}

/// The looks at orders that the service saw.
#[derive(Default)]
struct Looks {
    last: u64,
    orders: BTreeSet<String>,
    /// When they came, in milliseconds.
    times: Vec<i64>,
}

impl Looks {
    fn read(&mut self, hits: Vec<Hit>) {
        let last = self.last;
        for hit in hits.into_iter().filter(|hit| hit.number > last) {
            self.last = hit.number;
            if hit.endpoint == Endpoint::EsimOrder {
                self.times.push(hit.at.as_millisecond());
                self.orders.insert(hit.target);
            }
        }
    }

    /// The most that came in any time of this length.
    fn most_within(&self, span: Duration) -> usize {
        let span = i64::try_from(span.as_millis()).unwrap_or(i64::MAX);
        let until = |from: i64| self.times.partition_point(|at| *at < from + span);
        (0..self.times.len()).map(|at| until(self.times[at]) - at).max().unwrap_or(0)
    }
}

/// The memory of this process alone, in bytes.
fn memory() -> Fallible<u64> {
    crate::processes::own_memory(std::process::id())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minute_is_counted_wherever_it_begins() {
        let looks = Looks { times: vec![0, 10, 59_999, 60_000, 60_001], ..Looks::default() };
        assert_eq!(looks.most_within(Duration::from_secs(60)), 4);
        assert_eq!(Looks::default().most_within(Duration::from_secs(60)), 0);
    }
}
