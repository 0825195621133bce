//! Downloads of packages from every kind of server: the right one, an old one under a new number, half of one.
//!
//! Each test says how the download ended and whether a package waits afterwards.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use airtill_domain::Timestamp;
use airtill_http::Failure;
use airtill_http::scripted::{Act, Server, head};
use airtill_updates::{
    FetchError, Folder, Limits, Memory, PackageError, Publisher, Ready, SignatureError, Signed, Step, Target, Till,
    Version, Web, download, ready,
};
use minisign::KeyPair;
use serde_json::{Value, json};

use crate::world::*;
use airtill_publisher::faults::{endless, page, redirect, truncated};

/// The manifest, as it is after a check.
pub fn signed(world: &World, publisher: &Publisher, manifest: &Value) -> Signed {
    let signature = of_manifest(&world.present, manifest);
    Signed::read(&publisher.keys, till().channel, manifest.to_string().into_bytes(), signature).expect("it is good")
}

/// The acts of an honest server: the package's signature, and the package.
fn honest(pair: &KeyPair, package: &[u8]) -> Vec<Act> {
    vec![file(of_package(pair, package, "2.0.0")), file(package)]
}

struct Download {
    end: Result<(), PackageError>,
    steps: Vec<Step>,
    /// The steps at which a file had the package's own name.
    named: Vec<Step>,
}

async fn fetched(world: &World, site: &Site, manifest: &Value) -> Download {
    fetched_by(world, &web(), site, manifest).await
}

async fn fetched_by(world: &World, web: &Web, site: &Site, manifest: &Value) -> Download {
    let publisher = world.known(site.url("airtill-stable.json"));
    let signed = signed(world, &publisher, manifest);
    let (mut steps, mut named) = (Vec::new(), Vec::new());
    let on = |step| {
        steps.push(step);
        named.extend(world.path().join(PACKAGE).exists().then_some(step));
    };
    let end = download(web, &publisher, &signed, Target::WindowsX64, &world.folder(), on).await;
    Download { end, steps, named }
}

fn waiting_for(world: &World, till: &Till, now: Timestamp) -> Option<Ready> {
    let publisher = world.known(url::Url::parse("https://updates.invalid/").expect("an address"));
    ready(&publisher.keys, till, &world.folder(), now)
}

fn waiting(world: &World) -> Option<Ready> {
    waiting_for(world, &till(), NOW)
}

/// Every file of a package, whole or not: the manifest names the version also without one.
fn files(world: &World) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(world.path()).expect("listed");
    let paths = entries.map(|entry| entry.expect("one").path());
    paths.filter(|path| !path.to_string_lossy().contains("manifest.json")).collect()
}

fn refused(end: &Result<(), PackageError>, error: SignatureError) -> bool {
    matches!(end, Err(PackageError::Signature(found)) if *found == error)
}

#[test]
fn u01_a_good_package_is_fetched_step_by_step_and_waits() {
    in_a_world(|world| async move {
        let package = package();
        let site = world.server(honest(&world.present, &package)).await;
        let download = fetched(&world, &site, &manifest(&package)).await;
        download.end.expect("it is good");
        let size = package.len() as u64;
        let (first, last) = download.steps.split_at(2);
        assert_eq!(first, [Step::Emptied, Step::Noted]);
        assert!(last.ends_with(&[Step::Received { bytes: size, of: size }, Step::Whole, Step::Proven, Step::Ready]));
        assert_eq!(download.named, [Step::Ready], "before it is proven it has another name");
        let ready = waiting(&world).expect("it waits");
        assert_eq!(ready.manifest.version, Version::new(2, 0, 0));
        assert_eq!(std::fs::read(&ready.file).expect("the file"), package);
        assert_eq!(ready.file.file_name().and_then(|name| name.to_str()), Some(PACKAGE));
        assert_eq!(site.requests(), 2, "nothing is asked twice");
        assert_eq!(files(&world).len(), 2, "a package and its signature");
    });
}

#[test]
fn u01_a_package_of_the_next_key_is_good_and_of_yesterdays_is_not() {
    in_a_world(|world| async move {
        let package = package();
        let site = world.server(honest(&world.next, &package)).await;
        fetched(&world, &site, &manifest(&package)).await.end.expect("it is good");
        let site = world.server(honest(&world.yesterday, &package)).await;
        let download = fetched(&world, &site, &manifest(&package)).await;
        assert!(refused(&download.end, SignatureError::OtherKey), "{:?}", download.end);
        assert!(files(&world).is_empty(), "nothing is left, not even of the good one");
    });
}

#[test]
fn u02_an_old_package_under_a_new_number_is_refused() {
    in_a_world(|world| async move {
        let old = package();
        for version in ["1.0.0", "1.9.9", "3.0.0"] {
            let acts = vec![file(of_package(&world.present, &old, version)), file(&old)];
            let site = world.server(acts).await;
            let download = fetched(&world, &site, &manifest(&old)).await;
            assert!(refused(&download.end, SignatureError::OtherVersion), "{version}: {:?}", download.end);
            assert!(waiting(&world).is_none() && files(&world).is_empty());
        }
    });
}

#[test]
fn u02_a_signature_without_a_version_or_of_another_file_is_refused() {
    in_a_world(|world| async move {
        let package = package();
        for (comment, error) in [
            (format!("timestamp:1\tfile:{PACKAGE}"), SignatureError::OtherVersion),
            ("timestamp:1\tfile:other.exe\tversion:2.0.0".to_owned(), SignatureError::OtherFile),
            ("timestamp:1\tversion:2.0.0".to_owned(), SignatureError::OtherFile),
        ] {
            let acts = vec![file(signature(&world.present, &package, &comment)), file(&package)];
            let site = world.server(acts).await;
            let download = fetched(&world, &site, &manifest(&package)).await;
            assert!(refused(&download.end, error), "{comment}: {:?}", download.end);
        }
    });
}

#[test]
fn u01_a_package_with_another_byte_size_or_digest_is_refused() {
    in_a_world(|world| async move {
        let package = package();
        let good = manifest(&package);
        let mut changed = package.clone();
        changed[100_000] ^= 1;
        let of_good = || file(of_package(&world.present, &package, "2.0.0"));
        let mut other_digest = good.clone();
        other_digest["targets"]["windows-x64"]["sha256"] = json!("00".repeat(32));
        let longer = [package.as_slice(), b"x"].concat();
        for (acts, manifest, is_right) in [
            (
                vec![of_good(), file(&changed)],
                &good,
                (|error| matches!(error, PackageError::Signature(SignatureError::Forged))) as fn(&PackageError) -> bool,
            ),
            (vec![of_good(), file(&package)], &other_digest, |error| matches!(error, PackageError::Digest)),
            (vec![of_good(), file(&package[1..])], &good, |error| matches!(error, PackageError::Size)),
            (vec![of_good(), file(&longer)], &good, |error| matches!(error, PackageError::Size)),
            (vec![of_good(), file("")], &good, |error| matches!(error, PackageError::Size)),
            (vec![of_good(), page()], &good, |error| matches!(error, PackageError::Size)),
        ] {
            let site = world.server(acts).await;
            let error = fetched(&world, &site, manifest).await.end.expect_err("it is not good");
            assert!(is_right(&error), "{error}");
            assert!(files(&world).is_empty());
        }
    });
}

#[test]
fn u07_nothing_is_fetched_where_the_disk_needs_its_room() {
    in_a_world(|world| async move {
        let package = package();
        let site = world.server(honest(&world.present, &package)).await;
        let web = web_of(Limits { reserve: u64::MAX / 2, ..Limits::default() });
        let end = fetched_by(&world, &web, &site, &manifest(&package)).await.end;
        let is_full = |error: &io::Error| error.kind() == io::ErrorKind::StorageFull;
        assert!(matches!(&end, Err(PackageError::Disk(error)) if is_full(error)), "{end:?}");
        assert_eq!((site.requests(), files(&world).len()), (0, 0));
    });
}

#[test]
fn u07_a_disk_that_takes_no_file_is_told_before_the_next_byte_comes() {
    in_a_world(|world| async move {
        let package = package();
        let hang = Act::Hang(head(200, "", package.len()));
        let site = world.server(vec![file(of_package(&world.present, &package, "2.0.0")), hang]).await;
        let publisher = world.known(site.url("airtill-stable.json"));
        let signed = signed(&world, &publisher, &manifest(&package));
        let on = |step| {
            if step == Step::Noted {
                std::fs::create_dir(world.path().join(format!("{PACKAGE}.part"))).expect("in the place of the file");
            }
        };
        let web = web_within(Duration::from_secs(5));
        let end = download(&web, &publisher, &signed, Target::WindowsX64, &world.folder(), on).await;
        assert!(matches!(end, Err(PackageError::Disk(_))), "{end:?}");
        assert!(files(&world).is_empty());
    });
}

#[test]
fn u07_a_download_that_is_dropped_writes_nothing_into_an_emptied_folder() {
    in_a_world(|world| async move {
        let package = package();
        let site = world.server(honest(&world.present, &package)).await;
        let publisher = world.known(site.url("airtill-stable.json"));
        let signed = signed(&world, &publisher, &manifest(&package));
        let folder = world.folder();
        std::thread::scope(|scope| scope.spawn(|| drop_while_it_writes(&publisher, &signed, &folder)).join())
            .expect("the folder is emptied after the work");
        assert!(files(&world).is_empty(), "{:?}", files(&world));
    });
}

/// Drops a download whose writer waits for a thread, and empties the folder meanwhile.
fn drop_while_it_writes(publisher: &Publisher, signed: &Signed, folder: &Folder) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().max_blocking_threads(1).build();
    let runtime = runtime.expect("a runtime");
    let (release, released) = std::sync::mpsc::channel::<()>();
    let (writes, web, mut released) = (tokio::sync::Notify::new(), web(), Some(released));
    runtime.block_on(async {
        let on = |step| match step {
            Step::Noted => {
                let released = released.take().expect("once");
                tokio::task::spawn_blocking(move || released.recv());
            }
            Step::Received { .. } => writes.notify_one(),
            _ => {}
        };
        tokio::select! {
            end = download(&web, publisher, signed, Target::WindowsX64, folder, on) => panic!("it ended: {end:?}"),
            () = writes.notified() => {}
        }
    });
    std::thread::scope(|scope| {
        let emptying = scope.spawn(|| folder.empty());
        // Nothing shows that a thread waits for a lock; this one gets its turn many times, and does not end.
        (0..10_000).for_each(|_| std::thread::yield_now());
        assert!(!emptying.is_finished(), "the writer is not waited for");
        release.send(()).expect("the thread is free again");
        emptying.join().expect("it ends").expect("emptied");
    });
    runtime.block_on(runtime.spawn_blocking(|| ())).expect("all work has ended");
}

#[test]
fn u06_a_package_that_breaks_off_leaves_nothing() {
    in_a_world(|world| async move {
        let package = package();
        let acts = vec![file(of_package(&world.present, &package, "2.0.0")), truncated(&package)];
        let site = world.server(acts).await;
        let end = fetched(&world, &site, &manifest(&package)).await.end;
        let broken = Failure::BrokenAnswer { timed_out: false };
        assert!(matches!(&end, Err(PackageError::Fetch(FetchError::Unanswered(found))) if *found == broken), "{end:?}");
        assert!(files(&world).is_empty());
    });
}

#[test]
fn u06_a_package_without_an_end_is_cut_at_its_size() {
    in_a_world(|world| async move {
        let package = package();
        let site = world.server(vec![file(of_package(&world.present, &package, "2.0.0")), endless()]).await;
        let download = fetched(&world, &site, &manifest(&package)).await;
        assert!(matches!(download.end, Err(PackageError::Size)), "{:?}", download.end);
        let most = download.steps.iter().filter_map(|step| match step {
            Step::Received { bytes, .. } => Some(*bytes),
            _ => None,
        });
        assert!(most.max().is_some_and(|most| most <= package.len() as u64), "never more than the package has");
        assert!(files(&world).is_empty());
    });
}

#[test]
fn u06_a_package_that_drips_is_left_in_time() {
    in_a_world(|world| async move {
        let package = package();
        let signature = file(of_package(&world.present, &package, "2.0.0"));
        let drip = world.dripping(head(200, "", package.len())).await;
        let site = world.server(vec![signature, redirect(&drip.url(PACKAGE))]).await;
        let web = web_within(Duration::from_millis(700));
        let end = fetched_by(&world, &web, &site, &manifest(&package)).await.end;
        assert!(matches!(end, Err(PackageError::Fetch(FetchError::Slow))), "{end:?}");
        assert!(files(&world).is_empty());
    });
}

#[test]
fn u06_all_hops_to_a_package_have_one_limit_of_time() {
    in_a_world(|world| async move {
        let package = package();
        let signature = file(of_package(&world.present, &package, "2.0.0"));
        let slow = world.hesitating().await;
        let site = world.server(vec![signature, redirect(&slow.url(PACKAGE))]).await;
        let web = web_within(Duration::from_millis(500));
        let end = fetched_by(&world, &web, &site, &manifest(&package)).await.end;
        assert!(matches!(end, Err(PackageError::Fetch(FetchError::Slow))), "{end:?}");
    });
}

#[test]
fn u06_no_package_comes_over_plain_http() {
    in_a_world(|world| async move {
        let package = package();
        let plain = Server::start(file(&package)).await;
        let signature = || file(of_package(&world.present, &package, "2.0.0"));
        for acts in [vec![redirect(&plain.url("/s"))], vec![signature(), redirect(&plain.url("/p"))]] {
            let site = world.server(acts).await;
            let end = fetched(&world, &site, &manifest(&package)).await.end;
            assert!(matches!(end, Err(PackageError::Fetch(FetchError::Unsafe))), "{end:?}");
        }
        assert!(plain.seen().is_empty(), "it was never asked");
    });
}

#[test]
fn a_system_without_a_package_fetches_none() {
    in_a_world(|world| async move {
        let publisher = world.known(url::Url::parse("https://updates.invalid/m.json").expect("an address"));
        let signed = signed(&world, &publisher, &manifest(&package()));
        let end = download(&web(), &publisher, &signed, Target::MacosX64, &world.folder(), |_| {}).await;
        assert!(matches!(end, Err(PackageError::None)), "{end:?}");
    });
}

#[test]
fn u02_a_package_that_waits_counts_only_as_long_as_it_is_the_newest() {
    in_a_world(|world| async move {
        let package = package();
        let site = world.server(honest(&world.present, &package)).await;
        fetched(&world, &site, &manifest(&package)).await.end.expect("it is good");
        let is_there = |till: Till, now| waiting_for(&world, &till, now).is_some();
        assert!(is_there(till(), NOW));
        assert!(!is_there(Till { version: Version::new(2, 0, 0), ..till() }, NOW), "it is installed");
        assert!(!is_there(Till { oldest_ledger: Some(2), ..till() }, NOW), "it cannot read the ledger");
        assert!(!is_there(Till { target: Some(Target::MacosX64), ..till() }, NOW), "another system");
        assert!(!is_there(till(), NOW.plus(Duration::from_secs(40 * 86_400))), "it has expired");
        let mut seen = Memory::default();
        seen.published = Some(NOW);
        seen.write(&world.folder().memory()).expect("written");
        assert!(!is_there(till(), NOW), "a newer manifest was seen");
    });
}

#[test]
fn u01_a_package_that_was_changed_on_the_disk_does_not_count() {
    in_a_world(|world| async move {
        let package = package();
        let manifest = manifest(&package);
        for name in ["manifest.json", "manifest.json.minisig", PACKAGE, &format!("{PACKAGE}.minisig")] {
            let site = world.server(honest(&world.present, &package)).await;
            fetched(&world, &site, &manifest).await.end.expect("it is good");
            assert!(waiting(&world).is_some());
            let file = world.path().join(name);
            let mut bytes = std::fs::read(&file).expect("it is there");
            let at = bytes.len() - 12;
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            std::fs::write(&file, bytes).expect("written");
            assert!(waiting(&world).is_none(), "{name} was changed");
            std::fs::remove_file(&file).expect("it is there");
            assert!(waiting(&world).is_none(), "{name} is gone");
        }
    });
}
