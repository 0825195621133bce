//! Journeys over real sockets, the crash matrix, the real window.
//!
//! Here are the parts that tests share: [`world`] is a till without a screen, [`window`] and [`clerk`] the real one and
//! a person at it, [`browser`] and [`chromium`] the person who signs in, [`doorkeeper`] and [`oidc_provider`] real
//! servers to sign in at, [`rehearsal`] a publisher of updates for the real window, [`port`] ports at which nobody else listens, [`timers`] waits without a clock, [`past`] the
//! sales of other days, [`oracle`] days in memory with the truth beside them. The tests themselves are in `journeys`,
//! `oracle`, `window` and `architecture`, and nothing here asserts a test's subject.

pub mod browser;
pub mod chromium;
pub mod clerk;
pub mod doorkeeper;
pub mod oidc_provider;
pub mod oracle;
pub mod past;
pub mod port;
pub mod rehearsal;
pub mod server_process;
pub mod sign_in;
pub mod sold;
pub mod timers;
pub mod window;
pub mod world;
