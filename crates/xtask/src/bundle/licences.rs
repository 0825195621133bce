//! `licences.txt`: the licence of everything that is shipped, as its authors wrote it.
//!
//! First the list of crates, npm packages and fonts, each with its licence in short; then the texts, each once, with
//! all those that it covers. A part without a licence file gets the standard text of the licence that it names. The
//! rule: a part without both stops the bundle, because nobody may ship it.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use super::files;
use super::release::Release;
use super::shipped::{self, Part};
use crate::step::Stop;

/// The beginnings of the names of files that hold a licence, in small letters.
const NAMES: [&str; 6] = ["license", "licence", "copying", "copyright", "notice", "unlicense"];

/// The name of the licences of a system.
pub fn name(release: &Release, system: &str) -> String {
    format!("{}-{}-{system}-licences.txt", release.package, release.version)
}

/// Writes the licences of everything that is inside the program for this target into a folder, and answers the file;
/// `system` is a word of its name.
///
/// # Errors
/// When a source cannot be read, or something has no licence.
pub fn of_target(release: &Release, target: &str, system: &str, into: &Path) -> Result<PathBuf, Stop> {
    let mut parts = shipped::crates(target)?.parts;
    parts.push(standard_library()?);
    parts.extend(shipped::npm_packages()?);
    parts.sort();
    let mut listed = String::new();
    let mut covered: BTreeMap<String, (String, Vec<String>)> = BTreeMap::new();
    for part in &parts {
        let name = format!("{} {}", part.name, part.version);
        let short = part.licence.as_deref().unwrap_or("as its text says");
        let _ = writeln!(listed, "  {name}: {short}");
        for text in texts(part)? {
            // Authors wrap a text in their own way; its words decide whether it is one that is already there.
            let words: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
            covered.entry(words).or_insert_with(|| (text, Vec::new())).1.push(name.clone());
        }
    }
    let line = "=".repeat(80);
    let mut all = format!(
        "{} {} holds the following works of other people. Their licences are below the list.\n\n{listed}",
        release.name, release.version
    );
    let mut texts: Vec<_> = covered.into_values().collect();
    texts.sort_by(|(_, left), (_, right)| right.len().cmp(&left.len()).then_with(|| left.cmp(right)));
    for (text, names) in texts {
        let _ = write!(
            all,
            "\n{line}\nThe text below is a licence of: {}.\n{line}\n\n{}\n",
            names.join(", "),
            text.trim_end()
        );
    }
    let file = into.join(name(release, system));
    files::write(&file, all, files::PLAIN)?;
    Ok(file)
}

/// Rust's own library, which is inside every program. Its sources are those of the compiler.
fn standard_library() -> Result<Part, Stop> {
    let version = crate::step::capture(std::process::Command::new("rustc").arg("--version"))?;
    Ok(Part {
        name: "Rust standard library".to_owned(),
        version: version.split(' ').nth(1).unwrap_or_default().to_owned(),
        licence: Some("MIT OR Apache-2.0".to_owned()),
        folder: PathBuf::new(),
    })
}

/// The licence files of a part, or the standard texts of the licences that it names.
fn texts(part: &Part) -> Result<Vec<String>, Stop> {
    let mut found = Vec::new();
    if !part.folder.as_os_str().is_empty() {
        for file in files::files_in(&part.folder)?.iter().filter(|file| is_licence(file)) {
            let text = String::from_utf8_lossy(&files::read(file)?).into_owned();
            if !text.trim().is_empty() {
                found.push(text);
            }
        }
    }
    if found.is_empty() {
        found = standard_texts(part.licence.as_deref().unwrap_or_default());
    }
    if found.is_empty() {
        return Err(Stop::new(format!("{} {} has no licence, so it cannot be shipped.", part.name, part.version)));
    }
    Ok(found)
}

fn is_licence(file: &Path) -> bool {
    let name = file.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    let is_code = [".rs", ".js", ".ts", ".json", ".html"].iter().any(|ending| name.ends_with(ending));
    !is_code && NAMES.iter().any(|start| name.starts_with(start))
}

/// The standard texts of an expression of SPDX; none where it is no such expression.
fn standard_texts(expression: &str) -> Vec<String> {
    let Ok(expression) = spdx::Expression::parse_mode(expression, spdx::ParseMode::LAX) else { return Vec::new() };
    let ids = expression.requirements().filter_map(|wanted| wanted.req.license.id());
    ids.map(|id| id.text().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(licence: Option<&str>, folder: PathBuf) -> Part {
        Part { name: "x".to_owned(), version: "1".to_owned(), licence: licence.map(str::to_owned), folder }
    }

    #[test]
    fn a_part_without_a_licence_file_gets_the_standard_text_of_what_it_names() {
        let found = texts(&part(Some("MIT/Apache-2.0"), PathBuf::new())).expect("both are known");
        assert!(found.iter().any(|text| text.contains("Permission is hereby granted")), "MIT");
        assert!(found.iter().any(|text| text.contains("Apache License")), "Apache");
    }

    #[test]
    fn a_part_that_names_no_licence_and_has_none_is_not_shipped() {
        for named in [None, Some("as I like it")] {
            let stop = texts(&part(named, PathBuf::new())).expect_err("nobody may ship it");
            assert!(stop.to_string().contains("x 1 has no licence"), "{stop}");
        }
    }

    #[test]
    fn only_a_file_that_is_named_like_a_licence_is_one() {
        for yes in ["LICENSE", "license.md", "LICENSE-APACHE-2.0", "COPYING.txt", "NOTICE", "UNLICENSE"] {
            assert!(is_licence(Path::new(yes)), "{yes}");
        }
        for no in ["license.rs", "README.md", "licenses.json"] {
            assert!(!is_licence(Path::new(no)), "{no}");
        }
    }
}
