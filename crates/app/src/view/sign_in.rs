//! A sign-in as the window shows it: whether there is one, whose it is, and what came of its end.
//!
//! Nothing secret has a way through here: a token is in none of these structures.

use airtill_contract::{PersonView, PointsView, RevocationView, RoleView, SessionView};

use super::time;
use crate::person::{Person, Role};
use crate::session::{Revocation, Revoked, SessionState};

pub fn session(state: &SessionState) -> SessionView {
    // Somebody of whom only a number is known yet is nobody to show.
    let known = |who: &Option<Person>| who.as_ref().filter(|who| who.is_described()).map(person);
    match state {
        SessionState::SignedOut => SessionView::SignedOut,
        SessionState::SignedIn { person, ends_at, remembered } => {
            SessionView::SignedIn { person: known(person), ends_at: ends_at.map(time), remembered: *remembered }
        }
        SessionState::SignInAgain { person } => SessionView::SignInAgain { person: known(person) },
    }
}

/// The result of the last sign-out at the service.
pub fn revocation(revocation: Option<Revocation>) -> Option<RevocationView> {
    revocation.map(|revocation| match revocation {
        Revocation::Revoking => RevocationView::Revoking,
        Revocation::Revoked(Revoked::Now) => RevocationView::Revoked,
        Revocation::Revoked(Revoked::Before) => RevocationView::EndedBefore,
        Revocation::NotRevoked(error) => RevocationView::NotRevoked { error: error.view(String::new()) },
        Revocation::NotKnown => RevocationView::NotKnown,
    })
}

pub fn person(person: &Person) -> PersonView {
    PersonView {
        email: person.email.clone(),
        id: person.id.clone(),
        created_at: person.created_at.clone(),
        name: person.name.clone(),
        role: person.role.map(|role| match role {
            Role::Staff => RoleView::Staff,
            Role::Administrator => RoleView::Administrator,
            Role::Other => RoleView::Other,
        }),
        points: person.points.map(|points| PointsView { to_send: points.to_send, received: points.received }),
    }
}
