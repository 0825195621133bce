//! Bringing an open connection up to date, and reporting it to the window.
//!
//! The stored sign-in is loaded first, then the service is asked. A connection whose place another one took reports
//! nothing any more.

use std::sync::Arc;

use airtill_contract::{ConnectionView, Event, Notice, NoticeCode};
use airtill_domain::{Connection, Environment};

use super::lifecycle::Connections;
use super::notices::of_two;
use super::open::OpenConnection;
use crate::airtime::Airtime;
use crate::esim::Esim;
use crate::history::Watched;
use crate::session::SessionState;
use crate::view;

impl Connections {
    /// Loads the stored sign-in, then asks the service for the person, the float and evidence on what is in doubt.
    pub async fn load_and_refresh(&self, open: OpenConnection) {
        self.load_sign_in(&open).await;
        self.refresh(open).await;
    }

    /// Loads the stored sign-in of a connection.
    pub async fn load_sign_in(&self, open: &OpenConnection) {
        if open.session().state() == SessionState::SignedOut
            && let Err(error) = open.session().load().await
        {
            tracing::warn!(%error, "the kept sign-in is out of reach");
        }
        if let Some(airtill_vault::VaultState::SetAside { path, .. }) = open.environment().vault.state() {
            let name =
                path.as_deref().and_then(std::path::Path::file_name).map(|name| name.to_string_lossy().into_owned());
            self.runtime.add_notice(Notice { code: NoticeCode::VaultSetAside, detail: name.unwrap_or_default() });
        }
        self.announce(open).await;
        self.runtime.emit(Event::StartChanged {});
    }

    /// Refreshes a connection in the background.
    pub fn refresh_behind(self: &Arc<Self>, open: OpenConnection) {
        let connections = self.clone();
        self.runtime.tasks.spawn(async move { connections.refresh(open).await });
    }

    /// Asks the service for what a signed-in till shows, and gathers evidence on what is in doubt.
    pub async fn refresh(&self, open: OpenConnection) {
        if matches!(open.session().state(), SessionState::SignedIn { .. }) {
            if let Err(error) = open.read_person().await {
                tracing::info!(%error, "the service did not say who is signed in");
            }
            match &open {
                OpenConnection::Airtime(airtime) => {
                    self.notify_of_shared_float(airtime).await;
                    self.gather_and_watch(airtime).await;
                }
                OpenConnection::Esim(esim) => gather_and_watch_esim(esim).await,
                OpenConnection::Accounts(_) => {}
            }
        }
        self.compare_clocks(&open);
        self.announce(&open).await;
    }

    /// Notifies where a service's clock and this computer's differ.
    pub fn compare_clocks(&self, open: &OpenConnection) {
        if let Some(skew) = open.session().clock_skew().filter(|skew| skew.matters()) {
            self.runtime.notify(Notice { code: NoticeCode::ClockDiffers, detail: (skew.seconds / 60).to_string() });
        }
        self.withdraw_clock_notice();
    }

    /// Takes the notice about the clock back once no service's clock differs any more.
    pub fn withdraw_clock_notice(&self) {
        let differs = |open: &OpenConnection| open.session().clock_skew().is_some_and(|skew| skew.matters());
        if !self.registry.all_open().iter().any(differs) {
            self.runtime.withdraw_notices(NoticeCode::ClockDiffers, |_| true);
        }
    }

    /// Sends the window the state of a connection, and of those that show something of it.
    pub async fn announce(&self, open: &OpenConnection) {
        let present = self.registry.open(&view::connection_key(open.connection()));
        if !present.is_some_and(|present| present.is(open)) {
            return;
        }
        if let OpenConnection::Airtime(airtime) = open {
            self.notify_of_shared_float(airtime).await;
            self.withdraw_float_notices();
        }
        open.announce().await;
        self.announce_dependents(open).await;
    }

    /// Sends the window the state of the connections that show something of this one: its person as the seller, or
    /// itself as a further way to their float.
    pub(super) async fn announce_dependents(&self, open: &OpenConnection) {
        match open {
            OpenConnection::Accounts(accounts) => {
                let environment = accounts.connection.environment;
                for airtime in self.selling_in(environment) {
                    airtime.announce().await;
                }
                for esim in self.registry.esim() {
                    if esim.connection.environment == environment {
                        esim.announce().await;
                    }
                }
            }
            OpenConnection::Airtime(airtime) => {
                for other in airtime.beside() {
                    other.announce().await;
                }
            }
            OpenConnection::Esim(_) => {}
        }
    }

    /// The open connections that sell in an environment.
    pub fn selling_in(&self, environment: Environment) -> Vec<Arc<Airtime>> {
        let mut all = self.registry.airtime();
        all.retain(|airtime| airtime.connection.environment == environment);
        all
    }

    /// Notifies once that a connection sells from the same float as another one.
    async fn notify_of_shared_float(&self, airtime: &Arc<Airtime>) {
        if airtime.sharing().is_empty() {
            return;
        }
        let known = airtime.clone();
        let new = tokio::task::spawn_blocking(move || known.newly_shared()).await.unwrap_or_default();
        for other in &new {
            let detail = of_two(&airtime.connection.name, other);
            self.runtime.notify(Notice { code: NoticeCode::FloatShared, detail });
        }
    }

    /// Asks something of a service, and reports to the window if that has ended the sign-in.
    pub async fn asking<T>(&self, open: &OpenConnection, question: impl Future<Output = T>) -> T {
        let before = open.session().state();
        let answer = question.await;
        if open.session().state() != before {
            self.announce(open).await;
        }
        answer
    }

    async fn gather_and_watch(&self, airtime: &Arc<Airtime>) {
        match airtime.gather().await {
            Ok(Err(error)) => tracing::info!(%error, "the float could not be read"),
            Err(error) => tracing::warn!(%error, "the float could not be written down"),
            Ok(Ok(_)) => {}
        }
        if airtime.unsettled_sales().await.is_ok_and(|open| !open.is_empty()) {
            self.watch(airtime.clone());
        }
    }

    /// Looks for evidence at growing gaps, until nothing is in doubt any more or the till closes.
    pub fn watch(&self, airtime: Arc<Airtime>) {
        self.runtime.tasks.spawn(airtime.watch());
    }

    /// Has the outcomes of sales that a full disk kept in memory written as soon as it takes them.
    pub fn write_kept_outcomes_later(&self) {
        for airtime in self.registry.airtime().into_iter().filter(|airtime| !airtime.unwritten.is_empty()) {
            self.runtime.tasks.spawn(airtime.write_kept_outcomes_later());
        }
    }

    /// The connections of an environment at which the till looks for evidence by itself.
    pub fn watched(&self, environment: Environment) -> Watched {
        let selling = self.selling_in(environment);
        let airtime =
            selling.iter().filter(|airtime| airtime.is_watching()).map(|airtime| airtime.connection.id.clone());
        let esim = self
            .registry
            .esim()
            .into_iter()
            .filter(|esim| esim.connection.environment == environment && esim.is_watching());
        airtime.chain(esim.map(|esim| esim.connection.id.clone())).collect()
    }

    /// The card of a connection, open or not.
    pub async fn card(&self, connection: &Connection, open: Option<&OpenConnection>) -> ConnectionView {
        match open {
            Some(open) => open.view().await,
            None => view::card(connection),
        }
    }
}

/// Looks for orders whose answer was lost, now and at growing gaps.
async fn gather_and_watch_esim(esim: &Esim) {
    if let Err(error) = esim.gather().await {
        tracing::warn!(%error, "evidence could not be written");
    }
    if esim.is_waiting().await {
        esim.begin_watch();
    }
}
