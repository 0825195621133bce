//! eSIMs: the catalogue, orders, SIMs, activation codes, and the company's customers.
//!
//! A file is written only where the person chose.

use airtill_app::TillError;
use airtill_contract::*;

use super::shell::{Outcome, Shell};
use crate::saved_file;

pub async fn practise_esim(shell: Shell, Empty {}: Empty) -> Outcome<ConnectionView> {
    shell.till.practise_esim().await
}

pub async fn esim_troubles(shell: Shell, Empty {}: Empty) -> Outcome<EsimTroubles> {
    Ok(shell.practice.esim_troubles())
}

pub async fn switch_esim_trouble(shell: Shell, request: SwitchEsimTrouble) -> Outcome<EsimTroubles> {
    shell.practice.switch_esim_trouble(&request)
}

pub async fn catalogue(shell: Shell, request: ForCatalogue) -> Outcome<CatalogueView> {
    shell.till.catalogue(request).await
}

pub async fn check_iccid(shell: Shell, request: CheckSimNumber) -> Outcome<SimNumberView> {
    Ok(shell.till.check_iccid(&request))
}

pub async fn check_eid(shell: Shell, request: CheckSimNumber) -> Outcome<SimNumberView> {
    Ok(shell.till.check_eid(&request))
}

pub async fn prepare_new_esim(shell: Shell, request: PrepareNewEsim) -> Outcome<PreparedEsimOrder> {
    shell.till.prepare_new_esim(request).await
}

pub async fn prepare_esim_top_up(shell: Shell, request: PrepareEsimTopUp) -> Outcome<PreparedEsimOrder> {
    shell.till.prepare_esim_top_up(request).await
}

pub async fn send_esim_order(shell: Shell, request: SendEsimOrder) -> Outcome<SaleView> {
    shell.till.send_esim_order(request).await
}

pub async fn await_esim_order(shell: Shell, request: ForIntent) -> Outcome<SaleView> {
    shell.till.await_esim_order(request).await
}

pub async fn ask_about_order(shell: Shell, request: ForSale) -> Outcome<SaleView> {
    shell.till.ask_about_order(request).await
}

pub async fn look_up_sim(shell: Shell, request: ForSim) -> Outcome<SimView> {
    shell.till.look_up_sim(request).await
}

pub async fn activation_code(shell: Shell, request: ForActivationCode) -> Outcome<ActivationCodeView> {
    shell.till.activation_code(request).await
}

pub async fn save_activation_code(shell: Shell, request: SaveActivationCode) -> Outcome<SavedFile> {
    let file = shell.till.activation_code_file(request).await?;
    let saved = saved_file::save(&shell.app, &file.name, file.bytes).await;
    let name = saved.map_err(|error| TillError::with(ErrorCode::NotSaved, error.to_string()))?;
    Ok(SavedFile { name })
}

pub async fn change_eid(shell: Shell, request: ChangeEid) -> Outcome<ChangeOutcome> {
    shell.till.change_eid(request).await
}

pub async fn set_notification(shell: Shell, request: SetNotification) -> Outcome<ChangeOutcome> {
    shell.till.set_notification(request).await
}

pub async fn remove_notification(shell: Shell, request: RemoveNotification) -> Outcome<ChangeOutcome> {
    shell.till.remove_notification(request).await
}

pub async fn subscription(shell: Shell, request: ForSubscription) -> Outcome<SubscriptionView> {
    shell.till.subscription(request).await
}

pub async fn activate_subscription(shell: Shell, request: ForSubscription) -> Outcome<ChangeOutcome> {
    shell.till.activate_subscription(request).await
}

pub async fn search_subscriptions(shell: Shell, request: SearchSubscriptions) -> Outcome<SubscriptionPage> {
    shell.till.search_subscriptions(request).await
}

pub async fn look_up_customer(shell: Shell, request: LookUpCustomer) -> Outcome<FoundCustomer> {
    shell.till.look_up_customer(request).await
}

pub async fn create_customer(shell: Shell, request: CreateCustomer) -> Outcome<KeptCustomer> {
    shell.till.create_customer(request).await
}

pub async fn change_customer(shell: Shell, request: ChangeCustomer) -> Outcome<KeptCustomer> {
    shell.till.change_customer(request).await
}

pub async fn payment_methods(shell: Shell, request: ForCustomer) -> Outcome<PaymentMethods> {
    shell.till.payment_methods(request).await
}

pub async fn remove_payment_method(shell: Shell, request: RemovePaymentMethod) -> Outcome<ChangeOutcome> {
    shell.till.remove_payment_method(request).await
}
