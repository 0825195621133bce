//! The test of a connection for its administrator, from the host to the client. Nobody is signed in by it.
//!
//! The looking (`look`) is `oauth`'s; `view::connection_test` puts its findings into the words of the contract. A fact
//! that cannot be known is shown as such, never taken for good, and left out below an error that hides everything else.
//! A test with a sign-in shows the rest (`course`, and in words `outcome`): its tokens are revoked, and nothing of it
//! is stored.

mod course;
mod look;
mod outcome;

pub use look::look;
