//! Journeys of a clerk through the whole till, over real sockets and on a real disk.
//!
//! One program for all of them, one file for each subject. Every journey ends with `World::close`, which compares
//! ledger and truth log and looks for secrets.
#![allow(clippy::unwrap_used)]

mod accounts;
mod adversary;
mod adverse_days;
mod answers;
mod attempts;
mod background_work;
mod browser_sign_in;
mod certificates;
#[cfg(target_os = "linux")]
mod closing;
mod company;
mod connecting;
mod crash_matrix;
mod damaged;
#[cfg(target_os = "linux")]
mod disk;
mod editions;
mod environments;
mod esim;
mod esim_practice;
mod esim_sign_in;
mod evidence;
mod fault_matrix;
mod guards;
mod history;
mod is_this_you;
mod issuer;
mod limits;
mod mixed_days;
mod pasted_answers;
mod people;
mod renewing;
mod replacing;
mod secrets;
mod selling;
mod sharing;
mod sign_in;
mod signing_out;
mod staying_signed_in;
mod testing;
mod unwritable_files;
#[cfg(target_os = "linux")]
mod updates;
mod watching;
mod withdrawn;
