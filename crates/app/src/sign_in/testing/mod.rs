//! The test of a connection for its administrator, from the host to the client. Nobody is signed in by it.
//!
//! The looking (`look`) is `oauth`'s; `view::connection_test` puts its findings into the words of the contract. A fact
//! that cannot be told is said to be so, never taken for good, and not said at all below an error that keeps everything
//! else from being told. A test with a sign-in tells the rest (`course`, and in words `outcome`): its tokens are given
//! back, and nothing of it is kept.

mod course;
mod look;
mod outcome;

pub use look::look;
