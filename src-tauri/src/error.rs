//! The edge: a fault gets a reference that stands both on the screen and in the log.

use airtill_app::Fault;
use airtill_contract::{ErrorCode, ErrorView};

/// What a command answers.
pub type Answer<T> = Result<T, ErrorView>;

/// Gives the outcome of a command its outer form.
pub fn answer<T>(command: &'static str, outcome: Result<T, Fault>) -> Answer<T> {
    outcome.map_err(|fault| {
        let reference = uuid::Uuid::new_v4().simple().to_string()[..8].to_uppercase();
        if fault.code == ErrorCode::Internal {
            tracing::error!(command, %reference, detail = fault.detail, "a command failed");
        } else {
            tracing::info!(command, %reference, code = ?fault.code, detail = fault.detail, "a command was refused");
        }
        fault.view(reference)
    })
}
