//! A person who signs out, and what runs meanwhile: the disk is empty before anything is waited for, and nothing that
//! comes later is stored.
//!
//! Each request waits until the test has seen it. A service that revokes tokens gets the tokens of the last renewal.

use super::*;
use crate::session::{EndedSignIn, Revoked};

const RENEWED: &str = r#","expires_in":3600,"refresh_token":"canary-refresh-1""#;

async fn signs_out(session: &Session) -> Option<EndedSignIn> {
    let (ended, removed) = session.sign_out().await;
    removed.unwrap();
    session.forget_person().await;
    ended
}

/// Asks the service for the end, and notes the token that it gets.
fn ending(
    session: &Arc<Session>,
    ended: EndedSignIn,
) -> tokio::task::JoinHandle<(Result<Revoked, crate::TillError>, Option<String>)> {
    let session = session.clone();
    tokio::spawn(async move {
        let shown = Mutex::new(None);
        let told = session
            .end_at_service(ended, async |access, _| {
                *shown.lock().unwrap() = Some(access.expose().to_owned());
            })
            .await;
        (told, shown.into_inner().unwrap())
    })
}

#[tokio::test]
async fn t19_a_renewal_under_way_holds_up_no_sign_out_and_keeps_nothing() {
    let (mut stage, session) = Stage::signed_in().await;
    stage.clock.advance(HOUR);
    let renewing = asking(&session);
    let renewal = stage.service.request().await;
    // The renewal has no answer as long as this waits.
    let ended = tokio::time::timeout(PATIENCE / 3, signs_out(&session)).await.expect("nothing is waited for").unwrap();
    assert!(session.stored().await.unwrap().is_none() && session.state() == SessionState::SignedOut);
    let ending = ending(&session, ended);
    renewal.send(tokens("canary-access-1", RENEWED)).unwrap();
    assert_eq!(renewing.await.unwrap().unwrap_err().code, ErrorCode::SignInAgain);
    stage.service.request().await.send("{}".to_owned()).unwrap();
    let (told, shown) = ending.await.unwrap();
    assert_eq!((told.unwrap(), shown), (Revoked::Now, None), "the token of the renewal is live");
    assert!(
        session.stored().await.unwrap().is_none() && session.state() == SessionState::SignedOut,
        "nothing came back"
    );
    assert!(session.access_token().await.is_err() && stage.service.nobody_asks_any_more());
}

#[tokio::test]
async fn t19_a_renewal_that_fails_does_not_bring_back_who_has_left() {
    let (mut stage, session) = Stage::signed_in().await;
    stage.clock.advance(HOUR);
    let renewing = asking(&session);
    let renewal = stage.service.request().await;
    signs_out(&session).await.unwrap();
    renewal.send(String::new()).unwrap();
    assert!(renewing.await.unwrap().is_err());
    assert_eq!(session.state(), SessionState::SignedOut);
}

#[tokio::test]
async fn t19_a_renewal_by_another_process_at_that_moment_is_removed_and_told_of() {
    let mut stage = Stage::set().await;
    let (ours, others) = (stage.session(), stage.session());
    stage.sign_in(&ours, "ayen@example.com").await;
    others.load().await.unwrap();
    let renewing = asking(&others);
    let renewal = stage.service.request().await;
    let ended = signs_out(&ours).await.unwrap();
    let ending = ending(&ours, ended);
    renewal.send(tokens("canary-access-1", RENEWED)).unwrap();
    renewing.await.unwrap().unwrap();
    // Its access token is not known here: a live one is made, shown, and revoked.
    stage
        .service
        .request()
        .await
        .send(tokens("canary-access-2", r#","expires_in":3600,"refresh_token":"canary-refresh-2""#))
        .unwrap();
    stage.service.request().await.send("{}".to_owned()).unwrap();
    let (told, shown) = ending.await.unwrap();
    assert_eq!((told.unwrap(), shown.as_deref()), (Revoked::Now, Some("canary-access-2")));
    assert!(ours.stored().await.unwrap().is_none(), "nobody is signed in after a restart");
}

#[tokio::test]
async fn a_password_that_is_still_on_its_way_signs_nobody_in_after_a_sign_out() {
    let (mut stage, session) = Stage::signed_in().await;
    let arriving = tokio::spawn({
        let session = session.clone();
        async move { session.sign_in("deng@example.com", Secret::new("canary-password".to_owned())).await }
    });
    let typed = stage.service.request().await;
    signs_out(&session).await.unwrap();
    typed.send(tokens("canary-access-2", r#","expires_in":3600,"refresh_token":"canary-refresh-2""#)).unwrap();
    assert_eq!(arriving.await.unwrap().unwrap_err().code, ErrorCode::SignInAgain);
    assert!(session.stored().await.unwrap().is_none() && session.state() == SessionState::SignedOut);
    assert_eq!(session.take_ended().len(), 1, "the service can take it back");
}

#[tokio::test]
async fn a_token_set_carried_into_memory_is_not_stored_after_a_sign_out() {
    let (_stage, session) = Stage::signed_in().await;
    let carried = session.carry().await;
    signs_out(&session).await.unwrap();
    session.put_down(carried).await.unwrap();
    assert!(session.stored().await.unwrap().is_none());
}

#[tokio::test]
async fn a_sign_in_that_is_replaced_is_revoked_unless_it_is_the_same_one() {
    let (stage, session) = Stage::signed_in().await;
    stage.sign_in(&session, "ayen@example.com").await;
    assert!(session.take_ended().is_empty(), "the service gave the same tokens again");
    let other = TokenSet {
        access_token: Secret::new("canary-access-9".to_owned()),
        refresh_token: RefreshToken::Given(Secret::new("canary-refresh-9".to_owned())),
        lifetime: Some(HOUR),
        refresh_lifetime: None,
        token_type: "bearer".to_owned(),
        user_id: Some(2),
        scope: None,
        sent_at: stage.clock.now(),
        clock_skew: None,
    };
    assert!(
        session
            .adopt(other, Some(Person::known_as(Some(2), "deng@example.com")), &CancellationToken::new())
            .await
            .unwrap()
    );
    assert_eq!(session.take_ended().len(), 1);
}

#[tokio::test]
async fn b06_the_last_person_is_known_until_they_sign_out() {
    let (stage, session) = Stage::signed_in().await;
    assert!(session.knows("7") && !session.knows("2") && !session.knows(""));
    signs_out(&session).await.unwrap();
    assert!(!session.knows("7"));
    stage.sign_in(&session, "ayen@example.com").await;
    session.sign_out_here().await;
    assert!(!session.knows("7"), "nor after the computer was forgotten");
}

#[tokio::test]
async fn a_person_who_signs_in_while_a_sale_of_the_last_one_ends_stays() {
    let (stage, session) = Stage::signed_in().await;
    let (ended, removed) = session.sign_out().await;
    removed.unwrap();
    assert!(ended.is_some() && session.person().is_some(), "the sale under way still carries the name");
    assert!(!session.knows("") && !session.knows(&session.person().unwrap().id), "and nobody is let in by it unasked");
    stage.sign_in(&session, "deng@example.com").await;
    session.forget_person().await;
    assert_eq!(session.actor(), "deng@example.com", "who left goes, not who came");
    assert!(session.stored().await.unwrap().is_some() && session.access_token().await.is_ok());
    let (_farewell, removed) = session.sign_out().await;
    removed.unwrap();
    session.forget_person().await;
    assert_eq!(session.state(), SessionState::SignedOut, "a sign-out of their own counts again");
}

#[tokio::test]
async fn a_renewal_while_a_sale_ends_does_not_take_its_name() {
    let (stage, session) = Stage::signed_in().await;
    session.sign_out().await.1.unwrap();
    stage.clock.advance(HOUR);
    assert_eq!(session.access_token().await.unwrap_err().code, ErrorCode::SignInAgain);
    assert_eq!(session.actor(), "ayen@example.com");
    session.forget_person().await;
    assert_eq!(session.state(), SessionState::SignedOut);
}
