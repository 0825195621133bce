//! How large the page is shown: by the web view's own zoom, so that everything keeps its proportions.
//!
//! The page then lives in a window of fewer CSS pixels, which its layouts see as any narrow window. It is applied
//! before the page loads, so nothing jumps at a start. `remembered` stores the chosen size.

use airtill_contract::TEXT_SIZES;
use tauri::{AppHandle, Manager, WebviewWindow};

use super::main_window::MAIN;
use super::remembered::Remembered;

/// The size that is shown, in percent.
pub fn now(app: &AppHandle) -> u16 {
    app.try_state::<Remembered>().map_or(TEXT_SIZES[0], |remembered| remembered.text_size())
}

/// Shows the nearest size from now on, and returns it as soon as it is stored for the next start.
pub async fn choose(app: &AppHandle, percent: u16) -> u16 {
    let percent = nearest(percent);
    let app = app.clone();
    let writing = tauri::async_runtime::spawn_blocking(move || {
        if let Some(remembered) = app.try_state::<Remembered>() {
            let _turn = remembered.turn();
            remembered.set_text_size(percent);
            if let Some(window) = app.get_webview_window(MAIN) {
                show(&window, percent);
            }
            remembered.keep();
        }
    });
    // The write neither fails nor is cancelled.
    let _ = writing.await;
    percent
}

/// Has the web view show its page in this size. The system draws its own dialogs in its own.
#[allow(clippy::float_arithmetic, reason = "the web view takes its zoom as a fraction; no money is counted")]
pub fn show(window: &WebviewWindow, percent: u16) {
    if let Err(error) = window.set_zoom(f64::from(percent) / 100.0) {
        tracing::warn!(%error, "the size of text does not change");
    }
}

/// The size that is closest to this; of two that are equally close, the smaller.
fn nearest(percent: u16) -> u16 {
    TEXT_SIZES.into_iter().min_by_key(|size| size.abs_diff(percent)).unwrap_or(TEXT_SIZES[0])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_number_becomes_the_nearest_size_that_there_is() {
        for size in TEXT_SIZES {
            assert_eq!(nearest(size), size);
        }
        for (asked, size) in [(0, 100), (105, 100), (106, 110), (130, 125), (188, 200), (u16::MAX, 200)] {
            assert_eq!(nearest(asked), size, "{asked}");
        }
    }
}
