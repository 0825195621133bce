//! One try to sign in: its address, its state and its verifier, and why answers to it were turned away.
//!
//! `judge` and `pasted` decide the meaning of an answer.

use airtill_domain::Secret;
use oauth2::basic::BasicClient;
use oauth2::{AuthUrl, ClientId, CsrfToken, PkceCodeChallenge, RedirectUrl, Scope};
use tokio::sync::watch;
use url::Url;

use super::answer::NotOurs;

/// Random bytes of a state: as many as an AES-256 key has.
const STATE_BYTES: u32 = 32;

/// The authorization endpoint as the connection describes it.
#[derive(Clone, Debug)]
pub struct AuthorizationEndpoint {
    /// The whole address.
    pub address: Url,
    /// The public id of the client.
    pub client_id: String,
    /// The scope that is asked for, words between spaces; empty sends no scope.
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
    pub(super) redirect_uri: String,
    pub(super) state: Secret,
    verifier: Option<Secret>,
    address: Url,
    pub(super) issuer: Option<String>,
    pub(super) issuer_always: bool,
    turned_away: watch::Sender<Option<NotOurs>>,
}

impl Attempt {
    /// A new try, with a fresh state and verifier. The listener is bound before: its port is in `redirect_uri`; or that
    /// is [`OUT_OF_BAND`](super::OUT_OF_BAND), and nothing listens.
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

    /// The address that the browser opens. It holds the state and the challenge, never the verifier.
    pub fn address(&self) -> &Url {
        &self.address
    }

    /// The redirect URI, as it must be repeated when the code is exchanged.
    pub fn redirect_uri(&self) -> &str {
        &self.redirect_uri
    }

    /// The PKCE verifier, which proves at the exchange that the code was asked for here.
    pub fn verifier(&self) -> Option<&Secret> {
        self.verifier.as_ref()
    }

    /// Why the listener turned an answer away, sent at once, and again whenever the reason changes; only the last
    /// reason is stored. `None` while none was turned away. A pasted text does not count.
    pub fn turned_away(&self) -> watch::Receiver<Option<NotOurs>> {
        self.turned_away.subscribe()
    }

    /// Notes the reason for every watcher; a reason that is noted already wakes none of them.
    pub(crate) fn turn_away(&self, why: NotOurs) {
        self.turned_away.send_if_modified(|last| last.replace(why) != Some(why));
    }
}

impl std::fmt::Debug for Attempt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Attempt").field("redirect_uri", &self.redirect_uri).finish_non_exhaustive()
    }
}
