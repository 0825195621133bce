//! The till's real window, driven over W3C WebDriver as a person would use it: find by what is written, click, type,
//! look.
//!
//! `WebKitWebDriver` starts the till itself, so each launch has a driver of its own and the till's environment is the
//! driver's. Every search waits for its condition up to [`LIMIT`] and reports it on failure; nothing here sleeps for a
//! guessed time. Nothing here knows a screen of the till: journeys do. Linux only, and a display must be there.
//!
//! Finding by role follows the announcement of a screen reader: the element's role, and its accessible name.

use std::cell::RefCell;
use std::net::Ipv4Addr;
use std::process::{Child, Command, Stdio};

use fantoccini::elements::Element;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

use crate::port::Port;

mod error;
mod hands;
mod launch;
mod limits;
mod picture;
mod process;

pub use error::WindowError;
pub use launch::Launch;
use limits::EVERY;
pub use limits::{BINARY, LIMIT};
pub use picture::Picture;

/// The key under which WebDriver writes a reference to an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// The ways to find one element. All of them find only visible ones.
#[derive(Clone, Copy, Debug)]
pub enum By<'a> {
    /// The role and the whole accessible name: `By::Role("button", "Send 60 SSP")`.
    Role(&'a str, &'a str),
    /// The role and a part of the accessible name.
    RoleLike(&'a str, &'a str),
    /// The innermost element whose text holds this.
    Text(&'a str),
    /// The value of `data-testid`.
    TestId(&'a str),
    /// A CSS selector, where nothing better names it.
    Css(&'a str),
}

impl By<'_> {
    fn arguments(self) -> Vec<Value> {
        match self {
            Self::Role(role, name) => vec![json!("role"), json!(role), json!(name)],
            Self::RoleLike(role, name) => vec![json!("role-like"), json!(role), json!(name)],
            Self::Text(text) => vec![json!("text"), json!(text)],
            Self::TestId(id) => vec![json!("css"), json!(format!("[data-testid={id:?}]"))],
            Self::Css(selector) => vec![json!("css"), json!(selector)],
        }
    }
}

/// An open window of the till. Dropping it ends the till and its driver.
pub struct Window {
    launch: Launch,
    driver: Child,
    /// The driver's, before it listens as well.
    _port: Port,
    client: Option<Client>,
}

impl Launch {
    /// Starts the till and waits until its page is loaded.
    ///
    /// # Errors
    /// When the driver does not start, or the till opens no window.
    pub async fn open(self) -> Result<Window, WindowError> {
        let held = Port::free();
        let port = held.as_u16();
        let loud = std::env::var_os("AIRTILL_WINDOW_LOUD").is_some();
        let voice = || if loud { Stdio::inherit() } else { Stdio::null() };
        let driver = Command::new("WebKitWebDriver")
            .arg(format!("--port={port}"))
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("AIRTILL_DATA_DIR", &self.folder)
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(voice())
            .stderr(voice())
            .spawn()
            .map_err(WindowError::NoDriver)?;
        let mut window = Window { launch: self, driver, _port: held, client: None };
        window.connect(port).await?;
        window
            .until("the page to be loaded", async |window| {
                Ok(window.script("return document.readyState", vec![]).await? == "complete")
            })
            .await?;
        Ok(window)
    }
}

impl Window {
    async fn connect(&mut self, port: u16) -> Result<(), WindowError> {
        let listening = async {
            while tokio::net::TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.is_err() {
                tokio::time::sleep(EVERY).await;
            }
        };
        tokio::time::timeout(LIMIT, listening)
            .await
            .map_err(|_| WindowError::NoDriver(std::io::ErrorKind::TimedOut.into()))?;
        let options = json!({ "binary": self.launch.binary, "args": self.launch.arguments });
        let capabilities = [("webkitgtk:browserOptions".to_owned(), options)].into_iter().collect();
        let address = format!("http://{}:{port}", Ipv4Addr::LOCALHOST);
        let mut builder = ClientBuilder::new(HttpConnector::new());
        // A till that ends before it has a window keeps its driver waiting for ever.
        let client = tokio::time::timeout(LIMIT, builder.capabilities(capabilities).connect(&address))
            .await
            .map_err(|_| WindowError::Waited {
                waited_for: "the till's window".to_owned(),
                shown: "no window".to_owned(),
            })?
            .map_err(|error| WindowError::NoWindow(Box::new(error)))?;
        self.client = Some(client);
        Ok(())
    }

    fn client(&self) -> &Client {
        self.client.as_ref().expect("a window that is handed out is connected")
    }

    /// Runs a script in the page and returns its value.
    ///
    /// # Errors
    /// When the script throws or the window is gone.
    pub async fn script(&self, script: &str, arguments: Vec<Value>) -> Result<Value, WindowError> {
        Ok(self.client().execute(script, arguments).await?)
    }

    /// Runs a script that answers by calling its last argument.
    ///
    /// # Errors
    /// When the script throws or the window is gone.
    pub async fn script_async(&self, script: &str, arguments: Vec<Value>) -> Result<Value, WindowError> {
        Ok(self.client().execute_async(script, arguments).await?)
    }

    /// Waits until a condition holds; a condition that fails to be asked counts as not yet true.
    ///
    /// # Errors
    /// [`WindowError::Waited`] after [`LIMIT`].
    pub async fn until(
        &self,
        waited_for: &str,
        condition: impl AsyncFn(&Self) -> Result<bool, WindowError>,
    ) -> Result<(), WindowError> {
        let holds = async {
            while !matches!(condition(self).await, Ok(true)) {
                tokio::time::sleep(EVERY).await;
            }
        };
        match tokio::time::timeout(LIMIT, holds).await {
            Ok(()) => Ok(()),
            Err(_) => Err(WindowError::Waited { waited_for: waited_for.to_owned(), shown: self.shown().await }),
        }
    }

    /// The visible text of the window, for a person who reads a failure.
    pub async fn shown(&self) -> String {
        match self.script("return document.body.innerText", vec![]).await {
            Ok(text) => text.as_str().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" "),
            Err(error) => format!("nothing ({error})"),
        }
    }

    /// The element, if it is visible now.
    ///
    /// # Errors
    /// When the window is gone.
    pub async fn there(&self, by: By<'_>) -> Result<Option<Element>, WindowError> {
        let found = self.script(FIND, by.arguments()).await?;
        let id = found.get(ELEMENT).and_then(Value::as_str).map(str::to_owned);
        Ok(id.map(|id| Element::from_element_id(self.client().clone(), id.into())))
    }

    /// The element, as soon as it can be seen.
    ///
    /// # Errors
    /// When it cannot be seen within [`LIMIT`].
    pub async fn find(&self, by: By<'_>) -> Result<Element, WindowError> {
        let found = async {
            loop {
                if let Ok(Some(element)) = self.there(by).await {
                    return element;
                }
                tokio::time::sleep(EVERY).await;
            }
        };
        match tokio::time::timeout(LIMIT, found).await {
            Ok(element) => Ok(element),
            Err(_) => Err(WindowError::Waited { waited_for: format!("{by:?}"), shown: self.shown().await }),
        }
    }

    /// Waits until the element can no longer be seen.
    ///
    /// # Errors
    /// When it is still there after [`LIMIT`].
    pub async fn gone(&self, by: By<'_>) -> Result<(), WindowError> {
        self.until(&format!("{by:?} to go"), async |window| Ok(window.there(by).await?.is_none())).await
    }

    /// Waits for the element, and until it can be pressed, and clicks it.
    ///
    /// # Errors
    /// When it does not come, or stays disabled.
    pub async fn click(&self, by: By<'_>) -> Result<(), WindowError> {
        // A click can meet an element in the middle of a transition or of being replaced, so the whole step is repeated
        // until the driver accepts it; an accepted click is never repeated.
        let refused = RefCell::new(None);
        self.until(&format!("{by:?} to be clickable"), async |window| match window.there(by).await? {
            Some(element) if element.is_enabled().await? => {
                let Err(refusal) = self.press_on(&element).await else { return Ok(true) };
                refused.replace(Some(refusal));
                // A part at the edge of a screen may lie over it, which the driver takes for being in sight.
                let aside = "arguments[0].scrollIntoView({ block: 'center' })";
                self.script(aside, vec![json!({ ELEMENT: element.element_id().to_string() })]).await?;
                Ok(false)
            }
            _ => Ok(false),
        })
        .await
        .map_err(|error| match refused.take() {
            Some(refusal) => error.after(&refusal),
            None => error,
        })
    }

    /// Empties the field and types into it, key by key as a person does.
    ///
    /// # Errors
    /// When the field does not come.
    pub async fn fill(&self, by: By<'_>, text: &str) -> Result<(), WindowError> {
        let field = self.find(by).await?;
        // The driver scrolls a field behind the bar, and then takes it for covered.
        let aside = "arguments[0].scrollIntoView({ block: 'center' })";
        self.script(aside, vec![json!({ ELEMENT: field.element_id().to_string() })]).await?;
        field.clear().await?;
        if text.is_empty() {
            // The driver refuses to type nothing, and reports an emptied field to the page only with the next typed
            // key.
            return self
                .script(
                    "arguments[0].dispatchEvent(new Event('input', { bubbles: true }))",
                    vec![json!({ ELEMENT: field.element_id().to_string() })],
                )
                .await
                .map(drop);
        }
        Ok(field.send_keys(text).await?)
    }

    /// The text of the element, without the spaces around it.
    ///
    /// # Errors
    /// When the element does not come.
    pub async fn text(&self, by: By<'_>) -> Result<String, WindowError> {
        Ok(self.find(by).await?.text().await?.trim().to_owned())
    }

    /// The value of a field.
    ///
    /// # Errors
    /// When the field does not come.
    pub async fn value(&self, by: By<'_>) -> Result<String, WindowError> {
        Ok(self.find(by).await?.prop("value").await?.unwrap_or_default())
    }

    /// Waits until the page's last change is painted.
    ///
    /// # Errors
    /// When the window is gone.
    pub async fn painted(&self) -> Result<(), WindowError> {
        self.script_async(PAINTED, vec![]).await.map(drop)
    }

    /// Role and accessible name of the focused element, as `button Send 60 SSP`.
    ///
    /// # Errors
    /// When the window is gone.
    pub async fn focused(&self) -> Result<String, WindowError> {
        let reported = self.script(FIND, vec![json!("focused")]).await?;
        Ok(reported.as_str().unwrap_or_default().to_owned())
    }

    /// Sets the size of the window, in CSS pixels, and waits until it has it.
    ///
    /// # Errors
    /// When the window does not take the size, because the display or the till's smallest window forbids it.
    pub async fn size(&self, width: u32, height: u32) -> Result<(), WindowError> {
        self.client().set_window_size(width, height).await?;
        self.until("the window to take its size", async |window| {
            Ok(window.script("return `${outerWidth} ${outerHeight}`", vec![]).await? == format!("{width} {height}"))
        })
        .await
    }

    /// The processes that draw the till's page.
    pub fn page_processes(&self) -> Vec<u32> {
        self.process().map(|till| process::named(till, "WebKitWebProcess")).unwrap_or_default()
    }

    /// The process id of the till, if it runs.
    pub fn process(&self) -> Option<u32> {
        process::child(self.driver.id(), &self.launch.binary)
    }

    /// Ends the till as a power cut would (SIGKILL), waits until it is gone, and returns its launch.
    ///
    /// # Errors
    /// When the process does not go.
    pub async fn kill(self) -> Result<Launch, WindowError> {
        if let Some(process) = self.process() {
            process::kill(process)?;
            self.until("the till to be gone", async |_| Ok(process::over(process))).await?;
        }
        Ok(self.launch.clone())
    }

    /// Kills the till and starts it again on the same data.
    ///
    /// # Errors
    /// As [`Window::kill`] and [`Launch::open`].
    pub async fn restart(self) -> Result<Self, WindowError> {
        self.kill().await?.open().await
    }

    /// Closes the window as its corner button does, and waits until the till has ended by itself.
    ///
    /// # Errors
    /// When it does not end.
    pub async fn close(self) -> Result<Launch, WindowError> {
        let process = self.process();
        // The answer may be lost when the till is quicker than its driver.
        let _ = self.client().close_window().await;
        self.ended(process).await
    }

    /// Waits until the till, which another step is ending, has ended by itself.
    ///
    /// # Errors
    /// When it does not end.
    pub async fn ended(self, process: Option<u32>) -> Result<Launch, WindowError> {
        self.until("the till to end", async |_| Ok(process.is_none_or(process::over))).await?;
        Ok(self.launch.clone())
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        if let Some(process) = self.process() {
            let _ = process::kill(process);
            // The next till would take a dying one for the first copy and yield to it.
            process::await_end(process, LIMIT);
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

/// Answers when the page's last change is on the screen: after moving parts have arrived (endless motion is ignored)
/// and two frames, or soon where no frame is ever due.
const PAINTED: &str = "const done = arguments[0];
    const moving = document.getAnimations().filter((one) => one.effect.getComputedTiming().endTime !== Infinity);
    const arrived = Promise.race([Promise.allSettled(moving.map((one) => one.finished)), new Promise((late) => setTimeout(late, 1000))]);
    arrived.then(() => { requestAnimationFrame(() => requestAnimationFrame(done)); setTimeout(done, 300); })";

/// Finds one visible element; the script lists the ways.
const FIND: &str = include_str!("window/find.js");
