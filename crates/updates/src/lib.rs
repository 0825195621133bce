//! Updates of the till: what the publisher signed, what this till may take, and how a program is replaced by another.
//!
//! One [`check`] fetches the signed manifest and answers the [`Choice`] that it leaves; [`download`] fetches a package
//! to disk and proves it; [`ready`] proves it anew at the next start; `install` puts it in the place of the program.
//! `app` decides when any of this happens, and what a person is shown. No library of others verifies or installs here
//! but the one that checks a signature of minisign.
//!
//! The rule: nothing is believed before its signature is checked, and the old program is whole at every instant until
//! the new one is.

mod check;
mod choose;
mod fetch;
mod folder;
mod free_space;
pub mod install;
mod manifest;
mod memory;
mod package;
mod signature;
mod target;
mod version;

pub use check::{CheckError, Publisher, Signed, check};
pub use choose::{Choice, Refusal, Till, choose};
pub use fetch::{FetchError, Limits, Web};
pub use folder::Folder;
pub use manifest::{Manifest, ManifestError, Package};
pub use memory::{Memory, Origin};
pub use package::{PackageError, Ready, Step, download, known, ready};
pub use signature::{Comment, Keys, SignatureError, UnreadableKey};
pub use target::{Channel, Target};
pub use version::{NotAVersion, Version};
