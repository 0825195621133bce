//! eSIMs: the catalogue, orders, SIMs, activation codes, and the company's customers.
//!
//! A command that cannot fail returns its value; every other goes through `answer`, which gives an error its reference.
//! A file is written only where the person chose.

use std::sync::Arc;

use airtill_app::{Till, TillError};
use airtill_contract::*;
use tauri::{AppHandle, State};

use crate::error::{Answer, answer};
use crate::practice::PracticeInside;
use crate::saved_file;

#[tauri::command]
pub async fn practise_esim(till: State<'_, Till>, request: Empty) -> Answer<ConnectionView> {
    let Empty {} = request;
    answer("practise_esim", till.practise_esim()).await
}

#[tauri::command]
pub async fn esim_troubles(practice: State<'_, Arc<PracticeInside>>, request: Empty) -> Answer<EsimTroubles> {
    let Empty {} = request;
    Ok(practice.esim_troubles())
}

#[tauri::command]
pub async fn switch_esim_trouble(
    practice: State<'_, Arc<PracticeInside>>,
    request: SwitchEsimTrouble,
) -> Answer<EsimTroubles> {
    answer("switch_esim_trouble", async { practice.switch_esim_trouble(&request) }).await
}

#[tauri::command]
pub async fn catalogue(till: State<'_, Till>, request: ForCatalogue) -> Answer<CatalogueView> {
    answer("catalogue", till.catalogue(request)).await
}

#[tauri::command]
pub async fn check_iccid(till: State<'_, Till>, request: CheckSimNumber) -> Answer<SimNumberView> {
    Ok(till.check_iccid(&request))
}

#[tauri::command]
pub async fn check_eid(till: State<'_, Till>, request: CheckSimNumber) -> Answer<SimNumberView> {
    Ok(till.check_eid(&request))
}

#[tauri::command]
pub async fn prepare_new_esim(till: State<'_, Till>, request: PrepareNewEsim) -> Answer<PreparedEsimOrder> {
    answer("prepare_new_esim", till.prepare_new_esim(request)).await
}

#[tauri::command]
pub async fn prepare_esim_top_up(till: State<'_, Till>, request: PrepareEsimTopUp) -> Answer<PreparedEsimOrder> {
    answer("prepare_esim_top_up", till.prepare_esim_top_up(request)).await
}

#[tauri::command]
pub async fn send_esim_order(till: State<'_, Till>, request: SendEsimOrder) -> Answer<SaleView> {
    answer("send_esim_order", till.send_esim_order(request)).await
}

#[tauri::command]
pub async fn await_esim_order(till: State<'_, Till>, request: ForIntent) -> Answer<SaleView> {
    answer("await_esim_order", till.await_esim_order(request)).await
}

#[tauri::command]
pub async fn ask_about_order(till: State<'_, Till>, request: ForSale) -> Answer<SaleView> {
    answer("ask_about_order", till.ask_about_order(request)).await
}

#[tauri::command]
pub async fn look_up_sim(till: State<'_, Till>, request: ForSim) -> Answer<SimView> {
    answer("look_up_sim", till.look_up_sim(request)).await
}

#[tauri::command]
pub async fn activation_code(till: State<'_, Till>, request: ForActivationCode) -> Answer<ActivationCodeView> {
    answer("activation_code", till.activation_code(request)).await
}

#[tauri::command]
pub async fn save_activation_code(
    app: AppHandle,
    till: State<'_, Till>,
    request: SaveActivationCode,
) -> Answer<SavedFile> {
    let saving = async {
        let file = till.activation_code_file(request).await?;
        let saved = saved_file::save(&app, &file.name, file.bytes).await;
        let name = saved.map_err(|error| TillError::with(ErrorCode::NotSaved, error.to_string()))?;
        Ok(SavedFile { name })
    };
    answer("save_activation_code", saving).await
}

#[tauri::command]
pub async fn change_eid(till: State<'_, Till>, request: ChangeEid) -> Answer<ChangeOutcome> {
    answer("change_eid", till.change_eid(request)).await
}

#[tauri::command]
pub async fn set_notification(till: State<'_, Till>, request: SetNotification) -> Answer<ChangeOutcome> {
    answer("set_notification", till.set_notification(request)).await
}

#[tauri::command]
pub async fn remove_notification(till: State<'_, Till>, request: RemoveNotification) -> Answer<ChangeOutcome> {
    answer("remove_notification", till.remove_notification(request)).await
}

#[tauri::command]
pub async fn subscription(till: State<'_, Till>, request: ForSubscription) -> Answer<SubscriptionView> {
    answer("subscription", till.subscription(request)).await
}

#[tauri::command]
pub async fn activate_subscription(till: State<'_, Till>, request: ForSubscription) -> Answer<ChangeOutcome> {
    answer("activate_subscription", till.activate_subscription(request)).await
}

#[tauri::command]
pub async fn search_subscriptions(till: State<'_, Till>, request: SearchSubscriptions) -> Answer<SubscriptionPage> {
    answer("search_subscriptions", till.search_subscriptions(request)).await
}

#[tauri::command]
pub async fn look_up_customer(till: State<'_, Till>, request: LookUpCustomer) -> Answer<FoundCustomer> {
    answer("look_up_customer", till.look_up_customer(request)).await
}

#[tauri::command]
pub async fn create_customer(till: State<'_, Till>, request: CreateCustomer) -> Answer<KeptCustomer> {
    answer("create_customer", till.create_customer(request)).await
}

#[tauri::command]
pub async fn change_customer(till: State<'_, Till>, request: ChangeCustomer) -> Answer<KeptCustomer> {
    answer("change_customer", till.change_customer(request)).await
}

#[tauri::command]
pub async fn payment_methods(till: State<'_, Till>, request: ForCustomer) -> Answer<PaymentMethods> {
    answer("payment_methods", till.payment_methods(request)).await
}

#[tauri::command]
pub async fn remove_payment_method(till: State<'_, Till>, request: RemovePaymentMethod) -> Answer<ChangeOutcome> {
    answer("remove_payment_method", till.remove_payment_method(request)).await
}
