//! The parts of this process that every command is given, and the form of its answer.
//!
//! A command gets the parts of this process by value: they are shared, so that it holds on to them as long as it needs.
//! Nothing is decided here.

use std::sync::Arc;

use airtill_app::{Till, TillError};
use tauri::AppHandle;

use crate::practice::PracticeInside;

/// The parts of this process that a command may use.
pub struct Shell {
    pub app: AppHandle,
    pub till: Till,
    pub practice: Arc<PracticeInside>,
}

/// The answer of a command, or why there is none.
pub type Outcome<T> = Result<T, TillError>;
