//! The faults of a keyring, and the till's reading of each: every kind, silence above all.
//!
//! Threads are real here, because a keyring that does not answer blocks one. The vault's reaction to each fault is
//! tested with the keeper.

#![allow(clippy::unwrap_used)]
#![allow(clippy::disallowed_methods, reason = "the tests measure how long real threads wait")]

use std::any::Any;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use keyring_core::api::{CredentialPersistence, CredentialStore, CredentialStoreApi};
use keyring_core::{Entry, Error, mock};

use super::memory::{Fault, MemoryStore};
use super::os::{OsKeyring, SERVICE, refuse_forgetful};
use super::*;

const SOON: Duration = Duration::from_secs(10);

/// Whether a failure is of the expected kind.
type Kind = fn(&KeyStoreError) -> bool;

/// The mock store, which refuses our modifiers, behind an interface that drops them.
#[derive(Debug, Clone)]
struct Mock(Arc<mock::Store>);

impl Mock {
    fn new() -> Self {
        Self(mock::Store::new().unwrap())
    }

    /// The next call for this entry fails so.
    fn fail(&self, name: &str, error: Error) {
        self.0.build(SERVICE, name, None).unwrap().as_any().downcast_ref::<mock::Cred>().unwrap().set_error(error);
    }

    fn keyring(&self) -> OsKeyring {
        let store = self.clone();
        OsKeyring::over(move || Ok(Arc::new(store.clone())))
    }
}

impl CredentialStoreApi for Mock {
    fn vendor(&self) -> String {
        self.0.vendor()
    }
    fn id(&self) -> String {
        self.0.id()
    }
    fn build(&self, service: &str, user: &str, _: Option<&HashMap<&str, &str>>) -> keyring::Result<Entry> {
        self.0.build(service, user, None)
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn persistence(&self) -> CredentialPersistence {
        self.0.persistence()
    }
}

fn system(what: &str) -> Box<dyn std::error::Error + Send + Sync> {
    what.into()
}

#[test]
fn v01_an_entry_holds_base64_text() {
    let mock = Mock::new();
    mock.keyring().write("live-1", &[0xff; 32], SOON).unwrap();
    let text = mock.0.build(SERVICE, "live-1", None).unwrap().get_password().unwrap();
    assert_eq!(text, "//////////////////////////////////////////8=");
    assert!(text.len() < 1280, "Windows keeps 1,280 characters");
    assert_eq!(mock.keyring().read("live-1", SOON).unwrap().as_slice(), [0xff; 32]);
}

#[test]
fn v03_a_silent_store_is_left_behind_and_the_next_call_has_a_new_thread() {
    let silent = Arc::new(AtomicBool::new(true));
    let (hold, held) = std::sync::mpsc::channel::<()>();
    let held = Mutex::new(held);
    let (mock, switch) = (Mock::new(), Arc::clone(&silent));
    let keyring = OsKeyring::over(move || {
        if switch.load(Ordering::SeqCst) {
            let _ = held.lock().unwrap().recv();
        }
        Ok(Arc::new(mock.clone()))
    });
    let begun = Instant::now();
    let limit = Duration::from_millis(50);
    assert!(matches!(keyring.read("live-1", limit), Err(KeyStoreError::TimedOut)));
    silent.store(false, Ordering::SeqCst);
    keyring.write("live-1", b"key", SOON).unwrap();
    assert_eq!(keyring.read("live-1", SOON).unwrap().as_slice(), b"key");
    silent.store(true, Ordering::SeqCst);
    for _ in 0..20 {
        assert!(matches!(keyring.read("live-1", limit), Err(KeyStoreError::TimedOut)));
    }
    assert!(begun.elapsed() < SOON * 2, "after a few threads nobody waits any more");
    drop(hold);
    silent.store(false, Ordering::SeqCst);
    let until = Instant::now() + SOON;
    while keyring.read("live-1", SOON).is_err() {
        assert!(Instant::now() < until, "threads that were let go make room again");
        std::thread::yield_now();
    }
}

#[test]
fn v03_an_abandoned_call_ends_before_the_next_call_begins() {
    let course = Arc::new(Mutex::new(Vec::new()));
    let (hold, held) = std::sync::mpsc::channel::<()>();
    let (held, mock, log) = (Mutex::new(held), Mock::new(), Arc::clone(&course));
    let keyring = OsKeyring::over(move || {
        let call = log.lock().unwrap().len() / 2;
        log.lock().unwrap().push(("begins", call));
        if call == 0 {
            let _ = held.lock().unwrap().recv();
        }
        log.lock().unwrap().push(("ends", call));
        Ok(Arc::new(mock.clone()))
    });
    assert!(matches!(keyring.write("live-1", b"late", Duration::from_millis(50)), Err(KeyStoreError::TimedOut)));
    std::thread::scope(|scope| {
        let next = scope.spawn(|| keyring.write("live-1", b"next", SOON));
        let until = Instant::now() + Duration::from_millis(100);
        while course.lock().unwrap().len() == 1 && Instant::now() < until {
            std::thread::yield_now();
        }
        drop(hold);
        next.join().unwrap().unwrap();
    });
    assert_eq!(*course.lock().unwrap(), [("begins", 0), ("ends", 0), ("begins", 1), ("ends", 1)]);
    assert_eq!(keyring.read("live-1", SOON).unwrap().as_slice(), b"next");
}

#[test]
fn v03_a_panic_in_the_keyrings_library_is_a_failure_of_one_call() {
    let panics = AtomicBool::new(true);
    let mock = Mock::new();
    let keyring = OsKeyring::over(move || {
        assert!(!panics.swap(false, Ordering::SeqCst), "as the library's `expect` would");
        Ok(Arc::new(mock.clone()))
    });
    assert!(matches!(keyring.read("live-1", SOON), Err(KeyStoreError::Failed { .. })));
    assert!(matches!(keyring.read("live-1", SOON), Err(KeyStoreError::NoEntry)));
}

#[test]
fn v04_the_store_is_made_anew_for_each_call_after_a_failure_too() {
    let (made, mock) = (Arc::new(AtomicUsize::new(0)), Mock::new());
    let count = Arc::clone(&made);
    let keyring = OsKeyring::over(move || match count.fetch_add(1, Ordering::SeqCst) {
        0 => Err(Error::PlatformFailure(system("no bus"))),
        _ => Ok(Arc::new(mock.clone()) as Arc<CredentialStore>),
    });
    assert!(matches!(keyring.write("live-1", b"key", SOON), Err(KeyStoreError::Absent)));
    keyring.write("live-1", b"key", SOON).unwrap();
    assert_eq!(made.load(Ordering::SeqCst), 2);
}

#[test]
fn v05_the_mock_store_is_refused() {
    let mock: Arc<CredentialStore> = Arc::new(Mock::new());
    assert!(matches!(refuse_forgetful(&mock), Err(KeyStoreError::Failed { .. })));
}

#[test]
fn v05_the_self_test_leaves_nothing_and_finds_a_store_that_forgets() {
    let store = MemoryStore::new();
    self_test(&store, "live-1-test", SOON).unwrap();
    assert!(store.names().is_empty());
    store.set_fault(Fault::Forgets);
    assert!(matches!(self_test(&store, "live-1-test", SOON), Err(KeyStoreError::NoEntry)));
    self_test(&Mock::new().keyring(), "live-1-test", SOON).unwrap();
}

#[test]
fn v07_each_kind_of_failure_has_a_message_of_its_own() {
    let mock = Mock::new();
    let keyring = mock.keyring();
    let two = || vec![mock.0.build(SERVICE, "x", None).unwrap(), mock.0.build(SERVICE, "y", None).unwrap()];
    let cases: Vec<(Error, Kind)> = vec![
        (Error::NoEntry, |e| matches!(e, KeyStoreError::NoEntry)),
        (Error::NoStorageAccess(system("dismissed")), |e| matches!(e, KeyStoreError::Locked)),
        (Error::Ambiguous(two()), |e| matches!(e, KeyStoreError::Ambiguous)),
        (Error::BadEncoding(b"\xff".to_vec()), |e| matches!(e, KeyStoreError::BadEncoding)),
        (Error::BadDataFormat(b"\xff".to_vec(), system("odd")), |e| matches!(e, KeyStoreError::BadEncoding)),
        (Error::TooLong("secret".to_owned(), 2560), |e| matches!(e, KeyStoreError::TooLong)),
        (Error::PlatformFailure(system("odd")), |e| matches!(e, KeyStoreError::Failed { .. })),
        (Error::NoDefaultStore, |e| matches!(e, KeyStoreError::Absent)),
    ];
    let mut messages = std::collections::HashSet::new();
    for (error, is_that) in cases {
        let shown = format!("{error:?}");
        mock.fail("live-1", error);
        let kind = keyring.read("live-1", SOON).unwrap_err();
        assert!(is_that(&kind), "{shown} became {kind:?}");
        messages.insert(kind.to_string());
    }
    messages.insert(KeyStoreError::TimedOut.to_string());
    assert_eq!(messages.len(), 8, "one message for each kind");
}

#[cfg(all(unix, not(target_os = "macos")))]
#[test]
fn v07_a_locked_collection_is_locked_however_it_arrives() {
    use secret_service::Error as Said;
    let cases: Vec<(Said, Kind)> = vec![
        (Said::Locked, |e| matches!(e, KeyStoreError::Locked)),
        (Said::Prompt, |e| matches!(e, KeyStoreError::Locked)),
        (Said::NoResult, |e| matches!(e, KeyStoreError::Absent)),
        (Said::Unavailable, |e| matches!(e, KeyStoreError::Absent)),
        (Said::Crypto("odd"), |e| matches!(e, KeyStoreError::Failed { .. })),
    ];
    for (said, is_that) in cases {
        let shown = format!("{said:?}");
        let kind = platform::classify(Error::PlatformFailure(Box::new(said)));
        assert!(is_that(&kind), "{shown} became {kind:?}");
    }
}

#[test]
fn v10_windows_keeps_the_entry_on_this_computer() {
    assert_eq!(platform::modifiers("windows"), HashMap::from([("persistence", "Local")]));
    assert!(platform::modifiers("macos").is_empty(), "the keychain accepts none");
    assert_eq!(platform::modifiers("linux").keys().collect::<Vec<_>>(), [&"label"]);
}
