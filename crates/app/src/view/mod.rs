//! From the words of the trade to the structures that the window shows. No decisions, only translation.
//!
//! The window gets data and words from closed lists, never sentences: those are in its message files. Nothing secret
//! has a way through here.

mod claim;
mod connection;
mod connection_test;
mod correlation;
mod customer;
mod entry;
mod esim;
mod float_use;
mod number;
mod order;
mod sale;
mod sign_in;
mod value;
mod vault;
mod words;

pub use connection::{api, card, connection_key, is_supported, key_of, pkce, sells_airtime, sign_in_ways};
pub use connection_test::{flaw, test_line, test_lines};
pub use customer::{customer, no_address, still_unread};
pub use entry::timeline;
pub use esim::{count, iccid_advice, notification_kind, product, sim, sim_status, subscription};
pub use float_use::{Proof, changed_lines, declarations, float_use};
pub use number::{advice, number_error, operator};
pub use sale::{Shown, alert, sale};
pub use sign_in::{person, revocation, session};
pub use value::{environment, environment_from, money, price, time};
pub use vault::vault_state;
