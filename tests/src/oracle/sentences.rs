//! The sentences of the till about sales, and the worlds in which each is false.
//!
//! A sentence is read off the fact that puts it on the screen. Most speak of a time that has passed and are compared
//! once; *it never left this computer* claims something for ever and is compared after every step. Sentences that name
//! their author (the service says, a person says) are never false.

use std::collections::{BTreeMap, BTreeSet};

use airtill_app::evidence::Noted;
use airtill_domain::Finding;
use airtill_ledger::{Entry, Fact};

use super::memory_ledger::{number, time};
use super::script::{Declared, HOUR, Ms};
use super::truth::Stray;
use super::world::{World, clock};

/// How far back verdicts are reopened when an epoch ends.
const REOPENED: Ms = 7 * 24 * HOUR;
/// How often a sale may change by itself: doubt, verdict, reopened.
const CHANGES: usize = 3;

/// A sentence about a sale, or about the float.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sentence {
    /// "It never left this computer."
    NeverLeft,
    /// "Between … and … the float went down because of this sale."
    Charged {
        /// When the float before it was asked for.
        from: Ms,
        /// When the float after it was known.
        to: Ms,
    },
    /// "By … the float had not gone down because of this sale."
    NotCharged {
        /// The time that the sentence names.
        by: Ms,
    },
    /// "Exactly so many of these sales were charged."
    Exactly {
        /// How many were charged.
        charged: usize,
        /// The sales of the group.
        among: Vec<usize>,
    },
    /// "If nothing but this till moved the float since …, it was charged", or it was not.
    If {
        /// Whether it says charged.
        charged: bool,
        /// The beginning of the time that it names.
        from: Ms,
        /// The end of the time that it names.
        to: Ms,
    },
}

/// A sentence that was false.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct False {
    /// When it was found out.
    pub at: Ms,
    /// The sale that it is about, unless it is about the float.
    pub sale: Option<usize>,
    /// The sentence, and why it is false.
    pub text: String,
    /// The event that the sentence's declaration excludes, if one happened.
    pub excuse: Option<Stray>,
}

/// A sentence on the screen.
#[derive(Clone, Debug)]
struct Shown {
    sentence: Sentence,
    /// When it appeared.
    since: Ms,
    /// The first event outside the declarations of its epoch by then.
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
    /// The sales of a group of which the number of charged ones is shown.
    pub counted: BTreeSet<usize>,
    /// How many epochs ended, and how many of them although nothing strayed.
    pub ended: (usize, usize),
    /// The sentences that were found false.
    pub wrong: Vec<False>,
}

impl Sentence {
    /// The reason why it is false in this world, if it is.
    fn falsehood(&self, sale: usize, world: &World) -> Option<String> {
        let truth = &world.sales[sale];
        let debits: Vec<String> = truth.debits.iter().map(|(at, _)| clock(*at)).collect();
        let charged = if debits.is_empty() {
            "it was never charged".to_owned()
        } else {
            format!("it was charged at {}", debits.join(" and "))
        };
        match self {
            Sentence::NeverLeft if truth.sent.is_some() => {
                Some("\"It never left this computer\", and it did".to_owned())
            }
            Sentence::Charged { from, to } if !truth.charged_within(*from, *to) => Some(format!(
                "\"Between {} and {} the float went down for it\", and {charged}",
                clock(*from),
                clock(*to)
            )),
            Sentence::NotCharged { by } if truth.charged_by(*by) => {
                Some(format!("\"By {} the float had not gone down for it\", and {charged}", clock(*by)))
            }
            Sentence::Exactly { charged: exactly, among } => {
                let count = among.iter().filter(|sale| world.sales[**sale].charged_by(world.now)).count();
                (count != *exactly)
                    .then(|| format!("\"Of the sales {among:?} exactly {exactly} were charged\", and {count} were"))
            }
            Sentence::If { charged: said, from, to }
                if truth.charged_within(*from, *to) != *said && !world.moved_otherwise(*from) =>
            {
                Some(format!(
                    "\"If nothing else moved the float since {}, charged: {said}\"; nothing did, and {charged}",
                    clock(*from)
                ))
            }
            _ => None,
        }
    }

    /// Whether the sentence claims the future as well.
    fn is_for_ever(&self) -> bool {
        matches!(self, Sentence::NeverLeft)
    }

    /// Whether the rules concluded the sentence by themselves and may have to withdraw it.
    fn is_verdict(&self) -> bool {
        matches!(self, Sentence::Charged { .. } | Sentence::NotCharged { .. })
    }

    /// Whether it says that the float was debited.
    pub fn charges(&self) -> Option<bool> {
        match self {
            Sentence::Charged { .. } => Some(true),
            Sentence::NotCharged { .. } => Some(false),
            Sentence::NeverLeft | Sentence::Exactly { .. } | Sentence::If { .. } => None,
        }
    }
}

/// The sentence of a fact about its sale: `Some(None)` if none that can be false.
pub fn read(entry: &Entry) -> Option<Option<Sentence>> {
    entry.fact.sale()?;
    Some(match &entry.fact {
        Fact::Judged { verdict, .. } if verdict.charged => {
            Some(Sentence::Charged { from: time(verdict.from), to: time(verdict.to) })
        }
        Fact::Judged { verdict, .. } => Some(Sentence::NotCharged { by: time(verdict.to) }),
        Fact::NeverHandedOver { .. } => Some(Sentence::NeverLeft),
        Fact::EvidenceNoted { .. }
        | Fact::UnexplainedDebit { .. }
        | Fact::CameToRest { .. }
        | Fact::TurnedAway { .. } => return None,
        _ => None,
    })
}

/// The sentence of a line of evidence about its sale.
fn read_note(noted: &Noted) -> Option<Sentence> {
    let (from, to) = (noted.from.map(time), noted.to.map(time));
    match noted.finding {
        Finding::ExactlySome => Some(Sentence::Exactly {
            charged: usize::try_from(noted.exactly?).ok()?,
            among: noted.among.iter().copied().map(number).collect(),
        }),
        Finding::WasCharged => Some(Sentence::If { charged: true, from: from?, to: to? }),
        Finding::WasNotCharged => Some(Sentence::If { charged: false, from: from?, to: to? }),
        _ => None,
    }
}

impl Board {
    /// An entry changes the shown sentences. `epoch` is when the present epoch began.
    pub fn take(&mut self, entry: &Entry, world: &World, declared: &Declared, epoch: Ms) {
        let excuse = || world.strayed(declared, epoch);
        if matches!(entry.fact, Fact::EpochEnded { .. }) {
            self.epoch_ended(epoch, world.now);
            self.ended.0 += 1;
            self.ended.1 += usize::from(excuse().is_none());
            // Without a lock the service itself overwrites the float that the till expects.
            if excuse().is_none() && declared.one_at_a_time {
                self.wrong.push(False {
                    at: world.now,
                    sale: None,
                    text: format!("the proof ended, and nothing strayed: {:?}", entry.fact),
                    excuse: None,
                });
            }
        }
        let Some(sale) = entry.fact.sale().map(number) else { return };
        if let Fact::EvidenceNoted { noted, .. } = &entry.fact {
            let Some(sentence) = read_note(noted) else { return };
            if let Sentence::Exactly { among, .. } = &sentence {
                self.counted.extend(among);
            }
            if let Some(text) = sentence.falsehood(sale, world) {
                self.wrong.push(False { at: world.now, sale: Some(sale), text, excuse: excuse() });
            }
            return;
        }
        let Some(sentence) = read(entry) else { return };
        let by_a_person = matches!(entry.fact, Fact::Said { .. } | Fact::Intended(_));
        if !by_a_person {
            let changes = self.changes.entry(sale).or_default();
            *changes += 1;
            if *changes > CHANGES {
                self.wrong.push(False {
                    at: world.now,
                    sale: Some(sale),
                    text: format!("it changed by itself {changes} times"),
                    excuse: None,
                });
            }
        }
        let Some(sentence) = sentence else {
            self.shown.remove(&sale);
            return;
        };
        self.shown.insert(sale, Shown { sentence, since: world.now, excuse: excuse(), reported: false, doomed: false });
        self.look_at(sale, world);
    }

    /// Compares every sentence that claims the future with the truth of now.
    pub fn look(&mut self, world: &World) {
        let for_ever: Vec<usize> =
            self.shown.iter().filter(|(_, shown)| shown.sentence.is_for_ever()).map(|(sale, _)| *sale).collect();
        for sale in for_ever {
            self.look_at(sale, world);
        }
    }

    fn look_at(&mut self, sale: usize, world: &World) {
        let Some(shown) = self.shown.get_mut(&sale).filter(|shown| !shown.reported) else { return };
        if let Some(text) = shown.sentence.falsehood(sale, world) {
            shown.reported = true;
            self.false_ones.insert(sale);
            self.wrong.push(False { at: world.now, sale: Some(sale), text, excuse: shown.excuse });
        }
    }

    /// The epoch has ended: every verdict of it must be reopened.
    fn epoch_ended(&mut self, epoch: Ms, now: Ms) {
        for shown in self.shown.values_mut().filter(|shown| shown.sentence.is_verdict()) {
            shown.doomed |= shown.since >= epoch && shown.since >= now - REOPENED;
        }
    }

    /// The consequences were written, and the program lived through it: verdicts of an ended epoch are gone.
    pub fn settled(&mut self, world: &World) {
        for (sale, shown) in &mut self.shown {
            if shown.doomed {
                shown.doomed = false;
                self.wrong.push(False {
                    at: world.now,
                    sale: Some(*sale),
                    text: format!("{:?} was not reopened when its epoch ended", shown.sentence),
                    excuse: None,
                });
            }
        }
    }

    /// The verdicts that stand now, by sale.
    pub fn verdicts(&self) -> impl Iterator<Item = (usize, &Sentence)> {
        self.shown.iter().filter(|(_, shown)| shown.sentence.is_verdict()).map(|(sale, shown)| (*sale, &shown.sentence))
    }

    /// How many sentences were false, and how many of those still stand.
    pub fn false_count(&self) -> (usize, usize) {
        (self.false_ones.len(), self.shown.values().filter(|shown| shown.reported).count())
    }
}
