//! The commands as the window calls them. Each passes on and gives the outcome its outer form; nothing is decided here.
//!
//! The contract has the one list of them. From it follow the handlers below, the permissions (`build.rs`), the
//! capability file and the TypeScript (`cargo xtask bindings`): a command of the contract without a function here does
//! not compile, and a function that the contract does not list fails a test. None keeps a state of its own.

mod accounts;
mod connections;
mod practice;
mod selling;
mod window;

use tauri::Wry;
use tauri::ipc::Invoke;

use accounts::*;
use connections::*;
use practice::*;
use selling::*;
use window::*;

/// All commands of the contract, in its order.
pub fn all() -> impl Fn(Invoke<Wry>) -> bool + Send + Sync + 'static {
    airtill_contract::with_all_commands!(tauri::generate_handler)
}
