//! The numbered requirements of `docs/requirements.md` and the tests that carry their numbers, each held against the
//! other.
//!
//! A test answers a requirement by the number at the start of its name, `l17_…` for L17; several may stand there. The
//! window's own tests carry numbers in their titles. Whether a test really shows what the requirement says is for
//! readers.

use std::collections::{BTreeMap, BTreeSet};

use crate::facts::{File, files, nothing_to_complain, offender, text};

/// The page of the requirements.
const PAGE: &str = "docs/requirements.md";

/// A requirement: its letter and its number.
type Number = (char, u32);

/// How much a requirement binds, as the page says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Level {
    Must,
    Should,
    /// Of a feature that does not exist yet.
    Later,
}

/// The lines of the page: `- **L17** MUST …`.
fn requirements(page: &str) -> BTreeMap<Number, Level> {
    page.lines()
        .filter_map(|line| {
            let (name, rest) = line.strip_prefix("- **")?.split_once("** ")?;
            let level = match rest.split(' ').next()? {
                "MUST" => Level::Must,
                "SHOULD" => Level::Should,
                "LATER" => Level::Later,
                _ => return None,
            };
            let letter = name.chars().next()?.to_ascii_lowercase();
            Some(((letter, name[1..].parse().ok()?), level))
        })
        .collect()
}

/// The numbers at the start of a test's name or title, `l01_l21_…`.
fn numbers(name: &str) -> Vec<Number> {
    name.split(['_', ' '])
        .map_while(|word| {
            let (letter, number) = word.split_at_checked(1)?;
            let letter = letter.chars().next().filter(char::is_ascii_lowercase)?;
            let is_number = number.len() == 2 && number.bytes().all(|byte| byte.is_ascii_digit());
            is_number.then(|| number.parse().ok().map(|number| (letter, number))).flatten()
        })
        .collect()
}

/// Every number that a test carries, with the tests that do.
fn tested(files: &[File]) -> BTreeMap<Number, BTreeSet<String>> {
    let mut found: BTreeMap<Number, BTreeSet<String>> = BTreeMap::new();
    let mut note = |name: &str, path: &str| {
        for number in numbers(name) {
            found.entry(number).or_default().insert(format!("{name} in {path}"));
        }
    };
    for file in files {
        for line in file.text.lines().map(str::trim_start) {
            if file.is(&[".rs"])
                && let Some(rest) = line.strip_prefix("async ").unwrap_or(line).strip_prefix("fn ")
            {
                note(rest.split(['(', '<']).next().unwrap_or_default(), &file.path);
            }
            if file.is(&[".test.ts"])
                && let Some(rest) = line.strip_prefix("it(\"").or_else(|| line.strip_prefix("test(\""))
            {
                note(rest.split('"').next().unwrap_or_default(), &file.path);
            }
        }
    }
    found
}

fn complaints(page: &str, files: &[File]) -> Vec<String> {
    let (requirements, tested) = (requirements(page), tested(files));
    let name = |(letter, number): &Number| format!("{}{number}", letter.to_ascii_uppercase());
    let unknown = tested
        .iter()
        .filter(|(number, _)| !requirements.contains_key(number))
        .map(|(number, tests)| format!("{PAGE} has no {}, which {tests:?} carry", name(number)));
    let untested = requirements
        .iter()
        .filter(|(number, level)| **level == Level::Must && !tested.contains_key(number))
        .map(|(number, _)| format!("{PAGE} says MUST of {}, and no test carries its number", name(number)));
    let early = requirements
        .iter()
        .filter(|(number, level)| **level == Level::Later && tested.contains_key(number))
        .map(|(number, _)| format!("{PAGE} says LATER of {}, and tests carry its number", name(number)));
    unknown.chain(untested).chain(early).collect()
}

#[test]
fn every_number_of_a_test_is_a_requirement_and_every_must_has_a_test() {
    let page = text(PAGE);
    assert!(requirements(&page).len() > 100, "the page is read");
    nothing_to_complain(&complaints(&page, files()));
}

#[test]
fn the_rule_of_the_requirements_can_fail() {
    let page = "- **L1** MUST It binds.\n- **L9** SHOULD It refuses.\n- **U1** LATER It is signed.\n";
    let complaints = |names: &[&str]| {
        let text: String = names.iter().map(|name| format!("    async fn {name}() {{}}\n")).collect();
        complaints(page, &[offender("crates/x/src/tests.rs", &text)])
    };
    assert!(complaints(&["l01_it_binds"]).is_empty(), "the only MUST has a test");
    assert!(complaints(&["l09_l01_it_refuses_and_binds"]).is_empty(), "two numbers in one name");
    assert_eq!(complaints(&["l09_it_refuses"]).len(), 1, "a MUST without a test");
    assert_eq!(complaints(&["l01_it_binds", "l02_it_waits"]).len(), 1, "a number without a requirement");
    assert_eq!(complaints(&["l01_it_binds", "u01_it_is_signed"]).len(), 1, "a feature that came, and is a MUST now");
    let title = offender("ui/tests/x.test.ts", "it(\"l01 it binds\", () => {});\n");
    assert!(self::complaints(page, &[title]).is_empty(), "the title of a test of the window");
}
