//! eSIMs, as the window shows them: the catalogue, an order and its confirmation, SIMs with what they may use, the
//! activation code for the counter, and the customers of the company.
//!
//! A sale of an eSIM is a [`crate::SaleView`] like any other. Amounts of data are bytes as decimal text, because they
//! pass what a number of JavaScript holds exactly; times are RFC 3339 in UTC; countries are ISO 3166-1 alpha-2.

mod catalogue;
mod customer;
mod order;
mod practice;
mod sim;

pub use catalogue::*;
pub use customer::*;
pub use order::*;
pub use practice::*;
pub use sim::*;
