//! The package that owns a file on Linux: `dpkg-query` and `rpm` know, each for its own systems.
//!
//! Both are asked by their whole path. Neither verifies anything here: `apt` and `dnf` did, before they installed it.

use std::path::Path;
use std::process::Command;

/// The owner of a file, as one database knows it.
#[derive(Debug, PartialEq, Eq)]
pub enum Owner {
    Package(String),
    /// The database works and has no such file.
    Nobody,
    Unknown,
}

/// A question to one database, and the reading of its answer: exit code, output, file.
pub struct Question {
    pub command: Command,
    pub read: fn(Option<i32>, &str, &Path) -> Owner,
}

/// The questions to all databases, whether they are on this computer or not.
pub fn questions(file: &Path) -> [Question; 2] {
    let (mut dpkg, mut rpm) = (Command::new("/usr/bin/dpkg-query"), Command::new("/usr/bin/rpm"));
    dpkg.arg("--search").arg(file);
    rpm.args(["--query", "--queryformat", "%{NAME}\n", "--file"]).arg(file);
    [Question { command: dpkg, read: of_dpkg }, Question { command: rpm, read: of_rpm }]
}

/// Reads `airtill: /usr/bin/airtill`. There may be an architecture, several packages, and lines about diversions.
fn of_dpkg(code: Option<i32>, output: &str, file: &Path) -> Owner {
    let file = file.to_string_lossy();
    let owner = output.lines().find_map(|line| {
        let packages = line.strip_suffix(file.as_ref())?.strip_suffix(": ")?;
        let package = packages.split(',').next()?.split(':').next()?;
        is_name(package).then(|| package.to_owned())
    });
    match (owner, code) {
        (Some(owner), Some(0)) => Owner::Package(owner),
        (None, Some(1)) => Owner::Nobody,
        _ => Owner::Unknown,
    }
}

/// Reads `airtill`. A file of nobody is a sentence on the output and code 1; so is a broken database, on the other one.
fn of_rpm(code: Option<i32>, output: &str, _: &Path) -> Owner {
    match (output.lines().find(|line| is_name(line)), code) {
        (Some(owner), Some(0)) => Owner::Package(owner.to_owned()),
        (None, Some(1)) if output.contains("is not owned by any package") => Owner::Nobody,
        _ => Owner::Unknown,
    }
}

/// Whether a text is the name of a package and nothing else.
fn is_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphanumeric())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-._".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dpkg(code: i32, output: &str) -> Owner {
        of_dpkg(Some(code), output, Path::new("/usr/bin/airtill"))
    }

    fn rpm(code: i32, output: &str) -> Owner {
        of_rpm(Some(code), output, Path::new("/usr/bin/airtill"))
    }

    fn package(name: &str) -> Owner {
        Owner::Package(name.to_owned())
    }

    #[test]
    fn dpkg_names_the_package_of_exactly_this_file() {
        assert_eq!(dpkg(0, "airtill: /usr/bin/airtill\n"), package("airtill"));
        assert_eq!(dpkg(0, "airtill:amd64: /usr/bin/airtill\n"), package("airtill"));
        assert_eq!(dpkg(0, "airtill, other: /usr/bin/airtill\n"), package("airtill"));
        let diverted = "diversion by x from: /usr/bin/airtill\ndiversion by x to: /usr/bin/airtill.x\n";
        assert_eq!(dpkg(0, &format!("{diverted}airtill: /usr/bin/airtill\n")), package("airtill"));
        for none in [diverted, "airtill: /usr/bin/airtill-old\n", "airtill /usr/bin/airtill", "", "\u{202e}", ": "] {
            assert_eq!(dpkg(0, none), Owner::Unknown, "{none:?}");
        }
        assert_eq!(dpkg(0, &"x".repeat(1 << 20)), Owner::Unknown);
        assert_eq!(dpkg(2, "airtill: /usr/bin/airtill\n"), Owner::Unknown, "it failed");
    }

    #[test]
    fn a_file_that_dpkg_does_not_find_belongs_to_nobody() {
        assert_eq!(dpkg(1, ""), Owner::Nobody);
        assert_eq!(dpkg(2, ""), Owner::Unknown, "the database is broken");
        assert_eq!(of_dpkg(None, "", Path::new("/x")), Owner::Unknown, "it was ended");
    }

    #[test]
    fn rpm_names_the_package_or_says_that_there_is_none() {
        assert_eq!(rpm(0, "airtill\n"), package("airtill"));
        assert_eq!(rpm(1, "file /usr/bin/airtill is not owned by any package\n"), Owner::Nobody);
        assert_eq!(rpm(1, "error: cannot open Packages database in /var/lib/rpm\n"), Owner::Unknown);
        assert_eq!(rpm(1, "le fichier /usr/bin/airtill n'appartient à aucun paquetage\n"), Owner::Unknown);
        for none in ["", "two words\n", "\u{0}", "-option\n"] {
            assert_eq!(rpm(0, none), Owner::Unknown, "{none:?}");
        }
    }

    #[test]
    fn a_file_is_one_argument_whatever_its_name() {
        let file = Path::new("/tmp/a b;$(x)*");
        for question in questions(file) {
            assert_eq!(question.command.get_args().last(), Some(file.as_os_str()));
            assert_eq!((question.read)(Some(127), "", file), Owner::Unknown);
        }
    }
}
