//! Refusals of the system around the exchange, which no ordinary disk of a test makes.
//!
//! Each is put in the place of the system's own call. That a real disk refuses in this way is not shown here.

use super::*;

const PROGRAM: &str = "Contents/MacOS/airtill";
const NEW: Version = Version::new(2, 0, 0);

/// A program of one version.
fn make(app: &Path, version: &str) {
    let program = app.join(PROGRAM);
    fs::create_dir_all(program.parent().expect("a folder")).expect("made");
    fs::write(&program, version).expect("written");
    fs::set_permissions(&program, Permissions::from_mode(0o755)).expect("a program");
}

/// An old program and the open archive of a new one.
fn place() -> (tempfile::TempDir, PathBuf, File) {
    let root = tempfile::tempdir().expect("a temporary folder");
    let (app, archive) = (root.path().join("Applications/Airtill.app"), root.path().join("new.tar.gz"));
    make(&app, "old");
    make(&root.path().join("packed/Airtill.app"), "new");
    let mut tar = Command::new(TAR);
    tar.arg("-czf").arg(&archive).arg("-C").arg(root.path().join("packed")).arg("Airtill.app");
    assert!(tar.status().expect("it starts").success());
    (root, app, File::open(archive).expect("the archive"))
}

fn version(app: &Path) -> String {
    fs::read_to_string(app.join(PROGRAM)).expect("the program is there")
}

type Exchange = fn(&Path, &Path) -> io::Result<()>;
type Judge = fn(&SwapError) -> bool;

#[test]
fn u07_a_refused_exchange_leaves_the_old_program_and_nothing_else() {
    let refusals: [(Exchange, Judge); 3] = [
        (|_, _| Err(io::ErrorKind::Unsupported.into()), |error| matches!(error, SwapError::NoExchange)),
        (|_, _| Err(io::ErrorKind::PermissionDenied.into()), |error| matches!(error, SwapError::NotAllowed)),
        (|_, _| Err(io::ErrorKind::StorageFull.into()), |error| matches!(error, SwapError::Disk(_))),
    ];
    for (refuse, is_right) in refusals {
        let (_root, app, archive) = place();
        let mut stages = Vec::new();
        let calls = Calls { exchange: refuse, sync_after: |_| Ok(()) };
        let end = swap_by(&calls, &app, Path::new(PROGRAM), &archive, NEW, |stage| stages.push(stage));
        let error = end.expect_err("it is refused");
        assert!(is_right(&error), "{error}");
        assert_eq!(stages.last(), Some(&Stage::Synced), "all before it was done");
        assert_eq!((version(&app).as_str(), beside(&app).expect("a name").exists()), ("old", false));
        swap(&app, Path::new(PROGRAM), &archive, NEW, |_| ()).expect("a disk that does not refuse");
        assert_eq!(version(&app), "new");
    }
}

#[test]
fn u07_a_failed_sync_after_the_exchange_is_no_failed_replacement() {
    let (_root, app, archive) = place();
    let mut stages = Vec::new();
    let calls = Calls { exchange, sync_after: |_| Err(io::Error::other("a broken disk")) };
    let end = swap_by(&calls, &app, Path::new(PROGRAM), &archive, NEW, |stage| stages.push(stage));
    assert!(end.is_ok(), "{end:?}");
    assert_eq!((version(&app).as_str(), stages.last()), ("new", Some(&Stage::Swapped)));
    let old = beside(&app).expect("a name").join("Airtill.app");
    assert_eq!(version(&old), "old", "the till that runs still reads from it");
}
