//! The tables of token answers: accepted and refused.
//!
//! Literal JSON, without a server; the outcomes of whole requests are tried on the wire.

use super::*;
use airtill_domain::Timestamp;
use proptest::prelude::*;

const NOW: Moment = Moment { wall: Timestamp(1_800_000_000_000), monotonic: Duration::ZERO };

fn read(body: &str) -> Result<TokenSet, TokenError> {
    decode(body.as_bytes(), false, NOW, None)
}

fn error(body: &str) -> OddError {
    match read(body) {
        Err(TokenError::Odd { error }) => error,
        other => panic!("{body} was not refused as odd: {other:?}"),
    }
}

#[test]
fn the_documented_answer_is_read() {
    let set = read(r#"{"access_token":"eyJhbGciOiJIUzI1NiJ9.e30.c2ln","token_type":"bearer","expires_in":3600,"refresh_token":"0123456789abcdefghij_-"}"#)
        .expect("the documented answer");
    assert_eq!(set.access_token.expose(), "eyJhbGciOiJIUzI1NiJ9.e30.c2ln");
    assert_eq!(set.lifetime, Some(Duration::from_secs(3600)));
    assert_eq!(set.sent_at, NOW, "the lifetime counts from when the request was sent");
    assert!(matches!(set.refresh_token, RefreshToken::Given(token) if token.expose() == "0123456789abcdefghij_-"));
}

#[test]
fn t05_every_known_form_of_expires_in_is_read() {
    for (form, seconds) in [
        ("3600", Some(3600)),
        ("\"3600\"", Some(3600)),
        ("\" 3600 \"", Some(3600)),
        ("3600.0", Some(3600)),
        ("3599.9", Some(3599)),
        ("3.6e3", Some(3600)),
        ("\"3600.5\"", Some(3600)),
        ("0", Some(1)),
        ("-5", Some(1)),
        ("0.2", Some(1)),
        ("99999999999999999999999999", Some(2_592_000)),
        ("1e400", Some(2_592_000)),
        ("18446744073709551616", Some(2_592_000)),
        ("null", None),
        ("\"\"", None),
        ("\"soon\"", None),
        ("\"inf\"", None),
        ("\"NaN\"", None),
        ("true", None),
        ("{}", None),
        ("[3600]", None),
    ] {
        let body = format!(r#"{{"access_token":"a","token_type":"Bearer","expires_in":{form}}}"#);
        assert_eq!(read(&body).expect("a token").lifetime, seconds.map(Duration::from_secs), "{form}");
    }
    assert_eq!(
        read(r#"{"access_token":"a","token_type":"bearer"}"#).expect("a token").lifetime,
        None,
        "absent is unknown"
    );
}

#[test]
fn t05_scope_and_extra_fields_come_in_every_form() {
    for (form, scope) in [
        ("\"a b\"", Some("a b")),
        ("[\"a\",\"b\"]", Some("a b")),
        ("\"\"", Some("")),
        ("null", None),
        ("7", None),
        ("[1]", None),
    ] {
        let body = format!(
            r#"{{"scope":{form},"access_token":"a","token_type":"bearer","user":{{"id":1,"id":2}},"created_at":1,"x":[[[]]]}}"#
        );
        assert_eq!(read(&body).expect("a token").scope.as_deref(), scope, "{form}");
    }
}

#[test]
fn t05_a_user_is_known_by_a_whole_number_alone() {
    let number = |form: &str| {
        read(&format!(r#"{{"access_token":"a","token_type":"bearer","user_id":{form}}}"#)).expect("a token").user_id
    };
    for (form, id) in [("7", 7), ("\"7\"", 7), ("-7", -7), ("9223372036854775807", i64::MAX)] {
        assert_eq!(number(form), Some(id), "{form}");
    }
    for form in ["null", "\"\"", "7.0", "7e0", "9223372036854775808", "\" 7\"", "\"ayen\"", "true", "[7]", "{}"] {
        assert_eq!(number(form), None, "{form}");
    }
}

#[test]
fn t05_a_missing_token_type_is_bearer_only_where_the_endpoint_says_so() {
    for body in [r#"{"access_token":"a"}"#, r#"{"access_token":"a","token_type":null}"#] {
        assert_eq!(error(body), OddError::TokenType);
        assert!(decode(body.as_bytes(), true, NOW, None).is_ok());
    }
    assert!(
        decode(br#"{"access_token":"a","token_type":"mac"}"#, true, NOW, None).is_err(),
        "a type that is said is never assumed away"
    );
}

#[test]
fn t06_a_dangerous_token_answer_is_refused() {
    let long = "a".repeat(16 * 1024 + 1);
    for (body, expected) in [
        (r#"{"token_type":"bearer"}"#.to_owned(), OddError::NoAccessToken),
        (r#"{"access_token":"","token_type":"bearer"}"#.to_owned(), OddError::NoAccessToken),
        (r#"{"access_token":"  ","token_type":"bearer"}"#.to_owned(), OddError::NoAccessToken),
        (r#"{"access_token":null,"token_type":"bearer"}"#.to_owned(), OddError::NoAccessToken),
        (r#"{"access_token":7,"token_type":"bearer"}"#.to_owned(), OddError::MalformedToken),
        (r#"{"access_token":["a"],"token_type":"bearer"}"#.to_owned(), OddError::MalformedToken),
        (r#"{"access_token":"a\r\nX: y","token_type":"bearer"}"#.to_owned(), OddError::MalformedToken),
        (r#"{"access_token":"a\u0000","token_type":"bearer"}"#.to_owned(), OddError::MalformedToken),
        (r#"{"access_token":"a\u007f","token_type":"bearer"}"#.to_owned(), OddError::MalformedToken),
        (r#"{"access_token":"é","token_type":"bearer"}"#.to_owned(), OddError::MalformedToken),
        (format!(r#"{{"access_token":"{long}","token_type":"bearer"}}"#), OddError::MalformedToken),
        (format!(r#"{{"access_token":"a","token_type":"bearer","refresh_token":"{long}"}}"#), OddError::MalformedToken),
        (r#"{"access_token":"a","token_type":"bearer","refresh_token":"b\n"}"#.to_owned(), OddError::MalformedToken),
        (r#"{"access_token":"a","token_type":"bearer","refresh_token":5}"#.to_owned(), OddError::MalformedToken),
        (r#"{"access_token":"a","token_type":"mac"}"#.to_owned(), OddError::TokenType),
        (r#"{"access_token":"a","token_type":""}"#.to_owned(), OddError::TokenType),
        (r#"{"access_token":"a","token_type":"bearer "}"#.to_owned(), OddError::TokenType),
        (r#"{"access_token":"a","token_type":1}"#.to_owned(), OddError::TokenType),
        (r#"{"access_token":"a","access_token":"b","token_type":"bearer"}"#.to_owned(), OddError::NotJson),
        (r#"{"access_token":"a","token_type":"bearer","x":1,"x":1}"#.to_owned(), OddError::NotJson),
        (r#"{"access_token":"a","token_type":"bearer"}{}"#.to_owned(), OddError::NotJson),
        (r#"{"access_token":"a","token_type":"bearer"} <html>"#.to_owned(), OddError::NotJson),
        (r#"{"access_token":"a","token_type":"bearer""#.to_owned(), OddError::NotJson),
        (r#"[{"access_token":"a","token_type":"bearer"}]"#.to_owned(), OddError::NotJson),
        (r#"{"error":"invalid_grant"}"#.to_owned(), OddError::NoAccessToken),
    ] {
        assert_eq!(error(&body), expected, "{}", &body[..body.len().min(120)]);
    }
    let longest = "a".repeat(16 * 1024);
    assert!(read(&format!(r#"{{"access_token":"{longest}","token_type":"BEARER"}}"#)).is_ok(), "16 KiB is allowed");
}

#[test]
fn t11_an_absent_refresh_token_differs_from_an_empty_one() {
    let with = |field: &str| {
        read(&format!(r#"{{"access_token":"a","token_type":"bearer"{field}}}"#)).expect("a token").refresh_token
    };
    assert!(matches!(with(""), RefreshToken::Absent));
    assert!(matches!(with(r#","refresh_token":null"#), RefreshToken::Absent));
    assert!(matches!(with(r#","refresh_token":"""#), RefreshToken::Empty));
    assert!(matches!(with(r#","refresh_token":" ""#), RefreshToken::Empty), "spaces alone are nothing");
}

#[test]
fn g01_a_token_set_shows_no_token() {
    let set = read(r#"{"access_token":"canary-access","token_type":"bearer","refresh_token":"canary-refresh"}"#)
        .expect("a token");
    assert!(!format!("{set:?} {set:#?}").contains("canary"));
}

proptest! {
    #[test]
    fn t06_no_bytes_can_crash_the_decoder_or_smuggle_a_bad_token(body in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = decode(&body, true, NOW, None);
    }

    #[test]
    fn t06_a_token_that_is_accepted_fits_a_header(token in "\\PC{0,20}|[\\x00-\\x20]{0,3}[a-z]{0,5}[\\x7f-\\xff]{0,2}") {
        let body = serde_json::json!({ "access_token": token, "token_type": "bearer" }).to_string();
        if let Ok(set) = decode(body.as_bytes(), false, NOW, None) {
            prop_assert!(!set.access_token.is_empty());
            prop_assert!(http::HeaderValue::from_str(set.access_token.expose()).is_ok());
        }
    }

    #[test]
    fn t05_every_lifetime_is_within_its_bounds(raw in "-?[0-9]{1,30}(\\.[0-9]{1,5})?([eE][+-]?[0-9]{1,3})?") {
        if let Some(life) = lifetime(&raw) {
            prop_assert!(life >= Duration::from_secs(1) && life <= Duration::from_secs(2_592_000));
        }
    }
}
