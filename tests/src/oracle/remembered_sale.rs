//! A sale as the till remembers it on a day: its state, and since when by the clock of which run.
//!
//! Only the values that the till's own course needs: the sales in doubt, and how long they have waited. The truth of a
//! sale is in `truth`, the sentences about it in `sentences`.

use airtill_domain::SaleState;
use airtill_ledger::Fact;

use super::script::{Minor, Ms};

/// A moment by the monotonic clock: the number of the run, and the time in it.
pub(super) type Moment = (u32, Ms);

/// A sale as the till knows it.
pub(super) struct RememberedSale {
    /// The number of the connection.
    pub over: usize,
    /// The amount of the sale.
    pub amount: Minor,
    /// The state of the sale.
    pub state: SaleState,
    /// Whether the service refused it with a documented code.
    pub refused: bool,
    /// When its last request was intended; never where nothing was written.
    pub sent: Option<Moment>,
    /// When it came into doubt, unless that was before this run.
    pub doubted: Option<Moment>,
    /// Whether it was ever in doubt.
    pub was_doubt: bool,
    /// Whether it ever had a verdict.
    pub judged: bool,
}

impl RememberedSale {
    /// A sale that was asked for.
    pub fn asked(over: usize, amount: Minor) -> Self {
        Self {
            over,
            amount,
            state: SaleState::Intended,
            refused: false,
            sent: None,
            doubted: None,
            was_doubt: false,
            judged: false,
        }
    }

    /// Whether a person may declare how it ended.
    pub fn may_be_declared(&self) -> bool {
        self.state == SaleState::InDoubt || matches!(self.state, SaleState::Reopened | SaleState::Said) || self.judged
    }

    /// Applies an entry to it. True where the entry says by itself that it was charged.
    pub fn follow(&mut self, fact: &Fact, now: Moment) -> bool {
        match fact {
            Fact::Intended(_) => (self.state, self.sent) = (SaleState::Intended, Some(now)),
            Fact::Confirmed { .. } => self.state = SaleState::Confirmed,
            Fact::Accepted { .. } => self.state = SaleState::Accepted,
            Fact::Declined { .. } => self.state = SaleState::Declined,
            Fact::InDoubt { refusal_code, .. } => {
                (self.state, self.refused) = (SaleState::InDoubt, refusal_code.is_some());
                (self.was_doubt, self.doubted) = (true, Some(now));
            }
            Fact::NeverHandedOver { .. } => self.state = SaleState::NeverHandedOver,
            Fact::Reopened { .. } => self.state = SaleState::Reopened,
            Fact::Said { .. } => self.state = SaleState::Said,
            Fact::Judged { state, verdict, .. } => {
                (self.state, self.judged) = (*state, true);
                return verdict.charged;
            }
            Fact::RunStarted { .. }
            | Fact::TurnedAway { .. }
            | Fact::EvidenceNoted { .. }
            | Fact::FloatSeen { .. }
            | Fact::UnexplainedDebit { .. } => {}
            // Of orders that no float pays.
            Fact::Progressed { .. } | Fact::RequestsNumbered { .. } | Fact::Traced { .. } => {}
            Fact::CameToRest { .. } | Fact::Declared { .. } | Fact::EpochEnded { .. } | Fact::Seen { .. } => {}
        }
        false
    }
}
