//! The connections of this computer, and those of them that are open.
//!
//! Plain bookkeeping under one lock: nothing is opened, closed or asked here (`lifecycle` does), and no service is
//! named.

use std::sync::{Arc, RwLock};

use airtill_contract::ConnectionKey;
use airtill_domain::{Connection, float, lock_to_read, lock_to_write};

use super::import::Beside;
use super::open::OpenConnection;
use crate::airtime::Airtime;
use crate::esim::Esim;
use crate::view;

/// A connection, open once it was needed.
#[derive(Clone)]
struct Slot {
    connection: Connection,
    open: Option<OpenConnection>,
}

/// The place of a connection that was opened.
pub enum Placed {
    /// It is registered.
    Now(OpenConnection),
    /// The same one was opened meanwhile, and this is it.
    Before(OpenConnection),
    /// Its connection was replaced or removed meanwhile, so it must not be used.
    Not,
}

/// All connections, in the order in which they were added.
#[derive(Default)]
pub struct Registry(RwLock<Vec<Slot>>);

impl Registry {
    /// The connection of that key.
    pub fn connection(&self, key: &ConnectionKey) -> Option<Connection> {
        self.find(|slot| view::connection_key(&slot.connection) == *key).map(|slot| slot.connection)
    }

    /// The open connection of that key; `None` where it was not needed yet.
    pub fn open(&self, key: &ConnectionKey) -> Option<OpenConnection> {
        self.find(|slot| view::connection_key(&slot.connection) == *key).and_then(|slot| slot.open)
    }

    /// Everything, in order.
    pub fn all(&self) -> Vec<(Connection, Option<OpenConnection>)> {
        lock_to_read(&self.0).iter().map(|slot| (slot.connection.clone(), slot.open.clone())).collect()
    }

    /// The connections that matter for one that is to be added.
    pub fn beside(&self, new: &Connection) -> Beside {
        let host = float::host_of(&new.base_address);
        let sells_there = |other: &Connection| {
            view::sells_airtime(other.api)
                && other.environment == new.environment
                && other.id != new.id
                && float::host_of(&other.base_address) == host
        };
        let others = self.all().into_iter().map(|(connection, _)| connection);
        Beside {
            same_id: self.connection(&view::connection_key(new)),
            same_host: others.filter(sells_there).map(|other| other.name).collect(),
        }
    }

    /// Every open connection.
    pub fn all_open(&self) -> Vec<OpenConnection> {
        self.all().into_iter().filter_map(|(_, open)| open).collect()
    }

    /// Every open connection that sells airtime.
    pub fn airtime(&self) -> Vec<Arc<Airtime>> {
        let airtime = |open| if let OpenConnection::Airtime(airtime) = open { Some(airtime) } else { None };
        self.all_open().into_iter().filter_map(airtime).collect()
    }

    /// Every open connection that sells eSIMs.
    pub fn esim(&self) -> Vec<Arc<Esim>> {
        let esim = |open| if let OpenConnection::Esim(esim) = open { Some(esim) } else { None };
        self.all_open().into_iter().filter_map(esim).collect()
    }

    /// Adds a connection, in the place of the one with the same key if there is one. Gives the one that was there.
    pub fn put(&self, connection: Connection) -> Option<Connection> {
        let mut slots = lock_to_write(&self.0);
        let key = view::connection_key(&connection);
        match slots.iter_mut().find(|slot| view::connection_key(&slot.connection) == key) {
            Some(slot) => Some(std::mem::replace(slot, Slot { connection, open: None }).connection),
            None => {
                slots.push(Slot { connection, open: None });
                None
            }
        }
    }

    /// Registers an open connection, unless the same one was opened meanwhile: two would be two gates to one float.
    /// `before`: the connection of that key when the opening began, which may have taken minutes.
    pub fn put_open(&self, open: OpenConnection, before: Option<&Connection>) -> Placed {
        let mut slots = lock_to_write(&self.0);
        let connection = open.connection().clone();
        let key = view::connection_key(&connection);
        let slot = slots.iter_mut().find(|slot| view::connection_key(&slot.connection) == key);
        if let Some(Slot { open: Some(other), .. }) = &slot
            && *other.connection() == connection
        {
            return Placed::Before(other.clone());
        }
        if slot.as_ref().map(|slot| &slot.connection) != before {
            return Placed::Not;
        }
        let opened = Slot { connection, open: Some(open.clone()) };
        match slot {
            Some(slot) => *slot = opened,
            None => slots.push(opened),
        }
        Placed::Now(open)
    }

    /// Removes a connection, which must have been retired.
    pub fn remove(&self, key: &ConnectionKey) {
        lock_to_write(&self.0).retain(|slot| view::connection_key(&slot.connection) != *key);
    }

    fn find(&self, which: impl Fn(&Slot) -> bool) -> Option<Slot> {
        lock_to_read(&self.0).iter().find(|slot| which(slot)).cloned()
    }
}

#[cfg(test)]
mod tests {
    use airtill_domain::connection::file;

    use super::*;
    use crate::connection::tests::till;

    #[tokio::test]
    async fn a_slow_opening_brings_back_no_connection_that_was_replaced() {
        let (_temp, runtime, environment, former) = till("21-systems", "password").await;
        let open = |connection: &Connection| {
            OpenConnection::Airtime(Airtime::open(
                &runtime,
                environment.clone(),
                Arc::default(),
                connection.clone(),
                None,
            ))
        };
        let moved = file::write(&former).replace("127.0.0.1:9", "127.0.0.1:10");
        let present = file::read(moved.as_bytes()).expect("a good file");
        let (registry, key) = (Registry::default(), view::connection_key(&former));
        registry.put(former.clone());
        registry.put(present.clone());
        assert!(matches!(registry.put_open(open(&former), Some(&former)), Placed::Not), "it was replaced");
        assert_eq!(registry.connection(&key), Some(present.clone()));
        assert!(matches!(registry.put_open(open(&present), Some(&present)), Placed::Now(_)));
        assert!(matches!(registry.put_open(open(&present), Some(&present)), Placed::Before(_)), "opened twice at once");
        registry.remove(&key);
        assert!(matches!(registry.put_open(open(&present), Some(&present)), Placed::Not), "it was removed");
        assert!(registry.all().is_empty());
    }

    #[test]
    fn a_panic_under_the_lock_stops_no_later_command() {
        let registry = Registry::default();
        let panicked = std::thread::scope(|scope| {
            let holder = || {
                let _held = lock_to_write(&registry.0);
                panic!("holding it");
            };
            scope.spawn(holder).join()
        });
        assert!(panicked.is_err() && registry.0.is_poisoned());
        assert!(registry.all().is_empty());
        registry.remove(&ConnectionKey { environment: airtill_contract::EnvironmentView::Test, id: "none".to_owned() });
    }
}
