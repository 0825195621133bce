//! The events in a sign-in's life: attempts that fail, a keyring that comes late, a second program, a sign-out in the
//! middle of a sale.
//!
//! The errors of the form are in `sign_in`, those of the renewal in `staying_signed_in`.

use std::time::Duration;

#[cfg(unix)]
use airtill_app::{DataFolder, Till};
use airtill_contract::{ErrorCode, Event, ForConnection, NoticeCode, SaleStateView, SessionView, VaultState};
use airtill_practice::{Account, Effect, Endpoint, Fault, Gate};
#[cfg(unix)]
use airtill_tests::world::{Commanded, Ending};
use airtill_tests::world::{Keyring, Setup, World, number};

const HOUR: Duration = Duration::from_secs(3600);

async fn nobody() -> World {
    World::with(Setup { signed_in: false, ..Setup::default() }).await
}

/// A till that was started with its keyring in this state.
async fn nobody_with(keyring: Keyring) -> World {
    let mut world = nobody().await;
    world.keyring.set(keyring);
    world.restart().await;
    world
}

/// The refresh tokens that were sent, in their order.
fn sent_refresh_tokens(world: &World) -> Vec<String> {
    let hits = world.service().hits();
    let token = |body: &str| body.split('&').find_map(|field| field.strip_prefix("refresh_token=").map(str::to_owned));
    hits.iter().filter(|hit| hit.endpoint == Endpoint::Token).filter_map(|hit| token(&hit.body)).collect()
}

/// A whole HTTP answer, with the headers that a fault of the practice service cannot set.
fn raw(status: &str, headers: &str, body: &str) -> Fault {
    let length = body.len();
    let answer = format!(
        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n{headers}\r\n{body}"
    );
    Fault::before(Effect::Raw(answer.into_bytes()))
}

fn remembered(session: &SessionView) -> bool {
    matches!(session, SessionView::SignedIn { remembered: true, .. })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_that_fails_leaves_the_one_before_as_it_was() {
    let world = World::test().await;
    let before = world.card().await.session;
    let kept = world.stored_refresh_token().await;
    for (fault, code) in [
        (None, ErrorCode::WrongPassword),
        (
            Some(Fault::before(Effect::Redirect { status: 302, to: "http://127.0.0.1:9/".to_owned() })),
            ErrorCode::CaptivePortal,
        ),
        (Some(Fault::status(503, "text/html", "<html>down</html>")), ErrorCode::ServiceDown),
        (Some(Fault::json(r#"{"access_token":"a","token_type":"bearer","expires_in":60}"#)), ErrorCode::OddAnswer),
    ] {
        if let Some(fault) = fault {
            world.service().set_fault(Endpoint::Token, fault);
        }
        assert_eq!(
            world.sign_in_as("other@practice.example", "canary-password-11c9").await.expect_err("no sign-in").code,
            code
        );
        assert_eq!(
            (world.card().await.session, world.stored_refresh_token().await),
            (before.clone(), kept.clone()),
            "{code:?}"
        );
    }
    world.clock.advance(HOUR);
    world.float().await.expect("it still renews itself");
    assert_eq!(sent_refresh_tokens(&world), [kept.unwrap()]);
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t18_a_wait_that_the_service_asks_for_is_shown_and_observed() {
    let world = World::test().await;
    for (status, headers, code) in [
        ("429 Too Many Requests", "Retry-After: 90\r\n", ErrorCode::RateLimited),
        (
            "503 Service Unavailable",
            "Date: Sat, 21 Nov 2026 20:00:00 GMT\r\nRetry-After: Sat, 21 Nov 2026 20:01:30 GMT\r\n",
            ErrorCode::ServiceDown,
        ),
    ] {
        // The form shows it and lets the person go on: the person decides when to try again.
        world.service().set_fault(Endpoint::Token, raw(status, headers, "{}"));
        let reported = world.sign_in_as(Account::busy().email, "canary-password-77d0").await.expect_err("not now");
        assert_eq!((reported.code, reported.detail.as_str()), (code, "90"));

        world.clock.advance(HOUR);
        world.service().set_fault(Endpoint::Token, raw(status, headers, "{}"));
        let asked = world.hits(Endpoint::Token);
        for wait in [0, 1, 88] {
            world.clock.advance(Duration::from_secs(wait));
            assert_eq!(world.float().await.expect_err("not before the time").code, code);
            assert_eq!(world.hits(Endpoint::Token) - asked, 1, "{wait} s later it is left alone");
        }
        world.clock.advance(Duration::from_secs(2));
        world.float().await.expect("after the time");
        assert_eq!(world.hits(Endpoint::Token) - asked, 2);
    }
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t10_a_new_refresh_token_is_on_disk_before_its_access_token_is_used() {
    let world = World::test().await;
    let before = world.stored_refresh_token().await.unwrap();
    world.clock.advance(HOUR);
    let gate = Gate::new();
    world.service().set_fault(Endpoint::Balance, Fault::before(Effect::Wait(gate.clone())));
    let (till, connection) = (world.till().clone(), world.key.clone());
    let asking = tokio::spawn(async move { till.refresh_float(ForConnection { connection }).await });
    gate.reached(1).await;
    assert_eq!(sent_refresh_tokens(&world), std::slice::from_ref(&before));
    let kept = world.stored_refresh_token().await.expect("a power cut now loses nothing");
    assert_ne!(kept, before);
    gate.open();
    asking.await.unwrap().unwrap();
    world.clock.advance(HOUR);
    world.float().await.unwrap();
    assert_eq!(sent_refresh_tokens(&world), [before, kept], "it is the one that the service gave");
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t10_without_a_keyring_the_sign_in_renews_from_memory_and_says_so() {
    let world = nobody_with(Keyring::Locked).await;
    world.sign_in().await.unwrap();
    for _ in 0..3 {
        world.clock.advance(HOUR);
        world.float().await.expect("renewed");
        assert!(!remembered(&world.card().await.session));
    }
    let mut sent = sent_refresh_tokens(&world);
    sent.sort();
    sent.dedup();
    assert_eq!(sent.len(), 3, "each renewal used the token of the one before");
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn v04_a_keyring_that_comes_late_keeps_the_sign_in_from_then_on() {
    for keyring in [Keyring::Absent, Keyring::Locked] {
        let mut world = nobody_with(keyring).await;
        assert!(!remembered(&world.sign_in().await.unwrap().session));
        let start = world.shown(world.till().retry_keyring().await).unwrap();
        assert_eq!(start.vault, if keyring == Keyring::Absent { VaultState::Absent } else { VaultState::Locked });
        assert!(!remembered(&world.card().await.session), "{keyring:?}: still not there");

        world.keyring.set(Keyring::Works);
        let start = world.shown(world.till().retry_keyring().await).unwrap();
        assert_eq!(start.vault, VaultState::Ready);
        assert!(remembered(&start.connections[0].session), "{keyring:?}: {:?}", start.connections[0].session);
        world.restart().await;
        world.float().await.expect("still signed in");
        assert!(world.service().hits().iter().filter(|hit| hit.body.contains("grant_type=password")).count() == 1);
        world.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn v04_unlocking_a_keyring_after_the_start_brings_the_sign_in_back() {
    let mut world = World::test().await;
    world.keyring.set(Keyring::Locked);
    world.restart().await;
    assert_eq!(
        world.float().await.expect_err("out of reach").code,
        ErrorCode::KeyringUnavailable,
        "and not: signed out"
    );
    world.keyring.set(Keyring::Works);
    let start = world.shown(world.till().retry_keyring().await).unwrap();
    assert!(remembered(&start.connections[0].session), "{:?}", start.connections[0].session);
    world.float().await.expect("nobody typed a password");
    assert_eq!(world.service().hits().iter().filter(|hit| hit.body.contains("grant_type=password")).count(), 1);
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t19_with_the_keyring_locked_a_sign_out_says_what_is_still_in_its_file() {
    let mut world = World::test().await;
    world.keyring.set(Keyring::Locked);
    world.restart().await;
    let earlier = world.window.events().len();
    assert_eq!(world.sign_out().await.expect_err("the file cannot be opened").code, ErrorCode::SignOutUnfinished);
    let signed_out = |event: &Event| matches!(event, Event::ConnectionChanged { connection } if connection.session == SessionView::SignedOut);
    world.window.wait_after(earlier, "nobody is signed in at this till", signed_out).await;
    world.keyring.set(Keyring::Works);
    world.shown(world.till().retry_keyring().await).unwrap();
    assert_eq!(world.stored_refresh_token().await, None, "it was removed as soon as that was possible");
    assert_eq!(world.card().await.session, SessionView::SignedOut);
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_person_and_the_end_of_the_sign_in_are_shown_and_announced() {
    let world = nobody().await;
    world.sign_in().await.unwrap();
    let named = |event: &Event| {
        let Event::ConnectionChanged { connection } = event else { return false };
        matches!(&connection.session, SessionView::SignedIn { person: Some(person), .. } if !person.id.is_empty() && person.created_at.is_some())
    };
    world.window.wait_for("who is signed in", named).await;
    let SessionView::SignedIn { person: Some(person), ends_at: Some(ends_at), remembered: true } =
        world.card().await.session
    else {
        panic!("signed in")
    };
    assert_eq!(person.email, "clerk@practice.example");
    assert_eq!(ends_at, "2026-12-21T08:00:00.000Z", "thirty days after it was made");
    world.clock.advance(24 * HOUR);
    world.float().await.unwrap();
    let SessionView::SignedIn { ends_at: Some(ends_at), .. } = world.card().await.session else { panic!("signed in") };
    assert_eq!(ends_at, "2026-12-22T08:00:00.000Z", "every renewal puts it off");
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t21_a_service_without_a_valid_certificate_gets_no_password() {
    let world = nobody().await;
    let secure = world.connection_file().replace("http://", "https://");
    world.import(&secure).await.unwrap();
    world.secrets.lock().unwrap().push("canary-password-40ee".to_owned());
    let reported =
        world.sign_in_as("clerk@practice.example", "canary-password-40ee").await.expect_err("it speaks no TLS");
    assert_eq!(reported.code, ErrorCode::Certificate);
    assert!(world.service().hits().is_empty());
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t24_clocks_that_differ_by_over_five_minutes_are_shown_in_minutes() {
    for (minutes, reported) in [(0, None), (4, None), (-4, None), (6, Some("6")), (-90, Some("-90"))] {
        let world = nobody().await;
        let date = jiff::Timestamp::from_millisecond(world.clock.wall() + minutes * 60_000)
            .unwrap()
            .strftime("%a, %d %b %Y %H:%M:%S GMT");
        let tokens = r#"{"access_token":"made-up-access-a","token_type":"bearer","expires_in":3600,"refresh_token":"made-up-refresh-a"}"#;
        world.service().set_fault(Endpoint::Token, raw("200 OK", &format!("Date: {date}\r\n"), tokens));
        world.service().set_fault(
            Endpoint::User,
            Fault::json(r#"{"id":"1","email":"clerk@practice.example","created_at":"2026-01-05T08:30:00Z"}"#)
                .standing(),
        );
        world.service().set_fault(
            Endpoint::Balance,
            Fault::json(r#"{"statusCode":0,"statusMessage":"","currency":"SSP","balance":5000}"#).standing(),
        );
        let earlier = world.window.events().len();
        world.sign_in().await.unwrap();
        // The float is shown when everything that signing in reads has been read.
        let float =
            |event: &Event| matches!(event, Event::ConnectionChanged { connection } if connection.float.is_some());
        world.window.wait_after(earlier, "the float", float).await;
        if reported.is_some() {
            // Once for the sign-in, once for the notice.
            let changes = |world: &World| {
                world
                    .window
                    .events()
                    .iter()
                    .skip(earlier)
                    .filter(|event| matches!(event, Event::StartChanged {}))
                    .count()
            };
            world.window.wait_after(earlier, "the notice", |_| changes(&world) >= 2).await;
        }
        let start = world.shown(world.till().start().await).unwrap();
        let notice = start.notices.iter().find(|notice| notice.code == NoticeCode::ClockDiffers);
        assert_eq!(notice.map(|notice| notice.detail.as_str()), reported, "{minutes} minutes");
        world.clock.jump_wall(minutes * 60);
        let start = world.shown(world.till().start().await).unwrap();
        assert!(
            start.notices.iter().all(|notice| notice.code != NoticeCode::ClockDiffers),
            "t24: the clock was set right: {minutes} minutes"
        );
        world.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_out_waits_for_the_sale_that_is_under_way() {
    let world = World::test().await;
    let (_, selling, gate) = world.sell_behind_a_gate(&number(1), "5").await;
    let (till, connection) = (world.till().clone(), world.key.clone());
    let mut leaving = tokio::spawn(async move { till.sign_out(ForConnection { connection }).await });
    assert!(tokio::time::timeout(Duration::from_millis(150), &mut leaving).await.is_err(), "it waits");
    assert_eq!(world.hits(Endpoint::Logout), 0);
    assert_eq!(world.stored_refresh_token().await, None, "but not with the disk");
    gate.open();
    let sale = selling.await.unwrap().unwrap();
    assert_eq!((sale.state, sale.sold_by.as_str()), (SaleStateView::Confirmed, "clerk@practice.example"));
    assert_eq!(leaving.await.unwrap().unwrap().session, SessionView::SignedOut);
    world.asked(Endpoint::Logout, 1).await;
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t19_a_sign_out_uses_a_live_token_and_leaves_no_refresh_token() {
    let world = World::test().await;
    let before = world.stored_refresh_token().await.unwrap();
    world.clock.advance(2 * HOUR);
    world.sign_out().await.unwrap();
    assert_eq!(world.stored_refresh_token().await, None);
    assert_eq!(sent_refresh_tokens(&world), [before], "the stale access token was renewed first");
    let hits = world.service().hits();
    let bearer = |endpoint| {
        hits.iter().rev().find(|hit| hit.endpoint == endpoint).and_then(|hit| hit.header("authorization")).unwrap()
    };
    assert_ne!(bearer(Endpoint::Logout), bearer(Endpoint::Balance));
    assert_eq!(world.float().await.expect_err("signed out").code, ErrorCode::SignInAgain);
    assert_eq!(world.service().hits().len(), hits.len(), "nobody asks any more");
    world.close().await;
}

/// The lock of the data folder keeps a second program out. Where it cannot (a share that knows no locks), the vault's
/// own lock must keep two programs from spending one refresh token twice.
#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn t09_two_programs_on_one_vault_never_send_the_same_refresh_token_twice() {
    let world = World::test().await;
    let second = world.outside().join("second");
    std::fs::create_dir(&second).unwrap();
    for shared in ["test", "connections"] {
        std::os::unix::fs::symlink(world.data().join(shared), second.join(shared)).unwrap();
    }
    let folder = DataFolder::open(&second).unwrap();
    let other = Till::new(folder, world.ports(), world.setup.policy.clone(), "0.0.0".to_owned(), false);
    world.shown(other.start().await).unwrap();
    let ask = |till: &Till| {
        let (till, connection) = (till.clone(), world.key.clone());
        tokio::spawn(async move { till.refresh_float(ForConnection { connection }).await })
    };
    ask(&other).await.unwrap().expect("it found the sign-in");
    for round in 0..5 {
        world.clock.advance(HOUR);
        let both = (ask(world.till()), ask(&other));
        both.0.await.unwrap().unwrap_or_else(|fault| panic!("round {round}: {fault}"));
        both.1.await.unwrap().unwrap_or_else(|fault| panic!("round {round}: {fault}"));
    }
    let sent = sent_refresh_tokens(&world);
    let mut once = sent.clone();
    once.sort();
    once.dedup();
    assert_eq!(once.len(), sent.len(), "each was good for one use");
    assert!(sent.len() >= 10, "both renewed themselves");
    other.close(Duration::from_secs(10)).await;
    world.close().await;
}

/// Two real processes with many tasks in each. Access tokens are never on a disk (V2), so each process renews for
/// itself: once, for all of its tasks.
#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn t09_two_processes_of_a_hundred_tasks_renew_once_each() {
    let mut world = World::test().await;
    let second = world.outside().join("second");
    std::fs::create_dir(&second).unwrap();
    for shared in ["test", "connections"] {
        std::os::unix::fs::symlink(world.data().join(shared), second.join(shared)).unwrap();
    }
    world.shut().await;
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_headless"));
    let start =
        |data: &std::path::Path| Commanded::start(world.headless_on(data, program, &Ending::Whole, &["-".to_owned()]));
    let mut both = [start(&world.data()), start(&second)];
    let sent = tokio::task::block_in_place(|| {
        for till in &mut both {
            assert_eq!(till.ask("float"), "float 5000.00");
            assert_eq!(till.ask("hour"), "later");
        }
        let before = sent_refresh_tokens(&world).len();
        for till in &mut both {
            till.tell("floats:100");
        }
        for till in &mut both {
            assert_eq!(till.hear(), "floats 100");
        }
        for till in both {
            assert!(till.end().success());
        }
        sent_refresh_tokens(&world).split_off(before)
    });
    let all: std::collections::HashSet<String> = sent_refresh_tokens(&world).into_iter().collect();
    assert_eq!((sent.len(), all.len()), (2, sent_refresh_tokens(&world).len()));
    world.let_go().await;
    world.close().await;
}
