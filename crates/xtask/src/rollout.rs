//! Holds `docs/rollout.md` against the places that try it: each block of commands is read and run by one of them.
//!
//! A block stands below a line that names it and its place. There the name is asked for, and the text of the page
//! itself is run, so that no command on the page can differ from the one that was tried. Nothing is run here.

use std::collections::BTreeSet;
use std::path::Path;

use crate::bundle::files;
use crate::step::root;

/// The place of blocks that run on this system, or under Wine: a folder of tests.
const TESTS: &str = "tests/installers";

/// A block of the page.
#[derive(Debug, PartialEq, Eq)]
struct Block<'a> {
    name: &'a str,
    /// Where it is run, from the root of the repository.
    place: &'a str,
}

/// The blocks of a page; the error is the first line of one without a name.
fn blocks(page: &str) -> Result<Vec<Block<'_>>, String> {
    let mut found = Vec::new();
    let mut before = "";
    let mut is_inside = false;
    for line in page.lines() {
        if line.trim_start().starts_with("```") {
            is_inside = !is_inside;
            if is_inside {
                let named = before.strip_prefix("<!-- ").and_then(|rest| rest.strip_suffix(" -->"));
                let (name, place) =
                    named.and_then(|named| named.split_once(": tried by ")).ok_or_else(|| line.to_owned() + before)?;
                found.push(Block { name, place });
            }
        }
        before = line;
    }
    Ok(found)
}

/// The text of all sources of the tests, or of one script; none where it is not there.
fn source(place: &str) -> Option<String> {
    let path = root().join(place);
    if path.is_file() { files::read_text(&path).ok() } else { sources_below(&path) }
}

fn sources_below(folder: &Path) -> Option<String> {
    let mut text = String::new();
    for entry in std::fs::read_dir(folder).ok()?.flatten() {
        let path = entry.path();
        text += &if path.is_dir() { sources_below(&path)? } else { files::read_text(&path).unwrap_or_default() };
    }
    Some(text)
}

/// How a place asks for a block.
fn call(place: &str, name: &str) -> String {
    match place.rsplit('.').next() {
        Some("ps1") => format!("(Block '{name}')"),
        Some("sh") => format!("run_block {name}"),
        _ => format!("block(\"{name}\")"),
    }
}

fn page() -> String {
    files::read_text(&root().join("docs/rollout.md")).expect("the page is there")
}

/// The rows of a table of the page below this heading, each as its first two cells.
fn rows<'a>(page: &'a str, heading: &str) -> Vec<(&'a str, &'a str)> {
    let lines = page.lines().skip_while(|line| !line.starts_with(heading)).skip(2);
    let cells = |line: &'a str| line.trim_matches('|').split_once('|');
    lines.map_while(cells).map(|(first, second)| (first.trim(), second.trim())).collect()
}

#[test]
fn every_command_of_the_page_for_administrators_is_run_somewhere() {
    let page = page();
    let blocks = blocks(&page).unwrap_or_else(|line| panic!("a block without a place that runs it: {line}"));
    assert!(blocks.len() > 15, "{blocks:?}");
    let names: BTreeSet<&str> = blocks.iter().map(|block| block.name).collect();
    assert_eq!(names.len(), blocks.len(), "two blocks have one name");
    for Block { name, place } in &blocks {
        let text = source(place).unwrap_or_else(|| panic!("{name} is tried by {place}, which is not there"));
        let asked = text.split(&call(place, name)).skip(1).any(|rest| !rest.starts_with(['-', '_']));
        assert!(asked, "{place} does not run {name}");
    }
    // The page says of each place where it runs, and of no other.
    let said: BTreeSet<&str> = rows(&page, "| place |").into_iter().map(|(place, _)| place.trim_matches('`')).collect();
    assert_eq!(said, blocks.iter().map(|block| block.place).collect());
}

#[test]
fn a_command_without_a_place_that_runs_it_is_found() {
    let good = "Text\n<!-- a: tried by tests/installers -->\n```sh\nrun\n```\n";
    assert_eq!(blocks(good), Ok(vec![Block { name: "a", place: TESTS }]));
    assert!(blocks(&good.replace("<!-- a: tried by tests/installers -->", "")).is_err());
    assert!(blocks(&good.replace(": tried by", " by")).is_err());
    assert!(blocks("    ```sh\n    run\n    ```\n").is_err(), "one within a list, too");
}

#[test]
fn the_exit_codes_and_switches_of_the_page_are_those_of_the_installer() {
    let page = page();
    let told: BTreeSet<&str> = rows(&page, "| exit code |").into_iter().map(|(code, _)| code).collect();
    let codes = files::read_text(&root().join("installers/windows/codes.nsh")).expect("the codes are there");
    let own = codes.lines().filter(|line| line.starts_with("!define CODE_")).filter_map(|line| line.rsplit(' ').next());
    // The first three are NSIS's.
    assert_eq!(told, ["0", "1", "2"].into_iter().chain(own).collect());
    let tests = source(&format!("{TESTS}/windows")).expect("the tests are there");
    for (cell, _) in rows(&page, "| switch |") {
        for switch in cell.split('`').skip(1).step_by(2).filter(|switch| switch.starts_with('/')) {
            let tried = switch.trim_end_matches('…').trim();
            assert!(tests.contains(&format!("\"{tried}")), "no test says {switch}");
        }
    }
}
