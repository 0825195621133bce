//! A connection to the company's accounts at work: who is signed in, other people, and the countries.
//!
//! Nothing here moves money. The person who is signed in here is named in the ledger of the same environment as the one
//! who asks for each sale; the account whose float pays stays the sale's actor, because evidence goes by it.

mod countries;
mod people;
mod user;

use std::path::PathBuf;
use std::sync::Arc;

use airtill_apis::Timeouts;
use airtill_apis::accounts::{Accounts as Client, UserAnswer};
use airtill_contract::{ConnectionView, ErrorCode, PracticeAccount};
use airtill_domain::{Connection, Secret};
use airtill_oauth::TokenSet;

use crate::environment::OpenEnvironment;
use crate::learned::Learned;
use crate::person::Person;
use crate::ports::Ports;
use crate::runtime::Runtime;
use crate::session::Session;
use crate::{TillError, view};

/// An open connection to the company's accounts.
pub struct Accounts {
    /// The connection as its file describes it.
    pub connection: Connection,
    /// The sign-in at the accounts.
    pub session: Arc<Session>,
    /// The client of the service.
    api: Client,
    /// Its environment's ledger and vault.
    pub environment: Arc<OpenEnvironment>,
    /// The clock, the window and the rest of the machine.
    pub ports: Ports,
    /// The public account of a practice connection.
    practice_account: Option<PracticeAccount>,
    /// The file of the countries.
    countries: PathBuf,
}

impl Accounts {
    /// Opens a connection; [`Session::load`] must still run.
    pub fn open(
        runtime: &Runtime,
        environment: Arc<OpenEnvironment>,
        connection: Connection,
        practice_account: Option<PracticeAccount>,
    ) -> Arc<Self> {
        let learned = Arc::new(Learned::open(&runtime.folder, &connection));
        let session = Arc::new(Session::open(runtime, &environment, &connection, learned));
        environment.staff.add(&session);
        let timeouts = Timeouts { connect: runtime.policy.connect_limit, total: runtime.policy.answer_limit };
        let api = Client::new(&connection.base_address, connection.environment, timeouts);
        let folder = runtime.folder.environment(connection.environment);
        let countries = folder.join(format!("countries-{}.json", connection.id));
        let ports = runtime.ports.clone();
        Arc::new(Self { connection, session, api, environment, ports, practice_account, countries })
    }

    /// Asks the service who is signed in and notes it.
    ///
    /// # Errors
    /// By what the service or the network said, or `OddAnswer` where it never gave the person's number.
    pub async fn read_person(&self) -> Result<(), TillError> {
        let id = self.session.person().and_then(|person| person.id.parse::<i64>().ok()).ok_or_else(no_number)?;
        let (token, answer) = self.session.ask(|token| async move { self.api.user(&token, id).await }).await?;
        // Whomever it names for the number of the token's owner is the owner.
        let (UserAnswer::Asked(user) | UserAnswer::Other(user)) = answer;
        self.session.describe(&token, user::person(user)).await.map(drop)
    }

    /// The owner of these tokens, asked for before anything of them is stored.
    ///
    /// # Errors
    /// By what the service or the network said, or `OddAnswer` where the tokens name nobody.
    pub async fn owner(&self, tokens: &TokenSet) -> Result<Person, TillError> {
        let id = tokens.user_id.ok_or_else(no_number)?;
        let (UserAnswer::Asked(user) | UserAnswer::Other(user)) = self.api.user(&tokens.access_token, id).await?;
        Ok(user::person(user))
    }

    /// Has the service see an access token: with the first call it ends the token before it. Whom the answer names does
    /// not matter, and any number will do.
    pub async fn present(&self, access: &Secret, person: Option<i64>) {
        if let Err(error) = self.api.user(access, person.unwrap_or(1)).await {
            tracing::info!(%error, "the service did not look at an access token");
        }
    }

    /// The connection as its card shows it.
    pub fn view(&self) -> ConnectionView {
        ConnectionView {
            session: view::session(&self.session.state()),
            revocation: view::revocation(self.session.revocation()),
            pkce: view::pkce(&self.connection, &self.session.learned().facts()),
            client_secret: Some(self.session.has_client_secret()),
            practice_account: self.practice_account.clone(),
            ..view::card(&self.connection)
        }
    }
}

fn no_number() -> TillError {
    TillError::with(ErrorCode::OddAnswer, "the service did not say who signed in")
}
