//! Selling, the truth, and looking back.
//!
//! The order of the calls is the person's: check, prepare, send, look. The limits of a sale are decided behind the
//! command, and a repeated call sells nothing twice.

use airtill_app::Till;
use airtill_contract::{
    AmountView, CheckAmount, CheckNumber, ConfirmationView, ConnectionView, ForConnection, ForIntent, ForSale,
    HistoryPage, LastSales, NumberView, PrepareTopUp, SaleDetail, SaleList, SaleView, SayWhatHappened, SearchHistory,
    SeeNotices, SendTopUp,
};
use tauri::State;

use crate::error::{Answer, answer};

#[tauri::command]
pub async fn check_number(till: State<'_, Till>, request: CheckNumber) -> Answer<NumberView> {
    Ok(till.check_number(&request))
}

#[tauri::command]
pub async fn check_amount(till: State<'_, Till>, request: CheckAmount) -> Answer<AmountView> {
    Ok(till.check_amount(&request))
}

#[tauri::command]
pub async fn prepare_top_up(till: State<'_, Till>, request: PrepareTopUp) -> Answer<ConfirmationView> {
    answer("prepare_top_up", till.prepare_top_up(request)).await
}

#[tauri::command]
pub async fn send_top_up(till: State<'_, Till>, request: SendTopUp) -> Answer<SaleView> {
    answer("send_top_up", till.send_top_up(request)).await
}

#[tauri::command]
pub async fn await_top_up(till: State<'_, Till>, request: ForIntent) -> Answer<SaleView> {
    answer("await_top_up", till.await_top_up(request)).await
}

#[tauri::command]
pub async fn last_sales(till: State<'_, Till>, request: LastSales) -> Answer<SaleList> {
    answer("last_sales", till.last_sales(request)).await
}

#[tauri::command]
pub async fn open_orders(till: State<'_, Till>, request: ForConnection) -> Answer<SaleList> {
    answer("open_orders", till.open_orders(request)).await
}

#[tauri::command]
pub async fn search_history(till: State<'_, Till>, request: SearchHistory) -> Answer<HistoryPage> {
    answer("search_history", till.search_history(request)).await
}

#[tauri::command]
pub async fn sale_detail(till: State<'_, Till>, request: ForSale) -> Answer<SaleDetail> {
    answer("sale_detail", till.sale_detail(request)).await
}

#[tauri::command]
pub async fn gather_evidence(till: State<'_, Till>, request: ForSale) -> Answer<SaleView> {
    answer("gather_evidence", till.gather_evidence(request)).await
}

#[tauri::command]
pub async fn say_what_happened(till: State<'_, Till>, request: SayWhatHappened) -> Answer<SaleView> {
    answer("say_what_happened", till.say_what_happened(request)).await
}

#[tauri::command]
pub async fn declare_again(till: State<'_, Till>, request: ForConnection) -> Answer<ConnectionView> {
    answer("declare_again", till.declare_again(request)).await
}

#[tauri::command]
pub async fn see_notices(till: State<'_, Till>, request: SeeNotices) -> Answer<ConnectionView> {
    answer("see_notices", till.see_notices(request)).await
}
