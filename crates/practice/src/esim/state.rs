//! The memory of one environment, as all changes so far add up. Pure; the journal replays into it.
//!
//! A change is a whole record in its new state, so that replaying needs no rules. The effects of time (orders that
//! end, the daily wipe) are computed here as changes too, and the store writes them down.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use crate::esim::catalogue::{Product, find};
use crate::esim::options::Pace;
use crate::esim::records::{Course, Customer, Operation, Order, OrderEnd, Sim, Subscription};

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

/// The hour of the daily wipe, UTC.
const WIPE_HOUR: i64 = 4 * HOUR;

/// How long data may be unused before the daily wipe takes it.
const UNUSED: i64 = 72 * HOUR;

/// One change of an environment.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Change {
    /// An order was made, or came to its end.
    Order(Box<Order>),
    /// A SIM is new or changed.
    Sim(Box<Sim>),
    /// A subscription is new or changed.
    Subscription(Box<Subscription>),
    /// A customer is new or changed.
    Customer(Box<Customer>),
    /// These were wiped: orders, SIMs with their subscriptions, and customers.
    Wiped {
        /// The ids of the orders.
        orders: Vec<String>,
        /// The ICCIDs of the SIMs.
        sims: Vec<String>,
        /// The ids of the customers.
        customers: Vec<String>,
    },
}

/// Everything in one environment.
#[derive(Debug, Default)]
pub(crate) struct Data {
    pub orders: HashMap<String, Order>,
    /// Orders that a wipe took: the service has forgotten them, and the truth log has not.
    pub wiped: Vec<Order>,
    /// The orders that have not come to their end, by number.
    open: BTreeMap<u64, String>,
    pub sims: BTreeMap<String, Sim>,
    /// By number, which is the order in which they were made.
    pub subscriptions: BTreeMap<u64, Subscription>,
    subscription_numbers: HashMap<String, u64>,
    pub customers: BTreeMap<String, Customer>,
    latest_order: u64,
    latest_subscription: u64,
    latest_customer: u64,
    /// The last daily wipe that was looked at.
    wiped_at: i64,
}

impl Data {
    pub fn apply(&mut self, change: Change) {
        match change {
            Change::Order(order) => {
                self.latest_order = self.latest_order.max(order.number);
                match order.end {
                    OrderEnd::Open => self.open.insert(order.number, order.id.clone()),
                    OrderEnd::Completed | OrderEnd::Failed => self.open.remove(&order.number),
                };
                self.orders.insert(order.id.clone(), *order);
            }
            Change::Sim(sim) => drop(self.sims.insert(sim.iccid.clone(), *sim)),
            Change::Subscription(subscription) => {
                self.latest_subscription = self.latest_subscription.max(subscription.number);
                self.subscription_numbers.insert(subscription.id.clone(), subscription.number);
                self.subscriptions.insert(subscription.number, *subscription);
            }
            Change::Customer(customer) => {
                self.latest_customer = self.latest_customer.max(customer.number);
                self.customers.insert(customer.id.clone(), *customer);
            }
            Change::Wiped { orders, sims, customers } => {
                for order in orders.iter().filter_map(|id| self.orders.remove(id)) {
                    self.open.remove(&order.number);
                    self.wiped.push(order);
                }
                self.sims.retain(|iccid, _| !sims.contains(iccid));
                self.subscriptions.retain(|_, subscription| !sims.contains(&subscription.iccid));
                self.customers.retain(|id, _| !customers.contains(id));
            }
        }
    }

    pub fn next_order(&self) -> u64 {
        self.latest_order + 1
    }

    pub fn next_customer(&self) -> u64 {
        self.latest_customer + 1
    }

    pub fn subscription(&self, id: &str) -> Option<&Subscription> {
        self.subscriptions.get(self.subscription_numbers.get(id)?)
    }

    pub fn subscriptions_of<'a>(&'a self, iccid: &'a str) -> impl Iterator<Item = &'a Subscription> {
        self.subscriptions.values().filter(move |subscription| subscription.iccid == iccid)
    }

    /// How many subscriptions of a SIM are active at this time.
    pub fn active_on(&self, iccid: &str, now: i64) -> usize {
        self.subscriptions_of(iccid).filter(|subscription| subscription.state(now) == "ACTIVE").count()
    }

    /// Every order that was ever made, by number.
    pub fn every_order(&self) -> Vec<&Order> {
        let mut orders: Vec<&Order> = self.orders.values().chain(&self.wiped).collect();
        orders.sort_by_key(|order| order.number);
        orders
    }

    pub fn open_orders(&self) -> impl Iterator<Item = &Order> {
        self.open.values().filter_map(|id| self.orders.get(id))
    }

    /// The ends of all orders whose time has come.
    pub fn due(&self, now: i64, pace: Pace, catalogue: &[Product]) -> Vec<Change> {
        let mut changes = Vec::new();
        let mut number = self.latest_subscription;
        for order in self.open_orders() {
            let at = order.at.saturating_add(milliseconds(pace));
            let end = match order.course {
                Course::Completes => OrderEnd::Completed,
                Course::Fails => OrderEnd::Failed,
                Course::Stuck => continue,
            };
            if at <= now {
                changes.extend(self.end_of(order, end, at, catalogue, &mut number));
            }
        }
        changes
    }

    /// The end of one order now, whatever its course.
    pub fn end_now(&self, order: &Order, end: OrderEnd, at: i64, catalogue: &[Product]) -> Vec<Change> {
        self.end_of(order, end, at, catalogue, &mut self.latest_subscription.clone())
    }

    /// The end of an order, with the SIM and the subscriptions that it brings. `number` is the last subscription's.
    fn end_of(&self, order: &Order, end: OrderEnd, at: i64, catalogue: &[Product], number: &mut u64) -> Vec<Change> {
        let known = self.sims.get(&order.iccid);
        // A SIM may be gone since its top-up was ordered.
        let end = if order.operation == Operation::TopUp && known.is_none() { OrderEnd::Failed } else { end };
        let ended = Order { end, ended_at: Some(at), ..order.clone() };
        let mut changes = vec![Change::Order(Box::new(ended))];
        if end != OrderEnd::Completed {
            return changes;
        }
        let sim = match known {
            Some(sim) => Sim { used_at: at, ..sim.clone() },
            None => new_sim(order, at),
        };
        changes.push(Change::Sim(Box::new(sim)));
        for (id, product) in order.subscriptions.iter().zip(&order.products) {
            let Some(product) = find(catalogue, product) else { continue };
            *number += 1;
            let activation = order.activation.map_or(at, |wanted| wanted.max(at));
            changes.push(Change::Subscription(Box::new(Subscription {
                id: id.clone(),
                number: *number,
                iccid: order.iccid.clone(),
                product: product.id.clone(),
                device_id: Some(order.device_id.clone()),
                created_at: (!order.undated).then_some(at),
                activation,
                expiration: activation.saturating_add(i64::from(product.days) * DAY),
                initial: product.bytes(),
                spent: 0,
            })));
        }
        changes
    }

    /// The daily wipe of 04:00, once a day: of data that was unused for 72 hours, or of `everything`.
    pub fn daily_wipe(&mut self, now: i64, everything: bool) -> Option<Change> {
        let last = (now - WIPE_HOUR).div_euclid(DAY) * DAY + WIPE_HOUR;
        if last <= std::mem::replace(&mut self.wiped_at, last) {
            return None;
        }
        self.wipe(if everything { last } else { last - UNUSED })
    }

    /// A wipe of the data that was last used before this time; `None` where there is none.
    pub fn wipe(&self, before: i64) -> Option<Change> {
        let old = |stays: bool, used_at: i64| !stays && used_at < before;
        let sims = self.sims.values().filter(|sim| old(sim.stays, sim.used_at)).map(|sim| sim.iccid.clone());
        let orders = self.orders.values().filter(|order| order.ended_at.unwrap_or(order.at) < before);
        let customers = self.customers.values().filter(|customer| old(customer.stays, customer.used_at));
        let (orders, sims, customers): (Vec<_>, Vec<_>, Vec<_>) = (
            orders.map(|order| order.id.clone()).collect(),
            sims.collect(),
            customers.map(|customer| customer.id.clone()).collect(),
        );
        let is_empty = orders.is_empty() && sims.is_empty() && customers.is_empty();
        (!is_empty).then_some(Change::Wiped { orders, sims, customers })
    }
}

impl Subscription {
    /// Its status at this time, as the wire has it.
    pub fn state(&self, now: i64) -> &'static str {
        match () {
            () if now < self.activation => "PENDING",
            () if now >= self.expiration => "EXPIRED",
            () if self.spent >= self.initial => "DEPLETED",
            () => "ACTIVE",
        }
    }
}

fn milliseconds(pace: Pace) -> i64 {
    i64::try_from(pace.ended.as_millis()).unwrap_or(i64::MAX)
}

fn new_sim(order: &Order, at: i64) -> Sim {
    Sim {
        iccid: order.iccid.clone(),
        number: order.number,
        client: Some(order.client.clone()),
        customer: order.customer.clone(),
        matching_id: order.matching_id.clone().unwrap_or_default(),
        status: order.status,
        back_after: order.back_after,
        back_at: None,
        eid: order.eid.clone(),
        changed_at: at,
        webhooks: BTreeMap::new(),
        used_at: at,
        stays: false,
    }
}
