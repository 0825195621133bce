//! The first view of the window, the size of its text, and the acts on the window itself.
//!
//! The first screen's view comes from the use cases, which know no window: the size of text is added here.

use airtill_app::TillError;
use airtill_contract::{Empty, ErrorCode, NotedFailure, Nothing, StartView, TextSize, WindowFailed};
use tauri::{AppHandle, Manager};

use super::shell::{Outcome, Shell};
use crate::error::page_failed;
use crate::{closing, window};

pub async fn start(shell: Shell, Empty {}: Empty) -> Outcome<StartView> {
    tracing::info!("a page asks for its first view");
    shell.till.start().await.map(|view| in_its_size(&shell.app, view))
}

pub async fn retry_keyring(shell: Shell, Empty {}: Empty) -> Outcome<StartView> {
    shell.till.retry_keyring().await.map(|view| in_its_size(&shell.app, view))
}

pub async fn remember_nothing(shell: Shell, Empty {}: Empty) -> Outcome<StartView> {
    shell.till.remember_nothing().await.map(|view| in_its_size(&shell.app, view))
}

pub async fn set_text_size(shell: Shell, request: TextSize) -> Outcome<TextSize> {
    Ok(TextSize { percent: window::text_size::choose(&shell.app, request.percent).await })
}

pub async fn window_failed(_: Shell, request: WindowFailed) -> Outcome<NotedFailure> {
    Ok(NotedFailure { reference: page_failed(&request.what) })
}

pub async fn stay_open(shell: Shell, Empty {}: Empty) -> Outcome<Nothing> {
    closing::take_back(&shell.app);
    Ok(Nothing {})
}

/// The window's own `print` would go round the contract, so the page asks here.
pub async fn print_page(shell: Shell, Empty {}: Empty) -> Outcome<Nothing> {
    let window = shell.app.get_webview_window(window::MAIN);
    let window = window.ok_or_else(|| TillError::with(ErrorCode::Internal, "there is no window"))?;
    window.print().map_err(|error| TillError::with(ErrorCode::Internal, error.to_string()))?;
    Ok(Nothing {})
}

fn in_its_size(app: &AppHandle, view: StartView) -> StartView {
    StartView { text_size: window::text_size::now(app), ..view }
}
