//! eSIMs, from the catalogue to the code on the counter.
//!
//! Each journey ends by comparing what the till asked with what the practice service was asked.

mod backoff;
mod bad_input;
mod catalogue;
mod changes;
mod codes;
mod failing;
mod fields;
mod following;
mod lookups;
mod lost_answers;
mod malformed_answers;
mod misnamed;
mod orders;
mod polling;
mod renewing;
mod requests;
mod searches;
mod selling;
mod support;
mod together;
mod troubles;
mod unreadable_lists;
mod watching;
