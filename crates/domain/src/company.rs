//! The company's policy for its tills, format 1: a small TOML text, in a folder that administrators alone can write.
//!
//! ```toml
//! format = 1
//! [updates]
//! checks = "daily" # or "off"
//! server = "https://updates.example.com/airtill/"
//! [limits]
//! per_sale = ["500 SSP", "30 EUR"]
//! per_day = ["20000 SSP"]
//! ```
//!
//! Each section may be left out, and each key but `format`, and `checks` of `[updates]`. A text is taken whole or not at
//! all: an unknown key or word may be a limit that this version does not know. Nothing here asks for the file's writers.

use serde::Deserialize;
use toml::Spanned;
use url::Url;

use crate::connection::file::{FileError, line_at, parsed, text_of};
use crate::updates::{UpdateChecks, server_address};
use crate::{Limits, text};

/// The settings of a company for the tills of a computer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CompanyPolicy {
    /// Whether and where its tills check for updates; `None` where each till has its own setting.
    pub updates: Option<CompanyUpdates>,
    /// The most that its tills sell.
    pub limits: Limits,
}

/// Whether and where the tills of a company check for updates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompanyUpdates {
    /// Whether a till checks by itself.
    pub checks: UpdateChecks,
    /// The company's own server; `None` for the publisher's.
    pub server: Option<Url>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(rename = "format")]
    _format: i64,
    updates: Option<WrittenUpdates>,
    limits: Option<Spanned<WrittenLimits>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenUpdates {
    checks: Spanned<String>,
    server: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenLimits {
    #[serde(default)]
    per_sale: Vec<String>,
    #[serde(default)]
    per_day: Vec<String>,
}

impl CompanyPolicy {
    /// Reads a policy from the bytes of its file.
    ///
    /// # Errors
    /// See [`FileError`]; the sentence names the line.
    pub fn read(bytes: &[u8]) -> Result<Self, FileError> {
        let text = text_of(bytes)?;
        let Written { updates, limits, .. } = parsed(&text)?;
        let at = |start: usize, problem: &str| FileError::Unreadable {
            line: line_at(&text, start),
            problem: text::plain(problem, text::SHOWN_CHARACTERS),
        };
        let updates = updates.map(|updates| updates.checked(at)).transpose()?;
        let limits = match limits {
            None => Limits::default(),
            Some(limits) => {
                let start = limits.span().start;
                let WrittenLimits { per_sale, per_day } = limits.into_inner();
                Limits::read(&per_sale, &per_day).map_err(|error| at(start, &error.to_string()))?
            }
        };
        Ok(Self { updates, limits })
    }
}

impl WrittenUpdates {
    fn checked(self, at: impl Fn(usize, &str) -> FileError) -> Result<CompanyUpdates, FileError> {
        let word = &self.checks;
        let checks = UpdateChecks::from_word(word.get_ref())
            .ok_or_else(|| at(word.span().start, "checks: write \"daily\" or \"off\""))?;
        let server = self.server.map(|server| {
            let rule = "server: write a whole address that begins with https://, without a user name, \"?\" and \"#\"";
            server_address(server.get_ref()).ok_or_else(|| at(server.span().start, rule))
        });
        Ok(CompanyUpdates { checks, server: server.transpose()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &str = "format = 1\n\n[updates]\nchecks = \"daily\"\nserver = \"https://updates.example.com/airtill/\"\n\n\
                         [limits]\nper_sale = [\"500 SSP\", \"30 EUR\"]\nper_day = [\"20000 SSP\"]\n";

    fn read(text: &str) -> Result<CompanyPolicy, FileError> {
        CompanyPolicy::read(text.as_bytes())
    }

    #[test]
    fn p04_a_policy_says_each_thing_or_leaves_it_out() {
        let whole = read(WHOLE).expect("it is whole");
        let server = Some(Url::parse("https://updates.example.com/airtill/").expect("an address"));
        assert_eq!(whole.updates, Some(CompanyUpdates { checks: UpdateChecks::Daily, server }));
        let words = |list: &[&str]| list.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let limits = Limits::read(&words(&["500 SSP", "30 EUR"]), &words(&["20000 SSP"])).expect("they are limits");
        assert_eq!(whole.limits, limits);
        assert_eq!(read("format = 1\n"), Ok(CompanyPolicy::default()));
        let off = read("format = 1\n[updates]\nchecks = \"off\"\n[limits]\n").expect("both may be short");
        assert_eq!(off.updates, Some(CompanyUpdates { checks: UpdateChecks::Off, server: None }));
        assert!(off.limits.is_empty());
    }

    #[test]
    fn p04_a_policy_with_anything_unknown_is_refused_with_its_line() {
        for (what, text, line) in [
            ("a key", WHOLE.replace("[updates]", "sounds = true\n[updates]"), 3),
            ("a section", format!("{WHOLE}[printing]\n"), 10),
            ("a key of updates", WHOLE.replace("[limits]", "channel = \"test\"\n[limits]"), 7),
            ("a key of limits", format!("{WHOLE}per_week = []\n"), 10),
            ("a word", WHOLE.replace("daily", "hourly"), 4),
            ("a number for a word", WHOLE.replace("\"daily\"", "1"), 4),
            ("no word", WHOLE.replace("checks = \"daily\"\n", ""), 3),
            ("an address that is not safe", WHOLE.replace("https://", "http://"), 5),
            ("an address with a user", WHOLE.replace("https://", "https://a:b@"), 5),
            ("an amount", WHOLE.replace("500 SSP", "five SSP"), 7),
            ("a currency twice", WHOLE.replace("30 EUR", "30 SSP"), 7),
            ("no list", WHOLE.replace("[\"20000 SSP\"]", "\"20000 SSP\""), 9),
            ("no TOML", format!("{WHOLE}what\n"), 10),
            ("no format", WHOLE.replace("format = 1", ""), 1),
        ] {
            match read(&text).expect_err(what) {
                FileError::Unreadable { line: found, problem } => {
                    assert_eq!(found, line, "{what}: {problem}");
                    assert!(!problem.is_empty() && problem.chars().count() <= 300, "{what}");
                }
                other => panic!("{what}: {other}"),
            }
        }
    }

    #[test]
    fn p04_a_policy_that_is_no_text_of_this_format_is_refused() {
        assert_eq!(read(&WHOLE.replace("= 1", "= 2")), Err(FileError::UnknownFormat { found: 2 }));
        assert_eq!(read(" \n"), Err(FileError::Empty));
        assert_eq!(read(&"x".repeat(64 * 1024 + 1)), Err(FileError::TooLarge));
        assert_eq!(read(&format!("format = 1\nx = {}", "[".repeat(99))), Err(FileError::TooDeep));
        assert_eq!(CompanyPolicy::read(b"\xFF\xFE"), Err(FileError::NotText));
        assert!(matches!(CompanyPolicy::read(b"name = \"caf\xE9\""), Err(FileError::Encoding { .. })));
    }
}
