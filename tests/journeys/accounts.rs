//! The company's accounts beside a till that sells: signing in through the browser and by the form, the name in the
//! ledger, and each way in which a sign-in ends without a person. People and countries are in `people`.
//!
//! One connection and one sign-in at a time; several of them, and those that are ended, are in `attempts`.

use std::time::Duration;

use airtill_contract::*;
use airtill_practice::accounts::{BlankScope, GrantType, Options, Pkce, Rotation, Trouble};
use airtill_practice::{Cut, Effect, Endpoint, Fault, PracticeAccounts};
use airtill_tests::browser::{Browser, Consent};
use airtill_tests::port::Port;
use airtill_tests::world::{ACCOUNTS_FILE, Company, Shop, World, filled};

const JSON: &str = "application/json";
const HOUR: Duration = Duration::from_secs(60 * 60);

fn failed_with(code: ErrorCode) -> impl Fn(&BrowserSignInStage) -> bool {
    move |stage| matches!(stage, BrowserSignInStage::Failed { error } if error.code == code)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_esim_connection_names_the_seller_as_soon_as_one_signs_in() {
    let Shop { world, service, reseller: sims } = Shop::open().await;
    let company = Company::beside(&world).await;
    assert_eq!(sims.card(&world).await.sold_by, None);
    let earlier = world.window.events().len();
    company.sign_in(&world).await;
    let named = |event: &Event| matches!(event, Event::ConnectionChanged { connection } if connection.key == sims.key && connection.sold_by.as_ref().is_some_and(|person| person.id == "7"));
    world.window.wait_after(earlier, "the seller on the card of the eSIMs", named).await;
    assert_eq!(sims.card(&world).await.sold_by.map(|person| person.id).as_deref(), Some("7"));
    drop(service);
    company.close(world).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_sign_in_names_the_person_in_the_ledger_from_then_on() {
    let world = World::test().await;
    let company = Company::beside(&world).await;
    let before = world.sell("0925415377", "10").await;
    assert!(before.sold_by.contains('@') && !before.sold_by.contains("Amina"), "{}", before.sold_by);
    company.sign_in(&world).await;
    assert_eq!(world.browser.came_back.load(std::sync::atomic::Ordering::SeqCst), 1, "the till comes to the front");
    let card = company.card(&world).await;
    let SessionView::SignedIn { person: Some(person), ends_at, remembered } = card.session else {
        panic!("signed in: {card:?}")
    };
    assert!(person.name.as_deref().is_some_and(|name| name.contains("Amina")), "{person:?}");
    assert_eq!(
        (person.id.as_str(), person.role, person.email.as_str()),
        ("7", Some(RoleView::Staff), PracticeAccounts::account().email)
    );
    assert!(person.created_at.is_some() && person.points.is_some() && remembered && ends_at.is_none());
    let sale = world.sell("0925415378", "10").await;
    assert!(sale.sold_by.contains("Amina") && sale.sold_by.contains(&person.email), "{}", sale.sold_by);
    assert_eq!(company.sign_out(&world).await.session, SessionView::SignedOut);
    let after = world.sell("0925415379", "10").await;
    assert_eq!(after.sold_by, before.sold_by);
    assert_eq!(
        company.service.hits_on(Endpoint::OAuthToken),
        2,
        "a wrong verifier, which proves PKCE, and one exchange"
    );
    company.close(world).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn by_the_form_the_same_person_is_known_and_stays_so_after_a_restart() {
    let mut world = World::test().await;
    let company = Company::beside(&world).await;
    let earlier = world.window.events().len();
    let (username, password) =
        (PracticeAccounts::account().email.to_owned(), PracticeAccounts::account().password.to_owned());
    let request = SignInWithPassword { connection: company.key.clone(), username, password: InwardSecret(password) };
    world.shown(world.till().sign_in_with_password(request).await).unwrap();
    company.is_known(&world, earlier).await;
    world.restart().await;
    let SessionView::SignedIn { person: Some(person), .. } = company.card(&world).await.session else {
        panic!("still signed in")
    };
    assert!(person.name.is_some());
    let hit = company.service.hits().into_iter().find(|hit| hit.endpoint == Endpoint::OAuthToken).unwrap();
    assert_eq!(hit.header("content-type"), Some("application/json"));
    company.close(world).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_way_of_ending_without_a_sign_in_has_its_own_sentence() {
    for (trouble, consent, code) in [
        (Some(Trouble::DeniedConsent), Consent::Allow, ErrorCode::ConsentDenied),
        (None, Consent::Deny, ErrorCode::ConsentDenied),
    ] {
        let world = World::test().await;
        let company = Company::beside(&world).await;
        if let Some(trouble) = trouble {
            company.service.set_trouble(trouble);
        }
        company.answer(&world, consent).await;
        company.reaches(&world, 0, failed_with(code)).await;
        assert_eq!(company.card(&world).await.session, SessionView::SignedOut);
        assert!(
            matches!(world.till().browser_sign_in(&company.named()).stage, BrowserSignInStage::Failed { .. }),
            "its end is shown"
        );
        assert_eq!(world.till().browser_sign_in(&company.named()).stage, BrowserSignInStage::None, "once");
        company.close(world).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn l18_a_failure_after_the_answer_is_shown_in_the_till_not_in_the_page() {
    for (name, fault, code) in [
        ("a page", Fault::status(502, "text/html", "<html>bad gateway</html>"), ErrorCode::ServiceDown),
        ("invalid_client", Fault::status(401, JSON, r#"{"error":"invalid_client"}"#), ErrorCode::ClientRefused),
        ("invalid_grant", Fault::status(400, JSON, r#"{"error":"invalid_grant"}"#), ErrorCode::CodeRefused),
        ("not JSON", Fault::json("tokens!".to_owned()), ErrorCode::OddAnswer),
        (
            "no refresh token",
            Fault::json(r#"{"access_token":"a","token_type":"Bearer","expires_in":60,"user_id":7}"#.to_owned()),
            ErrorCode::OddAnswer,
        ),
    ] {
        let world = World::test().await;
        let company = Company::beside(&world).await;
        let address = company.begin(&world).await;
        let back = company.walk(&address, Consent::Allow).await;
        company.service.set_fault(Endpoint::OAuthToken, fault.standing());
        assert_eq!(company.come_back(&back).await, 303, "{name}: the page says what is known: an answer came");
        company.reaches(&world, 0, failed_with(code)).await;
        // A wrong verifier and the right one get the same refusal; after any other answer the code is sent nowhere
        // again.
        let sent = if code == ErrorCode::CodeRefused { 2 } else { 1 };
        assert_eq!(company.service.hits_on(Endpoint::OAuthToken), sent, "{name}");
        company.service.clear_faults();
        company.close(world).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn b06_without_pkce_nothing_is_stored_before_the_person_says_yes() {
    for yes in [false, true] {
        let world = World::test().await;
        let options = Options { pkce: Pkce::Refused, ..Options::default() };
        let company = Company::with(&world, options, &format!("{ACCOUNTS_FILE}pkce = false\n")).await;
        let address = company.begin(&world).await;
        assert!(!address.as_str().contains("code_challenge"));
        // Another person on this computer saw the state in the arguments of the browser, and injects a code of their
        // own.
        let intruder = PracticeAccounts::supervisor();
        let back = Browser::new(None).unwrap().walk_as(intruder, &address, Consent::Allow).await.unwrap();
        company.come_back(&back).await;
        let asked = |stage: &BrowserSignInStage| matches!(stage, BrowserSignInStage::IsThisYou { person, because: AskedBecause::NotProven } if person.id == "2" && person.email == intruder.email && person.name.is_some());
        company.reaches(&world, 0, asked).await;
        assert_eq!(company.card(&world).await.session, SessionView::SignedOut, "nobody is signed in yet");
        assert_eq!(world.stored_sign_in(&company.binding).await, None, "and nothing is kept");
        world.till().confirm_sign_in(&ConfirmSignIn { connection: company.key.clone(), yes });
        if yes {
            company.reaches(&world, 0, |stage| *stage == BrowserSignInStage::SignedIn).await;
            assert!(matches!(company.card(&world).await.session, SessionView::SignedIn { person: Some(_), .. }));
        } else {
            company.reaches(&world, 0, failed_with(ErrorCode::NotYou)).await;
            assert_eq!(company.card(&world).await.session, SessionView::SignedOut);
            assert_eq!(world.stored_sign_in(&company.binding).await, None);
        }
        company.close(world).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn l05_an_injected_answer_is_shown_and_the_right_one_still_counts() {
    let world = World::test().await;
    let company = Company::beside(&world).await;
    company.service.set_trouble(Trouble::WrongState);
    let address = company.begin(&world).await;
    let injected = company.walk(&address, Consent::Allow).await;
    assert_eq!(company.come_back(&injected).await, 400);
    company.reaches(&world, 0, |stage| matches!(stage, BrowserSignInStage::Waiting { turned_away: true, .. })).await;
    company.service.clear_troubles();
    let back = company.walk(&address, Consent::Allow).await;
    company.come_back(&back).await;
    company.is_they(&world, 0).await;
    company.close(world).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn l23_each_pasted_text_is_judged_and_refused_with_its_own_sentence() {
    let world = World::test().await;
    let company = Company::beside(&world).await;
    let address = company.begin(&world).await;
    let back = company.walk(&address, Consent::Allow).await;
    let paste = |text: String| {
        world
            .till()
            .paste_sign_in_answer(PasteSignInAnswer { connection: company.key.clone(), text: InwardSecret(text) })
    };
    for (text, code) in [
        ("https://example.com/?code=1".to_owned(), ErrorCode::PastedOtherAddress),
        (back.as_str().replace("/oauth/callback", "/oauth/callback2"), ErrorCode::PastedOtherAddress),
        (back.as_str().replace("state=", "state=x"), ErrorCode::PastedOtherSignIn),
        (back.as_str().replace("code=", "code=a&code="), ErrorCode::PastedTwice),
        (back.as_str().split('?').next().unwrap_or_default().to_owned(), ErrorCode::PastedUnreadable),
        (back.as_str()[..back.as_str().len() - 1].to_owned(), ErrorCode::PastedUnreadable),
        ("x".repeat(20_000), ErrorCode::PastedUnreadable),
    ] {
        assert_eq!(paste(text.clone()).unwrap_err().code, code, "{text}");
    }
    paste(format!("It shows \u{200B}<{back}>.\n")).unwrap();
    company.is_they(&world, 0).await;
    assert_eq!(company.service.hits_on(Endpoint::OAuthToken), 2, "a wrong verifier and one exchange");
    company.close(world).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn l23_out_of_band_the_person_pastes_the_code_that_the_page_shows() {
    let world = World::test().await;
    let file = ACCOUNTS_FILE.replace("redirect_uri = \"http://127.0.0.1/oauth/callback\"", "redirect = \"paste\"");
    let company = Company::with(&world, Options::default(), &file).await;
    let address = company.begin(&world).await;
    let back = company.walk(&address, Consent::Allow).await;
    let code = back.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned();
    world
        .till()
        .paste_sign_in_answer(PasteSignInAnswer {
            connection: company.key.clone(),
            text: InwardSecret(format!(" {code} ")),
        })
        .unwrap();
    company.is_they(&world, 0).await;
    company.close(world).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t09_a_thousand_callers_with_a_stale_token_cause_one_renewal() {
    let world = World::test().await;
    let company = Company::beside(&world).await;
    company.sign_in(&world).await;
    world.clock.advance(3 * HOUR);
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..1000 {
        let (till, named) = (world.till().clone(), company.named());
        tasks.spawn(async move { till.refresh_person(named).await.map(drop) });
    }
    assert!(tasks.join_all().await.iter().all(Result::is_ok));
    let renewals = || company.service.issued().iter().filter(|pair| pair.grant_type == GrantType::RefreshToken).count();
    assert_eq!(renewals(), 1);
    company.close(world).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_renewal_is_asked_again_and_refused_where_tokens_end_at_once() {
    for (rotation, always, code) in [
        (Rotation::AtFirstUse, false, None),
        (Rotation::AtFirstUse, true, Some(ErrorCode::AnswerLost)),
        (Rotation::AtOnce, false, Some(ErrorCode::SignInAgain)),
    ] {
        let world = World::test().await;
        let company = Company::with(&world, Options { rotation, ..Options::default() }, ACCOUNTS_FILE).await;
        company.sign_in(&world).await;
        let lost = Fault::after(Effect::Close(Cut::Start));
        company.service.set_fault(Endpoint::OAuthToken, if always { lost.standing() } else { lost });
        world.clock.advance(3 * HOUR);
        let end = world.till().refresh_person(company.named()).await;
        assert_eq!(end.err().map(|fault| fault.code), code, "{rotation:?}");
        let signed_in = matches!(company.card(&world).await.session, SessionView::SignedIn { .. });
        assert_eq!(
            signed_in,
            code != Some(ErrorCode::SignInAgain),
            "a lost answer ends no sign-in by itself: {rotation:?}"
        );
        company.close(world).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn t14_an_empty_401_that_calls_itself_a_page_renews_the_token() {
    let world = World::test().await;
    let company = Company::beside(&world).await;
    company.sign_in(&world).await;
    let ended = "HTTP/1.1 401 Unauthorized\r\nContent-Type: text/html\r\nContent-Length: 0\r\nWWW-Authenticate: Bearer realm=\"Doorkeeper\", \
        error=\"invalid_token\", error_description=\"The access token expired\"\r\n\r\n";
    let empty_401 = || Fault::before(Effect::Raw(ended.as_bytes().to_vec()));
    let renewals = || company.service.issued().iter().filter(|pair| pair.grant_type == GrantType::RefreshToken).count();
    company.service.set_fault(Endpoint::UserById, empty_401());
    assert!(world.till().refresh_person(company.named()).await.is_ok(), "renewed and asked once more");
    assert_eq!(renewals(), 1);
    company.service.set_fault(Endpoint::UserById, empty_401().standing());
    for _ in 0..5 {
        assert_eq!(world.till().refresh_person(company.named()).await.unwrap_err().code, ErrorCode::SignInAgain);
    }
    assert_eq!(renewals(), 2, "and no look costs another");
    assert!(matches!(company.card(&world).await.session, SessionView::SignInAgain { .. }));
    company.close(world).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_words_of_a_403_reach_the_person() {
    let world = World::test().await;
    let company = Company::beside(&world).await;
    company.sign_in(&world).await;
    for (fault, code, words) in [
        (
            Fault::status(403, JSON, r#"{"error":"Your account is not activated yet"}"#),
            ErrorCode::Denied,
            "Your account is not activated yet",
        ),
        (Fault::status(403, "text/html", "<html>Forbidden</html>"), ErrorCode::Denied, ""),
        (Fault::status(400, "text/html", ""), ErrorCode::TurnedDown, "HTTP 400"),
    ] {
        // A set fault stays: the till looks up the signed-in person by itself, and may be the first to ask.
        company.service.clear_faults();
        company.service.set_fault(Endpoint::UserById, fault.standing());
        let reported = world.till().refresh_person(company.named()).await.unwrap_err();
        assert_eq!((reported.code, reported.detail.as_str()), (code, words));
    }
    company.close(world).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn c04_the_client_secret_is_asked_for_once_and_belongs_to_host_and_client() {
    let mut world = World::test().await;
    let company = Company::beside(&world).await;
    assert_eq!(company.card(&world).await.client_secret, Some(true));
    world.restart().await;
    assert_eq!(company.card(&world).await.client_secret, Some(true), "kept");
    company.sign_in(&world).await;
    let other = filled(ACCOUNTS_FILE, &company.service, "another-client");
    Company::import(&world, &other, None).await.unwrap();
    let card = company.card(&world).await;
    assert_eq!((card.client_secret, card.session), (Some(false), SessionView::SignedOut), "another client has neither");
    let request =
        SetClientSecret { connection: company.key.clone(), secret: InwardSecret(" of the other client \n".to_owned()) };
    assert_eq!(world.shown(world.till().set_client_secret(request).await).unwrap().client_secret, Some(true));
    company.close(world).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_learns_the_flaws_of_a_connection() {
    use CheckFinding::{Good, NotShown, Wrong};
    // A service that asks for the login first shows nothing of this without one.
    let good = Options { login_first: false, ..Options::default() };
    let (scoped, plain) =
        (Options { blank_scope: BlankScope::Refused, ..good.clone() }, Options { pkce: Pkce::Ignored, ..good.clone() });
    let elsewhere = Options { redirect_uris: vec!["http://127.0.0.1/elsewhere".to_owned()], ..good.clone() };
    let another = Options { client_secret: "another".to_owned(), ..good.clone() };
    for (name, options, check, finding) in [
        ("all is well", good.clone(), ConnectionCheck::Client, Good),
        ("all is well", good.clone(), ConnectionCheck::Pkce, Good),
        ("all is well", good.clone(), ConnectionCheck::Redirect, Good),
        ("all is well", good.clone(), ConnectionCheck::Scope, Good),
        ("no TLS to a service on this computer", good, ConnectionCheck::Tls, NotShown),
        ("a scope is required", scoped, ConnectionCheck::Scope, Wrong),
        ("no columns for PKCE", plain, ConnectionCheck::Pkce, Wrong),
        ("the redirect URI is not registered", elsewhere, ConnectionCheck::Redirect, Wrong),
        ("another secret", another, ConnectionCheck::Client, Wrong),
    ] {
        let world = World::test().await;
        let company = Company::with(&world, options, ACCOUNTS_FILE).await;
        let test = world.shown(world.till().test_connection(company.named()).await).unwrap();
        let line = test.lines.iter().find(|line| line.check == check).unwrap();
        assert_eq!(line.finding, finding, "{name}: {test:?}");
        assert_eq!(
            line.detail.is_empty(),
            finding != Wrong || line.fact == CheckFact::PkceIgnored,
            "{name}: the service's words"
        );
        assert_eq!(company.card(&world).await.registration.unwrap().redirect_uri, "http://127.0.0.1/oauth/callback");
        assert!(
            company.service.issued().is_empty() && company.card(&world).await.session == SessionView::SignedOut,
            "{name}: nobody is signed in by it"
        );
        company.close(world).await;
    }
    let world = World::test().await;
    let company = Company::beside(&world).await;
    let address = company.named();
    let port = company.service.address().port();
    company.service.stop().await;
    let _nobody = Port::left(port);
    let test = world.till().test_connection(address).await.unwrap();
    let [host] = &test.lines[..] else { panic!("with the host down, the host alone: {test:?}") };
    assert_eq!(
        (host.check, host.finding, host.fact),
        (ConnectionCheck::Host, Wrong, CheckFact::NotReached),
        "{test:?}"
    );
    let airtime = world.till().test_connection(ForConnection { connection: world.key.clone() }).await.unwrap();
    assert_eq!(
        airtime.lines.iter().map(|line| line.check).collect::<Vec<_>>(),
        [ConnectionCheck::Host, ConnectionCheck::Tls, ConnectionCheck::Clock, ConnectionCheck::Service]
    );
    assert_eq!((airtime.lines[0].finding, world.card().await.registration), (Good, None));
    world.close().await;
}
