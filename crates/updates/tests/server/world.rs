//! One test's world: the publisher with its servers, a folder of updates, and a till of the version before.
//!
//! The times are those of the publisher's manifest.

use std::path::PathBuf;
use std::time::Duration;

use airtill_domain::{Environment, Timestamp};
use airtill_publisher::process::{FOLDER, test_of, trusting};
pub use airtill_publisher::{PACKAGE, Site, file, manifest, of_manifest, of_package, package, signature};
use airtill_updates::{Channel, Folder, Keys, Limits, Publisher, Target, Till, Version, Web};
use url::Url;

/// 2026-12-02T00:00:00Z, when these tests take place.
pub const NOW: Timestamp = Timestamp(1_796_169_600_000);

/// Runs `body` in a process of its own that trusts the publisher of its world.
pub fn in_a_world<F: Future<Output = ()>>(body: impl FnOnce(World) -> F) {
    let name = test_of(&body);
    trusting(&name, |publisher| {
        let folder = PathBuf::from(std::env::var_os(FOLDER).expect("a process of its own"));
        body(World { publisher, folder })
    });
}

/// Where one test happens.
pub struct World {
    publisher: airtill_publisher::Publisher,
    folder: PathBuf,
}

impl std::ops::Deref for World {
    type Target = airtill_publisher::Publisher;

    fn deref(&self) -> &Self::Target {
        &self.publisher
    }
}

impl World {
    /// The folder of updates.
    pub fn folder(&self) -> Folder {
        Folder::at(&self.path()).expect("made")
    }

    /// Where the folder of updates lies.
    pub fn path(&self) -> PathBuf {
        self.folder.join("updates")
    }

    /// The publisher as a till knows it, with its manifest at this address.
    pub fn known(&self, manifest: Url) -> Publisher {
        let [present, next] = self.public_keys();
        Publisher { keys: Keys::read(&present, &next).expect("two keys"), manifest }
    }
}

/// Limits that no test of an honest server meets.
pub fn web() -> Web {
    web_within(Duration::from_secs(20))
}

/// Limits that a test meets.
pub fn web_within(span: Duration) -> Web {
    web_of(Limits { connect: Duration::from_secs(20), small: span, package: span, reserve: 0 })
}

/// A way within these limits, to servers of this computer too.
pub fn web_of(limits: Limits) -> Web {
    Web::new(Environment::Test, limits)
}

pub fn till() -> Till {
    Till {
        version: Version::new(1, 0, 0),
        built: Timestamp(NOW.0 - 30 * 86_400_000),
        channel: Channel::Stable,
        target: Some(Target::WindowsX64),
        oldest_ledger: Some(3),
    }
}
