//! Keys and the mouse, pressed as a person presses them: where the focus is, and where the pointer is.
//!
//! Finding and waiting live with the window; nothing here repeats a press.

use fantoccini::actions::{InputSource, KeyAction, KeyActions, MOUSE_BUTTON_LEFT, MouseActions, PointerAction};
use fantoccini::key::Key;

use super::{By, Window, WindowFault};

impl Window {
    /// Presses one key where the focus is, with others held down: `press(&[Key::Control], 'n')`.
    ///
    /// # Errors
    /// When the window is gone.
    pub async fn press(&self, held: &[Key], key: impl Into<char>) -> Result<(), WindowFault> {
        let held: Vec<char> = held.iter().map(|key| char::from(*key)).collect();
        let key = key.into();
        let mut keys = KeyActions::new("keyboard".to_owned());
        for value in held.iter().copied().chain([key]) {
            keys = keys.then(KeyAction::Down { value });
        }
        for value in [key].into_iter().chain(held.iter().rev().copied()) {
            keys = keys.then(KeyAction::Up { value });
        }
        Ok(self.client().perform_actions(keys).await?)
    }

    /// Types where the focus is.
    ///
    /// # Errors
    /// When the window is gone.
    pub async fn type_text(&self, text: &str) -> Result<(), WindowFault> {
        for letter in text.chars() {
            self.press(&[], letter).await?;
        }
        Ok(())
    }

    /// Presses the mouse twice on the element, as fast as a hurried hand.
    ///
    /// # Errors
    /// When the element does not come.
    pub async fn double_click(&self, by: By<'_>) -> Result<(), WindowFault> {
        let element = self.find(by).await?;
        let (down, up) = (PointerAction::Down { button: MOUSE_BUTTON_LEFT }, PointerAction::Up { button: MOUSE_BUTTON_LEFT });
        let to = PointerAction::MoveToElement { element, duration: None, x: 0.0, y: 0.0 };
        let mouse = MouseActions::new("mouse".to_owned()).then(to).then(down.clone()).then(up.clone()).then(down).then(up);
        Ok(self.client().perform_actions(mouse).await?)
    }
}
