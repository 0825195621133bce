//! The program: starts the till with what stands on the command line.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() {
    airtill::run();
}
