//! A till without a screen at a real Doorkeeper, and the end of each sign-in there.
//!
//! A person is asked *Is this you?* unless the service has proven PKCE; in tests of other subjects, they say yes.

use airtill_contract::*;
use airtill_practice::accounts::CLIENT_SECRET;
use airtill_practice::{Account, PracticeAccounts};
use airtill_tests::browser::{Browser, Consent};
use airtill_tests::doorkeeper::Doorkeeper;
use airtill_tests::world::{ACCOUNTS_FILE, Company, World};

/// The redirect URI of the connection file that journeys use.
pub const REDIRECT_URI: &str = "http://127.0.0.1/oauth/callback";

/// A till, a real Doorkeeper, and the connection between them.
pub struct Fixture {
    pub world: World,
    pub company: Company<Doorkeeper>,
}

impl Fixture {
    /// Starts a server with these switches, and a till with the connection file of the journeys.
    pub async fn with(switches: &[(&str, &str)]) -> Fixture {
        Fixture::of(&[REDIRECT_URI], switches, ACCOUNTS_FILE).await
    }

    /// Starts a server with these redirect URIs registered, and a till with this connection file.
    pub async fn of(redirect_uris: &[&str], switches: &[(&str, &str)], file: &str) -> Fixture {
        let doorkeeper = Doorkeeper::start(redirect_uris, switches).await.unwrap();
        let port = doorkeeper.address.port();
        Fixture::at(doorkeeper, port, file).await
    }

    /// Connects a till to the server behind this port.
    pub async fn at(doorkeeper: Doorkeeper, port: u16, file: &str) -> Fixture {
        let world = World::test().await;
        let company = Company::at(&world, doorkeeper, port, file).await;
        Fixture { world, company }
    }

    /// Signs the clerk in through the browser, and says yes to *Is this you?*; returns whether it was asked.
    pub async fn sign_in(&self) -> bool {
        let before = self.world.window.events().len();
        self.company.answer(&self.world, Consent::Allow).await;
        let asked = self.arrives(before).await;
        self.company.is_known(&self.world, before).await;
        asked
    }

    /// Waits until the answer has signed a person in, saying yes to *Is this you?*; returns whether it was asked.
    pub async fn arrives(&self, before: usize) -> bool {
        let ended = |stage: &BrowserSignInStage| {
            matches!(
                stage,
                BrowserSignInStage::IsThisYou { .. } | BrowserSignInStage::SignedIn | BrowserSignInStage::Failed { .. }
            )
        };
        self.company.reaches(&self.world, before, ended).await;
        let asks = matches!(self.stage(), BrowserSignInStage::IsThisYou { .. });
        if asks {
            self.world.till().confirm_sign_in(&ConfirmSignIn { connection: self.company.key.clone(), yes: true });
        }
        self.company.reaches(&self.world, before, |stage| *stage == BrowserSignInStage::SignedIn).await;
        asks
    }

    /// The last stage that the window was sent.
    pub fn stage(&self) -> BrowserSignInStage {
        let stage = |event: &Event| match event {
            Event::BrowserSignInChanged { sign_in } if sign_in.connection == self.company.key => {
                Some(sign_in.stage.clone())
            }
            _ => None,
        };
        self.world.window.events().iter().rev().find_map(stage).unwrap_or(BrowserSignInStage::None)
    }

    /// Asks the service for the person anew.
    pub async fn look(&self) -> Result<(), ErrorCode> {
        self.world
            .shown(self.world.till().refresh_person(self.company.named()).await)
            .map(drop)
            .map_err(|fault| fault.code)
    }

    /// Pastes this as the answer.
    pub fn paste(&self, text: &str) -> Result<(), ErrorCode> {
        let answer = PasteSignInAnswer { connection: self.company.key.clone(), text: InwardSecret(text.to_owned()) };
        self.world.till().paste_sign_in_answer(answer).map(drop).map_err(|fault| fault.code)
    }

    /// The form, filled in by the clerk.
    pub async fn sign_in_by_the_form(&self) {
        let earlier = self.world.window.events().len();
        let Account { email, password } = PracticeAccounts::account();
        let (username, password) = (email.to_owned(), InwardSecret(password.to_owned()));
        let request = SignInWithPassword { connection: self.company.key.clone(), username, password };
        self.world.shown(self.world.till().sign_in_with_password(request).await).unwrap();
        self.company.is_known(&self.world, earlier).await;
    }

    /// Whether the clerk is signed in, as the service and then the card say.
    pub async fn is_signed_in(&self) -> bool {
        if self.look().await.is_err() {
            return false;
        }
        let session = self.company.card(&self.world).await.session;
        matches!(session, SessionView::SignedIn { person: Some(person), .. } if person.id == "7" && person.email == PracticeAccounts::account().email)
    }

    /// How many pairs of tokens the server has issued, and how many of them live.
    pub async fn pairs(&self) -> (usize, usize) {
        let pairs = self.company.service.tokens().await.unwrap();
        (pairs.len(), pairs.iter().filter(|pair| !pair.revoked).count())
    }

    /// A browser of the clerk that has been nowhere yet.
    pub fn browser(&self) -> Browser {
        Browser::new(None).unwrap()
    }

    /// Ends the journey: no code, token or secret of the server is anywhere.
    pub async fn close(self) {
        let Fixture { world, company } = self;
        let pairs = company.service.tokens().await.unwrap();
        let codes = company.service.grants().await.unwrap().into_iter().map(|grant| grant.code);
        let mut secrets: Vec<String> = codes.chain(pairs.iter().map(|pair| pair.access_token.clone())).collect();
        secrets.extend(pairs.into_iter().filter_map(|pair| pair.refresh_token));
        secrets.push(CLIENT_SECRET.to_owned());
        world.secrets.lock().unwrap().extend(secrets);
        world.close().await;
    }
}
