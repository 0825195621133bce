//! Fault switches: the errors that a test can inject at an endpoint, and when.
//!
//! A fault happens before or after the endpoint did its work (booked the charge, exchanged the refresh token), a number
//! of times or for good. Faults of one endpoint queue: the first is used up before the second begins. `spoil` applies
//! the effects to an answer.

mod gate;
mod spoil;

use std::collections::HashMap;
use std::sync::Mutex;

use rust_decimal::Decimal;

pub use gate::Gate;
pub(crate) use spoil::{filler, spoil};

use crate::lock::lock;
use crate::wire::Cut;

/// The endpoints of the practice services. The first five are 21 Systems', the next six the accounts', the next seven
/// the eSIM service's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Endpoint {
    /// `POST /auth/token`
    Token,
    /// `GET /auth/user`
    User,
    /// `POST /auth/logout`
    Logout,
    /// `/airtime/api/subscriber/balancev2` and `/airtime/api/subscriber/balance`
    Balance,
    /// `POST /airtime/api/subscriber/topup`
    TopUp,
    /// `GET` and `POST /oauth/authorize`, and the page that shows a code to copy
    OAuthAuthorize,
    /// `POST /oauth/token`
    OAuthToken,
    /// `POST /oauth/revoke`
    OAuthRevoke,
    /// `GET /api/v1/countries`
    Countries,
    /// `POST /api/v1/users`
    Users,
    /// `GET /api/v1/users/{id}`
    UserById,
    /// `POST /auth/realms/tru-staff/protocol/openid-connect/token`
    KeycloakToken,
    /// `/v1/product` and what is below it
    EsimProducts,
    /// `POST /v1/order`
    EsimOrders,
    /// `GET /v1/order/{id}`
    EsimOrder,
    /// `/v1/sim/{iccid}` and what is below it
    EsimSims,
    /// `/v1/subscription` and what is below it
    EsimSubscriptions,
    /// `/v1/customer` and what is below it
    EsimCustomers,
    /// Any other path. Faults set on it happen on every endpoint.
    Any,
}

/// Whether the endpoint does its work before the fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// The fault comes first and nothing is done, except with [`Effect::Wait`], which only delays.
    Before,
    /// The endpoint has looked at the request, and at the float where it is a top-up, and has changed nothing yet. Only
    /// [`Fault::between`] makes one.
    Between,
    /// The work is done, and its answer is spoiled.
    After,
}

/// The effect of a fault.
#[derive(Clone, Debug)]
pub enum Effect {
    /// The connection is reset (RST) at the cut.
    Reset(Cut),
    /// The connection is closed in order at the cut; in the middle of a body that is a truncated answer.
    Close(Cut),
    /// The connection stays open and silent from the cut on.
    Hang(Cut),
    /// Another answer. An empty content type sends none.
    Answer {
        /// The HTTP status.
        status: u16,
        /// The value of `Content-Type`.
        content_type: String,
        /// The bytes of the body.
        body: Vec<u8>,
    },
    /// The endpoint's own 401.
    Unauthorized,
    /// A redirect with this status to this address.
    Redirect {
        /// 301, 302, 303, 307 or 308.
        status: u16,
        /// The value of `Location`.
        to: String,
    },
    /// A body of a mebibyte that says it is gzip and unpacks to a gibibyte.
    GzipBomb,
    /// 200 and a body that never ends.
    EndlessBody,
    /// The right answer under this content type.
    ContentType(String),
    /// The request waits here until the gate opens.
    Wait(Gate),
    /// The connection closes without an answer. Before the work: the service does it when the gate opens, and sends no
    /// answer.
    Abandon(Gate),
    /// The right answer with this `receiver`.
    Receiver(String),
    /// The right answer with this `balance`.
    Balance(Decimal),
    /// The right answer with this field, whose value is JSON as it is sent: a number of 30 decimals stays one.
    Field {
        /// The name of the field.
        name: String,
        /// Its value as JSON text.
        json: String,
    },
    /// These bytes instead of an HTTP answer, then a close.
    Raw(Vec<u8>),
}

/// One switch: an effect, when it happens and how often.
#[derive(Clone, Debug)]
pub struct Fault {
    pub(crate) effect: Effect,
    pub(crate) when: When,
    left: Option<u32>,
}

impl Fault {
    /// `effect` once, before the work.
    pub fn before(effect: Effect) -> Fault {
        Fault { effect, when: When::Before, left: Some(1) }
    }

    /// `effect` once, after the work.
    pub fn after(effect: Effect) -> Fault {
        Fault { effect, when: When::After, left: Some(1) }
    }

    /// A top-up waits once, after it has read the float and before it writes it.
    pub fn between(gate: Gate) -> Fault {
        Fault { effect: Effect::Wait(gate), when: When::Between, left: Some(1) }
    }

    /// Repeats the fault for `count` requests.
    pub fn times(self, count: u32) -> Fault {
        Fault { left: Some(count), ..self }
    }

    /// Repeats the fault until the faults are cleared.
    pub fn standing(self) -> Fault {
        Fault { left: None, ..self }
    }

    /// 200, as JSON, with this body and without any work.
    pub fn json(body: impl Into<Vec<u8>>) -> Fault {
        Fault::status(200, "application/json", body)
    }

    /// This answer, without any work.
    pub fn status(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Fault {
        Fault::before(Effect::Answer { status, content_type: content_type.to_owned(), body: body.into() })
    }
}

/// The switches that are set.
#[derive(Debug, Default)]
pub(crate) struct Faults(Mutex<HashMap<Endpoint, Vec<Fault>>>);

impl Faults {
    pub fn set(&self, endpoint: Endpoint, fault: Fault) {
        lock(&self.0).entry(endpoint).or_default().push(fault);
    }

    pub fn clear(&self) {
        lock(&self.0).clear();
    }

    /// The fault of this request, if any, with one use of it gone.
    pub fn take(&self, endpoint: Endpoint) -> Option<Fault> {
        let mut faults = lock(&self.0);
        [endpoint, Endpoint::Any].into_iter().find_map(|of| {
            let queue = faults.get_mut(&of)?;
            queue.retain(|fault| fault.left != Some(0));
            let first = queue.first_mut()?;
            first.left = first.left.map(|left| left - 1);
            Some(first.clone())
        })
    }
}
