//! The state in memory: what all events so far add up to. Pure; the journal replays into it.
//!
//! It checks nothing and reads no clock: whatever may be refused was refused before the event was written, so a replay cannot
//! end otherwise than the day it repeats.

use std::collections::HashMap;

use jiff::Timestamp;
use rust_decimal::Decimal;

use crate::store::Charge;
use crate::store::event::Event;

/// A refresh token that is good.
#[derive(Debug)]
pub(crate) struct RefreshToken {
    pub user: String,
    pub at: Timestamp,
}

#[derive(Debug, Default)]
pub(crate) struct State {
    pub float: Decimal,
    pub charges: Vec<Charge>,
    /// References that wait for their retry, and whether it charges again.
    pub queue: Vec<(String, bool)>,
    /// By fingerprint.
    pub refresh_tokens: HashMap<String, RefreshToken>,
    /// Keys of access tokens; the last one signs, the others only know what is expired.
    pub keys: Vec<String>,
}

impl State {
    pub fn apply(&mut self, event: Event) {
        match event {
            Event::Opened { float, key } => {
                self.float = float;
                self.keys.push(key);
            }
            Event::Float { float } => self.float = float,
            Event::Charged { charge, queued } => {
                self.float = charge.float_after;
                self.queue.extend(queued.map(|again| (charge.reference.clone(), again)));
                self.charges.push(charge);
            }
            Event::Answered { reference } => {
                if let Some(charge) = self.charge(&reference) {
                    charge.answered = true;
                }
            }
            Event::Retried { reference, again } => {
                self.queue.retain(|(queued, _)| *queued != reference);
                if let Some(charge) = self.charge(&reference) {
                    charge.delivered = true;
                }
                if let Some(again) = again {
                    self.float = again.float_after;
                    self.charges.push(again);
                }
            }
            Event::Issued { fingerprint, used, user, at } => {
                if let Some(used) = used {
                    self.refresh_tokens.remove(&used);
                }
                self.refresh_tokens.insert(fingerprint, RefreshToken { user, at });
            }
            Event::SignedOut { user } => self.refresh_tokens.retain(|_, token| token.user != user),
            Event::RefreshTokensEnded {} => self.refresh_tokens.clear(),
            Event::AccessTokensExpired { key } => self.keys.push(key),
            Event::EverythingRevoked { key } => {
                self.refresh_tokens.clear();
                self.keys = vec![key];
            }
        }
    }

    fn charge(&mut self, reference: &str) -> Option<&mut Charge> {
        self.charges.iter_mut().rev().find(|charge| charge.reference == reference)
    }
}
