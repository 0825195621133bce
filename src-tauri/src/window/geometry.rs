//! The geometry of the window: its size and its place, as it was left.
//!
//! `position` decides on which of the present monitors the window fits; `remembered` stores it in its file.

use serde::{Deserialize, Serialize};
use tauri::WebviewWindow;

/// The window as it was left, in physical pixels: the size of its inside, and the position of its edges.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Geometry {
    /// The width of the inside.
    pub width: u32,
    /// The height of the inside.
    pub height: u32,
    /// The position of the left edge, edges included.
    pub x: i32,
    /// The position of the top edge, edges included.
    pub y: i32,
    /// Whether it filled the screen.
    pub maximized: bool,
}

impl Geometry {
    /// Takes the position of this window, unless it fills the screen or is minimised: it returns to its earlier
    /// position then.
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
