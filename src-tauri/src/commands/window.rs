//! The first view of the window, the size of its text, and the acts on the window itself.
//!
//! The first screen's view comes from the use cases, which know no window: the size of text is added here.

use airtill_app::{Till, TillError};
use airtill_contract::{Empty, ErrorCode, NotedFailure, Nothing, StartView, TextSize, WindowFailed};
use tauri::{AppHandle, Manager, State};

use crate::error::{Answer, answer, page_failed};
use crate::{closing, window};

#[tauri::command]
pub async fn start(app: AppHandle, till: State<'_, Till>, request: Empty) -> Answer<StartView> {
    let Empty {} = request;
    tracing::info!("a page asks for its first view");
    answer("start", till.start()).await.map(|view| in_its_size(&app, view))
}

#[tauri::command]
pub async fn retry_keyring(app: AppHandle, till: State<'_, Till>, request: Empty) -> Answer<StartView> {
    let Empty {} = request;
    answer("retry_keyring", till.retry_keyring()).await.map(|view| in_its_size(&app, view))
}

#[tauri::command]
pub async fn remember_nothing(app: AppHandle, till: State<'_, Till>, request: Empty) -> Answer<StartView> {
    let Empty {} = request;
    answer("remember_nothing", till.remember_nothing()).await.map(|view| in_its_size(&app, view))
}

#[tauri::command]
pub async fn set_text_size(app: AppHandle, request: TextSize) -> Answer<TextSize> {
    Ok(TextSize { percent: window::text_size::choose(&app, request.percent).await })
}

#[tauri::command]
pub async fn window_failed(request: WindowFailed) -> Answer<NotedFailure> {
    Ok(NotedFailure { reference: page_failed(&request.what) })
}

#[tauri::command]
pub async fn stay_open(app: AppHandle, request: Empty) -> Answer<Nothing> {
    let Empty {} = request;
    closing::take_back(&app);
    Ok(Nothing {})
}

/// The window's own `print` would go round the contract, so the page asks here.
#[tauri::command]
pub async fn print_page(app: AppHandle, request: Empty) -> Answer<Nothing> {
    let Empty {} = request;
    answer("print_page", async move {
        let window = app.get_webview_window(window::MAIN);
        let window = window.ok_or_else(|| TillError::with(ErrorCode::Internal, "there is no window"))?;
        window.print().map_err(|error| TillError::with(ErrorCode::Internal, error.to_string()))?;
        Ok(Nothing {})
    })
    .await
}

fn in_its_size(app: &AppHandle, view: StartView) -> StartView {
    StartView { text_size: window::text_size::now(app), ..view }
}
