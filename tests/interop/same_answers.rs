//! The practice accounts answer as a real Doorkeeper does, with all switches.
//!
//! Where the two differ, practice is wrong. The requests that practice refuses on purpose, because no client of ours
//! may send them (bodies that are not JSON under exactly that name, a parameter twice, a code twice without an end of
//! its tokens), are not made.

use airtill_practice::PracticeAccounts;
use airtill_practice::accounts::{BlankScope, OUT_OF_BAND, Options, Pkce, Rotation, UserFields};
use airtill_tests::browser::Walked;
use airtill_tests::doorkeeper::Doorkeeper;

use crate::script::{Owner, answers};

const REDIRECT_URIS: [&str; 2] = ["http://127.0.0.1/callback", OUT_OF_BAND];

impl Owner for Doorkeeper {
    async fn expire(&self) -> Walked<()> {
        Doorkeeper::expire(self).await
    }

    async fn revoke(&self) -> Walked<()> {
        Doorkeeper::revoke(self).await
    }
}

impl Owner for PracticeAccounts {
    async fn expire(&self) -> Walked<()> {
        self.expire_access_tokens();
        Ok(())
    }

    async fn revoke(&self) -> Walked<()> {
        self.revoke_everything();
        Ok(())
    }
}

async fn agree(switches: &[(&str, &str)], options: Options, scope: &str) -> Walked<()> {
    let real = Doorkeeper::start(&REDIRECT_URIS, switches).await?;
    let practice = PracticeAccounts::start(Options { any_id_is_the_own: true, ..options }).await?;
    let wanted = answers(&format!("http://{}", real.address), scope, &real).await?;
    let given = answers(&practice.base_address(), scope, &practice).await?;
    let differing: Vec<String> = wanted
        .iter()
        .zip(&given)
        .filter(|(wanted, given)| wanted != given)
        .map(|(wanted, given)| format!("real     {wanted}\npractice {given}"))
        .collect();
    assert!(differing.is_empty() && wanted.len() == given.len(), "{switches:?}\n{}", differing.join("\n"));
    assert!(wanted.len() > 60, "{} answers", wanted.len());
    Ok(())
}

#[tokio::test]
async fn with_every_column_there() -> Walked<()> {
    agree(&[], Options { rotation: Rotation::AtFirstUse, ..Options::default() }, "").await
}

#[tokio::test]
async fn t22_with_pkce_ignored_the_old_pair_ended_at_once_and_a_scope_required() -> Walked<()> {
    let options = Options {
        pkce: Pkce::Ignored,
        rotation: Rotation::AtOnce,
        blank_scope: BlankScope::Refused,
        user_fields: UserFields::Sure,
        ..Options::default()
    };
    agree(
        &[("PKCE", "ignored"), ("ROTATION", "at_once"), ("SCOPE", "required"), ("USER_FIELDS", "few")],
        options,
        "public",
    )
    .await
}

#[tokio::test]
async fn t22_with_pkce_refused() -> Walked<()> {
    let options = Options { pkce: Pkce::Refused, rotation: Rotation::AtFirstUse, ..Options::default() };
    agree(&[("PKCE", "refused")], options, "").await
}
