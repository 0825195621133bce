//! The made-up people of 21 Systems.
//!
//! Their passwords are no secrets: they are printed on the sign-in screen of practice mode.

use crate::account::Account;

/// One user as the service stores it.
#[derive(Debug)]
pub(crate) struct User {
    pub id: &'static str,
    pub account: Account,
    pub confirmed: bool,
    /// Every token request of this user meets the rate limit.
    pub busy: bool,
    pub created_at: &'static str,
}

pub(crate) static CLERK: User = User {
    id: "6f0d9a4e-51c7-4c0b-9a52-3d1e8f7b2c11",
    account: Account { email: "clerk@practice.example", password: "practice" },
    confirmed: true,
    busy: false,
    created_at: "2026-01-05T08:30:00.123456789+02:00",
};

static UNCONFIRMED: User = User {
    id: "0b7f4f0e-2f3c-4f57-8a43-5c9d7be0a122",
    account: Account { email: "unconfirmed@practice.example", password: "practice" },
    confirmed: false,
    busy: false,
    created_at: "2026-01-06T09:10:00.000000017+02:00",
};

static BUSY: User = User {
    id: "c9a1d3f2-7b64-4e21-b0de-91f4a6c8d333",
    account: Account { email: "busy@practice.example", password: "practice" },
    confirmed: true,
    busy: true,
    created_at: "2026-01-07T10:00:00.5+02:00",
};

/// The id and the e-mail address by which the service names a user; a new sign-in may change them.
#[derive(Clone, Debug)]
pub(crate) struct Identity {
    /// The [`User::id`] of the user.
    pub user: String,
    pub id: String,
    pub email: String,
}

impl Identity {
    /// The identity of this user at a sign-in now.
    pub fn of(identities: &[Identity], user: &User) -> Identity {
        identities.iter().rev().find(|identity| identity.user == user.id).cloned().unwrap_or_else(|| user.identity())
    }

    /// The identity with this id, of today or of earlier, and its user.
    pub fn by_id(identities: &[Identity], id: &str) -> Option<(&'static User, Identity)> {
        let renamed = identities.iter().rev().find(|identity| identity.id == id);
        let user = by_id(renamed.map_or(id, |identity| &identity.user))?;
        Some((user, renamed.cloned().unwrap_or_else(|| user.identity())))
    }

    /// Whether `id` is or was an id of the user with the [`User::id`] `user`.
    pub fn is_of(identities: &[Identity], id: &str, user: &str) -> bool {
        Identity::by_id(identities, id).is_some_and(|(of, _)| of.id == user)
    }
}

impl User {
    fn identity(&self) -> Identity {
        Identity { user: self.id.to_owned(), id: self.id.to_owned(), email: self.account.email.to_owned() }
    }
}

static USERS: [&User; 3] = [&CLERK, &UNCONFIRMED, &BUSY];

/// The user with this e-mail address, whose case does not matter.
pub(crate) fn by_email(email: &str) -> Option<&'static User> {
    USERS.into_iter().find(|user| user.account.email.eq_ignore_ascii_case(email))
}

/// The user with this [`User::id`].
fn by_id(id: &str) -> Option<&'static User> {
    USERS.into_iter().find(|user| user.id == id)
}

impl Account {
    /// The account with an unconfirmed e-mail address: its sign-in answers "Email not confirmed".
    pub fn unconfirmed() -> Account {
        UNCONFIRMED.account
    }

    /// The account whose every sign-in meets the rate limit.
    pub fn busy() -> Account {
        BUSY.account
    }
}
