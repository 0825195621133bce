//! Repositories of one small file each, signed by a throw-away key: signed anew, and refused where anything differs.
//!
//! The programs of both repositories are the real ones. A date is moved by the clock that GnuPG is given, so no test
//! waits for one to pass.

use std::collections::BTreeMap;

use jiff::ToSpan;

use super::*;
use crate::step::succeed;

const DEB: &str = "pool/main/airtill_1.2.3_amd64.deb";
const RPM: &str = "packages/airtill-1.2.3-1.x86_64.rpm";
const PRIMARY: &str = "repodata/0-primary.xml.gz";

/// A folder of one test.
struct Place(PathBuf);

impl Place {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("airtill-renewal-{}-{name}", std::process::id()));
        files::empty_folder(&folder).expect("a temporary folder can be written");
        Self(folder)
    }

    fn write(&self, file: &str, text: &str) -> PathBuf {
        let file = self.0.join(file);
        files::write(&file, text, PLAIN).expect("it is written");
        file
    }

    /// An apt repository with one package.
    fn apt(&self, key: &Key) {
        let digest = sums::of(&self.write(DEB, "the package")).expect("it is there");
        let index = format!("Package: airtill\nVersion: 1.2.3\nFilename: {DEB}\nSize: 11\nSHA256: {digest}\n");
        self.write("dists/stable/main/binary-amd64/Packages", &index);
        let release = Release::of_workspace(false).expect("the workspace is there");
        apt::sign(&release, &self.0.join("dists/stable"), key).expect("it is signed");
    }

    /// A dnf repository with one package, as createrepo_c writes it, but for what is not read here. It was signed an
    /// hour ago.
    fn dnf(&self, home: &Path) {
        let digest = sums::of(&self.write(RPM, "the package")).expect("it is there");
        let package = format!(
            "<metadata><package type=\"rpm\">\n<checksum type=\"sha256\" pkgid=\"YES\">{digest}</checksum>\n\
             <url>https://airtill.com</url><location href=\"{RPM}\"/>\n</package></metadata>"
        );
        let primary = self.write(PRIMARY.trim_end_matches(".gz"), &package);
        succeed(Command::new("gzip").arg("--no-name").arg(primary)).expect("gzip is there");
        let digest = sums::of(&self.0.join(PRIMARY)).expect("it is there");
        let index = format!(
            "<repomd><data type=\"primary\">\n<checksum type=\"sha256\">{digest}</checksum>\n\
             <open-checksum type=\"sha256\">0</open-checksum>\n<location href=\"{PRIMARY}\"/>\n</data></repomd>\n"
        );
        let index = self.write("repodata/repomd.xml", &index);
        let mut gpg = Command::new("gpg");
        gpg.args(["--batch", "--quiet", "--homedir"]).arg(home).arg("--faked-system-time");
        gpg.arg((now().as_second() - 3_600).to_string()).args(["--armor", "--detach-sign"]).arg(index);
        succeed(&mut gpg).expect("it is signed");
    }

    /// The bytes of every file, by its name.
    fn all(&self) -> BTreeMap<String, Vec<u8>> {
        let told = capture(Command::new("find").args([".", "-type", "f"]).current_dir(&self.0)).expect("find is there");
        told.lines().map(|name| (name.to_owned(), files::read(&self.0.join(name)).expect("it is there"))).collect()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The names of the files that differ.
fn changed(before: &BTreeMap<String, Vec<u8>>, after: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>(), "no file comes and none goes");
    before.keys().filter(|name| before[*name] != after[*name]).cloned().collect()
}

#[test]
fn repositories_are_signed_anew_and_nothing_else_changes_in_them() {
    // One test, because a key takes seconds to be made and its agent ends with it.
    let keys = Place::new("keys");
    let ((key, home), (another, _)) = (Key::of_yesterday(&keys.0.join("a")), Key::of_yesterday(&keys.0.join("b")));
    the_dates_and_signatures_of_apt_alone_change(&key, &another);
    the_signature_of_dnf_alone_changes(&key, &home);
    what_differs_from_the_signed_is_not_signed_anew(&key, &home, &another);
}

fn the_dates_and_signatures_of_apt_alone_change(key: &Key, another: &Key) {
    let place = Place::new("apt");
    place.apt(key);
    let before = place.all();
    let later = now().checked_add(48.hours()).expect("it is a time");
    let made = sign_apt(&place.0, key, later).expect("it is signed anew");
    let after = place.all();
    let signed = ["./dists/stable/InRelease", "./dists/stable/Release", "./dists/stable/Release.gpg"];
    assert_eq!((changed(&before, &after), made.len()), (signed.map(str::to_owned).to_vec(), 3));
    let text = String::from_utf8(after[signed[1]].clone()).expect("a text");
    let date = |time: Timestamp| time.strftime("%a, %d %b %Y %H:%M:%S UTC").to_string();
    let ends = later.checked_add((90 * 24).hours()).expect("it is a time");
    assert!(text.contains(&format!("\nDate: {}\nValid-Until: {}\nSHA256:\n", date(later), date(ends))), "{text}");
    let without_dates = |text: &[u8]| {
        let text = String::from_utf8_lossy(text).into_owned();
        text.lines().filter(|line| !line.ends_with("UTC")).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(without_dates(&before[signed[1]]), without_dates(text.as_bytes()));
    assert!(String::from_utf8_lossy(&after[signed[0]]).contains(text.trim_end()), "apt reads the very same text");
    let [release, beside] = [signed[1], signed[2]].map(|name| place.0.join(name));
    key.verify_beside(&release, &beside).expect("the new signature is good");
    assert!(another.verify_beside(&release, &beside).is_err(), "a keyring without the key does not know it");
}

fn the_signature_of_dnf_alone_changes(key: &Key, home: &Path) {
    let place = Place::new("dnf");
    place.dnf(home);
    let before = place.all();
    sign_dnf(&place.0, key).expect("it is signed anew");
    let (index, signature) = ("repodata/repomd.xml", "repodata/repomd.xml.asc");
    assert_eq!(changed(&before, &place.all()), [format!("./{signature}")]);
    key.verify_beside(&place.0.join(index), &place.0.join(signature)).expect("the new signature is good");
}

fn what_differs_from_the_signed_is_not_signed_anew(key: &Key, home: &Path, another: &Key) {
    let later = now().checked_add(1.hours()).expect("it is a time");
    for file in [DEB, "dists/stable/main/binary-amd64/Packages", "dists/stable/Release", "dists/stable/Release.gpg"] {
        let place = Place::new("changed");
        place.apt(key);
        place.write(file, "changed");
        let before = place.all();
        assert!(sign_apt(&place.0, key, later).is_err(), "{file}");
        assert!(changed(&before, &place.all()).is_empty(), "{file}");
    }
    for file in [RPM, PRIMARY, "repodata/repomd.xml", "repodata/repomd.xml.asc"] {
        let place = Place::new("changed");
        place.dnf(home);
        place.write(file, "changed");
        assert!(sign_dnf(&place.0, key).is_err(), "{file}");
    }
    let place = Place::new("refused");
    place.apt(key);
    assert!(sign_apt(&place.0, another, later).is_err(), "tills know the other key alone");
    let early = now().checked_sub(1.hours()).expect("it is a time");
    let stop = sign_apt(&place.0, key, early).expect_err("the clock is behind").to_string();
    assert!(stop.starts_with("the clock of this machine says"), "{stop}");
    sign_apt(&place.0, key, later).expect("nothing of that was left behind");
}
