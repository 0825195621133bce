//! The replacement of a program that is a folder, with a kill at every stage: the old or the new one is whole and runs.
//!
//! The program is a script that says its version, with files beside it that must be of the same version.

use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use airtill_updates::Version;
use airtill_updates::install::{Stage, SwapError, swap, tidy};

use airtill_publisher::process::{FOLDER, is_killed, passed, said, start, test_of};

/// Says at which stage the process is killed; counted from nothing.
const KILL_AT: &str = "AIRTILL_TEST_KILL_SWAP_AT";
/// The path of the program in its folder.
const PROGRAM: &str = "Contents/MacOS/airtill";
/// The version of the package.
const NEW: Version = Version::new(2, 0, 0);

/// A program's folder with files of one version.
fn make(app: &Path, version: &str) {
    let [programs, resources] = ["Contents/MacOS", "Contents/Resources/deep"].map(|folder| app.join(folder));
    fs::create_dir_all(&programs).expect("made");
    fs::create_dir_all(&resources).expect("made");
    let program = app.join(PROGRAM);
    fs::write(&program, format!("#!/bin/sh\necho {version}\n")).expect("written");
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).expect("a program");
    for name in ["licences.txt", "deep/more.txt"] {
        fs::write(app.join("Contents/Resources").join(name), version).expect("written");
    }
}

/// The version of the program in its place: it starts, and every file is of one version.
fn version(app: &Path) -> String {
    let said = Command::new(app.join(PROGRAM)).output().expect("it starts").stdout;
    let version = String::from_utf8(said).expect("text").trim().to_owned();
    for name in ["licences.txt", "deep/more.txt"] {
        assert_eq!(fs::read_to_string(app.join("Contents/Resources").join(name)).expect("it is there"), version);
    }
    version
}

/// A `.tar.gz` of all that lies in a folder.
fn pack(folder: &Path, archive: &Path) {
    let packed = Command::new("tar").arg("-czf").arg(archive).arg("-C").arg(folder).arg(".").status();
    assert!(packed.expect("tar is there").success());
}

/// Replaces the program by the one of an archive.
fn swapped(app: &Path, archive: &Path, on: impl FnMut(Stage)) -> Result<(), SwapError> {
    swap(app, Path::new(PROGRAM), &File::open(archive).expect("the archive"), NEW, on)
}

/// The mode of a file or folder.
fn mode(path: &Path) -> u32 {
    fs::metadata(path).expect("it is there").permissions().mode() & 0o777
}

struct Place {
    _folder: tempfile::TempDir,
    root: PathBuf,
    app: PathBuf,
    archive: PathBuf,
}

/// A folder with an old program, and a package of a new one.
fn place() -> Place {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().to_owned();
    let place = Place {
        app: root.join("Applications/Airtill.app"),
        archive: root.join("airtill-2.0.0-macos-arm64.tar.gz"),
        root,
        _folder: folder,
    };
    make(&place.app, "old");
    make(&place.root.join("packed/Airtill.app"), "new");
    pack(&place.root.join("packed"), &place.archive);
    place
}

/// All that lies beside the program, hidden or not.
fn beside(app: &Path) -> usize {
    fs::read_dir(app.parent().expect("a folder")).expect("listed").count() - 1
}

#[test]
fn u07_a_program_changes_places_with_the_new_one_in_four_stages() {
    let place = place();
    let mut stages = Vec::new();
    swapped(&place.app, &place.archive, |stage| stages.push(stage)).expect("it is replaced");
    assert_eq!(stages, [Stage::Tidied, Stage::Unpacked, Stage::Synced, Stage::Swapped]);
    assert_eq!((version(&place.app).as_str(), beside(&place.app)), ("new", 1), "the old one still serves who reads it");
    tidy(&place.app).expect("removed");
    assert_eq!((version(&place.app).as_str(), beside(&place.app)), ("new", 0));
    tidy(&place.app).expect("nothing is left to remove");
}

#[test]
fn u07_a_kill_at_any_stage_leaves_the_old_or_the_new_program_whole() {
    if let Some(root) = std::env::var_os(FOLDER) {
        let (root, mut stage) = (PathBuf::from(root), 0);
        let kill_at: usize = std::env::var(KILL_AT).expect("a stage").parse().expect("a number");
        let (app, archive) = (root.join("Applications/Airtill.app"), root.join("airtill-2.0.0-macos-arm64.tar.gz"));
        swapped(&app, &archive, |_| {
            if stage == kill_at {
                std::process::abort();
            }
            stage += 1;
        })
        .expect("it is replaced");
        return;
    }
    let test = test_of(&|| ());
    for (kill_at, found) in ["old", "old", "old", "new"].into_iter().enumerate() {
        let place = place();
        let run = start(&test, &place.root, &[(KILL_AT, &kill_at.to_string())]);
        assert!(is_killed(&run), "it ended by itself at stage {kill_at}");
        assert_eq!(version(&place.app), found, "stage {kill_at}");
        tidy(&place.app).expect("the next start repairs");
        assert_eq!((version(&place.app).as_str(), beside(&place.app)), (found, 0), "stage {kill_at}");
        swapped(&place.app, &place.archive, |_| {}).expect("it is replaced");
        assert_eq!(version(&place.app), "new");
    }
    let place = place();
    assert!(passed(&start(&test, &place.root, &[(KILL_AT, "4")])), "there are four stages");
}

#[test]
fn u07_a_half_unpacked_program_is_removed_by_the_next_start() {
    let place = place();
    let left = place.root.join("Applications/.Airtill.app.update/Airtill.app/Contents");
    fs::create_dir_all(&left).expect("made");
    fs::write(left.join("half"), "half").expect("written");
    tidy(&place.app).expect("removed");
    assert_eq!((version(&place.app).as_str(), beside(&place.app)), ("old", 0));
    fs::create_dir_all(&left).expect("made");
    swapped(&place.app, &place.archive, |_| {}).expect("and by the next replacement");
    assert_eq!(version(&place.app), "new");
}

#[test]
fn u07_a_file_that_is_no_program_replaces_nothing() {
    let place = place();
    let broken = place.root.join("broken.tar.gz");
    let bytes = fs::read(&place.archive).expect("it is there");
    let made = |prepare: &dyn Fn(&Path)| {
        let folder = tempfile::tempdir_in(&place.root).expect("a folder");
        prepare(folder.path());
        pack(folder.path(), &broken);
    };
    let archives: [&dyn Fn(); 7] = [
        &|| fs::write(&broken, &bytes[..bytes.len() / 2]).expect("written"),
        &|| fs::write(&broken, "<html></html>").expect("written"),
        &|| made(&|_| ()),
        &|| made(&|folder| make(&folder.join("Airtill.app/within"), "new")),
        &|| {
            made(&|folder| {
                make(&folder.join("Airtill.app"), "new");
                make(&folder.join("Other.app"), "new");
            });
        },
        &|| {
            made(&|folder| {
                make(&folder.join("Airtill.app"), "new");
                fs::write(folder.join("Airtill.app").join(PROGRAM), "").expect("written");
            });
        },
        &|| {
            made(&|folder| {
                make(&folder.join("Airtill.app"), "new");
                let program = folder.join("Airtill.app").join(PROGRAM);
                fs::set_permissions(program, fs::Permissions::from_mode(0o644)).expect("nobody may start it");
            });
        },
    ];
    for (at, archive) in archives.iter().enumerate() {
        archive();
        let end = swapped(&place.app, &broken, |_| {});
        assert!(matches!(end, Err(SwapError::NoProgram)), "archive {at}: {end:?}");
        assert_eq!((version(&place.app).as_str(), beside(&place.app)), ("old", 0), "archive {at}");
    }
    let nowhere = swapped(&place.root.join("Applications/Gone.app"), &place.archive, |_| {});
    assert!(matches!(nowhere, Err(SwapError::Disk(_))), "there is no old program: {nowhere:?}");
    assert_eq!(beside(&place.app), 0);
}

#[test]
fn a_link_in_the_place_of_what_is_removed_is_not_followed() {
    let place = place();
    let precious = place.root.join("precious");
    fs::create_dir(&precious).expect("made");
    fs::write(precious.join("file"), "mine").expect("written");
    std::os::unix::fs::symlink(&precious, place.root.join("Applications/.Airtill.app.update")).expect("a link");
    tidy(&place.app).expect("removed");
    assert_eq!(beside(&place.app), 0);
    assert_eq!(fs::read_to_string(precious.join("file")).expect("it is there"), "mine");
}

#[test]
fn u07_no_other_session_removes_a_program_while_it_is_exchanged() {
    let place = place();
    swapped(&place.app, &place.archive, |stage| {
        tidy(&place.app).expect("it leaves all as it is");
        assert_eq!(beside(&place.app), usize::from(stage != Stage::Tidied), "{stage:?}");
    })
    .expect("it is replaced");
    assert_eq!((version(&place.app).as_str(), beside(&place.app)), ("new", 1));
    tidy(&place.app).expect("removed");
    assert_eq!(beside(&place.app), 0, "a later start removes the old one");
}

#[test]
fn u07_a_replacement_waits_for_another_sessions_removal() {
    let place = place();
    let other = File::open(place.app.parent().expect("a folder")).expect("opened");
    other.lock().expect("locked");
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::scope(|scope| {
        scope
            .spawn(|| swapped(&place.app, &place.archive, |stage| tell.send(stage).expect("heard")).expect("replaced"));
        let early = told.recv_timeout(std::time::Duration::from_millis(300));
        assert!(early.is_err(), "it began: {early:?}");
        other.unlock().expect("unlocked");
    });
    assert_eq!((version(&place.app).as_str(), told.try_iter().count()), ("new", 4));
}

/// Has the program of a folder say its version, as ours does.
fn name(app: &Path, version: &str) {
    let list = format!("<dict><key>CFBundleShortVersionString</key><string>{version}</string></dict>");
    fs::write(app.join("Contents/Info.plist"), list).expect("written");
}

#[test]
fn u02_a_newer_program_of_another_session_is_not_replaced_by_an_older() {
    let place = place();
    for (there, replaced) in [("2.0.1", false), ("2.0.0", false), ("1.9.9", true)] {
        name(&place.app, there);
        let end = swapped(&place.app, &place.archive, |_| {});
        match there {
            "2.0.1" => assert!(matches!(end, Err(SwapError::NewerIsThere)), "{end:?}"),
            _ => end.expect("it is in its place, by this session or by another"),
        }
        let found = if replaced { ("new", 1) } else { ("old", 0) };
        assert_eq!((version(&place.app).as_str(), beside(&place.app)), found, "over {there}");
    }
}

#[test]
fn u07_the_bytes_that_were_opened_are_unpacked_and_no_others() {
    let place = place();
    let mut opened = File::open(&place.archive).expect("the archive");
    std::io::copy(&mut opened, &mut std::io::sink()).expect("read to its end, as a proof does");
    let other = place.root.join("other");
    make(&other.join("Airtill.app"), "forged");
    fs::remove_file(&place.archive).expect("it is there");
    pack(&other, &place.archive);
    swap(&place.app, Path::new(PROGRAM), &opened, NEW, |_| {}).expect("it is replaced");
    assert_eq!(version(&place.app), "new");
}

/// Of use for an ordinary user and for the `tar` of macOS: that of GNU restores modes by itself for root.
#[test]
fn a_strict_umask_keeps_nobody_from_the_new_program() {
    if let Some(root) = std::env::var_os(FOLDER) {
        let root = PathBuf::from(root);
        let (app, archive) = (root.join("Applications/Airtill.app"), root.join("airtill-2.0.0-macos-arm64.tar.gz"));
        swapped(&app, &archive, |_| {}).expect("it is replaced");
        return;
    }
    let place = place();
    let run = start(&test_of(&|| ()), &place.root, &[("MASK", "077")]);
    assert!(passed(&run), "{}", said(&run));
    assert_eq!(version(&place.app), "new");
    assert_eq!((mode(&place.app), mode(&place.app.join(PROGRAM))), (0o755, 0o755));
    assert_eq!(mode(&place.app.join("Contents/Resources/licences.txt")), 0o644);
    assert_eq!(mode(&place.root.join("Applications/.Airtill.app.update")), 0o755, "others still read the old one");
}
