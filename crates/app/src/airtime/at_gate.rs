//! The right to be alone at a service, as a value that only its gate makes.
//!
//! [`GateHeld`] knows the connection at whose gate it stands, and is the only way to the methods that must run alone
//! there: without it, or with that of another service, a call does not compile. It does not keep its holder from
//! waiting for the gate again, which never ends: the methods of [`Airtime`] that pass it, as [`Airtime::gather`] does,
//! can be called on it as well.

use std::ops::Deref;
use std::sync::Arc;

use super::Airtime;

/// The right to move or to read the float of this connection, until it is dropped.
pub struct GateHeld<'a> {
    airtime: &'a Airtime,
    /// `None` where another one lends it, which outlives it.
    _guard: Option<tokio::sync::MutexGuard<'a, ()>>,
}

impl Deref for GateHeld<'_> {
    type Target = Airtime;

    fn deref(&self) -> &Airtime {
        self.airtime
    }
}

impl Airtime {
    /// Waits until nobody else is at the gate.
    pub async fn at_gate(&self) -> GateHeld<'_> {
        GateHeld { airtime: self, _guard: Some(self.gate.pass().await) }
    }
}

impl GateHeld<'_> {
    /// Lends the gate to another connection, for as long as it is held here. `None` where that stands at another gate.
    pub(super) fn lent_to<'b>(&'b self, other: &'b Airtime) -> Option<GateHeld<'b>> {
        Arc::ptr_eq(&self.airtime.gate, &other.gate).then_some(GateHeld { airtime: other, _guard: None })
    }
}
