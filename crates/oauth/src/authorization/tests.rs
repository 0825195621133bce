//! What may come back from a browser: one table for every kind of answer, and the rule that a pasted address is judged as
//! the listener judges it.
//!
//! No socket is needed here; that the listener asks the same judge, its own tests show.

use proptest::prelude::*;

use super::*;

const REDIRECT: &str = "http://127.0.0.1:49152/oauth/callback/juba";
const CODE: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

fn endpoint() -> AuthorizationEndpoint {
    AuthorizationEndpoint {
        address: Url::parse("https://accounts.example/oauth/authorize?tenant=juba").unwrap(),
        client_id: "till".into(),
        scope: "read  write".into(),
        pkce: true,
        issuer: None,
        issuer_always: false,
        code: CodeShape::Hex64,
    }
}

fn attempt(endpoint: &AuthorizationEndpoint) -> Attempt {
    Attempt::new(endpoint, REDIRECT).unwrap()
}

/// The word of an answer, and what it carries.
fn word(answer: &Answer) -> String {
    match answer {
        Answer::Code(code) => format!("code {}", code.expose()),
        Answer::Denied(denial) => format!("denied {} {}", denial.error, denial.description).trim_end().to_owned(),
        Answer::NotOurs(why) => format!("{why:?}"),
    }
}

fn parameter(attempt: &Attempt, name: &str) -> Option<String> {
    attempt.address().query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

#[test]
fn b01_the_address_is_the_configured_one_with_what_the_flow_needs_and_no_verifier() {
    let attempt = attempt(&endpoint());
    let address = attempt.address();
    assert_eq!(address.origin().ascii_serialization(), "https://accounts.example");
    assert_eq!(address.path(), "/oauth/authorize");
    for (name, value) in [("tenant", "juba"), ("response_type", "code"), ("client_id", "till"), ("redirect_uri", REDIRECT), ("scope", "read write")] {
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
    let states: std::collections::HashSet<String> = (0..100).map(|_| attempt(&endpoint()).state.expose().to_owned()).collect();
    assert_eq!(states.len(), 100);
    assert!(states.iter().all(|state| state.len() == 43 && state.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')), "base64url");
}

#[test]
fn l14_l15_l16_l17_every_answer_is_judged_by_this_table() {
    let own = attempt(&endpoint());
    let state = own.state.expose();
    let long = "a".repeat(2049);
    let longest = "a".repeat(2048);
    let code = format!("code {CODE}");
    let good = format!("code={CODE}&state={state}");
    // What is asked of a server without a known issuer whose codes are Doorkeeper's.
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
        // The state of somebody else, or none.
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
        // Codes that are none.
        (format!("code=&state={state}"), "Code"),
        (format!("code={}&state={state}", &CODE[1..]), "Code"),
        (format!("code={CODE}0&state={state}"), "Code"),
        (format!("code={}&state={state}", CODE.to_ascii_uppercase()), "Code"),
        (format!("code={}+&state={state}", &CODE[1..]), "Code"),
        (format!("code={}%0a&state={state}", &CODE[1..]), "Code"),
        (format!("code={}%C3%A9&state={state}", &CODE[1..]), "Code"),
        (format!("code={}%ff&state={state}", &CODE[1..]), "Code"),
        // The service says no.
        (format!("error=access_denied&state={state}"), "denied access_denied"),
        (format!("error=access_denied&error_description=The+owner+said+no.&state={state}"), "denied access_denied The owner said no."),
        (format!("error=%3Cscript%3E&error_description=%3Cb%3Ebold%3C%2Fb%3E%0d%0aSet-Cookie&state={state}"), "denied script <b>bold</b> Set-Cookie"),
        (format!("error=&state={state}"), "denied"),
        (format!("error=server_error&error_description=pay%E2%80%AE99&state={state}"), "denied server_error pay99"),
    ] {
        assert_eq!(word(&own.judge(&query)), *expected, "{query}");
    }
    let any = attempt(&AuthorizationEndpoint { code: CodeShape::Any, ..endpoint() });
    let state = any.state.expose();
    for (code, expected) in [(longest.as_str(), true), (&long, false), ("x", true), ("a+b", true), ("a%20b", true), ("a%7F", false), ("%00", false)] {
        assert_eq!(matches!(any.judge(&format!("code={code}&state={state}")), Answer::Code(_)), expected, "{} characters", code.len());
    }
    let told = any.judge(&format!("error={}&state={state}", "x".repeat(1000)));
    assert!(matches!(told, Answer::Denied(denial) if denial.error.len() == 64));
    let told = any.judge(&format!("error=x&error_description={}&state={state}", "%C3%A9".repeat(1000)));
    assert!(matches!(told, Answer::Denied(denial) if denial.description.chars().count() == 300));
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
            let query = format!("{end}&state={}{}", own.state.expose(), iss.map_or(String::new(), |iss| format!("&iss={iss}")));
            assert_eq!(!matches!(own.judge(&query), Answer::NotOurs(NotOurs::Issuer)), expected, "{always} {iss:?}");
        }
    }
}

#[test]
fn l23_a_pasted_address_must_be_ours_to_the_letter() {
    let own = attempt(&endpoint());
    let query = format!("code={CODE}&state={}", own.state.expose());
    let code = format!("code {CODE}");
    for (pasted, expected) in [
        (format!("{REDIRECT}?{query}"), code.as_str()),
        (format!("  {REDIRECT}?{query}\r\n"), &code),
        (format!("{REDIRECT}?{query}#_=_"), &code),
        (format!("http://127.0.0.1:49153/oauth/callback/juba?{query}"), "Address"),
        (format!("https://127.0.0.1:49152/oauth/callback/juba?{query}"), "Address"),
        (format!("http://localhost:49152/oauth/callback/juba?{query}"), "Address"),
        (format!("http://127.0.0.1:49152@evil.example/oauth/callback/juba?{query}"), "Address"),
        (format!("http://127.0.0.1:49152/oauth/callback/%6Auba?{query}"), "Address"),
        (format!("{REDIRECT}/x?{query}"), "Address"),
        (format!("{}?{query}", REDIRECT.replace("juba", "Juba")), "Address"),
        (format!("HTTP{}?{query}", &REDIRECT[4..]), "Address"),
        (format!("view-source:{REDIRECT}?{query}"), "Address"),
        (format!("{REDIRECT}?{query}\n{REDIRECT}?{query}"), "Malformed"),
        (format!("{REDIRECT}?#?{query}"), "Malformed"),
        (format!("{REDIRECT}2?{query}"), "Address"),
        (REDIRECT.to_owned(), "Malformed"),
        (format!("?{query}"), "Address"),
        (CODE.to_owned(), "Address"),
        (String::new(), "Address"),
    ] {
        assert_eq!(word(&own.judge_pasted(&pasted)), *expected, "{pasted}");
    }
}

#[test]
fn l23_out_of_band_the_bare_code_is_pasted_and_nothing_else() {
    let own = Attempt::new(&endpoint(), OUT_OF_BAND).unwrap();
    assert_eq!(parameter(&own, "redirect_uri").as_deref(), Some("urn:ietf:wg:oauth:2.0:oob"));
    let code = format!("code {CODE}");
    let state = own.state.expose();
    for (pasted, expected) in [
        (CODE.to_owned(), code.as_str()),
        (format!(" \t{CODE}\r\n"), &code),
        (CODE[1..].to_owned(), "Code"),
        (format!("{CODE} {CODE}"), "Code"),
        (CODE.to_ascii_uppercase(), "Code"),
        (format!("code={CODE}"), "Code"),
        (format!("code={CODE}&state={state}"), "Code"),
        (format!("{OUT_OF_BAND}?code={CODE}&state={state}"), "Code"),
        (format!("https://accounts.example/oauth/authorize/native?code={CODE}"), "Code"),
        (format!("{REDIRECT}?code={CODE}&state={state}"), "Code"),
        (String::new(), "Code"),
    ] {
        assert_eq!(word(&own.judge_pasted(&pasted)), *expected, "{pasted}");
    }
    let any = Attempt::new(&AuthorizationEndpoint { code: CodeShape::Any, ..endpoint() }, OUT_OF_BAND).unwrap();
    assert_eq!(word(&any.judge_pasted("4/0Ab-x_\n")), "code 4/0Ab-x_");
    assert_eq!(word(&any.judge_pasted("caf\u{e9}")), "Code");
    assert_eq!(word(&any.judge_pasted(&"a".repeat(2049))), "Code");
}

#[test]
fn l05_what_was_turned_away_is_told_when_the_reason_changes_and_a_paste_is_not_among_it() {
    let own = attempt(&endpoint());
    let mut told = own.turned_away();
    assert_eq!(*told.borrow_and_update(), None);
    own.judge_pasted("nonsense");
    assert!(!told.has_changed().unwrap(), "who pastes is told directly");
    for (why, news) in [(NotOurs::State, true), (NotOurs::State, false), (NotOurs::Code, true), (NotOurs::Code, false), (NotOurs::State, true)] {
        own.turn_away(why);
        assert_eq!(told.has_changed().unwrap(), news, "{why:?}");
        assert_eq!(*told.borrow_and_update(), Some(why));
    }
}

proptest! {
    #[test]
    fn l23_out_of_band_a_text_is_a_code_exactly_if_it_looks_like_one(text in "[0-9a-f]{62,66}|\\PC{0,70}") {
        let own = Attempt::new(&endpoint(), OUT_OF_BAND).unwrap();
        let code = text.trim();
        let fits = code.len() == 64 && code.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        prop_assert_eq!(word(&own.judge_pasted(&text)), if fits { format!("code {code}") } else { "Code".to_owned() });
    }

    #[test]
    fn l23_what_is_pasted_is_judged_as_what_is_called_back(text in "[ -\"$-~]{0,80}", parts in prop::collection::vec(prop::sample::select(vec!["code", "state", "error", "iss", "=", "&", "%", "%00", "+", CODE, "STATE"]), 0..12)) {
        let own = attempt(&endpoint());
        for query in [text, parts.concat().replace("STATE", own.state.expose())] {
            let query = query.trim_end();
            let pasted = own.judge_pasted(&format!("{REDIRECT}?{query}"));
            prop_assert_eq!(word(&pasted), word(&own.judge(query)));
        }
    }
}
