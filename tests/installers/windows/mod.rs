//! The installer for Windows, run under Wine: its files, entries and refusals, and what a kill leaves.
//!
//! Most tests install stand-ins for the till, because they are small and have any version; `real` installs the till.
//! Wine cannot show everything: the map's table lists what it cannot show, and Windows tests that.

/// Prints a line past the harness, which shows those of a failed test alone: times are to be read in every run.
macro_rules! say {
    ($($words:tt)*) => {{
        use std::io::Write;
        let _ = writeln!(std::io::stdout(), $($words)*);
    }};
}

mod company;
mod installing;
mod killed;
mod pages;
mod programs;
mod real;
mod refusing;
mod removing;
mod rollout;
mod running;
mod signing;
mod stand_in;
mod time_stamps;
mod wine;

/// The exit codes of `docs/rollout.md`, as numbers of their own: a change of them is to be seen.
mod code {
    pub const DONE: i32 = 0;
    pub const DAMAGED: i32 = 2;
    pub const OLD_WINDOWS: i32 = 10;
    pub const NEWER_IS_THERE: i32 = 11;
    pub const OTHER_KIND: i32 = 12;
    pub const BOTH_KINDS: i32 = 13;
    pub const TILL_AT_WORK: i32 = 14;
    pub const NO_RIGHTS: i32 = 15;
    pub const NO_SPACE: i32 = 16;
    pub const IN_USE: i32 = 17;
    pub const ANOTHER_INSTALLER: i32 = 18;
    pub const NO_WEBVIEW2: i32 = 20;
    pub const NO_COMPANY_FOLDER: i32 = 21;
}

/// The registry key of the entry in Windows' list of programs, below a hive.
const ENTRY: &str = r"Software\Microsoft\Windows\CurrentVersion\Uninstall\Airtill";
/// The registry key of WebView2, below a hive.
const WEBVIEW2: &str = r"Software\Microsoft\EdgeUpdate\Clients\{F3017226-FE2A-4295-8BDF-00C3A9A7E4C5}";
/// The folder of an installation for one person, below the person's own.
const FOLDER: &str = "AppData/Local/Programs/Airtill";
/// The start menu's folder of one person, below the person's own.
const START_MENU: &str = "AppData/Roaming/Microsoft/Windows/Start Menu/Programs";
