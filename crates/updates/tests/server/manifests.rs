//! Checks for updates against every kind of server, by manifests that are good, old, forged or no manifests at all.
//!
//! Each test asserts the check's answer and the memory afterwards.

use std::time::Duration;

use airtill_domain::Timestamp;
use airtill_http::scripted::{Act, Server, answer, head};
use airtill_http::{Failure, Unreached};
use airtill_updates::{CheckError, Choice, FetchError, Memory, Refusal, SignatureError, check};
use serde_json::{Value, json};
use url::Url;

use crate::world::*;
use airtill_publisher::faults::{endless, page, redirect, truncated};

/// When the manifest of these tests was published: 2026-12-01T00:00:00Z.
const PUBLISHED: Timestamp = Timestamp(1_796_083_200_000);

/// The manifest and its signature by the present key, as acts.
fn honest(world: &World, manifest: &Value) -> Vec<Act> {
    vec![file(manifest.to_string()), file(of_manifest(&world.present, manifest))]
}

async fn checked(world: &World, site: &Site) -> Result<Choice, CheckError> {
    checked_by(world, &web(), site.url("airtill-stable.json")).await
}

async fn checked_by(world: &World, web: &airtill_updates::Web, address: Url) -> Result<Choice, CheckError> {
    let publisher = world.known(address);
    check(web, &publisher, &till(), &world.folder(), NOW).await.map(|(_, choice)| choice)
}

fn memory(world: &World) -> Memory {
    Memory::read(&world.folder().memory()).expect("the disk gives it")
}

/// The fetch's error of a check that failed for one.
fn fetch_error(end: Result<Choice, CheckError>) -> FetchError {
    match end {
        Err(CheckError::Fetch(error)) => error,
        other => panic!("it is fetched: {other:?}"),
    }
}

#[test]
fn u01_a_good_manifest_is_taken_and_remembered() {
    in_a_world(|world| async move {
        let site = world.server(honest(&world, &manifest(&package()))).await;
        assert_eq!(checked(&world, &site).await.expect("it is good"), Choice::Newer);
        let memory = memory(&world);
        assert_eq!((memory.published, memory.last_success, memory.failing_since), (Some(PUBLISHED), Some(NOW), None));
        assert_eq!(site.requests(), 2, "nothing is asked twice");
    });
}

#[test]
fn u01_the_next_key_is_taken_and_a_key_of_yesterday_is_not() {
    in_a_world(|world| async move {
        let manifest = manifest(&package());
        for (pair, good) in [(&world.next, true), (&world.yesterday, false)] {
            let site = world.server(vec![file(manifest.to_string()), file(of_manifest(pair, &manifest))]).await;
            match checked(&world, &site).await {
                Ok(choice) => assert!(good && choice == Choice::Newer),
                Err(CheckError::Signature(SignatureError::OtherKey)) => assert!(!good),
                Err(other) => panic!("{other}"),
            }
        }
    });
}

#[test]
fn u01_a_manifest_that_was_changed_is_refused_unread() {
    in_a_world(|world| async move {
        let manifest = manifest(&package());
        let good = manifest.to_string();
        // One more space means the same and is not what was signed.
        for changed in [good.replace("2.0.0", "3.0.0"), format!("{good} "), good[..good.len() - 9].to_owned()] {
            let site = world.server(vec![file(changed), file(of_manifest(&world.present, &manifest))]).await;
            let end = checked(&world, &site).await;
            assert!(matches!(end, Err(CheckError::Signature(SignatureError::Forged))), "{end:?}");
        }
        assert_eq!((memory(&world).published, memory(&world).failing_since), (None, Some(NOW)));
    });
}

#[test]
fn u01_a_good_signature_of_another_file_makes_no_manifest() {
    in_a_world(|world| async move {
        let manifest = manifest(&package());
        for comment in ["Airtill 2.0.0", "timestamp:1\tfile:airtill-test.json", "timestamp:1\tfile:SHA256SUMS"] {
            let beside = signature(&world.present, manifest.to_string().as_bytes(), comment);
            let site = world.server(vec![file(manifest.to_string()), file(beside)]).await;
            let end = checked(&world, &site).await;
            assert!(matches!(end, Err(CheckError::Signature(SignatureError::OtherFile))), "{end:?}");
        }
    });
}

#[test]
fn u02_an_older_manifest_is_refused_although_it_is_signed() {
    in_a_world(|world| async move {
        let new = manifest(&package());
        let mut old = new.clone();
        old["published"] = json!("2026-11-30T23:59:59Z");
        let site = world.server([honest(&world, &new), honest(&world, &old), honest(&world, &new)].concat()).await;
        assert_eq!(checked(&world, &site).await.expect("the newest"), Choice::Newer);
        let end = checked(&world, &site).await;
        assert!(matches!(end, Err(CheckError::Refused(Refusal::Older))), "{end:?}");
        assert_eq!(memory(&world).published, Some(PUBLISHED), "the newest is still remembered");
        assert_eq!(checked(&world, &site).await.expect("the newest again"), Choice::Newer);
    });
}

#[test]
fn u02_an_older_version_and_the_same_one_are_nothing_new() {
    in_a_world(|world| async move {
        for version in ["1.0.0", "0.9.0"] {
            let mut manifest = manifest(&package());
            manifest["version"] = json!(version);
            let site = world.server(honest(&world, &manifest)).await;
            assert_eq!(checked(&world, &site).await.expect("it is good"), Choice::Newest, "{version}");
        }
    });
}

#[test]
fn u06_an_expired_manifest_tells_nothing() {
    in_a_world(|world| async move {
        let mut manifest = manifest(&package());
        manifest["expires"] = json!("2026-12-02T00:00:00Z");
        let site = world.server(honest(&world, &manifest)).await;
        let end = checked(&world, &site).await;
        assert!(matches!(end, Err(CheckError::Refused(Refusal::Expired))), "{end:?}");
        assert_eq!(memory(&world).failing_since, Some(NOW));
    });
}

#[test]
fn u06_a_manifest_from_the_future_is_never_remembered() {
    in_a_world(|world| async move {
        let today = manifest(&package());
        let mut future = today.clone();
        (future["published"], future["expires"]) = (json!("2036-12-01T00:00:00Z"), json!("2036-12-31T00:00:00Z"));
        let site = world.server([honest(&world, &future), honest(&world, &today)].concat()).await;
        let end = checked(&world, &site).await;
        assert!(matches!(end, Err(CheckError::Refused(Refusal::NotYet))), "{end:?}");
        assert_eq!(memory(&world).published, None);
        assert_eq!(checked(&world, &site).await.expect("that of today"), Choice::Newer);
    });
}

#[test]
fn u06_a_clock_before_the_build_and_one_in_the_future_are_not_remembered() {
    in_a_world(|world| async move {
        let publisher = world.known(Url::parse("http://127.0.0.1:1/plain.json").expect("an address"));
        let failed = async |now| check(&web(), &publisher, &till(), &world.folder(), now).await.expect_err("no HTTPS");
        failed(Timestamp(0)).await;
        let memory_now = memory(&world);
        assert_eq!((memory_now.last_check, memory_now.failing_since), (Some(Timestamp(0)), Some(till().built)));
        failed(NOW.plus(Duration::from_secs(10 * 365 * 86_400))).await;
        assert_eq!(memory(&world).failing_since, Some(till().built));
        failed(NOW).await;
        let memory = memory(&world);
        assert_eq!((memory.last_check, memory.failing_since), (Some(NOW), Some(till().built)));
        let ahead = |memory: &mut Memory| memory.failing_since = Some(NOW.plus(Duration::from_secs(1)));
        Memory::change(&world.folder().memory(), ahead).expect("changed");
        failed(NOW).await;
        assert_eq!(self::memory(&world).failing_since, Some(NOW), "it was of the future");
    });
}

#[test]
fn u02_a_package_that_waits_needs_the_memory() {
    in_a_world(|world| async move {
        let site = world.server(honest(&world, &manifest(&package()))).await;
        checked(&world, &site).await.expect("it is good");
        let publisher = world.known(site.url("airtill-stable.json"));
        let known = || airtill_updates::known(&publisher.keys, &till(), &world.folder(), NOW).is_some();
        assert!(known());
        std::fs::remove_file(world.folder().memory()).expect("it is there");
        std::fs::create_dir(world.folder().memory()).expect("the disk does not give it");
        assert!(!known(), "a newer manifest may have been seen");
    });
}

#[test]
fn u06_an_answer_that_is_no_whole_file_is_told_by_its_reason() {
    in_a_world(|world| async move {
        let text = manifest(&package()).to_string();
        let empty = |status| Act::Answer(answer(status, "", ""));
        for (act, error) in [
            (truncated(text.as_bytes()), FetchError::Unanswered(Failure::BrokenAnswer { timed_out: false })),
            (page(), FetchError::Page),
            (endless(), FetchError::TooLarge),
            (file(vec![b' '; 256 * 1024 + 1]), FetchError::TooLarge),
            (empty(404), FetchError::Status(404)),
            (empty(503), FetchError::Status(503)),
            (empty(204), FetchError::Status(204)),
            (Act::Answer(Vec::new()), FetchError::Unanswered(Failure::NoAnswer { timed_out: false })),
        ] {
            let site = world.server(vec![act]).await;
            assert_eq!(fetch_error(checked(&world, &site).await), error);
            assert!(site.requests() <= 1, "nothing is asked twice");
        }
    });
}

#[test]
fn u06_a_server_that_drips_or_is_silent_is_left_in_time() {
    in_a_world(|world| async move {
        let web = web_within(Duration::from_millis(300));
        let dripping = world.dripping(head(200, "", 1_000_000)).await;
        let in_the_head = world.dripping(b"HTTP/1.1 200 OK\r\nX: ".to_vec()).await;
        let silent = world.server(vec![Act::Hang(Vec::new())]).await;
        for site in [dripping, in_the_head, silent] {
            let end = checked_by(&world, &web, site.url("airtill-stable.json")).await;
            assert_eq!(fetch_error(end), FetchError::Slow);
        }
    });
}

#[test]
fn u06_all_hops_together_have_one_limit_of_time() {
    in_a_world(|world| async move {
        let site = world.hesitating().await;
        let web = web_within(Duration::from_millis(500));
        let end = checked_by(&world, &web, site.url("airtill-stable.json")).await;
        assert_eq!(fetch_error(end), FetchError::Slow, "each hop alone is in time, and six are not");
        let end = checked_by(&world, &self::web(), site.url("airtill-stable.json")).await;
        assert_eq!(fetch_error(end), FetchError::Redirects, "with time enough");
    });
}

#[test]
fn u06_no_hop_is_plain_http_and_there_are_five_at_most() {
    in_a_world(|world| async move {
        let plain = Server::start(file("{}")).await;
        let site = world.server(vec![redirect(&plain.url("/airtill-stable.json"))]).await;
        assert_eq!(fetch_error(checked(&world, &site).await), FetchError::Unsafe);
        let end = checked_by(&world, &web(), plain.url("/airtill-stable.json")).await;
        assert_eq!(fetch_error(end), FetchError::Unsafe, "nor is the first");
        assert!(plain.seen().is_empty(), "it was never asked");

        let good = honest(&world, &manifest(&package()));
        let target = world.server(good).await;
        let hops = |count| vec![Act::Choose(std::sync::Arc::new(hop)); count];
        let near = world.server([hops(4), vec![redirect(&target.url("m")), redirect(&target.url("s"))]].concat()).await;
        assert_eq!(checked(&world, &near).await.expect("it is good"), Choice::Newer);
        let round = world.server(hops(1)).await;
        assert_eq!(fetch_error(checked(&world, &round).await), FetchError::Redirects);
        assert_eq!(round.requests(), 6, "the first and five hops");
    });
}

/// A redirect to the same place.
fn hop(_: &str) -> Vec<u8> {
    answer(307, "Location: ?again\r\n", "")
}

#[test]
fn u06_a_redirect_without_a_target_leads_nowhere() {
    in_a_world(|world| async move {
        for location in ["", "Location: \r\n", "Location: https://\r\n", "Location: ftp://127.0.0.1/m\r\n"] {
            let site = world.server(vec![Act::Answer(answer(302, location, ""))]).await;
            let error = fetch_error(checked(&world, &site).await);
            assert!(matches!(error, FetchError::Unsafe | FetchError::Redirects), "{location:?}: {error}");
        }
    });
}

#[test]
fn u06_a_network_in_between_shows_another_certificate_and_is_refused() {
    in_a_world(|world| async move {
        let site = world.untrusted(honest(&world, &manifest(&package()))).await;
        let error = fetch_error(checked(&world, &site).await);
        let refused = matches!(error, FetchError::Unanswered(Failure::NotSent(Unreached::Certificate(_))));
        assert!(refused && site.requests() == 0, "{error}");
    });
}

#[test]
fn u02_a_choice_is_given_only_when_it_can_be_remembered() {
    in_a_world(|world| async move {
        let folder = world.folder();
        std::fs::create_dir(folder.memory()).expect("a folder in the place of the file");
        let site = world.server(honest(&world, &manifest(&package()))).await;
        let end = checked(&world, &site).await;
        assert!(matches!(end, Err(CheckError::Disk(_))), "{end:?}");
        assert_eq!(site.requests(), 0, "no server is asked");
        assert!(folder.memory().is_dir(), "and nothing is written over it");
    });
}
