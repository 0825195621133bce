//! Questions to the service, each request of which has a correlation id of its own.
//!
//! An error names the request that failed, so that a person can name it to the service's support. The ids of requests
//! about an order are on disk before they are used; all others are random, and stand in the log and with their errors
//! alone.

use std::sync::{Arc, Mutex};

use airtill_apis::ApiError;
use airtill_contract::ErrorCode;
use airtill_domain::{CorrelationId, Secret, lock};
use uuid::Uuid;

use super::Esim;
use crate::TillError;
use crate::failed_at::FailedAt;

/// The correlation ids of one question; each of its requests takes the next.
#[derive(Clone, Debug)]
pub(super) struct RequestIds(Arc<Mutex<Ids>>);

#[derive(Debug)]
struct Ids {
    recorded: std::vec::IntoIter<CorrelationId>,
    latest: Option<CorrelationId>,
}

impl RequestIds {
    /// Random ids, for a question that is about no order.
    pub(super) fn random() -> Self {
        Self::recorded(Vec::new())
    }

    /// Ids that are on disk, in this order. There must be one for every request: a random one would follow the last.
    pub(super) fn recorded(ids: Vec<CorrelationId>) -> Self {
        Self(Arc::new(Mutex::new(Ids { recorded: ids.into_iter(), latest: None })))
    }

    /// The id of the next request.
    pub(super) fn next_id(&self) -> CorrelationId {
        let mut ids = lock(&self.0);
        let id = ids.recorded.next().unwrap_or_else(|| CorrelationId::new(Uuid::new_v4()));
        ids.latest = Some(id);
        id
    }

    /// Notes that the request of the latest id was not sent.
    pub(super) fn was_not_sent(&self) {
        lock(&self.0).latest = None;
    }

    /// The error with the id of the latest request, where the service may have seen that one.
    pub(super) fn name(&self, error: impl Into<TillError>) -> TillError {
        let error = error.into();
        let correlation = lock(&self.0).latest.filter(|_| !stayed_here(error.code));
        TillError { correlation, ..error }
    }
}

impl Esim {
    /// Whether the service wants a backoff that is longer than anybody waits.
    pub(super) fn is_backing_off(&self) -> bool {
        self.backoff.wait(self.ports.clock.now().monotonic).is_err()
    }

    /// Waits until a request may go out.
    ///
    /// # Errors
    /// `RateLimited` or `ServiceDown` with the seconds that are left, where they are many.
    pub(super) async fn wait_out_backoff(&self) -> Result<(), TillError> {
        let wait = self.backoff.wait(self.ports.clock.now().monotonic)?;
        if !wait.is_zero() {
            tokio::time::sleep(wait).await;
        }
        Ok(())
    }

    /// Notes an answer of the service, or its error.
    pub(super) fn note(&self, error: Option<&ApiError>) {
        let now = self.ports.clock.now().monotonic;
        match error {
            Some(error) => self.backoff.note(error, now),
            None => self.backoff.answered(now),
        }
    }

    /// Notes an answer to a request of `ids`, or its error.
    pub(super) fn note_of(&self, ids: &RequestIds, error: Option<&ApiError>) {
        if matches!(error, Some(ApiError::BackingOff { .. })) {
            ids.was_not_sent();
        }
        self.note(error);
    }

    /// Asks the service something that is about no order, once it may be asked. The answer comes with the ids of its
    /// requests.
    ///
    /// # Errors
    /// As [`Esim::wait_out_backoff`], or by what the service or the network said, with the id of the request that failed.
    pub(super) async fn ask<T, F>(&self, ask: impl Fn(Secret, RequestIds) -> F) -> Result<(RequestIds, T), TillError>
    where
        F: Future<Output = Result<T, ApiError>>,
    {
        self.ask_under(RequestIds::random(), ask).await
    }

    /// Asks the service something under ids that were made before, once it may be asked.
    ///
    /// # Errors
    /// As [`Esim::wait_out_backoff`], or by what the service or the network said, with the id of the request that failed.
    pub(super) async fn ask_under<T, F>(
        &self,
        ids: RequestIds,
        ask: impl Fn(Secret, RequestIds) -> F,
    ) -> Result<(RequestIds, T), TillError>
    where
        F: Future<Output = Result<T, ApiError>>,
    {
        self.wait_out_backoff().await?;
        let (asked, ask) = (&ids, &ask);
        let noted = |token| async move {
            let answer = ask(token, asked.clone()).await;
            self.note_of(asked, answer.as_ref().err());
            answer
        };
        match self.session.ask(noted).await {
            Ok((_, answer)) => Ok((ids, answer)),
            Err(error) => Err(ids.name(error)),
        }
    }
}

/// Whether the request certainly never reached the service, so that nobody finds it there.
fn stayed_here(code: ErrorCode) -> bool {
    FailedAt::of(code) == FailedAt::TheWay
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_names_the_latest_request_unless_it_stayed_here() {
        let ids = RequestIds::random();
        assert_eq!(ids.name(ApiError::Unauthorised).correlation, None, "nothing was asked");
        let (first, second) = (ids.next_id(), ids.next_id());
        assert_ne!(first, second);
        assert_eq!(ids.name(ApiError::Unauthorised).correlation, Some(second));
        assert_eq!(ids.clone().name(ApiError::TooBig).correlation, Some(second), "all of one question share them");
        assert_eq!(ids.name(TillError::new(ErrorCode::Offline)).correlation, None);
        ids.was_not_sent();
        assert_eq!(ids.name(ApiError::Unauthorised).correlation, None);
    }

    #[test]
    fn recorded_ids_are_taken_in_their_order() {
        let recorded = [1, 2].map(|bits| CorrelationId::new(Uuid::from_u128(bits)));
        let ids = RequestIds::recorded(recorded.to_vec());
        assert_eq!([ids.next_id(), ids.next_id()], recorded);
    }
}
