//! The packages as files: what Debian's own judge says, what they ask for, and that two builds have the same bytes.
//!
//! Nothing is installed here: `installed` does that. The second bundle was made elsewhere, of the same till.

use std::path::Path;

use crate::bundle::{self, again, file, folder};
use crate::command::{Told, program, run};

/// Debian's judge; errors and warnings are a failure.
fn lintian(package: &Path) -> Told {
    run(program("lintian").args(["--allow-root", "--fail-on", "error,warning"]).arg(package))
}

#[test]
fn lintian_has_nothing_to_say_of_the_deb() {
    let told = lintian(&file(&folder(), ".deb")).worked();
    assert!(!told.text.contains("W: ") && !told.text.contains("E: "), "{}", told.text);
}

#[test]
fn lintian_complains_of_a_deb_without_its_copyright() {
    let place = tempfile::tempdir().unwrap();
    let tree = place.path().join("tree");
    run(program("dpkg-deb").arg("-R").arg(file(&folder(), ".deb")).arg(&tree)).worked();
    std::fs::remove_file(tree.join("usr/share/doc/airtill/copyright")).unwrap();
    let made = place.path().join("made.deb");
    run(program("dpkg-deb").args(["--root-owner-group", "-Zgzip", "-b"]).arg(&tree).arg(&made)).worked();
    lintian(&made).refused(&["no-copyright-file"]);
}

#[test]
fn the_deb_asks_for_what_the_till_needs_and_runs_nothing_as_root() {
    let package = file(&folder(), ".deb");
    let field = |name: &str| run(program("dpkg-deb").arg("-f").arg(&package).arg(name)).worked().text;
    let (depends, recommends) = (field("Depends"), field("Recommends"));
    for name in ["libwebkit2gtk-4.1-0 (>= ", "libgtk-3-0", "libc6 (>= ", "xdg-utils", "ca-certificates"] {
        assert!(depends.contains(name), "{name} in {depends}");
    }
    assert!(!depends.contains("appindicator"), "nothing links it: {depends}");
    assert!(recommends.contains("gnome-keyring | "), "{recommends}");
    let place = tempfile::tempdir().unwrap();
    run(program("dpkg-deb").arg("-e").arg(&package).arg(place.path())).worked();
    let mut files: Vec<_> = std::fs::read_dir(place.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    files.sort();
    assert_eq!(files, ["control", "md5sums"], "no script of ours runs as root");
    let members = run(program("ar").arg("t").arg(&package)).worked().text;
    assert_eq!(members.lines().collect::<Vec<_>>(), ["debian-binary", "control.tar.xz", "data.tar.xz"]);
}

#[test]
fn the_deb_has_the_companys_folder_for_root_alone_to_write() {
    let listed = run(program("dpkg-deb").arg("-c").arg(file(&folder(), ".deb"))).worked().text;
    let below_etc: Vec<&str> = listed.lines().filter(|line| line.contains(" ./etc/")).collect();
    let is = |line: &str, name: &str| line.starts_with("drwxr-xr-x root/root ") && line.ends_with(name);
    assert!(
        below_etc.len() == 3 && is(below_etc[1], " ./etc/airtill/") && is(below_etc[2], " ./etc/airtill/connections/"),
        "{below_etc:?}"
    );
}

#[test]
fn desktop_entry_and_metadata_are_valid() {
    let place = tempfile::tempdir().unwrap();
    run(program("dpkg-deb").arg("-x").arg(file(&folder(), ".deb")).arg(place.path())).worked();
    let share = place.path().join("usr/share");
    let entry = share.join("applications/airtill.desktop");
    let metadata = share.join("metainfo/com.airtill.till.metainfo.xml");
    let validate = |file: &Path| run(program("appstreamcli").args(["validate", "--no-net"]).arg(file));
    run(program("desktop-file-validate").arg(&entry)).worked();
    validate(&metadata).worked();
    let size = |name: &str| share.join(format!("icons/hicolor/{name}/apps")).is_dir();
    assert!(["16x16", "32x32", "48x48", "128x128", "256x256", "512x512", "scalable"].into_iter().all(size));
    bundle::replace(&entry, "Type=Application", "Type=Aplication");
    run(program("desktop-file-validate").arg(&entry)).refused(&["Aplication"]);
    bundle::replace(&metadata, "<name>", "<nome>");
    assert!(!validate(&metadata).success, "a broken file is no metadata");
}

/// The `.rpm` without its signature, which has a time of its own.
fn unsigned(bundle: &Path) -> Vec<u8> {
    let place = tempfile::tempdir().unwrap();
    let copy = place.path().join("copy.rpm");
    std::fs::copy(file(bundle, ".rpm"), &copy).unwrap();
    run(program("rpmsign").arg("--delsign").arg(&copy)).worked();
    std::fs::read(copy).unwrap()
}

#[test]
fn two_bundles_of_one_till_and_one_time_have_the_same_bytes() {
    for ending in [".deb", "linux-licences.txt", "linux.cdx.json", "window.cdx.json"] {
        let [one, other] = [folder(), again()].map(|folder| std::fs::read(file(&folder, ending)).unwrap());
        assert!(one == other, "the files that end with {ending} differ");
    }
    assert!(unsigned(&folder()) == unsigned(&again()), "the .rpm without its signature differs");
    let [one, other] = [folder(), again()].map(|folder| std::fs::read(file(&folder, ".rpm")).unwrap());
    assert!(one != other, "two keys signed it, so this comparison can fail");
}
