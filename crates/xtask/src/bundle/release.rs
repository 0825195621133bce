//! The release that is bundled: its names, its version, its time and its folders, as one value.
//!
//! Everything that several formats need stands here once. The name, the identifier and the file type are those of
//! `src-tauri/tauri.conf.json`, because the program itself is built from them; the version is the workspace's. Nothing
//! here writes a format: each format takes from this value what it needs.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use super::files;
use crate::step::{Stop, capture, root, target_folder};

/// Names the folder of finished files, where it is another one than `target/bundle`.
pub const OUTPUT: &str = "AIRTILL_BUNDLE_FOLDER";

/// The target triples that are given to people.
pub const LINUX: &str = "x86_64-unknown-linux-gnu";
/// The target of the Windows release; the test build has the same crates.
pub const WINDOWS: &str = "x86_64-pc-windows-msvc";

/// A release that is given to people: its names, and the folders in which it is put together.
#[derive(Debug, Clone)]
pub struct Release {
    /// The name that people see: `Airtill`.
    pub name: String,
    /// The name of the package and of the program: `airtill`.
    pub package: &'static str,
    /// The program's name in reverse domain order: `com.airtill.till`.
    pub identifier: String,
    /// The version of the workspace, as `1.2.3`.
    pub version: String,
    /// One line that says what the program is.
    pub summary: String,
    /// The publisher, as installers and signatures name it.
    pub publisher: &'static str,
    /// The year of `epoch`, for lines about copyright.
    pub year: i16,
    /// The mail address at which people reach the publisher.
    pub contact: &'static str,
    /// The page of the product.
    pub homepage: &'static str,
    /// The address below which `apt` and `dnf` find the package repositories.
    pub packages_address: &'static str,
    /// The file type of a connection.
    pub file_type: FileType,
    /// The commit that is bundled; ends with `-changed` where files differ from it, and is empty without git.
    pub commit: String,
    /// `SOURCE_DATE_EPOCH`: seconds since 1970 of every time that is written into a package. The environment's, else
    /// that of the commit.
    pub epoch: u64,
    /// The time of that commit, in seconds since 1970, whatever the environment says.
    pub commit_time: u64,
    /// Whether people will get it: then signers and time-stamps are not optional.
    pub for_people: bool,
    /// The folder of finished files, `target/bundle`.
    pub output: PathBuf,
    /// The folder in which files are put together, `target/bundling`.
    pub work: PathBuf,
    /// The folder of throw-away keys, `target/throw-away-keys`.
    pub throw_away: PathBuf,
    /// The public keys of updates that a build gets from here, the present and the next one, with a space between them;
    /// nothing where it has those of the publisher's file inside.
    pub update_keys: String,
}

/// A file type that the program opens.
#[derive(Debug, Clone)]
pub struct FileType {
    /// The extension without its point.
    pub extension: String,
    /// The MIME type.
    pub mime: String,
    /// The words for a file of this type, in the singular.
    pub name: String,
}

impl Release {
    /// The release that this workspace is now.
    ///
    /// # Errors
    /// When the configuration cannot be read, or a release for people has changed files or no git that answers.
    pub fn of_workspace(for_people: bool) -> Result<Self, Stop> {
        let target = target_folder()?;
        let file = root().join("src-tauri/tauri.conf.json");
        let unread = |what: &str| Stop::new(format!("{} has no {what}.", file.display()));
        let configuration: Value = serde_json::from_str(&files::read_text(&file)?)
            .map_err(|error| Stop::new(format!("{} is no JSON: {error}", file.display())))?;
        let text = |path: &str| {
            configuration.pointer(path).and_then(Value::as_str).map(str::to_owned).ok_or_else(|| unread(path))
        };
        let Commit { name: commit, time: commit_time } = Commit::of_workspace(for_people)?;
        let epoch = match std::env::var("SOURCE_DATE_EPOCH") {
            Ok(text) => seconds("SOURCE_DATE_EPOCH", &text)?,
            Err(_) => commit_time,
        };
        let release = Self {
            name: text("/productName")?,
            package: "airtill",
            identifier: text("/identifier")?,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            summary: text("/bundle/shortDescription")?,
            publisher: "Airtill",
            year: jiff::Timestamp::from_second(i64::try_from(epoch).unwrap_or_default())
                .map_err(|error| Stop::new(format!("SOURCE_DATE_EPOCH is no time: {error}")))?
                .to_zoned(jiff::tz::TimeZone::UTC)
                .year(),
            contact: "support@airtill.com",
            homepage: "https://airtill.com",
            packages_address: "https://packages.airtill.com",
            file_type: FileType {
                extension: text("/bundle/fileAssociations/0/ext/0")?,
                mime: text("/bundle/fileAssociations/0/mimeType")?,
                name: text("/bundle/fileAssociations/0/name")?,
            },
            commit,
            epoch,
            commit_time,
            for_people,
            output: std::env::var_os(OUTPUT).map_or_else(|| target.join("bundle"), PathBuf::from),
            work: target.join("bundling"),
            throw_away: target.join("throw-away-keys"),
            update_keys: String::new(),
        };
        for folder in [&release.output, &release.work] {
            files::make_folder(folder)?;
        }
        Ok(release)
    }

    /// The variables by which `src-tauri/build.rs` has the commit, its time, the kind of the build and the keys of
    /// updates, and the program after it. Without them the program calls itself a test build, perhaps with changes.
    pub fn variables(&self) -> [(&'static str, String); 4] {
        [
            ("AIRTILL_COMMIT", self.commit.clone()),
            ("AIRTILL_COMMIT_TIME", self.commit_time.to_string()),
            ("AIRTILL_BUILD", if self.for_people { "release" } else { "" }.to_owned()),
            ("AIRTILL_UPDATE_KEYS", self.update_keys.clone()),
        ]
    }

    /// An empty folder of this name in which a format is put together.
    ///
    /// # Errors
    /// When it cannot be emptied or made.
    pub fn work_folder(&self, name: &str) -> Result<PathBuf, Stop> {
        let folder = self.work.join(name);
        files::empty_folder(&folder)?;
        Ok(folder)
    }

    /// The names of the file type, the program and the people behind it, each with the mark that stands for it in the
    /// files of `installers/`.
    pub fn marks(&self) -> Vec<(&'static str, String)> {
        vec![
            ("@NAME@", self.name.clone()),
            ("@PACKAGE@", self.package.to_owned()),
            ("@IDENTIFIER@", self.identifier.clone()),
            ("@VERSION@", self.version.clone()),
            ("@SUMMARY@", self.summary.clone()),
            ("@PUBLISHER@", self.publisher.to_owned()),
            ("@CONTACT@", self.contact.to_owned()),
            ("@HOMEPAGE@", self.homepage.to_owned()),
            ("@PACKAGES_ADDRESS@", self.packages_address.to_owned()),
            ("@MIME@", self.file_type.mime.clone()),
            ("@EXTENSION@", self.file_type.extension.clone()),
            ("@FILE_TYPE@", self.file_type.name.clone()),
            ("@COMMIT@", self.commit.clone()),
            ("@YEAR@", self.year.to_string()),
            ("@DATE@", self.date("%Y-%m-%d")),
            ("@DATE_RFC_2822@", self.date("%a, %d %b %Y %H:%M:%S +0000")),
        ]
    }

    /// The release's time in UTC, in a format of `strftime`.
    pub fn date(&self, format: &str) -> String {
        let second = i64::try_from(self.epoch).unwrap_or_default();
        jiff::Timestamp::from_second(second).unwrap_or_default().strftime(format).to_string()
    }

    /// The text of a file of `installers/` with every mark replaced.
    ///
    /// # Errors
    /// When the file cannot be read, or a mark in it is not known.
    pub fn fill(&self, template: &str) -> Result<String, Stop> {
        self.fill_with(template, &[])
    }

    /// Fills a template as [`Release::fill`] does, with marks of the format's own.
    ///
    /// # Errors
    /// When the file cannot be read, or a mark in it is not known.
    pub fn fill_with(&self, template: &str, own: &[(&'static str, String)]) -> Result<String, Stop> {
        let text = files::read_text(&root().join("installers").join(template))?;
        filled(&text, self.marks().iter().chain(own))
            .map_err(|mark| Stop::new(format!("installers/{template} has the unknown mark {mark}.")))
    }
}

/// Replaces marks like `@NAME@`; the error is a mark that nothing stands for.
fn filled<'a>(text: &str, marks: impl Iterator<Item = &'a (&'static str, String)>) -> Result<String, String> {
    let text = marks.fold(text.to_owned(), |text, (mark, value)| text.replace(mark, value));
    let left = text.split('@').skip(1).step_by(1).find(|word| {
        !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
    });
    match left {
        Some(word) => Err(format!("@{word}@")),
        None => Ok(text),
    }
}

/// The time of this machine, for what is valid from now on. Packages have the release's own time.
#[allow(clippy::disallowed_methods, reason = "a signature that ends is made now, by the clock of the machine")]
pub fn now() -> jiff::Timestamp {
    jiff::Timestamp::now()
}

/// The commit of this checkout.
struct Commit {
    /// Its digits, and `-changed` where files differ from it.
    name: String,
    /// When it was made, in seconds since 1970.
    time: u64,
}

impl Commit {
    /// The commit as git knows it. Sources from an archive have none, which does for tests.
    fn of_workspace(for_people: bool) -> Result<Self, Stop> {
        let name = match capture(git().args(["rev-parse", "HEAD"])) {
            Ok(name) => name,
            Err(stop) if for_people => return Err(stop),
            Err(stop) => {
                println!("NOT FOR PEOPLE: the commit is unknown. {stop}");
                return Ok(Self { name: String::new(), time: 0 });
            }
        };
        let time = seconds("the time of the commit", &capture(git().args(["log", "-1", "--format=%ct"]))?)?;
        let changed = !capture(git().args(["status", "--porcelain"]))?.is_empty();
        if for_people && changed {
            return Err(Stop::new("files differ from the commit; a release is made from a commit alone."));
        }
        Ok(Self { name: name + if changed { "-changed" } else { "" }, time })
    }
}

fn seconds(what: &str, text: &str) -> Result<u64, Stop> {
    text.trim().parse().map_err(|_| Stop::new(format!("{what} is {text:?}, which is no number of seconds.")))
}

/// Git in our repository, also where another user checked it out, as in a container of CI.
pub fn git() -> Command {
    git_in(&root())
}

/// Git in this repository, whoever owns it.
pub fn git_in(repository: &Path) -> Command {
    let mut command = Command::new("git");
    command.arg("-c").arg(format!("safe.directory={}", repository.display())).current_dir(repository);
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mark_is_replaced_and_an_unknown_one_is_named() {
        let marks = [("@NAME@", "Airtill".to_owned())];
        assert_eq!(
            filled("Name=@NAME@\nmail a@b.example", marks.iter()).as_deref(),
            Ok("Name=Airtill\nmail a@b.example")
        );
        assert_eq!(filled("Name=@NANE@", marks.iter()), Err("@NANE@".to_owned()));
    }
}
