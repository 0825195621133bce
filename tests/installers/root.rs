//! A clean Debian in a folder: nothing in it but what `debootstrap` lays there and what a test installs.
//!
//! Everything runs in mounts and processes of its own, which end with it; nothing of the machine is changed. The window
//! is driven by this test program itself, which is lent to the clean Debian together with the driver: so that no
//! package of the tests can bring a library that our package forgot.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::bundle;
use crate::command::{Told, program, run};
use crate::inside::DESK;

/// The name of the ordinary user.
pub const CLERK: &str = "clerk";
/// The user's home folder.
pub const HOME: &str = "/home/clerk";

/// The version of Debian.
const DEBIAN: &str = "bookworm";

/// Mounts what a program expects of a computer, and becomes that program within the folder `$ROOT`.
const ENTER: &str = r#"
set -e
mount -t proc proc "$ROOT/proc"
mount --rbind /dev "$ROOT/dev"
mount -t tmpfs -o mode=1777 tmpfs "$ROOT/tmp"
mkdir -p "$ROOT/tmp/.X11-unix"
if [ -d /tmp/.X11-unix ]; then mount --bind /tmp/.X11-unix "$ROOT/tmp/.X11-unix"; fi
for lent in $LENT; do
    to="$ROOT/opt/lent/${lent##*/}"
    mkdir -p "$ROOT/opt/lent"
    : > "$to"
    mount --bind "$lent" "$to"
done
exec chroot "$@"
"#;

/// A session of the user: a message bus, and a keyring that an empty password unlocks.
const SESSION: &str = r#"
printf '\n' | gnome-keyring-daemon --unlock --components=secrets > /dev/null 2>&1
exec "$@"
"#;

/// A clean Debian. Its folder stays for a person to look at until the next run.
pub struct Root {
    folder: PathBuf,
}

impl Root {
    /// Makes it, with an ordinary user.
    pub fn clean() -> Self {
        let folder = bundle::folder().with_file_name("clean-debian");
        let (archive, sources) = archives();
        run(program("rm").args(["-rf", "--one-file-system"]).arg(&folder)).worked();
        let mut command = program("debootstrap");
        run(command.args(["--variant=minbase", DEBIAN]).arg(&folder).arg(archive)).worked();
        let root = Self { folder };
        // As debootstrap leaves it, security updates are missing.
        root.write("etc/apt/sources.list", sources);
        root.write("usr/sbin/policy-rc.d", "#!/bin/sh\nexit 101\n");
        root.write("etc/hosts", "127.0.0.1 localhost\n::1 localhost\n");
        run(program("chmod").arg("755").arg(root.path("usr/sbin/policy-rc.d"))).worked();
        root.run("useradd --create-home --uid 1000 clerk && install -d -o clerk -m 700 /run/user/1000").worked();
        root.run("apt-get update").worked();
        root
    }

    /// The place of a file in it, as this computer sees it.
    pub fn path(&self, file: &str) -> PathBuf {
        self.folder.join(file.trim_start_matches('/'))
    }

    /// Writes a file in it.
    pub fn write(&self, file: &str, content: impl AsRef<[u8]>) {
        std::fs::create_dir_all(self.path(file).parent().unwrap()).unwrap();
        std::fs::write(self.path(file), content).unwrap();
    }

    /// Copies a file into it.
    pub fn copy(&self, from: &Path, to: &str) {
        self.write(to, std::fs::read(from).unwrap());
    }

    /// Runs a line of the shell in it, as root.
    pub fn run(&self, line: &str) -> Told {
        let mut command = self.enter(&[]);
        command.env("DEBIAN_FRONTEND", "noninteractive").arg(&self.folder).args(["sh", "-c", line]);
        run(&mut command)
    }

    /// Runs a test of `inside` in it, as the ordinary user, in a session of that user, with this address of a service.
    pub fn as_clerk(&self, test: &str, desk: &str) -> Told {
        self.as_clerk_at(HOME, test, desk)
    }

    /// Runs as the clerk of [`Root::as_clerk`], with another home folder: the data and the keyring are others, as on
    /// another computer.
    pub fn as_clerk_at(&self, home: &str, test: &str, desk: &str) -> Told {
        let display = std::env::var("DISPLAY").expect("there is a display; `cargo xtask test --installers` opens one");
        let driver = PathBuf::from("/usr/bin/WebKitWebDriver");
        let tests = std::env::current_exe().unwrap();
        let name = tests.file_name().unwrap().to_string_lossy().into_owned();
        let mut command = self.enter(&[driver, tests]);
        command.arg(format!("--userspec={CLERK}:{CLERK}")).arg(&self.folder).args(["env", "-i"]);
        command.arg(format!("DISPLAY={display}")).arg(format!("{DESK}={desk}")).arg(format!("HOME={home}")).args([
            "USER=clerk",
            "LANG=C.UTF-8",
            "PATH=/usr/local/bin:/usr/bin:/bin:/opt/lent",
            "XDG_RUNTIME_DIR=/run/user/1000",
            "GDK_BACKEND=x11",
            "NO_AT_BRIDGE=1",
            "AIRTILL_TILL_BINARY=/usr/bin/airtill",
            "RUST_BACKTRACE=1",
        ]);
        command.args(["dbus-run-session", "--", "sh", "-c", SESSION, "session"]);
        command.arg(format!("/opt/lent/{name}")).args(["--ignored", "--exact", "--nocapture"]);
        let told = run(command.arg(format!("inside::{test}"))).worked();
        // A name that no test has would pass as well.
        assert!(told.text.contains("1 passed"), "{}", told.text);
        told
    }

    /// The beginning of a command within it; `chroot`'s own arguments follow.
    fn enter(&self, lent: &[PathBuf]) -> Command {
        let lent: Vec<String> = lent.iter().map(|file| file.display().to_string()).collect();
        let mut command = program("unshare");
        command.args(["--mount", "--pid", "--fork", "--kill-child", "sh", "-c", ENTER, "enter"]);
        command.env("ROOT", &self.folder).env("LENT", lent.join(" ")).env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        command
    }
}

/// The archives from which this machine gets its own packages of that Debian: the first one, and all as apt lists them.
fn archives() -> (String, String) {
    let told = run(program("apt-get").args(["indextargets", "--format", "$(SITE) $(RELEASE) $(COMPONENT)"])).worked();
    let mut lines: Vec<&str> = told.text.lines().filter(|line| line.contains(&format!(" {DEBIAN}"))).collect();
    lines.sort_unstable();
    lines.dedup();
    let of_the_release = |line: &&&str| line.split(' ').nth(1) == Some(DEBIAN);
    let first = lines.iter().find(of_the_release).and_then(|line| line.split(' ').next());
    let archive = first.unwrap_or_else(|| panic!("this machine gets no packages of {DEBIAN}: {}", told.text));
    (archive.to_owned(), lines.iter().map(|line| format!("deb {line}\n")).collect())
}
