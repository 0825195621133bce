//! The troubles of the eSIM service that a trainer can switch on: one table, one switch each.
//!
//! A trouble stays on until it is switched off, or until its number of requests is used up. The words for people are
//! the window's; here each has a code that never changes. Those that fit one order are also caused by a customer's
//! identifier ([`crate::esim::customers`]). Tests cause further errors with a [`crate::Fault`].

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard};

use crate::lock::lock;

/// The part of the work in which a trouble shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Group {
    /// Errors that the service documents, on every request.
    Answers,
    /// The gateway in front of the service.
    Gateway,
    /// Tokens and credentials.
    SignIn,
    /// One order, or the next few.
    Orders,
    /// SIMs and their notifications.
    Sims,
    /// The catalogue and lists of subscriptions.
    Lists,
    /// Customers and their payment methods.
    Customers,
    /// The data as a whole.
    Data,
}

impl Group {
    /// The name of the group in code: lower case with underscores.
    pub fn code(self) -> &'static str {
        match self {
            Group::Answers => "answers",
            Group::Gateway => "gateway",
            Group::SignIn => "sign_in",
            Group::Orders => "orders",
            Group::Sims => "sims",
            Group::Lists => "lists",
            Group::Customers => "customers",
            Group::Data => "data",
        }
    }
}

/// The meaning of the number beside a switch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Number {
    /// How many requests the trouble happens to; without a number it goes on until it is switched off.
    Requests {
        /// The number that is used where none is chosen.
        usual: Option<u32>,
    },
    /// How many seconds something takes.
    Seconds {
        /// The number that is used where none is chosen.
        usual: u32,
    },
}

const MANY: Option<Number> = Some(Number::Requests { usual: None });
const ONCE: Option<Number> = Some(Number::Requests { usual: Some(1) });

const fn seconds(usual: u32) -> Option<Number> {
    Some(Number::Seconds { usual })
}

macro_rules! table {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $group:ident, $number:expr;)*) => {
        /// An error that a trainer can switch on.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Trouble { $($(#[$doc])* $name,)* }

        static ALL: &[Trouble] = &[$(Trouble::$name,)*];

        impl Trouble {
            /// Its name in code: lower case with underscores, never changed.
            pub fn code(self) -> &'static str {
                match self { $(Trouble::$name => $code,)* }
            }

            /// The part of the work in which it shows.
            pub fn group(self) -> Group {
                match self { $(Trouble::$name => Group::$group,)* }
            }

            /// The meaning of the number beside its switch; `None` where it has no number.
            pub fn number(self) -> Option<Number> {
                match self { $(Trouble::$name => $number,)* }
            }
        }
    };
}

table! {
    /// 400 `INVALID_HTTP_MESSAGE`.
    InvalidHttpMessage = "invalid_http_message", Answers, MANY;
    /// 400 `INVALID_REQUEST_PARAMS`.
    InvalidRequestParams = "invalid_request_params", Answers, MANY;
    /// 401 `UNAUTHORISED`, also to a good token.
    Unauthorised = "unauthorised", Answers, ONCE;
    /// 401 with an empty body and no header that explains it.
    EmptyUnauthorised = "empty_unauthorised", Answers, ONCE;
    /// 403 `ACCESS_DENIED`.
    AccessDenied = "access_denied", Answers, MANY;
    /// 500 `INTERNAL_ERROR`, before any work.
    InternalError = "internal_error", Answers, MANY;
    /// 406 `UNACCEPTABLE` to every new eSIM: the quota is used up.
    Quota = "quota", Answers, MANY;
    /// 429 `TOO MANY REQUESTS`, as documented.
    TooManyRequests = "too_many_requests", Answers, MANY;
    /// 429 of the gateway for this many seconds, with the moment of the reset in Unix milliseconds.
    GatewayLimit = "gateway_limit", Gateway, seconds(5);
    /// 403 with a page of HTML.
    GatewayForbidden = "gateway_forbidden", Gateway, MANY;
    /// 502 with a page of HTML, before any work.
    BadGateway = "bad_gateway", Gateway, MANY;
    /// 503 with a page of HTML, before any work.
    GatewayDown = "gateway_down", Gateway, MANY;
    /// Token answers hold no refresh token.
    NoRefreshToken = "no_refresh_token", SignIn, None;
    /// Every refresh is refused; each refusal has another text.
    RefreshRefused = "refresh_refused", SignIn, MANY;
    /// Refresh tokens rotate, and the second use of one ends the session.
    ReuseEndsSession = "reuse_ends_session", SignIn, None;
    /// Access tokens last this many seconds.
    ShortTokens = "short_tokens", SignIn, seconds(10);
    /// The client secret is no longer right.
    WrongSecret = "wrong_secret", SignIn, MANY;
    /// The order is accepted and ends as `FAILED`.
    OrderFails = "order_fails", Orders, MANY;
    /// The order is accepted and stays `FULFILLING`.
    OrderStuck = "order_stuck", Orders, MANY;
    /// The connection closes without an answer, and no order was made.
    OrderLostBefore = "order_lost_before", Orders, MANY;
    /// The connection closes without an answer, and the order was made.
    OrderLostAfter = "order_lost_after", Orders, MANY;
    /// The order was made, its answer is lost, and its subscription will have no date of creation.
    OrderLostUndated = "order_lost_undated", Orders, MANY;
    /// 500, and no order was made.
    OrderErrorBefore = "order_error_before", Orders, MANY;
    /// 500, and the order was made.
    OrderErrorAfter = "order_error_after", Orders, MANY;
    /// 502 of the gateway, and the order was made.
    OrderBadGateway = "order_bad_gateway", Orders, MANY;
    /// A top-up is refused at once: the SIM has 15 active subscriptions.
    ActiveLimitRefused = "active_limit_refused", Orders, MANY;
    /// A top-up is accepted and fails: the SIM has 15 active subscriptions.
    ActiveLimitFails = "active_limit_fails", Orders, MANY;
    /// An EID with wrong check digits is refused.
    WrongEid = "wrong_eid", Orders, None;
    /// 403 for every SIM: another client's.
    ForeignSim = "foreign_sim", Sims, MANY;
    /// Every SIM is `Downloaded`.
    SimDownloaded = "sim_downloaded", Sims, None;
    /// Every SIM is `Installed`.
    SimInstalled = "sim_installed", Sims, None;
    /// Every SIM is `Unavailable`, and `Released` again after this many seconds.
    SimUnavailable = "sim_unavailable", Sims, seconds(30);
    /// Every SIM is `Unavailable` for good.
    SimDeactivated = "sim_deactivated", Sims, None;
    /// The end of a subscription is notified under its misspelt name only.
    MisspeltNotification = "misspelt_notification", Sims, None;
    /// The headers that name further pages hold another host.
    WrongPageHost = "wrong_page_host", Lists, None;
    /// The first page has the number 1.
    PagesFromOne = "pages_from_one", Lists, None;
    /// The list of a SIM's subscriptions holds no balances either.
    ListsWithoutBalances = "lists_without_balances", Lists, None;
    /// Subscriptions do not name the device of their order.
    NoDeviceIds = "no_device_ids", Lists, None;
    /// Subscriptions have no date of creation.
    NoCreatedDates = "no_created_dates", Lists, None;
    /// The catalogue also holds products without id, with the same id, without prices and with odd prices.
    OddCatalogue = "odd_catalogue", Lists, None;
    /// The client has no role for customers.
    RoleDenied = "role_denied", Customers, None;
    /// No listed payment method has an id.
    PaymentMethodsWithoutId = "payment_methods_without_id", Customers, None;
    /// All data that was made here is wiped, at once and at every daily wipe; in both environments.
    Wipe = "wipe", Data, None;
}

/// Every trouble, in the order in which the trainer's panel shows them.
pub fn troubles() -> &'static [Trouble] {
    ALL
}

impl Trouble {
    /// The trouble of this code.
    pub fn by_code(code: &str) -> Option<Trouble> {
        ALL.iter().copied().find(|trouble| trouble.code() == code)
    }
}

/// A switch as the panel shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Switch {
    /// The trouble that it causes.
    pub trouble: Trouble,
    /// Whether it is on.
    pub on: bool,
    /// The number beside it: the requests that are left, or seconds. `None` while it is off.
    pub number: Option<u32>,
}

#[derive(Clone, Copy, Debug)]
struct On {
    number: Option<u32>,
    /// When it was switched on, Unix milliseconds.
    since: i64,
}

/// The switches that are on.
#[derive(Debug, Default)]
pub(crate) struct Troubles(Mutex<HashMap<Trouble, On>>);

impl Troubles {
    /// Switches a trouble on at this time, Unix milliseconds. Without a number it gets its usual one.
    pub fn set(&self, trouble: Trouble, number: Option<u32>, since: i64) {
        let number = match trouble.number() {
            None => None,
            Some(Number::Requests { usual }) => number.or(usual),
            Some(Number::Seconds { usual }) => number.or(Some(usual)),
        };
        let mut on = self.lock();
        if number == Some(0) && matches!(trouble.number(), Some(Number::Requests { .. })) {
            on.remove(&trouble);
        } else {
            on.insert(trouble, On { number, since });
        }
    }

    pub fn end(&self, trouble: Trouble) {
        self.lock().remove(&trouble);
    }

    pub fn clear(&self) {
        self.lock().clear();
    }

    pub fn is_on(&self, trouble: Trouble) -> bool {
        self.lock().contains_key(&trouble)
    }

    /// Whether the trouble happens to this request, which uses up one of its number.
    pub fn happens(&self, trouble: Trouble) -> bool {
        let mut all = self.lock();
        let Some(on) = all.get_mut(&trouble) else { return false };
        if let (Some(Number::Requests { .. }), Some(left)) = (trouble.number(), &mut on.number) {
            *left = left.saturating_sub(1);
            if *left == 0 {
                all.remove(&trouble);
            }
        }
        true
    }

    /// Its seconds while it is on.
    pub fn seconds(&self, trouble: Trouble) -> Option<u32> {
        self.lock().get(&trouble)?.number
    }

    /// When its seconds are over, Unix milliseconds, while it is on.
    pub fn ends(&self, trouble: Trouble) -> Option<i64> {
        let on = *self.lock().get(&trouble)?;
        Some(on.since.saturating_add(i64::from(on.number?) * 1000))
    }

    pub fn all(&self) -> Vec<Switch> {
        let on = self.lock();
        let switch = |trouble: &Trouble| {
            let now = on.get(trouble);
            Switch { trouble: *trouble, on: now.is_some(), number: now.and_then(|now| now.number) }
        };
        ALL.iter().map(switch).collect()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Trouble, On>> {
        lock(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{Trouble, Troubles, troubles};

    #[test]
    fn every_trouble_is_found_by_a_code_of_its_own() {
        assert!(troubles().iter().all(|trouble| Trouble::by_code(trouble.code()) == Some(*trouble)));
        assert_eq!(troubles().iter().map(|trouble| trouble.code()).collect::<HashSet<_>>().len(), troubles().len());
        assert_eq!(Trouble::by_code("no_trouble"), None);
    }

    #[test]
    fn a_number_of_requests_is_used_up() {
        let troubles = Troubles::default();
        troubles.set(Trouble::InternalError, Some(2), 0);
        let happened: Vec<bool> = (0..3).map(|_| troubles.happens(Trouble::InternalError)).collect();
        assert_eq!(happened, [true, true, false]);
        troubles.set(Trouble::InternalError, None, 0);
        assert!((0..9).all(|_| troubles.happens(Trouble::InternalError)), "without a number it goes on");
        troubles.set(Trouble::InternalError, Some(0), 0);
        assert!(!troubles.happens(Trouble::InternalError), "none is none");
        troubles.set(Trouble::EmptyUnauthorised, None, 0);
        assert!(troubles.happens(Trouble::EmptyUnauthorised));
        assert!(!troubles.happens(Trouble::EmptyUnauthorised), "its usual number is one");
    }

    #[test]
    fn seconds_are_not_used_up_by_requests() {
        let troubles = Troubles::default();
        troubles.set(Trouble::GatewayLimit, Some(3), 1_000);
        assert!(troubles.happens(Trouble::GatewayLimit) && troubles.happens(Trouble::GatewayLimit));
        assert_eq!(
            (troubles.seconds(Trouble::GatewayLimit), troubles.ends(Trouble::GatewayLimit)),
            (Some(3), Some(4_000))
        );
        assert_eq!(troubles.all().iter().filter(|switch| switch.on).count(), 1);
        troubles.clear();
        assert!(troubles.all().iter().all(|switch| !switch.on && switch.number.is_none()));
    }
}
