//! eSIMs, from the catalogue to the code on the counter.
//!
//! Each journey ends by comparing what the till asked with what the practice service was asked.

mod bad_input;
mod catalogue;
mod changes;
mod codes;
mod failing;
mod fields;
mod following;
mod for_support;
mod left_alone;
mod lookups;
mod lost_answers;
mod misnamed;
mod orders;
mod polling;
mod renewing;
mod requests;
mod searches;
mod selling;
mod spoiled;
mod together;
mod troubles;
mod unread;
mod watching;
