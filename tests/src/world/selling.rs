//! The acts of a clerk at the counter, and a look at the sales.
//!
//! Each is one call or a few of the till's own, with a person's answers. The journey asserts the outcome.

use std::time::Duration;

use airtill_app::TillError;
use airtill_contract::*;
use airtill_practice::{Effect, Endpoint, Gate};
use tokio::task::JoinHandle;

use super::World;

/// A number that the service sells to without trouble; each `of` gives another one.
pub fn number(of: u32) -> String {
    format!("21192{of:03}0000")
}

/// A person's answers to the questions of a confirmation.
#[derive(Clone, Debug, Default)]
pub struct Yes {
    /// The reason for topping up the number again.
    pub reason: Option<String>,
    /// The doubts in spite of which it is sent.
    pub doubts: Vec<String>,
    /// Whether a number of another network is accepted.
    pub number: bool,
}

impl World {
    /// Checks an order.
    ///
    /// # Errors
    /// The error of the number, the amount or the float.
    pub async fn prepare(&self, number: &str, amount: &str) -> Result<ConfirmationView, TillError> {
        let request =
            PrepareTopUp { connection: self.key.clone(), number: number.to_owned(), amount: amount.to_owned() };
        self.shown(self.till().prepare_top_up(request).await)
    }

    /// Says yes to a confirmation, without further answers.
    ///
    /// # Errors
    /// The reason for which it is not sent.
    pub async fn send(&self, intent: &str) -> Result<SaleView, TillError> {
        self.send_with(intent, Yes::default()).await
    }

    /// Says yes to a confirmation and to its questions.
    ///
    /// # Errors
    /// The reason for which it is not sent.
    pub async fn send_with(&self, intent: &str, yes: Yes) -> Result<SaleView, TillError> {
        let request = SendTopUp {
            intent: intent.to_owned(),
            repeat_reason: yes.reason,
            override_doubts: yes.doubts,
            number_accepted: yes.number,
        };
        self.shown(self.till().send_top_up(request).await)
    }

    /// Checks and sends an order.
    ///
    /// # Errors
    /// The reason for which it is not sent.
    pub async fn try_sell(&self, number: &str, amount: &str) -> Result<SaleView, TillError> {
        let confirmation = self.prepare(number, amount).await?;
        self.send(&confirmation.intent).await
    }

    /// Checks and sends an order, and returns its outcome. A moment passes first, as at a counter.
    pub async fn sell(&self, number: &str, amount: &str) -> SaleView {
        self.clock.advance(Duration::from_secs(1));
        self.try_sell(number, amount).await.expect("nothing keeps it from being sent")
    }

    /// A sale that the service has carried out and whose answer waits at a gate: its intent, its later outcome, the
    /// gate.
    ///
    /// # Panics
    /// It is not sent.
    pub async fn sell_behind_a_gate(
        &self,
        number: &str,
        amount: &str,
    ) -> (String, JoinHandle<Result<SaleView, TillError>>, Gate) {
        let intent = self.prepare(number, amount).await.expect("a good order").intent;
        let gate = Gate::new();
        self.service().set_fault(Endpoint::TopUp, airtill_practice::Fault::after(Effect::Wait(gate.clone())));
        let request = SendTopUp {
            intent: intent.clone(),
            repeat_reason: None,
            override_doubts: Vec::new(),
            number_accepted: false,
        };
        let till = self.till().clone();
        let selling = tokio::spawn(async move { till.send_top_up(request).await });
        gate.reached(1).await;
        (intent, selling, gate)
    }

    /// Looks for evidence now.
    pub async fn gather(&self, sale: &SaleView) -> SaleView {
        let request = ForSale { environment: self.setup.environment, sale: sale.id.clone() };
        self.shown(self.till().gather_evidence(request).await).expect("evidence can be written")
    }

    /// Looks for evidence when the service can no longer be working on the sale.
    pub async fn gather_later(&self, sale: &SaleView) -> SaleView {
        self.clock.advance(super::QUIET);
        self.gather(sale).await
    }

    /// A person declares the outcome.
    ///
    /// # Errors
    /// No reason, or nothing open.
    pub async fn say(
        &self,
        sale: &SaleView,
        arrived: Option<bool>,
        charged: Option<bool>,
        reason: &str,
    ) -> Result<SaleView, TillError> {
        let request = SayWhatHappened {
            environment: self.setup.environment,
            sale: sale.id.clone(),
            arrived,
            charged,
            reason: reason.to_owned(),
            adopted: false,
        };
        self.shown(self.till().say_what_happened(request).await)
    }

    /// Every sale of the environment, newest first.
    pub async fn sales(&self) -> Vec<SaleView> {
        let request = SearchHistory {
            environment: self.setup.environment,
            connection: None,
            search: String::new(),
            only: Only::All,
            before: None,
            limit: 500,
        };
        self.shown(self.till().search_history(request).await).expect("the ledger can be read").sales
    }

    /// One sale as the ledger has it.
    pub async fn sale(&self, id: &str) -> SaleDetail {
        let request = ForSale { environment: self.setup.environment, sale: id.to_owned() };
        self.shown(self.till().sale_detail(request).await).expect("the ledger can be read")
    }

    /// The kinds of entries of one sale, oldest first.
    pub async fn kinds(&self, id: &str) -> Vec<EntryKind> {
        self.sale(id).await.timeline.iter().map(|entry| entry.kind).collect()
    }
}
