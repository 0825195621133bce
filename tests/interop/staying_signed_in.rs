//! Staying signed in at a real Doorkeeper, and leaving it: expiry, revocation, renewals whose answer is lost, signing
//! out.
//!
//! Tokens end by the server's own hand (its tables), so no test waits for a clock. The living tokens are read from its
//! tables.

use std::time::Duration;

use airtill_contract::*;
use airtill_tests::doorkeeper::Doorkeeper;
use airtill_tests::world::ACCOUNTS_FILE;

use crate::fixture::{Fixture, REDIRECT_URI};
use crate::lossy::Lossy;

#[tokio::test(flavor = "multi_thread")]
async fn t14_an_expired_token_is_renewed_behind_an_empty_401_of_type_html() {
    for rotation in ["kept", "at_once"] {
        let fixture = Fixture::with(&[("ROTATION", rotation)]).await;
        fixture.sign_in().await;
        let (before, _) = fixture.pairs().await;
        for renewals in 1..=3 {
            fixture.company.service.expire().await.unwrap();
            assert_eq!(fixture.look().await, Ok(()), "{rotation}");
            assert_eq!(
                fixture.pairs().await,
                (before + renewals, 1),
                "{rotation}: one renewal, and the old pair is over"
            );
        }
        fixture.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn t14_a_revoked_token_asks_the_person_to_sign_in_again() {
    let fixture = Fixture::with(&[]).await;
    fixture.sign_in().await;
    fixture.company.service.revoke().await.unwrap();
    assert_eq!(fixture.look().await, Err(ErrorCode::SignInAgain));
    let session = fixture.company.card(&fixture.world).await.session;
    assert!(matches!(session, SessionView::SignInAgain { .. }), "{session:?}");
    fixture.sign_in().await;
    assert!(fixture.is_signed_in().await);
    fixture.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t12_a_token_of_two_seconds_is_used_and_renewed_without_a_storm() {
    let fixture = Fixture::with(&[("TOKEN_LIFE", "2")]).await;
    fixture.sign_in().await;
    for _ in 0..3 {
        assert_eq!(fixture.look().await, Ok(()));
    }
    let (pairs, _) = fixture.pairs().await;
    assert!(pairs <= 8, "{pairs} pairs");
    fixture.close().await;
}

/// A till that is signed in at a server behind a wire that loses renewals.
async fn behind_a_wire(rotation: &str) -> (Fixture, Lossy) {
    let doorkeeper = Doorkeeper::start(&[REDIRECT_URI], &[("ROTATION", rotation)]).await.unwrap();
    let wire = Lossy::to(doorkeeper.address).await;
    let fixture = Fixture::at(doorkeeper, wire.port, ACCOUNTS_FILE).await;
    fixture.sign_in().await;
    fixture.company.service.expire().await.unwrap();
    (fixture, wire)
}

#[tokio::test(flavor = "multi_thread")]
async fn t10_a_lost_renewal_is_repeated_where_the_old_pair_lives() {
    let (fixture, wire) = behind_a_wire("kept").await;
    let (before, _) = fixture.pairs().await;
    wire.lose_renewals(1);
    assert_eq!(fixture.look().await, Ok(()), "nobody notices");
    assert_eq!((wire.left(), fixture.pairs().await.0), (0, before + 2), "one was lost and one arrived");
    assert!(fixture.is_signed_in().await);
    fixture.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t10_a_lost_renewal_is_final_where_the_old_pair_ends_at_once() {
    let (fixture, wire) = behind_a_wire("at_once").await;
    wire.lose_renewals(1);
    assert_eq!(fixture.look().await, Err(ErrorCode::SignInAgain));
    assert_eq!(wire.left(), 0);
    let session = fixture.company.card(&fixture.world).await.session;
    assert!(matches!(session, SessionView::SignInAgain { .. }), "{session:?}");
    fixture.sign_in().await;
    fixture.close().await;
}
#[tokio::test(flavor = "multi_thread")]
async fn signing_out_revokes_both_tokens_at_the_server() {
    let fixture = Fixture::with(&[]).await;
    fixture.sign_in().await;
    assert_eq!(fixture.pairs().await.1, 1);
    fixture.sign_out().await;
    fixture.lives(0).await;
    fixture.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_after_an_expired_token_leaves_no_refresh_token_alive() {
    // Doorkeeper answers `{}` and revokes nothing where the access token of the pair has expired.
    for rotation in ["kept", "at_once"] {
        let fixture = Fixture::with(&[("ROTATION", rotation)]).await;
        fixture.sign_in().await;
        fixture.company.service.expire().await.unwrap();
        fixture.world.clock.advance(Duration::from_secs(3 * 60 * 60));
        fixture.sign_out().await;
        fixture.lives(0).await;
        fixture.close().await;
    }
}

impl Fixture {
    async fn sign_out(&self) {
        self.world.shown(self.world.till().sign_out(self.company.named()).await).unwrap();
        assert_eq!(self.company.card(&self.world).await.session, SessionView::SignedOut);
    }

    /// Waits until this many pairs live at the server, which is notified in the background.
    pub async fn lives(&self, count: usize) {
        let reported = async {
            while self.pairs().await.1 != count {
                tokio::task::yield_now().await;
            }
        };
        let in_time = tokio::time::timeout(airtill_tests::window::LIMIT, reported).await.is_ok();
        assert!(in_time, "{:?}", self.company.service.tokens().await);
    }
}
