//! The commands about connections: the first screen, and connection files on their way in and out.
//!
//! Limits of what a request may hold stand here; its meaning is decided further in.

use airtill_contract::*;
use airtill_domain::connection::file;
use airtill_domain::text::plain;
use airtill_domain::{Connection, Environment, lock};

use super::Till;
use super::client_sign_in::client_secret;
use crate::connection::with_client;
use crate::failed_at::FailedAt;
use crate::sign_in::{self, LISTENER};
use crate::{TillError, view};

/// The most characters of a file's name that are shown.
const NAME_CHARACTERS: usize = 100;

impl Till {
    /// Reads the connections and opens them; then everything that the first screen needs.
    ///
    /// # Errors
    /// None that is known; errors of single connections are notices and events.
    pub async fn start(&self) -> Result<StartView, TillError> {
        self.run(move |till| async move {
            let (found, all_readable) = till.connections.look_at_files();
            let mut opening = Vec::new();
            let (is_opening, all_opened) = tokio::sync::mpsc::channel(1);
            for connection in found {
                if till.connections.registry.connection(&view::connection_key(&connection)).is_some() {
                    continue;
                }
                till.connections.registry.put(connection.clone());
                if view::is_supported(connection.api) {
                    let (till, is_opening) = (till.clone(), is_opening.clone());
                    let environment = connection.environment;
                    opening.push(till.runtime.tasks.clone().spawn(async move {
                        let opened = till.connections.open_now(connection, None).await;
                        drop(is_opening);
                        match opened {
                            Ok(open) => till.connections.load_and_refresh(open).await,
                            // It was removed while its environment was opened.
                            Err(error) if error.code == ErrorCode::NotFound => {}
                            Err(error) => till.opening_failed(environment, error),
                        }
                    }));
                }
            }
            drop(is_opening);
            opening.extend(till.begin_company(all_opened));
            let rest = till.clone();
            let opened = till.runtime.tasks.spawn(async move {
                let any = !opening.is_empty();
                for task in opening {
                    let _ = task.await;
                }
                // A file that cannot be read just now may be mended: its sign-in stays until then.
                if any
                    && all_readable
                    && let Err(error) = rest.forget_secrets_without_connection().await
                {
                    tracing::warn!(%error, "secrets of former connections could not be forgotten");
                }
            });
            let _ = tokio::time::timeout(till.runtime.policy.start_patience, opened).await;
            Ok(till.start_view().await)
        })
        .await
    }

    /// Reads a connection file for confirmation. `bytes` may be of any size; more than 64 KiB is refused.
    ///
    /// # Errors
    /// `BadConnectionFile` with the line or field; `SetByCompany` for the id of a connection of the company.
    pub async fn read_connection_file(&self, file_name: &str, bytes: &[u8]) -> Result<ImportPreview, TillError> {
        let preview =
            self.0.imports.read(file_name, bytes, |connection| self.0.connections.registry.beside(connection))?;
        let key = ConnectionKey { environment: preview.environment, id: preview.id.clone() };
        if let Err(error) = self.0.not_of_company(&key).await {
            self.0.imports.answered(&preview.token);
            return Err(error);
        }
        Ok(preview)
    }

    /// Reads a file that the system handed over, and lines it up: it is shown when it is the first, now if the window
    /// is there, else with the first screen.
    pub async fn open_connection_file(&self, file_name: &str, bytes: &[u8]) {
        let lined_up = match self.read_connection_file(file_name, bytes).await {
            Ok(preview) => self.0.imports.line_up(preview.token),
            Err(error) => Err(error),
        };
        if let Err(error) = lined_up {
            self.refuse(file_name, &error);
        } else if let ImportsInLine { first: Some(preview), behind } = self.0.imports_in_line() {
            self.0.runtime.emit(Event::ImportRequested { preview: Box::new(preview), behind });
        }
    }

    /// Shows the refusal now if the window is there, else with the first screen.
    fn refuse(&self, file_name: &str, error: &TillError) {
        let refused = RefusedImport { file_name: plain(file_name, NAME_CHARACTERS), error: error.view(String::new()) };
        lock(&self.0.refused_imports).push(refused.clone());
        self.0.runtime.emit(Event::ImportRefused { refused });
    }

    /// Reports to the window that a file which the system handed over cannot be read.
    pub fn refuse_connection_file(&self, file_name: &str, error: &std::io::Error) {
        self.refuse(file_name, &TillError::with(ErrorCode::BadConnectionFile, error.to_string()));
    }

    /// Lines up files that were read, and takes away the one that was answered. A file that is not there any more
    /// changes nothing.
    pub fn line_up_imports(&self, request: LineUpImports) -> ImportsInLine {
        for token in request.add {
            if let Err(error) = self.0.imports.line_up(token) {
                tracing::info!(%error, "a connection file was not lined up");
            }
        }
        if let Some(token) = request.done {
            self.0.imports.answered(&token);
        }
        self.0.imports_in_line()
    }

    /// Stores the connection that was shown. Secrets of a connection whose address or client changed are forgotten. A
    /// yes that cannot be carried out may be said again.
    ///
    /// # Errors
    /// An unconfirmed host, an unknown token, a client id or secret that no service gives out, `DoubtsOpen`,
    /// `SetByCompany`, or the disk's.
    pub async fn confirm_import(&self, request: ConfirmImport) -> Result<ConnectionView, TillError> {
        self.run(move |till| async move {
            let connection = till.imports.confirmed(&request)?;
            let key = view::connection_key(&connection);
            till.not_of_company(&key).await?;
            let known = till.connections.registry.connection(&key);
            let connection = with_client(connection, request.client_id, known.as_ref())?;
            let kept = till.import(&connection, request.client_secret).await?;
            till.imports.answered(&request.token);
            Ok(kept)
        })
        .await
    }

    /// Looks at a connection from host to client.
    ///
    /// # Errors
    /// An unknown connection, or the vault's; flaws of the service are part of the answer.
    pub async fn test_connection(&self, request: ForConnection) -> Result<ConnectionTestView, TillError> {
        self.run(move |till| async move {
            let open = till.connections.open(&request.connection).await?;
            let found = sign_in::look(&open).await?;
            Ok(ConnectionTestView { lines: view::test_lines(open.connection(), found) })
        })
        .await
    }

    /// Removes a connection and its sign-in; its ledger stays.
    ///
    /// # Errors
    /// Unknown, the practice connection, `SetByCompany`, or the disk's.
    pub async fn remove_connection(&self, request: ForConnection) -> Result<Nothing, TillError> {
        self.run(move |till| async move {
            let connection = till
                .connections
                .registry
                .connection(&request.connection)
                .filter(|c| c.environment != Environment::Practice)
                .ok_or(TillError::new(ErrorCode::NotFound))?;
            till.not_of_company(&request.connection).await?;
            let _beginning = till.sign_ins.attempts.beginning(&request.connection).await;
            till.sign_ins.attempts.end(&request.connection).await;
            till.connections.remove(&connection).await?;
            till.certificates.clear_away(connection.environment);
            till.runtime.emit(Event::ConnectionRemoved { key: request.connection });
            Ok(Nothing {})
        })
        .await
    }
}

impl super::Inner {
    pub(super) async fn import(
        &self,
        connection: &Connection,
        secret: Option<InwardSecret>,
    ) -> Result<ConnectionView, TillError> {
        let secret = secret.map(|secret| client_secret(secret.take())).transpose()?;
        if view::is_supported(connection.api) {
            // First of all: a connection that cannot be opened must not be there after an error that says that it was
            // not added.
            self.environments.open(connection.environment).await?.vault.get().await?;
        }
        let key = view::connection_key(connection);
        let beginning = self.sign_ins.attempts.beginning(&key).await;
        self.sign_ins.attempts.end(&key).await;
        self.connections.replace(connection).await?;
        drop(beginning);
        self.certificates.clear_away(connection.environment);
        if !view::is_supported(connection.api) {
            return Ok(view::card(connection));
        }
        let open = self.connections.open(&key).await?;
        if let Some(secret) = secret.filter(|secret| !secret.is_empty() && connection.knows_clients()) {
            // The connection is there by now, and its card says whether it has its secret.
            if let Err(error) = open.session().keep_client_secret(secret).await {
                tracing::warn!(%error, "the secret of an imported client is not stored");
            }
        }
        self.connections.load_sign_in(&open).await;
        self.connections.refresh_behind(open.clone());
        Ok(open.view().await)
    }

    /// Forgets secrets that belong to no connection any more: of files that were changed or removed by hand.
    async fn forget_secrets_without_connection(&self) -> Result<(), TillError> {
        for environment in [Environment::Live, Environment::Test] {
            let all = self.connections.registry.all();
            let own = all.iter().map(|(connection, _)| connection).filter(|own| own.environment == environment);
            let mut kept: Vec<String> = own.map(Connection::secret_binding).collect();
            if let Some(environment) = self.environments.known(environment).filter(|_| !kept.is_empty()) {
                kept.push(LISTENER.to_owned());
                let _kept = environment.vault.get().await?.keep_only(&kept).await?;
            }
        }
        Ok(())
    }

    /// The connection files that wait for an answer, the first as it stands among the connections of now.
    fn imports_in_line(&self) -> ImportsInLine {
        self.imports.in_line(|connection| self.connections.registry.beside(connection))
    }

    pub(crate) async fn start_view(&self) -> StartView {
        self.connections.withdraw_clock_notice();
        self.connections.withdraw_float_notices();
        let in_line = self.imports_in_line();
        let mut connections = Vec::new();
        for (connection, open) in self.connections.registry.all() {
            connections.push(self.connections.card(&connection, open.as_ref()).await);
        }
        let stopped = self.environments.stopped().into_iter().map(|stopped| StoppedSelling {
            environment: view::environment(stopped.environment),
            code: stopped.code,
            is_open: stopped.is_open,
        });
        let of_company =
            connections.iter().map(|card| &card.key).filter(|key| self.placed_so_far(key)).cloned().collect();
        StartView {
            version: self.version.clone(),
            connections,
            of_company,
            vault: self.vault_state(),
            notices: self.runtime.notices(),
            stopped: stopped.collect(),
            refused_imports: std::mem::take(&mut *lock(&self.refused_imports)),
            pending_import: in_line.first,
            imports_behind: in_line.behind,
            under_way: self.under_way(),
            practise_now: self.practise_now,
            till: self.runtime.folder.till().short(),
            data_folder: self.runtime.folder.path().display().to_string(),
            // The shell has the window, and puts its size here.
            text_size: TEXT_SIZES[0],
        }
    }

    fn opening_failed(&self, environment: Environment, error: TillError) {
        tracing::error!(%error, "an environment could not be opened");
        let notice = Notice { code: notice_of(error.code), detail: error.detail };
        self.connections.notify_of_unopened(environment, notice);
    }
}

/// The notice for an environment that could not be opened.
fn notice_of(failure: ErrorCode) -> NoticeCode {
    match FailedAt::of(failure) {
        FailedAt::LedgerBroken => NoticeCode::LedgerBroken,
        FailedAt::LedgerIndexBroken => NoticeCode::LedgerIndexBroken,
        FailedAt::LedgerUnchecked => NoticeCode::LedgerUnchecked,
        FailedAt::LedgerNewer => NoticeCode::LedgerNewer,
        FailedAt::LedgerMisplaced => NoticeCode::LedgerMisplaced,
        FailedAt::TheDisk => NoticeCode::FolderUnwritable,
        // Of every other error this notice is true: the ledger is not open, and nothing in it changed.
        FailedAt::TheVault | FailedAt::TheWay | FailedAt::Elsewhere => NoticeCode::LedgerNotOpened,
    }
}

/// The most bytes of a connection file, for a reader of disks.
pub const MOST_FILE_BYTES: usize = file::MOST_BYTES;

#[cfg(test)]
mod tests {
    use airtill_ledger::{Damage, LedgerError};

    use super::*;

    #[test]
    fn a_ledger_that_something_else_holds_is_not_called_broken() {
        let told = |error: LedgerError| notice_of(TillError::from(error).code);
        assert_eq!(told(LedgerError::Busy), NoticeCode::LedgerNotOpened);
        assert_eq!(told(LedgerError::Io(std::io::Error::other("gone"))), NoticeCode::LedgerNotOpened);
        assert_eq!(told(LedgerError::Unreadable { source: None }), NoticeCode::LedgerBroken, "set aside in vain");
        let (found, wanted) = (Environment::Practice, Environment::Live);
        assert_eq!(told(LedgerError::WrongEnvironment { found, wanted }), NoticeCode::LedgerMisplaced);
        assert_eq!(told(LedgerError::Broken { seq: None, what: Damage::Gap }), NoticeCode::LedgerBroken);
        assert_eq!(told(LedgerError::Broken { seq: None, what: Damage::Index }), NoticeCode::LedgerIndexBroken);
        assert_eq!(told(LedgerError::Newer { found: 4, known: 3 }), NoticeCode::LedgerNewer);
        assert_eq!(told(LedgerError::ReadOnly { source: None }), NoticeCode::FolderUnwritable);
    }
}
