//! The company's accounts beside the till of a world: the service, its connection, and the acts of a person at both.
//!
//! It has the connection file of all tests that have a company, with placeholders for the port and the client. A
//! journey ends with [`Company::close`], which looks for its secrets as well.

use std::sync::PoisonError;

use airtill_app::TillError;
use airtill_contract::*;
use airtill_practice::PracticeAccounts;
use airtill_practice::accounts::{CLIENT_ID, CLIENT_SECRET, Options};
use url::Url;

use super::{World, canary};
use crate::browser::{Browser, Consent};
use crate::sign_in::pages;

/// The connection file, before [`filled`].
pub const FILE: &str = "format = 1\nid = \"staff\"\nname = \"Staff accounts\"\napi = \"accounts-v1\"\nenvironment = \"test\"\n\
     base_address = \"http://127.0.0.1:{port}\"\nsign_in = [\"browser\", \"password\"]\n\
     [oauth]\nclient_id = \"{client}\"\nredirect_uri = \"http://127.0.0.1/oauth/callback\"\n";

/// [`FILE`] for a browser that comes back over HTTPS.
pub fn file_over_https() -> String {
    FILE.replace("redirect_uri = \"http", "redirect = \"https-loopback\"\nredirect_uri = \"https")
}

/// A connection file with the port of this service and this client id.
pub fn filled(file: &str, service: &PracticeAccounts, client: &str) -> String {
    filled_at(file, service.address().port(), client)
}

/// A connection file with this port and this client id.
pub fn filled_at(file: &str, port: u16, client: &str) -> String {
    file.replace("{port}", &port.to_string()).replace("{client}", client)
}

/// The company's accounts and the connection to them.
pub struct Company<S = PracticeAccounts> {
    /// The practice accounts, or another server.
    pub service: S,
    /// The connection to the service.
    pub key: ConnectionKey,
    /// The binding of its vault entries.
    pub binding: String,
}

impl Company {
    /// Starts the service and imports a connection to it, with its client secret.
    pub async fn beside(world: &World) -> Self {
        Self::with(world, Options::default(), FILE).await
    }

    /// Starts the service with `options` and imports the connection `file`.
    ///
    /// # Panics
    /// The file is refused.
    pub async fn with(world: &World, options: Options, file: &str) -> Self {
        let options = Options { clock: world.clock.elsewhere(), ..options };
        let service = PracticeAccounts::start(options).await.expect("the practice accounts");
        let port = service.address().port();
        Company::at(world, service, port, file).await
    }

    /// Reads a connection file and says yes to it.
    ///
    /// # Errors
    /// The file cannot be used.
    pub async fn import(world: &World, text: &str, secret: Option<&str>) -> Result<ConnectionView, TillError> {
        let preview = world.shown(world.till().read_connection_file("staff.airtill", text.as_bytes()).await)?;
        let client_secret = secret.map(|secret| InwardSecret(secret.to_owned()));
        let yes = ConfirmImport {
            token: preview.token,
            confirmed_hosts: preview.other_hosts,
            client_id: None,
            client_secret,
        };
        world.shown(world.till().confirm_import(yes).await)
    }

    /// Ends the journey of both; see [`World::close`].
    pub async fn close(self, world: World) {
        self.hide(&world);
        world.close().await;
    }

    /// Notes every secret of the service, so that the end of the journey looks for them.
    pub fn hide(&self, world: &World) {
        let mut secrets = world.secrets.lock().unwrap_or_else(PoisonError::into_inner);
        secrets.extend(canary::secrets_of_json(&self.service.hits()));
        secrets.extend(self.service.issued().into_iter().flat_map(|pair| [pair.access_token, pair.refresh_token]));
        secrets.push(CLIENT_SECRET.to_owned());
    }
}

impl<S> Company<S> {
    /// Imports the connection `file` to a service at this port, with the client secret of the practice accounts.
    ///
    /// # Panics
    /// The file is refused.
    pub async fn at(world: &World, service: S, port: u16, file: &str) -> Self {
        let text = filled_at(file, port, CLIENT_ID);
        let earlier = world.window.events().len();
        let card = Company::import(world, &text, Some(CLIENT_SECRET)).await.expect("a good file");
        // The till looks once more after an import, and reports it. A late look would ask for a person who signed in
        // meanwhile, and use up a fault that a journey has set for a request of its own.
        let ours =
            |event: &&Event| matches!(event, Event::ConnectionChanged { connection } if connection.key == card.key);
        let reported = || world.window.events().iter().skip(earlier).filter(ours).count();
        world.window.wait_after(earlier, "the look behind the import", |_| reported() >= 2).await;
        let binding =
            airtill_domain::connection::file::read(text.as_bytes()).expect("it was just read").secret_binding();
        Self { service, key: card.key, binding }
    }

    /// The request that names the connection.
    pub fn named(&self) -> ForConnection {
        ForConnection { connection: self.key.clone() }
    }

    /// Begins a sign-in through the browser; returns the address that the system was asked to open.
    ///
    /// # Panics
    /// None was begun.
    pub async fn begin(&self, world: &World) -> Url {
        self.click(world).await.expect("a sign-in begins");
        world.opened.lock().await.recv().await.expect("the browser is asked for")
    }

    /// Presses *Continue in your browser*.
    ///
    /// # Errors
    /// None was begun.
    pub async fn click(&self, world: &World) -> Result<BrowserSignInView, TillError> {
        let request = BeginBrowserSignIn { connection: self.key.clone(), pages: pages() };
        world.shown(world.till().begin_browser_sign_in(request).await)
    }

    /// The person walks through the pages; the browser is sent back to the till.
    ///
    /// # Panics
    /// A page is not the one that is due.
    pub async fn walk(&self, address: &Url, consent: Consent) -> Url {
        Browser::new(None).expect("an HTTP client").walk(address, consent).await.expect("the pages of the service")
    }

    /// The browser goes to the address that it was sent to.
    ///
    /// # Panics
    /// Nothing answers there.
    pub async fn come_back(&self, back: &Url) -> u16 {
        Browser::new(None).expect("an HTTP client").go(back).await.expect("the listener answers").status
    }

    /// A whole sign-in: it is begun, and the browser comes back with this answer; returns the status of the listener's
    /// answer.
    ///
    /// # Panics
    /// A page is not the one that is due.
    pub async fn answer(&self, world: &World, consent: Consent) -> u16 {
        let address = self.begin(world).await;
        let back = self.walk(&address, consent).await;
        self.come_back(&back).await
    }

    /// Signs the practice clerk in through the browser.
    ///
    /// # Panics
    /// It does not end signed in.
    pub async fn sign_in(&self, world: &World) {
        let before = world.window.events().len();
        self.answer(world, Consent::Allow).await;
        self.is_they(world, before).await;
        self.is_known(world, before).await;
    }

    /// Says yes to *Is this you?*, and waits until the person is signed in.
    pub async fn is_they(&self, world: &World, earlier: usize) {
        let is_asked = std::cell::Cell::new(false);
        let asks_or_ends = |stage: &BrowserSignInStage| {
            is_asked.set(matches!(stage, BrowserSignInStage::IsThisYou { .. }));
            is_asked.get() || *stage == BrowserSignInStage::SignedIn
        };
        self.reaches(world, earlier, asks_or_ends).await;
        if is_asked.get() {
            world.till().confirm_sign_in(&ConfirmSignIn { connection: self.key.clone(), yes: true });
            self.reaches(world, earlier, |stage| *stage == BrowserSignInStage::SignedIn).await;
        }
    }

    /// The reason for the present question *Is this you?*.
    ///
    /// # Panics
    /// It is not, in time.
    pub async fn asked_because(&self, world: &World, earlier: usize) -> AskedBecause {
        self.reaches(world, earlier, |stage| matches!(stage, BrowserSignInStage::IsThisYou { .. })).await;
        match world.till().browser_sign_in(&self.named()).stage {
            BrowserSignInStage::IsThisYou { because, .. } => because,
            other => panic!("it was asked a moment ago: {other:?}"),
        }
    }

    /// Signs out.
    ///
    /// # Panics
    /// The local copy is not removed.
    pub async fn sign_out(&self, world: &World) -> ConnectionView {
        world.shown(world.till().sign_out(self.named()).await).expect("the sign-in is forgotten")
    }

    /// Waits until the outcome of the sign-out at the service is known.
    pub async fn revocation_ends(&self, world: &World, earlier: usize, fits: impl Fn(&RevocationView) -> bool) {
        let fits = |event: &Event| matches!(event, Event::ConnectionChanged { connection } if connection.key == self.key && connection.revocation.as_ref().is_some_and(&fits));
        world.window.wait_after(earlier, "what came of the sign-out", fits).await;
    }

    /// Waits until the sign-in is at such a stage.
    pub async fn reaches(&self, world: &World, earlier: usize, fits: impl Fn(&BrowserSignInStage) -> bool) {
        let fits = |event: &Event| matches!(event, Event::BrowserSignInChanged { sign_in } if sign_in.connection == self.key && fits(&sign_in.stage));
        world.window.wait_after(earlier, "a stage of the sign-in", fits).await;
    }

    /// Waits until the till knows the signed-in person.
    pub async fn is_known(&self, world: &World, earlier: usize) {
        let named = |event: &Event| {
            matches!(event, Event::ConnectionChanged { connection } if connection.key == self.key
                && matches!(&connection.session, SessionView::SignedIn { person: Some(person), .. } if person.name.is_some()))
        };
        world.window.wait_after(earlier, "the person's name", named).await;
    }

    /// The card of the connection.
    ///
    /// # Panics
    /// There is none.
    pub async fn card(&self, world: &World) -> ConnectionView {
        let start = world.shown(world.till().start().await).expect("starting does not fail");
        start.connections.into_iter().find(|card| card.key == self.key).expect("the connection is there")
    }
}
