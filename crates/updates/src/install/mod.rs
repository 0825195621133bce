//! The replacement of the program by a package that was proven, for each system that the till may replace itself on.
//!
//! Windows runs the till's own installer, which makes each replacement one system call. On macOS the whole program is a
//! folder, and two folders change places in one system call. Linux has neither: its packages come by `apt` and `dnf`.

#[cfg(unix)]
mod swap;
mod windows;

#[cfg(unix)]
pub use swap::{Stage, SwapError, swap, tidy};
pub use windows::{InstallerEnd, arguments};
