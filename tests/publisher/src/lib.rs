//! The publisher of updates as tests have it: its keys, the files that it signs, and servers over HTTPS that have them.
//!
//! The tests of the crate `updates`, the journeys, the real window and the tour share it. It makes files by the page
//! `docs/release.md` and by the author's own library of minisign, and knows no struct of the crate `updates`, so it
//! cannot agree with its mistakes. On Linux a process trusts a [`Publisher`] whose root its environment names:
//! [`process`] starts a test so.

pub mod faults;
#[cfg(unix)]
pub mod process;
mod publisher;
mod signed;
mod site;

/// The acts of a scripted server, an address at which nobody listens, and the head of an answer.
pub use airtill_http::scripted::{Act, Nobody, head};
pub use publisher::Publisher;
pub use signed::{PACKAGE, dated, manifest, of_manifest, of_package, package, signature};
pub use site::{Site, file};
