//! The edge: an error gets a reference that stands both on the screen and in the log.
//!
//! Every command runs through [`answer`], in one span. The log gets the detail, the screen the code and
//! the reference; neither gets the arguments.

use airtill_app::TillError;
use airtill_contract::{ErrorCode, ErrorView};
use tracing::Instrument;

/// The reference of an error, on the screen and in the log, so that a person can name it.
fn new_reference() -> String {
    uuid::Uuid::new_v4().simple().to_string()[..8].to_uppercase()
}

/// Logs that the page failed, by the name of the error and its position; returns the reference.
pub fn page_failed(what: &str) -> String {
    let reference = new_reference();
    tracing::error!(%reference, what = airtill_domain::text::plain(what, 200), "the page could not be drawn");
    reference
}

/// Runs a command under one span, whose reference a person can name after an error. The answer is JSON.
pub async fn answer(
    command: &'static str,
    work: impl Future<Output = Result<String, TillError>>,
) -> Result<String, ErrorView> {
    let reference = new_reference();
    let span = tracing::info_span!("command", command, %reference);
    let outcome = work.instrument(span.clone()).await;
    outcome.map_err(|error| {
        let _entered = span.enter();
        if error.code == ErrorCode::Internal {
            tracing::error!(detail = error.detail, "a command failed");
        } else {
            let correlation = error.correlation.map(tracing::field::display);
            tracing::info!(code = ?error.code, detail = error.detail, correlation, "a command was refused");
        }
        error.view(reference)
    })
}
