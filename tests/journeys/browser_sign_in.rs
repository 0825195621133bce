//! Signing in through a browser at the practice accounts, over real sockets: each course of it, and that none asks for
//! tokens twice, leaves a port open, or mixes two sign-ins.
//!
//! Here is the sign-in alone, without connection, vault or window; with them it is in `accounts` and `attempts`.

use std::time::Duration;

use airtill_app::ports::{NotOpened, Promise, UserAgent};
use airtill_app::sign_in::{LIMIT, PasteOnly, SignInEnd, Stage, Way};
use airtill_oauth::TokenSet;
use airtill_oauth::authorization::NotOurs;
use airtill_oauth::loopback::Door;
use airtill_practice::accounts::{Options, Trouble};
use airtill_practice::{Endpoint, PracticeAccounts};
use airtill_tests::browser::{Browser, Consent, Opener};
use airtill_tests::port::Port;
use airtill_tests::sign_in::{Driven, PATH, begun, drive, leaf, listening, plan, plan_at};
use airtill_tests::timers::without_timers;
use airtill_tests::world::PATIENCE;
use tokio_util::task::TaskTracker;
use url::Url;

const SECOND: Duration = Duration::from_secs(1);

async fn accounts() -> PracticeAccounts {
    PracticeAccounts::start(Options::default()).await.unwrap()
}

async fn end(driven: Driven) -> Result<TokenSet, SignInEnd> {
    tokio::time::timeout(PATIENCE, driven).await.expect("an end").unwrap().map(|exchanged| exchanged.tokens)
}

async fn is_closed(redirect: &Url) -> bool {
    let address = (redirect.host_str().unwrap().to_owned(), redirect.port().unwrap());
    for _ in 0..100 {
        if tokio::net::TcpStream::connect(&address).await.is_err() {
            return true;
        }
        tokio::task::yield_now().await;
    }
    false
}

/// By a listener on this port, which no other test gets when it is left.
fn listening_at(port: &Port) -> Way {
    Way::Listen(Door { path: PATH.into(), port: port.as_u16(), localhost: false, leaf: None })
}

fn redirect_of(authorization: &Url) -> Url {
    authorization.query_pairs().find(|(name, _)| name == "redirect_uri").unwrap().1.parse().unwrap()
}

#[tokio::test]
async fn a_person_who_allows_it_is_signed_in_and_the_address_bar_holds_no_code() {
    let service = accounts().await;
    let (sign_in, driven, address) = begun(plan(&service, listening())).await;
    assert_eq!(address, *sign_in.address(), "the browser gets the address and nothing else");
    let mut browser = Browser::new(None).unwrap();
    let back = browser.walk(&address, Consent::Allow).await.unwrap();
    let first = browser.go(&back).await.unwrap();
    assert_eq!(first.status, 303);
    let done = browser.go(&first.location.unwrap()).await.unwrap();
    assert!(done.text.contains("has received your sign-in") && !done.text.contains("code="));
    let tokens = end(driven).await.unwrap();
    assert_eq!(tokens.user_id, Some(7), "the practice clerk");
    assert_eq!(service.hits_on(Endpoint::OAuthToken), 1, "one exchange");
    let reload = browser.go(&back).await.unwrap();
    assert_eq!(reload.status, 410);
    assert_eq!(service.hits_on(Endpoint::OAuthToken), 1, "L24: a reload changes nothing");
}

#[tokio::test]
async fn a_denial_is_shown_and_nothing_is_exchanged() {
    let service = accounts().await;
    let (_sign_in, driven, address) = begun(plan(&service, listening())).await;
    let mut browser = Browser::new(None).unwrap();
    let first = browser.answer(&address, Consent::Deny).await.unwrap();
    let done = browser.go(&first.location.unwrap()).await.unwrap();
    assert!(done.text.contains("was not allowed"), "the page that follows is still there");
    assert!(matches!(end(driven).await, Err(SignInEnd::Denied(denial)) if denial.error == "access_denied"));
    assert_eq!(service.hits_on(Endpoint::OAuthToken), 0);
}

#[tokio::test]
async fn l05_another_state_ends_no_wait_and_the_right_one_still_counts() {
    let service = accounts().await;
    service.set_trouble(Trouble::WrongState);
    let (_sign_in, driven, address) = begun(plan(&service, listening())).await;
    let mut browser = Browser::new(None).unwrap();
    assert_eq!(browser.answer(&address, Consent::Allow).await.unwrap().status, 400);
    assert_eq!(service.hits_on(Endpoint::OAuthToken), 0);
    service.clear_troubles();
    assert_eq!(browser.answer(&address, Consent::Allow).await.unwrap().status, 303);
    assert!(end(driven).await.is_ok());
}

#[tokio::test]
async fn t22_refused_pkce_is_left_out_only_by_the_persons_word() {
    for goes_on in [false, true] {
        let service = accounts().await;
        service.set_trouble(Trouble::PkceRefused);
        let (sign_in, driven, address) = begun(plan(&service, listening())).await;
        Browser::new(None).unwrap().answer(&address, Consent::Allow).await.unwrap();
        let choice = loop {
            if let Some(choice) = sign_in.go_on_without_pkce() {
                break choice;
            }
            tokio::task::yield_now().await;
        };
        assert!(
            matches!(sign_in.stage(), Stage::PkceRefused { message, left } if message.contains("pkce") && left > Duration::ZERO)
        );
        assert!(sign_in.go_on_without_pkce().is_none(), "said once");
        assert_eq!(
            (service.hits_on(Endpoint::OAuthToken), service.issued().len()),
            (1, 0),
            "nothing is left out by itself"
        );
        if goes_on {
            choice.send(()).unwrap();
            assert_eq!(end(driven).await.unwrap().user_id, Some(7), "the code was still good");
        } else {
            sign_in.cancel();
            assert!(matches!(end(driven).await, Err(SignInEnd::Cancelled)));
            assert!(service.issued().is_empty());
        }
    }
}

#[tokio::test]
async fn l22_cancelling_is_felt_at_once_and_frees_the_port() {
    let (service, port) = (accounts().await, Port::free());
    let (sign_in, driven, address) = begun(plan(&service, listening_at(&port))).await;
    sign_in.cancel();
    let ended = without_timers(driven).await.unwrap();
    assert!(matches!(ended, Err(SignInEnd::Cancelled)));
    assert!(is_closed(&redirect_of(&address)).await);
}

#[tokio::test]
async fn l22_cancelling_while_the_code_is_exchanged_is_felt_at_once() {
    let service = accounts().await;
    service.set_trouble(Trouble::SlowExchange);
    let (sign_in, driven, address) = begun(plan(&service, listening())).await;
    let mut browser = Browser::new(None).unwrap();
    browser.answer(&address, Consent::Allow).await.unwrap();
    while sign_in.stage() != Stage::Exchanging {
        tokio::task::yield_now().await;
    }
    sign_in.cancel();
    let ended = without_timers(driven).await.unwrap();
    assert!(matches!(ended, Err(SignInEnd::Cancelled)));
}

#[tokio::test(start_paused = true)]
async fn l22_the_wait_ends_after_five_minutes_or_later_when_asked() {
    for (asked_for_more, expected) in [(false, LIMIT), (true, LIMIT + LIMIT / 2)] {
        let (began, port) = (tokio::time::Instant::now(), Port::free());
        let plan = plan_at(&"http://127.0.0.1:9/".parse().unwrap(), listening_at(&port));
        let (sign_in, driven, address) = begun(plan).await;
        if asked_for_more {
            tokio::time::sleep(LIMIT / 2).await;
            sign_in.more_time();
        }
        assert!(matches!(driven.await.unwrap(), Err(SignInEnd::TimedOut)));
        let took = began.elapsed();
        assert!(took >= expected && took < expected + SECOND, "{took:?}");
        assert!(is_closed(&redirect_of(&address)).await);
    }
}

#[tokio::test]
async fn l23_where_no_browser_of_this_computer_is_there_the_answer_is_pasted() {
    let service = accounts().await;
    for (here, way, why) in [
        (false, listening(), PasteOnly::Remote),
        (true, Way::Paste { redirect_uri: format!("http://127.0.0.1{PATH}") }, PasteOnly::Connection),
    ] {
        let (mut opener, mut opened) = Opener::new();
        opener.here = here;
        let (sign_in, driven) = drive(plan(&service, way), opener, &TaskTracker::new()).await;
        assert!(matches!(sign_in.stage(), Stage::Waiting { paste_only: Some(found), .. } if found == why));
        let mut browser = Browser::new(None).unwrap();
        let back = browser.walk(sign_in.address(), Consent::Allow).await.unwrap();
        if here {
            assert_eq!(opened.recv().await.unwrap(), *sign_in.address());
        }
        assert_eq!(sign_in.paste("https://evil.example/?code=1"), Err(NotOurs::Address));
        assert_eq!(
            sign_in.paste(&format!("http://127.0.0.1{PATH}?code={}&state=other", "0".repeat(64))),
            Err(NotOurs::State)
        );
        sign_in.paste(back.as_str()).unwrap();
        // A second paste changes nothing.
        sign_in.paste(back.as_str()).unwrap();
        assert!(end(driven).await.is_ok());
        assert!(opened.try_recv().is_err(), "B5: in a remote session no browser is asked for");
    }
    assert_eq!(service.hits_on(Endpoint::OAuthToken), 2, "one exchange for each");
}

#[tokio::test]
async fn l21_after_a_paste_the_listener_that_was_not_heard_ends_as_well() {
    let (service, port) = (accounts().await, Port::free());
    let (opener, mut opened) = Opener::new();
    let tasks = TaskTracker::new();
    let (sign_in, driven) = drive(plan(&service, listening_at(&port)), opener, &tasks).await;
    let address = opened.recv().await.unwrap();
    let mut browser = Browser::new(None).unwrap();
    let back = browser.walk(&address, Consent::Allow).await.unwrap();
    sign_in.paste(back.as_str()).unwrap();
    assert!(end(driven).await.is_ok());
    assert_eq!(browser.go(&back).await.unwrap().status, 410, "too late, and the page says so");
    tasks.close();
    tokio::time::timeout(PATIENCE, tasks.wait()).await.expect("nothing is left running");
    assert!(is_closed(&redirect_of(&address)).await);
    assert_eq!(service.hits_on(Endpoint::OAuthToken), 1);
}

#[tokio::test]
async fn b04_a_launcher_that_fails_ends_nothing_and_is_shown() {
    let service = accounts().await;
    let (mut opener, mut opened) = Opener::new();
    opener.outcome = Err(NotOpened { reason: "no application is registered".into() });
    let (sign_in, driven) = drive(plan(&service, listening()), opener, &TaskTracker::new()).await;
    let address = opened.recv().await.unwrap();
    while !matches!(sign_in.stage(), Stage::Waiting { opened: Err(_), .. }) {
        tokio::task::yield_now().await;
    }
    // The person copies the address into another browser.
    let mut browser = Browser::new(None).unwrap();
    browser.answer(&address, Consent::Allow).await.unwrap();
    assert!(end(driven).await.is_ok());
    sign_in.open().await;
    assert!(opened.try_recv().is_err(), "what was used is not opened again");
}

/// A launcher of the desktop that never returns.
struct Stuck;

impl UserAgent for Stuck {
    fn is_here(&self) -> bool {
        true
    }

    fn open(&self, _: &Url) -> Promise<'_, Result<(), NotOpened>> {
        Box::pin(std::future::pending())
    }

    fn come_back(&self) {}
}

#[tokio::test]
async fn b04_a_launcher_that_hangs_delays_neither_answer_nor_cancel() {
    let service = accounts().await;
    let tasks = TaskTracker::new();
    let (sign_in, driven) = drive(plan(&service, listening()), Stuck, &tasks).await;
    let mut browser = Browser::new(None).unwrap();
    let back = browser.walk(sign_in.address(), Consent::Allow).await.unwrap();
    browser.go(&back).await.unwrap();
    assert!(end(driven).await.is_ok());
    let (sign_in, driven) = drive(plan(&service, listening()), Stuck, &tasks).await;
    sign_in.cancel();
    assert!(matches!(without_timers(driven).await.unwrap(), Err(SignInEnd::Cancelled)));
    tasks.close();
    assert!(tokio::time::timeout(PATIENCE, tasks.wait()).await.is_ok(), "L21: nothing of either is left waiting");
}

#[tokio::test]
async fn l25_over_https_with_a_leaf_that_the_browser_trusts() {
    let service = accounts().await;
    let trusted = leaf();
    let way = Way::Listen(Door { path: PATH.into(), port: 0, localhost: false, leaf: Some(trusted.clone()) });
    let (sign_in, driven, address) = begun(plan(&service, way)).await;
    let mut stranger = Browser::new(Some(&leaf().certificate)).unwrap();
    let back = stranger.walk(&address, Consent::Allow).await.unwrap();
    assert_eq!(back.scheme(), "https");
    assert!(stranger.go(&back).await.is_err(), "a browser that does not trust it sends nothing");
    assert!(matches!(sign_in.stage(), Stage::Waiting { .. }));
    let mut trusting = Browser::new(Some(&trusted.certificate)).unwrap();
    assert_eq!(trusting.go(&back).await.unwrap().status, 303);
    assert!(end(driven).await.is_ok());
}

/// A browser that is back before the system has reported that it accepted the address.
struct Eager;

impl UserAgent for Eager {
    fn is_here(&self) -> bool {
        true
    }

    fn open(&self, address: &Url) -> Promise<'_, Result<(), NotOpened>> {
        let mut back = redirect_of(address);
        let state = address.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
        back.query_pairs_mut().append_pair("error", "access_denied").append_pair("state", &state);
        Box::pin(async move {
            let page = Browser::new(None).unwrap().go(&back).await.unwrap();
            assert_eq!(page.status, 303);
            Ok(())
        })
    }

    fn come_back(&self) {}
}

#[tokio::test]
async fn l02_a_browser_that_comes_back_at_once_is_heard_every_time() {
    let service = accounts().await;
    for round in 0..200 {
        let (_sign_in, driven) = drive(plan(&service, listening()), Eager, &TaskTracker::new()).await;
        assert!(matches!(end(driven).await, Err(SignInEnd::Denied(_))), "round {round}");
    }
}
