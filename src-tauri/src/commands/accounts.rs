//! The company's accounts, the sign-in through the browser, and the views of an administrator.
//!
//! A command that cannot fail returns its value; every other goes through `answer`, which gives an error its reference.
//! Secrets are passed on unchanged, and none is returned.

use airtill_app::Till;
use airtill_contract::{
    BeginBrowserSignIn, BrowserSignInView, ConfirmSignIn, ConnectionTestView, ConnectionView, CountryList, CreateUser,
    CreatedUser, ForConnection, FoundUser, ListenerCertificate, LookUpUser, Nothing, PasteSignInAnswer,
    SetClientSecret, SignInAddress, SignInAsClient,
};
use tauri::State;

use crate::error::{Answer, answer};

#[tauri::command]
pub async fn begin_browser_sign_in(till: State<'_, Till>, request: BeginBrowserSignIn) -> Answer<BrowserSignInView> {
    answer("begin_browser_sign_in", till.begin_browser_sign_in(request)).await
}

#[tauri::command]
pub async fn begin_sign_in_test(till: State<'_, Till>, request: BeginBrowserSignIn) -> Answer<BrowserSignInView> {
    answer("begin_sign_in_test", till.begin_sign_in_test(request)).await
}

#[tauri::command]
pub async fn browser_sign_in(till: State<'_, Till>, request: ForConnection) -> Answer<BrowserSignInView> {
    Ok(till.browser_sign_in(&request))
}

#[tauri::command]
pub async fn more_sign_in_time(till: State<'_, Till>, request: ForConnection) -> Answer<BrowserSignInView> {
    Ok(till.more_sign_in_time(&request))
}

#[tauri::command]
pub async fn open_browser_again(till: State<'_, Till>, request: ForConnection) -> Answer<BrowserSignInView> {
    answer("open_browser_again", till.open_browser_again(request)).await
}

#[tauri::command]
pub async fn sign_in_address(till: State<'_, Till>, request: ForConnection) -> Answer<SignInAddress> {
    answer("sign_in_address", async { till.sign_in_address(&request) }).await
}

#[tauri::command]
pub async fn paste_sign_in_answer(till: State<'_, Till>, request: PasteSignInAnswer) -> Answer<BrowserSignInView> {
    answer("paste_sign_in_answer", async { till.paste_sign_in_answer(request) }).await
}

#[tauri::command]
pub async fn go_on_without_pkce(till: State<'_, Till>, request: ForConnection) -> Answer<BrowserSignInView> {
    answer("go_on_without_pkce", till.go_on_without_pkce(request)).await
}

#[tauri::command]
pub async fn switch_pkce_on(till: State<'_, Till>, request: ForConnection) -> Answer<ConnectionView> {
    answer("switch_pkce_on", till.switch_pkce_on(request)).await
}

#[tauri::command]
pub async fn open_service_page(till: State<'_, Till>, request: ForConnection) -> Answer<Nothing> {
    answer("open_service_page", till.open_service_page(request)).await
}

#[tauri::command]
pub async fn confirm_sign_in(till: State<'_, Till>, request: ConfirmSignIn) -> Answer<BrowserSignInView> {
    Ok(till.confirm_sign_in(&request))
}

#[tauri::command]
pub async fn cancel_browser_sign_in(till: State<'_, Till>, request: ForConnection) -> Answer<BrowserSignInView> {
    Ok(till.cancel_browser_sign_in(&request))
}

#[tauri::command]
pub async fn set_client_secret(till: State<'_, Till>, request: SetClientSecret) -> Answer<ConnectionView> {
    answer("set_client_secret", till.set_client_secret(request)).await
}

#[tauri::command]
pub async fn sign_in_as_client(till: State<'_, Till>, request: SignInAsClient) -> Answer<ConnectionView> {
    answer("sign_in_as_client", till.sign_in_as_client(request)).await
}

#[tauri::command]
pub async fn test_connection(till: State<'_, Till>, request: ForConnection) -> Answer<ConnectionTestView> {
    answer("test_connection", till.test_connection(request)).await
}

#[tauri::command]
pub async fn listener_certificate(till: State<'_, Till>, request: ForConnection) -> Answer<ListenerCertificate> {
    answer("listener_certificate", till.listener_certificate(request)).await
}

#[tauri::command]
pub async fn trust_certificate(till: State<'_, Till>, request: ForConnection) -> Answer<ListenerCertificate> {
    answer("trust_certificate", till.trust_certificate(request)).await
}

#[tauri::command]
pub async fn distrust_certificate(till: State<'_, Till>, request: ForConnection) -> Answer<ListenerCertificate> {
    answer("distrust_certificate", till.distrust_certificate(request)).await
}

#[tauri::command]
pub async fn refresh_person(till: State<'_, Till>, request: ForConnection) -> Answer<ConnectionView> {
    answer("refresh_person", till.refresh_person(request)).await
}

#[tauri::command]
pub async fn look_up_user(till: State<'_, Till>, request: LookUpUser) -> Answer<FoundUser> {
    answer("look_up_user", till.look_up_user(request)).await
}

#[tauri::command]
pub async fn create_user(till: State<'_, Till>, request: CreateUser) -> Answer<CreatedUser> {
    answer("create_user", till.create_user(request)).await
}

#[tauri::command]
pub async fn countries(till: State<'_, Till>, request: ForConnection) -> Answer<CountryList> {
    answer("countries", till.countries(request)).await
}
