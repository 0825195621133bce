//! The judge of who can write on macOS: owners and modes first, then the list of rights that `chmod +a` makes.
//!
//! The system's own `ls -lde` prints that list; modes do not show it. An entry that lets anybody but `root` change a thing
//! or replace it makes the thing one that others write, and so does one on a folder above it. The output is the same in
//! every language.

#[cfg(target_os = "macos")]
use std::collections::HashMap;
#[cfg(target_os = "macos")]
use std::path::{Path, PathBuf};
#[cfg(target_os = "macos")]
use std::process::Command;
#[cfg(target_os = "macos")]
use std::time::Duration;

use airtill_app::ports::Writers;
#[cfg(target_os = "macos")]
use airtill_app::ports::{Guard, Modes, Opened};

/// The rights that change nothing, and the words about inheritance. Any other right is one to change the thing.
const HARMLESS: [&str; 12] = [
    "read",
    "execute",
    "list",
    "search",
    "readattr",
    "readextattr",
    "readsecurity",
    "synchronize",
    "file_inherit",
    "directory_inherit",
    "limit_inherit",
    "only_inherit",
];
/// The owner of everything that counts.
const ROOT: &str = "user:root";
#[cfg(target_os = "macos")]
const LIMIT: Duration = Duration::from_secs(5);

/// The judge by modes and lists of rights.
#[cfg(target_os = "macos")]
pub struct Lists(pub Modes);

#[cfg(target_os = "macos")]
impl Guard for Lists {
    fn judge(&self, opened: &[Opened]) -> Vec<Writers> {
        let mut known = HashMap::new();
        let judged = self.0.judge(opened);
        opened.iter().zip(judged).map(|(opened, writers)| with_lists(writers, opened.path(), &mut known)).collect()
    }

    fn judge_unopened(&self, path: &Path) -> Writers {
        with_lists(self.0.judge_unopened(path), path, &mut HashMap::new())
    }
}

/// The judgement by modes, and by the lists of rights of the thing and of each folder above it.
#[cfg(target_os = "macos")]
fn with_lists(mut writers: Writers, path: &Path, known: &mut HashMap<PathBuf, Writers>) -> Writers {
    for path in path.ancestors() {
        if writers == Writers::AdministratorsAlone {
            writers = *known.entry(path.to_owned()).or_insert_with(|| listed(path));
        }
    }
    writers
}

#[cfg(target_os = "macos")]
fn listed(path: &Path) -> Writers {
    let mut question = Command::new("/bin/ls");
    question.arg("-lde").arg(path).env_clear().env("LC_ALL", "C");
    match crate::system_program::run(&mut question, b"", LIMIT) {
        Ok(ended) => read(&String::from_utf8_lossy(&ended.output)),
        Err(error) => {
            tracing::warn!(%error, "the system does not tell who can write the company's folder");
            Writers::Unknown
        }
    }
}

/// Reads the line of a thing and the entries of its list below it; a thing without a list has none.
fn read(output: &str) -> Writers {
    let mut lines = output.lines();
    if lines.next().is_none_or(|line| line.trim().is_empty()) {
        return Writers::Unknown;
    }
    let judged: Vec<Writers> = lines.map(of_entry).collect();
    let worst = [Writers::Unknown, Writers::Others].into_iter().find(|worst| judged.contains(worst));
    worst.unwrap_or(Writers::AdministratorsAlone)
}

/// Reads an entry: its number, a person or a group, perhaps `inherited`, then `allow` or `deny` with the rights.
fn of_entry(line: &str) -> Writers {
    let entry = line.trim_start().trim_start_matches(|digit: char| digit.is_ascii_digit()).strip_prefix(": ");
    let Some(entry) = entry else { return Writers::Unknown };
    match (entry.split_once(" allow "), entry.split_once(" deny ")) {
        (None, Some(_)) => Writers::AdministratorsAlone,
        (Some((of, rights)), None) => {
            let is_harmless = rights.trim().split(',').all(|right| HARMLESS.contains(&right));
            let is_of_root = of.strip_suffix(" inherited").unwrap_or(of) == ROOT;
            if is_harmless || is_of_root { Writers::AdministratorsAlone } else { Writers::Others }
        }
        _ => Writers::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const THING: &str = "drwxr-xr-x+ 4 root  wheel  128 Nov 30 20:00 /Library/Application Support/Airtill\n";

    fn with(entries: &str) -> Writers {
        read(&format!("{THING}{entries}"))
    }

    #[test]
    fn p02_a_list_of_macos_that_changes_nothing_leaves_a_thing_guarded() {
        for harmless in [
            "",
            " 0: group:everyone deny delete\n",
            " 0: user:clerk allow list,search,readattr,readextattr,readsecurity\n",
            " 0: group:staff inherited allow read,execute,file_inherit,directory_inherit\n",
            " 0: user:root allow write,delete,chown\n 1: group:everyone deny delete,add_file\n",
        ] {
            assert_eq!(with(harmless), Writers::AdministratorsAlone, "{harmless:?}");
        }
    }

    #[test]
    fn p02_each_right_of_macos_to_change_a_thing_makes_it_others() {
        let rights =
            "write append add_file add_subdirectory delete delete_child chown writesecurity writeattr writeextattr";
        for right in rights.split(' ') {
            for entry in [
                format!(" 0: user:clerk allow {right}\n"),
                format!(" 0: group:everyone deny delete\n 1: group:staff inherited allow read,{right},search\n"),
                format!(" 10: user:root of the shop allow {right}\n"),
            ] {
                assert_eq!(with(&entry), Writers::Others, "{entry:?}");
            }
        }
    }

    #[test]
    fn p02_an_output_that_is_no_list_of_macos_tells_nothing() {
        for none in ["", "\n", &format!("{THING}total 8\n"), &format!("{THING} 0: user:clerk may write\n")] {
            assert_eq!(read(none), Writers::Unknown, "{none:?}");
        }
        assert_eq!(with(" 0: user:a allow b allow write\n"), Writers::Others, "the rights are not all harmless");
        assert_eq!(with(" 0: user:a deny b allow write\n"), Writers::Unknown, "two words of one entry");
    }
}
