//! The connections that the company placed on this computer: taken at the start without a person's yes, since an
//! administrator placed them, and nobody's to remove or replace while their files are there.
//!
//! They are taken as an import takes them: a move waits for sales in doubt, secrets of a former address go, a client id
//! that the till was given stays. Where a file is gone, its connection is the person's own.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use airtill_contract::{ConnectionKey, ErrorCode, Event, Notice, NoticeCode};
use airtill_domain::Connection;
use airtill_domain::text::{SHOWN_CHARACTERS, plain};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::Inner;
use crate::company::{Company, Placed};
use crate::connection::with_client;
use crate::{TillError, view};

impl Inner {
    /// Takes the connections of the company behind this call, the first time; once nobody holds a sender of `opening`
    /// any more, so that no connection takes the place of one that is only just being opened.
    pub(super) fn begin_company(self: &Arc<Self>, mut opening: mpsc::Receiver<()>) -> Option<JoinHandle<()>> {
        if self.takes_company.swap(true, Ordering::SeqCst) {
            return None;
        }
        let till = self.clone();
        Some(self.runtime.tasks.spawn(async move {
            let company = till.runtime.company().await;
            let _ended = opening.recv().await;
            for Placed { path, connection } in &company.connections {
                if let Err(error) = till.take_placed(connection).await {
                    till.not_taken(path, connection, &error);
                }
            }
            if !company.connections.is_empty() {
                till.runtime.emit(Event::StartChanged {});
            }
        }))
    }

    /// Takes a connection of the company where it is new, or other than the one that is here.
    async fn take_placed(&self, placed: &Connection) -> Result<(), TillError> {
        let known = self.connections.registry.connection(&view::connection_key(placed));
        let wanted = with_client(placed.clone(), None, known.as_ref())?;
        if known.as_ref() != Some(&wanted) {
            self.import(&wanted, None).await?;
        }
        Ok(())
    }

    fn not_taken(&self, path: &Path, connection: &Connection, error: &TillError) {
        tracing::warn!(%error, "a connection of the company is not taken");
        self.runtime.notify(notice(path, connection, error));
    }

    /// That a connection is not the company's. Waits until that is known.
    ///
    /// # Errors
    /// `SetByCompany`, with its name.
    pub(super) async fn not_of_company(&self, key: &ConnectionKey) -> Result<(), TillError> {
        match placed(&*self.runtime.company().await, key) {
            Some(connection) => Err(TillError::with(ErrorCode::SetByCompany, &connection.name)),
            None => Ok(()),
        }
    }

    /// Whether the company placed a connection, as far as that is known.
    pub(super) fn placed_so_far(&self, key: &ConnectionKey) -> bool {
        self.runtime.company_so_far().is_some_and(|company| placed(company, key).is_some())
    }
}

/// That a connection is not taken, and the reason. Its file may be stored already, so nothing is said of the old one.
fn notice(path: &Path, connection: &Connection, error: &TillError) -> Notice {
    let code = format!("{:?}", error.code);
    let because = if error.detail.is_empty() { &code } else { &error.detail };
    let reason = match error.code {
        ErrorCode::DoubtsOpen => {
            return Notice { code: NoticeCode::CompanyConnectionInDoubt, detail: connection.name.clone() };
        }
        ErrorCode::DiskFull => format!("the disk is full, free some space ({because})"),
        ErrorCode::ReadOnly => format!("the disk does not take it ({because})"),
        _ => because.clone(),
    };
    let detail = plain(&format!("{}: {reason}", path.display()), SHOWN_CHARACTERS);
    Notice { code: NoticeCode::CompanyConnectionNotTaken, detail }
}

fn placed<'a>(company: &'a Company, key: &ConnectionKey) -> Option<&'a Connection> {
    company.connections.iter().map(|placed| &placed.connection).find(|one| view::connection_key(one) == *key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p05_a_notice_speaks_of_the_disk_only_where_the_disk_is_the_cause() {
        let text = "format = 1\nid = \"desk\"\nname = \"Desk\"\napi = \"21-systems\"\nenvironment = \"live\"\n\
                    base_address = \"https://desk.example\"\nsign_in = [\"password\"]\n";
        let connection = airtill_domain::connection::file::read(text.as_bytes()).expect("a connection");
        let notice = |error: TillError| notice(Path::new("desk.airtill"), &connection, &error);
        for (error, detail) in [
            (TillError::new(ErrorCode::DiskFull), "desk.airtill: the disk is full, free some space (DiskFull)"),
            (TillError::with(ErrorCode::ReadOnly, "denied"), "desk.airtill: the disk does not take it (denied)"),
            (TillError::with(ErrorCode::Internal, "no key"), "desk.airtill: no key"),
            (TillError::new(ErrorCode::Internal), "desk.airtill: Internal"),
        ] {
            let expected = Notice { code: NoticeCode::CompanyConnectionNotTaken, detail: detail.to_owned() };
            assert_eq!(notice(error), expected);
        }
        let doubts = Notice { code: NoticeCode::CompanyConnectionInDoubt, detail: "Desk".to_owned() };
        assert_eq!(notice(TillError::new(ErrorCode::DoubtsOpen)), doubts);
    }
}
