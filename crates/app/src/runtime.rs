//! The shared state of all parts of an open till: the data folder, the machine, the durations, the running tasks and
//! the notices.
//!
//! Nothing here knows a service, a connection or a command. A part that starts a task counts it here, so that closing
//! can wait for it.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use airtill_contract::{Event, Notice, NoticeCode};
use airtill_domain::{Limits, lock};
use tokio::sync::OnceCell;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::company::{Company, UpdateRule};
use crate::data_folder::DataFolder;
use crate::ports::{Policy, Ports};

/// How long a request that ends a sign-in at its service may still take when the till closes.
const AFTER_CLOSING: Duration = Duration::from_millis(1500);

/// Shared by all parts of one till.
pub struct Runtime {
    /// Locked for this process.
    pub folder: DataFolder,
    /// The clock, the window and the rest of the machine.
    pub ports: Ports,
    /// The durations that people could argue about.
    pub policy: Policy,
    /// All tasks; closing waits for them within its limit.
    pub tasks: TaskTracker,
    /// Work that closing must not cut off: sales, renewals, the storing of a sign-in.
    pub working: TaskTracker,
    /// The commands of the window that are under way. Closing does not wait for them; an installer does.
    pub commands: TaskTracker,
    /// Cancelled when the till begins to close.
    pub closing: CancellationToken,
    notices: Mutex<Vec<Notice>>,
    company: OnceCell<Arc<Company>>,
}

impl Runtime {
    /// Without any task yet; a notice where the name of the till was lost.
    pub fn new(folder: DataFolder, ports: Ports, policy: Policy) -> Self {
        let set_aside = folder.name_set_aside().map(str::to_owned);
        let told = match set_aside {
            detail if folder.is_named_by_records() => {
                Some((NoticeCode::TillNamedByRecords, detail.unwrap_or_default()))
            }
            detail => detail.map(|detail| (NoticeCode::TillSetAside, detail)),
        };
        let notices = told.map(|(code, detail)| Notice { code, detail }).into_iter().collect();
        // Where there is no place, nothing has to be read to know it.
        let company = if ports.company.is_none() { Some(Arc::default()) } else { None };
        Self {
            folder,
            ports,
            policy,
            tasks: TaskTracker::new(),
            working: TaskTracker::new(),
            commands: TaskTracker::new(),
            closing: CancellationToken::new(),
            notices: Mutex::new(notices),
            company: OnceCell::new_with(company),
        }
    }

    /// The word of the company, read now if nobody has asked before. On some systems that takes seconds.
    pub async fn company(&self) -> Arc<Company> {
        let read = || async {
            let place = self.ports.company.clone();
            let read = tokio::task::spawn_blocking(move || place.map(|place| Company::read(&place))).await;
            let company = read.map(Option::unwrap_or_default).unwrap_or_else(|error| {
                tracing::error!(%error, "reading the company's folder ended unexpectedly");
                let detail = String::new();
                let notices = vec![Notice { code: NoticeCode::CompanyFolderUnreadable, detail }];
                Company { updates: UpdateRule::Unreadable, notices, ..Company::default() }
            });
            company.notices.iter().for_each(|notice| self.notify(notice.clone()));
            Arc::new(company)
        };
        self.company.get_or_init(read).await.clone()
    }

    /// The word of the company, where it has been read.
    pub fn company_so_far(&self) -> Option<&Company> {
        self.company.get().map(Arc::as_ref)
    }

    /// The limits that the company sets for its tills. A sale waits until the company's word is known.
    pub async fn limits(&self) -> Limits {
        self.company().await.limits.clone()
    }

    /// Sends an event to the window.
    pub fn emit(&self, event: Event) {
        self.ports.outlet.emit(event);
    }

    /// Adds a notice, and has the window read the notices anew.
    pub fn notify(&self, notice: Notice) {
        self.add_notice(notice);
        self.emit(Event::StartChanged {});
    }

    /// Adds a notice that the window has not asked for yet.
    pub fn add_notice(&self, notice: Notice) {
        let mut notices = lock(&self.notices);
        if notice.code == NoticeCode::ClockDiffers {
            // By how much it differs changes with every look.
            notices.retain(|known| known.code != notice.code);
        }
        if !notices.contains(&notice) {
            notices.push(notice);
        }
    }

    /// Withdraws the notices of one kind whose detail says that their cause is over, and has the window read the notices
    /// anew if there were some.
    pub fn withdraw_notices(&self, code: NoticeCode, is_over: impl Fn(&str) -> bool) {
        let mut notices = lock(&self.notices);
        let before = notices.len();
        notices.retain(|known| known.code != code || !is_over(&known.detail));
        let withdrew = notices.len() < before;
        drop(notices);
        if withdrew {
            self.emit(Event::StartChanged {});
        }
    }

    /// All notices, oldest first.
    pub fn notices(&self) -> Vec<Notice> {
        lock(&self.notices).clone()
    }

    /// Ends soon after the till began to close: the limit of requests that are worth a short wait.
    pub async fn soon_after_closing(&self) {
        self.closing.cancelled().await;
        tokio::time::sleep(AFTER_CLOSING).await;
    }
}
