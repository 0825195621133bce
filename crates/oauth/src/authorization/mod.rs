//! The authorization code flow (RFC 6749 §4.1) up to the code: what the browser is sent to, and what may come back.
//!
//! An [`Attempt`] is one try of one person at one connection: its state, its PKCE verifier and where the answer must
//! come back. It lives in memory, is used once, and knows nothing of sockets: a listener and a person who pastes hand
//! their answers to the same judgement, [`Attempt::judge`]. Which connection it belongs to and when it began, its
//! caller holds: the exchange depends on neither, and no clock is read here.

mod answer;
mod attempt;
mod judge;
mod pasted;
mod shown;

pub use airtill_domain::connection::OUT_OF_BAND;
pub use answer::{Answer, Denial, NotOurs};
pub use attempt::{Attempt, AuthorizationEndpoint};

#[cfg(test)]
mod tests;
