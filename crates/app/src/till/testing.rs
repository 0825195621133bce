//! The command that looks at a connection for its administrator, from the host to the client. Nobody is signed in by it.
//!
//! The looking is `oauth`'s; here its findings become the lines that the window words. What cannot be told is said to be so, never
//! taken for good.

use std::time::Duration;

use airtill_contract::*;
use airtill_domain::connection::SignInMethod;
use airtill_oauth::probe::{Finding, Findings};

use super::Till;
use crate::{Fault, sign_in};

/// How long a whole look may take: longer than one request's own limit.
const LIMIT: Duration = Duration::from_secs(40);

impl Till {
    /// Looks at a connection from host to client.
    ///
    /// # Errors
    /// An unknown connection, or the vault's; whatever is wrong with the service is part of the answer.
    pub async fn test_connection(&self, request: ForConnection) -> Result<ConnectionTestView, Fault> {
        self.run(move |till| async move {
            let seat = till.seat(&request.connection).await?;
            let connection = seat.connection();
            let endpoint = seat.session().endpoint().await?;
            let browser = connection.sign_in.contains(&SignInMethod::Browser);
            let authorization = if browser { Some(sign_in::authorization(connection)?) } else { None };
            let redirect_uri = connection.redirect_to_register();
            let look = seat.session().tokens().look(&endpoint, authorization.as_ref(), &redirect_uri);
            let found = tokio::time::timeout(LIMIT, look)
                .await
                .unwrap_or_else(|_| Findings { host: Finding::Wrong { message: "no answer in time".to_owned() }, ..Findings::default() });
            let mut lines = vec![line(ConnectionCheck::Host, found.host), line(ConnectionCheck::Tls, found.tls), line(ConnectionCheck::Clock, found.clock)];
            if connection.knows_clients() {
                lines.push(line(ConnectionCheck::Client, found.client));
            }
            if browser {
                if connection.oauth.pkce {
                    lines.push(line(ConnectionCheck::Pkce, found.pkce));
                }
                lines.push(line(ConnectionCheck::Redirect, found.redirect));
                lines.push(line(ConnectionCheck::Scope, found.scope));
            }
            Ok(ConnectionTestView { lines, redirect_uri: browser.then_some(redirect_uri) })
        })
        .await
    }
}

fn line(check: ConnectionCheck, finding: Finding) -> ConnectionTestLine {
    match finding {
        Finding::Good => ConnectionTestLine { check, finding: CheckFinding::Good, detail: String::new() },
        Finding::Wrong { message } => ConnectionTestLine { check, finding: CheckFinding::Wrong, detail: message },
        Finding::Untold => ConnectionTestLine { check, finding: CheckFinding::Untold, detail: String::new() },
    }
}
