//! The program: starts the till with the command line.
//!
//! Everything else is in the library, where tests reach it. On Windows a released till opens no console beside its
//! window.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() {
    airtill::run();
}
