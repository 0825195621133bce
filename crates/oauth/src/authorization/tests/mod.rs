//! The answers that may come back from a browser: one table for every kind of answer, and the rule that a pasted
//! address is judged as the listener judges it.
//!
//! No socket is needed here; the listener's own tests show that it asks the same judge.

mod out_of_band;
mod pasted;

use url::Url;

use super::*;

const REDIRECT: &str = "http://127.0.0.1:49152/oauth/callback/juba";
/// A code as a current Doorkeeper makes it: 43 base64url characters.
const CODE: &str = "S6_4kTFkLbhnOGUPMuBPzaNchoCFlhEVcJVY-fJGWjA";

fn endpoint() -> AuthorizationEndpoint {
    AuthorizationEndpoint {
        address: Url::parse("https://accounts.example/oauth/authorize?tenant=juba").unwrap(),
        client_id: "till".into(),
        scope: "read  write".into(),
        pkce: true,
        issuer: None,
        issuer_always: false,
    }
}

fn attempt(endpoint: &AuthorizationEndpoint) -> Attempt {
    Attempt::new(endpoint, REDIRECT).unwrap()
}

/// The word of an answer, and the value that it carries.
fn word(answer: &Answer) -> String {
    match answer {
        Answer::Code(code) => format!("code {}", code.expose()),
        Answer::Denied(denial) => format!("denied {} {}", denial.error, denial.description).trim_end().to_owned(),
        Answer::NoCode => "no code".to_owned(),
        Answer::NotOurs(why) => format!("{why:?}"),
    }
}

fn parameter(attempt: &Attempt, name: &str) -> Option<String> {
    attempt.address().query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

#[test]
fn b01_the_address_is_the_configured_one_with_the_flows_parameters() {
    let attempt = attempt(&endpoint());
    let address = attempt.address();
    assert_eq!(address.origin().ascii_serialization(), "https://accounts.example");
    assert_eq!(address.path(), "/oauth/authorize");
    for (name, value) in [
        ("tenant", "juba"),
        ("response_type", "code"),
        ("client_id", "till"),
        ("redirect_uri", REDIRECT),
        ("scope", "read write"),
    ] {
        assert_eq!(parameter(&attempt, name).as_deref(), Some(value), "{name}");
    }
    assert_eq!(parameter(&attempt, "code_challenge_method").as_deref(), Some("S256"));
    let verifier = attempt.verifier().unwrap().expose();
    assert!(!address.as_str().contains(verifier), "the verifier stays here");
    assert!((43..=128).contains(&verifier.len()), "RFC 7636 §4.1");
    let shown = format!("{attempt:?}");
    assert!(!shown.contains(attempt.state.expose()) && !shown.contains(verifier));
}

#[test]
fn t22_pkce_goes_along_unless_the_connection_says_otherwise() {
    let plain = attempt(&AuthorizationEndpoint { pkce: false, scope: String::new(), ..endpoint() });
    assert!(plain.verifier().is_none());
    assert_eq!(parameter(&plain, "code_challenge"), None);
    assert_eq!(parameter(&plain, "scope"), None, "an empty scope is none");
}

#[test]
fn l05_a_state_is_32_random_bytes_and_never_the_same() {
    let states: std::collections::HashSet<String> =
        (0..100).map(|_| attempt(&endpoint()).state.expose().to_owned()).collect();
    assert_eq!(states.len(), 100);
    assert!(
        states.iter().all(
            |state| state.len() == 43 && state.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
        ),
        "base64url"
    );
}

#[test]
fn l14_l15_l16_l17_every_answer_is_judged_by_this_table() {
    let own = attempt(&endpoint());
    let state = own.state.expose();
    let long = "a".repeat(2049);
    let code = format!("code {CODE}");
    let good = format!("code={CODE}&state={state}");
    // The answers of a server without a known issuer.
    for (query, expected) in [
        (good.clone(), code.as_str()),
        (format!("state={state}&code={CODE}"), &code),
        (format!("{good}&scope=read&session_state=1&x=%FF"), &code),
        (format!("{good}&iss=https%3A%2F%2Felsewhere.example"), &code),
        (format!("&&{good}&&"), &code),
        (format!("c%6Fde={CODE}&state={state}"), &code),
        // Twice, both, neither.
        (format!("{good}&code={CODE}"), "Malformed"),
        (format!("{good}&state={state}"), "Malformed"),
        (format!("{good}&c%6fde={CODE}"), "Malformed"),
        (format!("{good}&error=access_denied"), "Malformed"),
        (format!("{good}&error="), "Malformed"),
        (format!("{good}&iss=a&iss=a"), "Malformed"),
        (format!("error=a&error=b&state={state}"), "Malformed"),
        (format!("error=a&error_description=a&error_description=b&state={state}"), "Malformed"),
        (format!("state={state}"), "Malformed"),
        (String::new(), "Malformed"),
        ("code".into(), "State"),
        // The state of another attempt, or none.
        (format!("code={CODE}"), "State"),
        (format!("code={CODE}&state="), "State"),
        (format!("code={CODE}&state={}", &state[..42]), "State"),
        (format!("code={CODE}&state={state}x"), "State"),
        (format!("code={CODE}&state={state}%00"), "State"),
        (format!("code={CODE}&state=%20{state}"), "State"),
        (format!("code={CODE}&state={}", state.to_ascii_uppercase() + "!"), "State"),
        (format!("code={CODE}&State={state}"), "State"),
        (format!("code={CODE}&state={}", state.to_ascii_lowercase()), "State"),
        (format!("code={CODE}&state={}", state.to_ascii_uppercase()), "State"),
        (format!("code={CODE}&state=%EF%BB%BF{state}"), "State"),
        (format!("code={CODE}&state={state}+"), "State"),
        (format!("code={CODE};state={state}"), "State"),
        (format!("code={CODE}&st%2561te={state}"), "State"),
        (format!("code%5B%5D={CODE}&state={state}"), "Malformed"),
        (format!("code%00={CODE}&state={state}"), "Malformed"),
        (format!("+code={CODE}&state={state}"), "Malformed"),
        (format!("Code={CODE}&state={state}"), "Malformed"),
        (format!("{good}&%65rror"), "Malformed"),
        (format!("{good}&code"), "Malformed"),
        (format!("{good}&error_description=a&error_description=b"), "Malformed"),
        (format!("{good}&Code=x&code%00=x&code[]=x&=x"), &code),
        ("error=access_denied".into(), "State"),
        // Codes that cannot be one end it as well, and only with our state.
        (format!("code=&state={state}"), "no code"),
        (format!("code={long}&state={state}"), "no code"),
        (format!("code={CODE}%0a&state={state}"), "no code"),
        (format!("code={CODE}%00&state={state}"), "no code"),
        (format!("code={CODE}%7F&state={state}"), "no code"),
        (format!("code={CODE}%C3%A9&state={state}"), "no code"),
        (format!("code={CODE}%ff&state={state}"), "no code"),
        (format!("code=&state={}", &state[1..]), "State"),
        (format!("code={CODE}%0a&state=x.y"), "State"),
        // The service refuses.
        (format!("error=access_denied&state={state}"), "denied access_denied"),
        (
            format!("error=access_denied&error_description=The+owner+said+no.&state={state}"),
            "denied access_denied The owner said no.",
        ),
        (
            format!("error=%3Cscript%3E&error_description=%3Cb%3Ebold%3C%2Fb%3E%0d%0aSet-Cookie&state={state}"),
            "denied script <b>bold</b> Set-Cookie",
        ),
        (format!("error=&state={state}"), "denied"),
        (format!("error=server_error&error_description=pay%E2%80%AE99&state={state}"), "denied server_error pay99"),
    ] {
        assert_eq!(word(&own.judge(&query)), *expected, "{query}");
    }
    let answer = own.judge(&format!("error={}&state={state}", "x".repeat(1000)));
    assert!(matches!(answer, Answer::Denied(denial) if denial.error.len() == 64));
    let answer = own.judge(&format!("error=x&error_description={}&state={state}", "%C3%A9".repeat(1000)));
    assert!(matches!(answer, Answer::Denied(denial) if denial.description.chars().count() == 300));
}

#[test]
fn l17_a_code_may_have_any_form_of_a_servers_generator() {
    let own = attempt(&endpoint());
    let state = own.state.expose();
    let (hex, longest) = ("0123456789abcdef".repeat(4), "a".repeat(2048));
    for (sent, code) in [
        (CODE, CODE),
        (hex.as_str(), hex.as_str()),
        (&longest, longest.as_str()),
        ("x", "x"),
        ("4%2F0Ab-x_", "4/0Ab-x_"),
        ("a+b", "a b"),
        ("a%20b", "a b"),
        ("%7E%21", "~!"),
        ("%22%3C%3E%26%3D", "\"<>&="),
    ] {
        assert_eq!(word(&own.judge(&format!("code={sent}&state={state}"))), format!("code {code}"));
    }
}

#[test]
fn l16_an_issuer_that_is_known_must_be_named_rightly() {
    let issuer = "https://login.example/realms/a";
    for (always, iss, expected) in [
        (false, None, true),
        (true, None, false),
        (false, Some("https%3A%2F%2Flogin.example%2Frealms%2Fa"), true),
        (true, Some(issuer), true),
        (false, Some("https://login.example/realms/b"), false),
        (false, Some("https://login.example/realms/a/"), false),
        (false, Some(""), false),
    ] {
        let own = attempt(&AuthorizationEndpoint { issuer: Some(issuer.into()), issuer_always: always, ..endpoint() });
        for end in [format!("code={CODE}"), "error=access_denied".to_owned()] {
            let query =
                format!("{end}&state={}{}", own.state.expose(), iss.map_or(String::new(), |iss| format!("&iss={iss}")));
            assert_eq!(!matches!(own.judge(&query), Answer::NotOurs(NotOurs::Issuer)), expected, "{always} {iss:?}");
        }
    }
}

#[test]
fn l05_a_new_reason_for_turning_away_is_shown_but_not_that_of_a_paste() {
    let own = attempt(&endpoint());
    let mut reason = own.turned_away();
    assert_eq!(*reason.borrow_and_update(), None);
    own.judge_pasted("nonsense");
    assert!(!reason.has_changed().unwrap(), "the paste itself returns its reason");
    for (why, news) in [
        (NotOurs::State, true),
        (NotOurs::State, false),
        (NotOurs::Issuer, true),
        (NotOurs::Issuer, false),
        (NotOurs::State, true),
    ] {
        own.turn_away(why);
        assert_eq!(reason.has_changed().unwrap(), news, "{why:?}");
        assert_eq!(*reason.borrow_and_update(), Some(why));
    }
}
