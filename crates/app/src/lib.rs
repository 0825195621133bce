//! The use cases: signing in, selling, learning the truth, looking back.
//!
//! [`Till`] is the one door: the shell calls it, and it speaks in the types of the contract. This is the only crate
//! that puts the ledger, the vault, OAuth and the services' clients together. It reaches the machine through [`ports`],
//! so that a test can be the clock, the keyring and the window.

mod accounts;
mod airtime;
mod company;
mod connection;
pub mod data_folder;
mod environment;
mod error;
mod esim;
mod failed_at;
mod history;
mod learned;
mod person;
pub mod ports;
mod runtime;
mod secret_text;
mod selling;
mod session;
pub mod sign_in;
#[cfg(test)]
mod test_machine;
mod till;
mod update;
mod view;

pub use airtime::evidence;
pub use data_folder::{DataFolder, FolderError};
pub use error::TillError;
pub use esim::CodeFile;
pub use ports::{
    Outlet, Policy, Ports, PracticeAccountsPlace, PracticeEsimPlace, PracticeHost, PracticePlace, PracticeUnavailable,
};
pub use till::{MOST_FILE_BYTES, Till};
pub use update::UpdateSource;
