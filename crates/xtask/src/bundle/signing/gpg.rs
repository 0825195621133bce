//! The one key of Linux packages and their repositories: RSA with 4096 bits, which every apt, dnf and rpm in use takes.
//!
//! GPG finds the key on a card by itself. A throw-away key lives in a keyring of its own, so the person's keyring is
//! never touched.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use jiff::{SignedDuration, Timestamp};

use crate::bundle::files;
use crate::bundle::release::now;
use crate::step::{Stop, capture, succeed};

/// The name of throw-away keys.
const THROW_AWAY: &str = "throw-away@airtill.invalid";
/// How long a throw-away key lasts, in the words of gpg.
const LASTS: &str = "30d";
/// A throw-away key that ends sooner is not used again: what it signs is tried for a while.
const SPARE: SignedDuration = SignedDuration::from_hours(7 * 24);

/// A GPG key, by its fingerprint.
#[derive(Debug)]
pub struct Key {
    /// 40 hexadecimal digits.
    pub fingerprint: String,
    home: Option<PathBuf>,
}

impl Key {
    /// The key that gpg knows by this name in the person's own keyring.
    ///
    /// # Errors
    /// When gpg does not know it, or it is no RSA key of 4096 bits.
    pub fn named(id: &OsStr) -> Result<Self, Stop> {
        Self::found(None, id)
    }

    /// A key without a password in a keyring of its own below this folder, made unless one is there that lasts.
    ///
    /// # Errors
    /// When gpg cannot make it.
    pub fn throw_away(folder: &Path) -> Result<Self, Stop> {
        let home = folder.join("gnupg");
        if home.is_dir() && !capture(&mut listing(Some(&home))).is_ok_and(|listed| lasts(&listed, now() + SPARE)) {
            end_agent(&home);
            files::empty_folder(&home)?;
            make_key(&home, None)?;
        } else if !home.is_dir() {
            make_key(&home, None)?;
        }
        Self::found(Some(home), THROW_AWAY.as_ref())
    }

    fn found(home: Option<PathBuf>, id: &OsStr) -> Result<Self, Stop> {
        let listed = capture(listing(home.as_deref()).arg(id))?;
        let fingerprint = fingerprint(&listed).map_err(|error| Stop::new(format!("{}: {error}", id.display())))?;
        Ok(Self { fingerprint, home })
    }

    /// Writes the public key as `gpg` reads it back: in letters, or in bytes.
    ///
    /// # Errors
    /// When gpg does not export it.
    pub fn export(&self, file: &Path, in_letters: bool) -> Result<(), Stop> {
        let mut command = gpg(self.home.as_deref());
        if in_letters {
            command.arg("--armor");
        }
        succeed(command.arg("--yes").arg("--output").arg(file).arg("--export").arg(&self.fingerprint))
    }

    /// Writes `into`: the text of `file` with its signature around it.
    ///
    /// # Errors
    /// When gpg does not sign.
    pub fn sign_around(&self, file: &Path, into: &Path) -> Result<(), Stop> {
        succeed(self.signing().arg("--output").arg(into).arg("--clear-sign").arg(file))
    }

    /// Writes `into`: the signature of `file` alone, in letters.
    ///
    /// # Errors
    /// When gpg does not sign.
    pub fn sign_beside(&self, file: &Path, into: &Path) -> Result<(), Stop> {
        succeed(self.signing().arg("--output").arg(into).args(["--armor", "--detach-sign"]).arg(file))
    }

    /// Checks that `signature` is this key's own, over `file` as it is.
    ///
    /// # Errors
    /// When it is not.
    pub fn verify_beside(&self, file: &Path, signature: &Path) -> Result<(), Stop> {
        let mut command = gpg(self.home.as_deref());
        let told = capture(command.args(["--status-fd", "1", "--verify"]).arg(signature).arg(file))?;
        let valid = told.lines().filter_map(|line| line.strip_prefix("[GNUPG:] VALIDSIG "));
        // Of a key with a subkey that signs, the line names both.
        if valid.flat_map(|line| line.split(' ')).any(|word| word == self.fingerprint) {
            return Ok(());
        }
        Err(Stop::new(format!("{} was signed by another key than {}.", file.display(), self.fingerprint)))
    }

    /// Signs an `.rpm` in place.
    ///
    /// # Errors
    /// When rpmsign does not sign.
    pub fn sign_rpm(&self, file: &Path) -> Result<(), Stop> {
        let mut command = Command::new("rpmsign");
        command.args(["--define", "__gpg /usr/bin/gpg"]);
        command.arg("--define").arg(format!("_gpg_name {}", self.fingerprint));
        if let Some(home) = &self.home {
            command.env("GNUPGHOME", home);
        }
        succeed(command.arg("--addsign").arg(file))
    }

    fn signing(&self) -> Command {
        let mut command = gpg(self.home.as_deref());
        command.args(["--yes", "--digest-algo", "SHA512", "--local-user"]).arg(&self.fingerprint);
        command
    }
}

impl Drop for Key {
    /// Ends the agent of a throw-away keyring, which would wait for more signatures for ever.
    fn drop(&mut self) {
        if let Some(home) = &self.home {
            end_agent(home);
        }
    }
}

fn end_agent(home: &Path) {
    let _ = Command::new("gpgconf").arg("--homedir").arg(home).args(["--kill", "gpg-agent"]).status();
}

/// Makes a throw-away key in a keyring of its own, now or at a time that gpg is made to believe.
fn make_key(home: &Path, time: Option<Timestamp>) -> Result<(), Stop> {
    files::make_private_folder(home)?;
    let mut command = gpg(Some(home));
    if let Some(time) = time {
        command.arg("--faked-system-time").arg(time.as_second().to_string());
    }
    let name = format!("Airtill throw-away <{THROW_AWAY}>");
    succeed(command.args(["--passphrase", "", "--quick-generate-key", &name, "rsa4096", "sign", LASTS]))
}

/// The command that lists secret keys with colons; their names may follow.
fn listing(home: Option<&Path>) -> Command {
    let mut command = gpg(home);
    command.args(["--with-colons", "--list-secret-keys"]);
    command
}

/// Whether there is a key in gpg's list with colons, and each is good until this time.
fn lasts(listed: &str, until: Timestamp) -> bool {
    // Where the seventh field is empty, the key does not end.
    let ends =
        |line: &str| line.split(':').nth(6).map(|field| if field.is_empty() { "never" } else { field }.to_owned());
    let mut keys = listed.lines().filter(|line| line.starts_with("sec:")).filter_map(ends).peekable();
    let is_good = |end: String| end == "never" || end.parse().is_ok_and(|second: i64| second > until.as_second());
    keys.peek().is_some() && keys.all(is_good)
}

fn gpg(home: Option<&Path>) -> Command {
    let mut command = Command::new("gpg");
    command.args(["--batch", "--quiet"]);
    if let Some(home) = home {
        command.arg("--homedir").arg(home);
    }
    command
}

/// The fingerprint of the one key in gpg's list with colons.
fn fingerprint(listed: &str) -> Result<String, String> {
    let lines: Vec<Vec<&str>> = listed.lines().map(|line| line.split(':').collect()).collect();
    let keys: Vec<usize> = (0..lines.len()).filter(|at| lines[*at][0] == "sec").collect();
    let [key] = keys.as_slice() else {
        return Err(format!("{} keys have this name; name one by its fingerprint.", keys.len()));
    };
    let field = |line: usize, at: usize| lines.get(line).and_then(|line| line.get(at)).copied().unwrap_or_default();
    // Algorithm 1 is RSA.
    if (field(*key, 3), field(*key, 2)) != ("1", "4096") {
        return Err("this is no RSA key of 4096 bits, which every apt and rpm in use would take.".to_owned());
    }
    let found = (*key..lines.len()).find(|at| field(*at, 0) == "fpr").map(|at| field(at, 9).to_owned());
    found.ok_or_else(|| "gpg names no fingerprint.".to_owned())
}

#[cfg(all(test, target_os = "linux"))]
impl Key {
    /// A throw-away key that is a day old, and its keyring.
    pub fn of_yesterday(folder: &Path) -> (Self, PathBuf) {
        let home = folder.join("gnupg");
        make_key(&home, Some(now() - SignedDuration::from_hours(24))).expect("gpg makes it");
        (Self::found(Some(home.clone()), THROW_AWAY.as_ref()).expect("gpg knows it"), home)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RSA: &str = "sec:u:4096:1:AAAA:1::::::::::\nfpr:::::::::0123ABCD:\n";

    #[cfg(target_os = "linux")]
    #[test]
    fn a_throw_away_key_is_made_anew_when_it_has_ended() {
        let folder = std::env::temp_dir().join(format!("airtill-gpg-{}", std::process::id()));
        files::empty_folder(&folder).expect("a temporary folder can be written");
        let home = folder.join("gnupg");
        make_key(&home, Some(now() - SignedDuration::from_hours(31 * 24))).expect("gpg makes it");
        let ended = Key::found(Some(home), THROW_AWAY.as_ref()).expect("gpg knows it").fingerprint.clone();
        let fingerprint = || Key::throw_away(&folder).expect("gpg works").fingerprint.clone();
        let new = fingerprint();
        assert_ne!(new, ended);
        assert_eq!(fingerprint(), new, "one that lasts is used again");
        let _ = std::fs::remove_dir_all(&folder);
    }

    #[test]
    fn the_end_of_a_key_is_read_from_its_line() {
        let until = Timestamp::from_second(1_000).expect("it is a time");
        let line = |end: &str| format!("tru::1\nsec:u:4096:1:AAAA:1:{end}::u:::\nfpr:::::::::01:\n");
        for (end, good) in [("1001", true), ("1000", false), ("", true), ("soon", false)] {
            assert_eq!(lasts(&line(end), until), good, "{end:?}");
        }
        assert!(!lasts("", until), "a keyring without a key");
        assert!(!lasts(&(line("1") + &line("2000")), until), "one of two");
    }

    #[test]
    fn one_rsa_key_of_4096_bits_is_taken_and_nothing_else() {
        assert_eq!(fingerprint(RSA).as_deref(), Ok("0123ABCD"));
        assert!(fingerprint(&RSA.replace("4096:1", "3072:1")).is_err(), "a short one");
        assert!(fingerprint(&RSA.replace("4096:1", "255:22")).is_err(), "Ed25519, which old rpm does not know");
        assert!(fingerprint(&RSA.repeat(2)).is_err(), "two of them");
        assert!(fingerprint("").is_err(), "none");
    }
}
