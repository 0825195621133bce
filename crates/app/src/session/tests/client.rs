//! The till as a client at Keycloak: which request follows which answer, and that no person is needed.
//!
//! Every answer is the test's own, version by version as Keycloak gives them; tokens end by the test's clock.

use airtill_apis::ApiError;

use super::*;
use crate::TillError;

const SECRET: &str = "canary-client";
/// The access tokens of these answers live five minutes, the refresh tokens thirty.
const MINUTE: Duration = Duration::from_secs(60);

impl Stage {
    fn client(&self) -> Arc<Session> {
        let client = Client { id: "reseller".to_owned(), secret: None };
        let endpoint = TokenEndpoint::keycloak(&self.service.base, "tru-staff", client);
        self.session_with(Provider { party: Party::Client, endpoint, ending: Ending::Nowhere, rest: None })
    }

    /// A client that has its secret and has asked for nothing yet.
    async fn with_secret() -> (Self, Arc<Session>) {
        let stage = Self::set().await;
        let session = stage.client();
        session.keep_client_secret(Secret::new(SECRET.to_owned())).await.unwrap();
        (stage, session)
    }

    /// A client that has the first access token, by this answer.
    async fn with_answer(answer: &str) -> (Self, Arc<Session>) {
        let (mut stage, session) = Self::with_secret().await;
        assert_eq!(stage.renewed(&session, answer).await, "client_credentials");
        (stage, session)
    }

    /// Lets a token be asked for and answers so; the grant that was asked for.
    async fn renewed(&mut self, session: &Arc<Session>, answer: &str) -> String {
        let renewing = asking(session);
        self.service.request().await.send(answer.to_owned()).unwrap();
        renewing.await.unwrap().unwrap();
        self.grant()
    }

    /// The grant of the last request; its client stands in the form.
    fn grant(&self) -> String {
        let bodies = self.service.bodies.lock().unwrap();
        let body = bodies.last().expect("it was asked");
        assert!(body.contains("client_id=reseller&client_secret=canary-client"), "{body}");
        let grant = body.split('&').find_map(|pair| pair.strip_prefix("grant_type="));
        grant.expect("a grant").to_owned()
    }
}

/// An answer with an access token, and with these further fields.
fn given(access: &str, rest: &str) -> String {
    tokens(access, &format!(r#","expires_in":300{rest}"#))
}

const REFRESH: &str = r#","refresh_token":"canary-refresh-1","refresh_expires_in":1800"#;

#[tokio::test]
async fn t17_a_refresh_token_is_used_only_where_it_lives_long_enough() {
    for (rest, grant) in [
        ("", "client_credentials"),
        (r#","refresh_expires_in":0"#, "client_credentials"),
        (r#","refresh_token":"canary-refresh-1""#, "client_credentials"),
        (r#","refresh_token":"canary-refresh-1","refresh_expires_in":0"#, "client_credentials"),
        (r#","refresh_token":"","refresh_expires_in":1800"#, "client_credentials"),
        (r#","refresh_token":"canary-refresh-1","refresh_expires_in":290"#, "client_credentials"),
        (REFRESH, "refresh_token"),
    ] {
        let (mut stage, session) = Stage::with_answer(&given("canary-access-1", rest)).await;
        session.access_token().await.unwrap();
        assert!(stage.service.nobody_asks_any_more(), "one request for each life");
        stage.clock.advance(5 * MINUTE);
        assert_eq!(stage.renewed(&session, &given("canary-access-2", "")).await, grant, "{rest}");
    }
}

#[tokio::test]
async fn t11_t17_the_newest_refresh_token_counts_and_none_is_sent_twice() {
    let (mut stage, session) = Stage::with_answer(&given("canary-access-1", REFRESH)).await;
    for (rest, sent) in [
        (r#","refresh_token":"canary-refresh-2","refresh_expires_in":1800"#, "canary-refresh-1"),
        (r#","refresh_token":"canary-refresh-3","refresh_expires_in":1800"#, "canary-refresh-2"),
        ("", "canary-refresh-3"),
        ("", "canary-refresh-3"),
    ] {
        stage.clock.advance(5 * MINUTE);
        assert_eq!(stage.renewed(&session, &given("canary-access-2", rest)).await, "refresh_token");
        let bodies = stage.service.bodies.lock().unwrap();
        assert!(bodies.last().unwrap().contains(&format!("refresh_token={sent}&")), "{rest}");
    }
    // Twenty-five minutes after the last one was given, five are left of it, and then none.
    stage.clock.advance(25 * MINUTE);
    assert_eq!(stage.renewed(&session, &given("canary-access-3", "")).await, "client_credentials");
}

#[tokio::test]
async fn t17_the_client_asks_anew_once_after_any_refusal_of_a_renewal() {
    for refusal in [
        r#"{"error":"invalid_grant","error_description":"Token is not active"}"#,
        r#"{"error":"invalid_grant","error_description":"Session not active"}"#,
        r#"{"error":"invalid_grant","error_description":"Stale token"}"#,
        r#"{"error":"unauthorized_client"}"#,
        r#"{"error":"invalid_request","error_description":"Missing required parameter: code_verifier."}"#,
        r#"{"error":"something new"}"#,
        "[]",
    ] {
        let (mut stage, session) = Stage::with_answer(&given("canary-access-1", REFRESH)).await;
        stage.clock.advance(5 * MINUTE);
        let renewing = asking(&session);
        stage.service.request().await.send(refusal.to_owned()).unwrap();
        let anew = stage.service.request().await;
        assert_eq!(stage.grant(), "client_credentials", "{refusal}");
        anew.send(given("canary-access-2", REFRESH)).unwrap();
        assert_eq!(renewing.await.unwrap().unwrap().expose(), "canary-access-2", "nobody notices: {refusal}");
        assert!(matches!(session.state(), SessionState::SignedIn { .. }));
        assert!(stage.service.nobody_asks_any_more(), "once");
    }
}

#[tokio::test]
async fn t17_a_lost_answer_is_no_refusal_and_its_token_is_not_sent_again() {
    let (mut stage, session) = Stage::with_answer(&given("canary-access-1", REFRESH)).await;
    stage.clock.advance(5 * MINUTE);
    let renewing = asking(&session);
    drop(stage.service.request().await);
    assert_eq!(renewing.await.unwrap().unwrap_err().code, ErrorCode::AnswerLost);
    assert!(stage.service.nobody_asks_any_more(), "the network is away, so nothing else is asked");
    assert!(matches!(session.state(), SessionState::SignedIn { .. }), "no person is needed");
    // The service may have rotated it, and a rotated one that comes again ends the session.
    assert_eq!(stage.renewed(&session, &given("canary-access-2", "")).await, "client_credentials");
}

#[tokio::test]
async fn t18_a_service_that_wants_to_be_left_alone_is_no_refusal() {
    let (mut stage, session) = Stage::with_answer(&given("canary-access-1", REFRESH)).await;
    stage.clock.advance(5 * MINUTE);
    let renewing = asking(&session);
    stage.service.request().await.send(String::new()).unwrap();
    assert_eq!(renewing.await.unwrap().unwrap_err().code, ErrorCode::ServiceDown);
    assert_eq!(session.access_token().await.unwrap_err().code, ErrorCode::ServiceDown, "the wait has just begun");
    assert!(stage.service.nobody_asks_any_more());
    stage.clock.advance(Duration::from_secs(2));
    assert_eq!(stage.renewed(&session, &given("canary-access-2", "")).await, "client_credentials");
}

#[tokio::test]
async fn t17_a_refused_client_is_asked_once_and_waits_for_another_secret() {
    let (mut stage, session) = Stage::with_secret().await;
    for word in ["unauthorized_client", "invalid_client"] {
        let callers = crowd(&session, None).await;
        let refusal = format!(r#"{{"error":"{word}","error_description":"canary-client is wrong"}}"#);
        stage.service.request().await.send(refusal).unwrap();
        let ends = all(callers).await;
        let refused = |end: &Result<Secret, crate::TillError>| {
            end.as_ref().is_err_and(|error| error.code == ErrorCode::ClientRefused && !error.detail.contains(SECRET))
        };
        assert!(ends.iter().all(refused), "{word}");
        assert_eq!(session.state(), SessionState::SignInAgain { person: None });
        let later = all(crowd(&session, None).await).await;
        assert!(later.iter().all(|end| end.as_ref().is_err_and(|error| error.code == ErrorCode::SignInAgain)));
        session.load().await.unwrap();
        assert!(stage.service.nobody_asks_any_more(), "{word}: no loop");
        session.keep_client_secret(Secret::new(SECRET.to_owned())).await.unwrap();
        assert!(matches!(session.state(), SessionState::SignedIn { .. }), "another secret may be the right one");
    }
    assert_eq!(stage.renewed(&session, &given("canary-access-1", "")).await, "client_credentials");
}

#[tokio::test]
async fn t17_a_client_that_was_refused_is_tried_again_at_a_persons_word() {
    let (mut stage, session) = Stage::with_secret().await;
    for (answer, is_good) in
        [(r#"{"error":"unauthorized_client"}"#.to_owned(), false), (given("canary-access-1", ""), true)]
    {
        let again = session.clone();
        let trying = tokio::spawn(async move { again.sign_in_as_client(None).await });
        stage.service.request().await.send(answer).unwrap();
        assert_eq!(trying.await.unwrap().is_ok(), is_good);
        assert_eq!(matches!(session.state(), SessionState::SignedIn { .. }), is_good);
    }
}

#[tokio::test]
async fn t14_a_401_of_the_service_renews_once_and_repeats_once() {
    let (mut stage, session) = Stage::with_answer(&given("canary-access-1", "")).await;
    let looking = tokio::spawn({
        let session = session.clone();
        async move {
            let looked = |token: Secret| async move {
                if token.expose() == "canary-access-1" { Err(ApiError::Unauthorised) } else { Ok("seen") }
            };
            session.ask(looked).await
        }
    });
    stage.service.request().await.send(given("canary-access-2", "")).unwrap();
    assert_eq!(looking.await.unwrap().unwrap().1, "seen");
    assert!(stage.service.nobody_asks_any_more());
}

/// Answers every request with a token of ten seconds, and notes when.
fn ten_seconds(mut service: Service, clock: Arc<HandClock>, rest: &'static str) -> Arc<Mutex<Vec<Duration>>> {
    let asked: Arc<Mutex<Vec<Duration>>> = Arc::default();
    let notes = asked.clone();
    tokio::spawn(async move {
        while let Some(answer) = service.requests.recv().await {
            let now = clock.now().monotonic;
            notes.lock().unwrap().push(now);
            let access = format!("canary-access-{}", now.as_millis());
            let _ = answer.send(tokens(&access, &format!(r#","expires_in":10{rest}"#)));
        }
    });
    asked
}

#[tokio::test]
async fn t12_t17_two_hundred_look_ups_outlive_tokens_of_ten_seconds() {
    for rest in ["", REFRESH] {
        let (stage, session) = Stage::with_secret().await;
        let clock = stage.clock.clone();
        let asked = ten_seconds(stage.service, clock.clone(), rest);
        for round in 0..20 {
            let mut lookups = JoinSet::new();
            for _ in 0..10 {
                let (session, clock) = (session.clone(), clock.clone());
                lookups.spawn(async move {
                    let clock = &clock;
                    let looked = |token: Secret| async move {
                        let given: u64 = token.expose().rsplit('-').next().unwrap().parse().unwrap();
                        let age = clock.now().monotonic - Duration::from_millis(given);
                        if age < Duration::from_secs(10) { Ok(()) } else { Err(ApiError::Unauthorised) }
                    };
                    session.ask(looked).await.map(drop)
                });
            }
            assert!(lookups.join_all().await.iter().all(Result::is_ok), "round {round}: no failed look-up");
            clock.advance(Duration::from_millis(1_700));
        }
        let asked = asked.lock().unwrap();
        assert!((4..=5).contains(&asked.len()), "thirty-four seconds have as many lives: {asked:?}");
        let lives = asked.windows(2).map(|pair| pair[1] - pair[0]);
        assert!(lives.min() >= Some(Duration::from_secs(8)), "one request for each life: {asked:?}");
    }
}

#[tokio::test]
async fn t19_signing_out_forgets_the_secret_and_asks_the_service_nothing() {
    let (mut stage, session) = Stage::with_answer(&given("canary-access-1", REFRESH)).await;
    let (ended, removed) = session.sign_out().await;
    removed.unwrap();
    session.forget_person().await;
    assert!(ended.is_none() && session.revocation().is_none(), "nothing is claimed of the service");
    assert_eq!(session.state(), SessionState::SignedOut);
    assert!(!session.has_client_secret());
    assert_eq!(session.access_token().await.unwrap_err().code, ErrorCode::SignInAgain);
    let again = stage.client();
    again.load().await.unwrap();
    assert_eq!(again.state(), SessionState::SignedOut, "nor does the next start find it");
    assert!(stage.service.nobody_asks_any_more());
}

#[tokio::test]
async fn tokens_of_a_renewal_after_the_sign_out_are_kept_by_nobody() {
    let (mut stage, session) = Stage::with_answer(&given("canary-access-1", "")).await;
    stage.clock.advance(5 * MINUTE);
    let renewing = asking(&session);
    let request = stage.service.request().await;
    session.sign_out().await.1.unwrap();
    request.send(given("canary-access-2", REFRESH)).unwrap();
    assert_eq!(renewing.await.unwrap().unwrap_err().code, ErrorCode::SignInAgain);
    session.forget_person().await;
    assert_eq!(session.state(), SessionState::SignedOut);
}

#[tokio::test]
async fn v02_a_stored_secret_signs_in_at_the_next_start_and_no_token_is_stored() {
    let (mut stage, session) = Stage::with_answer(&given("canary-access-1", REFRESH)).await;
    assert_eq!(session.actor(), "reseller", "records name the client");
    assert!(session.stored().await.unwrap().is_none(), "the tokens of a client are in memory alone");
    let next = stage.client();
    next.load().await.unwrap();
    assert!(matches!(next.state(), SessionState::SignedIn { person: None, .. }));
    assert!(stage.service.nobody_asks_any_more(), "loading asks nothing");
    assert_eq!(stage.renewed(&next, &given("canary-access-2", "")).await, "client_credentials");
}

/// Asks something that the service turns away with every token; the tokens that were asked for meanwhile.
async fn turned_away(stage: &mut Stage, session: &Arc<Session>) -> usize {
    let asking = session.ask(|_| async { Err::<(), _>(ApiError::Unauthorised) });
    tokio::pin!(asking);
    let mut given = 0;
    loop {
        tokio::select! {
            end = &mut asking => {
                assert_eq!(end.unwrap_err(), TillError::with(ErrorCode::TurnedDown, "HTTP 401"));
                return given;
            }
            request = stage.service.request() => {
                given += 1;
                request.send(given_token(given)).unwrap();
            }
        }
    }
}

fn given_token(number: usize) -> String {
    given(&format!("canary-access-{number}"), REFRESH)
}

#[tokio::test]
async fn t14_a_client_turned_away_twice_waits_longer_each_time_and_asks_nobody() {
    let (mut stage, session) = Stage::with_secret().await;
    for whole in [2_000, 4_000, 8_000].map(Duration::from_millis) {
        assert_eq!(turned_away(&mut stage, &session).await, 2, "one token, and one in its place");
        stage.clock.advance(whole / 2 - Duration::from_millis(1));
        for _ in 0..40 {
            assert_eq!(turned_away(&mut stage, &session).await, 0, "the service is left alone");
        }
        assert!(matches!(session.state(), SessionState::SignedIn { .. }), "no person is needed");
        stage.clock.advance(whole / 2 + Duration::from_millis(1));
    }
    assert_eq!(stage.renewed(&session, &given_token(3)).await, "client_credentials");
    session.ask(|_| async { Ok(()) }).await.unwrap();
    assert_eq!(turned_away(&mut stage, &session).await, 1);
    stage.clock.advance(Duration::from_secs(2));
    assert_eq!(turned_away(&mut stage, &session).await, 2, "an answer lets the wait begin anew");
}

#[tokio::test]
async fn t14_a_person_has_a_client_that_was_turned_away_tried_at_once() {
    let (mut stage, session) = Stage::with_secret().await;
    turned_away(&mut stage, &session).await;
    let again = session.sign_in_as_client(None);
    let answer = async { stage.service.request().await.send(given("canary-access-9", "")).unwrap() };
    tokio::join!(again, answer).0.unwrap();
}

#[tokio::test]
async fn t10_closing_waits_for_a_client_that_is_being_renewed() {
    let (mut stage, session) = Stage::with_secret().await;
    let renewing = asking(&session);
    let request = stage.service.request().await;
    stage.working.close();
    assert_eq!(stage.working.len(), 1);
    request.send(given("canary-access-1", "")).unwrap();
    renewing.await.unwrap().unwrap();
    stage.working.wait().await;
}
