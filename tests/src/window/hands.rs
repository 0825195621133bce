//! Keys and the mouse, pressed as a person presses them: at the focus, and at the pointer.
//!
//! Finding and waiting live with the window; nothing here repeats a press.

use fantoccini::actions::{InputSource, KeyAction, KeyActions, MOUSE_BUTTON_LEFT, MouseActions, PointerAction};
use fantoccini::elements::Element;
use fantoccini::key::Key;
use serde_json::json;

use super::{By, ELEMENT, Window, WindowError};

/// The middle of an element in pixels of the window, in sight and with nothing over it; `null` where the page is not
/// enlarged.
const ENLARGED: &str = "const element = arguments[0], scale = outerWidth / innerWidth;
    if (Math.abs(scale - 1) < 0.02) return null;
    const middle = () => { const box = element.getBoundingClientRect(); return [box.left + box.width / 2, box.top + box.height / 2]; };
    const hit = () => { const top = document.elementFromPoint(...middle()); return top !== null && (element === top || element.contains(top)); };
    for (const block of ['nearest', 'center']) if (!hit()) element.scrollIntoView({ block });
    if (!hit()) throw new Error('something lies over it');
    return middle().map((at) => Math.round(at * scale))";

impl Window {
    /// Presses one key where the focus is, with others held down: `press(&[Key::Control], 'n')`.
    ///
    /// # Errors
    /// When the window is gone.
    pub async fn press(&self, held: &[Key], key: impl Into<char>) -> Result<(), WindowError> {
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
    pub async fn type_text(&self, text: &str) -> Result<(), WindowError> {
        for letter in text.chars() {
            self.press(&[], letter).await?;
        }
        Ok(())
    }

    /// Presses the mouse on this element. The driver's own click misses in an enlarged page, where it counts in the
    /// pixels of the page and the mouse in those of the window; there the mouse is sent to the element's real position.
    pub(super) async fn press_on(&self, element: &Element) -> Result<(), WindowError> {
        let point = self.script(ENLARGED, vec![json!({ ELEMENT: element.element_id().to_string() })]).await?;
        let [Some(x), Some(y)] = [0, 1].map(|at| point[at].as_f64()) else { return Ok(element.click().await?) };
        let to = PointerAction::MoveTo { duration: None, x, y };
        let (down, up) =
            (PointerAction::Down { button: MOUSE_BUTTON_LEFT }, PointerAction::Up { button: MOUSE_BUTTON_LEFT });
        let mouse = MouseActions::new("mouse".to_owned()).then(to).then(down).then(up);
        Ok(self.client().perform_actions(mouse).await?)
    }

    /// Presses the mouse twice on the element, as fast as a hurried hand.
    ///
    /// # Errors
    /// When the element does not come.
    pub async fn double_click(&self, by: By<'_>) -> Result<(), WindowError> {
        let element = self.find(by).await?;
        let (down, up) =
            (PointerAction::Down { button: MOUSE_BUTTON_LEFT }, PointerAction::Up { button: MOUSE_BUTTON_LEFT });
        let to = PointerAction::MoveToElement { element, duration: None, x: 0.0, y: 0.0 };
        let mouse =
            MouseActions::new("mouse".to_owned()).then(to).then(down.clone()).then(up.clone()).then(down).then(up);
        Ok(self.client().perform_actions(mouse).await?)
    }
}
