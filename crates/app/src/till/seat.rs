//! A connection at work, whichever service it speaks to: what all of them have, and which of them it is.
//!
//! Whoever can do with any service takes a `Seat`; whoever needs one in particular takes its desk. A further service is
//! an arm here.

use std::sync::Arc;

use airtill_contract::{ConnectionView, Event};
use airtill_domain::{Connection, Secret};

use crate::accounts::AccountsDesk;
use crate::books::Books;
use crate::desk::Desk;
use crate::session::Session;
use crate::{TillError, connections};

/// A connection at work.
#[derive(Clone)]
pub enum Seat {
    /// Where airtime is sold.
    Airtime(Arc<Desk>),
    /// Where people are known.
    Accounts(Arc<AccountsDesk>),
}

impl Seat {
    /// What the administrator described.
    pub fn connection(&self) -> &Connection {
        match self {
            Seat::Airtime(desk) => &desk.connection,
            Seat::Accounts(desk) => &desk.connection,
        }
    }

    /// Who is signed in.
    pub fn session(&self) -> &Session {
        match self {
            Seat::Airtime(desk) => &desk.session,
            Seat::Accounts(desk) => &desk.session,
        }
    }

    /// Its environment's ledger and vault.
    pub fn books(&self) -> &Arc<Books> {
        match self {
            Seat::Airtime(desk) => &desk.books,
            Seat::Accounts(desk) => &desk.books,
        }
    }

    /// Whether both are the same one.
    pub fn is(&self, other: &Seat) -> bool {
        match (self, other) {
            (Seat::Airtime(one), Seat::Airtime(other)) => Arc::ptr_eq(one, other),
            (Seat::Accounts(one), Seat::Accounts(other)) => Arc::ptr_eq(one, other),
            _ => false,
        }
    }

    /// Waits until no sale is under way that would otherwise end on another person's float.
    pub async fn quiet(&self) -> Option<tokio::sync::MutexGuard<'_, ()>> {
        match self {
            Seat::Airtime(desk) => Some(desk.gate.lock().await),
            Seat::Accounts(_) => None,
        }
    }

    /// As its card shows it; without its float where the ledger cannot be read.
    pub async fn view(&self) -> ConnectionView {
        match self {
            Seat::Airtime(desk) => desk.view().await.unwrap_or_else(|error| {
                tracing::warn!(%error, "a connection cannot be shown");
                connections::card(&desk.connection, true)
            }),
            Seat::Accounts(desk) => desk.view(),
        }
    }

    /// Tells the window how it stands now, whether or not it still has its place; see `Inner::announce`.
    pub(super) async fn announce(&self) {
        let connection = Box::new(self.view().await);
        let outlet = match self {
            Seat::Airtime(desk) => &desk.ports.outlet,
            Seat::Accounts(desk) => &desk.ports.outlet,
        };
        outlet.emit(Event::ConnectionChanged { connection });
    }

    /// Has the service see an access token that nothing else is asked with; whatever it answers.
    pub async fn present(&self, access: &Secret, person: Option<i64>) {
        if let Seat::Accounts(desk) = self {
            desk.present(access, person).await;
        }
    }

    /// Asks the service who is signed in and notes it.
    ///
    /// # Errors
    /// By what the service or the network said.
    pub async fn read_person(&self) -> Result<(), TillError> {
        match self {
            Seat::Airtime(desk) => desk.read_person().await,
            Seat::Accounts(desk) => desk.read_person().await,
        }
    }
}
