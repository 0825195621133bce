//! The command about the limits of the company.
//!
//! It only shows them: they are compared where an intent is recorded, in the ledger.

use airtill_contract::{DayLimitView, ForLimits, LimitsView};
use airtill_domain::{Money, Timestamp};
use airtill_ledger::{Ledger, LedgerError, day_began};

use super::{Inner, Till};
use crate::{TillError, view};

impl Till {
    /// The limits of the company, and what today has sold of them in an environment that is open.
    ///
    /// # Errors
    /// None of its own: the sum of today is absent where it is not known.
    pub async fn limits(&self, request: ForLimits) -> Result<LimitsView, TillError> {
        self.run(move |till| async move {
            let (limits, now) = (till.runtime.limits().await, till.runtime.ports.clock.now().wall);
            let sold = till.sold_today(&request, limits.per_day().to_vec(), now).await.unwrap_or_default();
            let per_day = limits.per_day().iter().enumerate().map(|(at, most)| DayLimitView {
                most: view::money(*most),
                sold: sold.get(at).copied().map(view::money),
            });
            Ok(LimitsView {
                per_day: per_day.collect(),
                per_sale: limits.per_sale().iter().copied().map(view::money).collect(),
                day_began: view::time(day_began(now)),
            })
        })
        .await
    }
}

impl Inner {
    /// The sum that today has sold in the currency of each limit.
    async fn sold_today(&self, request: &ForLimits, limits: Vec<Money>, now: Timestamp) -> Option<Vec<Money>> {
        let environment = self.environments.known(view::environment_from(request.environment))?;
        let listed = environment.list_prices();
        let read = move |ledger: &mut Ledger| {
            limits.iter().map(|most| ledger.sold_today(most.currency, now, &listed)).collect::<Result<_, LedgerError>>()
        };
        let sold = environment.ledger.call(read).await;
        sold.inspect_err(|error| tracing::warn!(%error, "what today has sold cannot be told")).ok()
    }
}
