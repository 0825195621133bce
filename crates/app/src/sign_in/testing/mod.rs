//! The test of a connection for its administrator, from the host to the client. Nobody is signed in by it.
//!
//! The looking is `oauth`'s; what its findings are in the words of the contract stands in `lines`. What cannot be told
//! is said to be so, never taken for good, and not said at all below an error that keeps everything else from being
//! told. A test with a sign-in tells the rest (`course`, and in words `outcome`): its tokens are given back, and
//! nothing of it is kept.

mod course;
mod lines;
mod outcome;

use std::time::Duration;

use airtill_contract::*;
use airtill_domain::connection::SignInMethod;
use airtill_oauth::OfflineError;
use airtill_oauth::probe::{Finding, Findings, Flaw};

use crate::connection::OpenConnection;
use crate::till::Till;
use crate::{TillError, sign_in};

/// How long a whole look may take: longer than one request's own limit.
const LIMIT: Duration = Duration::from_secs(40);

impl Till {
    /// Looks at a connection from host to client.
    ///
    /// # Errors
    /// An unknown connection, or the vault's; whatever is wrong with the service is part of the answer.
    pub async fn test_connection(&self, request: ForConnection) -> Result<ConnectionTestView, TillError> {
        self.run(move |till| async move {
            let open = till.open_connection(&request.connection).await?;
            let found = look(&open).await?;
            Ok(ConnectionTestView { lines: lines::of(open.connection(), found) })
        })
        .await
    }
}

/// Looks without a sign-in.
async fn look(open: &OpenConnection) -> Result<Findings, TillError> {
    let connection = open.connection();
    let endpoint = open.session().endpoint().await?;
    let browser = connection.sign_in.contains(&SignInMethod::Browser);
    let authorization = if browser { Some(sign_in::authorization(connection)?) } else { None };
    let redirect_uri = connection.redirect_to_register();
    let look = open.session().tokens().look(&endpoint, authorization.as_ref(), &redirect_uri);
    let late = Finding::Wrong { flaw: Flaw::Offline(OfflineError::NoAnswer), message: connection.host() };
    Ok(tokio::time::timeout(LIMIT, look).await.unwrap_or_else(|_| Findings { host: late, ..Findings::default() }))
}
