//! The gate of a service: one sale, or one reading of its float, at a time.
//!
//! The service reads and writes the float without a lock of its own, so two top-ups at once could lose a debit and
//! answer a wrong balance.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use airtill_domain::{float, lock};
use url::Url;

/// Lets one caller through at a time.
#[derive(Default)]
pub struct Gate(tokio::sync::Mutex<()>);

impl Gate {
    /// Waits until nobody else is at the gate.
    pub(super) async fn pass(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.0.lock().await
    }
}

/// The gates of one environment, by the host of the service.
#[derive(Default)]
pub struct Gates(Mutex<HashMap<String, Arc<Gate>>>);

impl Gates {
    /// The gate to the service at `base_address`, however it is spelt: two connection files for one account must not be
    /// two ways to its float.
    pub fn of(&self, base_address: &Url) -> Arc<Gate> {
        lock(&self.0).entry(float::host_of(base_address)).or_default().clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_spellings_of_one_service_share_one_gate() {
        let gates = Gates::default();
        let gate = |address: &str| gates.of(&Url::parse(address).expect("an address"));
        let one = gate("https://airtime.example.com");
        for same in
            ["https://airtime.example.com/api/", "https://AIRTIME.example.com:443", "https://airtime.example.com./"]
        {
            assert!(Arc::ptr_eq(&one, &gate(same)), "{same}");
        }
        for other in ["https://airtime.example.com:8443", "https://b.example.com"] {
            assert!(!Arc::ptr_eq(&one, &gate(other)), "{other}");
        }
    }
}
