//! The build of this program, as `build.rs` put it in, and the licences that were installed with it.
//!
//! The commit is read once more here, so that a word of an odd build never reaches the screen. The licences lie where
//! the installer of each system puts them: the place follows from that of the program alone, so that a program that was
//! not installed shows none, and never those of another copy.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use airtill_contract::{AboutView, BuildKind, CommitMatch};

/// The most bytes of licences that are shown; the text has about one million.
const MOST_BYTES: u64 = 4 * 1024 * 1024;
/// The name of the text of licences on every system.
const LICENCES: &str = "licences.txt";

/// The purpose of this build. The bundle looks for these words in the program's file, so that no test build is given
/// out.
const BUILT_AS: &str = concat!("airtill was built as: ", env!("AIRTILL_BUILT_AS"), ";");

/// The build of the program that runs.
pub fn view() -> AboutView {
    let (commit, commit_match) = commit(env!("AIRTILL_BUILT_FROM"));
    // Seen through a black box, or the compiler would leave the words out of the file.
    AboutView { commit, commit_match, build: kind(std::hint::black_box(BUILT_AS)) }
}

/// Only the one word makes a release.
fn kind(built_as: &str) -> BuildKind {
    if built_as.ends_with(": release;") { BuildKind::Release } else { BuildKind::Test }
}

/// Reads `<digits>`, `<digits>-changed` and `<digits>-unchecked`; anything else is no commit.
fn commit(built_from: &str) -> (Option<String>, CommitMatch) {
    let (digits, how) = match built_from.split_once('-') {
        None => (built_from, CommitMatch::Exact),
        Some((digits, "changed")) => (digits, CommitMatch::Changed),
        Some((digits, _)) => (digits, CommitMatch::Unchecked),
    };
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return (None, CommitMatch::Unchecked);
    }
    (Some(digits.to_owned()), how)
}

/// The text of the licences; none where the program was not installed with it.
///
/// # Errors
/// When the file is there and cannot be read, or is larger than any that was made.
pub fn licences() -> io::Result<Option<String>> {
    match licences_of(&std::env::current_exe()?, std::env::consts::OS) {
        Some(file) => read(&file),
        None => Ok(None),
    }
}

/// The place of the licences of an installed program; none where the program does not lie as an installed one.
fn licences_of(program: &Path, system: &str) -> Option<PathBuf> {
    let folder = program.parent()?;
    let is = |folder: &Path, name: &str| folder.file_name().is_some_and(|is| is == name);
    match system {
        "windows" => Some(folder.join(concat!("Airtill-", env!("CARGO_PKG_VERSION"))).join(LICENCES)),
        "macos" => is(folder, "MacOS").then(|| folder.with_file_name("Resources").join(LICENCES)),
        _ => is(folder, "bin").then(|| folder.with_file_name("share").join("doc/airtill").join(LICENCES)),
    }
}

fn read(file: &Path) -> io::Result<Option<String>> {
    let file = match File::open(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        opened => opened?,
    };
    let mut bytes = Vec::new();
    file.take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length > MOST_BYTES) {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "the file is too large"));
    }
    Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commit_says_whether_it_is_the_whole_truth() {
        let whole = "0123456789abcdef0123456789abcdef01234567";
        let read = |text: &str| commit(text);
        assert_eq!(read(whole), (Some(whole.to_owned()), CommitMatch::Exact));
        assert_eq!(read(&format!("{whole}-changed")), (Some(whole.to_owned()), CommitMatch::Changed));
        assert_eq!(read(&format!("{whole}-unchecked")), (Some(whole.to_owned()), CommitMatch::Unchecked));
        assert_eq!(read("abc1234-odd"), (Some("abc1234".to_owned()), CommitMatch::Unchecked), "nothing is claimed");
        for none in ["", "-", "-changed", "main", "0123g", "ab cd", "<b>"] {
            assert_eq!(read(none), (None, CommitMatch::Unchecked), "{none:?}");
        }
    }

    #[test]
    fn only_the_word_makes_a_release() {
        assert_eq!(kind("airtill was built as: release;"), BuildKind::Release);
        for other in ["", "Release", "releases", "release", "test", "no release"] {
            assert_eq!(kind(&format!("airtill was built as: {other};")) == BuildKind::Release, other == "release");
        }
    }

    #[test]
    fn licences_lie_where_each_installer_puts_them() {
        let of = |program: &str, system| licences_of(Path::new(program), system);
        assert_eq!(of("/usr/bin/airtill", "linux"), Some(PathBuf::from("/usr/share/doc/airtill/licences.txt")));
        assert_eq!(
            of("/Applications/Airtill.app/Contents/MacOS/airtill", "macos"),
            Some(PathBuf::from("/Applications/Airtill.app/Contents/Resources/licences.txt"))
        );
        let folder = format!("Programs/Airtill/Airtill-{}", env!("CARGO_PKG_VERSION"));
        assert_eq!(of("Programs/Airtill/airtill.exe", "windows"), Some(Path::new(&folder).join("licences.txt")));
    }

    #[test]
    fn a_program_that_was_not_installed_has_no_licences() {
        for (program, system) in [("/src/target/debug/airtill", "linux"), ("/src/target/debug/airtill", "macos")] {
            assert_eq!(licences_of(Path::new(program), system), None, "{system}");
        }
        assert_eq!(licences_of(Path::new("/"), "linux"), None);
        // The program of this test lies as a developer's.
        assert_eq!(licences().expect("it is looked for"), None);
    }

    #[test]
    fn licences_are_read_whole_and_only_up_to_a_bound() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join(LICENCES);
        assert_eq!(read(&file).expect("it is no error"), None);
        std::fs::write(&file, b"MIT \xff \xe2\x82\xac").expect("it is written");
        assert_eq!(read(&file).expect("it is there").as_deref(), Some("MIT \u{fffd} €"));
        let most = usize::try_from(MOST_BYTES).expect("it fits");
        std::fs::write(&file, vec![b'x'; most]).expect("it is written");
        assert_eq!(read(&file).expect("it is there").map(|text| text.len()), Some(most));
        std::fs::write(&file, vec![b'x'; most + 1]).expect("it is written");
        assert_eq!(read(&file).map_err(|error| error.kind()), Err(io::ErrorKind::FileTooLarge));
        assert!(read(folder.path()).is_err(), "a folder is no text");
    }
}
