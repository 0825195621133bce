//! The commands as the window calls them. Each passes on its arguments and shapes the outcome; nothing is decided here.
//!
//! The contract has the one list of them. From it follow the handlers below, the permissions (`build.rs`), the
//! capability file and the TypeScript (`cargo xtask bindings`): a command of the contract without a function here does
//! not compile, and a function that the contract does not list fails a test. No command holds a state of its own.

mod accounts;
mod connections;
mod esim;
mod practice;
mod selling;
mod window;

use tauri::Wry;
use tauri::ipc::Invoke;

use accounts::*;
use connections::*;
use esim::*;
use practice::*;
use selling::*;
use window::*;

/// All commands of the contract, in its order.
pub fn all() -> impl Fn(Invoke<Wry>) -> bool + Send + Sync + 'static {
    airtill_contract::with_all_commands!(tauri::generate_handler)
}
