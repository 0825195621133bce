//! What stands on the command line: `--practice`, and connection files to open.

use std::path::PathBuf;

/// The command line, understood. Unknown options are ignored, because desktops add their own.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Arguments {
    /// Start in practice mode.
    pub practise: bool,
    /// Connection files that were double-clicked or named.
    pub files: Vec<PathBuf>,
}

impl Arguments {
    /// Of this process.
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
                found.files.push(PathBuf::from(argument));
            }
        }
        found
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
}
