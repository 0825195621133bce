//! The till at a real Doorkeeper and at a real OpenID provider: its course there, and whether the practice accounts do
//! the same.
//!
//! The servers are `doorkeeper/server.rb` and `oidc_provider/server.js`, started on loopback by each test that needs one
//! of their kinds. The real window
//! at a real Doorkeeper is in `window/doorkeeper.rs`. On Linux only, because the packages are there.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod client_credentials;
mod fixture;
mod lossy;
mod pkce;
mod same_answers;
mod script;
mod signing_in;
mod staying_signed_in;
