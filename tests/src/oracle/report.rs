//! Figures of many days: how much was shown, how soon, and how often falsely.
//!
//! Shares are thousandths, so that no binary float is needed. A figure is not a judgement: tests hold some against
//! bounds, people read the others.

use std::collections::BTreeMap;
use std::fmt;

use super::script::Ms;

/// The figures of one day, or of many of one kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// The number of days.
    pub days: usize,
    /// Sales that were sent or may have been.
    pub sales: usize,
    /// Sales that were in doubt.
    pub doubts: usize,
    /// Doubts with a verdict of their own.
    pub verdicts: usize,
    /// Doubts without one, in a group of which the number of charged sales is shown.
    pub counted: usize,
    /// How long after sending *charged* was shown.
    pub to_charged: Vec<Ms>,
    /// False sentences while everything declared was true.
    pub false_while_true: usize,
    /// False sentences after an event that was declared not to happen.
    pub false_while_untrue: usize,
    /// Of those, the ones that still stood at the end of the day.
    pub false_at_the_end: usize,
    /// Epochs that ended.
    pub epochs_ended: usize,
    /// Epochs that ended although everything declared was true.
    pub alarms: usize,
}

impl Seen {
    /// Adds the figures of other days.
    pub fn add(&mut self, other: Seen) {
        self.days += other.days;
        self.sales += other.sales;
        self.doubts += other.doubts;
        self.verdicts += other.verdicts;
        self.counted += other.counted;
        self.to_charged.extend(other.to_charged);
        self.false_while_true += other.false_while_true;
        self.false_while_untrue += other.false_while_untrue;
        self.false_at_the_end += other.false_at_the_end;
        self.epochs_ended += other.epochs_ended;
        self.alarms += other.alarms;
    }

    /// Thousandths of the doubts that have a verdict.
    pub fn share_of_verdicts(&self) -> usize {
        thousandths(self.verdicts, self.doubts)
    }

    /// Thousandths of the doubts for which something definite is shown.
    pub fn share_shown(&self) -> usize {
        thousandths(self.verdicts + self.counted, self.doubts)
    }

    /// The median time from sending to *charged*.
    pub fn median_to_charged(&self) -> Option<Ms> {
        let mut times = self.to_charged.clone();
        times.sort_unstable();
        times.get(times.len() / 2).copied()
    }
}

fn thousandths(part: usize, whole: usize) -> usize {
    (part * 1000).checked_div(whole).unwrap_or(1000)
}

fn percent(thousandths: usize) -> String {
    format!("{}.{} %", thousandths / 10, thousandths % 10)
}

/// The figures by kind of day.
#[derive(Clone, Debug, Default)]
pub struct Report(pub BTreeMap<&'static str, Seen>);

impl Report {
    /// Adds a day of this kind.
    pub fn add(&mut self, kind: &'static str, seen: Seen) {
        self.0.entry(kind).or_default().add(seen);
    }

    /// Adds the figures of another report.
    pub fn merge(&mut self, other: Report) {
        for (kind, seen) in other.0 {
            self.add(kind, seen);
        }
    }

    /// The sum of all kinds.
    pub fn all(&self) -> Seen {
        let mut all = Seen::default();
        for seen in self.0.values() {
            all.add(seen.clone());
        }
        all
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let head = [
            "days",
            "sales",
            "doubts",
            "verdict",
            "or k of n",
            "charged in",
            "false",
            "untrue: false",
            "at the end",
            "ended",
            "alarms",
        ];
        write!(f, "{:28}", "")?;
        for word in head {
            write!(f, "{word:>14}")?;
        }
        writeln!(f)?;
        for (kind, seen) in self.0.iter().map(|(kind, seen)| (*kind, seen.clone())).chain([("all", self.all())]) {
            let median = seen.median_to_charged().map_or("never".to_owned(), |ms| format!("{} s", ms / 1000));
            let row = [
                seen.days.to_string(),
                seen.sales.to_string(),
                seen.doubts.to_string(),
                percent(seen.share_of_verdicts()),
                percent(seen.share_shown()),
                median,
                seen.false_while_true.to_string(),
                seen.false_while_untrue.to_string(),
                seen.false_at_the_end.to_string(),
                seen.epochs_ended.to_string(),
                seen.alarms.to_string(),
            ];
            write!(f, "{kind:28}")?;
            for cell in row {
                write!(f, "{cell:>14}")?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}
