//! The check of a ledger behind everything else, and the notice where it finds damage.
//!
//! The state of the check, and the sales that wait for it, are in `checking`.

use std::sync::Arc;

use airtill_ledger::{LedgerError, Verified};

use super::checking::patiently;
use super::open::OpenEnvironment;
use crate::runtime::Runtime;

/// Checks the recent entries, then the whole ledger.
pub async fn check(runtime: Arc<Runtime>, environment: Arc<OpenEnvironment>) {
    ended(&runtime, &environment, patiently(|| environment.ledger.verify_recent()).await);
    tokio::select! {
        whole = patiently(|| environment.ledger.verify()) => ended(&runtime, &environment, whole),
        // The next opening checks it again.
        () = runtime.closing.cancelled() => {}
    }
}

fn ended(runtime: &Runtime, environment: &OpenEnvironment, result: Result<Verified, LedgerError>) {
    if let Some(notice) = environment.check.ended(result) {
        runtime.notify(notice);
    }
}
