//! The label of the one window.
//!
//! The capability is bound to it, and so is everything that looks for the window.

/// The label of the window, to which the capability is bound.
pub const MAIN: &str = "main";
