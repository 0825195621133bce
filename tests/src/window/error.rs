//! The reason for which a step in the window failed, with enough for a log alone: the awaited condition, and the text
//! on the screen.
//!
//! Nothing here decides about the consequence: a test stops.

use fantoccini::error::{CmdError, NewSessionError};

use super::limits::{BINARY, LIMIT};

/// The reason for which a step in the window failed.
#[derive(Debug, thiserror::Error)]
pub enum WindowError {
    /// No till to drive was named.
    #[error("{BINARY} names no till; `cargo xtask test` builds one and sets it")]
    NoTill,
    /// `WebKitWebDriver` is missing or does not start.
    #[error("WebKitWebDriver does not start; on Debian it is in webkit2gtk-driver")]
    NoDriver(#[source] std::io::Error),
    /// The till did not come up, or came up without a window.
    #[error("the till opened no window")]
    NoWindow(#[source] Box<NewSessionError>),
    /// The driver refused a command; mostly the till has gone.
    #[error("the window did not answer")]
    Command(#[from] Box<CmdError>),
    /// A condition did not come true in time.
    #[error("waited {LIMIT:?} for {waited_for}; the window says: {shown}")]
    Waited {
        /// The awaited condition, in words.
        waited_for: String,
        /// The text of the window at the end, so that a log shows the cause.
        shown: String,
    },
    /// A picture or a process could not be handled.
    #[error("the system refused")]
    System(#[from] std::io::Error),
}

impl WindowError {
    /// This error, with the driver's word on the last press that it refused: the press may have had its effect.
    pub(super) fn after(self, refusal: &Self) -> Self {
        let Self::Waited { waited_for, shown } = self else { return self };
        let word = match refusal {
            Self::Command(error) => error.to_string(),
            other => other.to_string(),
        };
        Self::Waited { waited_for: format!("{waited_for} (the driver refused the last press: {word})"), shown }
    }
}

impl From<CmdError> for WindowError {
    fn from(error: CmdError) -> Self {
        Self::Command(Box::new(error))
    }
}
