//! An open connection, whichever service it leads to: what all of them have, and which of them it is.
//!
//! Code for any service takes an [`OpenConnection`]; code for one service takes that service's own type. A further
//! service is an arm here.

use std::sync::Arc;

use airtill_contract::{ConnectionView, Event};
use airtill_domain::{Connection, Secret};

use crate::accounts::Accounts;
use crate::airtime::{Airtime, GateHeld};
use crate::environment::OpenEnvironment;
use crate::esim::Esim;
use crate::session::Session;
use crate::{TillError, view};

/// A connection that is open.
#[derive(Clone)]
pub enum OpenConnection {
    /// Where airtime is sold.
    Airtime(Arc<Airtime>),
    /// Where people are known.
    Accounts(Arc<Accounts>),
    /// Where eSIMs are sold.
    Esim(Arc<Esim>),
}

impl OpenConnection {
    /// The connection as its file describes it.
    pub fn connection(&self) -> &Connection {
        match self {
            OpenConnection::Airtime(airtime) => &airtime.connection,
            OpenConnection::Accounts(accounts) => &accounts.connection,
            OpenConnection::Esim(esim) => &esim.connection,
        }
    }

    /// The sign-in at its service.
    pub fn session(&self) -> &Session {
        match self {
            OpenConnection::Airtime(airtime) => &airtime.session,
            OpenConnection::Accounts(accounts) => &accounts.session,
            OpenConnection::Esim(esim) => &esim.session,
        }
    }

    /// Its environment's ledger and vault.
    pub fn environment(&self) -> &Arc<OpenEnvironment> {
        match self {
            OpenConnection::Airtime(airtime) => &airtime.environment,
            OpenConnection::Accounts(accounts) => &accounts.environment,
            OpenConnection::Esim(esim) => &esim.environment,
        }
    }

    /// Whether both are the same one.
    pub fn is(&self, other: &OpenConnection) -> bool {
        match (self, other) {
            (OpenConnection::Airtime(one), OpenConnection::Airtime(other)) => Arc::ptr_eq(one, other),
            (OpenConnection::Accounts(one), OpenConnection::Accounts(other)) => Arc::ptr_eq(one, other),
            (OpenConnection::Esim(one), OpenConnection::Esim(other)) => Arc::ptr_eq(one, other),
            (OpenConnection::Airtime(_) | OpenConnection::Accounts(_) | OpenConnection::Esim(_), _) => false,
        }
    }

    /// Waits until no sale is under way that would otherwise end on another person's float.
    pub async fn wait_for_sale(&self) -> Option<GateHeld<'_>> {
        match self {
            OpenConnection::Airtime(airtime) => Some(airtime.at_gate().await),
            OpenConnection::Accounts(_) | OpenConnection::Esim(_) => None,
        }
    }

    /// The connection as its card shows it; without its float where the ledger cannot be read.
    pub async fn view(&self) -> ConnectionView {
        match self {
            OpenConnection::Airtime(airtime) => airtime.view().await.unwrap_or_else(|error| {
                tracing::warn!(%error, "a connection cannot be shown");
                view::card(&airtime.connection)
            }),
            OpenConnection::Accounts(accounts) => accounts.view(),
            OpenConnection::Esim(esim) => esim.view().await,
        }
    }

    /// Reports it to the window as it is now, whether or not it still has its place; see `Connections::announce`.
    pub(super) async fn announce(&self) {
        let connection = Box::new(self.view().await);
        let outlet = match self {
            OpenConnection::Airtime(airtime) => &airtime.ports.outlet,
            OpenConnection::Accounts(accounts) => &accounts.ports.outlet,
            OpenConnection::Esim(esim) => &esim.ports.outlet,
        };
        outlet.emit(Event::ConnectionChanged { connection });
    }

    /// Has the service see an access token that nothing else is asked with; its answer does not matter.
    pub async fn present(&self, access: &Secret, person: Option<i64>) {
        match self {
            OpenConnection::Accounts(accounts) => accounts.present(access, person).await,
            OpenConnection::Airtime(_) | OpenConnection::Esim(_) => {}
        }
    }

    /// Asks the service who is signed in and notes it; where no people are known, whether it still takes the client.
    ///
    /// # Errors
    /// By what the service or the network said.
    pub async fn read_person(&self) -> Result<(), TillError> {
        match self {
            OpenConnection::Airtime(airtime) => airtime.read_person().await,
            OpenConnection::Accounts(accounts) => accounts.read_person().await,
            OpenConnection::Esim(esim) => esim.check_client().await,
        }
    }
}
