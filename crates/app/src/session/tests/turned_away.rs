//! Tokens that the service turns away, and renewals whose answer is lost.
//!
//! The measure is how often the token endpoint is asked: the service allows thirty requests in five minutes, and a
//! refresh token that it has not called spent stays stored.

use airtill_apis::ApiError;
use airtill_oauth::ClockSkew;

use super::*;

const SPENT: &str = r#"{"error":"invalid_grant","error_description":"Invalid Refresh Token"}"#;

/// A reading that the service turns away whatever it is asked with.
async fn look(session: &Session) -> ErrorCode {
    session.ask(|_| async { Err::<(), _>(ApiError::Unauthorised) }).await.unwrap_err().code
}

#[tokio::test]
async fn t14_a_refused_fresh_token_ends_the_sign_in_and_further_requests() {
    let (mut stage, session) = Stage::signed_in().await;
    let renewal =
        async { stage.service.request().await.send(tokens("canary-access-1", r#","expires_in":3600"#)).unwrap() };
    let (first, ()) = tokio::join!(look(&session), renewal);
    assert_eq!(first, ErrorCode::SignInAgain);
    for _ in 0..40 {
        assert_eq!(look(&session).await, ErrorCode::SignInAgain);
        stage.clock.advance(Duration::from_secs(5));
    }
    assert!(stage.service.nobody_asks_any_more(), "the service allows 30 in five minutes");
    assert!(
        matches!(session.state(), SessionState::SignInAgain { person: Some(person) } if person.email == "ayen@example.com")
    );
    assert_eq!(
        session.stored().await.unwrap().unwrap().refresh_token,
        "canary-refresh-0",
        "t08: nothing said that it is spent"
    );
    stage.sign_in(&session, "ayen@example.com").await;
    assert_eq!(session.access_token().await.unwrap().expose(), "canary-access-0", "and a person can sign in");
    assert!(matches!(session.state(), SessionState::SignedIn { .. }));
}

#[tokio::test]
async fn t14_the_next_start_tries_the_kept_sign_in_again() {
    let (mut stage, session) = Stage::signed_in().await;
    let renewal =
        async { stage.service.request().await.send(tokens("canary-access-1", r#","expires_in":3600"#)).unwrap() };
    tokio::join!(look(&session), renewal);
    let next = stage.session();
    next.load().await.unwrap();
    assert!(matches!(next.state(), SessionState::SignedIn { .. }));
}

#[tokio::test]
async fn t14_an_older_token_that_is_turned_away_ends_nothing() {
    let (_stage, session) = Stage::signed_in().await;
    session.turned_away_again(&Secret::new("canary-access-before".to_owned())).await;
    assert!(matches!(session.state(), SessionState::SignedIn { .. }));
}

#[tokio::test]
async fn t09_twenty_callers_with_one_401_cause_one_renewal_of_an_equal_token() {
    let (mut stage, session) = Stage::signed_in().await;
    let token = session.access_token().await.unwrap();
    // All of them sent it before any was turned away, and their refusals come one after the other.
    let before = session.asking();
    let renewal =
        async { stage.service.request().await.send(tokens("canary-access-0", r#","expires_in":3600"#)).unwrap() };
    let (first, ()) = tokio::join!(session.replace(&token, before), renewal);
    assert_eq!(first.unwrap().expose(), "canary-access-0");
    for _ in 1..20 {
        assert_eq!(session.replace(&token, before).await.unwrap().expose(), "canary-access-0");
    }
    assert!(stage.service.nobody_asks_any_more());
    assert_eq!(
        session.stored().await.unwrap().unwrap().refresh_token,
        "canary-refresh-0",
        "t11: an answer without one keeps the old one"
    );
    let renewal =
        async { stage.service.request().await.send(tokens("canary-access-1", r#","expires_in":3600"#)).unwrap() };
    let (later, ()) = tokio::join!(session.replace(&token, session.asking()), renewal);
    assert_eq!(
        later.unwrap().expose(),
        "canary-access-1",
        "sent after that renewal and turned away, it is renewed anew"
    );
}

#[tokio::test]
async fn a_lost_renewal_is_asked_once_more_with_the_old_token_at_once() {
    let (mut stage, session) = Stage::signed_in().await;
    stage.clock.advance(HOUR);
    let renewing = asking(&session);
    drop(stage.service.request().await);
    stage
        .service
        .request()
        .await
        .send(tokens("canary-access-1", r#","expires_in":3600,"refresh_token":"canary-refresh-1""#))
        .unwrap();
    assert_eq!(renewing.await.unwrap().unwrap().expose(), "canary-access-1");
    assert_eq!(session.stored().await.unwrap().unwrap().refresh_token, "canary-refresh-1");
}

#[tokio::test]
async fn a_renewal_lost_then_refused_ends_the_sign_in_lost_twice_does_not() {
    let (mut stage, session) = Stage::signed_in().await;
    stage.clock.advance(HOUR);
    let renewing = asking(&session);
    drop(stage.service.request().await);
    drop(stage.service.request().await);
    assert_eq!(renewing.await.unwrap().unwrap_err().code, ErrorCode::AnswerLost);
    assert!(stage.service.nobody_asks_any_more() && matches!(session.state(), SessionState::SignedIn { .. }));
    let renewing = asking(&session);
    drop(stage.service.request().await);
    stage.service.request().await.send(SPENT.to_owned()).unwrap();
    assert_eq!(renewing.await.unwrap().unwrap_err().code, ErrorCode::SignInAgain);
    assert!(session.stored().await.unwrap().is_none(), "the service has spent it");
}

#[tokio::test]
async fn t08_a_renewal_that_was_answered_is_not_asked_again() {
    let (mut stage, session) = Stage::signed_in().await;
    for (answer, code) in [
        ("", ErrorCode::ServiceDown),
        (r#"{"access_token":""}"#, ErrorCode::OddAnswer),
        (r#"{"error":"invalid_client"}"#, ErrorCode::ClientRefused),
    ] {
        stage.clock.advance(HOUR);
        let renewing = asking(&session);
        stage.service.request().await.send(answer.to_owned()).unwrap();
        assert_eq!(renewing.await.unwrap().unwrap_err().code, code);
        assert!(stage.service.nobody_asks_any_more(), "{answer}");
    }
}

#[tokio::test]
async fn t24_a_clock_that_was_set_right_differs_no_longer() {
    let (stage, session) = Stage::signed_in().await;
    let seen = ClockSkew { seconds: 3600 };
    *airtill_domain::lock(&session.skew) = Some((seen, stage.clock.now()));
    stage.clock.advance(Duration::from_secs(90));
    assert_eq!(session.clock_skew(), Some(seen), "time passes and nothing was set");
    let mut now = stage.clock.0.lock().unwrap();
    now.wall = now.wall.plus(Duration::from_secs(3590));
    drop(now);
    assert_eq!(session.clock_skew(), Some(ClockSkew { seconds: 10 }));
    *airtill_domain::lock(&session.skew) = Some((ClockSkew { seconds: 0 }, stage.clock.now()));
    let mut now = stage.clock.0.lock().unwrap();
    now.wall = now.wall.plus(Duration::from_secs(8 * 3600));
    drop(now);
    assert_eq!(session.clock_skew(), Some(ClockSkew { seconds: 0 }), "a computer that slept was right and stays so");
}
