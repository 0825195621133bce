//! The packages that a machine needs: Debian packages, each with the reason it is needed.
//!
//! Rust and Node are expected to be there, because a person chose their versions; everything else is installed by
//! `apt-get`, after one `apt-get update`, through sudo where the person is not root. On a system that is not Debian
//! nothing is installed: the needs are named and the command stops, except on Windows and macOS, which need none of
//! them.

use std::path::Path;
use std::process::Command;

use crate::step::{Stop, exists, step, succeed};

/// A group of Debian packages that serve one purpose.
pub struct Need {
    /// The purpose, as it is shown to the person.
    pub why: &'static str,
    packages: &'static [&'static str],
    /// A program or file that proves, on a system without dpkg, that the need is met.
    proof: &'static str,
}

/// To compile the till: GTK's and WebKit's headers, a C compiler for SQLite and ring.
pub const BUILD: Need = Need {
    why: "to compile the till and its window",
    packages: &["build-essential", "pkg-config", "libwebkit2gtk-4.1-dev", "librsvg2-dev"],
    proof: "pkg-config",
};

/// To find the dependencies of a till that was built elsewhere: the libraries that it loads, and nothing to compile by.
pub const LIBRARIES: Need =
    Need { why: "to know the libraries of the till", packages: &["libwebkit2gtk-4.1-0"], proof: "dpkg-shlibdeps" };

/// To open the window where there is no display, and to drive it.
pub const DRIVE: Need = Need {
    why: "to show the window without a display and to drive it",
    packages: &["xvfb", "webkit2gtk-driver", "dbus", "fonts-dejavu-core", "procps"],
    proof: "WebKitWebDriver",
};

/// To see what a window manager does with the window: its edges, its place, coming to the front, closing.
pub const DESKTOP: Need =
    Need { why: "to test the window under a window manager", packages: &["openbox"], proof: "openbox" };

/// To sign in through a real browser, one that trusts our certificate and one that does not, and to draw the till under
/// forced colours, which its own engine does not know.
pub const BROWSER: Need = Need {
    why: "to sign in through a real browser and to draw forced colours",
    packages: &["chromium", "chromium-driver", "libnss3-tools"],
    proof: "chromedriver",
};

/// To test against a real Secret Service.
pub const KEYRING: Need =
    Need { why: "to test with a real keyring", packages: &["dbus", "gnome-keyring"], proof: "gnome-keyring-daemon" };

/// To show the window in the locales of other countries.
pub const LOCALES: Need = Need { why: "to test in other locales", packages: &["locales"], proof: "localedef" };

/// To sign in at a real Doorkeeper: the gems come from Debian, and nothing is downloaded from elsewhere.
pub const DOORKEEPER: Need = Need {
    why: "to sign in at a real Doorkeeper",
    packages: &["ruby-doorkeeper", "ruby-rails", "ruby-sqlite3", "ruby-bcrypt", "ruby-jwt", "puma"],
    proof: "puma",
};

/// To kill the till at a system call of its own choosing.
pub const KILLS: Need =
    Need { why: "to kill the till between two system calls", packages: &["strace"], proof: "strace" };

/// To type-check for Windows and macOS: a compiler with the standard library's source, and C for Windows.
pub const PLATFORMS: Need = Need {
    why: "to check the code for Windows and macOS",
    packages: &["rustc-web", "cargo-web", "rust-web-src", "gcc-mingw-w64-x86-64", "g++-mingw-w64-x86-64"],
    proof: "x86_64-w64-mingw32-gcc",
};

/// To have the tools of the checks, which are programs of PyPI.
pub const TOOLS: Need =
    Need { why: "to check workflows and dependencies", packages: &["python3", "python3-venv"], proof: "python3" };

/// To make packages and sign them.
pub const BUNDLE: Need = Need {
    why: "to make packages, installers and repositories, and to sign them",
    packages: &[
        // The .deb, its dependencies and the index of the apt repository; gzip and xz come with it.
        "dpkg-dev",
        // The .rpm and the index of its repository.
        "rpm",
        "createrepo-c",
        // Icons at every size.
        "librsvg2-bin",
        // Signatures of packages and of the sums.
        "gpg",
        "gpg-agent",
        "minisign",
        // The release's time and commit.
        "git",
    ],
    proof: "dpkg-deb",
};

/// To try what people install, as they would: Debian's judges, a clean Debian, and dnf with a repository.
pub const INSTALLERS: Need = Need {
    why: "to install what was bundled, on a clean Debian and by dnf",
    packages: &["lintian", "appstream", "desktop-file-utils", "debootstrap", "dnf", "util-linux"],
    proof: "debootstrap",
};

/// To pack and sign the installer for Windows.
pub const WINDOWS_INSTALLER: Need = Need {
    why: "to make the installer for Windows and to sign it",
    packages: &[
        // makensis and its 64-bit stub.
        "nsis",
        // Authenticode signatures and time-stamps.
        "osslsigncode",
        // A certificate that is thrown away.
        "openssl",
    ],
    proof: "makensis",
};

/// To run Windows programs: our tests, and the installer with its window.
pub const WINE: Need = Need {
    why: "to run Windows programs",
    // Stand-ins of any version are compiled for it, and one of Wine's own libraries that it lacks.
    packages: &["wine64", "xvfb", "gcc-mingw-w64-x86-64", "fonts-dejavu-core"],
    proof: "wine64",
};

/// The versions of Node that the window's build takes, as a person is shown.
const NODE: &str = "Node 20.19, 22.12 or later";

/// Checks that Node is new enough, so that its age is named and not the error of a package.
///
/// # Errors
/// It is too old; the sentence says which it is. A version that cannot be read is not judged.
fn node_serves() -> Result<(), Stop> {
    let Ok(output) = Command::new("node").arg("--version").output() else { return Ok(()) };
    let version = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    if is_too_old(&version) {
        return Err(Stop::new(format!("`node` is {version}, which is too old. Install {NODE}, then try again.")));
    }
    Ok(())
}

/// Whether this version of Node, as it names itself, is below what Vite and its companions take.
fn is_too_old(version: &str) -> bool {
    let mut numbers = version.trim_start_matches('v').split('.').map_while(|number| number.parse::<u32>().ok());
    match (numbers.next(), numbers.next()) {
        (Some(major), Some(minor)) => !matches!((major, minor), (20, 19..) | (22, 12..) | (23.., _)),
        _ => false,
    }
}

/// Installs what is missing of these needs, and checks that Node is there and new enough.
///
/// # Errors
/// When something is missing and cannot be installed here; the sentence says what.
pub fn ensure(needs: &[&Need]) -> Result<(), Stop> {
    step("what the machine needs", || {
        for (program, what) in [("node", NODE), ("npm", "npm, which comes with Node")] {
            if !exists(program) {
                return Err(Stop::new(format!("`{program}` is missing. Install {what}, then try again.")));
            }
        }
        node_serves()?;
        packages(needs)
    })
}

/// Installs what is missing of these needs, where no Node is needed because nothing is built.
///
/// # Errors
/// When something is missing and cannot be installed here; the sentence says what.
pub fn ensure_packages(needs: &[&Need]) -> Result<(), Stop> {
    step("what the machine needs", || packages(needs))
}

fn packages(needs: &[&Need]) -> Result<(), Stop> {
    if !cfg!(target_os = "linux") {
        return Ok(());
    }
    if Path::new("/etc/debian_version").exists() && exists("apt-get") { debian(needs) } else { elsewhere(needs) }
}

/// Whether this is Ubuntu, which has `apt-get` but not all that Debian has: its Chromium comes by another way, and no
/// compiler of it carries the source of its library.
pub fn on_ubuntu() -> bool {
    std::fs::read_to_string("/etc/os-release").is_ok_and(|text| names_ubuntu(&text))
}

fn names_ubuntu(os_release: &str) -> bool {
    os_release.lines().any(|line| line.trim() == "ID=ubuntu")
}

fn debian(needs: &[&Need]) -> Result<(), Stop> {
    let missing: Vec<(&Need, Vec<&str>)> = needs
        .iter()
        .map(|need| (*need, need.packages.iter().copied().filter(|package| !installed(package)).collect::<Vec<_>>()))
        .filter(|(_, packages)| !packages.is_empty())
        .collect();
    if missing.is_empty() {
        println!("nothing is missing");
        return Ok(());
    }
    for (need, packages) in &missing {
        println!("installing {}: {}", need.why, packages.join(" "));
    }
    let mut packages: Vec<&str> = missing.into_iter().flat_map(|(_, packages)| packages).collect();
    packages.sort_unstable();
    packages.dedup();
    succeed(apt_get()?.arg("update"))?;
    succeed(apt_get()?.args(["install", "--yes", "--no-install-recommends"]).args(packages))
}

fn elsewhere(needs: &[&Need]) -> Result<(), Stop> {
    let missing: Vec<String> = needs
        .iter()
        .filter(|need| !exists(need.proof))
        .map(|need| format!("{} (what Debian calls {})", need.why, need.packages.join(", ")))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(Stop::new(format!(
        "this is not Debian, so nothing is installed for you. Please install, {}. Then try again.",
        missing.join("; and ")
    )))
}

fn installed(package: &str) -> bool {
    Command::new("dpkg-query")
        .args(["--show", "--showformat=${db:Status-Status}", package])
        .output()
        .is_ok_and(|output| output.status.success() && output.stdout == b"installed")
}

fn apt_get() -> Result<Command, Stop> {
    let root = Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.trim_ascii() == b"0");
    let mut command = if root {
        Command::new("env")
    } else if exists("sudo") {
        let mut command = Command::new("sudo");
        command.arg("env");
        command
    } else {
        return Err(Stop::new(
            "packages are missing, and installing them takes root or sudo. Run this command as root once, then as yourself.",
        ));
    };
    command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get", "-q"]);
    Ok(command)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ubuntu_is_told_from_debian() {
        assert!(names_ubuntu("NAME=\"Ubuntu\"\nID=ubuntu\nID_LIKE=debian\n"));
        assert!(!names_ubuntu("ID=debian\n") && !names_ubuntu("ID=mint\nID_LIKE=ubuntu\n"));
    }

    #[test]
    fn a_node_that_the_windows_build_does_not_take_is_too_old() {
        for old in ["v18.20.4", "v20.18.3", "v21.7.3", "v22.11.0"] {
            assert!(is_too_old(old), "{old}");
        }
        for good in ["v20.19.0", "v22.12.0", "v23.0.0", "v24.1.0", "v100.0.0", "", "nightly"] {
            assert!(!is_too_old(good), "{good}");
        }
    }
}
