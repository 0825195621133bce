//! `cargo xtask bindings`: the TypeScript of everything that crosses to the window, written from the crate `contract`.
//!
//! The file is committed, so that the window's code can be read and checked without Rust, and a check keeps it true.

use std::path::PathBuf;

use crate::step::{Stop, step};
use crate::workspace;

fn file() -> PathBuf {
    workspace::ui().join("src/lib/ipc/generated.ts")
}

/// Writes the file if it differs.
///
/// # Errors
/// When it cannot be written.
pub fn write() -> Result<(), Stop> {
    step("bindings", || {
        let file = file();
        let text = airtill_contract::typescript();
        if std::fs::read_to_string(&file).is_ok_and(|before| before == text) {
            println!("{} is up to date", file.display());
            return Ok(());
        }
        let failed = |error| Stop::new(format!("{} cannot be written: {error}", file.display()));
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder).map_err(failed)?;
        }
        std::fs::write(&file, text).map_err(failed)?;
        println!("wrote {}", file.display());
        Ok(())
    })
}

/// Compares the file with what would be written.
///
/// # Errors
/// When it differs, with the first line that does.
pub fn check() -> Result<(), Stop> {
    step("bindings", || {
        let wanted = airtill_contract::typescript();
        let found = std::fs::read_to_string(file())
            .map_err(|error| Stop::new(format!("{} cannot be read: {error}", file().display())))?
            .replace("\r\n", "\n");
        match first_difference(&wanted, &found) {
            None => Ok(()),
            Some(line) => Err(Stop::new(format!(
                "ui/src/lib/ipc/generated.ts differs from the crate `contract` at line {line}. \
                 `cargo xtask bindings` writes it anew."
            ))),
        }
    })
}

/// The number, from 1, of the first line in which two texts differ.
fn first_difference(left: &str, right: &str) -> Option<usize> {
    if left == right {
        return None;
    }
    let same = left.lines().zip(right.lines()).take_while(|(left, right)| left == right).count();
    Some(same + 1)
}

#[cfg(test)]
mod tests {
    use super::first_difference;

    #[test]
    fn a_difference_is_told_by_its_line() {
        assert_eq!(first_difference("a\nb\n", "a\nb\n"), None);
        assert_eq!(first_difference("a\nb\n", "a\nc\n"), Some(2));
        assert_eq!(first_difference("a\n", "a\nb\n"), Some(2), "a line that is only in one of them");
        assert_eq!(first_difference("a\n", "a"), Some(2), "a missing end of line is a difference too");
    }
}
