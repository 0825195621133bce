//! Practice: its connections, and the troubles that a trainer can cause in it.
//!
//! The lists and the switches come from the practice services inside this program and move no real money; practising
//! itself is a connection like any other.

use std::sync::Arc;

use airtill_app::Till;
use airtill_contract::{
    CauseFloatTrouble, ConnectionView, Empty, FloatTroubles, SignInTroubles, SwitchSignInTrouble, TroubleList,
};
use tauri::State;

use crate::error::{Answer, answer};
use crate::practice::{self, PracticeInside};

#[tauri::command]
pub async fn practise(till: State<'_, Till>, request: Empty) -> Answer<ConnectionView> {
    let Empty {} = request;
    answer("practise", till.practise()).await
}

#[tauri::command]
pub async fn practise_twice(till: State<'_, Till>, request: Empty) -> Answer<ConnectionView> {
    let Empty {} = request;
    answer("practise_twice", till.practise_twice()).await
}

#[tauri::command]
pub async fn troubles(request: Empty) -> Answer<TroubleList> {
    let Empty {} = request;
    Ok(practice::troubles())
}

#[tauri::command]
pub async fn float_troubles(practice: State<'_, Arc<PracticeInside>>, request: Empty) -> Answer<FloatTroubles> {
    let Empty {} = request;
    answer("float_troubles", async { practice.float_troubles() }).await
}

#[tauri::command]
pub async fn cause_float_trouble(
    practice: State<'_, Arc<PracticeInside>>,
    request: CauseFloatTrouble,
) -> Answer<FloatTroubles> {
    answer("cause_float_trouble", async { practice.cause_float_trouble(&request.trouble) }).await
}

#[tauri::command]
pub async fn sign_in_troubles(practice: State<'_, Arc<PracticeInside>>, request: Empty) -> Answer<SignInTroubles> {
    let Empty {} = request;
    Ok(practice.sign_in_troubles())
}

#[tauri::command]
pub async fn switch_sign_in_trouble(
    practice: State<'_, Arc<PracticeInside>>,
    request: SwitchSignInTrouble,
) -> Answer<SignInTroubles> {
    answer("switch_sign_in_trouble", async { practice.switch_sign_in_trouble(&request) }).await
}
