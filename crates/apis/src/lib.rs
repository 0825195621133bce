//! Clients of the telecom services. Each is given an access token and never asks for one.
//!
//! `http` writes the headers that every service wants. Each service has a folder of its own: its client, the forms on
//! the wire, and their meaning. The rule: nothing here repeats a request, follows a redirect or decides on money by
//! anything but the documented words of the service; an answer that cannot be understood is reported as such.

pub mod accounts;
mod error;
mod http;
mod reading;
pub mod truphone;
pub mod twenty_one;

pub use airtill_http::{CertificateError, OfflineError, ProxyError, ProxyTrouble, Timeouts, Unreached};
pub use error::{ApiError, OddError};
