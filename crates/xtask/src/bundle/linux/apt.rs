//! The apt repository: a folder that a plain web server serves.
//!
//! Everything that apt trusts follows from one signature, that of `InRelease`, which names the index by its digest,
//! which names the package by its own. It says until when it is valid, so that nobody can hold a till on an old version
//! with an old index. Indexes are also served by digest, so that a till that asks during an upload finds the pair that
//! it began with.

use std::path::{Path, PathBuf};
use std::process::Command;

use jiff::Timestamp;

use super::deb::ARCHITECTURE;
use crate::bundle::files::{self, PLAIN};
use crate::bundle::release::{Release, now};
use crate::bundle::signing::Key;
use crate::bundle::sums;
use crate::step::{Stop, capture, succeed};

/// How long a signed index is valid. A repository that nobody signs anew for so long is refused by apt.
const VALID_FOR: jiff::SignedDuration = jiff::SignedDuration::from_hours(90 * 24);

/// The format of times in a `Release` file.
const TIME: &str = "%a, %d %b %Y %H:%M:%S UTC";

/// Makes the repository of this package, and answers its folder.
///
/// # Errors
/// When an index cannot be made or signed.
pub fn make(release: &Release, package: &Path, key: &Key) -> Result<PathBuf, Stop> {
    let repository = release.output.join("apt");
    files::empty_folder(&repository)?;
    let name = package.file_name().unwrap_or_default();
    files::copy(package, &repository.join("pool/main").join(name), PLAIN)?;
    let suite = repository.join("dists/stable");
    let index = suite.join(format!("main/binary-{ARCHITECTURE}/Packages"));
    let mut command = Command::new("dpkg-scanpackages");
    command.args(["--hash", "sha256", "--arch", ARCHITECTURE, "pool"]).current_dir(&repository);
    files::write(&index, capture(&mut command)? + "\n", PLAIN)?;
    succeed(Command::new("gzip").args(["--best", "--no-name", "--keep"]).arg(&index))?;
    sign(release, &suite, key)?;
    for index in files::files_in(index.parent().unwrap_or(&suite))? {
        let digest = sums::of(&index)?;
        let by_digest = index.with_file_name("by-hash").join("SHA256").join(digest);
        files::copy(&index, &by_digest, PLAIN)?;
    }
    key.export(&repository.join(format!("{}-archive-keyring.gpg", release.package)), false)?;
    let source = repository.join(format!("{}.sources", release.package));
    files::write(&source, release.fill("linux/airtill.sources")?, PLAIN)?;
    Ok(repository)
}

/// The text of a `Release` with the dates of this time.
///
/// # Errors
/// When it has no dates, or this time does not lie after its own: apt would refuse it.
pub fn dated_anew(text: &str, date: Timestamp) -> Result<String, Stop> {
    let unread = || Stop::new("the `Release` of the apt repository has no dates.");
    let value = |name| text.lines().find_map(|line: &str| line.strip_prefix(name)).ok_or_else(unread);
    let (before, ends) = (value("Date: ")?, value("Valid-Until: ")?);
    let read = jiff::civil::DateTime::strptime(TIME, before).and_then(|time| time.to_zoned(jiff::tz::TimeZone::UTC));
    if read.map_err(|_| unread())?.timestamp() >= date {
        return Err(Stop::new(format!("the clock of this machine says {date}, and the repository is of {before}.")));
    }
    let [dated, valid] = dates(date);
    Ok(text.replace(&format!("\nDate: {before}\n"), &dated).replace(&format!("\nValid-Until: {ends}\n"), &valid))
}

/// The digests and names of the indexes in the text of a `Release`.
pub fn listed(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let lines = text.lines().skip_while(|line| *line != "SHA256:").skip(1);
    lines.map_while(|line| line.strip_prefix(' ')).filter_map(|line| {
        let mut words = line.split(' ');
        Some((words.next()?, words.nth(1)?))
    })
}

/// The two lines of a `Release` that say when it was made and until when it is valid, each with the end of the line
/// before.
fn dates(date: Timestamp) -> [String; 2] {
    let [made, ends] = [date, date + VALID_FOR].map(|time| time.strftime(TIME).to_string());
    [format!("\nDate: {made}\n"), format!("\nValid-Until: {ends}\n")]
}

/// Writes and signs the suite's `Release`, both around (`InRelease`) and beside (`Release.gpg`).
///
/// # Errors
/// When an index cannot be read, or gpg does not sign.
pub fn sign(release: &Release, suite: &Path, key: &Key) -> Result<(), Stop> {
    let [dated, valid] = dates(now());
    let mut text = format!(
        "Origin: {}\nLabel: {}\nSuite: stable\nCodename: stable\nArchitectures: {ARCHITECTURE}\nComponents: main\n\
         Description: {}\nAcquire-By-Hash: yes{dated}{}SHA256:\n",
        release.publisher,
        release.name,
        release.summary,
        valid.trim_start(),
    );
    let folder = format!("main/binary-{ARCHITECTURE}");
    for index in files::files_in(&suite.join(&folder))? {
        let (size, name) = (files::read(&index)?.len(), index.file_name().unwrap_or_default().display());
        text += &format!(" {} {size} {folder}/{name}\n", sums::of(&index)?);
    }
    let file = suite.join("Release");
    files::write(&file, text, PLAIN)?;
    key.sign_around(&file, &suite.join("InRelease"))?;
    key.sign_beside(&file, &suite.join("Release.gpg"))
}
