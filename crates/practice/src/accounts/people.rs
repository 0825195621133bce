//! The users of the practice accounts: two made-up ones, and those that clients create.
//!
//! The passwords of the made-up ones are printed on the sign-in page. A created user's password may be one that a
//! person uses elsewhere, so only a salted and stretched hash of it is stored.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::account::Account;
use crate::token;

/// Many enough that guessing is work, few enough that a person does not wait.
const ROUNDS: u32 = 10_000;

/// The rights of a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Role {
    Default,
    Admin,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Password {
    /// Printed on the sign-in page.
    Public(String),
    Kept {
        salt: String,
        hash: String,
    },
}

/// One user as the service stores it. Times are Unix milliseconds.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct User {
    pub id: u64,
    pub name: Option<String>,
    pub nickname: Option<String>,
    pub email: String,
    pub created_at: i64,
    pub updated_at: i64,
    pub role: Role,
    pub gold_to_send: i64,
    pub gold_received: i64,
    pub password: Password,
}

/// The made-up member of staff.
pub(crate) const CLERK: Account = Account { email: "amina@practice.example", password: "practice" };

/// The made-up administrator.
pub(crate) const SUPERVISOR: Account = Account { email: "jose@practice.example", password: "practice" };

/// The first id of a created user.
pub(crate) const FIRST_CREATED: u64 = 1001;

/// The users that are there from the start.
pub(crate) fn made_up() -> Vec<User> {
    let user = |id, account: Account, name: &str, nickname: &str, role, gold| User {
        id,
        name: Some(name.to_owned()),
        nickname: Some(nickname.to_owned()),
        email: account.email.to_owned(),
        created_at: 1_767_600_000_123 + id as i64 * 86_400_000,
        updated_at: 1_785_000_000_045,
        role,
        gold_to_send: gold,
        gold_received: 2 * gold + 5,
        password: Password::Public(account.password.to_owned()),
    };
    vec![
        user(7, CLERK, "Amina Deng", "Mina", Role::Default, 20),
        user(2, SUPERVISOR, "José Lado", "Zé", Role::Admin, 100),
    ]
}

impl Password {
    /// The stored form of a password that a person chose.
    pub fn keep(password: &str) -> Password {
        let salt = URL_SAFE_NO_PAD.encode(token::random::<16>());
        Password::Kept { hash: stretched(&salt, password), salt }
    }

    pub fn is(&self, given: &str) -> bool {
        match self {
            Password::Public(password) => password == given,
            Password::Kept { salt, hash } => stretched(salt, given) == *hash,
        }
    }
}

fn stretched(salt: &str, password: &str) -> String {
    let mut hash = Sha256::digest(format!("{salt}:{password}"));
    for _ in 1..ROUNDS {
        hash = Sha256::digest(hash);
    }
    URL_SAFE_NO_PAD.encode(hash)
}
