//! The authorization code flow (RFC 6749 §4.1) up to the code: the address for the browser, and the answers to it.
//!
//! An [`Attempt`] is one try of one person at one connection: its state, its PKCE verifier and its redirect URI. It
//! lives in memory, is used once, and knows nothing of sockets: a listener and a person who pastes hand their answers
//! to the same judgement, [`Attempt::judge`]. Its caller holds its connection and the time at which it began: the
//! exchange depends on neither, and no clock is read here.

mod answer;
mod attempt;
mod judge;
mod out_of_band;
mod pasted;

pub use airtill_domain::connection::OUT_OF_BAND;
pub use answer::{Answer, Denial, NotOurs};
pub use attempt::{Attempt, AuthorizationEndpoint};

#[cfg(test)]
mod tests;
