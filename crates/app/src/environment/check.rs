//! The check of a ledger behind everything else, and the notice where it finds damage.
//!
//! Damage in what is derived is noted in the ledger, so that the next start makes it anew from the entries. Something
//! passing that keeps the recent entries from being checked says nothing: then the check of all decides.
//! The state of the check, and the sales that wait for it, are in `check_state`.

use std::sync::Arc;

use airtill_ledger::{LedgerError, Verified};

use super::check_state::with_retries;
use super::diagnosis::Diagnosis;
use super::open::OpenEnvironment;
use crate::runtime::Runtime;

/// Checks the recent entries, then the whole ledger, until the till closes.
pub async fn check(runtime: Arc<Runtime>, environment: Arc<OpenEnvironment>) {
    let checks = async {
        let recent = with_retries(|| environment.ledger.verify_recent()).await;
        if says_something(&recent) {
            ended(&runtime, &environment, recent).await;
        }
        let whole = with_retries(|| environment.ledger.verify()).await;
        ended(&runtime, &environment, whole).await;
    };
    tokio::select! {
        () = checks => {}
        // The next opening checks it again.
        () = runtime.closing.cancelled() => environment.check.given_up(),
    }
}

/// Whether the first check says anything of the ledger: something passing may have kept it from its end.
fn says_something(recent: &Result<Verified, LedgerError>) -> bool {
    !recent.as_ref().is_err_and(|error| Diagnosis::of(error) == Diagnosis::Transient)
}

async fn ended(runtime: &Runtime, environment: &OpenEnvironment, result: Result<Verified, LedgerError>) {
    if let Some(notice) = environment.check.ended(&result) {
        runtime.notify(notice);
    }
    if let Err(error) = result {
        environment.ledger.have_made_anew(&error).await;
    }
}

#[cfg(test)]
mod tests {
    use airtill_ledger::Damage;

    use super::*;

    #[test]
    fn the_check_of_all_decides_where_something_passing_ended_the_first_one() {
        assert!(!says_something(&Err(LedgerError::Busy)));
        assert!(!says_something(&Err(LedgerError::Io(std::io::Error::other("gone")))));
        assert!(says_something(&Ok(Verified { entries: 2, sales: 1 })));
        assert!(says_something(&Err(LedgerError::Broken { seq: None, what: Damage::Hash })));
        assert!(says_something(&Err(LedgerError::Unchecked)), "a mistake of the program");
    }
}
