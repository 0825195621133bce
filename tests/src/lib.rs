//! Journeys over real sockets, the crash matrix, the real window.

pub mod browser;
pub mod clerk;
pub mod window;
pub mod world;
