//! A look at a connection for its administrator: what is right, what is wrong, and what cannot be found out from here.
//!
//! The token endpoint is offered a code that was made up, and the authorization endpoint is asked for the page that a
//! browser would be sent to; no redirect is followed, no cookie stored, no form filled in. Nobody is signed in by it
//! and nothing is spent; a client that signs in as itself is given tokens, which are thrown away. The rule: a part that
//! was not seen is [`Finding::NotShown`]; a page that may be a sign-in form proves nothing by itself.

mod authorization;
mod client;
mod findings;
mod flaw;
mod look;
mod page;
mod token;

pub use findings::{Finding, Findings};
pub use flaw::Flaw;
