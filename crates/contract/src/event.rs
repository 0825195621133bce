//! The events that the till sends to the window. All events travel under one name.
//!
//! An event carries the whole thing as it now is and no difference to before, so one that is lost or overtaken does no
//! harm: the window shows the last it heard. None carries a secret.

use crate::{
    BrowserSignInView, ClosingView, ConnectionKey, ConnectionView, EnvironmentView, ImportPreview, RecordsProgress,
    RefusedImport, SaleStep, SaleView, UpdatesView, crossing,
};

/// The one event name.
pub const EVENT_NAME: &str = "airtill";

crossing! {
#[serde(tag = "type", rename_all_fields = "camelCase")]
pub enum Event {
    /// Session, float, doubts or name of a connection changed.
    ConnectionChanged {
        /// The connection as it is now.
        connection: Box<ConnectionView>,
    },
    /// A connection was removed.
    ConnectionRemoved {
        /// The connection that changed.
        key: ConnectionKey,
    },
    /// A sign-in through the browser reached another stage.
    BrowserSignInChanged {
        /// The sign-in as it is now.
        sign_in: BrowserSignInView,
    },
    /// A sale was recorded or changed.
    SaleChanged {
        /// The sale as it is now.
        sale: Box<SaleView>,
    },
    /// A top-up reached a step.
    SaleStep {
        /// The intent that was confirmed.
        intent: String,
        /// The step that was reached.
        step: SaleStep,
    },
    /// A connection file was opened from outside.
    ImportRequested {
        /// The preview of the first of those that wait for an answer.
        preview: Box<ImportPreview>,
        /// How many are behind it.
        behind: u32,
    },
    /// A connection file from outside cannot be used.
    ImportRefused {
        /// Which and why.
        refused: RefusedImport,
    },
    /// The till was asked to close and finishes something first; nothing where it goes on.
    ClosingChanged {
        /// The work that it finishes.
        closing: Option<ClosingView>,
    },
    /// The records of an environment are being prepared, which takes a while; nothing where that is over.
    RecordsPreparing {
        /// The environment that cannot be used meanwhile.
        environment: EnvironmentView,
        /// How far that is.
        progress: Option<RecordsProgress>,
    },
    /// The next version came further, or what was set about updates changed.
    UpdatesChanged {
        /// The state of updates as it is now.
        updates: Box<UpdatesView>,
    },
    /// The state of the vault, or a notice, changed: ask for the start view again.
    StartChanged {},
}
}
