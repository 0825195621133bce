//! What stands on the command line: `--practice`, and connection files to open.
//!
//! Both the program that starts and a second copy that hands over are read by the same rule. No secret is ever taken from
//! here, and a file is only named: reading it is done elsewhere, and keeping it wants a person's yes.

use std::path::{Path, PathBuf};

use tauri::Url;

/// The command line, understood. Unknown options are ignored, because desktops add their own.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Arguments {
    /// Start in practice mode.
    pub practise: bool,
    /// Connection files that were double-clicked or named.
    pub files: Vec<PathBuf>,
}

impl Arguments {
    /// What this process was started with.
    pub fn of_this_process() -> Self {
        Self::parse(std::env::args_os().map(|argument| argument.to_string_lossy().into_owned()))
    }

    /// Of a list whose first element is the program.
    pub fn parse(arguments: impl IntoIterator<Item = String>) -> Self {
        let mut found = Self::default();
        for argument in arguments.into_iter().skip(1) {
            if argument == "--practice" {
                found.practise = true;
            } else if !argument.starts_with('-') {
                let file = Url::parse(&argument).ok().filter(|url| url.scheme() == "file").and_then(|url| url.to_file_path().ok());
                found.files.push(file.unwrap_or_else(|| PathBuf::from(argument)));
            }
        }
        found
    }

    /// The files, where the names of a program that was started in `folder` mean them.
    pub fn files_seen_from(self, folder: &Path) -> Vec<PathBuf> {
        self.files.into_iter().map(|file| folder.join(file)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_and_practice_are_found_and_other_options_ignored() {
        let list = ["airtill", "--practice", "--gapplication-service", "a.airtill"].map(str::to_owned);
        assert_eq!(Arguments::parse(list), Arguments { practise: true, files: vec![PathBuf::from("a.airtill")] });
    }

    #[cfg(unix)]
    #[test]
    fn a_second_copy_names_files_from_its_own_folder_or_by_their_address() {
        let list = ["airtill", "a.airtill", "/b.airtill", "file:///c%20d.airtill"].map(str::to_owned);
        let seen = Arguments::parse(list).files_seen_from(Path::new("/folder"));
        assert_eq!(seen, ["/folder/a.airtill", "/b.airtill", "/c d.airtill"].map(PathBuf::from));
    }
}
