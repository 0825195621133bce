//! The rules of evidence as they were before: they conclude a delivery from a charge, look at the first and the last float only,
//! and take the account for the till's own.
//!
//! Kept so that the oracle is shown to find what is false: it must catch them in every world in which they were caught.

pub mod chain;
pub mod rate;
pub mod rules;
