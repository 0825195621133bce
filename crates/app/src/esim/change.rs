//! Changes at the service, made by one request each.
//!
//! The outcome is that of the change alone. How things stand after it is read by a request of its own, so that a reading
//! that fails never says that a change was not made. A change whose answer was lost is not known, and is never repeated
//! by the till.

use airtill_apis::ApiError;
use airtill_contract::ChangeOutcome;
use airtill_domain::Secret;

use super::Esim;
use super::requests::RequestIds;
use crate::TillError;

impl Esim {
    /// Has the service make a change.
    ///
    /// # Errors
    /// The service refused it, or it never got there: nothing was changed.
    pub(super) async fn change<F>(&self, ask: impl Fn(Secret, RequestIds) -> F) -> Result<ChangeOutcome, TillError>
    where
        F: Future<Output = Result<(), ApiError>>,
    {
        let ask = |token, ids: RequestIds| {
            let asked = ask(token, ids.clone());
            async move {
                match asked.await {
                    Ok(()) => Ok(ChangeOutcome::Made),
                    Err(error) if error.leaves_it_open() => {
                        self.note(Some(&error));
                        let error = ids.name(error).referenced("whether a change was made is not known");
                        Ok(ChangeOutcome::Unknown { error })
                    }
                    Err(error) => Err(error),
                }
            }
        };
        let (_, outcome) = self.ask(ask).await?;
        Ok(outcome)
    }
}
