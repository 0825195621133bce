//! A person at the company's accounts: the sign-in through the browser with its further steps, and the screen behind
//! it.
//!
//! The browser is not here: [`crate::chromium`] or [`crate::browser`], which get the address from here.

use std::path::{Path, PathBuf};

use airtill_practice::PracticeAccounts;
use airtill_practice::accounts::CLIENT_ID;
use serde_json::json;
use url::Url;

use super::{Clerk, Done, OpenerScript};
use crate::window::By;
use crate::world::filled;

/// The card of the practice accounts among the connections.
const PRACTICE_ACCOUNTS: &str = "[data-testid=connection-practice-practice-accounts] [data-testid=start-open]";

impl Clerk {
    /// Opens the practice accounts from the list of connections; practice is on already.
    ///
    /// # Errors
    /// When they are not there.
    pub async fn open_practice_accounts(&self) -> Done {
        self.click("nav-start").await?;
        self.window.click(By::Css(PRACTICE_ACCOUNTS)).await
    }

    /// From the sign-in screen through the browser, until the till waits; switches to this way if another one is shown.
    ///
    /// # Errors
    /// When it does not wait.
    pub async fn continue_in_browser(&self) -> Done {
        self.see("sign-in").await?;
        if self.count("sign-in-browser").await? == 0 {
            self.click("sign-in-switch").await?;
        }
        self.click("sign-in-browser").await?;
        self.see("waiting").await
    }

    /// Continues in the browser, and returns the address that the system was asked to open, as the call of this number.
    ///
    /// # Errors
    /// As [`Clerk::continue_in_browser`] and [`OpenerScript::call`].
    pub async fn begin_in_browser(&self, opener: &OpenerScript, number: usize) -> Done<Url> {
        self.continue_in_browser().await?;
        Ok(opener.call(self, number).await?.address())
    }

    /// Pastes into the field for the answer, which is opened if need be.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn paste_answer(&self, text: &str) -> Done {
        if self.count("waiting-paste-field").await? == 0 {
            self.click("waiting-paste").await?;
        }
        self.window.fill(By::TestId("waiting-paste-field"), text).await?;
        self.click("waiting-paste-submit").await
    }

    /// Says yes to *Is this you?*, and waits until the account screen names the practice clerk.
    ///
    /// # Errors
    /// When it does not.
    pub async fn is_signed_in_as_practice_clerk(&self) -> Done {
        self.window
            .until("the question or the account", async |_| {
                Ok(self.count("is-this-you-yes").await? + self.count("screen-account").await? > 0)
            })
            .await?;
        if self.count("is-this-you-yes").await? > 0 {
            self.click("is-this-you-yes").await?;
        }
        self.on("account").await?;
        self.has_text("account-name", "Amina Deng").await?;
        self.has_text("account-email", "amina@practice.example").await?;
        self.has_text("account-role", "Staff").await
    }

    /// Sets a switch of the panel of troubles.
    ///
    /// # Errors
    /// When it does not take it.
    pub async fn trouble(&self, code: &str, on: bool) -> Done {
        let mark = format!("sign-in-trouble-{code}");
        let script =
            "const box = document.querySelector(`[data-testid=${arguments[0]}]`); return box ? box.checked : null";
        let is = async || {
            Ok::<_, crate::window::WindowError>(self.window.script(script, vec![json!(mark)]).await?.as_bool())
        };
        self.see(&mark).await?;
        if is().await? != Some(on) {
            self.click(&mark).await?;
        }
        // The window shows the till's answer.
        self.window.until(&format!("the switch {code} to be set"), async |_| Ok(is().await? == Some(on))).await
    }

    /// Signs in to the practice accounts with the form.
    ///
    /// # Errors
    /// When it does not end at the account.
    pub async fn sign_in_as_practice_clerk(&self) -> Done {
        self.open_practice_accounts().await?;
        self.click("practice-fill").await?;
        self.click("sign-in-submit").await?;
        self.is_signed_in_as_practice_clerk().await
    }
}

/// Writes this connection file for these accounts to a folder.
///
/// # Errors
/// When it cannot be written.
pub fn accounts_file(folder: &Path, service: &PracticeAccounts, file: &str) -> std::io::Result<PathBuf> {
    let path = folder.join("staff.airtill");
    std::fs::write(&path, filled(file, service, CLIENT_ID))?;
    Ok(path)
}
