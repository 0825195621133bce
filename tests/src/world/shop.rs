//! A shop that sells eSIMs: a world, the practice eSIM service, and a connection between them.
//!
//! The service shares the world's clock. Orders are asked about when a journey says so, unless it sets gaps.

use std::time::Duration;

use airtill_app::{Policy, TillError};
use airtill_contract::*;
use airtill_practice::esim::{CLIENT_ID, CLIENT_SECRET, Environment, Options, OrderMade, Pace, PracticeEsim};

use super::named::unnamed_requests;
use super::{Reseller, Setup, World, is_esim, order_disagreements};

/// The sentinel of a policy under which orders are asked about only on demand: far beyond every journey.
const NEVER: Duration = Duration::from_secs(60 * 60 * 24 * 365);

/// A world with the eSIM service beside it.
pub struct Shop {
    /// The till and everything around it.
    pub world: World,
    /// The service that it sells from.
    pub service: PracticeEsim,
    /// The connection between them.
    pub reseller: Reseller,
}

impl Shop {
    /// Orders end at once when they are asked about, and only on demand.
    pub async fn open() -> Self {
        let pace = Pace { fulfilling: Duration::ZERO, ended: Duration::ZERO };
        Self::with(Options { pace, ..Options::default() }, vec![NEVER]).await
    }

    /// A service with these options, and orders that are asked about at these gaps.
    pub async fn with(options: Options, order_gaps: Vec<Duration>) -> Self {
        let policy = Policy { order_gaps, order_pace: Duration::ZERO, ..Setup::default().policy };
        let world = World::with(Setup { signed_in: false, policy, ..Setup::default() }).await;
        let clock = world.clock.elsewhere();
        Self::beside(world, Options { clock, ..options }).await
    }

    /// The shop of a world that is there, with a service of its own beside it.
    pub async fn beside(world: World, options: Options) -> Self {
        let service = PracticeEsim::start(options).await.expect("the service starts");
        let reseller = Reseller::at(&world, service.address().port(), CLIENT_ID, CLIENT_SECRET).await;
        Self { world, service, reseller }
    }

    /// The catalogue, asked for anew.
    pub async fn catalogue(&self) -> CatalogueView {
        let request = ForCatalogue { connection: self.reseller.key.clone(), currency: None, anew: true };
        self.world.shown(self.world.till().catalogue(request).await).expect("the catalogue")
    }

    /// A product of the catalogue, and a country in which it works.
    pub async fn product(&self) -> (ProductView, String) {
        let product = self.catalogue().await.products.into_iter().find(|product| !product.footprint.is_empty());
        let product = product.expect("a product with countries");
        let country = product.footprint[0].clone();
        (product, country)
    }

    /// An order of a new eSIM for a customer, as a person fills it in.
    pub async fn order(&self, customer: &str) -> PrepareNewEsim {
        let (product, country) = self.product().await;
        new_for(self.reseller.key.clone(), product.id, country, customer)
    }

    /// An order of more data for a SIM, as a person fills it in.
    pub async fn more(&self, iccid: &str) -> PrepareEsimTopUp {
        let (product, country) = self.product().await;
        more_for(self.reseller.key.clone(), product.id, country, iccid)
    }

    /// The confirmation of a new eSIM.
    ///
    /// # Panics
    /// Something was entered that the till does not take.
    pub async fn confirm(&self, order: PrepareNewEsim) -> EsimConfirmationView {
        confirmed(self.world.shown(self.world.till().prepare_new_esim(order).await).expect("a fresh catalogue"))
    }

    /// The confirmation of more data.
    ///
    /// # Panics
    /// Something was entered that the till does not take.
    pub async fn confirm_more(&self, order: PrepareEsimTopUp) -> EsimConfirmationView {
        confirmed(self.world.shown(self.world.till().prepare_esim_top_up(order).await).expect("a fresh catalogue"))
    }

    /// Says yes.
    ///
    /// # Errors
    /// The till's.
    pub async fn send(&self, intent: &str) -> Result<SaleView, TillError> {
        self.send_with(intent, None, Vec::new()).await
    }

    /// Says yes with a reason, and over the doubts that are named.
    ///
    /// # Errors
    /// The till's.
    pub async fn send_with(
        &self,
        intent: &str,
        repeat_reason: Option<&str>,
        override_doubts: Vec<String>,
    ) -> Result<SaleView, TillError> {
        let repeat_reason = repeat_reason.map(str::to_owned);
        let request = SendEsimOrder { intent: intent.to_owned(), repeat_reason, override_doubts };
        self.world.shown(self.world.till().send_esim_order(request).await)
    }

    /// Sells a new eSIM to a customer as far as the service takes it.
    ///
    /// # Panics
    /// The till refuses it.
    pub async fn sell(&self, customer: &str) -> SaleView {
        let confirmation = self.confirm(self.order(customer).await).await;
        self.send(&confirmation.intent).await.expect("it is sent")
    }

    /// Has the till ask the service about an order.
    ///
    /// # Errors
    /// The till's.
    pub async fn ask(&self, sale: &SaleView) -> Result<SaleView, TillError> {
        self.world.shown(self.world.till().ask_about_order(self.named(sale)).await)
    }

    /// Sells a new eSIM to a customer to its end.
    ///
    /// # Panics
    /// The till refuses it, or cannot ask.
    pub async fn sell_to_the_end(&self, customer: &str) -> SaleView {
        let sale = self.sell(customer).await;
        self.world.clock.advance(Duration::from_secs(60));
        self.ask(&sale).await.expect("the service answers")
    }

    /// Has a person say that nothing came of an order in doubt.
    ///
    /// # Panics
    /// It is not in doubt.
    pub async fn settle(&self, sale: &SaleView) -> SaleView {
        let said = SayWhatHappened {
            environment: EnvironmentView::Test,
            sale: sale.id.clone(),
            arrived: Some(false),
            charged: Some(false),
            reason: "support looked it up".to_owned(),
            adopted: false,
        };
        self.world.shown(self.world.till().say_what_happened(said).await).expect("it is in doubt")
    }

    /// Names a sale in a request.
    pub fn named(&self, sale: &SaleView) -> ForSale {
        ForSale { environment: EnvironmentView::Test, sale: sale.id.clone() }
    }

    /// The sale with everything that the ledger holds of it.
    ///
    /// # Panics
    /// There is no such sale.
    pub async fn detail(&self, sale: &SaleView) -> SaleDetail {
        self.world.shown(self.world.till().sale_detail(self.named(sale)).await).expect("the sale is there")
    }

    /// The orders whose outcome is to come, newest first.
    ///
    /// # Panics
    /// The ledger cannot be read.
    pub async fn open_orders(&self) -> Vec<SaleView> {
        let request = ForConnection { connection: self.reseller.key.clone() };
        self.world.shown(self.world.till().open_orders(request).await).expect("the ledger is read").sales
    }

    /// A SIM, looked up.
    ///
    /// # Errors
    /// The till's.
    pub async fn sim(&self, iccid: &str) -> Result<SimView, TillError> {
        let request = ForSim { connection: self.reseller.key.clone(), iccid: iccid.to_owned() };
        self.world.shown(self.world.till().look_up_sim(request).await)
    }

    /// The search that every subscription fits.
    pub fn every_subscription(&self) -> SearchSubscriptions {
        SearchSubscriptions {
            connection: self.reseller.key.clone(),
            customer: String::new(),
            iccid: String::new(),
            product: String::new(),
            after: String::new(),
            before: String::new(),
            page: None,
        }
    }

    /// The activation code of a SIM.
    ///
    /// # Errors
    /// The till's.
    pub async fn code(&self, iccid: &str) -> Result<ActivationCodeView, TillError> {
        let request = ForActivationCode { connection: self.reseller.key.clone(), iccid: iccid.to_owned() };
        self.world.till().activation_code(request).await
    }

    /// The orders that reached the service, oldest first: the `input` of each request.
    ///
    /// # Panics
    /// One has no JSON body.
    pub fn ordered(&self) -> Vec<serde_json::Value> {
        let orders =
            self.service.hits().into_iter().filter(|hit| hit.method == "POST" && hit.target.ends_with("/order"));
        let input = |text: &str| serde_json::from_str::<serde_json::Value>(text).expect("JSON")["input"].take();
        orders.map(|hit| input(&hit.body)).collect()
    }

    /// A customer of the service, by id, with the ways to pay that the service lists.
    ///
    /// # Panics
    /// The service does not know the customer.
    pub async fn payment_methods(&self, email: &str) -> (String, Vec<PaymentMethodView>) {
        let (connection, till) = (self.reseller.key.clone(), self.world.till());
        let find = LookUpCustomer { connection: connection.clone(), email: email.to_owned() };
        let found = self.world.shown(till.look_up_customer(find).await).expect("the service answers");
        let customer = found.customer.and_then(|customer| customer.id).expect("a customer with an id");
        let of = ForCustomer { connection, customer: customer.clone() };
        let listed = self.world.shown(till.payment_methods(of).await).expect("the service answers");
        (customer, listed.methods)
    }

    /// The orders that were really made.
    pub fn made(&self) -> Vec<OrderMade> {
        let ours = |order: &OrderMade| order.environment == Environment::Production && !order.client_id.is_empty();
        self.service.truth().into_iter().filter(ours).collect()
    }

    /// Compares the ledger with the orders that were really made, and looks at the name of every request.
    ///
    /// # Panics
    /// They disagree, or a request carried no correlation id of its own.
    pub async fn compare(&self) {
        assert!(self.service.badly_named().is_empty(), "{:?}", self.service.badly_named());
        // The sales first: an order that is made meanwhile would be in no ledger otherwise.
        let disagreements = order_disagreements(&self.world.sales().await, &self.made());
        assert!(disagreements.is_empty(), "ledger and truth disagree:\n{}", disagreements.join("\n"));
    }

    /// Looks for requests about orders that no timeline names.
    ///
    /// # Panics
    /// There is one.
    pub async fn compare_requests(&self) {
        let mut details = Vec::new();
        for sale in self.world.sales().await.iter().filter(|sale| is_esim(sale)) {
            details.push(self.detail(sale).await);
        }
        let unnamed = unnamed_requests(&details, &self.service.hits());
        assert!(unnamed.is_empty(), "{}", unnamed.join("\n"));
    }

    /// Ends the journey with a comparison of both services.
    pub async fn close(self) {
        self.compare().await;
        self.compare_requests().await;
        self.world.close().await;
    }
}

/// An order of a new eSIM as a person fills it in who leaves out what may be left out.
pub fn new_for(connection: ConnectionKey, product: String, country: String, customer: &str) -> PrepareNewEsim {
    PrepareNewEsim {
        connection,
        product,
        country,
        customer: customer.to_owned(),
        first_name: String::new(),
        last_name: String::new(),
        residence: String::new(),
        device_kind: DeviceKindView::Android,
        model: String::new(),
        eid: String::new(),
        activation_date: String::new(),
        price: String::new(),
        price_meant: None,
        currency: String::new(),
    }
}

/// An order of more data for a SIM.
pub fn more_for(connection: ConnectionKey, product: String, country: String, iccid: &str) -> PrepareEsimTopUp {
    PrepareEsimTopUp { connection, product, country, iccid: iccid.to_owned() }
}

/// The confirmation.
///
/// # Panics
/// Something was entered that the till does not take.
pub fn confirmed(prepared: PreparedEsimOrder) -> EsimConfirmationView {
    match prepared {
        PreparedEsimOrder::Checked { confirmation } => *confirmation,
        PreparedEsimOrder::Invalid { errors } => panic!("{errors:?}"),
    }
}

/// The fields that the till does not take, with the errors.
///
/// # Panics
/// It takes all of them.
pub fn refused(prepared: PreparedEsimOrder) -> Vec<(OrderField, OrderFieldError)> {
    match prepared {
        PreparedEsimOrder::Checked { .. } => panic!("the order was taken"),
        PreparedEsimOrder::Invalid { errors } => errors.into_iter().map(|error| (error.field, error.error)).collect(),
    }
}
