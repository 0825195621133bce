//! Journeys over real sockets, the crash matrix, the real window.

pub mod browser;
pub mod chromium;
pub mod clerk;
pub mod sign_in;
pub mod window;
pub mod world;
