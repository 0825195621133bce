//! The texts that people paste: the address is found at any position, in any form that a mail or a chat made of it, and
//! only our address.
//!
//! The rule behind all of it: a pasted address is judged as the listener judges it, so the state guards every address
//! that is found.

use proptest::prelude::*;

use super::*;

/// An attempt, the query of its answer, and the whole address.
fn answered() -> (Attempt, String, String) {
    let own = attempt(&endpoint());
    let query = format!("code={CODE}&state={}", own.state.expose());
    let address = format!("{REDIRECT}?{query}");
    (own, query, address)
}

#[test]
fn l23_the_address_is_found_wherever_it_stands() {
    let (own, query, address) = answered();
    let bare = address.trim_start_matches("http://").to_owned();
    let (head, tail) = address.split_at(70);
    let (mid, end) = tail.split_at(40);
    for pasted in [
        address.clone(),
        format!("  {address}\r\n"),
        format!("{address}#_=_"),
        format!("\"{address}\""),
        format!("'{address}'"),
        format!("`{address}`"),
        format!("“{address}”"),
        format!("«\u{A0}{address}\u{A0}»"),
        format!("<{address}>"),
        format!("<URL:{address}>"),
        format!("({address})."),
        format!("[{address}]"),
        format!("[the page]({address})"),
        format!("**{address}**"),
        format!("<a href=\"{address}\">here</a>"),
        format!("Address: {address}"),
        format!("العنوان:{address}"),
        format!("This is it, {address}, thank you."),
        format!("{address}."),
        format!("{address}!\nRegards"),
        format!("{address} Regards, Grace"),
        bare.clone(),
        format!("it says {bare} now"),
        format!("\"{bare}\","),
        format!("ttp://{bare}"),
        format!("Http://{bare}"),
        format!("\u{200B}{address}\u{200B}"),
        format!("\u{FEFF}{head}\u{AD}{tail}\u{202C}"),
        format!("{head}\r\n{tail}"),
        format!("{head} {mid} {end}"),
        format!("{}\n{}", &address[..30], &address[30..]),
        format!("{} {}", &address[..REDIRECT.len()], &address[REDIRECT.len()..]),
        format!("> {head}\r\n> {mid}\r\n> {end}\r\n> Regards"),
        format!("See\n\n  {head}\n  {mid}\n  {end}\n\nRegards"),
        address.replace('&', "&amp;"),
        format!("{REDIRECT}?{query}\n{REDIRECT}?{query}"),
        format!("http://127.0.0.1:1/oauth/callback/juba?code=a&state=b {address}"),
    ] {
        assert_eq!(word(&own.judge_pasted(&pasted)), format!("code {CODE}"), "{pasted}");
    }
    let no = format!("{REDIRECT}?error=access_denied&state={}", own.state.expose());
    assert_eq!(word(&own.judge_pasted(&format!("It says <{no}>"))), "denied access_denied");
}

#[test]
fn l23_a_foreign_address_is_refused_and_one_without_its_end_is_cut() {
    let (own, query, address) = answered();
    let state = own.state.expose();
    for (pasted, expected) in [
        (format!("http://127.0.0.1:49153/oauth/callback/juba?{query}"), "Address"),
        (format!("https://127.0.0.1:49152/oauth/callback/juba?{query}"), "Address"),
        (format!("http://localhost:49152/oauth/callback/juba?{query}"), "Address"),
        (format!("http://127.0.0.1:49152@evil.example/oauth/callback/juba?{query}"), "Address"),
        (format!("http://evil.example@127.0.0.1:49152/oauth/callback/juba?{query}"), "Address"),
        (format!("http://evil.example/127.0.0.1:49152/oauth/callback/juba?{query}"), "Address"),
        (format!("http://evil.example/({}?{query}", &REDIRECT[7..]), "Address"),
        (format!("http://evil.example/?to={address}"), "Address"),
        (format!("http://evil.127.0.0.1:49152/oauth/callback/juba?{query}"), "Address"),
        (format!("http://127.0.0.1:49152/oauth/callback/%6Auba?{query}"), "Address"),
        (format!("{REDIRECT}/x?{query}"), "Address"),
        (format!("{}?{query}", REDIRECT.replace("juba", "Juba")), "Address"),
        (format!("view-source:{address}"), "Address"),
        (format!("{REDIRECT}2?{query}"), "Address"),
        (format!("?{query}"), "Address"),
        (CODE.to_owned(), "Address"),
        (String::new(), "Address"),
        ("https://accounts.example/oauth/authorize".to_owned(), "Address"),
        // Another sign-in's.
        (format!("{REDIRECT}?code={CODE}&state=x.y"), "State"),
        (format!("<{REDIRECT}?code={CODE}&state={}>", &state[1..]), "State"),
        (format!("{REDIRECT}?code={CODE}&state={state}x"), "State"),
        (format!("{REDIRECT}?{query}&code=b"), "Malformed"),
        // Without its end.
        (address[..address.len() - 1].to_owned(), "Cut"),
        (address[..address.len() - 42].to_owned(), "Cut"),
        (format!("\"{}\"", &address[..address.len() - 20]), "Cut"),
        (format!("{}…", &address[..address.len() - 20]), "Cut"),
        (format!("{} Regards", &address[..address.len() - 20]), "Cut"),
        (format!("{REDIRECT}?code={CODE}&state="), "Cut"),
        (format!("{REDIRECT}?code={CODE}&sta"), "Cut"),
        (format!("{REDIRECT}?code={CODE}&"), "Cut"),
        (format!("{REDIRECT}?code={CODE}"), "Cut"),
        (format!("{REDIRECT}?code={}", &CODE[..9]), "Cut"),
        (format!("{REDIRECT}?state={state}&code="), "Cut"),
        (format!("{REDIRECT}?state={state}&co"), "Cut"),
        (format!("{REDIRECT}?state={state}"), "Cut"),
        (format!("{REDIRECT}?"), "Cut"),
        (format!("{REDIRECT}?#?{query}"), "Cut"),
        (REDIRECT.to_owned(), "Cut"),
        (REDIRECT[..30].to_owned(), "Cut"),
        (format!("<{}", &REDIRECT[7..25]), "Cut"),
    ] {
        assert_eq!(word(&own.judge_pasted(&pasted)), *expected, "{pasted}");
    }
}

#[test]
fn l23_in_any_order_of_parameters_the_code_ends_with_the_address() {
    let own = attempt(&endpoint());
    let state = own.state.expose();
    for code in [CODE, "4/0Ab-x==", "a~b", "a*b", "a,b", "a;b", "a'b", "a!b", "a|b", "a$b@c"] {
        for query in [format!("code={code}&state={state}"), format!("state={state}&code={code}")] {
            let address = format!("{REDIRECT}?{query}");
            for (before, after) in [
                ("", ""),
                ("\"", "\""),
                ("<", ">"),
                ("(", ")"),
                ("“", "”"),
                ("**", "**"),
                ("It is ", "."),
                ("It is \"", "\"."),
                ("", " Regards"),
                ("", "\r\n\r\n-- \r\nGrace"),
                ("{\"url\":\"", "\"}"),
                ("<a href=\"", "\">x</a>"),
                ("URL=", "\r\n"),
            ] {
                let pasted = format!("{before}{address}{after}");
                assert_eq!(word(&own.judge_pasted(&pasted)), format!("code {code}"), "{pasted}");
            }
        }
    }
    let address = format!("{REDIRECT}?code={CODE}&state={state}");
    for cut in [45, 70, 85] {
        let pasted = format!("{} {address}", &address[..cut]);
        assert_eq!(
            word(&own.judge_pasted(&pasted)),
            format!("code {CODE}"),
            "a copy that is cut is no part of the next: {pasted}"
        );
    }
}

#[test]
fn l23_an_address_from_the_source_of_a_mail_or_of_a_page_is_read() {
    let (own, query, address) = answered();
    let quoted = address.replace('=', "=3D");
    let soft = format!("{}=\r\n{}", &quoted[..74], &quoted[74..]);
    for pasted in [
        quoted.clone(),
        soft.clone(),
        soft.replace('\r', ""),
        format!("Hello,=20\r\n{soft}\r\nRegards"),
        address.replace('&', "&#38;"),
        address.replace('&', "&#x26;"),
        address.replace('&', "&amp;amp;"),
        address.replace('&', "\\u0026"),
        format!("[InternetShortcut]\r\nURL={address}\r\n"),
        format!("[{address}]({address} \"title\")"),
        format!("[the service](https://accounts.example/) and [{address}]({address})"),
        url::form_urlencoded::byte_serialize(address.as_bytes()).collect(),
    ] {
        assert_eq!(word(&own.judge_pasted(&pasted)), format!("code {CODE}"), "{pasted}");
    }
    let encoded: String = url::form_urlencoded::byte_serialize(address.as_bytes()).collect();
    for pasted in [
        format!("http://evil.example/;{address}"),
        format!("http://evil.example/*{address}"),
        format!("http://evil.example/{{{address}}}"),
        format!("http://evil.example/?url={encoded}"),
        format!("evil.example/?to={address}"),
        format!("http://127.0.0.1:49152@evil.example/oauth/callback/juba?{}", query.replace('=', "=3D")),
    ] {
        assert_eq!(word(&own.judge_pasted(&pasted)), "Address", "{pasted}");
    }
}

#[test]
fn l23_localhost_and_an_unanswered_page_are_pasted_like_any_other() {
    for redirect in ["https://localhost:7555/callback", "http://127.0.0.1/callback", "https://127.0.0.1/"] {
        let own = Attempt::new(&endpoint(), redirect).unwrap();
        let query = format!("code={CODE}&state={}", own.state.expose());
        let bare = redirect.split_once("://").unwrap().1;
        for pasted in
            [format!("{redirect}?{query}"), format!("{bare}?{query}"), format!("It says <{redirect}?{query}>.")]
        {
            assert_eq!(word(&own.judge_pasted(&pasted)), format!("code {CODE}"), "{pasted}");
        }
        let other = redirect.replace("localhost", "127.0.0.1:1").replace("//127.0.0.1/", "//127.0.0.1:1/");
        assert_eq!(word(&own.judge_pasted(&format!("{other}?{query}"))), "Address");
    }
}

proptest! {
    #[test]
    fn l23_a_pasted_answer_is_judged_as_a_called_back_one(
        parts in prop::collection::vec(prop::sample::select(vec!["code", "state", "error", "iss", "=", "&", "%", "%00", "+", CODE, "STATE", "a", "%22"]), 0..12),
        before in "|\"|<|\\(|Address: |[a-z]{1,6}: |\u{200B}|\u{A0}\n",
        after in "|\"|>|\\)| |\u{200B}|\r\n| Regards|, thanks",
        breaks in prop::collection::vec(0_usize..200, 0..3),
    ) {
        let own = attempt(&endpoint());
        for query in [parts.concat().replace("STATE", own.state.expose()), format!("code={CODE}&state={}", own.state.expose())] {
            let mut address = format!("{REDIRECT}?{query}");
            for at in breaks.iter().filter(|at| **at < address.len()).collect::<std::collections::BTreeSet<_>>().into_iter().rev() {
                address.insert_str(*at, "\r\n");
            }
            // Where the host itself is broken, words around it cannot be distinguished from it.
            let (before, after) = if address.contains(&format!("{REDIRECT}?")) { (before.as_str(), after.as_str()) } else { ("", "") };
            let called = own.judge(&query);
            let pasted = own.judge_pasted(&format!("{before}{address}{after}"));
            match (&called, &pasted) {
                // More is known of a paste: that its end is missing, also where its last value is empty.
                (Answer::NotOurs(_) | Answer::NoCode, Answer::NotOurs(NotOurs::Cut)) => {}
                // The answer ended before the text behind it.
                (Answer::Code(_) | Answer::Denied(_) | Answer::NoCode, _) => prop_assert_eq!(word(&pasted), word(&called), "{}", address),
                (Answer::NotOurs(_), _) => prop_assert!(matches!(pasted, Answer::NotOurs(_)), "{} {}", address, word(&pasted)),
            }
        }
    }

    #[test]
    fn l23_no_text_is_taken_without_our_state(text in "\\PC{0,120}", query in "[ -~]{0,80}") {
        let own = attempt(&endpoint());
        for pasted in [text.clone(), format!("{text}{REDIRECT}?{query}{text}"), format!("{REDIRECT}?code={CODE}&state={query}")] {
            prop_assert!(matches!(own.judge_pasted(&pasted), Answer::NotOurs(_)), "{}", pasted);
        }
    }
}
