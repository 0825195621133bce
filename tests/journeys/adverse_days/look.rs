//! A look at every sale that the till shows, beside the service's knowledge of it.
//!
//! Each sentence is compared when it appears: all of them speak of a time that has passed. The words of the service or
//! of a person are theirs. A request that never reached the service was never charged and never delivered.

use airtill_contract::{SaleStateView, SaleView, VerdictView};
use airtill_practice::{ChangeKind, Fate};
use airtill_tests::oracle::script::Ms;
use airtill_tests::oracle::truth::Strayed;
use airtill_tests::sold::AirtimeSale;
use airtill_tests::world::MORNING;

use super::Life;

/// A time in the window, in milliseconds since the day began.
fn time(text: &str) -> Ms {
    text.parse::<jiff::Timestamp>().unwrap().as_millisecond() - MORNING
}

/// The times at which the float was debited for a request.
fn debits(fate: Option<&Fate>) -> Vec<Ms> {
    let debited = |kind| matches!(kind, ChangeKind::Debit | ChangeKind::SecondDebit);
    let changes = fate.into_iter().flat_map(|fate| &fate.changes).filter(|change| debited(change.kind));
    changes.map(|change| change.at.as_millisecond() - MORNING).collect()
}

fn is_true(verdict: &VerdictView, debits: &[Ms]) -> bool {
    let (from, to) = (time(&verdict.from), time(&verdict.to));
    if verdict.charged { debits.iter().any(|at| (from..=to).contains(at)) } else { debits.iter().all(|at| *at > to) }
}

/// The sentence of a sale's row that can be false, and whether it is true.
fn sentence(sale: &SaleView, fate: Option<&Fate>) -> Option<(String, bool)> {
    let debits = debits(fate);
    let reported = |text: String, is_true| Some((format!("{text}, and it was charged at {debits:?}"), is_true));
    match (sale.state, &sale.verdict) {
        (SaleStateView::NeverHandedOver, _) => reported("it never left this computer".to_owned(), fate.is_none()),
        (
            SaleStateView::Charged
            | SaleStateView::NotCharged
            | SaleStateView::DeclinedButCharged
            | SaleStateView::Declined,
            Some(verdict),
        ) => {
            let text = format!(
                "{:?}: charged {} from {} to {}",
                sale.state,
                verdict.charged,
                time(&verdict.from),
                time(&verdict.to)
            );
            reported(text, is_true(verdict, &debits))
        }
        _ => None,
    }
}

impl Life {
    /// The event that the present sentences exclude, if one happened.
    fn excuse(&self) -> Option<Strayed> {
        let since = |at: Ms| at >= self.epoch;
        self.strays
            .iter()
            .find(|stray| since(stray.at) && stray.what.is_excluded(&self.declared))
            .map(|stray| stray.what)
    }

    /// Compares every sentence with the truth.
    ///
    /// # Panics
    /// One is false, and every declaration is true.
    pub async fn look(&mut self) {
        let fates = self.world.service().fates();
        for sale in self.world.sales().await {
            assert_ne!(sale.state, SaleStateView::Intended, "{}: {sale:#?}", self.story.join("\n"));
            let fate = fates.iter().rev().find(|fate| fate.msisdn == sale.msisdn());
            let Some((text, is_true)) = sentence(&sale, fate) else { continue };
            if !self.seen.known.insert(format!("{} {}", sale.msisdn(), text)) {
                continue;
            }
            self.seen.verdicts += usize::from(sale.verdict.is_some());
            self.story.push(format!("    {}: {text}", sale.msisdn()));
            assert!(
                self.declared.this_till || sale.verdict.is_none(),
                "a float of others is judged:\n{}",
                self.story.join("\n")
            );
            if !is_true {
                self.seen.excused += 1;
                assert!(self.excuse().is_some(), "FALSE: {text}\n{}", self.story.join("\n"));
            }
        }
    }
}
