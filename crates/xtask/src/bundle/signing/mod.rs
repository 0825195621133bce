//! The signatures of files for people: Windows programs, Linux packages, and the list of sums.
//!
//! Signing is a command and not a key: code-signing keys live in hardware, GPG knows cards by itself, and only the key
//! of the sums is a file. Without a signer of the person's own, throw-away ones are made under `target/` and that is
//! said aloud. The rule: a release for people has no throw-away signature, so there a missing signer is an error.

mod gpg;
mod minisign;
pub mod publisher;
mod windows;

use std::ffi::OsString;
use std::path::PathBuf;

use super::release::Release;
use crate::step::Stop;

pub use gpg::Key;
pub use minisign::SumsKey;
pub use windows::WindowsSigner;

/// Names a program that signs the Windows program or installer that is its one argument, in place.
const WINDOWS: &str = "AIRTILL_SIGN_WINDOWS";
/// Names the GPG key of packages and repositories, as `gpg --local-user` takes it.
const PACKAGES: &str = "AIRTILL_SIGN_PACKAGES";
/// Names the file of the secret minisign key of the sums and the updates.
const SUMS: &str = "AIRTILL_SIGN_SUMS";

/// Names the two public keys of updates that a program is built with, instead of those of the publisher's file.
const UPDATE_KEYS: &str = "AIRTILL_UPDATE_KEYS";
/// The names of the throw-away keys of minisign: the present one, and the next.
const THROW_AWAY: [&str; 2] = ["sums", "sums-next"];

/// The signers of one bundle; each is made ready when it is first asked for.
#[derive(Debug)]
pub struct Signers {
    windows: Option<OsString>,
    packages: Option<OsString>,
    sums: Option<OsString>,
    update_keys: Option<String>,
    throw_away: PathBuf,
    for_people: bool,
}

impl Signers {
    /// The signers that the environment names.
    pub fn from_environment(release: &Release) -> Self {
        let named = |variable| std::env::var_os(variable).filter(|value| !value.is_empty());
        Self {
            windows: named(WINDOWS),
            packages: named(PACKAGES),
            sums: named(SUMS),
            update_keys: std::env::var(UPDATE_KEYS).ok().filter(|keys| !keys.is_empty()),
            throw_away: release.throw_away.clone(),
            for_people: release.for_people,
        }
    }

    /// Checks, before anything is built, that a release of the chosen parts has every signer. That of macOS is a Mac's.
    /// A bundle for tests has the version of a release, so the publisher's key of packages must not sign it.
    ///
    /// # Errors
    /// When one is missing, or the key of packages is named for a bundle for tests; the sentence names its variable.
    pub fn are_named_for(&self, chosen: impl Fn(&str) -> bool) -> Result<(), Stop> {
        let wanted = [
            (WINDOWS, chosen("windows"), &self.windows),
            (PACKAGES, chosen("linux") || chosen("repositories"), &self.packages),
            (SUMS, chosen("sums"), &self.sums),
        ];
        if !self.for_people && wanted[1].1 && self.packages.is_some() {
            return Err(Stop::new(format!(
                "{PACKAGES} is set, and a package for tests has the number of a release: unset it, or say `--release`."
            )));
        }
        match wanted.into_iter().find(|(_, wanted, named)| self.for_people && *wanted && named.is_none()) {
            Some((variable, _, _)) => Err(missing(variable)),
            None => Ok(()),
        }
    }

    /// The signer of Windows programs.
    ///
    /// # Errors
    /// When a release has none, or no throw-away one can be made.
    pub fn windows(&self) -> Result<WindowsSigner, Stop> {
        match &self.windows {
            Some(program) => Ok(WindowsSigner::program(program.into(), self.for_people)),
            None => WindowsSigner::throw_away(&self.folder_of("Windows programs", WINDOWS)?),
        }
    }

    /// The key of packages and repositories.
    ///
    /// # Errors
    /// When a release has none, no throw-away one can be made, or it is no RSA key of 4096 bits.
    pub fn packages(&self) -> Result<Key, Stop> {
        match &self.packages {
            Some(id) => Key::named(id),
            None => Key::throw_away(&self.folder_of("packages", PACKAGES)?),
        }
    }

    /// The key of the sums.
    ///
    /// # Errors
    /// When a release has none, or no throw-away one can be made.
    pub fn sums(&self) -> Result<SumsKey, Stop> {
        match &self.sums {
            Some(file) => Ok(SumsKey::of(file.into())),
            None => SumsKey::throw_away(&self.folder_of("the sums and the updates", SUMS)?, THROW_AWAY[0]),
        }
    }

    /// The public keys of updates that a build gets from here, the present and the next one, with a space between them:
    /// those of the environment, else throw-away ones. Nothing where people get the build, which has those of the
    /// publisher's file inside. Nothing in a test build on another system than Linux,
    /// which has no minisign and takes no updates.
    ///
    /// # Errors
    /// When no throw-away key can be made, or the environment names keys for a release: a program for people has the
    /// publisher's, and a variable that was left from a rehearsal would lock every till to keys that sign nothing.
    pub fn update_keys(&self, release: &Release) -> Result<String, Stop> {
        if let Some(named) = &self.update_keys {
            if self.for_people {
                return Err(Stop::new(format!(
                    "{UPDATE_KEYS} is set, and a release has the keys of {} inside.",
                    publisher::FILE
                )));
            }
            println!("The keys of updates are those of {UPDATE_KEYS}.");
            return Ok(named.clone());
        }
        if self.for_people || !cfg!(target_os = "linux") {
            return Ok(String::new());
        }
        let scratch = release.work.join("signer.pub");
        let next = SumsKey::throw_away(&self.folder_of("updates", UPDATE_KEYS)?, THROW_AWAY[1])?;
        Ok(format!("{} {}", self.sums()?.public(&scratch)?, next.public(&scratch)?))
    }

    /// Checks that tills believe the signer of a bundle: those of this version, and those of the release before, which
    /// are to take it as their update.
    ///
    /// # Errors
    /// When the signer's key is not among those that a program has inside, or a release has none.
    pub fn is_believed(&self, release: &Release) -> Result<(), Stop> {
        let own = self.sums()?.public(&release.work.join("signer.pub"))?;
        let mut programs = vec![("this version".to_owned(), release.update_keys.clone())];
        if self.for_people {
            programs[0].1 = publisher::keys()?.join(" ");
            let before = publisher::release_before(&release.version)?;
            programs
                .extend(before.map(|before| (format!("the release before, {},", before.tag), before.keys.join(" "))));
        }
        match programs.iter().find(|(_, keys)| !keys.split(' ').any(|key| key == own)) {
            Some((program, _)) => {
                Err(Stop::new(format!("{SUMS} names a key that {program} does not have inside: {own}.")))
            }
            None => Ok(()),
        }
    }

    /// The folder of a throw-away key, after saying that one is used.
    fn folder_of(&self, what: &str, variable: &str) -> Result<PathBuf, Stop> {
        if self.for_people {
            return Err(Stop::new(format!(
                "{variable} is not set, and a release is not signed with a throw-away key."
            )));
        }
        println!("NOT FOR PEOPLE: {variable} is not set, so {what} are signed with a throw-away key.");
        Ok(self.throw_away.clone())
    }
}

fn missing(variable: &str) -> Stop {
    Stop::new(format!("{variable} is not set, and a release is not signed with a throw-away key."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signers(for_people: bool, sums: bool) -> Signers {
        Signers {
            windows: None,
            packages: Some("0123".into()),
            sums: sums.then(|| "sums.key".into()),
            update_keys: None,
            throw_away: PathBuf::new(),
            for_people,
        }
    }

    #[test]
    fn a_release_wants_the_signer_of_each_chosen_part() {
        let linux = |part: &str| ["linux", "sums"].contains(&part);
        assert!(signers(true, true).are_named_for(linux).is_ok());
        let stop = signers(true, true).are_named_for(|_| true).expect_err("there is none for Windows");
        assert!(stop.to_string().contains(WINDOWS), "{stop}");
        assert!(signers(true, false).are_named_for(linux).is_err(), "the sums are signed, too");
        assert!(signers(true, false).are_named_for(|part| part == "linux").is_ok(), "or on another machine");
        let test = Signers { packages: None, ..signers(false, false) };
        assert!(test.are_named_for(|_| true).is_ok(), "throw-away ones do for tests");
        let unnamed = Signers { packages: None, ..signers(true, true) };
        assert!(
            unnamed.are_named_for(|part| part == "repositories").is_err(),
            "they are signed by the key of packages"
        );
    }

    #[test]
    fn the_publishers_key_signs_no_package_that_is_for_tests() {
        for part in ["linux", "repositories"] {
            let stop = signers(false, true).are_named_for(|chosen| chosen == part).expect_err(part);
            assert!(stop.to_string().starts_with(PACKAGES) && stop.to_string().contains("`--release`"), "{stop}");
            assert!(signers(true, true).are_named_for(|chosen| chosen == part).is_ok(), "{part} for people");
        }
        assert!(signers(false, true).are_named_for(|part| part == "windows").is_ok(), "it signs nothing there");
    }

    #[test]
    fn a_release_gets_no_throw_away_key_and_none_of_the_environment() {
        let release = Release::of_workspace(false).expect("the workspace is there");
        let named = Signers { update_keys: Some("RWa RWb".to_owned()), ..signers(true, true) };
        let stop = named.update_keys(&release).expect_err("it was left from a rehearsal");
        assert!(stop.to_string().contains(UPDATE_KEYS), "{stop}");
        let test = Signers { for_people: false, ..named };
        assert_eq!(test.update_keys(&release).expect("a test may"), "RWa RWb");
        assert!(signers(true, false).sums().is_err());
        assert!(signers(true, false).windows().is_err());
    }
}
