//! Which float an entry, a reading or a doubt belongs to.
//!
//! A float is what one account has at one service, whichever connection leads there: two connection files for one account
//! share gate, doubts and evidence. The key is made of what the service names; nothing here asks the service.

use std::fmt;

use serde::{Deserialize, Serialize};
use url::Url;

use crate::connection::address;

/// The key of a float: the host, and the account as the service names it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FloatKey(String);

impl FloatKey {
    /// The float of `account` at the service below `base_address`. An e-mail address is compared without regard to case, any
    /// other name letter for letter; white space around it does not count.
    pub fn new(base_address: &Url, account: &str) -> Self {
        let account = account.trim();
        let account = if account.contains('@') { account.to_lowercase() } else { account.to_owned() };
        Self(format!("{}|{account}", address::host_and_port(base_address)))
    }

    /// As the ledger stores it: `host[:port]|account`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Reads the stored form.
    pub fn parse(text: &str) -> Option<Self> {
        text.contains('|').then(|| Self(text.to_owned()))
    }
}

impl fmt::Display for FloatKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(address: &str, account: &str) -> FloatKey {
        FloatKey::new(&Url::parse(address).unwrap(), account)
    }

    #[test]
    fn two_ways_of_writing_one_account_are_one_float() {
        let one = key("https://api.example/airtime/", "Clerk@Shop.example ");
        assert_eq!(one, key("https://API.example:443/", "clerk@shop.example"));
        assert_eq!(FloatKey::parse(one.as_str()), Some(one));
    }

    #[test]
    fn another_host_port_or_account_is_another_float() {
        let one = key("https://api.example/", "6F2A");
        for other in [key("https://api.example:8443/", "6F2A"), key("https://b.example/", "6F2A"), key("https://api.example/", "6f2a")] {
            assert_ne!(one, other);
        }
    }
}
