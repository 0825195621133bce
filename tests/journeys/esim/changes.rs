//! Changes of SIMs, subscriptions and ways to pay: made, refused, or not known.
//!
//! A reading that fails after a change says nothing of the change.

use std::time::Duration;

use airtill_app::TillError;
use airtill_contract::*;
use airtill_practice::{Cut, Effect, Endpoint, Fault};
use airtill_tests::world::Shop;

const BUYER: &str = "8944474000000000008";
const EID: &str = "89049032123451234512345678901235";
const HOOK: &str = "https://shop.example/hook";

/// A change of something that the buyer of the practice service has.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Change {
    Eid,
    SetAddress,
    RemoveAddress,
    Start,
    RemoveMethod,
}

const ALL: [Change; 5] = [Change::Eid, Change::SetAddress, Change::RemoveAddress, Change::Start, Change::RemoveMethod];

impl Change {
    fn endpoint(self) -> Endpoint {
        match self {
            Self::Eid | Self::SetAddress | Self::RemoveAddress => Endpoint::EsimSims,
            Self::Start => Endpoint::EsimSubscriptions,
            Self::RemoveMethod => Endpoint::EsimCustomers,
        }
    }
}

/// A shop with the ids of what is changed.
struct Counter {
    shop: Shop,
    subscription: String,
    customer: String,
    method: String,
}

impl Counter {
    async fn open() -> Self {
        let shop = Shop::open().await;
        let connection = shop.reseller.key.clone();
        let pending = |one: &SubscriptionView| one.status == SubscriptionStatusView::Pending;
        let sim = shop.sim(BUYER).await.unwrap();
        let subscription = sim.subscriptions.into_iter().find(pending).expect("one that has not begun").id;
        let find = LookUpCustomer { connection: connection.clone(), email: "buyer@practice".to_owned() };
        let found = shop.world.shown(shop.world.till().look_up_customer(find).await).unwrap();
        let customer = found.customer.and_then(|customer| customer.id).expect("the practice customer has an id");
        let asked = ForCustomer { connection, customer: customer.clone() };
        let methods = shop.world.till().payment_methods(asked).await.unwrap().methods;
        let method = methods.into_iter().find_map(|method| method.id).expect("one with an id");
        Self { shop, subscription, customer, method }
    }

    async fn make(&self, change: Change) -> Result<ChangeOutcome, TillError> {
        let (till, connection) = (self.shop.world.till(), self.shop.reseller.key.clone());
        let (iccid, event) = (BUYER.to_owned(), "USAGE_THRESHOLD".to_owned());
        self.shop.world.shown(match change {
            Change::Eid => till.change_eid(ChangeEid { connection, iccid, eid: EID.to_owned() }).await,
            Change::SetAddress => {
                let address = HOOK.to_owned();
                till.set_notification(SetNotification { connection, iccid, event, address }).await
            }
            Change::RemoveAddress => {
                let event = "DOWNLOAD_PROGRESS".to_owned();
                till.remove_notification(RemoveNotification { connection, iccid, event }).await
            }
            Change::Start => {
                let subscription = self.subscription.clone();
                till.activate_subscription(ForSubscription { connection, subscription }).await
            }
            Change::RemoveMethod => {
                let (customer, method) = (self.customer.clone(), self.method.clone());
                till.remove_payment_method(RemovePaymentMethod { connection, customer, method }).await
            }
        })
    }

    /// Whether the service made the change, by looking.
    async fn is_made(&self, change: Change) -> bool {
        let (till, connection) = (self.shop.world.till(), self.shop.reseller.key.clone());
        let addresses = |sim: SimView| sim.notifications.expect("they are read").into_iter();
        match change {
            Change::Eid => self.shop.sim(BUYER).await.unwrap().eid.as_deref() == Some(EID),
            Change::SetAddress => addresses(self.shop.sim(BUYER).await.unwrap()).any(|one| one.address == HOOK),
            Change::RemoveAddress => {
                addresses(self.shop.sim(BUYER).await.unwrap()).all(|one| one.event != "DOWNLOAD_PROGRESS")
            }
            Change::Start => {
                let subscription = self.subscription.clone();
                let one = till.subscription(ForSubscription { connection, subscription }).await.unwrap();
                one.status == SubscriptionStatusView::Active
            }
            Change::RemoveMethod => {
                let asked = ForCustomer { connection, customer: self.customer.clone() };
                let methods = till.payment_methods(asked).await.unwrap().methods;
                methods.iter().all(|method| method.id.as_ref() != Some(&self.method))
            }
        }
    }
}

fn no() -> Fault {
    Fault::status(403, "application/json", r#"{"type":"ACCESS_DENIED","messages":["Access is denied"]}"#)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_is_made_though_nothing_can_be_read_after_it() {
    let counter = Counter::open().await;
    for change in ALL {
        assert!(!counter.is_made(change).await, "{change:?}");
        // The change itself goes through as it is; every request after it is refused.
        let as_it_is = Fault::after(Effect::ContentType("application/json".to_owned()));
        counter.shop.service.set_fault(change.endpoint(), as_it_is);
        counter.shop.service.set_fault(change.endpoint(), no().standing());
        assert_eq!(counter.make(change).await, Ok(ChangeOutcome::Made), "{change:?}");
        counter.shop.service.clear_faults();
        assert!(counter.is_made(change).await, "{change:?}");
    }
    counter.shop.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_whose_answer_is_lost_is_not_known() {
    let counter = Counter::open().await;
    for change in ALL {
        counter.shop.service.set_fault(change.endpoint(), Fault::after(Effect::Close(Cut::Start)));
        let requests = counter.shop.service.hits_on(change.endpoint());
        let outcome = counter.make(change).await.unwrap();
        let ChangeOutcome::Unknown { error } = outcome else { panic!("{change:?}: {outcome:?}") };
        assert_eq!(error.code, ErrorCode::AnswerLost, "{change:?}");
        assert!(!error.reference.is_empty(), "support can find it");
        assert_eq!(counter.shop.service.hits_on(change.endpoint()), requests + 1, "{change:?}: it is not repeated");
        assert!(counter.is_made(change).await, "{change:?}");
    }
    counter.shop.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_that_was_refused_was_not_made() {
    let counter = Counter::open().await;
    let limit = || Fault::status(429, "application/json", r#"{"type":"TOO MANY REQUESTS","messages":["Slowly"]}"#);
    for change in ALL {
        for (fault, code) in [(no(), ErrorCode::Denied), (limit(), ErrorCode::RateLimited)] {
            counter.shop.service.set_fault(change.endpoint(), fault);
            assert_eq!(counter.make(change).await.unwrap_err().code, code, "{change:?}");
            // The till leaves the service alone for a while after the second refusal.
            counter.shop.world.clock.advance(Duration::from_secs(120));
            assert!(!counter.is_made(change).await, "{change:?}");
        }
    }
    counter.shop.close().await;
}
