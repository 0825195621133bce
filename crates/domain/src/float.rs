//! Which float an entry, a reading or a doubt belongs to.
//!
//! A float is what one account has at one service, whichever connection leads there: two connection files for one
//! account share gate, doubts and evidence. The key is made of what the service names; nothing here asks the service.

use std::fmt;

use serde::{Deserialize, Serialize};
use url::Url;

/// The key of a float: the host, and the account as the service names it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FloatKey(String);

impl FloatKey {
    /// The float of `account` at the service below `base_address`. An e-mail address is compared without regard to
    /// case, any other name letter for letter; white space around it does not count.
    pub fn new(base_address: &Url, account: &str) -> Self {
        Self(format!("{}|{}", host_of(base_address), account_name(account)))
    }

    /// As the ledger stores it: `host[:port]|account`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Reads the stored form; `None` for a text that names no host.
    pub fn parse(text: &str) -> Option<Self> {
        text.find('|').is_some_and(|end| end > 0).then(|| Self(text.to_owned()))
    }

    /// The service, as [`host_of`] writes it.
    pub fn host(&self) -> &str {
        self.0.split_once('|').map_or(&self.0, |(host, _)| host)
    }

    /// The account, as [`FloatKey::new`] compares it.
    pub fn account(&self) -> &str {
        self.0.split_once('|').map_or("", |(_, account)| account)
    }
}

impl fmt::Display for FloatKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A name of an account as names are compared: an e-mail address in lower case, any other name as it is, without white
/// space around it.
pub fn account_name(account: &str) -> String {
    let account = account.trim();
    if account.contains('@') { account.to_lowercase() } else { account.to_owned() }
}

/// The server that an address leads to, however the address spells it: host in lower case and in punycode, without the
/// dot that may end a complete name, and the port where it is not that of HTTPS. The path does not count.
pub fn host_of(address: &Url) -> String {
    let host = address.host_str().unwrap_or("").trim_end_matches('.').to_ascii_lowercase();
    match address.port_or_known_default() {
        Some(port) if port != HTTPS => format!("{host}:{port}"),
        _ => host,
    }
}

/// The port of HTTPS (RFC 9110 §4.2.2).
const HTTPS: u16 = 443;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn key(address: &str, account: &str) -> FloatKey {
        FloatKey::new(&Url::parse(address).expect("an address"), account)
    }

    #[test]
    fn two_ways_of_writing_one_account_are_one_float() {
        let one = key("https://api.example/airtime/", "Clerk@Shop.example ");
        for (address, account) in [
            ("https://API.example:443/", "clerk@shop.example"),
            ("https://api.example./airtime", "CLERK@SHOP.EXAMPLE"),
            ("https://api.example", "\u{A0}clerk@shop.example\n"),
        ] {
            assert_eq!(one, key(address, account), "{address}");
        }
        assert_eq!((one.host(), one.account()), ("api.example", "clerk@shop.example"));
        assert_eq!(key("https://b\u{FC}cher.example", "a"), key("https://xn--bcher-kva.example:443/x", "a"));
    }

    #[test]
    fn another_host_port_or_account_is_another_float() {
        let one = key("https://api.example/", "6F2A");
        for other in [
            key("https://api.example:8443/", "6F2A"),
            key("https://b.example/", "6F2A"),
            key("https://api.example/", "6f2a"),
            key("https://api.example/", "6F2A|"),
            key("https://api.example/", ""),
        ] {
            assert_ne!(one, other);
        }
        assert_ne!(key("http://127.0.0.1/", "a"), key("https://127.0.0.1/", "a"), "two servers of one computer");
        assert_eq!(key("http://127.0.0.1:4000/", "a").host(), "127.0.0.1:4000");
    }

    proptest! {
        #[test]
        fn the_stored_form_is_read_back_whatever_the_account_is(account in "\\PC{0,40}", port in 1_u16..) {
            let one = key(&format!("https://api.example:{port}/"), &account);
            prop_assert_eq!(FloatKey::parse(one.as_str()), Some(one.clone()));
            prop_assert!(one.host().starts_with("api.example"));
            prop_assert_eq!(key("https://api.example/", one.account()), key("https://api.example/", &account), "comparable is comparable");
        }

        #[test]
        fn c02_no_text_crashes_the_reader(text in "\\PC{0,40}") {
            let host = FloatKey::parse(&text).map(|key| key.host().to_owned());
            prop_assert!(host.is_none_or(|host| !host.is_empty()));
        }
    }
}
