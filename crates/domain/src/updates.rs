//! Whether a till looks for updates, as it stands on disk.
//!
//! A word of a later version may mean a limit that this version does not know, so it counts as *off*: the till then
//! asks no server, and the settings say so.

use crate::word::words;

words! {
    /// Whether a till looks for updates.
    pub enum UpdateChecks, unknown: Off {
        /// Once a day.
        Daily = "daily",
        /// Never by itself.
        Off = "off",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_updates_last_and_an_unknown_one_is_off() {
        assert_eq!(UpdateChecks::ALL.map(UpdateChecks::word), ["daily", "off"]);
        let read = |text: &str| serde_json::from_str::<UpdateChecks>(text).expect("a word");
        assert_eq!(read("\"daily\""), UpdateChecks::Daily);
        assert_eq!(read("\"weekly\""), UpdateChecks::Off, "a word of a later version");
        assert!(serde_json::from_str::<UpdateChecks>("true").is_err(), "no word");
    }
}
