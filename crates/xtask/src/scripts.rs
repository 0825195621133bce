//! Tests of the scripts in `installers/` that a release runs: what they ask of other programs, and that they stop.
//!
//! Stand-ins take the places of those programs: each writes down its arguments and says yes, except the one that a test
//! has say no. The real ones are asked where they are: by `tests/installers`, and by the systems of CI.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::bundle::files;
use crate::step::root;

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
        let path = std::env::var("PATH").expect("there is a path");
        let mut command = Command::new(root().join("installers").join(script));
        command.arg(argument).current_dir(&self.0).env_remove("AIRTILL_SIGN_PACKAGES");
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

/// A bundle in small, and the programs that verify it; `refusing` is the beginning of what one of them says no to.
fn bundle(name: &str, refusing: &str) -> Place {
    let place = Place::new(name);
    let all = ["airtill_1.deb", "airtill-1.rpm"];
    let mut sums = String::new();
    for file in all {
        place.write(&format!("made/{file}"), file);
        let digest = crate::bundle::digest(&place.0.join("made").join(file)).expect("it is there");
        sums += &format!("{digest}  {file}\n");
    }
    place.write("made/SHA256SUMS", &sums);
    place.write("made/apt/pool/main/airtill_1.deb", all[0]);
    place.write("made/dnf/packages/airtill-1.rpm", all[1]);
    for program in ["minisign", "gpgv", "rpmkeys", "gpg"] {
        let says = if program == "gpg" { "echo 'fpr:::::::::0123:'" } else { "" };
        place.stand_in(program, &format!("{says}\ncase \"{program} $*\" in {refusing}*) exit 1 ;; esac"));
    }
    place
}

fn verified(place: &Place, key: &str) -> bool {
    place.run("linux/verify.sh", &place.0.join("made"), &[("AIRTILL_SIGN_PACKAGES", key)]).status.success()
}

#[test]
fn a_bundle_is_verified_whole() {
    let place = bundle("whole", "nothing");
    assert!(verified(&place, "0123"), "{}", place.log());
    let log = place.log();
    for asked in ["minisign -V", "dists/stable/InRelease", "repomd.xml.asc", "--checksig airtill-1.rpm"] {
        assert!(log.contains(asked), "{asked}: {log}");
    }
    assert!(!verified(&place, "4567"), "the key of somebody else");
}

#[test]
fn a_bundle_is_refused_by_each_of_its_judges() {
    for refusing in ["minisign", "gpgv*InRelease", "gpgv*repomd", "rpmkeys*--import", "rpmkeys*--checksig"] {
        assert!(!verified(&bundle("refused", refusing), ""), "{refusing}");
    }
}

#[test]
fn a_bundle_with_another_file_is_refused() {
    for (file, text) in [
        ("made/airtill_1.deb", "changed"),
        ("made/not-in-the-list", "added"),
        ("made/apt/pool/main/airtill_1.deb", "another one"),
    ] {
        let place = bundle("another", "nothing");
        place.write(file, text);
        assert!(!verified(&place, ""), "{file}");
    }
}

#[test]
fn what_is_no_package_is_not_tried() {
    let place = Place::new("try");
    let output = place.run("linux/try.sh", Path::new("airtill.exe"), &[]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
}
