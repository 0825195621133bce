//! Journeys of a clerk through the whole till, over real sockets and on a real disk.
#![allow(clippy::unwrap_used)]

mod accounts;
mod attempts;
mod browser_sign_in;
mod certificates;
mod connecting;
mod crash_matrix;
#[cfg(target_os = "linux")]
mod disk;
mod fault_matrix;
mod guards;
mod issuer;
mod looking_back;
mod random_days;
mod renewing;
mod replacing;
mod secrets;
mod selling;
mod sign_in;
mod staying;
mod truth;
mod watching;
