//! Tests of the scripts in `installers/` that a release runs: their calls of other programs, and their refusals.
//!
//! Stand-ins take the places of those programs: each writes down its arguments and says yes, except the one that a test
//! has say no. The real ones are asked where they are: by `tests/installers`, and by the systems of CI.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::bundle::files;
use crate::step::root;

/// A script by its name below `installers/`.
fn script(name: &str) -> PathBuf {
    root().join("installers").join(name)
}

/// A folder of one test, with its stand-ins in `bin`.
struct Place(PathBuf);

impl Place {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("airtill-scripts-{}-{name}", std::process::id()));
        files::empty_folder(&folder).expect("a temporary folder can be written");
        Self(folder)
    }

    /// Lays a program that writes down its arguments and goes on with this line of a shell.
    fn stand_in(&self, program: &str, line: &str) {
        let log = self.0.join("log");
        let text = format!("#!/bin/sh\necho \"{program} $*\" >> '{}'\n{line}\n", log.display());
        files::write(&self.0.join("bin").join(program), text, files::PROGRAM).expect("it is written");
    }

    fn write(&self, file: &str, text: &str) {
        files::write(&self.0.join(file), text, files::PLAIN).expect("it is written");
    }

    fn run(&self, script: &str, argument: &Path, variables: &[(&str, &str)]) -> Output {
        self.started(Command::new(self::script(script)), argument, variables)
    }

    /// Runs a copy of a script, which finds its neighbours in this folder.
    fn run_copy(&self, script: &str, argument: &Path, variables: &[(&str, &str)]) -> Output {
        let copy = self.0.join("installers").join(script);
        files::copy(&self::script(script), &copy, files::PLAIN).expect("it is copied");
        let mut shell = Command::new("sh");
        shell.arg(copy);
        self.started(shell, argument, variables)
    }

    fn started(&self, mut command: Command, argument: &Path, variables: &[(&str, &str)]) -> Output {
        let path = std::env::var("PATH").expect("there is a path");
        command.arg(argument).current_dir(&self.0).env_remove("AIRTILL_SIGN_PACKAGES").env_remove("CI");
        command.env("PATH", format!("{}:{path}", self.0.join("bin").display()));
        command.envs(variables.iter().copied()).output().expect("the script starts")
    }

    fn log(&self) -> String {
        files::read_text(&self.0.join("log")).unwrap_or_default()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

const AZURE: [(&str, &str); 3] = [
    ("AIRTILL_JSIGN", "jsign.jar"),
    ("AIRTILL_AZURE_ENDPOINT", "weu.codesigning.azure.net"),
    ("AIRTILL_AZURE_PROFILE", "account/profile"),
];

#[test]
fn the_signer_for_windows_has_azure_sign_and_hides_its_token() {
    let place = Place::new("sign");
    place.stand_in("az", "echo a-token");
    place.stand_in("java", "echo \"the token is $AIRTILL_AZURE_TOKEN\"");
    let output = place.run("windows/sign.sh", Path::new("a b.exe"), &AZURE);
    assert!(output.status.success(), "{output:?}");
    assert_eq!(output.stdout, b"the token is a-token\n");
    let wanted = "java -jar jsign.jar --storetype TRUSTEDSIGNING --keystore weu.codesigning.azure.net \
                  --storepass env:AIRTILL_AZURE_TOKEN --alias account/profile --alg SHA-256 \
                  --tsaurl http://timestamp.acs.microsoft.com --tsmode RFC3161 a b.exe\n";
    let log = place.log();
    assert!(log.ends_with(wanted) && !log.contains("a-token"), "{log}");
}

#[test]
fn the_signer_for_windows_stops_where_something_is_missing() {
    for (missing, _) in AZURE {
        let place = Place::new("sign-without");
        place.stand_in("az", "echo a-token");
        place.stand_in("java", "");
        let given: Vec<_> = AZURE.into_iter().filter(|(name, _)| *name != missing).collect();
        let output = place.run("windows/sign.sh", Path::new("a.exe"), &given);
        assert!(!output.status.success() && place.log().is_empty(), "{missing}: {output:?}");
        assert!(String::from_utf8_lossy(&output.stderr).contains(missing), "{output:?}");
    }
    let place = Place::new("sign-refused");
    place.stand_in("az", "exit 1");
    place.stand_in("java", "");
    assert!(!place.run("windows/sign.sh", Path::new("a.exe"), &AZURE).status.success(), "Azure knows nobody");
    assert!(!place.log().contains("java"), "nothing is signed without a token");
}

/// The key of sums and updates of the bundles in these tests.
const PRESENT: &str = "RWpresent";
/// The fingerprint of the packages' key that the stand-in for GPG finds.
const FINGERPRINT: &str = "0123";

/// A bundle in small with a manifest of this name, and the programs that verify it; `refusing` is the beginning of the
/// call that one of them says no to.
fn bundle(name: &str, manifest: &str, refusing: &str) -> Place {
    let place = Place::new(name);
    let all = ["airtill_1.deb", "airtill-1.rpm", "airtill-1-setup.exe", "airtill-1.tar.gz", manifest];
    for file in all {
        place.write(&format!("made/{file}"), file);
    }
    for file in [&all[2..], &["SHA256SUMS"]].concat() {
        place.write(&format!("made/{file}.minisig"), "a signature");
    }
    list(&place);
    place.write("made/airtill.pub", &format!("untrusted comment: a key\n{PRESENT}\n"));
    place.write("src-tauri/publisher.txt", &format!("# present = RWno\npresent = {PRESENT}\nnext = RWnext\n"));
    place.write("made/apt/pool/main/airtill_1.deb", all[0]);
    place.write("made/dnf/packages/airtill-1.rpm", all[1]);
    for program in ["minisign", "gpgv", "rpmkeys", "gpg"] {
        let says = if program == "gpg" { format!("echo 'fpr:::::::::{FINGERPRINT}:'") } else { String::new() };
        place.stand_in(program, &format!("{says}\ncase \"{program} $*\" in {refusing}*) exit 1 ;; esac"));
    }
    place
}

/// Writes the list of sums of the files that are there.
fn list(place: &Place) {
    let mut sums = String::new();
    for file in files::files_in(&place.0.join("made")).expect("it was made") {
        let name = file.file_name().unwrap_or_default().display().to_string();
        if !name.starts_with("SHA256SUMS") && name != "airtill.pub" {
            sums += &format!("{}  {name}\n", crate::bundle::digest(&file).expect("it is there"));
        }
    }
    place.write("made/SHA256SUMS", &sums);
}

fn for_people(name: &str) -> Place {
    bundle(name, "airtill-stable.json", "nothing")
}

fn for_tests(name: &str, refusing: &str) -> Place {
    bundle(name, "airtill-test.json", refusing)
}

fn verified(place: &Place, key: &str) -> bool {
    let output = place.run_copy("linux/verify.sh", &place.0.join("made"), &[("AIRTILL_SIGN_PACKAGES", key)]);
    output.status.success()
}

#[test]
fn a_bundle_is_verified_whole() {
    for (place, key) in [(for_people("whole"), FINGERPRINT), (for_tests("whole-test", "nothing"), "")] {
        assert!(verified(&place, key), "{}", place.log());
        let log = place.log();
        for asked in ["-m SHA256SUMS", "dists/stable/InRelease", "repomd.xml.asc", "--checksig airtill-1.rpm"] {
            assert!(log.contains(asked), "{asked}: {log}");
        }
        for signed in ["airtill-1-setup.exe\n", "airtill-1.tar.gz\n", ".json\n"] {
            assert!(log.contains(signed), "{signed}: {log}");
        }
    }
}

#[test]
fn a_bundle_is_refused_by_each_of_its_judges() {
    for refusing in [
        "minisign*SHA256SUMS",
        "minisign*airtill-1-setup.exe",
        "minisign*airtill-test.json",
        "gpgv*InRelease",
        "gpgv*repomd",
        "rpmkeys*--import",
        "rpmkeys*--checksig",
    ] {
        assert!(!verified(&for_tests("refused", refusing), ""), "{refusing}");
    }
}

#[test]
fn a_bundle_for_people_has_the_keys_of_the_publisher() {
    assert!(!verified(&for_people("another-key"), "4567"), "the packages' key of somebody else");
    assert!(!verified(&for_people("no-key"), ""), "no key was named to hold it against");
    for publisher in ["present = RWother\n", "present =\nnext = RWpresent\n", "# present = RWpresent\n", ""] {
        let place = for_people("publisher");
        place.write("src-tauri/publisher.txt", publisher);
        assert!(!verified(&place, FINGERPRINT), "{publisher:?}");
    }
    let place = for_people("empty-key");
    place.write("src-tauri/publisher.txt", "present =\n");
    place.write("made/airtill.pub", "untrusted comment: a key\n");
    assert!(!verified(&place, FINGERPRINT), "two keys that are missing are not equal");
}

#[test]
fn a_bundle_for_people_lacks_no_signature_of_its_updates() {
    for lacking in ["SHA256SUMS", "airtill-stable.json", "airtill-1-setup.exe", "airtill-1.tar.gz"] {
        let place = for_people("unsigned");
        std::fs::remove_file(place.0.join(format!("made/{lacking}.minisig"))).expect("it was made");
        list(&place);
        assert!(!verified(&place, FINGERPRINT), "{lacking}");
    }
}

#[test]
fn a_bundle_with_another_file_is_refused() {
    for (file, text) in [
        ("made/airtill_1.deb", "changed"),
        ("made/not-in-the-list", "added"),
        ("made/apt/pool/main/airtill_1.deb", "another one"),
    ] {
        let place = for_tests("another", "nothing");
        place.write(file, text);
        assert!(!verified(&place, ""), "{file}");
    }
}

#[test]
fn a_file_that_is_no_package_is_not_tried() {
    let place = Place::new("try");
    let output = place.run("linux/try.sh", Path::new("airtill.exe"), &[]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
}

/// Whether a judge of an installed package says yes, where the program that it asks has this line.
fn judged(judge: &str, package: &str, program: &str, line: &str) -> bool {
    let place = Place::new(judge);
    place.stand_in(program, line);
    place.write("judge.sh", &format!(". '{}'\n{judge} \"$1\"\n", script("linux/judges.sh").display()));
    let mut shell = Command::new("sh");
    shell.arg("-eu").arg(place.0.join("judge.sh"));
    let output = place.started(shell, Path::new(package), &[]);
    assert!(place.log().starts_with(program), "{program} was asked: {output:?}");
    output.status.success()
}

#[test]
fn a_package_is_as_packed_where_the_system_looked_and_found_nothing() {
    for (package, program) in [("a.deb", "dpkg"), ("a.rpm", "rpm")] {
        let whole = |line: &str| judged("is_as_packed", package, program, line);
        assert!(whole("true"));
        assert!(!whole("echo '??5??????   /usr/bin/airtill'"), "{program}: a file differs");
        assert!(!whole("exit 1"), "{program} itself failed");
    }
}

#[test]
fn libraries_are_there_where_the_loader_looked_and_found_each() {
    let whole = |line: &str| judged("finds_its_libraries", "/usr/bin/airtill", "ldd", line);
    assert!(whole("echo 'libc.so.6 => /lib/libc.so.6'"));
    assert!(!whole("echo 'libgtk-3.so.0 => not found'"));
    assert!(!whole("exit 1") && !whole("true"), "silence is no proof");
}

#[test]
fn a_package_is_gone_where_the_system_lists_others_alone() {
    for (package, program) in [("a.deb", "dpkg-query"), ("a.rpm", "rpm")] {
        let gone = |line: &str| judged("is_unknown", package, program, line);
        assert!(gone("echo airtill-other; echo libc6"));
        assert!(!gone("echo adduser; echo airtill; echo zlib"), "{program} knows it");
        assert!(!gone("exit 1") && !gone("true"), "{program}: silence is no proof");
    }
}

/// A disk image in small, by stand-ins for the programs of macOS. The first line is run by the till when it is open, and
/// the second one when it is asked to close.
fn image(name: &str, open: &str, asked: &str) -> Place {
    let place = Place::new(name);
    let till = format!(
        "#!/bin/sh\nif [ \"$1\" = --close ]; then {asked}; exit; fi\nmkdir -p \"$AIRTILL_DATA_DIR/practice\"\n\
         echo a ledger > \"$AIRTILL_DATA_DIR/practice/ledger.sqlite3\"\n{open}\n"
    );
    files::write(&place.0.join("image/Airtill.app/Contents/MacOS/airtill"), till, files::PROGRAM).expect("written");
    place.write("image/Airtill.app/Contents/Resources/licences.txt", "licences");
    std::os::unix::fs::symlink("/", place.0.join("image/Applications")).expect("a link can be made");
    let contents = place.0.join("image");
    place.stand_in("hdiutil", &format!("if [ \"$1\" = attach ]; then cp -R '{}/.' \"$6\"; fi", contents.display()));
    place.stand_in("plutil", "");
    // Every wait is short, so that a limit of tries is soon over.
    place.stand_in("sleep", "exec /bin/sleep 0.02");
    place
}

/// Says that the till closes when the file is there that its `--close` makes.
const CLOSES: &str = "until [ -e \"$AIRTILL_DATA_DIR/close\" ]; do /bin/sleep 0.01; done";

fn tried(place: &Place) -> Output {
    place.run("macos/try.sh", Path::new("a.dmg"), &[])
}

#[test]
fn a_till_on_a_mac_is_opened_and_closes_when_it_is_asked() {
    let output = tried(&image("mac", CLOSES, "touch \"$AIRTILL_DATA_DIR/close\""));
    assert!(output.status.success(), "{output:?}");
    assert!(String::from_utf8_lossy(&output.stdout).contains("so it is: the till closes"), "{output:?}");
}

#[test]
fn a_till_on_a_mac_that_does_not_close_is_waited_for_no_longer() {
    let hangs = "exec /bin/sleep 600";
    let touch = "touch \"$AIRTILL_DATA_DIR/close\"";
    let fails = format!("{CLOSES}; exit 3");
    for (open, asked, said) in [
        (hangs, "true", "not so: the till closes"),
        (CLOSES, hangs, "not so: the till answers"),
        (CLOSES, "exit 1", "not so: the till answers"),
        (fails.as_str(), touch, "not so: the till closes"),
        ("exit 1", touch, "not so: "),
    ] {
        let output = tried(&image("mac-hangs", open, asked));
        assert!(!output.status.success(), "{open}, {asked}");
        assert!(String::from_utf8_lossy(&output.stderr).contains(said), "{open}, {asked}: {output:?}");
    }
}

#[test]
fn the_commands_of_the_page_are_run_as_they_stand_there() {
    let place = Place::new("page");
    place.stand_in("dnf", "");
    place.stand_in("rm", "");
    files::copy(&script("block.sh"), &place.0.join("installers/block.sh"), files::PLAIN).expect("it is copied");
    let page = files::read_text(&root().join("docs/rollout.md")).expect("the page is there");
    place.write("docs/rollout.md", &page);
    let told = |block: &str, change: &str| {
        let text = format!(". \"$(dirname \"$0\")/../block.sh\"\nrun_block {block} '{change}'\n");
        place.write("installers/linux/run.sh", &text);
        let mut shell = Command::new("sh");
        shell.arg(place.0.join("installers/linux/run.sh"));
        place.started(shell, Path::new("unused"), &[])
    };
    let ran = told("fedora-remove", "s|repos.d|repos.test|");
    assert!(ran.status.success(), "{ran:?}");
    assert_eq!(place.log(), "dnf remove --assumeyes airtill\nrm /etc/yum.repos.test/airtill.repo\n");
    place.stand_in("dnf", "exit 1");
    assert!(!told("fedora-remove", "").status.success(), "a command that fails stops the block");
    let missing = told("fedora-forget", "");
    assert!(!missing.status.success() && String::from_utf8_lossy(&missing.stderr).contains("no block fedora-forget"));
}
