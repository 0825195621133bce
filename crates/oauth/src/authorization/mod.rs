//! The authorization code flow (RFC 6749 §4.1) up to the code: what the browser is sent to, and what may come back.
//!
//! An [`Attempt`] is one try of one person at one connection: its state, its PKCE verifier and where the answer must
//! come back. It lives in memory, is used once, and knows nothing of sockets: a listener and a person who pastes hand
//! their answers to the same judgement, [`Attempt::judge`]. Which connection it belongs to and when it began, its
//! caller holds: the exchange depends on neither, and no clock is read here.

mod answer;
mod pasted;
mod shown;

use airtill_domain::Secret;
use oauth2::basic::BasicClient;
use oauth2::{AuthUrl, ClientId, CsrfToken, PkceCodeChallenge, RedirectUrl, Scope};
use tokio::sync::watch;
use url::Url;

pub use airtill_domain::connection::OUT_OF_BAND;
pub use answer::{Answer, Denial, NotOurs};

/// Random bytes of a state: as many as an AES-256 key has.
const STATE_BYTES: u32 = 32;

/// What a connection says about its authorization endpoint.
#[derive(Clone, Debug)]
pub struct AuthorizationEndpoint {
    /// The whole address.
    pub address: Url,
    /// The public id of the client.
    pub client_id: String,
    /// What is asked for, words between spaces; empty sends no scope.
    pub scope: String,
    /// Whether a PKCE challenge (S256) goes along. Never dropped by itself.
    pub pkce: bool,
    /// The issuer (RFC 9207), where it is known: an answer that names another is not ours.
    pub issuer: Option<String>,
    /// Whether the server is known to name itself in every answer.
    pub issuer_always: bool,
}

/// One try to sign in, used once.
pub struct Attempt {
    redirect_uri: String,
    state: Secret,
    verifier: Option<Secret>,
    address: Url,
    issuer: Option<String>,
    issuer_always: bool,
    turned_away: watch::Sender<Option<NotOurs>>,
}

impl Attempt {
    /// A new try, with a state and a verifier that nobody has seen. The listener is bound before: its port is in
    /// `redirect_uri`; or that is [`OUT_OF_BAND`], and nobody listens.
    ///
    /// # Errors
    /// `None` if `redirect_uri` is no address.
    pub fn new(endpoint: &AuthorizationEndpoint, redirect_uri: &str) -> Option<Self> {
        let redirect = RedirectUrl::new(redirect_uri.to_owned()).ok()?;
        let client = BasicClient::new(ClientId::new(endpoint.client_id.clone()))
            .set_auth_uri(AuthUrl::from_url(endpoint.address.clone()))
            .set_redirect_uri(redirect);
        let mut request = client.authorize_url(|| CsrfToken::new_random_len(STATE_BYTES));
        for word in endpoint.scope.split_whitespace() {
            request = request.add_scope(Scope::new(word.to_owned()));
        }
        let mut verifier = None;
        if endpoint.pkce {
            let (challenge, secret) = PkceCodeChallenge::new_random_sha256();
            request = request.set_pkce_challenge(challenge);
            verifier = Some(Secret::new(secret.into_secret()));
        }
        let (address, state) = request.url();
        Some(Self {
            redirect_uri: redirect_uri.to_owned(),
            state: Secret::new(state.into_secret()),
            verifier,
            address,
            issuer: endpoint.issuer.clone(),
            issuer_always: endpoint.issuer_always,
            turned_away: watch::Sender::new(None),
        })
    }

    /// Where the browser is sent. It holds the state and the challenge, never the verifier.
    pub fn address(&self) -> &Url {
        &self.address
    }

    /// Where the answer must come back, as it must be repeated when the code is exchanged.
    pub fn redirect_uri(&self) -> &str {
        &self.redirect_uri
    }

    /// What proves at the exchange that the code was asked for here.
    pub fn verifier(&self) -> Option<&Secret> {
        self.verifier.as_ref()
    }

    /// What the query of a redirect means. `query` is raw: percent signs and plus signs as they were sent.
    pub fn judge(&self, query: &str) -> Answer {
        answer::judge(query, self, answer::Bound::ByState)
    }

    /// Why the listener turned an answer away, as soon as it did, and anew whenever the reason is another one; however
    /// many there were, only the last reason is kept. `None` while none was. A pasted text is not among them.
    pub fn turned_away(&self) -> watch::Receiver<Option<NotOurs>> {
        self.turned_away.subscribe()
    }

    /// Notes it for whoever watches; a reason that is noted already wakes nobody.
    pub(crate) fn turn_away(&self, why: NotOurs) {
        self.turned_away.send_if_modified(|last| last.replace(why) != Some(why));
    }

    /// What a pasted text means. It holds the whole address that the browser came back to, wherever in it, which is
    /// judged like the address itself; or, where the redirect URI is [`OUT_OF_BAND`], the code, the text of the
    /// service's page that shows it, or the address of that page. A code without a state is bound by PKCE and by the
    /// person alone.
    pub fn judge_pasted(&self, text: &str) -> Answer {
        pasted::judge(text, self)
    }
}

impl std::fmt::Debug for Attempt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Attempt").field("redirect_uri", &self.redirect_uri).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
