//! The member of staff who sells in an environment: the person who is signed in at the company's accounts now.
//!
//! The accounts add themselves; nothing here knows what they are besides that. A sale's actor, the account whose float
//! pays, is not meant here.

use std::sync::{Arc, Mutex, Weak};

use airtill_domain::{Timestamp, lock};

use crate::person::Person;

/// A sign-in at the company's accounts.
pub trait StaffAccount: Send + Sync {
    /// The person who is signed in there now, by the service's own word, and since when. A person whose sign-in has
    /// ended may have gone home and is not named.
    fn signed_in(&self) -> Option<(Timestamp, Person)>;
}

/// The accounts of an environment that name its staff.
#[derive(Default)]
pub struct Staff(Mutex<Vec<Weak<dyn StaffAccount>>>);

impl Staff {
    /// Counts an account among those that name the staff, as long as it lives.
    pub fn add(&self, account: &Arc<impl StaffAccount + 'static>) {
        let mut accounts = lock(&self.0);
        accounts.retain(|account| account.strong_count() > 0);
        let account = Arc::downgrade(account);
        accounts.push(account);
    }

    /// The person who sells now: of several the one who signed in last stands at the counter.
    pub fn sold_by(&self) -> Option<Person> {
        let accounts = lock(&self.0);
        let signed_in = accounts.iter().filter_map(Weak::upgrade).filter_map(|account| account.signed_in());
        signed_in.max_by_key(|(since, _)| *since).map(|(_, person)| person)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct At(i64, &'static str);

    impl StaffAccount for At {
        fn signed_in(&self) -> Option<(Timestamp, Person)> {
            (self.0 > 0).then(|| (Timestamp(self.0), Person::known_as(None, self.1)))
        }
    }

    #[test]
    fn of_several_accounts_the_last_sign_in_names_the_seller() {
        let staff = Staff::default();
        let [early, late, nobody] = [At(1, "early"), At(2, "late"), At(0, "nobody")].map(Arc::new);
        assert_eq!(staff.sold_by(), None);
        for account in [&late, &early, &nobody] {
            staff.add(account);
        }
        assert_eq!(staff.sold_by().map(|person| person.email).as_deref(), Some("late"));
        drop(late);
        assert_eq!(staff.sold_by().map(|person| person.email).as_deref(), Some("early"), "an account that is gone");
    }
}
