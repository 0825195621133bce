//! The installer for Windows: its arguments, and what its exit code says.
//!
//! The installer asks the till to close and starts it again afterwards. `docs/rollout.md` has its switches and codes;
//! the codes are meant for programs, and their sentences stand in the window's messages.

/// The arguments of an update: the progress alone, as an update, in the language of the till, and the till afterwards.
pub fn arguments(language: &str) -> Vec<String> {
    let mut arguments = vec!["/P".to_owned(), "/UPDATE".to_owned(), "/R".to_owned()];
    if ["en", "fr", "ar"].contains(&language) {
        arguments.push(format!("/LANG={language}"));
    }
    arguments
}

/// The end of the installer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InstallerEnd {
    /// The new version is there.
    Done,
    /// A person cancelled.
    Cancelled,
    /// A newer version is there already.
    NewerIsThere,
    /// The till is at work, or open in another person's session.
    TillAtWork,
    /// Only an administrator may write there.
    NotAllowed,
    /// The disk is full.
    DiskFull,
    /// Another program uses a file of the till.
    FileInUse,
    /// Another installer of the till is at work.
    AnotherInstaller,
    /// Anything else: the installer is damaged, or this copy is not the one that it knows.
    Failed,
}

impl InstallerEnd {
    /// The meaning of an exit code; `None` for a program that was ended from outside.
    pub fn of_code(code: Option<i32>) -> Self {
        match code {
            Some(0 | 20) => Self::Done,
            Some(1) => Self::Cancelled,
            Some(11) => Self::NewerIsThere,
            Some(14) => Self::TillAtWork,
            Some(15) => Self::NotAllowed,
            Some(16) => Self::DiskFull,
            Some(17) => Self::FileInUse,
            Some(18) => Self::AnotherInstaller,
            _ => Self::Failed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_installer_shows_its_progress_and_starts_the_till_again() {
        assert_eq!(arguments("fr"), ["/P", "/UPDATE", "/R", "/LANG=fr"]);
        assert_eq!(arguments("sw"), ["/P", "/UPDATE", "/R"], "a language that it does not speak");
        assert_eq!(arguments("en /AllUsers"), ["/P", "/UPDATE", "/R"], "nothing else comes along");
    }

    #[test]
    fn every_exit_code_has_a_meaning_and_only_two_say_done() {
        for code in -2..=300 {
            let end = InstallerEnd::of_code(Some(code));
            assert_eq!(end == InstallerEnd::Done, [0, 20].contains(&code), "{code}");
        }
        assert_eq!(InstallerEnd::of_code(None), InstallerEnd::Failed);
        assert_eq!(InstallerEnd::of_code(Some(16)), InstallerEnd::DiskFull);
        assert_eq!(InstallerEnd::of_code(Some(2)), InstallerEnd::Failed);
    }
}
