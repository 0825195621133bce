//! The installation of the till, tried as people do it: packages, repositories, signatures, and the till that comes out
//! of them.
//!
//! `cargo xtask test --installers` bundles first and says where the bundle is. Every refusal is tried beside the case
//! that is taken, so that nothing is refused because nothing works. The tests of `inside` are ignored by everybody but
//! `installed`, which runs them within a clean Debian as an ordinary user.
#![allow(clippy::unwrap_used)]

mod apt;
mod bills;
mod bundle;
mod command;
mod deb;
mod dnf;
mod inside;
mod installed;
mod property_list;
mod rollout;
mod root;
mod rpm;
mod sums;
mod updates;
mod web_server;
mod windows;
