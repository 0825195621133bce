//! Practice: the built-in connections to the services that run in this very process, which get a new port at every
//! start.
//!
//! They are connections like any other, made here instead of read from a file, so that everything behind them is the
//! same code as for a company's services. No ledger or vault but those of practice is ever opened for them.

use std::sync::Arc;

use airtill_contract::*;
use airtill_domain::connection::{Declarations, OAuthSettings, Redirect, SignInMethod};
use airtill_domain::{Api, Connection, ConnectionId, Environment, Secret};

use super::{Inner, Till};
use crate::connection::OpenConnection;
use crate::ports::{PracticeAccountsPlace, PracticePlace};
use crate::session::Standing;
use crate::{TillError, view};

/// The ids of the built-in connections.
const PRACTICE: &str = "practice";
const PRACTICE_AGAIN: &str = "practice-again";
const PRACTICE_ACCOUNTS: &str = "practice-accounts";

impl Till {
    /// Starts the practice services if need be and signs the made-up clerk in where airtime is sold. At the practice
    /// accounts nobody is signed in: that is what is practised there.
    ///
    /// # Errors
    /// `PracticeFailed`, or the practice ledger's.
    pub async fn practise(&self) -> Result<ConnectionView, TillError> {
        self.run(move |till| async move {
            let place = till.practice_place().await?;
            let open = till.practise_airtime(airtime(place.base_address.clone()), &place).await?;
            if let Some(place) = place.accounts.clone()
                && let Err(error) = till.practise_accounts(place).await
            {
                tracing::warn!(%error, "the practice accounts cannot be used");
            }
            till.have_signed_in(&open, place).await
        })
        .await
    }

    /// Practises through a second connection as well, which leads to the same float as the first: two files of one
    /// account at a company would do so. It is open until the program ends.
    ///
    /// # Errors
    /// `PracticeFailed`, or the practice ledger's.
    pub async fn practise_twice(&self) -> Result<ConnectionView, TillError> {
        self.run(move |till| async move {
            let place = till.practice_place().await?;
            let open = till.practise_airtime(again(place.base_address.clone()), &place).await?;
            till.have_signed_in(&open, place).await
        })
        .await
    }
}

impl Inner {
    async fn practice_place(&self) -> Result<PracticePlace, TillError> {
        self.ports.practice.start().await.map_err(|error| TillError::with(ErrorCode::PracticeFailed, error.reason))
    }

    /// The open of a connection that sells, told to the window: the first in its order, before anybody is signed in.
    async fn practise_airtime(
        self: &Arc<Self>,
        connection: Connection,
        place: &PracticePlace,
    ) -> Result<OpenConnection, TillError> {
        let account = PracticeAccount { username: place.username.clone(), password: place.password.clone() };
        let open = self.practice_connection(connection, account).await?;
        self.announce(&open).await;
        Ok(open)
    }

    /// Signs the made-up clerk in, unless somebody is.
    async fn have_signed_in(
        self: &Arc<Self>,
        open: &OpenConnection,
        place: PracticePlace,
    ) -> Result<ConnectionView, TillError> {
        if !matches!(open.session().standing(), Standing::SignedIn { .. }) {
            let quiet = open.quiet().await;
            open.session().sign_in(&place.username, Secret::new(place.password)).await?;
            drop(quiet);
            self.refresh(open.clone()).await;
        }
        Ok(open.view().await)
    }

    async fn practise_accounts(self: &Arc<Self>, place: PracticeAccountsPlace) -> Result<(), TillError> {
        let account = PracticeAccount { username: place.username.clone(), password: place.password.clone() };
        let secret = Secret::new(place.client_secret.clone());
        let open = self.practice_connection(accounts(place), account).await?;
        if !open.session().has_client_secret() {
            open.session().keep_client_secret(secret).await?;
        }
        self.announce(&open).await;
        Ok(())
    }

    /// The open of a practice connection; a new one where the service has moved to another port.
    async fn practice_connection(
        self: &Arc<Self>,
        connection: Connection,
        account: PracticeAccount,
    ) -> Result<OpenConnection, TillError> {
        match self.connections.open(&view::connection_key(&connection)).filter(|open| *open.connection() == connection)
        {
            Some(open) => Ok(open),
            None => self.open_now(connection, Some(account)).await,
        }
    }
}

fn airtime(base_address: url::Url) -> Connection {
    Connection {
        id: ConnectionId::new(PRACTICE).expect("a plain word"),
        name: "21 Systems".to_owned(),
        api: Api::TwentyOneSystems,
        environment: Environment::Practice,
        base_address,
        sign_in: vec![SignInMethod::Password],
        colour: None,
        declared: Declarations::practice(),
        oauth: OAuthSettings {
            client_id: None,
            authorization_address: None,
            token_address: None,
            redirect: Redirect::Loopback,
            redirect_uri: None,
            scope: String::new(),
            pkce: true,
            issuer: None,
        },
    }
}

/// The second connection to the float of the first.
fn again(base_address: url::Url) -> Connection {
    Connection {
        id: ConnectionId::new(PRACTICE_AGAIN).expect("plain words"),
        name: "21 Systems, second connection".to_owned(),
        ..airtime(base_address)
    }
}

fn accounts(place: PracticeAccountsPlace) -> Connection {
    let sign_in = vec![SignInMethod::Browser, SignInMethod::Password];
    let oauth = OAuthSettings {
        client_id: Some(place.client_id),
        redirect_uri: Some(place.redirect_uri),
        ..airtime(place.base_address.clone()).oauth
    };
    Connection {
        id: ConnectionId::new(PRACTICE_ACCOUNTS).expect("plain words"),
        name: "Accounts".to_owned(),
        api: Api::AccountsV1,
        sign_in,
        declared: Declarations::default(),
        oauth,
        ..airtime(place.base_address)
    }
}
