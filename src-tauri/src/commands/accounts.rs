//! The company's accounts, the sign-in through the browser, and the views of an administrator.
//!
//! Secrets are passed on unchanged, and none is returned.

use airtill_contract::{
    BeginBrowserSignIn, BrowserSignInView, ConfirmSignIn, ConnectionTestView, ConnectionView, CountryList, CreateUser,
    CreatedUser, ForConnection, FoundUser, ListenerCertificate, LookUpUser, Nothing, PasteSignInAnswer,
    SetClientSecret, SignInAddress, SignInAsClient,
};

use super::shell::{Outcome, Shell};

pub async fn begin_browser_sign_in(shell: Shell, request: BeginBrowserSignIn) -> Outcome<BrowserSignInView> {
    shell.till.begin_browser_sign_in(request).await
}

pub async fn begin_sign_in_test(shell: Shell, request: BeginBrowserSignIn) -> Outcome<BrowserSignInView> {
    shell.till.begin_sign_in_test(request).await
}

pub async fn browser_sign_in(shell: Shell, request: ForConnection) -> Outcome<BrowserSignInView> {
    Ok(shell.till.browser_sign_in(&request))
}

pub async fn more_sign_in_time(shell: Shell, request: ForConnection) -> Outcome<BrowserSignInView> {
    Ok(shell.till.more_sign_in_time(&request))
}

pub async fn open_browser_again(shell: Shell, request: ForConnection) -> Outcome<BrowserSignInView> {
    shell.till.open_browser_again(request).await
}

pub async fn sign_in_address(shell: Shell, request: ForConnection) -> Outcome<SignInAddress> {
    shell.till.sign_in_address(&request)
}

pub async fn paste_sign_in_answer(shell: Shell, request: PasteSignInAnswer) -> Outcome<BrowserSignInView> {
    shell.till.paste_sign_in_answer(request)
}

pub async fn go_on_without_pkce(shell: Shell, request: ForConnection) -> Outcome<BrowserSignInView> {
    shell.till.go_on_without_pkce(request).await
}

pub async fn switch_pkce_on(shell: Shell, request: ForConnection) -> Outcome<ConnectionView> {
    shell.till.switch_pkce_on(request).await
}

pub async fn open_service_page(shell: Shell, request: ForConnection) -> Outcome<Nothing> {
    shell.till.open_service_page(request).await
}

pub async fn confirm_sign_in(shell: Shell, request: ConfirmSignIn) -> Outcome<BrowserSignInView> {
    Ok(shell.till.confirm_sign_in(&request))
}

pub async fn cancel_browser_sign_in(shell: Shell, request: ForConnection) -> Outcome<BrowserSignInView> {
    Ok(shell.till.cancel_browser_sign_in(&request))
}

pub async fn set_client_secret(shell: Shell, request: SetClientSecret) -> Outcome<ConnectionView> {
    shell.till.set_client_secret(request).await
}

pub async fn sign_in_as_client(shell: Shell, request: SignInAsClient) -> Outcome<ConnectionView> {
    shell.till.sign_in_as_client(request).await
}

pub async fn test_connection(shell: Shell, request: ForConnection) -> Outcome<ConnectionTestView> {
    shell.till.test_connection(request).await
}

pub async fn listener_certificate(shell: Shell, request: ForConnection) -> Outcome<ListenerCertificate> {
    shell.till.listener_certificate(request).await
}

pub async fn trust_certificate(shell: Shell, request: ForConnection) -> Outcome<ListenerCertificate> {
    shell.till.trust_certificate(request).await
}

pub async fn distrust_certificate(shell: Shell, request: ForConnection) -> Outcome<ListenerCertificate> {
    shell.till.distrust_certificate(request).await
}

pub async fn refresh_person(shell: Shell, request: ForConnection) -> Outcome<ConnectionView> {
    shell.till.refresh_person(request).await
}

pub async fn look_up_user(shell: Shell, request: LookUpUser) -> Outcome<FoundUser> {
    shell.till.look_up_user(request).await
}

pub async fn create_user(shell: Shell, request: CreateUser) -> Outcome<CreatedUser> {
    shell.till.create_user(request).await
}

pub async fn countries(shell: Shell, request: ForConnection) -> Outcome<CountryList> {
    shell.till.countries(request).await
}
