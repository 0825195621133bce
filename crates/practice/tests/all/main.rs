//! The practice service, asked over raw TCP and answered in literal bytes.
//!
//! Nothing here shares a struct with the service: the tests compare the bytes that a client sees.
#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod accounts;
mod airtime;
mod auth;
mod client;
mod esim;
mod fates;
mod faults;
mod floats;
mod folder;
mod numbers;
