//! The program's size beside the bare window's, and the time of a silent installation on Windows.
//!
//! Both programs come from one build with one profile, so that they differ in nothing but themselves. The installation
//! runs under Wine, which only the installers' tests can prepare, so one of them takes the time.

use crate::floor;
use crate::measure::{Fallible, Measure, Ratio, Unit};
use crate::reported::Reported;

/// The test that installs.
const INSTALLATION: Reported = Reported {
    program: "AIRTILL_INSTALLER_TESTS",
    test: "windows::real::a_silent_installation",
    says: "silent installation",
    unit: "ms",
};
/// The time that a silent installation may take, in milliseconds.
const ALLOWED: u64 = 10_000;

/// The largest ratio of sizes, in hundredths. The aim is 3: it would need a program of 7.4 MB, and what we wrote
/// ourselves, the ledger's SQLite, TLS and the keyring of Linux hold more than that. It was measured as 6.5.
const LARGEST: Ratio = Ratio(700);

/// The size of the program against the bare window's.
pub fn size() -> Fallible<Measure> {
    let bytes = |program: std::path::PathBuf| program.metadata().map(|about| about.len());
    let (till, floor) = (bytes(floor::till()?)?, bytes(floor::bare()?)?);
    let from = format!("{till} and {floor} bytes");
    Ok(Measure { name: "size of the program", till, floor, unit: Unit::Memory, bound: LARGEST, from })
}

/// Whether there is something to install; `cargo xtask bench` says where it leaves that out.
pub fn can_be_installed() -> bool {
    INSTALLATION.is_named()
}

/// The time of a silent installation against the time that it may take.
pub fn silent() -> Fallible<Measure> {
    let (took, from) = INSTALLATION.take()?;
    let (till, floor) = (took * 1000, ALLOWED * 1000);
    Ok(Measure { name: "silent installation (Wine)", till, floor, unit: Unit::Time, bound: Ratio(100), from })
}
