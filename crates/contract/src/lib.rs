//! The data that crosses between the till and its window.
//!
//! Every command takes one request type and gives one answer type; every answer, event and error is a plain structure
//! made for showing. No type here holds a password or token on its way out, and none has behaviour. With the feature
//! `typescript` the whole crate is written as one TypeScript file, so the window cannot disagree with it.

mod about;
mod accounts;
mod command;
mod connection;
mod connection_test;
mod error;
mod esim;
mod event;
mod evidence;
mod float_use;
mod inward_secret;
mod limits;
mod order;
mod practice;
mod sale;
mod sign_in;
mod start;
mod text_size;
#[cfg(feature = "typescript")]
mod typescript;
mod updates;

pub use about::*;
pub use accounts::*;
pub use command::*;
pub use connection::*;
pub use connection_test::*;
pub use error::*;
pub use esim::*;
pub use event::*;
pub use evidence::*;
pub use float_use::*;
pub use inward_secret::*;
pub use limits::*;
pub use order::*;
pub use practice::*;
pub use sale::*;
pub use sign_in::*;
pub use start::*;
pub use text_size::*;
#[cfg(feature = "typescript")]
pub use typescript::typescript;
pub use updates::*;

/// Derives what every type that crosses needs: strict reading, camel case, TypeScript on request.
macro_rules! crossing {
    ($($item:item)*) => { $(
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "camelCase", deny_unknown_fields)]
        #[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
        #[allow(missing_docs, reason = "a field whose name says everything has no doc of its own")]
        $item
    )* };
}
pub(crate) use crossing;
