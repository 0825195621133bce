//! A person who is signed in at a service, as the service describes them.
//!
//! The vault stores this with the sign-in, so every field that came later has a value for files that lack it. Whether
//! somebody is signed in, and until when, is `session`'s.

use serde::{Deserialize, Serialize};

/// A person, as the service describes them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The person's id at the service.
    pub id: String,
    /// The user name.
    pub email: String,
    /// When the account was made, RFC 3339, as the service wrote it.
    pub created_at: Option<String>,
    /// The person's name, where the service has one.
    #[serde(default)]
    pub name: Option<String>,
    /// The person's role at the service, where the service names one.
    #[serde(default)]
    pub role: Option<Role>,
    /// The person's points, where the service has points.
    #[serde(default)]
    pub points: Option<Points>,
}

/// The role of a person at a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// A member of the staff.
    Staff,
    /// An administrator of the service.
    Administrator,
    /// A role that is not documented.
    Other,
}

/// Points that are no money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Points {
    /// The points that the person may give away.
    pub to_send: i64,
    /// The points that were given to the person.
    pub received: i64,
}

impl Person {
    /// Somebody of whom only the id, perhaps, and the user name are known yet.
    pub fn known_as(id: Option<i64>, username: &str) -> Self {
        let id = id.map_or(String::new(), |id| id.to_string());
        Self { id, email: username.to_owned(), created_at: None, name: None, role: None, points: None }
    }

    /// Whether the service has said who this is, besides a number.
    pub fn is_described(&self) -> bool {
        self.name.is_some() || !self.email.is_empty()
    }

    /// The person as a record names them: name and address, or the service's number for them where it has given no
    /// more.
    pub fn in_full(&self) -> String {
        match &self.name {
            Some(name) if !self.email.is_empty() => format!("{name} <{}>", self.email),
            Some(name) => name.clone(),
            None if self.email.is_empty() => format!("user {}", self.id),
            None => self.email.clone(),
        }
    }
}
