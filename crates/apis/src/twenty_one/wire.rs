//! The forms of 21 Systems' JSON: the body of a top-up, and the fields of its answers.
//!
//! Keys count by their documented spelling; numbers are read and written by their digits. Nothing is decided here.

use airtill_domain::text::{SHOWN_CHARACTERS, plain};
use airtill_domain::{Currency, Money, Msisdn, Secret};

use airtill_http::Fields;

/// The account's currency; the service knows no other.
pub(super) const CURRENCY: Currency = Currency::SSP;

/// The network that the airtime is for; the service sells no other's.
const CARRIER: &str = "mtn";

/// The body of a top-up: `{"msisdn":"211925415377","amount":60.5,"currency":"SSP","carrier":"mtn"}`. A server of 2020
/// ignores the last two.
pub(super) fn top_up_body(msisdn: &Msisdn, amount: Money) -> String {
    // Digits by their types and two constants, so nothing needs escaping.
    format!(
        r#"{{"msisdn":"{}","amount":{},"currency":"{}","carrier":"{CARRIER}"}}"#,
        msisdn.digits(),
        amount.to_wire(),
        CURRENCY.code()
    )
}

/// The float in an answer's `balance`, a number or a numeric string. An amount in another currency is no float.
pub(super) fn float(fields: &Fields<'_>) -> Option<Money> {
    is_in_our_currency(fields).then(|| money(fields, "balance")).flatten()
}

/// Whether an answer names no currency, or the account's.
pub(super) fn is_in_our_currency(fields: &Fields<'_>) -> bool {
    fields.raw("currency").is_none() || fields.text("currency").as_deref() == Some(CURRENCY.code())
}

fn money(fields: &Fields<'_>, key: &str) -> Option<Money> {
    Money::from_wire(&fields.decimal(key)?, CURRENCY).ok()
}

/// The recharge system's code in `statusCode`, for the record: also where it is written in a form that decides nothing.
pub(super) fn result_code(fields: &Fields<'_>) -> Option<i64> {
    fields.decimal("statusCode")?.parse().ok()
}

/// The reference as it is written, digits or not, for the record; `None` where there is none. Success needs digits.
pub(super) fn reference(fields: &Fields<'_>, token: &Secret) -> Option<String> {
    let written = fields.text("reference").or_else(|| fields.decimal("reference"));
    Some(shown(written, token)).filter(|reference| !reference.is_empty())
}

/// The service's words, fit for a screen, without the token even where the service repeats it.
pub(super) fn shown(text: Option<String>, token: &Secret) -> String {
    // Cleaned first: a token whose characters are separated by invisible ones would close up afterwards.
    let text = plain(&text.unwrap_or_default(), usize::MAX);
    let text = if token.is_empty() { text } else { text.replace(token.expose(), "…") };
    plain(&text, SHOWN_CHARACTERS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_written_as_a_bare_number() {
        let msisdn = Msisdn::parse("211925415377").expect("a number");
        for (minor, amount) in [(600, "6"), (6050, "60.5"), (1, "0.01"), (100_000_000_000, "1000000000")] {
            let body = top_up_body(&msisdn, Money::from_minor(minor, CURRENCY));
            assert_eq!(
                body,
                format!(r#"{{"msisdn":"211925415377","amount":{amount},"currency":"SSP","carrier":"mtn"}}"#)
            );
        }
    }

    #[test]
    fn money_is_read_by_its_digits() {
        let body = br#"{"a":940,"b":940.30,"c":"940.3","d":940.3000000000001,"e":9.403e2,"f":-3.2,"g":"","h":"0x10","i":true,"j":1e40,"k":{}}"#;
        let fields = Fields::read(body).expect("an object");
        for (key, minor) in [("a", 94_000), ("b", 94_030), ("c", 94_030), ("d", 94_030), ("e", 94_030), ("f", -320)] {
            assert_eq!(money(&fields, key), Some(Money::from_minor(minor, CURRENCY)), "{key}");
        }
        for key in ["g", "h", "i", "j", "k", "missing"] {
            assert_eq!(money(&fields, key), None, "{key}");
        }
    }

    #[test]
    fn w07_the_services_words_are_plain_and_without_the_token() {
        let token = Secret::new("canary-token".to_owned());
        assert_eq!(shown(Some("bad \u{202E}token canary-token\r\n".to_owned()), &token), "bad token …");
        assert_eq!(
            shown(Some("bad canary\u{200B}-token".to_owned()), &token),
            "bad …",
            "an invisible character hides nothing"
        );
        assert_eq!(shown(Some("x".repeat(5000)), &token).chars().count(), SHOWN_CHARACTERS);
    }
}
