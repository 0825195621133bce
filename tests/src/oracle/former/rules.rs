//! The rules of evidence: what a float says about sales whose answer was lost.
//!
//! A case is: the float that was certain before the first open doubt (*anchor*), the float just seen, the sales in
//! between that certainly debited it, the doubts, the accepted sales that the service retries and may debit a second
//! time (*pending*), and the rate learnt from confirmed sales. An *explanation* is a choice of doubts and pending sales
//! whose debits, with the certain ones, make up exactly what the float lost (give or take one minor unit of rounding
//! per sale where there is a commission).
//!
//! Nobody is ever alone at a float for sure: a movement of somebody else that has exactly the size of a doubt, in the
//! seconds between two readings, cannot be told from it. Where another desk was seen to use the account, or another
//! person signed in, a fit therefore settles nothing.
//!
//! A doubt that the service refused (only the charge is unknown) is settled by the same rows: *sent* means declined but
//! charged, *not sent* means declined. Everything else stays in doubt, with the numbers, until a person decides.

use std::collections::BTreeMap;

use airtill_contract::Finding;
use airtill_domain::{Money, SaleId};

use super::rate::Rate;

/// Among more choices than this, one that makes up the fall of a float by chance is not far-fetched.
const MOST_CHOICES: usize = 32;

/// A sale whose charge is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// Which sale.
    pub sale: SaleId,
    /// What was asked for.
    pub amount: Money,
    /// The service can no longer be working on it: it refused, or the quiet period has passed.
    pub at_rest: bool,
    /// Another sale was sent while the service may still have been working on this one, or this one in such a moment.
    pub overlapped: bool,
}

/// Everything that the rules look at.
#[derive(Clone, Debug, Default)]
pub struct Case {
    /// The float before the first open doubt.
    pub anchor: Option<Money>,
    /// The float just seen.
    pub seen: Option<Money>,
    /// Amounts of the sales since the anchor that were certainly charged.
    pub certain: Vec<Money>,
    /// The open doubts.
    pub doubts: Vec<Doubt>,
    /// Accepted sales that the service may debit a second time.
    pub pending: Vec<(SaleId, Money)>,
    /// What sales cost.
    pub rate: Option<Rate>,
    /// Another person signed in since the anchor, or asked for a sale in doubt: their float may be another one.
    pub other_account: bool,
    /// Another desk was seen to use the account.
    pub shared: bool,
    /// Sales lately settled as not charged, whose charge may come after all.
    pub late: Vec<(SaleId, Money)>,
}

/// What the rules say of one doubt, with the numbers they looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opinion {
    /// Which sale.
    pub sale: SaleId,
    /// What the float says.
    pub finding: Finding,
    /// The float expected if this doubt alone was charged.
    pub if_sent: Option<Money>,
    /// The float expected if no doubt was charged.
    pub if_not_sent: Option<Money>,
    /// What this sale costs by the rate.
    pub debit: Option<Money>,
}

impl Opinion {
    /// `Some(true)`: charged; `Some(false)`: not charged; `None`: stays in doubt.
    pub fn decides(&self) -> Option<bool> {
        match self.finding {
            Finding::FitsSent => Some(true),
            Finding::FitsNotSent => Some(false),
            _ => None,
        }
    }
}

/// Weighs a case; one opinion for each doubt, in their order.
///
/// | # | when | says of each doubt |
/// | --- | --- | --- |
/// | 1 | the float could not be read | `FloatUnreadable` |
/// | 2 | no float was seen before the sale | `NothingToCompare` |
/// | 3 | the float rose by more than nothing | `MovedByOthers` |
/// | 4 | no rate is learnt, and the float is unchanged though nothing certain was sold | as row 9 |
/// | 5 | no rate is learnt otherwise | `CostUnknown` |
/// | 6 | no explanation / the float fell, and too many choices of doubts and pending sales were tried for a fit to prove anything | `MovedByOthers` / `FitsBoth` |
/// | 7 | the doubt is in every explanation | `FitsSent`: **settled, sent**; `FitsBoth` where another desk uses the account |
/// | 8 | it is in some, and a pending sale is what makes the others possible / not so | `MayBeRetry` / `FitsBoth` |
/// | 9 | it is in none; the service refused it, or the quiet period has passed / not yet | `FitsNotSent`: **settled, not sent** / `UnchangedSoFar` |
/// | 10 | row 9, but another sale was sent while the service may still have worked on it, and can have lost its debit | `FitsBoth` |
/// | 11 | rows 3 to 10, but another person signed in since the anchor, or asked for the sale | `OtherAccount` |
pub fn weigh(case: &Case) -> Vec<Opinion> {
    let drop = case.anchor.zip(case.seen).and_then(|(anchor, seen)| anchor.minus(seen));
    case.doubts.iter().enumerate().map(|(at, doubt)| opinion(case, drop, at, doubt)).collect()
}

/// A fall of the float, when no doubt is open, that only one sale explains: an accepted one that was debited again, or
/// one that was settled as not charged too soon.
pub fn unexplained_debit(case: &Case) -> Option<(Money, SaleId)> {
    let (anchor, seen, rate) = (case.anchor?, case.seen?, case.rate?);
    if !case.doubts.is_empty() || case.other_account {
        return None;
    }
    let left = anchor.minus(seen)?.minus(total(&case.certain, rate)?)?;
    let explains = |amount: Money| rate.debit(amount).minor.abs_diff(left.minor) <= rate.slack().unsigned_abs();
    let mut fits = case.pending.iter().chain(&case.late).filter(|(_, amount)| explains(*amount));
    match (fits.next(), fits.next()) {
        (Some((sale, _)), None) if left.is_positive() => Some((left, *sale)),
        _ => None,
    }
}

fn opinion(case: &Case, drop: Option<Money>, at: usize, doubt: &Doubt) -> Opinion {
    let debit = case.rate.map(|rate| rate.debit(doubt.amount));
    let certain = match case.rate {
        Some(rate) => total(&case.certain, rate),
        None => case.certain.is_empty().then(|| Money::from_minor(0, doubt.amount.currency)),
    };
    let if_not_sent = case.anchor.zip(certain).and_then(|(anchor, certain)| anchor.minus(certain));
    let if_sent = if_not_sent.zip(debit).and_then(|(float, debit)| float.minus(debit));
    let finding = match finding(case, drop, at, doubt) {
        certain @ (Finding::FloatUnreadable | Finding::NothingToCompare) => certain,
        _ if case.other_account => Finding::OtherAccount,
        Finding::FitsSent if case.shared => Finding::FitsBoth,
        Finding::FitsNotSent if doubt.overlapped => Finding::FitsBoth,
        finding => finding,
    };
    Opinion { sale: doubt.sale, finding, if_sent, if_not_sent, debit }
}

fn finding(case: &Case, drop: Option<Money>, at: usize, doubt: &Doubt) -> Finding {
    if case.seen.is_none() {
        return Finding::FloatUnreadable;
    }
    let Some(drop) = drop else { return Finding::NothingToCompare };
    if drop.minor < 0 {
        return Finding::MovedByOthers;
    }
    let not_sent = if doubt.at_rest { Finding::FitsNotSent } else { Finding::UnchangedSoFar };
    let Some(rate) = case.rate else {
        return if drop.minor == 0 && case.certain.is_empty() { not_sent } else { Finding::CostUnknown };
    };
    let Some(certain) = total(&case.certain, rate) else { return Finding::MovedByOthers };
    let slack = rate.slack().saturating_mul(i64::try_from(case.certain.len()).unwrap_or(i64::MAX));
    if (drop.minor - certain.minor).abs() <= slack {
        return not_sent;
    }
    let retries = sums_of_retries(case, drop, rate);
    if choices(case).saturating_mul(retries.len() + 1) > MOST_CHOICES {
        return Finding::FitsBoth;
    }
    let explanations = explanations(case, drop.minor - certain.minor, &retries, rate);
    let with = explanations.iter().filter(|e| e.charged & (1 << at) != 0).count();
    match with {
        _ if explanations.is_empty() => Finding::MovedByOthers,
        0 => not_sent,
        n if n == explanations.len() => Finding::FitsSent,
        _ if explanations.iter().any(|e| e.charged & (1 << at) == 0 && e.retried) => Finding::MayBeRetry,
        _ => Finding::FitsBoth,
    }
}

/// A choice of doubts (bits), and whether it needs a pending sale to have been debited again.
struct Explanation {
    charged: u32,
    retried: bool,
}

/// In how many ways some of the doubts may have been charged.
fn choices(case: &Case) -> usize {
    u32::try_from(case.doubts.len()).ok().and_then(|count| 1_usize.checked_shl(count)).unwrap_or(usize::MAX)
}

/// What can have made up `lost`, which the certain sales do not explain.
fn explanations(case: &Case, lost: i64, retries: &BTreeMap<i64, usize>, rate: Rate) -> Vec<Explanation> {
    let debits: Vec<i64> = case.doubts.iter().map(|d| rate.debit(d.amount).minor).collect();
    let mut found = Vec::new();
    for charged in 0..1_u32 << debits.len() {
        let chosen: i64 =
            debits.iter().enumerate().filter(|(at, _)| charged & (1 << at) != 0).map(|(_, debit)| *debit).sum();
        let terms = case.certain.len() + charged.count_ones() as usize;
        let left = lost - chosen;
        let fits = |sum: i64, more: usize| {
            (left - sum).abs() <= rate.slack().saturating_mul(i64::try_from(terms + more).unwrap_or(i64::MAX))
        };
        if fits(0, 0) {
            found.push(Explanation { charged, retried: false });
        } else if retries.iter().any(|(sum, count)| fits(*sum, *count)) {
            found.push(Explanation { charged, retried: true });
        }
    }
    found
}

/// Every sum that some of the pending sales make up, up to what the float lost, with the most sales that make it up.
fn sums_of_retries(case: &Case, drop: Money, rate: Rate) -> BTreeMap<i64, usize> {
    let most = drop.minor
        + rate.slack().saturating_mul(
            i64::try_from(case.certain.len() + case.doubts.len() + case.pending.len()).unwrap_or(i64::MAX),
        );
    let mut sums: BTreeMap<i64, usize> = BTreeMap::new();
    for (_, amount) in &case.pending {
        let debit = rate.debit(*amount).minor;
        let with: Vec<(i64, usize)> = sums
            .iter()
            .map(|(sum, count)| (sum + debit, count + 1))
            .chain([(debit, 1)])
            .filter(|(sum, _)| *sum <= most)
            .collect();
        for (sum, count) in with {
            let known = sums.entry(sum).or_default();
            *known = (*known).max(count);
        }
    }
    sums
}

fn total(amounts: &[Money], rate: Rate) -> Option<Money> {
    let first = Money::from_minor(0, airtill_domain::Currency::Ssp);
    amounts.iter().try_fold(first, |sum, amount| sum.plus(rate.debit(*amount)))
}
