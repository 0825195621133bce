//! Opening an address, with an `xdg-open` that writes down its arguments.
//!
//! Each test has a desktop of its own: a folder that is the whole path, and variables that are handed over, so that
//! nothing of this computer is found or changed. The tests do not look for a browser.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::io::Write;
use std::os::unix::ffi::OsStringExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use airtill_app::ports::NotOpened;
use proptest::prelude::*;
use tauri::Url;
use tempfile::TempDir;

use super::{Opener, launch, not_opened, refused};
use crate::environment::Variables;

/// Long enough for a program that ends, on any machine.
const LONG: Duration = Duration::from_secs(3600);

/// A desktop whose path holds one program.
struct Desktop(TempDir);

impl Desktop {
    fn empty() -> Self {
        Self(tempfile::tempdir().expect("a temporary folder"))
    }

    /// With a program that writes down its arguments and environment, then does `ending`.
    fn with(program: &str, ending: &str) -> Self {
        let desktop = Self::empty();
        desktop.add(program, ending);
        desktop
    }

    fn add(&self, program: &str, ending: &str) {
        let script = format!(
            "#!/bin/sh\nprintf '%s\\0' \"$@\" > \"$OUT/arguments\"\n/usr/bin/env -0 > \"$OUT/environment\"\n{ending}\n"
        );
        // Written by another process: while this one has it open for writing, a program that another test starts would
        // inherit that.
        let mut writing = Command::new("/bin/sh");
        writing
            .args(["-c", "cat > \"$1\" && chmod 700 \"$1\"", "sh"])
            .arg(self.0.path().join(program))
            .stdin(Stdio::piped());
        let mut writing = writing.spawn().expect("a shell");
        writing.stdin.take().expect("it is piped").write_all(script.as_bytes()).expect("it reads");
        assert!(writing.wait().expect("it ends").success());
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn variables(&self) -> Variables {
        [("PATH", self.path()), ("OUT", self.path())]
            .map(|(name, value)| (OsString::from(name), value.as_os_str().to_owned()))
            .into()
    }

    fn launch(&self, address: &str) -> Result<(), NotOpened> {
        launch::launch(address, &self.variables(), LONG)
    }

    fn opener(&self, patience: Duration) -> Opener {
        Opener { variables: self.variables(), patience }
    }

    /// The words that the program wrote down, piece by piece.
    fn written(&self, file: &str) -> Vec<OsString> {
        let bytes = fs::read(self.path().join(file)).expect("the program ran");
        let mut pieces: Vec<_> =
            bytes.split(|byte| *byte == 0).map(|piece| OsString::from_vec(piece.to_vec())).collect();
        assert_eq!(pieces.pop(), Some(OsString::new()), "every piece ends with a zero");
        pieces
    }

    fn never_ran(&self) -> bool {
        !self.path().join("arguments").exists()
    }
}

fn url(text: &str) -> Url {
    text.parse().expect("an address")
}

/// Waits for something that another process does.
async fn until(what: &str, mut happened: impl FnMut() -> bool) {
    let waiting = async {
        while !happened() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), waiting).await.unwrap_or_else(|_| panic!("waited in vain: {what}"));
}

#[tokio::test]
async fn b01_only_addresses_of_the_web_are_opened() {
    let desktop = Desktop::with("xdg-open", "exit 0");
    for refused in [
        "http://example.com/",
        "http://localhost:8080/",
        "http://127.0.0.1.example.com/",
        "http://192.168.1.2/",
        "http://[::2]/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "data:text/html,x",
        "mailto:a@example.com",
        "airtill:callback",
        "smb://example.com/x",
    ] {
        let answer = desktop.opener(LONG).open(&url(refused)).await;
        assert_eq!(answer, Err(not_opened("it is not an address of the web")), "{refused}");
        assert!(desktop.never_ran(), "{refused} was given to a program");
    }
    for taken in [
        "https://example.com/oauth/authorize?state=x",
        "http://127.0.0.1:8080/",
        "http://127.8.8.8/",
        "http://[::1]:8080/",
    ] {
        assert_eq!(desktop.opener(LONG).open(&url(taken)).await, Ok(()), "{taken}");
        assert_eq!(desktop.written("arguments"), [OsString::from(taken)]);
    }
}

#[test]
fn g02_a_refusal_of_the_system_is_shown_without_the_address() {
    let said = "Launcher \"/usr/bin/open\" \"--\" \"https://example.com/oauth/authorize?state=canary\" failed with ExitStatus(256)";
    assert_eq!(refused(&std::io::Error::other(said)), not_opened("the system did not take the address"));
    let own = std::io::Error::from_raw_os_error(2);
    assert_eq!(refused(&own), not_opened(own.to_string()), "a number of the system's holds nothing of ours");
}

#[test]
fn b01_a_hostile_address_arrives_as_the_one_argument_it_is() {
    let desktop = Desktop::with("xdg-open", "exit 0");
    for hostile in [
        "\"; touch /tmp/x; \"",
        "$(reboot)",
        "`reboot`",
        "' & calc & '",
        "a b\tc",
        "%s %u %2522",
        "\n--help\r\n",
        "-n",
        "x|y>z<w",
        "\\\\host\\share",
        "ü 你 \u{202e}",
    ] {
        let mut address = url("https://example.com/");
        address.set_path(hostile);
        address.query_pairs_mut().append_pair("state", hostile);
        address.set_fragment(Some(hostile));
        desktop.launch(address.as_str()).expect("it is taken");
        assert_eq!(desktop.written("arguments"), [OsString::from(address.as_str())], "{hostile:?}");
        assert!(
            address.as_str().starts_with("https://example.com/") && !address.as_str().contains(char::is_whitespace),
            "{address}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn b01_the_program_is_given_exactly_the_address(path in any::<String>(), name in any::<String>(), value in any::<String>()) {
        let desktop = Desktop::with("xdg-open", "exit 0");
        let mut address = url("https://example.com/");
        address.set_path(&path);
        address.query_pairs_mut().append_pair(&name, &value);
        prop_assert_eq!(desktop.launch(address.as_str()), Ok(()));
        prop_assert_eq!(desktop.written("arguments"), [OsString::from(address.as_str())]);
    }
}

#[test]
fn b02_the_exit_code_of_a_launcher_is_shown_in_plain_words() {
    let cases = [
        ("exit 1", "xdg-open ended with code 1"),
        ("exit 2", "xdg-open ended with code 2"),
        ("exit 3", "xdg-open found no browser"),
        ("exit 4", "xdg-open could not open the browser"),
        ("kill -9 $$", "xdg-open was ended by the system"),
    ];
    for (ending, words) in cases {
        assert_eq!(
            Desktop::with("xdg-open", ending).launch("https://example.com/"),
            Err(not_opened(words)),
            "{ending}"
        );
    }
    assert_eq!(Desktop::with("xdg-open", "exit 0").launch("https://example.com/"), Ok(()));
}

#[test]
fn b02_a_missing_launcher_is_shown_and_the_next_one_is_asked() {
    let desktop = Desktop::empty();
    assert_eq!(desktop.launch("https://example.com/"), Err(not_opened("xdg-open is not installed")));
    desktop.add("gio", "exit 0");
    assert_eq!(desktop.launch("https://example.com/"), Ok(()));
    assert_eq!(desktop.written("arguments"), ["open", "https://example.com/"].map(OsString::from));
    desktop.add("xdg-open", "exit 4");
    fs::remove_file(desktop.path().join("arguments")).expect("it was there");
    assert_eq!(desktop.launch("https://example.com/"), Ok(()), "gio accepts the address that xdg-open refused");
    assert_eq!(desktop.written("arguments"), ["open", "https://example.com/"].map(OsString::from));
    desktop.add("gio", "exit 2");
    assert_eq!(
        desktop.launch("https://example.com/"),
        Err(not_opened("xdg-open could not open the browser")),
        "the first word counts"
    );
}

/// A launcher that waits for a word from us, and writes down its process id.
const WAITS: &str =
    "echo $$ > \"$OUT/pid.new\"; /bin/mv \"$OUT/pid.new\" \"$OUT/pid\"; read -r word < \"$OUT/gate\"; exit \"$word\"";

fn with_a_gate() -> Desktop {
    let desktop = Desktop::with("xdg-open", WAITS);
    assert!(Command::new("mkfifo").arg(desktop.path().join("gate")).status().expect("mkfifo").success());
    desktop
}

fn let_it_end(desktop: &Desktop, code: &str) {
    fs::write(desktop.path().join("gate"), format!("{code}\n")).expect("it reads");
}

#[tokio::test]
async fn b02_a_hanging_launcher_blocks_nothing_and_has_the_address() {
    // One thread runs everything here: if it blocked, nothing below would happen.
    let desktop = with_a_gate();
    let opener = desktop.opener(LONG);
    let (address, pid) = (url("https://example.com/"), desktop.path().join("pid"));
    tokio::select! {
        biased;
        outcome = opener.open(&address) => panic!("it was still running: {outcome:?}"),
        () = until("the launcher starts", || pid.exists()) => {}
    }
    let_it_end(&desktop, "0");
    fs::remove_file(&pid).expect("it was there");
    let impatient = desktop.opener(Duration::from_millis(20));
    assert_eq!(impatient.open(&address).await, Ok(()), "a program that still runs has accepted it");
    until("the second launcher starts", || pid.exists()).await;
    let_it_end(&desktop, "0");
}

#[tokio::test]
async fn b02_a_launcher_has_its_own_group_and_leaves_no_zombie() {
    let desktop = with_a_gate();
    assert_eq!(desktop.opener(Duration::from_millis(20)).open(&url("https://example.com/")).await, Ok(()));
    let file = desktop.path().join("pid");
    until("the launcher starts", || file.exists()).await;
    let pid = fs::read_to_string(&file).expect("its number").trim().to_owned();
    let process = Path::new("/proc").join(&pid);
    let stat = fs::read_to_string(process.join("stat")).expect("it runs");
    // After the name in brackets: state, parent, process group.
    let group = stat.rsplit(')').next().expect("a tail").split_whitespace().nth(2).expect("a process group");
    assert_eq!(group, pid, "a signal to the till's group does not end the browser");
    let_it_end(&desktop, "4");
    until("it is waited for", || !process.exists()).await;
}

#[tokio::test]
async fn b03_from_an_appimage_the_launcher_inherits_the_system_environment() {
    let desktop = Desktop::with("xdg-open", "exit 0");
    let mut opener = desktop.opener(LONG);
    let (bundle, own) = (desktop.path().join("bundle"), desktop.path().to_str().expect("plain"));
    let bundle = bundle.to_str().expect("plain");
    for (name, value) in [
        ("APPIMAGE", "/opt/Airtill.AppImage".to_owned()),
        ("APPDIR", bundle.to_owned()),
        ("LD_LIBRARY_PATH", format!("{bundle}/usr/lib")),
        ("LD_PRELOAD", String::new()),
        ("GTK_THEME", "Adwaita".to_owned()),
        ("GDK_BACKEND", "x11".to_owned()),
        ("GIO_MODULE_DIR", format!("{bundle}/gio")),
        ("PYTHONHOME", format!("{bundle}/usr")),
        ("XDG_DATA_DIRS", format!("{bundle}/usr/share:/usr/local/share:/usr/share")),
        ("PATH", format!("{bundle}/usr/bin:{own}")),
        ("DISPLAY", ":7".to_owned()),
    ] {
        opener.variables.insert(name.into(), value.into());
    }
    assert_eq!(opener.open(&url("https://example.com/")).await, Ok(()));
    let inherited: BTreeMap<String, String> = desktop
        .written("environment")
        .into_iter()
        .map(|pair| pair.into_string().expect("text"))
        .filter_map(|pair| pair.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned())))
        // The variables that the shell of the script sets by itself.
        .filter(|(name, _)| !["PWD", "OLDPWD", "SHLVL", "_"].contains(&name.as_str()))
        .collect();
    let wanted = [("DISPLAY", ":7"), ("OUT", own), ("PATH", own), ("XDG_DATA_DIRS", "/usr/local/share:/usr/share")];
    assert_eq!(inherited, wanted.map(|(name, value)| (name.to_owned(), value.to_owned())).into());
}
