//! The checks of every state: axe in both themes and at two sizes of text, nothing that sticks out sideways, and the
//! walk of the keys.
//!
//! It leaves the window in the size and the theme in which the till opened.

use std::cell::RefCell;

use airtill_tests::clerk::{Clerk, Done};
use serde_json::{Value, json};

use super::keys;
use crate::looks::SIDEWAYS;

/// The sizes that are checked: of the window, and of the text in percent.
const SIZES: [(u32, u32, u32); 2] = [(1180, 780, 100), (900, 520, 200)];

/// Checks states and collects the violations.
#[derive(Default)]
pub struct Inspector {
    complaints: RefCell<Vec<String>>,
}

impl Inspector {
    /// Prepares to check the page of this till.
    ///
    /// # Errors
    /// When the window is gone.
    pub async fn of(clerk: &Clerk) -> Done<Self> {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../ui/node_modules/axe-core/axe.min.js");
        let axe = std::fs::read_to_string(file).expect("axe-core is among the packages of ui/");
        clerk.window.script(&axe, vec![]).await?;
        Ok(Self::default())
    }

    /// Checks the present state of the window, from every side.
    ///
    /// # Errors
    /// When the window is gone. [`Inspector::done`] reports violations.
    pub async fn look(&self, clerk: &Clerk, state: &str) -> Done {
        clerk.window.painted().await?;
        let theme = clerk.window.script("return document.documentElement.dataset.theme", vec![]).await?;
        for (width, height, percent) in SIZES {
            resize(clerk, width, height, percent).await?;
            for shown in ["light", "dark"] {
                wear(clerk, &json!(shown)).await?;
                self.ask(clerk, &format!("{state}, {shown}, {percent} %"), include_str!("axe.js")).await?;
            }
            self.keep(&format!("{state}, {percent} %"), clerk.window.script(SIDEWAYS, vec![]).await?);
            let walked = keys::walk(clerk, state).await?;
            self.keep(&format!("{state}, {percent} %, by the keys"), walked);
        }
        resize(clerk, SIZES[0].0, SIZES[0].1, SIZES[0].2).await?;
        wear(clerk, &theme).await?;
        Ok(())
    }

    /// Checks a state that ends too soon for all of that: once, as it is.
    ///
    /// # Errors
    /// When the window is gone.
    pub async fn glance(&self, clerk: &Clerk, state: &str) -> Done {
        self.ask(clerk, state, include_str!("axe.js")).await?;
        self.keep(state, clerk.window.script(SIDEWAYS, vec![]).await?);
        Ok(())
    }

    async fn ask(&self, clerk: &Clerk, state: &str, script: &str) -> Done {
        self.keep(state, clerk.window.script_async(script, vec![]).await?);
        Ok(())
    }

    fn keep(&self, state: &str, reported: Value) {
        for complaint in reported.as_array().into_iter().flatten() {
            self.complaints.borrow_mut().push(format!("{state}: {}", complaint.as_str().unwrap_or_default()));
        }
    }

    /// Asserts that no state had a violation.
    ///
    /// # Panics
    /// One of them had.
    pub fn done(self) {
        let complaints = self.complaints.into_inner();
        assert!(complaints.is_empty(), "{} complaints:\n{}", complaints.len(), complaints.join("\n"));
    }
}

async fn wear(clerk: &Clerk, theme: &Value) -> Done {
    clerk.window.script("document.documentElement.dataset.theme = arguments[0]", vec![theme.clone()]).await?;
    clerk.window.painted().await
}

async fn resize(clerk: &Clerk, width: u32, height: u32, percent: u32) -> Done {
    clerk.window.size(width, height).await?;
    clerk.text_size(percent).await
}
