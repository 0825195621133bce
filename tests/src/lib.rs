//! Journeys over real sockets, the crash matrix, the real window.

pub mod window;
pub mod world;
