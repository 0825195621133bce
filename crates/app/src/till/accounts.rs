//! The commands about the company's accounts: one user, a new user, the countries.
//!
//! They look for the connection and pass on; the doing is in `accounts`. A connection of another service gives the
//! error of one that has no such thing.

use airtill_contract::*;
use airtill_domain::Secret;

use super::Till;
use crate::TillError;
use crate::connection::OpenConnection;

impl Till {
    /// Asks the company's accounts who is signed in.
    ///
    /// # Errors
    /// By what the service or the network said; the person who was known stays.
    pub async fn refresh_person(&self, request: ForConnection) -> Result<ConnectionView, TillError> {
        self.run(move |till| async move {
            let open = till.connections.open(&request.connection).await?;
            let known = till.connections.asking(&open, open.read_person()).await;
            till.connections.withdraw_clock_notice();
            known?;
            till.connections.announce(&open).await;
            Ok(open.view().await)
        })
        .await
    }

    /// Looks for one user of the company's accounts.
    ///
    /// # Errors
    /// `BadUserId`, `NoSuchUser`, or by what the service or the network said.
    pub async fn look_up_user(&self, request: LookUpUser) -> Result<FoundUser, TillError> {
        self.run(move |till| async move {
            let accounts = till.connections.accounts(&request.connection).await?;
            till.connections.asking(&OpenConnection::Accounts(accounts.clone()), accounts.look_up(&request.id)).await
        })
        .await
    }

    /// Makes an account, asking the service once.
    ///
    /// # Errors
    /// An e-mail address or password that cannot be right, or a refusal as a whole; nothing was made then.
    pub async fn create_user(&self, request: CreateUser) -> Result<CreatedUser, TillError> {
        let CreateUser { connection, email, password } = request;
        let password = Secret::new(password.take());
        self.run(
            move |till| async move { till.connections.accounts(&connection).await?.create(&email, &password).await },
        )
        .await
    }

    /// The countries that the company's accounts know.
    ///
    /// # Errors
    /// An unknown connection; a service that does not answer is part of the answer.
    pub async fn countries(&self, request: ForConnection) -> Result<CountryList, TillError> {
        self.run(move |till| async move {
            let accounts = till.connections.accounts(&request.connection).await?;
            Ok(till.connections.asking(&OpenConnection::Accounts(accounts.clone()), accounts.countries()).await)
        })
        .await
    }
}
