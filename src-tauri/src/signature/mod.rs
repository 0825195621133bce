//! The system's judgement of the signature of this program's own file.
//!
//! Each system has a program that knows: PowerShell on Windows, `codesign` on macOS. On Linux files carry no signature;
//! there the package counts, which `apt` or `dnf` verified before it was installed, so the database of packages is
//! asked for its owner. The questions and the readings of the answers are pure, so that each can be tried on any system.
//! Nothing is asked before a person wants to know, and each question has a limit.

mod finding;
#[cfg(any(test, target_os = "linux"))]
mod linux;
#[cfg(any(test, target_os = "macos"))]
mod macos;
#[cfg(any(test, target_os = "windows"))]
mod windows;

use std::io;
use std::path::Path;
use std::time::Duration;

use airtill_contract::{SignatureFinding, SignatureView};

use crate::system_program::run;
#[cfg(target_os = "linux")]
use finding::found;
use finding::only;
#[cfg(target_os = "macos")]
pub use macos::bundle_of;

/// The limit of one question. PowerShell takes some seconds when it was not used since the computer started.
const LIMIT: Duration = Duration::from_secs(20);

/// Looks at the file of the program that runs. It waits for programs of the system, at most for twice their limit.
pub fn of_this_program() -> SignatureView {
    match std::env::current_exe() {
        // The file that was started is gone where the till was updated since.
        Ok(file) if file.is_file() => of(&file, LIMIT).unwrap_or_else(|error| {
            tracing::info!(%error, "the system did not tell about the signature");
            failed(&error)
        }),
        _ => only(SignatureFinding::Unknown),
    }
}

#[cfg(target_os = "windows")]
fn of(file: &Path, limit: Duration) -> io::Result<SignatureView> {
    let ended = run(&mut windows::question(file), b"", limit)?;
    Ok(windows::read(&String::from_utf8_lossy(&ended.output)))
}

#[cfg(target_os = "macos")]
fn of(file: &Path, limit: Duration) -> io::Result<SignatureView> {
    let bundle = macos::bundle_of(file);
    let verified = run(&mut macos::verifying(bundle), b"", limit)?;
    let shown = run(&mut macos::showing(bundle), b"", limit)?;
    Ok(macos::read(verified.status.code(), &verified.complaints, &shown.complaints))
}

#[cfg(target_os = "linux")]
fn of(file: &Path, limit: Duration) -> io::Result<SignatureView> {
    use crate::environment;
    let variables = environment::outside_the_bundle(&environment::of_this_process());
    let (mut nobody, mut error) = (false, None);
    for mut question in linux::questions(file) {
        match run(question.command.env_clear().envs(&variables).env("LC_ALL", "C"), b"", limit) {
            Ok(ended) => match (question.read)(ended.status.code(), &String::from_utf8_lossy(&ended.output), file) {
                linux::Owner::Package(name) => return Ok(found(SignatureFinding::Package, &name)),
                linux::Owner::Nobody => nobody = true,
                linux::Owner::Unknown => {}
            },
            // A system has one of the two databases.
            Err(missing) if missing.kind() == io::ErrorKind::NotFound => {}
            Err(other) => error = Some(other),
        }
    }
    match error {
        Some(error) => Err(error),
        None if nobody => Ok(only(SignatureFinding::NoPackage)),
        None => Ok(only(SignatureFinding::Unknown)),
    }
}

fn failed(error: &io::Error) -> SignatureView {
    only(if error.kind() == io::ErrorKind::TimedOut { SignatureFinding::NoAnswer } else { SignatureFinding::Unknown })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_system_that_is_silent_is_told_from_one_that_does_not_know() {
        let of = |kind| failed(&io::Error::from(kind)).finding;
        assert_eq!(of(io::ErrorKind::TimedOut), SignatureFinding::NoAnswer);
        assert_eq!(of(io::ErrorKind::NotFound), SignatureFinding::Unknown);
    }

    #[cfg(any(target_os = "windows", target_os = "macos"))]
    #[test]
    fn the_system_tells_its_own_programs_from_ours() {
        let (own, signer) = if cfg!(target_os = "windows") {
            (r"C:\Windows\System32\kernel32.dll", "Microsoft")
        } else {
            ("/bin/ls", "Software Signing")
        };
        let view = of(Path::new(own), 3 * LIMIT).expect("it is asked");
        assert_eq!(view.finding, SignatureFinding::Whole, "{view:?}");
        assert!(view.by.as_ref().is_some_and(|by| by.contains(signer)), "{view:?}");
        let ours = std::env::current_exe().expect("it runs");
        assert_eq!(of(&ours, 3 * LIMIT).expect("it is asked"), only(SignatureFinding::Unsigned));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_database_of_packages_names_the_owner_of_a_file() {
        for (file, package) in [("/usr/bin/dpkg-query", "dpkg"), ("/usr/bin/rpm", "rpm")] {
            if Path::new(file).is_file() {
                assert_eq!(
                    of(Path::new(file), LIMIT).expect("it is asked"),
                    found(SignatureFinding::Package, package),
                    "{file}"
                );
            }
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_program_that_no_package_installed_belongs_to_none() {
        let known = ["/usr/bin/dpkg-query", "/usr/bin/rpm"].into_iter().any(|program| Path::new(program).is_file());
        let expected = if known { SignatureFinding::NoPackage } else { SignatureFinding::Unknown };
        assert_eq!(of_this_program(), only(expected));
    }
}
