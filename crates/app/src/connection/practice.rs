//! Practice: the built-in connections to the services that run in this very process, which get a new port at every
//! start.
//!
//! They are connections like any other, made here instead of read from a file, so that everything behind them is the
//! same code as for a company's services. No ledger or vault but those of practice is ever opened for them.

use std::sync::Arc;

use airtill_contract::{ConnectionView, ErrorCode, PracticeAccount};
use airtill_domain::connection::{Declarations, OAuthSettings, Redirect, SignInMethod};
use airtill_domain::{Api, Connection, ConnectionId, Environment, Secret};

use super::lifecycle::Connections;
use super::open::OpenConnection;
use crate::ports::{PracticeAccountsPlace, PracticeEsimPlace, PracticePlace};
use crate::session::SessionState;
use crate::{TillError, view};

/// The ids of the built-in connections.
const PRACTICE: &str = "practice";
const PRACTICE_AGAIN: &str = "practice-again";
const PRACTICE_ACCOUNTS: &str = "practice-accounts";
const PRACTICE_ESIM: &str = "practice-esim";

impl Connections {
    /// Opens the practice connections and signs the made-up clerk in where airtime is sold. At the practice accounts
    /// nobody is signed in: that is what is practised there.
    ///
    /// # Errors
    /// `PracticeFailed`, or the practice ledger's.
    pub async fn practise(self: &Arc<Self>) -> Result<ConnectionView, TillError> {
        let place = self.practice_place().await?;
        let open = self.practise_airtime(airtime(place.base_address.clone()), &place).await?;
        if let Some(place) = place.accounts.clone()
            && let Err(error) = self.practise_accounts(place).await
        {
            tracing::warn!(%error, "the practice accounts cannot be used");
        }
        if let Some(place) = place.esim.clone()
            && let Err(error) = self.practise_esim(place).await
        {
            tracing::warn!(%error, "the practice eSIM service cannot be used");
        }
        self.have_clerk_signed_in(&open, place).await
    }

    /// Opens the practice connections; the one that sells eSIMs comes back.
    ///
    /// # Errors
    /// `PracticeFailed`, or the practice ledger's.
    pub async fn practise_at_esim(self: &Arc<Self>) -> Result<ConnectionView, TillError> {
        self.practise().await?;
        let key = view::key_of(Environment::Practice, &ConnectionId::new(PRACTICE_ESIM).expect("plain words"));
        let open = self.registry.open(&key);
        let open = open.ok_or(TillError::with(ErrorCode::PracticeFailed, "the practice eSIM service does not run"))?;
        self.refresh(open.clone()).await;
        Ok(open.view().await)
    }

    /// Opens a second connection as well, which leads to the same float as the first: two files of one account at a
    /// company would do so. It is open until the program ends.
    ///
    /// # Errors
    /// `PracticeFailed`, or the practice ledger's.
    pub async fn practise_twice(self: &Arc<Self>) -> Result<ConnectionView, TillError> {
        let place = self.practice_place().await?;
        let open = self.practise_airtime(second_airtime(place.base_address.clone()), &place).await?;
        self.have_clerk_signed_in(&open, place).await
    }

    async fn practice_place(&self) -> Result<PracticePlace, TillError> {
        let practice = &self.runtime.ports.practice;
        practice.start().await.map_err(|error| TillError::with(ErrorCode::PracticeFailed, error.reason))
    }

    /// A connection that sells, announced to the window: the first in its order, before anybody is signed in.
    async fn practise_airtime(
        self: &Arc<Self>,
        connection: Connection,
        place: &PracticePlace,
    ) -> Result<OpenConnection, TillError> {
        let account = PracticeAccount { username: place.username.clone(), password: place.password.clone() };
        let open = self.open_practice(connection, account).await?;
        self.announce(&open).await;
        Ok(open)
    }

    /// Signs the made-up clerk in, unless somebody is.
    async fn have_clerk_signed_in(
        &self,
        open: &OpenConnection,
        place: PracticePlace,
    ) -> Result<ConnectionView, TillError> {
        if !matches!(open.session().state(), SessionState::SignedIn { .. }) {
            let no_sale = open.wait_for_sale().await;
            open.session().sign_in(&place.username, Secret::new(place.password)).await?;
            drop(no_sale);
            self.refresh(open.clone()).await;
        }
        Ok(open.view().await)
    }

    async fn practise_accounts(self: &Arc<Self>, place: PracticeAccountsPlace) -> Result<(), TillError> {
        let account = PracticeAccount { username: place.username.clone(), password: place.password.clone() };
        let secret = Secret::new(place.client_secret.clone());
        self.practise_with_client(accounts(place), account, secret).await
    }

    /// A connection that sells eSIMs, with its client signed in: nobody is asked, and a service that does not answer is
    /// asked again when it is used.
    async fn practise_esim(self: &Arc<Self>, place: PracticeEsimPlace) -> Result<(), TillError> {
        let account = PracticeAccount { username: place.client_id.clone(), password: place.client_secret.clone() };
        let secret = Secret::new(place.client_secret.clone());
        self.practise_with_client(esim(place), account, secret).await
    }

    /// Opens a practice connection whose service knows the till as a client, and announces it. The secret is stored
    /// unless one is.
    async fn practise_with_client(
        self: &Arc<Self>,
        connection: Connection,
        account: PracticeAccount,
        secret: Secret,
    ) -> Result<(), TillError> {
        let open = self.open_practice(connection, account).await?;
        if !open.session().has_client_secret() {
            open.session().keep_client_secret(secret).await?;
        }
        self.announce(&open).await;
        Ok(())
    }

    /// A practice connection; opened anew where the service has moved to another port.
    async fn open_practice(
        self: &Arc<Self>,
        connection: Connection,
        account: PracticeAccount,
    ) -> Result<OpenConnection, TillError> {
        let open = self.registry.open(&view::connection_key(&connection));
        match open.filter(|open| *open.connection() == connection) {
            Some(open) => Ok(open),
            None => self.reopen(connection, Some(account)).await,
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
        requests_per_second: None,
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
fn second_airtime(base_address: url::Url) -> Connection {
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

fn esim(place: PracticeEsimPlace) -> Connection {
    let plain = airtime(place.base_address);
    let oauth = OAuthSettings { client_id: Some(place.client_id), ..plain.oauth };
    Connection {
        id: ConnectionId::new(PRACTICE_ESIM).expect("plain words"),
        name: "eSIMs".to_owned(),
        api: Api::TruphoneConnect,
        sign_in: vec![SignInMethod::ClientCredentials],
        declared: Declarations::default(),
        oauth,
        ..plain
    }
}
