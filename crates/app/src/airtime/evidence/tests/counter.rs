//! A counter on paper: it writes entries as a till does, and all that follows from them at once.
//!
//! The tests say what happens; the chain decides what is written of it.

use std::time::Duration;

use airtill_domain::connection::Declarations;
use airtill_domain::{
    ConnectionId, Currency, DoubtCause, EndOfEpoch, Finding, Money, Msisdn, SaleId, SaleState, TillId, Timestamp,
    TopUpOrder,
};
use airtill_ledger::{Answers, Entry, Fact, Intended, Seq};

use crate::airtime::evidence::chain::Chain;
use crate::airtime::evidence::{Noted, RULES};

pub fn ssp(pounds: i64) -> Money {
    Money::from_minor(pounds * 100, Currency::SSP)
}

pub fn id(n: u8) -> SaleId {
    SaleId::parse(&format!("00000000-0000-4000-8000-0000000000{n:02x}")).unwrap()
}

pub struct Counter {
    pub chain: Chain,
    pub written: Vec<Entry>,
    pub at: i64,
}

impl Counter {
    /// A float with these declarations, read once.
    pub fn with(change: fn(&mut Declarations)) -> Self {
        let mut declarations = Declarations { rest: Duration::from_secs(600), ..Declarations::practice() };
        change(&mut declarations);
        let mut counter = Self { chain: Chain::default(), written: Vec::new(), at: 1_000_000 };
        counter.put(Fact::Declared { declarations, rules: RULES });
        counter.read(1_000);
        counter
    }

    pub fn alone() -> Self {
        Self::with(|_| ())
    }

    pub fn put(&mut self, fact: Fact) {
        self.at += 1_000;
        let entry = Entry {
            seq: Seq(i64::try_from(self.written.len()).unwrap() + 1),
            at: Timestamp(self.at),
            till: TillId::from_bits(7),
            actor: "clerk".to_owned(),
            connection: ConnectionId::new("desk").ok(),
            float: None,
            fact,
            hash: [0; 32],
        };
        self.chain.take(&entry);
        self.written.push(entry);
    }

    /// Writes what follows, until nothing does.
    pub fn settle(&mut self) {
        while let Some(due) = self.chain.due().first().cloned() {
            self.put(due.fact(Timestamp(self.at)));
        }
    }

    pub fn read(&mut self, pounds: i64) {
        self.put(Fact::FloatSeen { balance: ssp(pounds), run: None, asked_ms: None, turn: None });
        self.settle();
    }

    pub fn send(&mut self, n: u8, pounds: i64) {
        let order = TopUpOrder {
            connection: ConnectionId::new("desk").unwrap(),
            msisdn: Msisdn::parse("0921234567").unwrap(),
            amount: ssp(pounds),
        };
        self.put(Fact::Intended(Intended::first(id(n), order.into(), Answers::none())));
    }

    pub fn lose(&mut self, n: u8, pounds: i64) {
        self.send(n, pounds);
        self.put(Fact::InDoubt {
            sale: id(n),
            cause: DoubtCause::NoAnswer,
            refusal_code: None,
            code: None,
            reference: None,
            message: String::new(),
        });
        self.settle();
    }

    pub fn refuse(&mut self, n: u8, pounds: i64) {
        self.send(n, pounds);
        let cause = DoubtCause::RefusedChargeUnknown;
        self.put(Fact::InDoubt {
            sale: id(n),
            cause,
            refusal_code: Some(13),
            code: None,
            reference: None,
            message: String::new(),
        });
        self.settle();
    }

    pub fn confirm(&mut self, n: u8, pounds: i64, float: i64) {
        self.send(n, pounds);
        self.put(Fact::Confirmed {
            sale: id(n),
            reference: "1".to_owned(),
            float_after: Some(ssp(float)),
            message: String::new(),
            esim: None,
        });
        self.settle();
    }

    pub fn accept(&mut self, n: u8, pounds: i64, float: i64) {
        self.send(n, pounds);
        self.put(Fact::Accepted {
            sale: id(n),
            reference: "1".to_owned(),
            code: Some(12),
            float_after: Some(ssp(float)),
            message: String::new(),
        });
        self.settle();
    }

    pub fn rest(&mut self, n: u8) {
        self.put(Fact::CameToRest { sale: id(n), run: uuid::Uuid::nil(), waited_ms: 600_000 });
    }

    /// Where evidence put a sale, if it did.
    pub fn state(&self, n: u8) -> Option<SaleState> {
        self.written.iter().rev().find_map(|entry| match &entry.fact {
            Fact::Judged { sale, state, .. } if *sale == id(n) => Some(*state),
            Fact::Reopened { sale, .. } if *sale == id(n) => Some(SaleState::Reopened),
            _ => None,
        })
    }

    /// The last line about a sale.
    pub fn line(&self, n: u8) -> Option<Noted> {
        self.written.iter().rev().find_map(|entry| match &entry.fact {
            Fact::EvidenceNoted { sale, noted } if *sale == id(n) => Some(noted.clone()),
            _ => None,
        })
    }

    pub fn finding(&self, n: u8) -> Option<Finding> {
        self.line(n).map(|line| line.finding)
    }

    pub fn ended(&self) -> Option<EndOfEpoch> {
        self.written
            .iter()
            .find_map(|entry| if let Fact::EpochEnded { cause, .. } = &entry.fact { Some(*cause) } else { None })
    }
}
