//! What the till says of sales, and in which world it is false.
//!
//! A sentence is read off the fact that puts it on the screen. Most speak of a time that has passed and are compared once;
//! *it was not sent* claims something for ever and is compared after every step. Sentences that name their author (the
//! service says, a person says) are never false.

use std::collections::{BTreeMap, BTreeSet};

use airtill_domain::SaleState;
use airtill_ledger::{Entry, Fact, SettledBy};

use super::paper::{number, time};
use super::script::{Declared, HOUR, Ms};
use super::truth::Stray;
use super::world::{World, clock};

/// How far back verdicts are reopened when an epoch ends.
const REOPENED: Ms = 7 * 24 * HOUR;
/// How often a sale may change by itself: doubt, verdict, reopened.
const CHANGES: usize = 3;

/// A sentence about a sale, or about the float.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// "It was sent": airtime has arrived.
    Sent,
    /// "It was not sent. Nothing was charged.": neither ever happens.
    NotSent,
    /// "It never left this computer."
    NeverLeft,
    /// "Between … and … the float fell for this sale."
    Charged {
        /// When the float before it was asked for.
        from: Ms,
        /// When the float after it was known.
        to: Ms,
    },
    /// "By … the float had not gone down for it."
    NotCharged {
        /// As of when.
        by: Ms,
    },
    /// "Refused, and nothing was charged": it never is.
    NeverCharged,
}

/// A sentence that was false.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct False {
    /// When it was found out.
    pub at: Ms,
    /// The sale that it is about.
    pub sale: usize,
    /// The sentence, and why it is false.
    pub text: String,
    /// What happened that the sentence's declaration excludes.
    pub excuse: Option<Stray>,
}

/// A sentence on the screen.
#[derive(Clone, Debug)]
struct Shown {
    said: Said,
    /// When it appeared.
    since: Ms,
    /// What had strayed from the declarations of its epoch by then.
    excuse: Option<Stray>,
    reported: bool,
    /// The epoch has ended and it must be reopened.
    doomed: bool,
}

/// Everything that is on the screen.
#[derive(Default)]
pub struct Board {
    shown: BTreeMap<usize, Shown>,
    changes: BTreeMap<usize, usize>,
    false_ones: BTreeSet<usize>,
    /// What was found false.
    pub wrong: Vec<False>,
}

impl Said {
    /// Why it is false in this world, if it is.
    fn falsehood(&self, sale: usize, world: &World) -> Option<String> {
        let truth = &world.sales[sale];
        let debits: Vec<String> = truth.debits.iter().map(|(at, _)| clock(*at)).collect();
        let charged = if debits.is_empty() { "it was never charged".to_owned() } else { format!("it was charged at {}", debits.join(" and ")) };
        match self {
            Said::Sent if !truth.delivered_by(world.now) => Some(format!("\"It was sent\", and it has not arrived; {charged}")),
            Said::NotSent if truth.delivered_by(world.now) || truth.charged_by(world.now) => {
                let arrived = truth.delivered.map_or("it never arrived".to_owned(), |at| format!("it arrived at {}", clock(at)));
                Some(format!("\"It was not sent. Nothing was charged.\", and {charged}; {arrived}"))
            }
            Said::NeverLeft if truth.sent.is_some() => Some("\"It never left this computer\", and it did".to_owned()),
            Said::Charged { from, to } if !truth.charged_within(*from, *to) => {
                Some(format!("\"Between {} and {} the float fell for it\", and {charged}", clock(*from), clock(*to)))
            }
            Said::NotCharged { by } if truth.charged_by(*by) => Some(format!("\"By {} the float had not gone down for it\", and {charged}", clock(*by))),
            Said::NeverCharged if truth.charged_by(world.now) => Some(format!("\"Refused; nothing was charged\", and {charged}")),
            _ => None,
        }
    }

    /// Whether it claims the future as well.
    fn is_for_ever(&self) -> bool {
        matches!(self, Said::NotSent | Said::NeverLeft | Said::NeverCharged)
    }

    /// Whether the rules said it by themselves and may have to take it back.
    fn is_verdict(&self) -> bool {
        matches!(self, Said::Sent | Said::NotSent | Said::Charged { .. } | Said::NotCharged { .. } | Said::NeverCharged)
    }

    /// Whether it says that the float was debited.
    pub fn charges(&self) -> Option<bool> {
        match self {
            Said::Sent | Said::Charged { .. } => Some(true),
            Said::NotSent | Said::NotCharged { .. } | Said::NeverCharged => Some(false),
            Said::NeverLeft => None,
        }
    }
}

/// What a fact puts on the screen: the sale, and the sentence if it is one that can be false.
pub fn read(entry: &Entry, world: &World) -> Option<(usize, Option<Said>)> {
    let sale = number(entry.fact.sale()?);
    let sent = || world.sales[sale].sent.unwrap_or(0);
    let now = time(entry.at);
    let said = match &entry.fact {
        Fact::Settled { by: SettledBy::Evidence, state, .. } => Some(match state {
            SaleState::SettledSent => Said::Sent,
            SaleState::SettledNotSent => Said::NotSent,
            SaleState::DeclinedButCharged => Said::Charged { from: sent(), to: now },
            _ => Said::NeverCharged,
        }),
        Fact::Declined { reason, .. } if reason == "unreachable" => Some(Said::NeverLeft),
        Fact::EvidenceNoted { .. } | Fact::UnexplainedDebit { .. } => return None,
        _ => None,
    };
    Some((sale, said))
}

impl Board {
    /// An entry changes what is shown. `epoch` is when the present epoch began.
    pub fn take(&mut self, entry: &Entry, world: &World, declared: &Declared, epoch: Ms) {
        let Some((sale, said)) = read(entry, world) else { return };
        let Some(said) = said else {
            self.shown.remove(&sale);
            return;
        };
        let excuse = world.strayed(declared, epoch);
        self.shown.insert(sale, Shown { said, since: world.now, excuse, reported: false, doomed: false });
        self.look_at(sale, world);
        let changes = self.changes.entry(sale).or_default();
        *changes += 1;
        if *changes > CHANGES {
            self.wrong.push(False { at: world.now, sale, text: format!("changed by itself {changes} times"), excuse: None });
        }
    }

    /// Compares every sentence that claims the future with the truth of now.
    pub fn look(&mut self, world: &World) {
        let for_ever: Vec<usize> = self.shown.iter().filter(|(_, shown)| shown.said.is_for_ever()).map(|(sale, _)| *sale).collect();
        for sale in for_ever {
            self.look_at(sale, world);
        }
    }

    fn look_at(&mut self, sale: usize, world: &World) {
        let Some(shown) = self.shown.get_mut(&sale).filter(|shown| !shown.reported) else { return };
        if let Some(text) = shown.said.falsehood(sale, world) {
            shown.reported = true;
            self.false_ones.insert(sale);
            self.wrong.push(False { at: world.now, sale, text, excuse: shown.excuse });
        }
    }

    /// The epoch has ended: every verdict of it must be reopened.
    pub fn epoch_ended(&mut self, epoch: Ms, now: Ms) {
        for shown in self.shown.values_mut().filter(|shown| shown.said.is_verdict()) {
            shown.doomed |= shown.since >= epoch && shown.since >= now - REOPENED;
        }
    }

    /// What follows was written, and the program lived through it: verdicts of an epoch that ended are gone.
    pub fn settled(&mut self, world: &World) {
        for (sale, shown) in &mut self.shown {
            if shown.doomed {
                shown.doomed = false;
                self.wrong.push(False { at: world.now, sale: *sale, text: format!("{:?} was not reopened when its epoch ended", shown.said), excuse: None });
            }
        }
    }

    /// The verdicts that stand now, by sale.
    pub fn verdicts(&self) -> impl Iterator<Item = (usize, &Said)> {
        self.shown.iter().filter(|(_, shown)| shown.said.is_verdict()).map(|(sale, shown)| (*sale, &shown.said))
    }

    /// How many sentences were false, and how many of those still stand.
    pub fn false_count(&self) -> (usize, usize) {
        (self.false_ones.len(), self.shown.values().filter(|shown| shown.reported).count())
    }
}
