//! The float from which a connection sells: its key, the other connections that lead there, and what may be relied on
//! of it.
//!
//! Two connections to one account have one float: they share its key, its gate and its evidence, and of their
//! declarations the weaker one holds. The account is known by the service's own id, asked for before the first reading;
//! until the service has told it, by the id that the user name of the sign-in led to last, and else by the user name.
//! What a float proves is `evidence`'s.

use std::sync::Arc;
use std::time::Duration;

use airtill_contract::FloatUseView;
use airtill_domain::connection::Declarations;
use airtill_domain::{Environment, FloatKey, float};
use url::Url;

use super::Airtime;
use crate::TillError;
use crate::person::Person;
use crate::view::{self, Proof};

/// How long a service is left alone that did not say who is signed in.
const ASK_AGAIN: Duration = Duration::from_secs(60);

impl Airtime {
    /// The float that pays for sales here. `None` while nobody is signed in: an entry that is written then takes the
    /// float of the sale that it is about.
    pub fn float_key(&self) -> Option<FloatKey> {
        let person = self.session.person()?;
        let account = account_of(&person)?;
        let named = if is_told(&person) { None } else { self.named_before(account) };
        let account = named.as_deref().unwrap_or(account);
        Some(key(self.connection.environment, &self.connection.base_address, account))
    }

    /// The id of the account that a user name led to when the service last named it, here or through another
    /// connection. Under a second key the sales of one account would be unknown to the evidence on its float.
    fn named_before(&self, user_name: &str) -> Option<String> {
        let known = |airtime: &Self| airtime.learned.facts().account_of(user_name).map(str::to_owned);
        known(self).or_else(|| self.beside().iter().find_map(|other| known(other)))
    }

    /// Has the service say who is signed in, unless it has since the sign-in: an entry names the float by the service's
    /// own id. All callers that wait here at the same time share one question, and a service that did not say is left
    /// alone for a while, so that it does not delay every reading.
    ///
    /// # Errors
    /// By what the service or the network said; the float is known by the user name until it is asked again.
    pub async fn described(&self) -> Result<(), TillError> {
        let mut failed_at = self.describing.lock().await;
        let now = self.ports.clock.now().monotonic;
        if self.session.person().is_some_and(|person| is_told(&person))
            || failed_at.is_some_and(|at| now.saturating_sub(at) < ASK_AGAIN)
        {
            return Ok(());
        }
        let described = self.ask_person().await;
        *failed_at = described.is_err().then_some(now);
        described
    }

    /// The other open connections that lead to the same float, in the order of their ids.
    pub fn sharing(&self) -> Vec<Arc<Airtime>> {
        let Some(key) = self.float_key() else { return Vec::new() };
        let mut others = self.beside();
        others.retain(|other| other.float_key().as_ref() == Some(&key));
        others
    }

    /// The other open connections that lead to the same float, or did so when somebody was last signed in there:
    /// leaving makes no file untrue, and declarations that came and went with each sign-in would end the proof each
    /// time.
    pub fn leading_here(&self) -> Vec<Arc<Airtime>> {
        let Some(key) = self.float_key() else { return Vec::new() };
        let known = self.learned.facts().shares_float_with;
        let mut others = self.beside();
        others.retain(|other| {
            other.float_key().map_or_else(|| known.contains(other.connection.id.as_str()), |float| float == key)
        });
        others
    }

    /// The other open connections whose service is at the same host, in the order of their ids.
    pub fn beside(&self) -> Vec<Arc<Airtime>> {
        let host = float::host_of(&self.connection.base_address);
        let mut others = self.shared.all_open();
        others.retain(|other| {
            other.connection.id != self.connection.id && float::host_of(&other.connection.base_address) == host
        });
        others.sort_by(|one, other| one.connection.id.cmp(&other.connection.id));
        others
    }

    /// The declarations that may be relied on: of all connections that lead to it, the weaker declarations.
    pub fn declared(&self) -> Declarations {
        let own = self.connection.declared.clone();
        self.leading_here()
            .iter()
            .fold(own, |weakest, other| Declarations::weakest(&weakest, &other.connection.declared))
    }

    /// The use of the float as shown now, by how far its proof is.
    pub fn float_use(&self, proof: Proof) -> FloatUseView {
        let proof = if self.float_key().is_some() { proof } else { Proof::AccountUnknown };
        let others = self
            .leading_here()
            .iter()
            .map(|other| (other.connection.name.clone(), other.connection.declared.used_by))
            .collect();
        view::float_use(&self.connection.declared, &self.declared(), proof, others)
    }

    /// The names of connections that this one is now known to share its float with and was not before; each is named
    /// once, on whichever side. Blocks for the disk where there are some.
    pub fn newly_shared(&self) -> Vec<String> {
        let known = self.learned.facts().shares_float_with;
        let new: Vec<_> =
            self.sharing().into_iter().filter(|other| !known.contains(other.connection.id.as_str())).collect();
        for (one, other) in new.iter().flat_map(|other| [(self, other.as_ref()), (other.as_ref(), self)]) {
            one.learned.note(|facts| {
                facts.shares_float_with.insert(other.connection.id.to_string());
            });
        }
        new.iter().map(|other| other.connection.name.clone()).collect()
    }
}

/// Whether the service has given its own id of the account.
fn is_told(person: &Person) -> bool {
    !person.id.trim().is_empty()
}

/// How the account is known: by the service's own id, else by the user name.
fn account_of(person: &Person) -> Option<&str> {
    let account = if is_told(person) { person.id.trim() } else { person.email.trim() };
    (!account.is_empty()).then_some(account)
}

/// The float of an account. The practice service is the same one at every start, and each start gives it another port.
fn key(environment: Environment, base_address: &Url, account: &str) -> FloatKey {
    let mut address = base_address.clone();
    if environment == Environment::Practice && address.set_port(None).is_err() {
        tracing::warn!("a practice address without a host names its float by all of itself");
    }
    FloatKey::new(&address, account)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_known_by_its_id_else_by_the_user_name() {
        let named = Person::known_as(None, "clerk@shop.example");
        assert_eq!(account_of(&named), Some("clerk@shop.example"));
        let told = Person { id: "6F2A".to_owned(), ..named.clone() };
        assert_eq!(account_of(&told), Some("6F2A"));
        assert_eq!(
            account_of(&Person { id: " ".to_owned(), ..named }),
            Some("clerk@shop.example"),
            "an empty id names nobody"
        );
        assert_eq!(account_of(&Person::known_as(None, "")), None);
    }

    #[test]
    fn the_float_of_practice_is_the_same_behind_every_port() {
        let at = |environment, address: &str| key(environment, &Url::parse(address).unwrap(), "clerk");
        let practice = |address| at(Environment::Practice, address);
        assert_eq!(practice("http://127.0.0.1:40001"), practice("http://127.0.0.1:40002"));
        assert_ne!(
            practice("http://127.0.0.1:40001"),
            key(Environment::Practice, &Url::parse("http://127.0.0.1:40001").unwrap(), "another")
        );
        for environment in [Environment::Live, Environment::Test] {
            assert_ne!(at(environment, "http://127.0.0.1:40001"), at(environment, "http://127.0.0.1:40002"));
        }
    }
}
