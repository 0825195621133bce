//! The HTTP client under every client of a service: one exchange with limits, and the class of an answer by its head.
//!
//! [`Client`] sends a request once, to an address that is allowed, and gives the whole [`Reply`] or the [`Failure`]
//! that says how far the request came; a large body comes piece by piece as an [`StreamedReply`]. [`Fields`] reads a JSON
//! object without trust. The choice of an address and the meaning of an answer belong to `oauth`, `apis` and `updates`,
//! which share nothing else and never name the HTTP library.
//!
//! The rule: nothing here follows a redirect, repeats a request, uses a connection twice, or logs an address or a body.

mod bearer;
mod client;
mod failure;
mod json;
mod page;
mod proxies;
mod proxy;
mod reply;
#[cfg(feature = "scripted")]
pub mod scripted;
mod streamed_reply;

pub use bearer::Bearer;
pub use client::{Client, Timeouts};
pub use failure::{CertificateError, Failure, OfflineError, Unreached, certificate_error};
pub use json::{Fields, elements, elements_within};
pub use page::without_mark;
pub use proxy::{ProxyError, ProxyTrouble};
pub use reply::{MOST_BODY, Reply};
pub use streamed_reply::StreamedReply;
