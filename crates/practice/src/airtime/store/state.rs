//! The state in memory: the sum of all events so far. Pure; the journal replays into it.
//!
//! It checks nothing and reads no clock: every refusal came before the event was written, so a replay cannot end
//! otherwise than the day it repeats.

use std::collections::HashMap;

use jiff::Timestamp;
use rust_decimal::Decimal;

use crate::airtime::store::charge::Charge;
use crate::airtime::store::commission::Commission;
use crate::airtime::store::event::Event;
use crate::airtime::store::fate::{Change, ChangeKind, Fate};
use crate::airtime::users::Identity;

/// A refresh token that is good.
#[derive(Debug)]
pub(crate) struct RefreshToken {
    /// The id under which its user signed in.
    pub user: String,
    pub at: Timestamp,
}

#[derive(Debug, Default)]
pub(crate) struct State {
    pub float: Decimal,
    /// The number of movements of the float so far.
    pub movements: u64,
    pub charges: Vec<Charge>,
    pub fates: Vec<Fate>,
    /// References that wait for their retry, and whether it charges again.
    pub queue: Vec<(String, bool)>,
    /// The commission since it was changed.
    pub commission: Option<Commission>,
    /// Good refresh tokens, by fingerprint.
    pub refresh_tokens: HashMap<String, RefreshToken>,
    /// Keys of access tokens; the last one signs, the others only know what is expired.
    pub keys: Vec<String>,
    /// The identities of users since they were renamed, oldest first.
    pub identities: Vec<Identity>,
}

impl State {
    pub fn apply(&mut self, event: Event) {
        match event {
            Event::Opened { float, key } => {
                self.float = float;
                self.keys.push(key);
            }
            Event::Float { float } => self.moves_to(float),
            Event::Charged { charge, queued, refused, read } => {
                if let Some(read) = read {
                    self.forget_since(read, charge.at);
                }
                self.moves_to(charge.float_after);
                let fate = self.fate_of(&charge);
                fate.refused = refused;
                fate.queued = queued.is_some();
                fate.delivered = charge.delivered.then_some(charge.at);
                self.change(&charge.reference, charge.at, charge.debit, ChangeKind::Debit);
                self.queue.extend(queued.map(|again| (charge.reference.clone(), again)));
                self.charges.push(charge);
            }
            Event::Taken { fate } => self.fates.push(fate),
            Event::GivenUp { reference } => {
                if let Some(fate) = self.fate(&reference) {
                    fate.waiting = false;
                    fate.refused = Some(403);
                }
            }
            Event::Answered { reference } => {
                if let Some(charge) = self.charge(&reference) {
                    charge.answered = true;
                }
                if let Some(fate) = self.fate(&reference) {
                    fate.answered = true;
                }
            }
            Event::Retried { reference, at, again } => self.retried(&reference, at, again),
            Event::Refunded { reference, at } => {
                let back = self.fate(&reference).map_or(Decimal::ZERO, |fate| fate.charged());
                self.moves_to(self.float + back);
                self.change(&reference, at, -back, ChangeKind::Refund);
            }
            Event::WrittenBack { float, read, at } => {
                self.forget_since(read, at);
                self.moves_to(float);
            }
            Event::Commission { commission } => self.commission = Some(commission),
            Event::Renamed { user, id, email } => self.identities.push(Identity { user, id, email }),
            Event::Issued { fingerprint, used, user, at } => {
                if let Some(used) = used {
                    self.refresh_tokens.remove(&used);
                }
                self.refresh_tokens.insert(fingerprint, RefreshToken { user, at });
            }
            Event::SignedOut { user } => {
                let identities = &self.identities;
                self.refresh_tokens.retain(|_, token| !Identity::is_of(identities, &token.user, &user));
            }
            Event::RefreshTokensEnded {} => self.refresh_tokens.clear(),
            Event::AccessTokensExpired { key } => self.keys.push(key),
            Event::EverythingRevoked { key } => {
                self.refresh_tokens.clear();
                self.keys = vec![key];
            }
        }
    }

    fn retried(&mut self, reference: &str, at: Option<Timestamp>, again: Option<Charge>) {
        self.queue.retain(|(queued, _)| queued != reference);
        let at = at.or_else(|| again.as_ref().map(|again| again.at));
        if let Some(charge) = self.charge(reference) {
            charge.delivered = true;
            let at = at.unwrap_or(charge.at);
            if let Some(fate) = self.fate(reference) {
                fate.delivered.get_or_insert(at);
            }
        }
        if let Some(again) = again {
            self.moves_to(again.float_after);
            self.change(reference, again.at, again.debit, ChangeKind::SecondDebit);
            self.charges.push(again);
        }
    }

    fn moves_to(&mut self, float: Decimal) {
        self.float = float;
        self.movements += 1;
    }

    /// Undoes the changes that requests made after the movement `read`: they are written over, as though they had never
    /// been. That is part of the movement that follows.
    fn forget_since(&mut self, read: u64, at: Timestamp) {
        let movement = self.movements + 1;
        for fate in &mut self.fates {
            let lower_by = -fate.charged_since(read);
            if !lower_by.is_zero() {
                fate.changes.push(Change { movement, at, lower_by, kind: ChangeKind::WriteBack });
            }
        }
    }

    /// Notes the effect of the latest movement on a request.
    fn change(&mut self, reference: &str, at: Timestamp, lower_by: Decimal, kind: ChangeKind) {
        let movement = self.movements;
        if let Some(fate) = self.fate(reference) {
            fate.changes.push(Change { movement, at, lower_by, kind });
        }
    }

    /// The fate of a request that is charged now: the one that waited, or a new one.
    fn fate_of(&mut self, charge: &Charge) -> &mut Fate {
        let at = self.fates.iter().rposition(|fate| fate.reference == charge.reference).unwrap_or_else(|| {
            self.fates.push(Fate::new(
                charge.reference.clone(),
                charge.at,
                charge.msisdn.clone(),
                charge.amount,
                charge.hit,
            ));
            self.fates.len() - 1
        });
        let fate = &mut self.fates[at];
        fate.waiting = false;
        fate
    }

    fn charge(&mut self, reference: &str) -> Option<&mut Charge> {
        self.charges.iter_mut().rev().find(|charge| charge.reference == reference)
    }

    fn fate(&mut self, reference: &str) -> Option<&mut Fate> {
        self.fates.iter_mut().rev().find(|fate| fate.reference == reference)
    }
}
