//! The requests that the practice service received: in the order of arrival, word for word.
//!
//! Passwords and tokens stay in, because tests search for them. It is never logged, and the till itself records none.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard};

use jiff::Timestamp;

use crate::fault::Endpoint;
use crate::lock::lock;

/// One request that reached the practice service.
#[derive(Clone, Debug)]
pub struct Hit {
    /// Its number in the order of arrival, from 1.
    pub number: u64,
    /// The endpoint that it reached.
    pub endpoint: Endpoint,
    /// The time at which its body had been read.
    pub at: Timestamp,
    /// The HTTP method, in upper case.
    pub method: String,
    /// The path and query as sent.
    pub target: String,
    /// The header names, in lower case, and values.
    pub headers: Vec<(String, String)>,
    /// The body as text.
    pub body: String,
}

impl Hit {
    /// The value of the first header of this name, given in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(given, _)| given == name).map(|(_, value)| value.as_str())
    }
}

#[derive(Debug, Default)]
struct Inner {
    count: u64,
    latest: VecDeque<Hit>,
    under_way: HashMap<Endpoint, usize>,
    most: HashMap<Endpoint, usize>,
}

/// The requests that the service received: the latest in full, and the number of all.
#[derive(Debug)]
pub(crate) struct Hits {
    keep: usize,
    inner: Mutex<Inner>,
}

impl Hits {
    pub fn new(keep: usize) -> Hits {
        Hits { keep, inner: Mutex::default() }
    }

    /// Records a request under the next number, and counts it as under way until the answer is given or given up.
    pub fn arrive(&self, mut hit: Hit) -> UnderWay<'_> {
        let mut inner = self.lock();
        inner.count += 1;
        let (number, endpoint) = (inner.count, hit.endpoint);
        let now = inner.under_way.entry(endpoint).or_default();
        *now += 1;
        let now = *now;
        let most = inner.most.entry(endpoint).or_default();
        *most = now.max(*most);
        if self.keep > 0 {
            if inner.latest.len() == self.keep {
                inner.latest.pop_front();
            }
            hit.number = number;
            inner.latest.push_back(hit);
        }
        UnderWay { hits: self, endpoint, number }
    }

    pub fn all(&self) -> Vec<Hit> {
        self.lock().latest.iter().cloned().collect()
    }

    pub fn most_at_once(&self, endpoint: Endpoint) -> usize {
        self.lock().most.get(&endpoint).copied().unwrap_or(0)
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        lock(&self.inner)
    }
}

/// A request that has no answer yet.
pub(crate) struct UnderWay<'a> {
    hits: &'a Hits,
    endpoint: Endpoint,
    pub number: u64,
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        if let Some(count) = self.hits.lock().under_way.get_mut(&self.endpoint) {
            *count -= 1;
        }
    }
}
