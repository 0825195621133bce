//! Whether and where a till checks for updates, as it stands on disk.
//!
//! A word of a later version may mean a limit that this version does not know, so it counts as *off*: the till then
//! asks no server, and the settings say so.

use url::Url;

use crate::word::words;

/// The most bytes of an address.
const MOST_ADDRESS: usize = 2048;

words! {
    /// Whether a till checks for updates.
    pub enum UpdateChecks, unknown: Off {
        /// Once a day.
        Daily = "daily",
        /// Never by itself.
        Off = "off",
    }
}

/// The server of updates that a person typed or an administrator wrote: `https`, of a host, without credentials, query
/// or fragment. `None` for any other text.
pub fn server_address(typed: &str) -> Option<Url> {
    let typed = typed.trim();
    let address = Url::parse(typed).ok().filter(|_| typed.len() <= MOST_ADDRESS)?;
    let is_plain = address.username().is_empty()
        && address.password().is_none()
        && address.query().is_none()
        && address.fragment().is_none();
    (address.scheme() == "https" && address.has_host() && is_plain).then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_plain_https_address_is_a_server() {
        for good in ["https://files.company.example/airtill/", " https://10.0.0.9:8443/a.json\n"] {
            assert!(server_address(good).is_some(), "{good}");
        }
        for bad in [
            "",
            "files.company.example",
            "http://files.company.example/",
            "https://user@files.company.example/",
            "https://user:word@files.company.example/",
            "https://files.company.example/?a",
            "https://files.company.example/#a",
            "file:///tmp/airtill-stable.json",
            "https://",
            &format!("https://a.example/{}", "a".repeat(2048)),
        ] {
            assert_eq!(server_address(bad), None, "{bad:.60}");
        }
    }

    #[test]
    fn the_words_of_updates_last_and_an_unknown_one_is_off() {
        assert_eq!(UpdateChecks::ALL.map(UpdateChecks::word), ["daily", "off"]);
        let read = |text: &str| serde_json::from_str::<UpdateChecks>(text).expect("a word");
        assert_eq!(read("\"daily\""), UpdateChecks::Daily);
        assert_eq!(read("\"weekly\""), UpdateChecks::Off, "a word of a later version");
        assert!(serde_json::from_str::<UpdateChecks>("true").is_err(), "no word");
    }
}
