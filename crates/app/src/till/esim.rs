//! The commands about eSIMs.
//!
//! They look for the connection and pass on; the doing is in `esim`.

use airtill_contract::*;
use airtill_domain::SaleId;

use super::{Inner, Till};
use crate::TillError;
use crate::connection::OpenConnection;
use crate::esim::{self, CodeFile, Esim};
use std::sync::Arc;

impl Till {
    /// Starts the practice services if need be; the connection that sells eSIMs there.
    ///
    /// # Errors
    /// `PracticeFailed`, or the practice ledger's.
    pub async fn practise_esim(&self) -> Result<ConnectionView, TillError> {
        self.run(move |till| async move { till.connections.practise_at_esim().await }).await
    }

    /// The products that can be sold; offline the last list, with its age.
    ///
    /// # Errors
    /// An unknown connection or currency; a service that does not answer is part of the answer.
    pub async fn catalogue(&self, request: ForCatalogue) -> Result<CatalogueView, TillError> {
        self.asking_esim(request.connection, move |esim| async move {
            esim.catalogue(request.currency.as_deref(), request.anew).await
        })
        .await
    }

    /// The judgement of an ICCID while it is typed.
    pub fn check_iccid(&self, request: &CheckSimNumber) -> SimNumberView {
        esim::check_iccid(&request.text)
    }

    /// The judgement of an EID while it is typed.
    pub fn check_eid(&self, request: &CheckSimNumber) -> SimNumberView {
        esim::check_eid(&request.text)
    }

    /// Checks the order of a new eSIM and prepares its confirmation.
    ///
    /// # Errors
    /// `CatalogueOld`, a limit of the company, or the ledger's.
    pub async fn prepare_new_esim(&self, request: PrepareNewEsim) -> Result<PreparedEsimOrder, TillError> {
        self.run(move |till| async move {
            let esim = till.connections.esim(&request.connection).await?;
            esim::new_esim(&till.esim_orders, esim, till.runtime.limits().await, request).await
        })
        .await
    }

    /// Checks the order of more data for a SIM and prepares its confirmation.
    ///
    /// # Errors
    /// `CatalogueOld`, a limit of the company, or the ledger's.
    pub async fn prepare_esim_top_up(&self, request: PrepareEsimTopUp) -> Result<PreparedEsimOrder, TillError> {
        self.run(move |till| async move {
            let esim = till.connections.esim(&request.connection).await?;
            esim::top_up(&till.esim_orders, esim, till.runtime.limits().await, request).await
        })
        .await
    }

    /// Sends the confirmed order, once, however often it is called.
    ///
    /// # Errors
    /// Every error before the intent is on disk; nothing was sent then.
    pub async fn send_esim_order(&self, request: SendEsimOrder) -> Result<SaleView, TillError> {
        self.run(move |till| async move { esim::send(&till.esim_orders, request).await }).await
    }

    /// The outcome of a confirmed order, as soon as it is known. Nothing is sent by asking.
    ///
    /// # Errors
    /// `IntentExpired`: no such order, or nothing was sent for it. The ledger's.
    pub async fn await_esim_order(&self, request: ForIntent) -> Result<SaleView, TillError> {
        self.run(move |till| async move {
            let id = SaleId::parse(&request.intent).ok_or(TillError::new(ErrorCode::BadRequest))?;
            esim::outcome(&till.esim_orders, id).await
        })
        .await
    }

    /// Asks the service now how an order that it accepted stands.
    ///
    /// # Errors
    /// `ConnectionGone`, `NotFound`, or by what the service or the network said.
    pub async fn ask_about_order(&self, request: ForSale) -> Result<SaleView, TillError> {
        self.run(move |till| async move {
            let (open, id) = till.connection_of(&request.sale, request.environment).await?;
            match open {
                Some(OpenConnection::Esim(esim)) => esim.look_again(id).await,
                Some(OpenConnection::Airtime(_) | OpenConnection::Accounts(_)) => {
                    Err(TillError::new(ErrorCode::BadRequest))
                }
                None => Err(TillError::new(ErrorCode::ConnectionGone)),
            }
        })
        .await
    }

    /// A SIM with what it may use.
    ///
    /// # Errors
    /// `BadIccid`, or by what the service or the network said.
    pub async fn look_up_sim(&self, request: ForSim) -> Result<SimView, TillError> {
        self.asking_esim(request.connection, move |esim| async move { esim.look_up(&request.iccid).await }).await
    }

    /// The code with which a device installs an eSIM.
    ///
    /// # Errors
    /// `BadIccid`, `NoActivationCode`, or by what the service or the network said.
    pub async fn activation_code(&self, request: ForActivationCode) -> Result<ActivationCodeView, TillError> {
        self.asking_esim(request.connection, move |esim| async move { esim.activation_code(&request.iccid).await })
            .await
    }

    /// The code as a file, to be saved where the person chooses.
    ///
    /// # Errors
    /// As [`Till::activation_code`].
    pub async fn activation_code_file(&self, request: SaveActivationCode) -> Result<CodeFile, TillError> {
        self.asking_esim(
            request.connection.clone(),
            move |esim| async move { esim.activation_code_file(&request).await },
        )
        .await
    }

    /// Names another device for a SIM that is not installed.
    ///
    /// # Errors
    /// `BadIccid`, `BadEid`, or a change that was not made.
    pub async fn change_eid(&self, request: ChangeEid) -> Result<ChangeOutcome, TillError> {
        self.asking_esim(request.connection.clone(), move |esim| async move { esim.change_eid(request).await }).await
    }

    /// Has the service call an address when something happens to a SIM.
    ///
    /// # Errors
    /// `BadIccid`, `BadAddress`, or a change that was not made.
    pub async fn set_notification(&self, request: SetNotification) -> Result<ChangeOutcome, TillError> {
        self.asking_esim(request.connection.clone(), move |esim| async move { esim.set_notification(request).await })
            .await
    }

    /// Ends the calls for one kind of event.
    ///
    /// # Errors
    /// `BadIccid`, or a change that was not made.
    pub async fn remove_notification(&self, request: RemoveNotification) -> Result<ChangeOutcome, TillError> {
        self.asking_esim(request.connection.clone(), move |esim| async move { esim.remove_notification(request).await })
            .await
    }

    /// One subscription with its usage.
    ///
    /// # Errors
    /// By what the service or the network said.
    pub async fn subscription(&self, request: ForSubscription) -> Result<SubscriptionView, TillError> {
        self.asking_esim(request.connection, move |esim| async move { esim.subscription(&request.subscription).await })
            .await
    }

    /// Starts a subscription that has not begun.
    ///
    /// # Errors
    /// The subscription was not started.
    pub async fn activate_subscription(&self, request: ForSubscription) -> Result<ChangeOutcome, TillError> {
        self.asking_esim(request.connection, move |esim| async move { esim.activate(&request.subscription).await })
            .await
    }

    /// A page of the subscriptions that fit.
    ///
    /// # Errors
    /// A field that cannot be read, or by what the service or the network said.
    pub async fn search_subscriptions(&self, request: SearchSubscriptions) -> Result<SubscriptionPage, TillError> {
        self.asking_esim(request.connection.clone(), move |esim| async move { esim.search(request).await }).await
    }

    /// Looks for a customer.
    ///
    /// # Errors
    /// `BadCustomer`, or by what the service or the network said.
    pub async fn look_up_customer(&self, request: LookUpCustomer) -> Result<FoundCustomer, TillError> {
        self.asking_esim(request.connection, move |esim| async move { esim.look_up_customer(&request.email).await })
            .await
    }

    /// Makes a customer, asking the service once.
    ///
    /// # Errors
    /// A refusal that is about no field; nothing was made then.
    pub async fn create_customer(&self, request: CreateCustomer) -> Result<KeptCustomer, TillError> {
        self.asking_esim(request.connection, move |esim| async move { esim.create_customer(request.fields).await })
            .await
    }

    /// Changes a customer by what is different.
    ///
    /// # Errors
    /// A refusal that is about no field.
    pub async fn change_customer(&self, request: ChangeCustomer) -> Result<KeptCustomer, TillError> {
        self.asking_esim(request.connection.clone(), move |esim| async move { esim.change_customer(request).await })
            .await
    }

    /// The ways in which a customer pays.
    ///
    /// # Errors
    /// By what the service or the network said.
    pub async fn payment_methods(&self, request: ForCustomer) -> Result<PaymentMethods, TillError> {
        self.asking_esim(request.connection, move |esim| async move { esim.payment_methods(&request.customer).await })
            .await
    }

    /// Removes a way to pay.
    ///
    /// # Errors
    /// It was not removed.
    pub async fn remove_payment_method(&self, request: RemovePaymentMethod) -> Result<ChangeOutcome, TillError> {
        self.asking_esim(request.connection, move |esim| async move {
            esim.remove_payment_method(&request.customer, &request.method).await
        })
        .await
    }

    /// Asks a service for eSIMs something, and reports to the window if that has changed the sign-in.
    async fn asking_esim<T, F>(
        &self,
        connection: ConnectionKey,
        ask: impl FnOnce(Arc<Esim>) -> F + Send + 'static,
    ) -> Result<T, TillError>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, TillError>> + Send + 'static,
    {
        self.run(move |till: Arc<Inner>| async move {
            let esim = till.connections.esim(&connection).await?;
            till.connections.asking(&OpenConnection::Esim(esim.clone()), ask(esim)).await
        })
        .await
    }
}
