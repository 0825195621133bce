//! The chain of one float: entries in, in their order, and what follows from them out.
//!
//! Pure. The chain is a fold over the ledger's entries of one float, so that all that it says can be recomputed from
//! them alone. It follows the sales whose charge is not known, the sets of them that explain every movement so far, and
//! what sales cost. [`Chain::due`] is everything that follows now and stands in no entry yet; an entry that is written
//! takes it away again, so a power cut in between loses and doubles nothing. `weigh` says how a float that was seen is
//! weighed.

use airtill_domain::connection::{Declarations, SecondDebit, UsedBy};
use airtill_domain::{Money, SaleId, SaleState, Timestamp};
use airtill_ledger::{Entry, Fact, Intended, Sale, Seq};

use super::Noted;
use super::cost::Costs;
use super::due::Due;
use super::explain::{MOST_SALES, Set};
use super::open::{Open, Seen};
use super::sets::Sets;

/// The declarations of a float, and how far the proof by them has come.
#[derive(Clone, Debug)]
pub struct Epoch {
    /// The declarations in force.
    pub declarations: Declarations,
    /// The entry that declares it.
    pub declared: Seq,
    /// When the first float was seen in it.
    pub since: Option<Timestamp>,
    /// When something contradicted it, and by how much the float went down beyond what is explained.
    pub ended: Option<(Timestamp, Option<Money>)>,
}

impl Epoch {
    /// Whether the till may judge by it alone.
    pub fn judges(&self) -> bool {
        self.declarations.used_by == UsedBy::ThisTill && self.ended.is_none()
    }
}

/// A verdict that stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Told {
    pub sale: SaleId,
    pub amount: i64,
    pub charged: bool,
    pub refused: bool,
    pub at: Timestamp,
}

/// An accepted sale that the service may debit again.
#[derive(Clone, Copy, Debug)]
pub(super) struct Accepted {
    pub sale: SaleId,
    pub amount: i64,
    /// The entry from which on it is not debited any more.
    pub over: Option<Seq>,
}

/// The evidence on one float. What is written of a doubt:
///
/// | row | when | what is written of a doubt |
/// | --- | --- | --- |
/// | 1 | it was sent before the epoch's first float | `NothingToCompare` |
/// | 2 | it is in every explanation | **charged**, also before its rest |
/// | 3 | it is in none; the float was asked for after its rest / before | **not charged as of then** / `UnchangedSoFar` |
/// | 4 | it is in some | `FitsBoth` |
/// | 5 | it is in some, its window and those of all that hang together with it are closed, and every explanation charges as many | `ExactlySome` |
/// | 6 | there is no explanation | the epoch ends; verdicts of its last seven days are **reopened**; `MovedByOthers` |
/// | 7 | others use the float too, or the epoch has ended: rows 2 and 3 | `WasCharged`, `WasNotCharged`: indications, which settle nothing |
/// | 8 | a person has said something of it | nothing; it stays a possibility in the sums |
/// | 9 | row 4, where a second debit of an accepted sale is what makes the others possible | `MayBeRetry`; a fall that nothing else explains gets an entry of its own |
/// | 10 | the service may write an old float back: rows 2 and 3, unless it was alone in its window | `CannotBeTold` |
/// | 11 | there is too much to enumerate | `CannotBeTold` |
#[derive(Clone, Debug, Default)]
pub struct Chain {
    pub(super) epoch: Option<Epoch>,
    pub(super) last: Option<Seen>,
    pub(super) open: Vec<Open>,
    pub(super) sets: Sets,
    /// Amounts of the sales that were certainly charged since the last float was seen.
    pub(super) known: Vec<i64>,
    pub(super) costs: Costs,
    pub(super) accepted: Vec<Accepted>,
    /// Amounts of sales that were charged in this epoch: each may be refunded.
    pub(super) sold: std::collections::BTreeSet<i64>,
    pub(super) told: Vec<Told>,
    /// Sales in doubt of which the entries say how many were charged.
    pub(super) counted: Vec<SaleId>,
    /// The float before the oldest sale on which a present conclusion may rest.
    pub(super) run: Option<Seen>,
    /// Something was found that is not explained, and its entry is not written yet.
    pub(super) broken: bool,
    pub(super) pending: Vec<Due>,
    /// The number of the last entry that it took.
    taken: i64,
}

impl Chain {
    /// The last entry that it took.
    pub fn taken(&self) -> Seq {
        Seq(self.taken)
    }

    /// The declarations, and how far the proof is; `None` before anything was declared.
    pub fn epoch(&self) -> Option<&Epoch> {
        self.epoch.as_ref()
    }

    /// The sales of which the service may still be working, as far as is written: those that are or were in doubt, and
    /// accepted ones that may be debited again within a declared time.
    pub fn at_work(&self) -> impl Iterator<Item = (SaleId, AtWork)> {
        let doubts = self
            .open
            .iter()
            .filter(|open| (open.doubt || open.judged) && open.rest.is_none())
            .map(|open| (open.sale, AtWork::Request));
        let within =
            matches!(self.epoch.as_ref().map(|epoch| epoch.declarations.second_debit), Some(SecondDebit::Within(_)));
        let again = self
            .accepted
            .iter()
            .filter(move |accepted| within && accepted.over.is_none())
            .map(|accepted| (accepted.sale, AtWork::SecondDebit));
        doubts.chain(again)
    }

    /// The sales in doubt whose last line is not this one.
    pub(super) fn told_nothing_but(&self, line: &Noted) -> Vec<SaleId> {
        let other = |open: &&Open| open.noted.as_ref().is_none_or(|last| !last.says_the_same(line));
        self.open.iter().filter(|open| open.doubt && !open.mute).filter(other).map(|open| open.sale).collect()
    }

    /// The sales in doubt that are still followed.
    pub fn doubts(&self) -> Vec<SaleId> {
        self.open.iter().filter(|open| open.doubt && !open.mute).map(|open| open.sale).collect()
    }

    /// Whether another reading may show something of a sale in doubt.
    pub fn is_waiting(&self) -> bool {
        !self.pending.is_empty() || self.open.iter().any(|open| open.is_told() && !open.past)
    }

    /// Remembers a sale that was sold before what is read: it may be refunded, or debited a second time.
    pub fn remember(&mut self, sale: &Sale) {
        let Some(price) = sale.order.float_amount() else { return };
        self.sold.insert(price.minor);
        let over =
            sale.state == SaleState::Confirmed || sale.refused || (sale.state == SaleState::Accepted && sale.at_rest);
        if !over {
            self.accepted.push(Accepted { sale: sale.id, amount: price.minor, over: None });
        }
    }

    /// Takes the next entry of its float.
    pub fn take(&mut self, entry: &Entry) {
        self.taken = entry.seq.0;
        match &entry.fact {
            Fact::Declared { declarations, .. } => {
                self.begin(Epoch { declarations: declarations.clone(), declared: entry.seq, since: None, ended: None })
            }
            Fact::EpochEnded { declarations, moved, .. } => self.end(entry, declarations, *moved),
            Fact::Intended(Intended { sale, order, attempt: 1, .. }) => {
                if let Some(price) = order.float_amount() {
                    self.sent(*sale, price.minor, entry);
                }
            }
            Fact::Confirmed { sale, float_after, .. } => self.succeeded(entry, *sale, *float_after, false),
            Fact::Accepted { sale, float_after, .. } => self.succeeded(entry, *sale, *float_after, true),
            Fact::NeverHandedOver { sale, .. } => self.forget(*sale),
            Fact::Declined { sale, reason, .. } if reason.says_uncharged() => self.forget(*sale),
            // The service says no, and nothing of the charge: it stays a possibility that is asked of nobody.
            Fact::Declined { sale, .. } => {
                self.of(*sale, |open| (open.doubt, open.mute, open.rest) = (true, true, Some(entry.seq)))
            }
            Fact::InDoubt { sale, refusal_code, .. } => self.doubted(*sale, refusal_code.map(|_| entry.seq)),
            Fact::CameToRest { sale, .. } => self.rested(*sale, entry.seq),
            Fact::Judged { sale, verdict, .. } => self.judged(*sale, verdict.charged, entry.at),
            // Of orders that no float pays.
            Fact::Progressed { .. } | Fact::RequestsNumbered { .. } | Fact::Traced { .. } => {}
            Fact::Reopened { sale, .. } => self.told.retain(|told| told.sale != *sale),
            Fact::Said { sale, .. } => {
                self.of(*sale, |open| open.mute = true);
                self.forget_verdicts(|told| told.sale == *sale);
                self.counted.retain(|counted| counted != sale);
                self.pending.retain(|due| due.sale() != Some(*sale));
            }
            Fact::EvidenceNoted { sale, noted } => {
                self.counted.retain(|counted| counted != sale);
                self.counted.extend(noted.exactly.map(|_| *sale));
                self.of(*sale, |open| open.noted = Some(noted.clone()));
            }
            Fact::FloatSeen { balance, .. } => self
                .see(Seen { seq: entry.seq, asked: entry.seq, at: entry.at, until: entry.at, float: *balance }, true),
            Fact::RunStarted { .. }
            | Fact::Intended(_)
            | Fact::TurnedAway { .. }
            | Fact::UnexplainedDebit { .. }
            | Fact::Seen { .. } => {}
        }
        self.pending.retain(|due| !due.is_written_by(&entry.fact));
    }

    fn begin(&mut self, epoch: Epoch) {
        self.give_up();
        (self.epoch, self.last, self.broken) = (Some(epoch), None, false);
        self.costs = Costs::default();
        self.counted.clear();
        self.forget_verdicts(|_| true);
        self.pending.clear();
    }

    /// The contradiction of the epoch is on disk: from here on nothing is proven until it is declared again.
    fn end(&mut self, entry: &Entry, declarations: &Declarations, moved: Option<Money>) {
        self.give_up();
        let before = self.epoch.take();
        self.epoch = Some(Epoch {
            declarations: declarations.clone(),
            declared: before.as_ref().map_or(entry.seq, |epoch| epoch.declared),
            since: before.and_then(|epoch| epoch.since),
            ended: Some((entry.at, moved)),
        });
        self.broken = false;
        self.costs = Costs::default();
        self.counted.clear();
        self.forget_verdicts(|_| true);
    }

    /// Nothing more is concluded of the sales that are open now; they stay possible movements until the service is done
    /// with them.
    pub(super) fn give_up(&mut self) {
        self.let_go(|open| open.past);
        self.sets = Sets::default();
        self.known.clear();
        for open in &mut self.open {
            (open.foreign, open.lost) = (true, false);
        }
    }

    /// Drops sales of which nothing more is concluded. A sale that may have been charged may be refunded and debited
    /// again later.
    pub(super) fn let_go(&mut self, goes: impl Fn(&Open) -> bool) {
        let some = self.sets.in_some();
        let (gone, kept): (Vec<Open>, Vec<Open>) =
            std::mem::take(&mut self.open).into_iter().partition(|open| goes(open));
        self.open = kept;
        let mut set = 0;
        for open in &gone {
            set |= open.set();
            if !(open.foreign || open.lost || open.set() & some != 0) {
                continue;
            }
            self.sold.insert(open.amount);
            if !open.refused && !self.told.iter().any(|told| told.sale == open.sale) {
                self.accepted.push(Accepted { sale: open.sale, amount: open.amount, over: None });
            }
        }
        self.sets = self.sets.without(set);
    }

    /// Verdicts that do not count any more: of an epoch that is over, or of a sale of which a person has spoken. Their
    /// sales may still be debited again.
    fn forget_verdicts(&mut self, forgotten: impl Fn(&Told) -> bool) {
        // One that is still followed is counted there.
        let followed = |told: &Told| self.open.iter().any(|open| open.sale == told.sale);
        let (gone, kept): (Vec<Told>, Vec<Told>) =
            std::mem::take(&mut self.told).into_iter().partition(|told| forgotten(told));
        self.told = kept;
        // Where a verdict was wrong, its sale may be refunded as well.
        self.sold.extend(gone.iter().map(|told| told.amount));
        let again = gone.into_iter().filter(|told| told.charged && !told.refused && !followed(told));
        self.accepted.extend(again.map(|told| Accepted { sale: told.sale, amount: told.amount, over: None }));
    }

    fn sent(&mut self, sale: SaleId, amount: i64, entry: &Entry) {
        let (proven, undecided) = (self.sets.in_all(), self.sets.in_some() & !self.sets.in_all());
        if self.open.iter().all(|open| open.past && open.set() & undecided == 0) {
            self.run = self.last;
        }
        let mut followed = false;
        for open in self.open.iter_mut().filter(|open| !open.past && open.set() & proven == 0) {
            (open.followed, followed) = (true, true);
        }
        let mut open = Open { followed, ..Open::new(sale, amount, entry, self.last) };
        let used = self.open.iter().fold(0, |used: Set, open| used | open.set());
        open.bit = (0..).take(MOST_SALES).find(|bit| used & (1 << bit) == 0);
        open.lost = open.bit.is_none();
        self.open.push(open);
    }

    /// It ended without an answer that says what it cost; `rest` where the service was done with it then.
    fn doubted(&mut self, sale: SaleId, rest: Option<Seq>) {
        let proven = self.sets.in_all();
        let at_work = |open: &Open| !open.past && open.set() & proven == 0;
        let beside = self.open.iter().any(|open| open.sale != sale && at_work(open));
        for open in self.open.iter_mut().filter(|open| at_work(open)) {
            open.crowded |= beside || open.sale != sale;
        }
        self.of(sale, |open| (open.doubt, open.refused, open.rest) = (true, rest.is_some(), rest.or(open.rest)));
    }

    fn succeeded(&mut self, entry: &Entry, sale: SaleId, stated: Option<Money>, accepted: bool) {
        let Some(at) = self.open.iter().position(|open| open.sale == sale) else { return };
        let open = self.open.remove(at);
        self.sets = self.sets.without(open.set());
        self.known.push(open.amount);
        self.sold.insert(open.amount);
        if let Some(float) = stated {
            // Stated while its own request ran: a float of the moment in which it was sent.
            self.see(Seen { seq: entry.seq, asked: open.sent, at: open.sent_at, until: entry.at, float }, false);
        }
        if accepted {
            self.accepted.push(Accepted { sale, amount: open.amount, over: None });
        }
    }

    fn forget(&mut self, sale: SaleId) {
        if let Some(at) = self.open.iter().position(|open| open.sale == sale) {
            let open = self.open.remove(at);
            self.sets = self.sets.without(open.set());
        }
    }

    fn rested(&mut self, sale: SaleId, at: Seq) {
        self.of(sale, |open| open.rest = open.rest.or(Some(at)));
        for accepted in self.accepted.iter_mut().filter(|accepted| accepted.sale == sale) {
            accepted.over = accepted.over.or(Some(at));
        }
    }

    fn judged(&mut self, sale: SaleId, charged: bool, at: Timestamp) {
        let Some((amount, refused)) =
            self.open.iter().find(|open| open.sale == sale).map(|open| (open.amount, open.refused))
        else {
            return;
        };
        self.told.push(Told { sale, amount, charged, refused, at });
        if charged {
            self.sold.insert(amount);
        }
        self.of(sale, |open| (open.doubt, open.judged) = (false, true));
    }

    pub(super) fn of(&mut self, sale: SaleId, change: impl FnOnce(&mut Open)) {
        if let Some(open) = self.open.iter_mut().find(|open| open.sale == sale) {
            change(open);
        }
    }
}

/// Why the service may still move the float for a sale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AtWork {
    /// Its request may not be done.
    Request,
    /// It may be debited a second time.
    SecondDebit,
}

/// Where a verdict puts a sale: the service refused it, or nobody knows of a delivery.
pub(super) fn judged_state(refused: bool, charged: bool) -> SaleState {
    match (refused, charged) {
        (false, true) => SaleState::Charged,
        (false, false) => SaleState::NotCharged,
        (true, true) => SaleState::DeclinedButCharged,
        (true, false) => SaleState::Declined,
    }
}
