//! The look at a token endpoint by a client that signs in as itself (RFC 6749 §4.4).
//!
//! Only the real request shows whether the service takes the id and its secret: another grant may be switched off for
//! this client. The tokens of the answer are thrown away; they end by themselves.

use airtill_domain::Secret;

use super::findings::{Finding, Findings};
use super::flaw::Flaw;
use super::token;
use crate::answer;
use crate::client::TokenClient;
use crate::endpoint::TokenEndpoint;
use crate::refusal::Asked;
use crate::request::{Grant, send};

pub(super) async fn look(client: &TokenClient, endpoint: &TokenEndpoint) -> Findings {
    let reply = match send(&client.transport, endpoint, &Grant::Client).await {
        Ok(reply) => reply,
        Err(error) => return Findings::unanswered(&error, &endpoint.address),
    };
    let found = Findings::answered(client, endpoint.address.scheme() == "https", &reply);
    if (200..=299).contains(&reply.status) && reply.is_readable() {
        return match answer::decode(&reply.body, endpoint.assumes_bearer, client.clock.now(), None) {
            Ok(_) => Findings { service: Finding::Good, client: Finding::Good, ..found },
            Err(error) => Findings { service: Finding::wrong(Flaw::of(&error), &error.to_string()), ..found },
        };
    }
    let secret = endpoint.client.as_ref().and_then(|client| client.secret.as_ref()).map(Secret::expose);
    token::refused(found, endpoint, &reply, Asked::Client, secret.as_slice())
}
