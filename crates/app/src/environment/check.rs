//! The check of a ledger behind everything else, and the notice where it finds damage.
//!
//! Damage in what is derived is noted in the ledger, so that the next start makes it anew from the entries.
//! The state of the check, and the sales that wait for it, are in `checking`.

use std::sync::Arc;

use airtill_ledger::{Ledger, LedgerError, Verified};

use super::checking::patiently;
use super::open::OpenEnvironment;
use crate::runtime::Runtime;

/// Checks the recent entries, then the whole ledger.
pub async fn check(runtime: Arc<Runtime>, environment: Arc<OpenEnvironment>) {
    let recent = patiently(|| environment.ledger.verify_recent()).await;
    ended(&runtime, &environment, recent).await;
    tokio::select! {
        whole = patiently(|| environment.ledger.verify()) => ended(&runtime, &environment, whole).await,
        // The next opening checks it again.
        () = runtime.closing.cancelled() => {}
    }
}

async fn ended(runtime: &Runtime, environment: &OpenEnvironment, result: Result<Verified, LedgerError>) {
    let is_to_be_made_anew = matches!(&result, Err(LedgerError::Broken { what, .. }) if what.is_of_derived());
    if let Some(notice) = environment.check.ended(result) {
        runtime.notify(notice);
    }
    if is_to_be_made_anew && let Err(error) = environment.ledger.call(Ledger::outdate_derived).await {
        tracing::warn!(%error, "the damage could not be noted, so the next start only finds it again");
    }
}
