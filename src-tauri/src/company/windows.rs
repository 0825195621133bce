//! The judge of who can write on Windows: one question to the system's own PowerShell for all things at once.
//!
//! The script never changes: the paths are handed over in a variable, so that none is ever read as code. The answer is
//! made of words that no language changes; `rights` reads it. A question without an answer leaves everything unknown.

use std::path::Path;
use std::process::Command;
#[cfg(windows)]
use std::time::Duration;

use airtill_app::ports::Writers;
#[cfg(windows)]
use airtill_app::ports::{Guard, Opened};

use super::rights;
use crate::system_program::powershell;

/// The variable that names the paths to the script, and the sign between two of them, which is in no path.
const PATHS: &str = "AIRTILL_COMPANY_PATHS";
const BETWEEN: &str = "|";
/// Without double quotes, which a command line changes; only what PowerShell allows in its constrained language, too.
const SCRIPT: &str = "try { [Console]::OutputEncoding = [Text.Encoding]::UTF8 } catch { }; \
    foreach ($path in $env:AIRTILL_COMPANY_PATHS -split '\\|') { \
    $sddl = 'unknown'; \
    try { $sddl = (Get-Acl -LiteralPath $path -ErrorAction Stop).Sddl } catch { }; \
    'sddl=' + $sddl }";
/// PowerShell takes some seconds when it was not used since the computer started. It is asked a second time where it gave
/// no answer, so a sale waits twice this long at most.
#[cfg(windows)]
const LIMIT: Duration = Duration::from_secs(10);

/// The judge by lists of rights.
#[cfg(windows)]
pub struct Rights;

#[cfg(windows)]
impl Guard for Rights {
    fn judge(&self, opened: &[Opened]) -> Vec<Writers> {
        let paths: Vec<&Path> = opened.iter().map(Opened::path).collect();
        let Some(mut question) = question(&paths) else { return Vec::new() };
        match crate::system_program::run(&mut question, b"", LIMIT) {
            Ok(ended) => read(&String::from_utf8_lossy(&ended.output), paths.len()),
            Err(error) => {
                tracing::warn!(%error, "the system does not tell who can write the company's folder");
                Vec::new()
            }
        }
    }
}

/// The folder of data for all people of this computer. A variable of the same meaning would be the person's to set.
#[cfg(windows)]
pub fn data_of_this_computer() -> std::path::PathBuf {
    const FOLDERS: &str = r"SOFTWARE\Microsoft\Windows\CurrentVersion\Explorer\Shell Folders";
    let noted = windows_registry::LOCAL_MACHINE.open(FOLDERS).and_then(|key| key.get_string("Common AppData"));
    let noted = noted.map(std::path::PathBuf::from).ok().filter(|folder| folder.is_absolute());
    noted.unwrap_or_else(|| std::path::PathBuf::from(r"C:\ProgramData"))
}

/// Asks for the rights of each path; `None` where one of them cannot be asked about.
fn question(paths: &[&Path]) -> Option<Command> {
    let named: Option<Vec<&str>> =
        paths.iter().map(|path| path.to_str().filter(|path| !path.contains(BETWEEN))).collect();
    let mut command = powershell(SCRIPT);
    command.env(PATHS, named?.join(BETWEEN));
    Some(command)
}

/// Reads the lines of the script; nothing where they are not as many as the paths.
fn read(output: &str, paths: usize) -> Vec<Writers> {
    let lines = output.lines().filter_map(|line| line.trim_start_matches('\u{feff}').strip_prefix("sddl="));
    let of = |sddl: &str| match sddl.trim() {
        "unknown" | "" => Writers::Unknown,
        sddl => rights::writers(sddl),
    };
    let judged: Vec<Writers> = lines.map(of).collect();
    if judged.len() == paths { judged } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GUARDED: &str = "O:BAG:SYD:P(A;;FA;;;SY)";

    #[test]
    fn p02_each_path_has_its_answer_in_order() {
        let output = format!("\u{feff}sddl={GUARDED}\r\nsddl=O:BUG:BUD:P(A;;FA;;;BU)\r\nsddl=unknown\r\n");
        assert_eq!(read(&output, 3), [Writers::AdministratorsAlone, Writers::Others, Writers::Unknown]);
    }

    #[test]
    fn p02_an_answer_that_is_none_tells_nothing_of_any_path() {
        for none in ["", "Get-Acl : Zugriff verweigert\r\n", "sddl=", &format!("sddl={GUARDED}\nsddl={GUARDED}\n")] {
            let judged = read(none, 1);
            assert!(judged.iter().all(|writers| *writers == Writers::Unknown), "{none:?}: {judged:?}");
        }
        assert_eq!(read(&format!("sddl={GUARDED}\n"), 2), []);
    }

    #[test]
    fn p02_no_path_is_a_part_of_the_script() {
        let (one, other) = (Path::new(r"C:\It's $(here)\a"), Path::new(r"C:\b; c"));
        let command = question(&[one, other]).expect("they can be asked about");
        assert!(command.get_args().all(|argument| !argument.to_string_lossy().contains("here")));
        let set = command.get_envs().find(|(name, _)| *name == PATHS).and_then(|(_, value)| value);
        assert_eq!(set, Some(r"C:\It's $(here)\a|C:\b; c".as_ref()));
        assert!(SCRIPT.contains(&format!("$env:{PATHS}")) && !SCRIPT.contains('"'));
        assert!(question(&[Path::new("a|b")]).is_none());
    }

    #[cfg(windows)]
    #[test]
    fn p02_the_system_guards_its_own_folder_and_not_a_persons() {
        let temp = tempfile::tempdir().expect("a temporary folder");
        let opened = [Path::new(r"C:\Windows\System32\drivers\etc"), temp.path()]
            .map(|path| Opened::at(path, &mut airtill_files::RetryBudget::default()).expect("it opens"));
        assert_eq!(Rights.judge(&opened), [Writers::AdministratorsAlone, Writers::Others]);
    }
}
