//! A look at a connection without a sign-in, from the host to the client.
//!
//! The requests and the judgement of their answers are `oauth`'s. A look that takes too long found a host that does not
//! answer.

use std::time::Duration;

use airtill_domain::connection::SignInMethod;
use airtill_oauth::probe::{Finding, Findings, Flaw};
use airtill_oauth::{OfflineError, TokenEndpoint};

use crate::TillError;
use crate::connection::OpenConnection;
use crate::sign_in::plan::authorization;

/// How long a whole look may take: longer than one request's own limit.
const LIMIT: Duration = Duration::from_secs(40);

/// Looks at a connection.
///
/// # Errors
/// The vault's; the service's flaws are findings.
pub async fn look(open: &OpenConnection) -> Result<Findings, TillError> {
    let endpoint = open.session().endpoint().await?;
    let connection = open.connection();
    let late = Finding::Wrong { flaw: Flaw::Offline(OfflineError::NoAnswer), message: connection.host() };
    let found = tokio::time::timeout(LIMIT, found(open, &endpoint)).await;
    found.unwrap_or_else(|_| Ok(Findings { host: late, ..Findings::default() }))
}

async fn found(open: &OpenConnection, endpoint: &TokenEndpoint) -> Result<Findings, TillError> {
    let (connection, tokens) = (open.connection(), open.session().tokens());
    if connection.signs_in_as_client() {
        return Ok(tokens.look_as_client(endpoint).await);
    }
    let browser = connection.sign_in.contains(&SignInMethod::Browser);
    let authorization = if browser { Some(authorization(connection)?) } else { None };
    Ok(tokens.look(endpoint, authorization.as_ref(), &connection.redirect_to_register()).await)
}
