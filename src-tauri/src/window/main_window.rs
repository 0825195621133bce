//! The label of the one window.
//!
//! The capability is bound to it, and every search for the window uses it.

/// The label of the window, to which the capability is bound.
pub const MAIN: &str = "main";
