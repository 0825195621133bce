//! Selling, the truth, and looking back.
//!
//! The order of the calls is the person's: check, prepare, send, look. The limits of a sale are decided behind the
//! command, and a repeated call sells nothing twice.

use airtill_contract::{
    AmountView, CheckAmount, CheckNumber, ConfirmationView, ConnectionView, ForConnection, ForIntent, ForLimits,
    ForSale, HistoryPage, LastSales, LimitsView, NumberView, PrepareTopUp, SaleDetail, SaleList, SaleView,
    SayWhatHappened, SearchHistory, SeeNotices, SendTopUp,
};

use super::shell::{Outcome, Shell};

pub async fn check_number(shell: Shell, request: CheckNumber) -> Outcome<NumberView> {
    Ok(shell.till.check_number(&request))
}

pub async fn check_amount(shell: Shell, request: CheckAmount) -> Outcome<AmountView> {
    Ok(shell.till.check_amount(&request))
}

pub async fn prepare_top_up(shell: Shell, request: PrepareTopUp) -> Outcome<ConfirmationView> {
    shell.till.prepare_top_up(request).await
}

pub async fn send_top_up(shell: Shell, request: SendTopUp) -> Outcome<SaleView> {
    shell.till.send_top_up(request).await
}

pub async fn await_top_up(shell: Shell, request: ForIntent) -> Outcome<SaleView> {
    shell.till.await_top_up(request).await
}

pub async fn last_sales(shell: Shell, request: LastSales) -> Outcome<SaleList> {
    shell.till.last_sales(request).await
}

pub async fn open_orders(shell: Shell, request: ForConnection) -> Outcome<SaleList> {
    shell.till.open_orders(request).await
}

pub async fn search_history(shell: Shell, request: SearchHistory) -> Outcome<HistoryPage> {
    shell.till.search_history(request).await
}

pub async fn sale_detail(shell: Shell, request: ForSale) -> Outcome<SaleDetail> {
    shell.till.sale_detail(request).await
}

pub async fn gather_evidence(shell: Shell, request: ForSale) -> Outcome<SaleView> {
    shell.till.gather_evidence(request).await
}

pub async fn say_what_happened(shell: Shell, request: SayWhatHappened) -> Outcome<SaleView> {
    shell.till.say_what_happened(request).await
}

pub async fn declare_again(shell: Shell, request: ForConnection) -> Outcome<ConnectionView> {
    shell.till.declare_again(request).await
}

pub async fn see_notices(shell: Shell, request: SeeNotices) -> Outcome<ConnectionView> {
    shell.till.see_notices(request).await
}

pub async fn limits(shell: Shell, request: ForLimits) -> Outcome<LimitsView> {
    shell.till.limits(request).await
}
