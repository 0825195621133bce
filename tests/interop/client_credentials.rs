//! The till as a client at a real OpenID provider that stands where Truphone's Keycloak stands.
//!
//! Which token requests follow each other is what the provider itself saw. Its client has a secret of every sign that a
//! form has to encode, so each good answer shows that the secret arrived as it is.

use std::sync::Arc;
use std::time::Duration;

use airtill_contract::*;
use airtill_domain::{Environment, Secret};
use airtill_oauth::{Client, RefreshToken, Settings, Timeouts, TokenClient, TokenEndpoint, TokenSet};
use airtill_tests::oidc_provider::{CLIENT_ID, CLIENT_SECRET, OidcProvider};
use airtill_tests::world::{Reseller, TestClock, World};

use crate::lossy::Lossy;

const ASKED: &str = "client_credentials 200";
const RENEWED: &str = "refresh_token 200";
/// The life of an access token.
const LIFE: Duration = Duration::from_secs(300);

struct Fixture {
    world: World,
    provider: OidcProvider,
    reseller: Reseller,
}

impl Fixture {
    async fn with(refreshes: bool) -> Self {
        let provider = OidcProvider::start(refreshes).await.unwrap();
        let port = provider.address.port();
        Self::at(provider, port, CLIENT_SECRET).await
    }

    async fn at(provider: OidcProvider, port: u16, secret: &str) -> Self {
        let world = World::test().await;
        let reseller = Reseller::at(&world, port, CLIENT_ID, secret).await;
        Self { world, provider, reseller }
    }

    async fn session(&self) -> SessionView {
        self.reseller.card(&self.world).await.session
    }

    async fn is_signed_in(&self) -> bool {
        matches!(self.session().await, SessionView::SignedIn { person: None, .. })
    }

    /// Lets the access token end, and looks.
    async fn look_later(&self) -> Result<(), ErrorCode> {
        self.world.clock.advance(LIFE);
        self.reseller.look(&self.world).await.map(drop)
    }

    async fn close(self) {
        let tokens = self.provider.tokens().await.unwrap();
        self.world.secrets.lock().unwrap().extend(tokens);
        self.world.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn t17_without_refresh_tokens_the_client_asks_once_for_each_life() {
    let mut fixture = Fixture::with(false).await;
    assert!(fixture.is_signed_in().await);
    for _ in 0..3 {
        fixture.reseller.look(&fixture.world).await.unwrap();
    }
    assert_eq!(fixture.provider.requests().await.unwrap(), [ASKED], "one request for one life");
    fixture.look_later().await.unwrap();
    assert_eq!(fixture.provider.requests().await.unwrap(), [ASKED, ASKED]);
    fixture.world.restart().await;
    fixture.reseller.look(&fixture.world).await.unwrap();
    let requests = fixture.provider.requests().await.unwrap();
    assert!(requests.len() >= 3 && requests.iter().all(|request| request == ASKED), "{requests:?}");
    assert!(fixture.is_signed_in().await, "the secret was kept");
    fixture.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t17_a_client_renews_by_rotated_refresh_tokens_and_outlives_its_session() {
    let fixture = Fixture::with(true).await;
    fixture.look_later().await.unwrap();
    fixture.look_later().await.unwrap();
    assert_eq!(fixture.provider.requests().await.unwrap(), [ASKED, RENEWED, RENEWED]);
    fixture.provider.end_sessions().await.unwrap();
    fixture.look_later().await.unwrap();
    let anew = [ASKED, RENEWED, RENEWED, "refresh_token 400", ASKED];
    assert_eq!(fixture.provider.requests().await.unwrap(), anew, "asked anew, once, and nobody noticed");
    assert!(fixture.is_signed_in().await);
    fixture.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t17_a_refresh_token_whose_answer_was_lost_is_never_sent_twice() {
    let provider = OidcProvider::start(true).await.unwrap();
    let lossy = Lossy::to(provider.address).await;
    let fixture = Fixture::at(provider, lossy.port, CLIENT_SECRET).await;
    lossy.lose_renewals(1);
    assert_eq!(fixture.look_later().await, Err(ErrorCode::AnswerLost));
    assert!(fixture.is_signed_in().await, "a network that is away ends nothing");
    fixture.reseller.look(&fixture.world).await.unwrap();
    fixture.look_later().await.unwrap();
    assert_eq!(fixture.provider.requests().await.unwrap(), [ASKED, RENEWED, ASKED, RENEWED]);
    fixture.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t17_a_wrong_secret_is_asked_with_once_and_replaced_by_the_right_one() {
    let provider = OidcProvider::start(false).await.unwrap();
    let port = provider.address.port();
    let mut fixture = Fixture::at(provider, port, "canary wrong secret").await;
    assert_eq!(fixture.session().await, SessionView::SignInAgain { person: None });
    for _ in 0..3 {
        // Nothing is asked of a client that was refused.
        let _ = fixture.reseller.look(&fixture.world).await;
    }
    assert_eq!(fixture.provider.requests().await.unwrap(), ["client_credentials 401"], "no loop");
    let again = fixture.reseller.sign_in(&fixture.world, CLIENT_ID, None).await;
    assert_eq!(again.unwrap_err(), ErrorCode::ClientRefused, "tried again at a person's word");
    fixture.reseller.sign_in(&fixture.world, CLIENT_ID, Some(CLIENT_SECRET)).await.unwrap();
    assert!(fixture.is_signed_in().await);
    let unknown = fixture.reseller.sign_in(&fixture.world, "another", Some(CLIENT_SECRET)).await;
    assert_eq!(unknown.unwrap_err(), ErrorCode::ClientRefused);
    fixture.world.restart().await;
    assert_eq!(fixture.reseller.card(&fixture.world).await.client_id.as_deref(), Some("another"));
    fixture.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_connection_test_tells_a_good_client_from_a_refused_one() {
    let fixture = Fixture::with(false).await;
    let line = async || {
        let found = fixture.world.till().test_connection(fixture.reseller.named()).await.unwrap();
        found.lines.into_iter().find(|line| line.check == ConnectionCheck::Client).map(|line| line.fact)
    };
    assert_eq!(line().await, Some(CheckFact::ClientAccepted));
    let _ = fixture.reseller.sign_in(&fixture.world, CLIENT_ID, Some("canary wrong secret")).await;
    assert_eq!(line().await, Some(CheckFact::ClientRefused));
    fixture.close().await;
}

#[tokio::test]
async fn t17_a_refresh_token_that_comes_twice_ends_the_good_one_too() {
    let provider = OidcProvider::start(true).await.unwrap();
    let client = TokenClient::new(Settings {
        environment: Environment::Test,
        timeouts: Timeouts::default(),
        clock: Arc::new(TestClock::at(1_795_248_000_000)),
    });
    let base = format!("http://{}/connect-api", provider.address).parse().unwrap();
    let secret = Some(Secret::new(CLIENT_SECRET.to_owned()));
    let endpoint = TokenEndpoint::keycloak(&base, "tru-staff", Client { id: CLIENT_ID.to_owned(), secret });
    let refresh_token = |tokens: TokenSet| match tokens.refresh_token {
        RefreshToken::Given(token) => token,
        other => panic!("no refresh token: {other:?}"),
    };
    let first = client.client_credentials(&endpoint).await.unwrap();
    assert_eq!(first.refresh_lifetime, Some(Duration::from_secs(1800)));
    let first = refresh_token(first);
    let second = refresh_token(client.refresh(&endpoint, &first).await.unwrap());
    for spent in [&first, &second] {
        assert!(client.refresh(&endpoint, spent).await.unwrap_err().discards_refresh_token());
    }
    assert!(client.client_credentials(&endpoint).await.is_ok(), "the client itself is as good as before");
}
