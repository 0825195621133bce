//! The command line: `--practice`, `--close`, and connection files to open.
//!
//! No secret is ever read from here, and a file is only named: reading it is done elsewhere, and storing it needs a
//! person's yes. A name need not be text.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use tauri::Url;

/// The option that starts in practice mode.
pub const PRACTICE: &str = "--practice";

/// The option with which an installer asks the copy that runs to close, if nothing is under way in it. No till is opened
/// for it.
pub const CLOSE: &str = "--close";

/// The command line, understood. Unknown options are ignored, because desktops add their own.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Arguments {
    /// Whether to start in practice mode.
    pub practise: bool,
    /// Whether to open nothing, and to ask the copy that runs to close.
    pub close: bool,
    /// Connection files that were double-clicked or named, by their whole paths.
    pub files: Vec<PathBuf>,
}

impl Arguments {
    /// The arguments of this process, with paths seen from its folder.
    pub fn of_this_process() -> Self {
        Self::parse(std::env::args_os(), &std::env::current_dir().unwrap_or_default())
    }

    /// The arguments of a list whose first element is the program, started in `folder`.
    pub fn parse(arguments: impl IntoIterator<Item = OsString>, folder: &Path) -> Self {
        let mut found = Self::default();
        let mut only_files = false;
        for argument in arguments.into_iter().skip(1).filter(|argument| !argument.is_empty()) {
            if !only_files && argument.as_encoded_bytes().starts_with(b"-") {
                only_files = argument == "--";
                found.practise |= argument == PRACTICE;
                found.close |= argument == CLOSE;
            } else {
                found.files.push(folder.join(file_of(argument)));
            }
        }
        found
    }
}

/// A file by its name, or by its address, as some desktops give it.
fn file_of(argument: OsString) -> PathBuf {
    let address = argument.to_str().and_then(|text| Url::parse(text).ok()).filter(|url| url.scheme() == "file");
    address.and_then(|url| url.to_file_path().ok()).unwrap_or_else(|| PathBuf::from(argument))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(arguments: &[&str]) -> Arguments {
        Arguments::parse(["airtill"].iter().chain(arguments).map(OsString::from), Path::new("/folder"))
    }

    #[test]
    fn files_and_practice_are_found_and_other_options_ignored() {
        let found = parse(&["--practice", "--gapplication-service", "", "a.airtill"]);
        assert_eq!(
            found,
            Arguments { practise: true, close: false, files: vec![Path::new("/folder").join("a.airtill")] }
        );
        assert!(parse(&["--close"]).close);
        assert_eq!(
            parse(&["--", "--practice"]),
            Arguments { practise: false, close: false, files: vec![Path::new("/folder").join("--practice")] }
        );
    }

    #[cfg(unix)]
    #[test]
    fn files_are_named_from_the_folder_of_their_start_or_by_their_address() {
        let seen = parse(&["a.airtill", "/b.airtill", "file:///c%20d.airtill"]).files;
        assert_eq!(seen, ["/folder/a.airtill", "/b.airtill", "/c d.airtill"].map(PathBuf::from));
        let odd: OsString = std::os::unix::ffi::OsStringExt::from_vec(b"caf\xE9.airtill".to_vec());
        let seen = Arguments::parse(["airtill".into(), odd.clone()], Path::new("/folder")).files;
        assert_eq!(seen, [Path::new("/folder").join(odd)], "a name that is no text");
    }
}
