//! Journeys of a clerk through the whole till, over real sockets and on a real disk.
#![allow(clippy::unwrap_used)]

mod crash_matrix;
mod fault_matrix;
mod selling;
