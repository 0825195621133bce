//! The commands of practice.
//!
//! They pass on; how the built-in connections are made is in `connection::practice`.

use airtill_contract::ConnectionView;

use super::Till;
use crate::TillError;

impl Till {
    /// Starts the practice services if need be and signs the made-up clerk in where airtime is sold. At the practice
    /// accounts nobody is signed in: that is what is practised there.
    ///
    /// # Errors
    /// `PracticeFailed`, or the practice ledger's.
    pub async fn practise(&self) -> Result<ConnectionView, TillError> {
        self.run(move |till| async move { till.connections.practise().await }).await
    }

    /// Practises through a second connection as well, which leads to the same float as the first.
    ///
    /// # Errors
    /// `PracticeFailed`, or the practice ledger's.
    pub async fn practise_twice(&self) -> Result<ConnectionView, TillError> {
        self.run(move |till| async move { till.connections.practise_twice().await }).await
    }
}
