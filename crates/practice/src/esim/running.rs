//! The public interface of the practice eSIM service: start it, read its truth, set its switches.
//!
//! Calls that change data write to the journal when there is a folder and so may block for a moment; a failed write is
//! logged and leaves everything as it was. The calls that all practice services share are in `crate::running`.

use std::collections::HashSet;
use std::sync::Arc;

use crate::esim::catalogue::catalogue;
use crate::esim::environment::Environment;
use crate::esim::numbers::new_id;
use crate::esim::options::{Options, Pace, Role};
use crate::esim::order_body::OrderBody;
use crate::esim::orders;
use crate::esim::records::{Operation, Order, OrderEnd, Sim, SimStatus, Subscription};
use crate::esim::server::{SERVICE, router};
use crate::esim::sessions::{Issued, Sessions};
use crate::esim::shared::{Caller, Shared};
use crate::esim::state::{Change, Data};
use crate::esim::store::Store;
use crate::esim::token;
use crate::esim::troubles::{Switch, Trouble};
use crate::esim::truth::{OrderMade, made};
use crate::fault::Endpoint;
use crate::front::{self, Front};
use crate::hits::Hit;
use crate::journal::{patiently, written};
use crate::running::{self, PracticeError, Running};

/// Truphone Connect and its token endpoint, imitated and running.
pub type PracticeEsim = Running<Shared>;

impl PracticeEsim {
    /// Starts the service on 127.0.0.1, on the tokio runtime of the caller.
    ///
    /// # Errors
    /// When no port can be had, or the folder cannot be used or read.
    pub async fn start(options: Options) -> Result<PracticeEsim, PracticeError> {
        let (listener, address) = running::bind(options.port).await?;
        let Options { folder, products, pace, clock, .. } = options.clone();
        let store = patiently(move || Store::open(folder.as_deref(), catalogue(products), pace, clock.clone())).await?;
        let front = Front::new(SERVICE, options.keep_hits, options.clock.clone());
        let sessions = Sessions::new(options.keep_hits);
        let (troubles, limiter, refusals) = Default::default();
        let shared = Arc::new(Shared {
            options,
            address,
            store,
            front: Arc::clone(&front),
            sessions,
            troubles,
            limiter,
            refusals,
        });
        let router = router(&shared);
        let serving = Arc::clone(&front);
        Ok(Running::spawn(shared, front, address, |stop| async move {
            front::serve(listener, router, &serving, stop).await
        }))
    }

    /// The base address of an environment's API, without a slash at the end.
    pub fn api_address(&self, environment: Environment) -> String {
        format!("{}{}", self.base_address(), environment.path())
    }

    /// The address of the token endpoint, which both environments share.
    pub fn token_address(&self) -> String {
        format!("{}{}", self.base_address(), token::PATH)
    }

    /// Switches a trouble on. Its number is how many requests it happens to, or seconds, as
    /// [`crate::esim::Trouble::number`] says; without one it gets its usual number. A wipe happens at once.
    pub fn set_trouble(&self, trouble: Trouble, number: Option<u32>) {
        self.shared.troubles.set(trouble, number, self.now());
        if trouble == Trouble::Wipe {
            Environment::ALL.into_iter().for_each(|environment| self.wipe(environment));
        }
    }

    /// Switches a trouble off.
    pub fn end_trouble(&self, trouble: Trouble) {
        self.shared.troubles.end(trouble);
    }

    /// Switches every trouble off.
    pub fn clear_troubles(&self) {
        self.shared.troubles.clear();
    }

    /// Every switch, in the order of [`crate::esim::troubles`].
    pub fn switches(&self) -> Vec<Switch> {
        self.shared.troubles.all()
    }

    /// Every order that was really made, oldest first in each environment, even if its answer was lost or it was wiped.
    pub fn truth(&self) -> Vec<OrderMade> {
        let of = |environment| {
            self.work(environment, |data, _| {
                (data.every_order().into_iter().map(|order| made(environment, order)).collect::<Vec<_>>(), Vec::new())
            })
        };
        Environment::ALL.into_iter().flat_map(|environment| of(environment).unwrap_or_default()).collect()
    }

    /// How many orders were really made for this product, for this customer or ICCID, with this device id. More than
    /// one is an order that was repeated.
    pub fn orders_made(&self, product: &str, customer_or_iccid: &str, device_id: &str) -> usize {
        let is_it = |order: &OrderMade| {
            order.device_id == device_id
                && order.products.iter().any(|ordered| ordered == product)
                && (order.customer == customer_or_iccid || order.iccid == customer_or_iccid)
        };
        self.truth().iter().filter(|order| is_it(order)).count()
    }

    /// Every token answer of this process, oldest first, even if it was lost. Each says how many token requests came
    /// during its life.
    pub fn issued(&self) -> Vec<Issued> {
        self.shared.sessions.issued()
    }

    /// The remembered requests of the API that named this correlation id.
    pub fn hits_named(&self, correlation_id: &str) -> Vec<Hit> {
        let named = |hit: &Hit| hit.header("x-correlation-id") == Some(correlation_id);
        self.api_hits().into_iter().filter(named).collect()
    }

    /// The remembered requests of the API whose correlation id is missing, or was used before: each is a mistake.
    pub fn badly_named(&self) -> Vec<Hit> {
        let mut seen = HashSet::new();
        let is_bad = |hit: &Hit| match hit.header("x-correlation-id") {
            Some(name) if !name.is_empty() => !seen.insert(name.to_owned()),
            _ => true,
        };
        self.api_hits().into_iter().filter(is_bad).collect()
    }

    fn api_hits(&self) -> Vec<Hit> {
        self.hits().into_iter().filter(|hit| hit.endpoint != Endpoint::KeycloakToken).collect()
    }

    /// Makes every access token issued so far expired; refresh tokens stay good.
    pub fn expire_access_tokens(&self) {
        self.shared.sessions.expire_access_tokens();
    }

    /// Ends every refresh token; access tokens live on to their end.
    pub fn end_refresh_tokens(&self) {
        self.shared.sessions.end_refresh_tokens();
    }

    /// Orders a product as another till of the same client does: for a new eSIM's customer, or for the SIM of an ICCID
    /// that is given. Answers the id of the order; `None` where the service refuses it.
    pub fn order_elsewhere(
        &self,
        environment: Environment,
        product: &str,
        customer: &str,
        iccid: Option<&str>,
    ) -> Option<String> {
        let caller = Caller {
            client: self.shared.options.clients.first()?.id.clone(),
            role: Role::Reseller,
            correlation_id: new_id(),
        };
        let wish = OrderBody {
            operation: if iccid.is_some() { Operation::TopUp } else { Operation::NewEsim },
            customer: Some(customer.to_owned()),
            about: Vec::new(),
            iccid: iccid.map(str::to_owned),
            device_id: new_id(),
            eid: None,
            activation: None,
            products: vec![product.to_owned()],
        };
        let made = self.work(environment, |data, now| {
            match orders::take(&self.shared, data, environment, &caller, wish, now) {
                Ok(((order, _), changes)) => (Some(order.id), changes),
                Err(_) => (None, Vec::new()),
            }
        });
        made.flatten()
    }

    /// Changes the times of orders, also of those that are under way.
    pub fn set_pace(&self, pace: Pace) {
        self.shared.store.set_pace(pace);
    }

    /// Ends an open order now as `COMPLETED` or `FAILED`, also one that is stuck. Answers whether there was one.
    pub fn end_order(&self, id: &str, end: OrderEnd) -> bool {
        Environment::ALL.into_iter().any(|environment| {
            let ended = self.work(environment, |data, now| {
                let changes = data.orders.get(id).filter(|order| order.end == OrderEnd::Open);
                let changes = changes.map(|order| self.end(data, order, end, now)).unwrap_or_default();
                (!changes.is_empty(), changes)
            });
            ended.unwrap_or(false)
        })
    }

    fn end(&self, data: &Data, order: &Order, end: OrderEnd, now: i64) -> Vec<Change> {
        match end {
            OrderEnd::Open => Vec::new(),
            OrderEnd::Completed | OrderEnd::Failed => data.end_now(order, end, now, &self.shared.store.catalogue),
        }
    }

    /// Gives a SIM this status, as when its customer installs or deletes it. Answers whether there is such a SIM.
    pub fn set_sim_status(&self, environment: Environment, iccid: &str, status: SimStatus) -> bool {
        let changed = self.work(environment, |data, now| {
            let sim = data.sims.get(iccid);
            let changed = sim.map(|sim| Sim { status, back_after: None, changed_at: now, ..sim.clone() });
            (changed.is_some(), changed.map(|sim| Change::Sim(Box::new(sim))).into_iter().collect())
        });
        changed.unwrap_or(false)
    }

    /// Uses so many bytes of a subscription, to its end at most. Answers whether there is such a subscription.
    pub fn use_data(&self, environment: Environment, subscription: &str, bytes: u64) -> bool {
        let used = self.work(environment, |data, _| {
            let used = data.subscription(subscription).map(|known| Subscription {
                spent: known.spent.saturating_add(bytes).min(known.initial),
                ..known.clone()
            });
            (used.is_some(), used.map(|used| Change::Subscription(Box::new(used))).into_iter().collect())
        });
        used.unwrap_or(false)
    }

    /// Wipes everything in an environment that was made in it, now.
    pub fn wipe(&self, environment: Environment) {
        self.work(environment, |data, _| ((), data.wipe(i64::MAX).into_iter().collect()));
    }

    /// Works on an environment; `None` where the change could not be written down, which the log then says.
    fn work<T>(&self, environment: Environment, work: impl FnOnce(&Data, i64) -> (T, Vec<Change>)) -> Option<T> {
        written(self.shared.store.change(environment, false, work))
    }

    fn now(&self) -> i64 {
        self.shared.options.clock.now().as_millisecond()
    }
}
