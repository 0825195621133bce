//! Updates for the real window: a publisher on this computer, and the variable by which a till that is no release takes
//! its updates from there.
//!
//! The server follows a script, part by part. A till of a rehearsal installs nothing.

use std::path::Path;
use std::time::Duration;

use airtill_publisher::{Act, Publisher, Site, dated, faults, file, head, manifest, of_manifest, of_package};
use serde_json::json;

use crate::window::Launch;

/// The variable that `src-tauri/src/updates/rehearsal.rs` reads.
const VARIABLE: &str = "AIRTILL_REHEARSED_UPDATES";
/// The version of the package.
const VERSION: &str = "2.0.0";
/// The bytes of the package: 3.2 MB.
const PACKAGE_BYTES: usize = 3_200_000;
/// The news of the version.
const NEWS: [&str; 3] = [
    "Lists of eSIMs can be printed.",
    "A top-up that waits says how long it has waited.",
    "The history finds a sale by the last digits of its number.",
];
/// How long ago the list was published, and how long it still counts.
const AGE: Duration = Duration::from_secs(60 * 60);
const REST: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// The server's next answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// To a check: a page for people.
    Portal,
    /// To a check: the version 2.0.0 with its news.
    List,
    /// To a download: half of the package, and then nothing with the line open.
    Half,
    /// To a download: the package with the signature of another key.
    Forged,
    /// To a download: the package.
    Package,
}

/// A publisher whose server runs as long as the test.
pub struct Rehearsal {
    publisher: Publisher,
    site: Site,
}

impl Rehearsal {
    /// A publisher with its keys in this folder, and a server that answers so, part by part.
    ///
    /// # Errors
    /// The folder cannot be made.
    pub async fn at(folder: &Path, parts: &[Part]) -> std::io::Result<Self> {
        std::fs::create_dir_all(folder)?;
        let publisher = Publisher::at(folder);
        let acts = parts.iter().flat_map(|part| acts(&publisher, *part)).collect();
        let site = publisher.server(acts).await;
        Ok(Self { publisher, site })
    }

    /// Has a till take its updates from here.
    pub fn launch(&self, till: Launch) -> Launch {
        let [present, next] = self.publisher.public_keys();
        let named = format!("{} {present} {next}", self.site.url("airtill-test.json"));
        till.variable(VARIABLE, named).variable("SSL_CERT_FILE", self.publisher.trusted())
    }
}

fn acts(publisher: &Publisher, part: Part) -> Vec<Act> {
    let package = vec![7; PACKAGE_BYTES];
    let signature = |pair| file(of_package(pair, &package, VERSION));
    match part {
        Part::Portal => vec![faults::page()],
        Part::List => {
            #[allow(clippy::disallowed_methods, reason = "the till of a window lives by the computer's clock")]
            let now = jiff::Timestamp::now();
            let mut list = dated(manifest(&package), &seconds(now - AGE), &seconds(now + REST));
            list["channel"] = "test".into();
            list["news"] = json!({ "en": NEWS.join("\n") });
            vec![file(list.to_string()), file(of_manifest(&publisher.present, &list))]
        }
        Part::Half => {
            let half = [head(200, "", package.len()).as_slice(), &package[..package.len() / 2]].concat();
            vec![signature(&publisher.present), Act::Hang(half)]
        }
        Part::Forged => vec![signature(&publisher.yesterday), file(&package)],
        Part::Package => vec![signature(&publisher.present), file(&package)],
    }
}

/// A time as a manifest has it, in whole seconds.
fn seconds(time: jiff::Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
