//! A user of the company's accounts, in the words of the till.
//!
//! Only translation: an empty name is none, and a role that nobody documents stays one.

use airtill_apis::accounts::{Role as ServiceRole, User};

use crate::person::{Person, Points, Role};
use crate::view;

/// The user as a person.
pub fn person(user: User) -> Person {
    let points = user.gold_to_send.zip(user.gold_received).map(|(to_send, received)| Points { to_send, received });
    let role = match user.role {
        ServiceRole::Default => Role::Staff,
        ServiceRole::Admin => Role::Administrator,
        ServiceRole::Other(_) => Role::Other,
    };
    Person {
        id: user.id.to_string(),
        email: user.email,
        created_at: user.created_at.map(view::time),
        name: user.name.or(user.nickname).filter(|name| !name.is_empty()),
        role: Some(role),
        points,
    }
}
