//! A float that is followed across the end of the program, beside another copy of it, and where an append was lost.
//!
//! The ledger is a real one, the following is begun anew as often as the program is, and time is counted by hand. What
//! a float proves is for the tests of the rules.

use airtill_domain::connection::UsedBy;
use airtill_domain::{ConnectionId, Currency, DoubtCause, Environment, Money, Msisdn, SaleState, TillId, TopUpOrder};
use airtill_ledger::{Answers, Intended};

use super::*;

const REST: Duration = Duration::from_secs(600);

/// A ledger on disk, and the float that it is about as this run of the program follows it.
struct Counter {
    ledger: Ledger,
    following: Following,
    key: FloatKey,
    declared: Declarations,
    now: Duration,
    _folder: tempfile::TempDir,
}

fn ssp(pounds: i64) -> Money {
    Money::from_minor(pounds * 100, Currency::SSP)
}

fn id(n: u8) -> SaleId {
    SaleId::parse(&format!("00000000-0000-4000-8000-0000000000{n:02x}")).unwrap()
}

fn own(key: &FloatKey) -> Own {
    let key = key.clone();
    Box::new(move |fact| NewEntry {
        at: Timestamp(0),
        actor: "airtill".to_owned(),
        connection: ConnectionId::new("desk").ok(),
        float: Some(key.clone()),
        fact,
    })
}

impl Counter {
    /// A float that only this till uses, read once.
    fn with(change: fn(&mut Declarations)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let ledger =
            Ledger::open(&folder.path().join("ledger.sqlite3"), Environment::Test, TillId::from_bits(7)).unwrap();
        let key = FloatKey::parse("airtime.example.com|clerk").unwrap();
        let mut declared = Declarations { rest: REST, ..Declarations::practice() };
        change(&mut declared);
        let mut counter =
            Self { ledger, following: Following::default(), key, declared, now: Duration::ZERO, _folder: folder };
        counter.read(1_000);
        counter
    }

    /// The program ends, and begins anew with a clock of its own.
    fn restart(&mut self) {
        (self.following, self.now) = (Following::default(), Duration::ZERO);
    }

    /// Written by nobody that the following knows of.
    fn put(&mut self, fact: Fact) {
        self.ledger.append(own(&self.key)(fact)).unwrap();
    }

    fn prepare(&mut self) {
        let own = own(&self.key);
        self.following.at(self.now).prepare(&mut self.ledger, &self.key, &self.declared, Uuid::nil(), &own).unwrap();
    }

    fn seen(pounds: i64) -> Fact {
        Fact::FloatSeen { balance: ssp(pounds), run: None, asked_ms: None, turn: None }
    }

    fn read(&mut self, pounds: i64) {
        self.prepare();
        let own = own(&self.key);
        let reading = own(Self::seen(pounds));
        self.following.at(self.now).go_on(&mut self.ledger, &self.key, Some(reading), &own).unwrap();
    }

    fn send(&mut self, n: u8, pounds: i64) {
        let order = TopUpOrder {
            connection: ConnectionId::new("desk").unwrap(),
            msisdn: Msisdn::parse("0921234567").unwrap(),
            amount: ssp(pounds),
        };
        let intended = Fact::Intended(Intended::first(id(n), order.into(), Answers::none()));
        self.put(intended);
    }

    fn lose(&mut self, n: u8, pounds: i64) {
        self.send(n, pounds);
        self.put(Fact::InDoubt {
            sale: id(n),
            cause: DoubtCause::NoAnswer,
            refusal_code: None,
            code: None,
            reference: None,
            message: String::new(),
        });
    }

    fn accept(&mut self, n: u8, pounds: i64, float: i64) {
        self.send(n, pounds);
        self.put(Fact::Accepted {
            sale: id(n),
            reference: "1".to_owned(),
            code: Some(12),
            float_after: Some(ssp(float)),
            message: String::new(),
        });
    }

    /// Somebody declares the same again.
    fn declare(&mut self) {
        self.put(Fact::Declared { declarations: self.declared.clone(), rules: RULES });
    }

    fn state(&self, n: u8) -> SaleState {
        self.ledger.sale(id(n)).unwrap().unwrap().state
    }

    fn is_at_rest(&self, n: u8) -> bool {
        self.ledger.sale(id(n)).unwrap().unwrap().at_rest
    }

    fn judges(&mut self) -> bool {
        self.following.catch_up(&self.ledger, &self.key).unwrap().epoch().unwrap().judges()
    }
}

#[test]
fn a_doubt_without_a_noted_beginning_rests_from_when_it_was_read() {
    let mut counter = Counter::with(|_| ());
    counter.now = 10 * REST;
    counter.lose(1, 50);
    counter.read(1_000);
    assert!(!counter.is_at_rest(1), "the program ran for long enough, its request did not");
    counter.now += REST - Duration::from_secs(1);
    counter.read(1_000);
    assert_eq!((counter.is_at_rest(1), counter.state(1)), (false, SaleState::InDoubt));
    counter.now += Duration::from_secs(1);
    counter.read(1_000);
    assert_eq!((counter.is_at_rest(1), counter.state(1)), (true, SaleState::NotCharged));
}

#[test]
fn a_doubt_of_an_earlier_run_rests_from_the_beginning_of_this_one() {
    let mut counter = Counter::with(|_| ());
    counter.lose(1, 50);
    counter.now = REST / 2;
    counter.read(1_000);
    counter.restart();
    counter.read(1_000);
    counter.now = REST - Duration::from_secs(1);
    counter.read(1_000);
    assert!(!counter.is_at_rest(1), "no clock spans both runs");
    counter.now = REST;
    counter.read(1_000);
    assert_eq!(counter.state(1), SaleState::NotCharged);
}

#[test]
fn a_contradiction_of_an_epoch_is_written_before_another_one_begins() {
    let changes: [fn(&mut Declarations); 2] = [|_| (), |declared| declared.used_by = UsedBy::Others];
    for change in changes {
        let mut counter = Counter::with(|_| ());
        counter.lose(1, 50);
        counter.read(950);
        assert_eq!(counter.state(1), SaleState::Charged);
        counter.put(Counter::seen(930));
        counter.restart();
        change(&mut counter.declared);
        counter.prepare();
        assert_eq!(
            counter.state(1),
            SaleState::Reopened,
            "the power was cut between the reading and what follows from it"
        );
    }
}

#[test]
fn a_refund_of_a_sale_of_an_earlier_epoch_or_run_is_no_contradiction() {
    for restarts in [false, true] {
        let mut counter = Counter::with(|declared| declared.smallest_deposit = None);
        counter.accept(1, 50, 950);
        counter.read(950);
        counter.declare();
        if restarts {
            counter.restart();
        }
        counter.read(950);
        counter.read(1_000);
        assert!(counter.judges(), "restarted: {restarts}");
        counter.read(1_007);
        assert!(!counter.judges(), "nobody sold for 7");
    }
}

#[test]
fn a_second_debit_of_a_sale_of_an_earlier_epoch_or_run_charges_no_doubt() {
    for restarts in [false, true] {
        let mut counter = Counter::with(|declared| declared.second_debit = SecondDebit::Unknown);
        counter.accept(1, 50, 950);
        counter.read(950);
        counter.declare();
        if restarts {
            counter.restart();
        }
        counter.read(950);
        counter.lose(2, 50);
        counter.read(900);
        assert_eq!(counter.state(2), SaleState::InDoubt, "restarted: {restarts}");
    }
}

#[test]
fn a_sale_that_was_charged_before_its_rest_comes_to_rest_all_the_same() {
    let mut counter = Counter::with(|_| ());
    counter.lose(1, 50);
    counter.read(950);
    assert_eq!((counter.state(1), counter.is_at_rest(1)), (SaleState::Charged, false));
    let mut at_work = |now| {
        counter.now = now;
        counter.prepare();
        counter.ledger.at_work(&counter.key).unwrap().len()
    };
    assert_eq!(
        (at_work(REST - Duration::from_secs(1)), at_work(REST)),
        (1, 0),
        "its window closes, so that nothing is kept of it for ever"
    );
}

#[test]
fn a_restart_forgets_no_open_sale_of_which_a_person_has_spoken() {
    let mut counter = Counter::with(|_| ());
    counter.lose(1, 50);
    let (arrived, charged, reason, adopted, person) = (Some(true), None, "called".to_owned(), false, None);
    counter.put(Fact::Said { sale: id(1), arrived, charged, reason, adopted, person });
    counter.declare();
    counter.put(Counter::seen(1_000));
    for restarts in [false, true] {
        if restarts {
            counter.restart();
        }
        let at_work: Vec<_> = counter.following.catch_up(&counter.ledger, &counter.key).unwrap().at_work().collect();
        assert_eq!(at_work, [(id(1), AtWork::Request)], "it can still be charged in the new epoch");
    }
}
