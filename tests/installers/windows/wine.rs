//! Wine prefixes: each is a copy of one that is prepared once, with a display and a server of its own.
//!
//! Every call has a limit. After a kill a prefix may hang each later program, so [`Prefix::stop`] ends its server.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::programs::compiled;

const WINE: &str = "/usr/lib/wine/wine64";
const SERVER: &str = "/usr/lib/wine/wineserver64";
/// The longest that any one program may take; the longest of them takes some seconds on an idle machine.
const LIMIT: Duration = Duration::from_secs(120);

/// The folder of the files that tests leave for the next run.
pub fn cache() -> &'static Path {
    Path::new(env!("CARGO_TARGET_TMPDIR"))
}

/// A Windows of its own.
pub struct Prefix {
    folder: TempDir,
    screen: Child,
    display: String,
}

/// How a program ended.
#[derive(Debug)]
pub struct Ended {
    pub code: i32,
    /// The text of its standard output.
    pub said: String,
}

/// A program that runs.
pub struct Started {
    process: Child,
    said: PathBuf,
}

impl Prefix {
    /// A fresh one, which says that it is Windows 10 and has no WebView2.
    pub fn new() -> Self {
        Self::copy_of(prepared())
    }

    /// A copy of this one, as it is when all of its programs have ended.
    pub fn copy(&self) -> Self {
        self.stop();
        Self::copy_of(self.folder.path())
    }

    fn copy_of(folder: &Path) -> Self {
        let copy = tempfile::tempdir_in(cache()).unwrap();
        // The 690 MB of Windows itself are never written, so links serve; everything else is a copy.
        let script = "mkdir \"$1/drive_c\" && cp -al \"$0/drive_c/windows\" \"$1/drive_c/windows\" && \
                      find \"$0\" -mindepth 1 -maxdepth 1 ! -name drive_c -exec cp -a -t \"$1\" {} + && \
                      find \"$0/drive_c\" -mindepth 1 -maxdepth 1 ! -name windows -exec cp -a -t \"$1/drive_c\" {} +";
        let copied = Command::new("sh").args(["-c", script]).arg(folder).arg(copy.path()).status().unwrap();
        assert!(copied.success());
        let (screen, display) = screen();
        Self { folder: copy, screen, display }
    }

    /// The folder that programs see as `C:\`.
    pub fn drive(&self) -> PathBuf {
        self.folder.path().join("drive_c")
    }

    /// The folder of the one person.
    pub fn home(&self) -> PathBuf {
        let users = std::fs::read_dir(self.drive().join("users")).unwrap();
        users.map(|entry| entry.unwrap().path()).find(|path| !path.ends_with("Public")).unwrap()
    }

    /// Runs a program to its end.
    pub fn run(&self, program: &Path, arguments: &[&str]) -> Ended {
        self.start(program, arguments).ended()
    }

    /// Runs one of Windows' own programs.
    pub fn tool(&self, name: &str, arguments: &[&str]) -> Ended {
        self.run(Path::new(name), arguments)
    }

    /// Starts a program.
    pub fn start(&self, program: &Path, arguments: &[&str]) -> Started {
        let mut command = Command::new(WINE);
        command.arg(program).args(arguments);
        self.spawn(&mut command)
    }

    /// Starts a program as the last thing that a script of the shell does, within mounts of its own; the script finds
    /// the program and its arguments in `"$@"`.
    pub fn start_within_mounts(&self, script: &str, program: &Path, arguments: &[&str]) -> Started {
        let mut command = Command::new("unshare");
        command
            .args(["--mount", "sh", "-ec", &format!("{script}\nexec \"$@\""), "sh", WINE])
            .arg(program)
            .args(arguments);
        self.spawn(&mut command)
    }

    fn spawn(&self, command: &mut Command) -> Started {
        // A file and no pipe, because a program that it starts may hold the pipe open after it.
        let said = tempfile::NamedTempFile::new_in(self.folder.path()).unwrap().into_temp_path().keep().unwrap();
        self.surround(command);
        let process = command.stdout(File::create(&said).unwrap()).stderr(Stdio::null()).stdin(Stdio::null());
        Started { process: process.spawn().unwrap(), said }
    }

    fn surround(&self, command: &mut Command) {
        surround(command, self.folder.path(), &self.display);
    }

    /// A value of the registry, as `reg` prints it; a key's own where the name is empty.
    pub fn value(&self, key: &str, name: &str) -> Option<String> {
        let which = if name.is_empty() { vec!["query", key, "/ve"] } else { vec!["query", key, "/v", name] };
        let found = self.tool("reg", &which);
        let line = found.said.lines().find(|line| line.contains("REG_"))?.to_owned();
        (found.code == 0).then(|| {
            line.split_once("REG_").unwrap().1.split_once(' ').map_or("", |(_, value)| value.trim()).to_owned()
        })
    }

    /// Sets a text in the registry.
    pub fn set(&self, key: &str, name: &str, value: &str) {
        assert_eq!(self.tool("reg", &["add", key, "/v", name, "/d", value, "/f"]).code, 0);
    }

    /// Ends every program and the server, as a computer that is switched off; values that were written to the registry
    /// stay.
    pub fn stop(&self) {
        let mut command = Command::new(SERVER);
        command.arg("-k");
        self.surround(&mut command);
        let _ = command.status();
        command = Command::new(SERVER);
        command.arg("-w");
        self.surround(&mut command);
        let mut waiting = command.spawn().unwrap();
        wait(&mut waiting).expect("the server ends");
    }
}

impl Drop for Prefix {
    fn drop(&mut self) {
        self.stop();
        let _ = self.screen.kill();
        let _ = self.screen.wait();
    }
}

impl Started {
    /// The process, as Linux knows it.
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    /// Whether it has ended.
    pub fn has_ended(&mut self) -> bool {
        self.process.try_wait().unwrap().is_some()
    }

    /// Whether it has written these words.
    pub fn has_said(&self, words: &str) -> bool {
        std::fs::read_to_string(&self.said).is_ok_and(|said| said.contains(words))
    }

    /// Ends it without a last word, and answers whether it still ran.
    pub fn kill(mut self) -> bool {
        let _ = self.process.kill();
        // A program that ended by itself has a code.
        self.process.wait().unwrap().code().is_none()
    }

    /// Waits for its end.
    pub fn ended(mut self) -> Ended {
        let code = wait(&mut self.process).unwrap_or_else(|| {
            let _ = self.process.kill();
            panic!("a program did not end within {LIMIT:?}; it said: {}", std::fs::read_to_string(&self.said).unwrap())
        });
        Ended { code, said: String::from_utf8_lossy(&std::fs::read(&self.said).unwrap()).into_owned() }
    }
}

/// Waits until something holds, as long as any program may take.
pub fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let began = now();
    while !holds() {
        assert!(began.elapsed() < LIMIT, "waiting for {what}");
        pause();
    }
}

/// The time, for limits and for how long something took.
#[allow(clippy::disallowed_methods, reason = "programs of another system are measured by the clock of this one")]
pub fn now() -> Instant {
    Instant::now()
}

/// Waits for a moment that is short beside what any program does.
#[allow(clippy::disallowed_methods, reason = "Wine tells nobody what its programs do, so it is looked at")]
fn pause() {
    std::thread::sleep(Duration::from_millis(1));
}

fn wait(process: &mut Child) -> Option<i32> {
    let began = now();
    loop {
        if let Some(status) = process.try_wait().unwrap() {
            return Some(status.code().unwrap_or(-1));
        }
        if began.elapsed() > LIMIT {
            return None;
        }
        pause();
    }
}

fn surround(command: &mut Command, prefix: &Path, display: &str) {
    command
        .env("WINEPREFIX", prefix)
        .env("WINESERVER", SERVER)
        .env("WINEARCH", "win64")
        .env("WINEDEBUG", "-all")
        // Nobody is asked to download what shows web pages in Wine.
        .env("WINEDLLOVERRIDES", "mscoree=;mshtml=")
        .env("DISPLAY", display)
        .env("LC_ALL", "C.UTF-8")
        .env_remove("LANGUAGE");
}

/// A display of our own, and its name.
fn screen() -> (Child, String) {
    let mut screen = Command::new("Xvfb")
        .args(["-displayfd", "1", "-screen", "0", "1024x768x24", "-nolisten", "tcp"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut number = String::new();
    BufReader::new(screen.stdout.take().unwrap()).read_line(&mut number).unwrap();
    (screen, format!(":{}", number.trim()))
}

/// A Windows that nobody has used yet, made once and left for the next run.
fn prepared() -> &'static Path {
    static PREPARED: OnceLock<PathBuf> = OnceLock::new();
    PREPARED.get_or_init(|| {
        let folder = cache().join("wine-prefix");
        let done = folder.join("prepared");
        if !done.is_file() {
            let _ = std::fs::remove_dir_all(&folder);
            std::fs::create_dir_all(&folder).unwrap();
            let (mut screen, display) = screen();
            for arguments in [["wineboot", "-i"].as_slice(), &["winecfg", "-v", "win10"]] {
                let mut command = Command::new(WINE);
                surround(command.args(arguments).stdout(Stdio::null()).stderr(Stdio::null()), &folder, &display);
                assert_eq!(wait(&mut command.spawn().unwrap()), Some(0), "{arguments:?}");
            }
            let mut ends = Command::new(SERVER);
            surround(ends.arg("-w"), &folder, &display);
            ends.status().unwrap();
            let _ = screen.kill();
            let _ = screen.wait();
            // The library that Wine lacks is the one that `cargo xtask test --wine` gives its own prefixes.
            let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/xtask/src/wine/bcryptprimitives.c");
            let library = folder.join("drive_c/windows/system32/bcryptprimitives.dll");
            compiled(&source, &library, &["-shared", "-ladvapi32"]);
            File::create(&done).unwrap();
        }
        folder
    })
}
