//! The practice service, run inside this process, and the list of numbers that cause each outcome.

use std::path::PathBuf;
use std::time::Duration;

use airtill_app::ports::Promise;
use airtill_app::{PracticeHost, PracticePlace, PracticeUnavailable};
use airtill_contract::{TroubleList, TroubleView};
use airtill_domain::Msisdn;
use airtill_practice::{Options, Practice};
use tokio::sync::OnceCell;

/// The practice service of this process, started when it is first asked for.
pub struct PracticeInside {
    folder: PathBuf,
    running: OnceCell<Practice>,
}

impl PracticeInside {
    /// One that will keep its memory in `folder`.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder, running: OnceCell::new() }
    }
}

impl PracticeHost for PracticeInside {
    fn start(&self) -> Promise<'_, Result<PracticePlace, PracticeUnavailable>> {
        Box::pin(async move {
            let unavailable = |reason: String| PracticeUnavailable { reason };
            let options = Options { folder: Some(self.folder.clone()), keep_hits: 0, retry_every: Some(Duration::from_secs(60 * 60)), ..Options::default() };
            let running = self.running.get_or_try_init(|| Practice::start(options)).await.map_err(|error| unavailable(error.to_string()))?;
            let account = Practice::account();
            let base_address = running.base_address().parse().map_err(|_| unavailable("its address is odd".to_owned()))?;
            Ok(PracticePlace { base_address, username: account.email.to_string(), password: account.password.to_string(), accounts: None })
        })
    }
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
