//! The error with which the tour stops.
//!
//! Any error will do: a person reads it, with its causes.

/// The error with which a step of the tour ends.
pub type Stop = Box<dyn std::error::Error>;
