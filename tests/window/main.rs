//! The real window, driven as a person would drive it, and as an attacker would. One file per journey.
//!
//! Each test opens the till on a folder of its own, waits on conditions and never for a guessed time, and leaves no
//! process. They run one after another, because a session runs only one copy of the program. `cargo xtask test` gives
//! them a display, a session bus with a keyring, and the till in `AIRTILL_TILL_BINARY`.
#![allow(clippy::unwrap_used)]

mod about;
mod accounts;
mod browser_secrets;
mod browser_sign_in;
mod browser_troubles;
mod browser_ways_on;
mod chromium;
mod closing;
mod company;
mod copies;
mod display;
mod doorkeeper;
mod esims;
mod fence;
mod files;
mod fixture;
mod history;
mod hostile;
mod keyboard;
mod locales;
mod looks;
mod once;
mod page;
mod recovery;
mod sale_moments;
mod screen;
mod screens;
mod secrets;
mod selling;
mod settings;
mod signing_in;
mod sims;
mod small_screens;
mod text_size;
mod till;
mod trainer;
mod updates;
