//! The commands about connections: the first screen, practice, files, signing in and out, the float, the vault.
//!
//! Limits of what a request may hold stand here; what it means is decided further in.

use std::sync::PoisonError;

use airtill_contract::*;
use airtill_domain::connection::{OAuthSettings, Redirect, SignInMethod, file};
use airtill_domain::{Api, Connection, ConnectionId, Environment, Secret};

use super::Till;
use crate::session::Standing;
use crate::{Fault, connections};

/// The id of the built-in practice connection.
const PRACTICE: &str = "practice";
/// How long the first screen waits for what is kept; the rest arrives as events.
const START_PATIENCE: std::time::Duration = std::time::Duration::from_millis(300);

impl Till {
    /// Reads the connections and opens them; then everything that the first screen needs.
    ///
    /// # Errors
    /// None that is known; the desks' own faults are notices and events.
    pub async fn start(&self) -> Result<StartView, Fault> {
        self.run(move |till| async move {
            let (found, notices) = connections::load(&till.folder);
            let all_readable = notices.is_empty();
            notices.into_iter().for_each(|notice| till.notify(notice));
            let mut opening = Vec::new();
            for connection in found {
                if till.desks.connection(&connections::key(&connection)).is_some() {
                    continue;
                }
                till.desks.put(connection.clone(), None);
                if connections::usable(connection.api) {
                    let till = till.clone();
                    opening.push(till.tasks.clone().spawn(async move {
                        match till.open_desk(connection, None).await {
                            Ok(desk) => till.bring_up(desk).await,
                            Err(fault) => till.opening_failed(fault),
                        }
                    }));
                }
            }
            let rest = till.clone();
            let opened = till.tasks.spawn(async move {
                let any = !opening.is_empty();
                for task in opening {
                    let _ = task.await;
                }
                // A file that cannot be read just now may be mended: its sign-in is kept until then.
                if any
                    && all_readable
                    && let Err(fault) = rest.forget_strangers().await
                {
                    tracing::warn!(%fault, "secrets of former connections could not be forgotten");
                }
            });
            let _ = tokio::time::timeout(START_PATIENCE, opened).await;
            Ok(till.start_view().await)
        })
        .await
    }

    /// Starts the practice service if need be and signs its made-up clerk in.
    ///
    /// # Errors
    /// `PracticeFailed`, or the practice ledger's.
    pub async fn practise(&self) -> Result<ConnectionView, Fault> {
        self.run(move |till| async move {
            let place = till.ports.practice.start().await.map_err(|error| Fault::with(ErrorCode::PracticeFailed, error.reason))?;
            let connection = practice_connection(place.base_address);
            let key = connections::key(&connection);
            let account = PracticeAccount { username: place.username.clone(), password: place.password.clone() };
            let desk = match till.desks.desk(Environment::Practice, &connection.id).filter(|desk| desk.connection == connection) {
                Some(desk) => desk,
                None => till.open_desk(connection, Some(account)).await?,
            };
            if !matches!(desk.session.standing(), Standing::SignedIn { .. }) {
                let gate = desk.gate.lock().await;
                desk.session.sign_in(&place.username, Secret::new(place.password)).await?;
                drop(gate);
                till.freshen(desk).await;
            }
            till.desk(&key).await?.view().await
        })
        .await
    }

    /// Reads a connection file for confirmation. `bytes` may be of any size; more than 64 KiB is refused.
    ///
    /// # Errors
    /// `BadConnectionFile` with the line or field.
    pub async fn read_connection_file(&self, file_name: &str, bytes: &[u8]) -> Result<ImportPreview, Fault> {
        self.0.waiting.read(file_name, bytes, |connection| self.0.desks.connection(&connections::key(connection)))
    }

    /// Reads a file that the system handed over, and shows it: now if the window is there, else with the first screen.
    pub async fn open_connection_file(&self, file_name: &str, bytes: &[u8]) {
        let event = match self.read_connection_file(file_name, bytes).await {
            Ok(preview) => {
                *self.0.pending_import.lock().unwrap_or_else(PoisonError::into_inner) = Some(preview.clone());
                Event::ImportRequested { preview }
            }
            Err(fault) => return self.refuse(&fault),
        };
        self.0.ports.outlet.emit(event);
    }

    /// Tells now if the window is there, else with the first screen.
    fn refuse(&self, fault: &Fault) {
        let error = fault.view(String::new());
        *self.0.refused_import.lock().unwrap_or_else(PoisonError::into_inner) = Some(error.clone());
        self.0.ports.outlet.emit(Event::ImportRefused { error });
    }

    /// Tells the window that a file which the system handed over cannot be read.
    pub fn refuse_connection_file(&self, error: &std::io::Error) {
        self.refuse(&Fault::with(ErrorCode::BadConnectionFile, error.to_string()));
    }

    /// Keeps the connection that was shown. Secrets of a connection whose address or client changed are forgotten.
    ///
    /// # Errors
    /// An unconfirmed host, an unknown token, or the disk's.
    pub async fn confirm_import(&self, request: ConfirmImport) -> Result<ConnectionView, Fault> {
        self.run(move |till| async move {
            let connection = till.waiting.confirmed(&request)?;
            if let Some(before) = till.desks.connection(&connections::key(&connection)) {
                till.retire(&before, before.secret_binding() != connection.secret_binding()).await?;
            }
            *till.pending_import.lock().unwrap_or_else(PoisonError::into_inner) = None;
            connections::keep(&till.folder, &connection)?;
            let key = connections::key(&connection);
            if let Some(before) = till.desks.put(connection.clone(), None)
                && before.secret_binding() != connection.secret_binding()
            {
                let books = till.books(before.environment).await?;
                let _kept = books.vault.get().await?.remove_binding(&before.secret_binding()).await?;
            }
            if !connections::usable(connection.api) {
                return Ok(connections::card(&connection, false));
            }
            let desk = till.desk(&key).await?;
            till.bring_up(desk.clone()).await;
            desk.view().await
        })
        .await
    }

    /// Removes a connection and its sign-in; its ledger stays.
    ///
    /// # Errors
    /// Unknown, the practice connection, or the disk's.
    pub async fn remove_connection(&self, request: ForConnection) -> Result<Nothing, Fault> {
        self.run(move |till| async move {
            let connection =
                till.desks.connection(&request.connection).filter(|c| c.environment != Environment::Practice).ok_or(Fault::new(ErrorCode::NotFound))?;
            till.retire(&connection, true).await?;
            connections::remove(&till.folder, &connection)?;
            till.desks.remove(&request.connection);
            if connections::usable(connection.api) {
                let books = till.books(connection.environment).await?;
                let _kept = books.vault.get().await?.remove_binding(&connection.secret_binding()).await?;
            }
            till.ports.outlet.emit(Event::ConnectionRemoved { key: request.connection });
            Ok(Nothing {})
        })
        .await
    }

    /// Signs in by user name and password.
    ///
    /// # Errors
    /// By what the service or the network said.
    pub async fn sign_in_with_password(&self, request: SignInWithPassword) -> Result<ConnectionView, Fault> {
        let SignInWithPassword { connection, username, password: InwardSecret(password) } = request;
        let password = Secret::new(password);
        self.run(move |till| async move {
            let username = username.trim().to_owned();
            if username.is_empty() || username.chars().count() > 320 || password.is_empty() || password.expose().chars().count() > 1024 {
                return Err(Fault::new(ErrorCode::WrongPassword));
            }
            let desk = till.desk(&connection).await?;
            // Not in the middle of a sale, which would end on another person's float.
            let gate = desk.gate.lock().await;
            desk.session.sign_in(&username, password).await?;
            drop(gate);
            let view = desk.view().await?;
            let again = till.clone();
            till.tasks.spawn(async move { again.freshen(desk).await });
            till.ports.outlet.emit(Event::StartChanged {});
            Ok(view)
        })
        .await
    }

    /// Signs out on every device and forgets everything local.
    ///
    /// # Errors
    /// Only when the local copy could not be removed.
    pub async fn sign_out(&self, request: ForConnection) -> Result<ConnectionView, Fault> {
        self.run(move |till| async move {
            let desk = till.desk(&request.connection).await?;
            let _gate = desk.gate.lock().await;
            desk.session.sign_out().await?;
            desk.announce().await;
            desk.view().await
        })
        .await
    }

    /// Reads the float now, and whatever it settles.
    ///
    /// # Errors
    /// By what the service or the network said; the last float stays, marked as not fresh.
    pub async fn refresh_float(&self, request: ForConnection) -> Result<ConnectionView, Fault> {
        self.run(move |till| async move {
            let desk = till.desk(&request.connection).await?;
            desk.gather().await??;
            desk.view().await
        })
        .await
    }
}

impl super::Inner {
    pub(super) async fn start_view(&self) -> StartView {
        let mut connections = Vec::new();
        for (connection, desk) in self.desks.all() {
            connections.push(self.card(&connection, desk.as_ref()).await);
        }
        StartView {
            version: self.version.clone(),
            connections,
            vault: self.vault_state(),
            notices: self.notices.lock().unwrap_or_else(PoisonError::into_inner).clone(),
            refused_import: self.refused_import.lock().unwrap_or_else(PoisonError::into_inner).take(),
            pending_import: self.pending_import.lock().unwrap_or_else(PoisonError::into_inner).clone(),
            practise_now: self.practise_now,
            data_folder: self.folder.path().display().to_string(),
        }
    }

    fn opening_failed(&self, fault: Fault) {
        let code = match fault.code {
            ErrorCode::LedgerNewer => NoticeCode::LedgerNewer,
            ErrorCode::DiskFull | ErrorCode::ReadOnly => NoticeCode::FolderUnwritable,
            _ => NoticeCode::LedgerBroken,
        };
        tracing::error!(%fault, "an environment could not be opened");
        self.notify(Notice { code, detail: fault.detail });
        self.ports.outlet.emit(Event::StartChanged {});
    }
}

/// The built-in connection to the practice service, which gets a new port at every start.
fn practice_connection(base_address: url::Url) -> Connection {
    Connection {
        id: ConnectionId::new(PRACTICE).expect("a plain word"),
        name: "21 Systems".to_owned(),
        api: Api::TwentyOneSystems,
        environment: Environment::Practice,
        base_address,
        sign_in: vec![SignInMethod::Password],
        colour: None,
        oauth: OAuthSettings {
            client_id: None,
            authorization_address: None,
            token_address: None,
            redirect: Redirect::Loopback,
            redirect_uri: None,
            scope: String::new(),
            pkce: true,
        },
    }
}

/// The most bytes of a connection file, for who reads it from a disk.
pub const MOST_FILE_BYTES: usize = file::MOST_BYTES;
