//! The practice services, run inside this process: airtime, and the company's accounts.
//!
//! Also the lists of their troubles: the numbers that cause each outcome, and the switches of the accounts. Both
//! services forget their requests, and store their state in one folder.

mod esim_troubles;
mod float;

use std::path::PathBuf;
use std::time::Duration;

use airtill_app::ports::Promise;
use airtill_app::{
    PracticeAccountsPlace, PracticeEsimPlace, PracticeHost, PracticePlace, PracticeUnavailable, TillError,
};
use airtill_contract::{ErrorCode, SignInTroubleView, SignInTroubles, SwitchSignInTrouble, TroubleList, TroubleView};
use airtill_domain::Msisdn;
use airtill_practice::{Options, Practice, PracticeAccounts, PracticeError, PracticeEsim, accounts, esim};
use tokio::sync::OnceCell;

/// The redirect URI that is registered with the practice accounts for the till; they ignore its port.
const REDIRECT_URI: &str = "http://127.0.0.1/oauth/callback";

/// The time that a late sale waits until a trainer changes it: longer than the rest that practice declares.
const LATE: Duration = Duration::from_secs(30);

/// The variable that asks for a longer catalogue of eSIMs: so many products at least.
const PRODUCTS: &str = "AIRTILL_PRACTICE_PRODUCTS";
/// A longer one is not served.
const MOST_PRODUCTS: usize = 10_000;

/// The practice services of this process, started when they are first asked for.
pub struct PracticeInside {
    folder: PathBuf,
    running: OnceCell<Practice>,
    accounts: OnceCell<PracticeAccounts>,
    esim: OnceCell<PracticeEsim>,
}

impl PracticeInside {
    /// Practice services that will store their state in `folder`.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder, running: OnceCell::new(), accounts: OnceCell::new(), esim: OnceCell::new() }
    }

    /// The switches of the practice accounts; all off while those do not run.
    pub fn sign_in_troubles(&self) -> SignInTroubles {
        let on = self.accounts.get().map(PracticeAccounts::troubles_on).unwrap_or_default();
        let row = |trouble: &accounts::Trouble| SignInTroubleView {
            code: trouble.code().to_owned(),
            on: on.contains(trouble),
        };
        SignInTroubles { rows: accounts::troubles().iter().map(row).collect() }
    }

    /// Switches one of them on or off.
    ///
    /// # Errors
    /// `NotFound`: there is no such trouble, or the practice accounts do not run.
    pub fn switch_sign_in_trouble(&self, request: &SwitchSignInTrouble) -> Result<SignInTroubles, TillError> {
        let trouble = accounts::Trouble::by_code(&request.code)
            .ok_or_else(|| TillError::with(ErrorCode::NotFound, &request.code))?;
        let running = self
            .accounts
            .get()
            .ok_or_else(|| TillError::with(ErrorCode::NotFound, "the practice accounts do not run"))?;
        if request.on {
            running.set_trouble(trouble);
        } else {
            running.end_trouble(trouble);
        }
        Ok(self.sign_in_troubles())
    }

    async fn accounts_place(&self) -> Result<PracticeAccountsPlace, PracticeUnavailable> {
        let options =
            accounts::Options { folder: Some(self.folder.clone()), keep_hits: 0, ..accounts::Options::default() };
        let running = self.accounts.get_or_try_init(|| PracticeAccounts::start(options)).await.map_err(unavailable)?;
        let account = PracticeAccounts::account();
        Ok(PracticeAccountsPlace {
            base_address: running.base_address().parse().map_err(|_| odd_address())?,
            client_id: accounts::CLIENT_ID.to_owned(),
            client_secret: accounts::CLIENT_SECRET.to_owned(),
            redirect_uri: REDIRECT_URI.parse().map_err(|_| odd_address())?,
            username: account.email.to_owned(),
            password: account.password.to_owned(),
        })
    }
}

impl PracticeInside {
    async fn esim_place(&self) -> Result<PracticeEsimPlace, PracticeUnavailable> {
        let products =
            std::env::var(PRODUCTS).ok().and_then(|least| least.parse().ok()).unwrap_or(0).min(MOST_PRODUCTS);
        let folder = Some(self.folder.clone());
        let options = esim::Options { folder, products, keep_hits: 0, ..esim::Options::default() };
        let running = self.esim.get_or_try_init(|| PracticeEsim::start(options)).await.map_err(unavailable)?;
        let base_address = running.api_address(esim::Environment::Production);
        Ok(PracticeEsimPlace {
            base_address: base_address.parse().map_err(|_| odd_address())?,
            client_id: esim::CLIENT_ID.to_owned(),
            client_secret: esim::CLIENT_SECRET.to_owned(),
        })
    }
}

impl PracticeHost for PracticeInside {
    fn start(&self) -> Promise<'_, Result<PracticePlace, PracticeUnavailable>> {
        Box::pin(async move {
            let (folder, keep_hits, retry_every, late) =
                (Some(self.folder.clone()), 0, Some(Duration::from_secs(60 * 60)), Some(LATE));
            let options = Options { folder, keep_hits, retry_every, late, ..Options::default() };
            let running = self.running.get_or_try_init(|| Practice::start(options)).await.map_err(unavailable)?;
            let account = Practice::account();
            let base_address = running.base_address().parse().map_err(|_| odd_address())?;
            // Airtime can be practised without them.
            let accounts = match self.accounts_place().await {
                Ok(addresses) => Some(addresses),
                Err(error) => {
                    tracing::warn!(%error, "the practice accounts do not run");
                    None
                }
            };
            let esim = match self.esim_place().await {
                Ok(place) => Some(place),
                Err(error) => {
                    tracing::warn!(%error, "the practice eSIM service does not run");
                    None
                }
            };
            Ok(PracticePlace {
                base_address,
                username: account.email.to_owned(),
                password: account.password.to_owned(),
                accounts,
                esim,
            })
        })
    }
}

#[allow(clippy::needless_pass_by_value, reason = "it stands where an error is mapped")]
fn unavailable(error: PracticeError) -> PracticeUnavailable {
    PracticeUnavailable { reason: error.to_string() }
}

fn odd_address() -> PracticeUnavailable {
    PracticeUnavailable { reason: "its address is odd".to_owned() }
}

/// The rows of the trouble panel.
pub fn troubles() -> TroubleList {
    let row = |trouble: &airtill_practice::Trouble| TroubleView {
        number: Msisdn::parse(&trouble.example()).map_or_else(|_| trouble.example(), |number| number.grouped()),
        ending: trouble.digits.to_string(),
        code: trouble.code.to_string(),
        group: trouble.group.code().to_string(),
    };
    TroubleList { rows: airtill_practice::troubles().iter().map(row).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn switch(code: &str, on: bool) -> SwitchSignInTrouble {
        SwitchSignInTrouble { code: code.to_owned(), on }
    }

    fn on(troubles: &SignInTroubles) -> Vec<&str> {
        troubles.rows.iter().filter(|row| row.on).map(|row| row.code.as_str()).collect()
    }

    #[tokio::test]
    async fn both_services_run_in_one_folder_and_name_their_addresses_again() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let practice = PracticeInside::new(folder.path().join("service"));
        let first = practice.start().await.expect("it starts");
        let again = practice.start().await.expect("it runs");
        let (accounts, again_accounts) = (first.accounts.expect("accounts"), again.accounts.expect("accounts"));
        assert_eq!(
            (first.base_address.clone(), accounts.base_address.clone()),
            (again.base_address, again_accounts.base_address)
        );
        assert_ne!(first.base_address, accounts.base_address);
        assert_eq!(accounts.base_address.host_str(), Some("127.0.0.1"));
        let registered = accounts::Options::default().redirect_uris;
        assert!(
            registered.contains(&accounts.redirect_uri.to_string()),
            "the service knows the address that the till comes back to"
        );
    }

    #[tokio::test]
    async fn airtime_is_practised_without_accounts_that_cannot_start() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("service");
        // One process at a time may use a folder: these accounts have it already.
        let options = accounts::Options { folder: Some(path.clone()), ..accounts::Options::default() };
        let taken = PracticeAccounts::start(options).await.expect("they start");
        let practice = PracticeInside::new(path);
        assert!(practice.start().await.expect("airtime runs").accounts.is_none());
        assert_eq!(
            practice.switch_sign_in_trouble(&switch("denied_consent", true)).map_err(|error| error.code),
            Err(ErrorCode::NotFound)
        );
        taken.stop().await;
        assert!(practice.start().await.expect("airtime runs").accounts.is_some(), "and they are tried again");
    }

    #[tokio::test]
    async fn a_sign_in_trouble_is_on_until_it_is_switched_off() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let practice = PracticeInside::new(folder.path().join("service"));
        assert_eq!(on(&practice.sign_in_troubles()), Vec::<&str>::new(), "nothing runs yet");
        assert_eq!(practice.sign_in_troubles().rows.len(), accounts::troubles().len());
        practice.start().await.expect("it starts");
        practice.switch_sign_in_trouble(&switch("wrong_state", true)).expect("it is there");
        let troubles = practice.switch_sign_in_trouble(&switch("short_tokens", true)).expect("it is there");
        assert_eq!(on(&troubles), ["wrong_state", "short_tokens"]);
        let troubles = practice.switch_sign_in_trouble(&switch("wrong_state", false)).expect("it is there");
        assert_eq!(on(&troubles), ["short_tokens"]);
        let unknown = practice.switch_sign_in_trouble(&switch("no_trouble", true));
        assert_eq!(unknown.map_err(|error| error.code), Err(ErrorCode::NotFound));
        assert_eq!(on(&practice.sign_in_troubles()), ["short_tokens"]);
    }
}
