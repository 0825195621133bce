//! The look at both endpoints of a connection, at the same time.
//!
//! The requests to each, and the meaning of their answers, are in `authorization` and `token`.

use super::findings::Findings;
use super::{authorization, client, token};
use crate::authorization::{Attempt, AuthorizationEndpoint};
use crate::client::TokenClient;
use crate::endpoint::TokenEndpoint;

impl TokenClient {
    /// Looks at the token endpoint of a client that signs in as itself, with one request.
    pub async fn look_as_client(&self, endpoint: &TokenEndpoint) -> Findings {
        client::look(self, endpoint).await
    }

    /// Looks at both endpoints, at the same time: one request to the token endpoint, and at most five to the
    /// authorization endpoint, where there is one. `redirect_uri` is the one that is registered.
    pub async fn look(
        &self,
        endpoint: &TokenEndpoint,
        authorization: Option<&AuthorizationEndpoint>,
        redirect_uri: &str,
    ) -> Findings {
        // Its state and its verifier are thrown away with it.
        let attempt = authorization.map(|authorization| Attempt::new(authorization, redirect_uri));
        let verifier = attempt.as_ref().and_then(Option::as_ref).and_then(Attempt::verifier);
        let at_authorization = async {
            match authorization {
                Some(authorization) => authorization::look(self, authorization, redirect_uri).await,
                None => Findings::default(),
            }
        };
        let (at_token, at_authorization) =
            tokio::join!(token::look(self, endpoint, redirect_uri, verifier), at_authorization);
        at_token.and(at_authorization)
    }
}
