//! The rules of a connection file, line by line.
//!
//! The numbers are those of the rules for connection files (C). Each refusal is compared with its reason and the field
//! that it names; no file is read from a disk here.

use super::*;
use proptest::prelude::*;

const GOOD: &str = r#"
format = 1
id = "21-systems-juba"
name = "21 Systems"
api = "21-systems"
environment = "live"
base_address = "https://airtime.example.com"
sign_in = ["password"]
"#;

const BROWSER: &str = r##"
format = 1
id = "accounts"
name = "Company accounts"
api = "accounts-v1"
environment = "test"
base_address = "http://127.0.0.1:3000"
sign_in = ["browser", "password"]
colour = "#1d4ed8"

[oauth]
client_id = "till"
authorization_address = "https://login.example.com/oauth/authorize"
redirect = "https-loopback"
redirect_uri = "https://127.0.0.1/callback"
scope = "read"
pkce = false
issuer = "https://Login.example.com"
"##;

#[test]
fn a_file_of_each_kind_of_service_is_read_and_written_back() {
    let truphone =
        GOOD.replace("\"21-systems\"", "\"truphone-connect\"").replace("\"password\"", "\"client-credentials\"");
    let limited = format!("{truphone}requests_per_second = 3\n");
    for text in [GOOD, BROWSER, &truphone, &limited] {
        let connection = read(text.as_bytes()).expect("a good file");
        assert_eq!(read(write(&connection).as_bytes()), Ok(connection));
    }
}

#[test]
fn c01_the_written_form_has_no_place_for_a_secret() {
    let written = write(&read(BROWSER.as_bytes()).expect("a good file"));
    for word in ["secret", "password =", "token =", "refresh"] {
        assert!(!written.contains(word), "found {word:?}");
    }
}

#[test]
fn c02_unknown_fields_are_refused_and_named() {
    let text = format!("{GOOD}client_secret = \"x\"\n");
    let error = read(text.as_bytes()).expect_err("a secret in the file");
    assert!(error.to_string().contains("client_secret"), "{error}");
    assert!(matches!(error, FileError::Unreadable { line: 9, .. }), "{error:?}");
}

#[test]
fn c02_size_text_depth_and_format_are_bounded() {
    assert_eq!(read(&vec![b'#'; MOST_BYTES + 1]), Err(FileError::TooLarge));
    assert_eq!(read(b"\xFF\xFE"), Err(FileError::NotText));
    let latin1 = GOOD.replace("21 Systems\"", "Caf\u{e9}\"").chars().map(|letter| letter as u8).collect::<Vec<_>>();
    for empty in ["", " \r\n\t", "\u{feff}"] {
        assert_eq!(read(empty.as_bytes()).expect_err("empty").to_string(), "the file is empty");
    }
    assert!(read(&latin1).expect_err("Latin-1").to_string().contains("Latin-1"));
    let utf16: Vec<u8> = format!("\u{FEFF}{GOOD}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(read(&utf16), read(GOOD.as_bytes()), "as Notepad saves it when it is asked for Unicode");
    assert_eq!(read(format!("x = {}{}", "[".repeat(500), "]".repeat(500)).as_bytes()), Err(FileError::TooDeep));
    assert_eq!(read(format!("{} = 1", vec!["a"; 500].join(".")).as_bytes()), Err(FileError::TooDeep));
    assert_eq!(read(GOOD.replace("format = 1", "format = 2").as_bytes()), Err(FileError::UnknownFormat { found: 2 }));
    assert!(matches!(read(b""), Err(FileError::Empty)));
    let remarked = format!(
        "# {}\n{}",
        "[".repeat(40),
        GOOD.replace("\"21 Systems\"", "\"21 Systems [[[[[[[[[[[[[[[[[[[[\" # a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q.r")
    );
    assert!(read(remarked.as_bytes()).is_ok(), "nothing nests in a comment or a name");
}

#[test]
fn every_refusal_names_the_field() {
    for (from, to, name) in [
        ("id = \"21-systems-juba\"", "id = \"../etc\"", "id"),
        ("name = \"21 Systems\"", "name = \" \"", "name"),
        ("https://airtime.example.com", "http://airtime.example.com", "base_address"),
        ("[\"password\"]", "[]", "sign_in"),
        ("[\"password\"]", "[\"browser\"]", "sign_in"),
        ("sign_in", "colour = \"#ff0000\"\nsign_in", "colour"),
        ("sign_in", "requests_per_second = 3\nsign_in", "requests_per_second"),
    ] {
        match read(GOOD.replace(from, to).as_bytes()) {
            Err(FileError::Field { field, .. }) => assert_eq!(field, name),
            other => panic!("{to}: {other:?}"),
        }
    }
}

#[test]
fn the_most_requests_in_a_second_are_a_whole_number() {
    let file = |number: &str| {
        let file = GOOD.replace("\"21-systems\"", "\"truphone-connect\"");
        format!("{}requests_per_second = {number}\n", file.replace("\"password\"", "\"client-credentials\""))
    };
    for (number, most) in [("1", 1), ("3", 3), ("1_000", 1_000)] {
        let connection = read(file(number).as_bytes()).expect("a good file");
        assert_eq!(connection.requests_per_second.map(std::num::NonZeroU32::get), Some(most));
    }
    for number in ["0", "-1", "3.0", "\"3\"", "true", "1001", "9223372036854775807", "[3]"] {
        let refused = read(file(number).as_bytes());
        assert!(matches!(refused, Err(FileError::Field { field: "requests_per_second", .. })), "{number}: {refused:?}");
    }
}

#[test]
fn client_id_and_scope_are_what_can_be_seen() {
    for (from, name) in [("client_id = \"till\"", "client_id"), ("scope = \"read\"", "scope")] {
        for bad in ["a\\u0007", "a\\nb", "a\u{202E}b", "t\u{456}ll", "a\u{200B}", "a\u{A0}b", &"a".repeat(1025)] {
            let error = read(BROWSER.replace(from, &format!("{name} = \"{bad}\"")).as_bytes()).expect_err(bad);
            assert!(matches!(error, FileError::Field { field, .. } if field == name), "{bad}: {error}");
        }
    }
    let signs = read(BROWSER.replace("\"till\"", "\"Till #1|~\"").as_bytes()).expect("RFC 6749 A.1 allows these");
    assert_eq!(signs.oauth.client_id.as_deref(), Some("Till #1|~"));
}

#[test]
fn an_accounts_file_needs_a_client_id_and_people_who_sign_in() {
    for (from, to, name) in [
        ("client_id = \"till\"\n", "", "client_id"),
        ("client_id = \"till\"", "client_id = \" \"", "client_id"),
        ("[\"browser\", \"password\"]", "[\"client-credentials\"]", "sign_in"),
        ("[\"browser\", \"password\"]", "[\"browser\", \"client-credentials\"]", "sign_in"),
    ] {
        let error = read(BROWSER.replace(from, to).as_bytes()).expect_err(to);
        assert!(matches!(error, FileError::Field { field, .. } if field == name), "{to}: {error}");
    }
    for both in ["[\"browser\"]", "[\"password\"]", "[\"password\", \"browser\"]"] {
        assert!(read(BROWSER.replace("[\"browser\", \"password\"]", both).as_bytes()).is_ok(), "{both}");
    }
}

#[test]
fn c05_a_redirect_uri_fits_the_way_the_browser_comes_back() {
    for (redirect, uri, words) in [
        ("loopback", "http://127.0.0.1/callback", None),
        ("loopback", "http://127.0.0.1:8123/callback", None),
        ("loopback", "https://127.0.0.1/callback", Some("it must begin with http://")),
        ("loopback", "airtill://callback", Some("no program is registered for its scheme")),
        ("loopback", "http://localhost:7555/callback", None),
        ("loopback", "https://localhost:7555/callback", Some("it must begin with http://")),
        ("loopback", "http://localhost/callback", Some("services compare the port of localhost")),
        ("loopback", "http://LOCALHOST:7555/callback", Some("write it as browsers do: http://localhost:7555/callback")),
        ("loopback", "http://127.0.0.1:10080/callback", Some("browsers refuse port 10080")),
        ("loopback", "urn:ietf:wg:oauth:2.0:oob", Some("is for redirect = \"paste\"")),
        ("loopback", "http://[::1]/callback", Some("write http://127.0.0.1/callback")),
        ("loopback", "http://127.0.0.2/callback", Some("write http://127.0.0.1/callback")),
        ("loopback", "http://127.1/callback", Some("write it as browsers do: http://127.0.0.1/callback")),
        ("loopback", "http://127.0.0.1", Some("write it as browsers do: http://127.0.0.1/")),
        ("loopback", "http://127.0.0.1:80/callback", Some("write it as browsers do: http://127.0.0.1/callback")),
        ("loopback", "http://127.0.0.1/a/../callback", Some("write it as browsers do: http://127.0.0.1/callback")),
        ("loopback", "http://127.0.0.1/done", Some("the till's own page")),
        ("loopback", "https://accounts.example.com/callback", Some("the browser must come back to this computer")),
        ("https-loopback", "https://127.0.0.1/callback", None),
        ("https-loopback", "http://127.0.0.1/callback", Some("it must begin with https://")),
        ("https-loopback", "airtill://callback", Some("no program is registered for its scheme")),
        ("https-loopback", "https://localhost:7555/callback", None),
        ("https-loopback", "http://localhost:7555/callback", Some("it must begin with https://")),
        ("https-loopback", "https://localhost:6000/callback", Some("browsers refuse port 6000")),
        ("https-loopback", "https://localhost:7555/done", Some("the till's own page")),
        ("paste", "airtill://callback", Some("no program is registered for its scheme")),
        ("paste", "urn:ietf:wg:oauth:2.0:oob", None),
        ("paste", "urn:ietf:wg:oauth:2.0:oob:auto", Some("no program is registered for its scheme")),
        ("paste", "https://localhost:7555/callback", None),
        ("paste", "http://127.0.0.1:6000/callback", Some("browsers refuse port 6000")),
        ("paste", "http://127.0.0.1/callback", None),
        ("paste", "https://127.0.0.1/callback", None),
        ("paste", "https://accounts.example.com/callback", Some("the browser must come back to this computer")),
        ("paste", "http://127.0.0.1/callback?tenant=1", Some("a ? part")),
        ("loopback", "http://127.0.0.1:0/callback", Some("its port is 0")),
    ] {
        let text = BROWSER
            .replace("\"https-loopback\"", &format!("\"{redirect}\""))
            .replace("https://127.0.0.1/callback", uri);
        let text = text.replace("pkce = false", "").replace("issuer = ", "# issuer = ");
        match (read(text.as_bytes()), words) {
            (Ok(connection), None) => assert_eq!(connection.redirect_to_register(), uri),
            (Err(FileError::Field { field: "redirect_uri", rule }), Some(words)) => {
                assert!(rule.contains(words), "{redirect} {uri}: {rule}")
            }
            (other, _) => panic!("{redirect} {uri}: {other:?}"),
        }
    }
}

#[test]
fn c05_where_nobody_of_ours_listens_no_code_is_sent_without_pkce() {
    for uri in [
        "http://127.0.0.1:8123/callback",
        "https://127.0.0.1:8123/callback",
        "https://127.0.0.1/callback",
        "http://[::1]:8123/callback",
        "http://localhost:8123/callback",
    ] {
        let paste = BROWSER.replace("https-loopback", "paste").replace("https://127.0.0.1/callback", uri);
        match read(paste.as_bytes()) {
            Err(FileError::Field { field: "redirect_uri", rule }) => {
                assert!(rule.contains("another program could take the answer"), "{uri}: {rule}")
            }
            other => panic!("{uri}: {other:?}"),
        }
        for with_pkce in [paste.replace("pkce = false", "pkce = true"), paste.replace("pkce = false", "")] {
            assert!(read(with_pkce.as_bytes()).is_ok(), "{uri}");
        }
    }
    let paste = BROWSER.replace("https-loopback", "paste");
    let named = paste.replace("https://127.0.0.1/callback", OUT_OF_BAND).replace("issuer", "# issuer");
    assert!(read(named.as_bytes()).is_ok(), "whether or not the file writes it down");
    let shown: Vec<_> =
        paste.lines().filter(|line| !line.starts_with("redirect_uri") && !line.starts_with("issuer")).collect();
    let shown = shown.join("\n");
    assert!(read(shown.as_bytes()).is_ok(), "the page shows the code to the person alone");
    assert!(read(BROWSER.as_bytes()).is_ok(), "the till listens there itself");
}

#[test]
fn l16_an_issuer_is_an_address_and_stored_letter_for_letter() {
    let with = |issuer: &str| read(BROWSER.replace("https://Login.example.com", issuer).as_bytes());
    for good in [
        "https://Login.example.com",
        "https://login.example.com/",
        "https://login.example.com:443/realms/a",
        "http://127.0.0.1:3000",
    ] {
        assert_eq!(with(good).expect(good).oauth.issuer.as_deref(), Some(good), "RFC 9207 compares it as a text");
    }
    for bad in [
        "",
        "login.example.com",
        "http://login.example.com",
        "https://login.example.com?x",
        "https://login.example.com#x",
        "https://a@login.example.com",
    ] {
        assert!(matches!(with(bad), Err(FileError::Field { field: "issuer", .. })), "{bad:?}");
    }
    let live = GOOD.replace("21-systems\"", "accounts-v1\"").replace("21-systems-juba", "accounts")
        + "[oauth]\nclient_id = \"till\"\nissuer = \"http://127.0.0.1:3000\"\n";
    assert!(
        matches!(read(live.as_bytes()), Err(FileError::Field { field: "issuer", .. })),
        "only a test connection may name this computer"
    );
    let airtime = format!("{GOOD}[oauth]\nissuer = \"https://login.example.com\"\n");
    assert!(matches!(read(airtime.as_bytes()), Err(FileError::Field { field: "oauth", .. })));
    let shown =
        BROWSER.replace("https-loopback", "paste").replace("redirect_uri = \"https://127.0.0.1/callback\"\n", "");
    assert!(
        matches!(read(shown.as_bytes()), Err(FileError::Field { field: "issuer", .. })),
        "a bare code names nobody"
    );
    let unnamed = read(BROWSER.replace("issuer = \"https://Login.example.com\"", "").as_bytes()).expect("a good file");
    assert_eq!(unnamed.oauth.issuer, None);
}

#[test]
fn where_the_browser_is_sent_no_port_is_one_that_browsers_refuse() {
    let sent = |port: u16| {
        BROWSER.replace("https://login.example.com/oauth", &format!("https://login.example.com:{port}/oauth"))
    };
    let based = |port: u16| {
        BROWSER
            .replace("127.0.0.1:3000", &format!("127.0.0.1:{port}"))
            .replace("authorization_address", "# authorization_address")
    };
    for (text, name) in [(sent(6697), "authorization_address"), (based(6000), "base_address")] {
        let error = read(text.as_bytes()).expect_err("no browser opens it");
        assert!(matches!(error, FileError::Field { field, .. } if field == name), "{error}");
    }
    for good in [sent(8443), based(3001), based(6000).replace("[\"browser\", \"password\"]", "[\"password\"]")] {
        assert!(read(good.as_bytes()).is_ok(), "{good}");
    }
}

#[test]
fn practice_cannot_be_imported() {
    assert!(read(GOOD.replace("\"live\"", "\"practice\"").as_bytes()).is_err());
}

#[test]
fn c03_hosts_that_differ_are_listed_for_an_extra_confirmation() {
    let connection = read(BROWSER.as_bytes()).expect("a good file");
    assert_eq!(connection.host(), "127.0.0.1:3000");
    assert_eq!(connection.other_hosts(), ["login.example.com"]);
}

#[test]
fn c04_changing_host_or_client_changes_what_secrets_are_bound_to() {
    let binding = |text: &str| read(text.as_bytes()).expect("a good file").secret_binding();
    let original = binding(BROWSER);
    assert_ne!(original, binding(&BROWSER.replace("127.0.0.1:3000", "127.0.0.1:3001")));
    assert_ne!(original, binding(&BROWSER.replace("\"till\"", "\"other\"")));
    assert_ne!(original, binding(&BROWSER.replace("\"accounts\"", "\"accounts-2\"")));
    assert_eq!(original, binding(&BROWSER.replace("Company accounts", "Our accounts")), "a new name keeps the sign-in");
}

proptest! {
    #[test]
    fn c02_no_bytes_crash_the_reader(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = read(&bytes);
    }

    #[test]
    fn c02_no_edit_of_a_good_file_crashes_the_reader(at in 0_usize..180, with in "\\PC{0,8}") {
        let mut text: Vec<char> = GOOD.chars().collect();
        let at = at.min(text.len());
        text.splice(at..at, with.chars());
        let _ = read(text.into_iter().collect::<String>().as_bytes());
    }
}

#[test]
fn c04_a_file_cannot_point_a_stored_sign_in_elsewhere() {
    let trick = GOOD.replace("airtime.example.com", "evil.example.net")
        + "[oauth]\ntoken_address = \"https://airtime.example.com/\"\n";
    assert!(matches!(read(trick.as_bytes()), Err(FileError::Field { field: "oauth", .. })));
    let before = read(BROWSER.as_bytes()).expect("a good file");
    let moved = read(BROWSER.replace("127.0.0.1:3000", "127.0.0.1:3001").as_bytes()).expect("a good file");
    assert_ne!(before.secret_binding(), moved.secret_binding(), "the base address counts whatever else is named");
}

#[test]
fn the_words_of_a_connection_file_are_these_for_ever() {
    use crate::connection::{Redirect, SignInMethod};
    let word = |value: serde_json::Result<serde_json::Value>| value.expect("a word").as_str().unwrap_or("?").to_owned();
    let apis = [crate::Api::TwentyOneSystems, crate::Api::AccountsV1, crate::Api::TruphoneConnect];
    assert_eq!(apis.map(|api| word(serde_json::to_value(api))), ["21-systems", "accounts-v1", "truphone-connect"]);
    let ways = [SignInMethod::Password, SignInMethod::Browser, SignInMethod::ClientCredentials];
    assert_eq!(ways.map(|way| word(serde_json::to_value(way))), ["password", "browser", "client-credentials"]);
    let redirects = [Redirect::Loopback, Redirect::HttpsLoopback, Redirect::Paste];
    assert_eq!(redirects.map(|one| word(serde_json::to_value(one))), ["loopback", "https-loopback", "paste"]);
    let written = write(&read(BROWSER.as_bytes()).expect("a good file"));
    let fields: Vec<&str> = written.lines().filter_map(|line| line.split_once(" = ")).map(|(field, _)| field).collect();
    assert!(
        ["format", "id", "name", "api", "environment", "base_address", "sign_in"].iter().all(|f| fields.contains(f))
    );
    let environments = [Environment::Live, Environment::Test, Environment::Practice];
    assert_eq!(environments.map(Environment::word), ["live", "test", "practice"], "also the names of folders");
}
