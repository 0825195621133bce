//! The limits of waiting for the window, and the variable that names the till.
//!
//! The limit is generous, because two cores compile while windows open.

use std::time::Duration;

/// How long a condition may take before the step fails: generous, because two cores compile while windows open.
pub const LIMIT: Duration = Duration::from_secs(60);

/// How often a condition is looked at.
pub const EVERY: Duration = Duration::from_millis(40);

/// The environment variable that names the till to drive; `cargo xtask` sets it.
pub const BINARY: &str = "AIRTILL_TILL_BINARY";
