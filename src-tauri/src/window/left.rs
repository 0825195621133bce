//! The window as it was left.
//!
//! Which monitors are there now, and where the window fits on them, is decided in `position`; the file that keeps it is
//! in `remembered`.

use serde::{Deserialize, Serialize};
use tauri::WebviewWindow;

/// The window as it was left, in physical pixels: what is inside its edges, and where those begin.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Left {
    /// Of the inside.
    pub width: u32,
    /// Of the inside.
    pub height: u32,
    /// Of the left edge, edges included.
    pub x: i32,
    /// Of the top edge, edges included.
    pub y: i32,
    /// Whether it filled the screen.
    pub maximized: bool,
}

impl Left {
    /// Takes the place of this window, unless it fills the screen or is put away: it returns to where it stood before
    /// then.
    pub fn follow(&mut self, window: &WebviewWindow) {
        let is = |asked: tauri::Result<bool>| asked.unwrap_or_default();
        self.maximized = is(window.is_maximized());
        if self.maximized || is(window.is_minimized()) || is(window.is_fullscreen()) || !is(window.is_visible()) {
            return;
        }
        let (Ok(size), Ok(at)) = (window.inner_size(), window.outer_position()) else { return };
        if size.width > 0 && size.height > 0 {
            *self = Self { width: size.width, height: size.height, x: at.x, y: at.y, maximized: false };
        }
    }
}
