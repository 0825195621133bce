//! The till at a real Doorkeeper: its course there, and whether the practice accounts do the same.
//!
//! The server is `doorkeeper/server.rb`, started on loopback by each test that needs one of its kinds. The real window
//! at a real Doorkeeper is in `window/doorkeeper.rs`. On Linux only, because the packages are there.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod fixture;
mod lossy;
mod pkce;
mod same_answers;
mod script;
mod signing_in;
mod staying;
