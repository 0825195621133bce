//! Updates through the till's commands, from a check to the installer, against a publisher's server over HTTPS.
//!
//! The server is a process of the test's own computer that follows a script, act by act. The installer only notes what
//! it was given. Each journey runs in a process that trusts its publisher, so these are journeys of Linux.

mod checking;
mod fetching;
mod fixture;
mod installing;
mod settings;
