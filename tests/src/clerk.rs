//! A person at the real window: acts on the till's screens, step by step, waiting for each part to be there.
//!
//! The tour and the window's tests use it. It knows the marks (`data-testid`) that the screens give their parts, and
//! nothing of the use cases behind them. Finding and waiting for an element is in [`crate::window`].

use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};

use serde_json::{Value, json};

use crate::window::{BINARY, By, LIMIT, Launch, Window, WindowError};

mod accounts;
mod esims;
mod opener;

pub use accounts::accounts_file;
pub use esims::{BUYER, FOREIGN, UNAVAILABLE};
pub use opener::{OpenerCall, OpenerScript};

/// The result of a person's step.
pub type Done<T = ()> = Result<T, WindowError>;

/// A person in front of an open till.
pub struct Clerk {
    /// The window that the person sees.
    pub window: Window,
}

impl Clerk {
    /// Opens the till on this data folder and waits for its first screen.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn at(folder: &Path) -> Done<Self> {
        Self::of(Launch::on(folder)?).await
    }

    /// Opens the till as `launch` says and waits for its first screen.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn of(launch: Launch) -> Done<Self> {
        let clerk = Self { window: launch.open().await? };
        clerk.window.find(By::Css("main")).await?;
        Ok(clerk)
    }

    /// Opens the till on this data folder and begins to practise.
    ///
    /// # Errors
    /// When the till's counter does not come.
    pub async fn practising(folder: &Path) -> Done<Self> {
        let clerk = Self::at(folder).await?;
        clerk.practise().await?;
        Ok(clerk)
    }

    /// Presses *Practise without money*, unless the till goes on practising by itself, and waits for the counter and
    /// its float.
    ///
    /// # Errors
    /// When practice does not start.
    pub async fn practise(&self) -> Done {
        // The mark is taken away where the till does not go on.
        let decided = "return document.querySelector('[data-testid=screen-till]') !== null || localStorage.getItem('airtill.practising') === null";
        self.window
            .until("the till to go on practising, or not", async |window| {
                Ok(window.script(decided, vec![]).await? == true)
            })
            .await?;
        if self.count("screen-till").await? == 0 {
            self.click("start-practise").await?;
        }
        self.on("till").await?;
        self.see("float-balance").await
    }

    /// Waits for a screen by its name.
    ///
    /// # Errors
    /// When another one stays.
    pub async fn on(&self, screen: &str) -> Done {
        self.see(&format!("screen-{screen}")).await
    }

    /// Waits until the part with this mark can be seen.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn see(&self, mark: &str) -> Done {
        self.window.find(By::TestId(mark)).await.map(drop)
    }

    /// Waits until this text can be read somewhere.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn read(&self, words: &str) -> Done {
        self.window.find(By::Text(words)).await.map(drop)
    }

    /// Presses the part with this mark.
    ///
    /// # Errors
    /// When it does not come or stays disabled.
    pub async fn click(&self, mark: &str) -> Done {
        self.window.click(By::TestId(mark)).await
    }

    /// The text of the part with this mark, with plain spaces.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn says(&self, mark: &str) -> Done<String> {
        Ok(self.window.text(By::TestId(mark)).await?.replace('\u{a0}', " "))
    }

    /// Waits until the part with this mark has this text, spaces of any kind being the same.
    ///
    /// # Errors
    /// When it goes on saying something else.
    pub async fn has_text(&self, mark: &str, words: &str) -> Done {
        let waited_for = format!("{mark} to say {words:?}");
        self.window.until(&waited_for, async |_| Ok(self.says(mark).await?.contains(words))).await
    }

    /// How many parts with this mark there are.
    ///
    /// # Errors
    /// When the window is gone.
    pub async fn count(&self, mark: &str) -> Done<u64> {
        let script = "return document.querySelectorAll(`[data-testid=\"${arguments[0]}\"]`).length";
        Ok(self.window.script(script, vec![json!(mark)]).await?.as_u64().unwrap_or_default())
    }

    /// Goes to *Till* and writes an order, without going on.
    ///
    /// # Errors
    /// When the form does not take it.
    pub async fn write_order(&self, number: &str, amount: &str) -> Done {
        self.click("nav-till").await?;
        self.on("till").await?;
        self.window.fill(By::TestId("top-up-number"), number).await?;
        self.window.fill(By::TestId("top-up-amount"), amount).await?;
        self.see("float-after").await
    }

    /// Writes an order and goes on to its confirmation.
    ///
    /// # Errors
    /// When the confirmation does not come.
    pub async fn order(&self, number: &str, amount: &str) -> Done {
        self.write_order(number, amount).await?;
        self.click("top-up-continue").await?;
        self.see("confirmation").await
    }

    /// Sends the order on the confirmation and waits until the outcome is this one.
    ///
    /// # Errors
    /// When it is another one.
    pub async fn send(&self, state: &str) -> Done {
        self.click("confirm-send").await?;
        self.outcome(state).await
    }

    /// Unfolds *Practise a problem*, unless it is.
    ///
    /// # Errors
    /// When it is not there or stays folded.
    pub async fn unfold_problems(&self) -> Done {
        self.see("trouble").await?;
        if self
            .window
            .script("return document.querySelector('[data-testid=trouble-open]').ariaExpanded", vec![])
            .await?
            == "false"
        {
            self.click("trouble-open").await?;
        }
        self.see("trouble-row").await
    }

    /// One whole sale.
    ///
    /// # Errors
    /// When its outcome is another one.
    pub async fn sell(&self, number: &str, amount: &str, state: &str) -> Done {
        self.order(number, amount).await?;
        self.send(state).await
    }

    /// Waits for an outcome by its state.
    ///
    /// # Errors
    /// When it is another one.
    pub async fn outcome(&self, state: &str) -> Done {
        self.window.find(By::Css(&format!("[data-testid=outcome][data-state={state}]"))).await.map(drop)
    }

    /// Waits until the evidence holds a line with this finding.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn evidence(&self, finding: &str) -> Done {
        self.window.find(By::Css(&format!("[data-finding={finding}]"))).await.map(drop)
    }

    /// Declares of the sale on the screen whether it arrived, with a written reason; the dialog is not confirmed yet.
    ///
    /// # Errors
    /// When the dialog does not come or does not take it.
    pub async fn settle(&self, arrived: bool, reason: &str) -> Done {
        self.click("outcome-settle").await?;
        self.see("settle-dialog").await?;
        self.click(if arrived { "settle-arrived-yes" } else { "settle-arrived-no" }).await?;
        self.window.fill(By::TestId("settle-reason"), reason).await
    }

    /// Opens *History* and searches.
    ///
    /// # Errors
    /// When the screen does not come.
    pub async fn search(&self, words: &str) -> Done {
        self.click("nav-history").await?;
        self.on("history").await?;
        self.window.fill(By::TestId("history-search"), words).await
    }

    /// Opens the first sale of the history's list.
    ///
    /// # Errors
    /// When there is none.
    pub async fn open_sale(&self) -> Done {
        // The driver clicks no row of a table, only the cells in it.
        self.window.click(By::Css("[data-testid=history-row] td")).await?;
        self.see("history-detail").await
    }

    /// Opens the settings and, in the part of the administrator, the details of a connection: `test-staff`.
    ///
    /// # Errors
    /// When they do not come.
    pub async fn details_of(&self, connection: &str) -> Done {
        self.click("nav-settings").await?;
        self.click("settings-connections").await?;
        self.window.click(By::Css(&format!("[data-testid=settings-{connection}] [data-testid=settings-details]"))).await
    }

    /// Has everything shown in this size, in percent, and waits until the page is drawn in it.
    ///
    /// # Errors
    /// When the window does not take it.
    pub async fn text_size(&self, percent: u32) -> Done {
        let is_shown = "return Math.abs((outerWidth / innerWidth) * 100 - arguments[0]) < 1";
        self.invoke("set_text_size", json!({ "request": { "percent": percent } }))
            .await?
            .expect("every number is taken");
        self.window
            .until(&format!("text of {percent} %"), async |window| {
                Ok(window.script(is_shown, vec![json!(percent)]).await? == true)
            })
            .await?;
        self.window.painted().await
    }

    /// Says yes to the connection file that is shown.
    ///
    /// # Errors
    /// When it is not taken.
    pub async fn add_connection(&self) -> Done {
        self.see("import").await?;
        self.click("import-add").await?;
        self.on("signIn").await
    }

    /// Writes into the sign-in form and submits it.
    ///
    /// # Errors
    /// When the form is not there.
    pub async fn sign_in(&self, username: &str, password: &str) -> Done {
        self.see("sign-in").await?;
        self.window.fill(By::TestId("sign-in-username"), username).await?;
        self.window.fill(By::TestId("sign-in-password"), password).await?;
        self.click("sign-in-submit").await
    }

    /// Calls a command of the till from a script, as an injected script in the page would. `Ok` holds the answer, `Err`
    /// the refusal, both as the page would see them.
    ///
    /// # Errors
    /// When the window is gone.
    pub async fn invoke(&self, command: &str, request: Value) -> Done<Result<Value, Value>> {
        let script = "const [command, request, done] = arguments;
            window.__TAURI_INTERNALS__.invoke(command, request).then((yes) => done({ yes }), (no) => done({ no: no ?? String(no) }))";
        let answer = self.window.script_async(script, vec![json!(command), request]).await?;
        Ok(match answer.get("no") {
            Some(no) => Err(no.clone()),
            None => Ok(answer.get("yes").cloned().unwrap_or_default()),
        })
    }
}

/// A connection file for a practice service, as a test connection, beside the data folder.
///
/// # Errors
/// When it cannot be written.
pub fn connection_file(folder: &Path, base_address: &str) -> std::io::Result<PathBuf> {
    let file = folder.join("desk.airtill");
    let text = format!(
        "format = 1\nid = \"trial\"\nname = \"Trial desk\"\napi = \"21-systems\"\nenvironment = \"test\"\n\
         base_address = \"{base_address}\"\nsign_in = [\"password\"]\n"
    );
    std::fs::write(&file, text)?;
    Ok(file)
}

/// Another copy of the program on the same data folder, started as a double click would, without a driver.
/// Dropping it ends it.
pub struct SecondCopy {
    process: Child,
    words: PathBuf,
}

impl SecondCopy {
    /// Starts it; with `session_bus` false it cannot see the first copy.
    ///
    /// # Errors
    /// When no till is named or it does not start.
    pub fn start(folder: &Path, arguments: &[&str], session_bus: bool) -> Done<Self> {
        Self::start_in(Path::new("."), folder, arguments, session_bus)
    }

    /// Starts it in a working folder of its own.
    ///
    /// # Errors
    /// When no till is named or it does not start.
    pub fn start_in<A: AsRef<std::ffi::OsStr>>(
        working: &Path,
        folder: &Path,
        arguments: &[A],
        session_bus: bool,
    ) -> Done<Self> {
        let mut command = Command::new(std::env::var_os(BINARY).ok_or(WindowError::NoTill)?);
        command
            .current_dir(working)
            .args(arguments)
            .env("AIRTILL_DATA_DIR", folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null());
        // A file and no pipe, because a program that it starts may hold the pipe open after it.
        let words = folder.with_extension("words");
        command.stderr(std::fs::File::create(&words)?);
        if !session_bus {
            command.env("DBUS_SESSION_BUS_ADDRESS", "disabled:").env_remove("XDG_RUNTIME_DIR");
        }
        Ok(Self { process: command.spawn()?, words })
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    /// The text that it wrote for a person at a terminal.
    ///
    /// # Errors
    /// When that cannot be read.
    pub fn said(&self) -> std::io::Result<String> {
        std::fs::read_to_string(&self.words)
    }

    /// Waits until it has ended by itself.
    ///
    /// # Errors
    /// When it is still there after [`LIMIT`].
    pub async fn ended(&mut self) -> Done<ExitStatus> {
        let ended = async {
            loop {
                if let Some(status) = self.process.try_wait()? {
                    return Ok(status);
                }
                tokio::time::sleep(std::time::Duration::from_millis(40)).await;
            }
        };
        tokio::time::timeout(LIMIT, ended).await.map_err(|_| WindowError::Waited {
            waited_for: "the second copy to end".to_owned(),
            shown: "it runs".to_owned(),
        })?
    }
}

impl Drop for SecondCopy {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
