//! The two public states of 21 Systems' document, and the differences between their services.
//!
//! Here are the path of the float and the checks of a top-up's body; the answers are the same in both and stand in
//! `airtime`. A real service is replaced by its successor while its clients run, so a running one can change.

use serde_json::{Map, Value};

/// A state of the document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Edition {
    /// 2020: the float at `GET …/balance`, no `…/balancev2`, two fields in a top-up.
    Of2020,
    /// Since July 2021: the float at `GET …/balancev2`, only a `POST` at `…/balance`, four fields in a top-up.
    #[default]
    Of2021,
}

impl Edition {
    /// Whether the fields of a top-up beside the number and the amount are as this state of the document has them. They
    /// may be left out; one of 2020 does not look at them.
    pub(crate) fn takes(self, body: &Map<String, Value>) -> bool {
        let fits = |key, only: &str| {
            body.get(key).is_none_or(|value| value.as_str().is_some_and(|text| text.eq_ignore_ascii_case(only)))
        };
        self == Edition::Of2020 || fits("currency", "SSP") && fits("carrier", "mtn")
    }
}
