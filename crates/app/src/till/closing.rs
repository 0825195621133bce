//! Work behind the window: a till that is to close finishes it first, and a window that comes anew shows it again.
//!
//! Finishing can be cancelled, [`Till::close`] cannot. No sale is begun or cut off here.

use airtill_contract::*;
use airtill_domain::{SaleId, lock};

use super::{Inner, Till};
use crate::{TillError, airtime, view};

impl Till {
    /// Whether something is under way that closing waits for: a sale, a renewal, the storing of a sign-in.
    pub fn is_busy(&self) -> bool {
        !self.0.runtime.working.is_empty()
    }

    /// Whether a sale, a sign-in or any other command is under way, or an outcome waits to be written or to be seen. An
    /// installer asks before it has the till closed.
    pub fn is_at_work(&self) -> bool {
        self.has_work() || !self.0.runtime.commands.is_empty()
    }

    /// Whether a sale or a sign-in is under way, or an outcome waits to be written or to be seen.
    pub fn has_work(&self) -> bool {
        let Inner { sign_ins, top_ups, esim_orders, connections, .. } = &*self.0;
        self.is_busy()
            || !sign_ins.attempts.under_way().is_empty()
            || !top_ups.under_way().is_empty()
            || !esim_orders.under_way().is_empty()
            || connections.registry.airtime().iter().any(|airtime| !airtime.unwritten.is_empty())
            || connections.registry.esim().iter().any(|esim| !esim.unwritten.is_empty())
    }

    /// Says to the window that the till closes as soon as it has finished, and waits until it has. Sign-ins that wait
    /// for a person or a browser end. Nothing is closed yet: the caller may stop waiting, and says so with
    /// [`Till::goes_on`].
    pub async fn finish(&self) {
        self.0.sign_ins.attempts.cancel_all();
        if self.is_busy() {
            self.0.tell_closing(Some(self.0.finishing()));
        }
        self.0.runtime.working.close();
        self.0.runtime.working.wait().await;
    }

    /// Says to the window that the till does not close after all. Where it was to close for a newer version, that one is
    /// in its place and waits for another start.
    pub fn goes_on(&self) {
        self.0.tell_closing(None);
        self.0.updates_go_on();
    }

    /// The window's page is gone: the one that comes in its place gets the sales that were under way, also where they
    /// end meanwhile.
    pub fn window_was_lost(&self) {
        self.0.top_ups.window_was_lost();
        self.0.esim_orders.window_was_lost();
    }

    /// The outcome of a confirmed order, as soon as it is known. Nothing is sent by asking.
    ///
    /// # Errors
    /// `IntentExpired`: no such order, or nothing was sent for it. The ledger's.
    pub async fn await_top_up(&self, request: ForIntent) -> Result<SaleView, TillError> {
        self.run(move |till| async move {
            let id = SaleId::parse(&request.intent).ok_or(TillError::new(ErrorCode::BadRequest))?;
            tracing::info!(sale = %id, "a page shows again what is under way");
            airtime::outcome(&till.top_ups, id).await
        })
        .await
    }
}

impl Inner {
    pub(crate) fn under_way(&self) -> UnderWay {
        UnderWay {
            sales: self.top_ups_under_way(),
            esim_orders: self.esim_orders_under_way(),
            sign_ins: self.sign_ins.attempts.under_way(),
            closing: lock(&self.finishing).clone(),
        }
    }

    fn top_ups_under_way(&self) -> Vec<SaleUnderWay> {
        let under_way = self.top_ups.under_way().into_iter();
        let shown = under_way.map(|(pending, steps)| SaleUnderWay {
            connection: view::connection_key(&pending.checked.airtime.connection),
            confirmation: pending.checked.confirmation.clone(),
            steps,
        });
        shown.collect()
    }

    fn esim_orders_under_way(&self) -> Vec<EsimOrderUnderWay> {
        let under_way = self.esim_orders.under_way().into_iter();
        let shown = under_way.map(|(pending, steps)| EsimOrderUnderWay {
            connection: view::connection_key(&pending.checked.esim.connection),
            confirmation: pending.checked.confirmation.clone(),
            steps,
        });
        shown.collect()
    }

    fn finishing(&self) -> ClosingView {
        ClosingView {
            number: self.top_ups_under_way().pop().map(|sale| sale.confirmation.grouped),
            product: self.esim_orders_under_way().pop().map(|order| order.confirmation.product.name),
        }
    }

    fn tell_closing(&self, closing: Option<ClosingView>) {
        if std::mem::replace(&mut *lock(&self.finishing), closing.clone()) != closing {
            self.runtime.emit(Event::ClosingChanged { closing });
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::task::Poll;
    use std::time::Duration;

    use airtill_domain::Environment;

    use super::*;
    use crate::data_folder::{DataFolder, LEDGER};
    use crate::ports::Policy;
    use crate::test_machine::ports;

    /// The longest that closing may take here: no hang, and enough for a slow computer.
    const AT_MOST: Duration = Duration::from_secs(60);

    /// Lets every task go as far as it comes without a thread or a timer.
    async fn settled() {
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
    }

    /// Closes a till while a sale waits for the first check of its ledger, whose thread does not answer. Where the check
    /// begins anew, the thread answered once, without the file.
    async fn closes_during_the_check(begins_anew: bool) {
        let temp = tempfile::tempdir().expect("a temporary folder");
        let new = || {
            let folder = DataFolder::open(temp.path()).expect("a data folder");
            Till::new(folder, ports(), Policy::default(), "1.0.0".to_owned(), false)
        };
        let till = new();
        let runtime = till.0.runtime.clone();
        let environment = till.0.environments.open(Environment::Practice).await.expect("it opens");
        let (answer, held) = mpsc::channel::<()>();
        let holds = environment.clone();
        let mut holding = Box::pin(async move { holds.ledger.call(move |_| Ok(held.recv())).await });
        // Its call stands before those of the check, which has not begun.
        let is_pending = std::future::poll_fn(|context| Poll::Ready(holding.as_mut().poll(context).is_pending())).await;
        assert!(is_pending, "the thread is held");
        settled().await;
        if begins_anew {
            let ledger = runtime.folder.environment(Environment::Practice).join(LEDGER);
            let aside = ledger.with_extension("aside");
            std::fs::rename(&ledger, &aside).expect("it is moved");
            // It stands behind the call of the check.
            let behind = environment.ledger.call(|_| Ok(()));
            let (behind, ()) = tokio::join!(behind, async { answer.send(()).expect("it is held") });
            behind.expect("no error of its own");
            settled().await;
            std::fs::rename(&aside, &ledger).expect("it is moved back");
        }
        assert!(environment.check.is_awaited() && !runtime.tasks.is_empty(), "the check goes on");
        let (check, working) = (environment.check.clone(), runtime.working.token());
        let sale = tokio::spawn(async move {
            let _working = working;
            check.may_sell().await
        });
        settled().await;
        assert!(!sale.is_finished(), "a sale waits for the check");

        let closed = tokio::time::timeout(AT_MOST, till.close(AT_MOST)).await;
        closed.expect("closing waits for no check");
        assert!(runtime.tasks.is_empty(), "the check ended with it");
        let refused = sale.await.expect("no panic").expect_err("nothing was found whole");
        assert_eq!(refused.code, ErrorCode::LedgerUnchecked);
        assert_eq!(runtime.notices(), [], "closing is no damage");
        drop(answer);
        let _ = holding.await.expect("no error of its own");
        drop((till, runtime, environment));

        let till = new();
        let environment = till.0.environments.open(Environment::Practice).await.expect("it opens");
        environment.check.may_sell().await.expect("the next start checks it, and sells");
        till.close(AT_MOST).await;
    }

    #[tokio::test]
    async fn a_till_closes_during_a_check_and_sells_after_the_next_start() {
        closes_during_the_check(false).await;
    }

    /// On Windows no file is moved that a program has open.
    #[cfg(unix)]
    #[tokio::test]
    async fn a_till_closes_while_a_check_begins_anew_and_then_sells_again() {
        closes_during_the_check(true).await;
    }
}
