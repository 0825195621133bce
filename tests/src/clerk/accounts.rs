//! A person at the company's accounts: the sign-in through the browser with its ways on, and the screen behind it.
//!
//! The browser itself is somebody else's: [`crate::chromium`] or [`crate::browser`], which get the address from here.

use std::path::{Path, PathBuf};

use airtill_practice::accounts::CLIENT_ID;
use serde_json::json;
use url::Url;

use super::{Clerk, Done, OpenerScript};
use crate::window::By;

/// The card of the practice accounts among the connections.
const PRACTICE_ACCOUNTS: &str = "[data-testid=connection-practice-practice-accounts] [data-testid=start-open]";

impl Clerk {
    /// Opens the practice accounts from the list of connections; somebody practises already.
    ///
    /// # Errors
    /// When they are not there.
    pub async fn open_practice_accounts(&self) -> Done {
        self.click("nav-start").await?;
        self.window.click(By::Css(PRACTICE_ACCOUNTS)).await
    }

    /// From the sign-in screen through the browser, until the till waits; the way is switched to if it is not the first one.
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

    /// The same, and the address that the system was asked to open, as the call of this number.
    ///
    /// # Errors
    /// As both.
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

    /// Waits until the account screen names this person.
    ///
    /// # Errors
    /// When it does not.
    pub async fn is_signed_in_as(&self, name: &str, email: &str, role: &str) -> Done {
        self.on("account").await?;
        self.told("account-name", name).await?;
        self.told("account-email", email).await?;
        self.told("account-role", role).await
    }

    /// Turns a switch of the panel of troubles.
    ///
    /// # Errors
    /// When it does not take it.
    pub async fn trouble(&self, code: &str, on: bool) -> Done {
        let mark = format!("sign-in-trouble-{code}");
        let script = "const box = document.querySelector(`[data-testid=${arguments[0]}]`); return box ? box.checked : null";
        let is = async || Ok::<_, crate::window::WindowFault>(self.window.script(script, vec![json!(mark)]).await?.as_bool());
        self.see(&mark).await?;
        if is().await? != Some(on) {
            self.click(&mark).await?;
        }
        // The window shows what the till answered.
        self.window.until(&format!("the switch {code} to be thrown"), async |_| Ok(is().await? == Some(on))).await
    }

    /// Signs in to the practice accounts with the form.
    ///
    /// # Errors
    /// When it does not end at the account.
    pub async fn sign_in_as_practice_clerk(&self) -> Done {
        self.open_practice_accounts().await?;
        self.click("practice-fill").await?;
        self.click("sign-in-submit").await?;
        self.is_signed_in_as("Amina Deng", "amina@practice.example", "Staff").await
    }
}

/// A connection file for the company's accounts at this port, as a test connection, beside the data folder; `more` stands among
/// the lines about its sign-in.
///
/// # Errors
/// When it cannot be written.
pub fn accounts_file(folder: &Path, port: u16, more: &str) -> std::io::Result<PathBuf> {
    let file = folder.join("staff.airtill");
    let text = format!(
        "format = 1\nid = \"staff\"\nname = \"Staff accounts\"\napi = \"accounts-v1\"\nenvironment = \"test\"\n\
         base_address = \"http://127.0.0.1:{port}\"\nsign_in = [\"browser\", \"password\"]\n[oauth]\nclient_id = \"{CLIENT_ID}\"\n{more}\n"
    );
    std::fs::write(&file, text)?;
    Ok(file)
}
