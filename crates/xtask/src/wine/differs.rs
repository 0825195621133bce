//! The tests that Wine 8 cannot pass because it differs from Windows, each with the difference.
//!
//! They run natively in CI, on Windows. None is left out in silence: the runner names each of them, and a name that no
//! program knows any more is an error. `crates/README.md` has the differences in one table.

/// One test that is left out.
pub struct Differs {
    /// The package of the test and its program, as `airtill-oauth wire`.
    pub program: &'static str,
    /// The whole name of the test.
    pub test: &'static str,
    /// How Wine differs from Windows.
    pub reason: &'static str,
}

/// Every one of them.
pub const DIFFERS: &[Differs] = &[
    of_windows("a_locked_range_cannot_be_read_by_another", "reading through a locked range succeeds"),
    of_windows("a_file_that_a_reader_shares_for_deletion_is_replaced_at_once", "renaming over an open file fails"),
    of_windows("a_deleted_file_that_is_open_frees_its_name_at_once", "a deleted open file keeps its name"),
    of_windows("a_name_with_a_colon_is_a_hidden_stream_of_another_file", "there are no hidden streams"),
    Differs {
        program: "airtill-practice all",
        test: "faults::a_reset_or_close_comes_at_its_cut_and_charges_only_after_the_work",
        reason: "a connection that was reset while it was polled reads as one that was closed in order",
    },
    Differs {
        program: "airtill-tests journeys",
        test: "accounts::t09_a_thousand_callers_with_a_stale_token_cause_one_renewal",
        reason: "each event of a socket costs a look at all thousand of them, which takes minutes",
    },
];

/// A fact about Windows itself.
const fn of_windows(test: &'static str, reason: &'static str) -> Differs {
    Differs { program: "airtill-files windows", test, reason }
}

/// Those of a program.
pub fn of(program: &str) -> impl Iterator<Item = &'static Differs> {
    DIFFERS.iter().filter(move |differs| differs.program == program)
}

/// Prints each of them with its reason.
pub fn print() {
    println!("{} tests are left out under Wine and run natively in CI:", DIFFERS.len());
    for differs in DIFFERS {
        println!("  {} {}: {}", differs.program, differs.test, differs.reason);
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    /// The rows of the table of what Wine cannot prove.
    fn table() -> Vec<String> {
        let map = std::fs::read_to_string(crate::step::root().join("crates/README.md")).expect("the map");
        let rows = map.lines().skip_while(|line| !line.starts_with("| what Wine cannot prove |")).skip(2);
        rows.take_while(|line| line.starts_with('|')).map(str::to_owned).collect()
    }

    /// The names of tests in the last cell of a row.
    fn tests_of(row: &str) -> Vec<&str> {
        let cell = row.trim_end_matches('|').rsplit('|').next().unwrap_or_default();
        cell.split('`').skip(1).step_by(2).filter(|name| name.contains('_')).collect()
    }

    fn rust_below(folder: &Path, text: &mut String) {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                rust_below(&path, text);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                text.push_str(&std::fs::read_to_string(&path).expect("text"));
            }
        }
    }

    #[test]
    fn each_test_that_the_table_names_is_there_and_no_other_is_left_out() {
        let mut text = String::new();
        for folder in ["crates", "src-tauri/src", "tests/journeys"] {
            rust_below(&crate::step::root().join(folder), &mut text);
        }
        let rows = table();
        assert!(rows.len() >= 8, "{rows:?}");
        for row in &rows {
            let tests = tests_of(row);
            assert!(!tests.is_empty() || row.contains("no test can be written"), "{row}");
            for test in tests {
                assert!(text.contains(&format!("fn {test}()")), "{test} is nowhere");
            }
        }
        for differs in DIFFERS {
            let name = differs.test.rsplit("::").next().expect("a name");
            assert!(rows.iter().any(|row| tests_of(row).contains(&name)), "{name} is not in the table");
        }
    }
}
