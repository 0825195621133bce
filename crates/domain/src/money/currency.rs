//! The currencies of ISO 4217 with the places of their minor units.
//!
//! The table is list one of ISO 4217 as of 2026-01-01. A code is only ever added: a ledger may hold amounts in a
//! currency that has gone since.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A currency of ISO 4217.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Currency {
    code: &'static str,
    digits: u32,
}

/// Currencies without a minor unit.
const NO_PLACES: [&str; 17] = [
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF",
    "XPF",
];
/// Currencies of hundredths: nearly all.
const TWO_PLACES: [&str; 141] = [
    "AED", "AFN", "ALL", "AMD", "ANG", "AOA", "ARS", "AUD", "AWG", "AZN", "BAM", "BBD", "BDT", "BGN", "BMD", "BND",
    "BOB", "BOV", "BRL", "BSD", "BTN", "BWP", "BYN", "BZD", "CAD", "CDF", "CHE", "CHF", "CHW", "CNY", "COP", "COU",
    "CRC", "CUP", "CVE", "CZK", "DKK", "DOP", "DZD", "EGP", "ERN", "ETB", "EUR", "FJD", "FKP", "GBP", "GEL", "GHS",
    "GIP", "GMD", "GTQ", "GYD", "HKD", "HNL", "HTG", "HUF", "IDR", "ILS", "INR", "IRR", "JMD", "KES", "KGS", "KHR",
    "KPW", "KYD", "KZT", "LAK", "LBP", "LKR", "LRD", "LSL", "MAD", "MDL", "MGA", "MKD", "MMK", "MNT", "MOP", "MRU",
    "MUR", "MVR", "MWK", "MXN", "MXV", "MYR", "MZN", "NAD", "NGN", "NIO", "NOK", "NPR", "NZD", "PAB", "PEN", "PGK",
    "PHP", "PKR", "PLN", "QAR", "RON", "RSD", "RUB", "SAR", "SBD", "SCR", "SDG", "SEK", "SGD", "SHP", "SLE", "SOS",
    "SRD", "SSP", "STN", "SVC", "SYP", "SZL", "THB", "TJS", "TMT", "TOP", "TRY", "TTD", "TWD", "TZS", "UAH", "USD",
    "USN", "UYU", "UZS", "VED", "VES", "WST", "XCD", "XCG", "YER", "ZAR", "ZMW", "ZWG", "ZWL",
];
/// Currencies of thousandths.
const THREE_PLACES: [&str; 7] = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"];
/// Units of account of ten thousandths.
const FOUR_PLACES: [&str; 2] = ["CLF", "UYW"];

impl Currency {
    /// The South Sudanese pound, the currency of the floats at 21 Systems.
    pub const SSP: Currency = Currency { code: "SSP", digits: 2 };
    /// The euro, in which Truphone prices what nobody asked otherwise of.
    pub const EUR: Currency = Currency { code: "EUR", digits: 2 };

    /// The three letters of ISO 4217.
    pub fn code(self) -> &'static str {
        self.code
    }

    /// Decimal places of the minor unit.
    pub fn digits(self) -> u32 {
        self.digits
    }

    /// The currency of exactly that code.
    pub fn from_code(code: &str) -> Option<Self> {
        let tables: [(&'static [&'static str], u32); 4] =
            [(&TWO_PLACES, 2), (&NO_PLACES, 0), (&THREE_PLACES, 3), (&FOUR_PLACES, 4)];
        tables
            .into_iter()
            .find_map(|(codes, digits)| codes.binary_search(&code).ok().map(|at| Currency { code: codes[at], digits }))
    }

    /// The currency that people call so beside an amount: its code in any case, or a sign that belongs to no other.
    /// `$` and `£` alone are the signs of several.
    pub(crate) fn called(name: &str) -> Option<Self> {
        match name {
            "SS£" | "ss£" => Some(Currency::SSP),
            "€" => Some(Currency::EUR),
            _ => Self::from_code(&name.to_ascii_uppercase()),
        }
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.code)
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_str(Code)
    }
}

/// Reads a code where it stands.
struct Code;

impl de::Visitor<'_> for Code {
    type Value = Currency;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a currency of ISO 4217")
    }

    fn visit_str<E: de::Error>(self, code: &str) -> Result<Currency, E> {
        Currency::from_code(code).ok_or_else(|| E::invalid_value(de::Unexpected::Str(code), &self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_found_with_its_places_and_no_other_is() {
        for (codes, digits) in
            [(&TWO_PLACES[..], 2), (&NO_PLACES[..], 0), (&THREE_PLACES[..], 3), (&FOUR_PLACES[..], 4)]
        {
            assert!(codes.is_sorted(), "a binary search wants them so");
            for code in codes {
                let currency = Currency::from_code(code).expect("a code of the table");
                assert_eq!((currency.code(), currency.digits()), (*code, digits));
                assert_eq!(serde_json::to_string(&currency).expect("text"), format!("\"{code}\""));
            }
        }
        assert_eq!(Currency::from_code("SSP"), Some(Currency::SSP));
        assert_eq!(Currency::from_code("EUR"), Some(Currency::EUR));
        for none in ["", "eur", "EURO", "XXX", "XTS", "XAU", "ABC", "É"] {
            assert_eq!(Currency::from_code(none), None, "{none}");
            assert!(serde_json::from_str::<Currency>(&format!("{none:?}")).is_err());
        }
    }

    #[test]
    fn a_currency_is_known_by_its_code_in_any_case_and_by_its_own_sign() {
        assert_eq!(Currency::called("ssp"), Some(Currency::SSP));
        assert_eq!(Currency::called("SS£"), Some(Currency::SSP));
        assert_eq!(Currency::called("€"), Some(Currency::EUR));
        assert_eq!([Currency::called("$"), Currency::called("£"), Currency::called("")], [None; 3]);
    }
}
