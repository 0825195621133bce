//! The requests that a hostile page, another program or a broken proxy can send: one table of raw requests and the
//! answer to each of them.
//!
//! None of them ends the wait, and after all of them the right answer still does.

use super::*;

/// The requests, with `HOST`, `STATE` and `CODE` to be filled in, and the status that each gets.
fn table() -> Vec<(String, &'static str)> {
    let good = format!("{PATH}?code=CODE&state=STATE");
    let mut rows: Vec<(String, &'static str)> = Vec::new();
    let mut row = |request: String, status| rows.push((request, status));
    // Methods: only GET uses up the answer.
    for (method, status) in [
        ("POST", "405"),
        ("PUT", "405"),
        ("DELETE", "405"),
        ("OPTIONS", "405"),
        ("PATCH", "405"),
        ("TRACE", "405"),
        ("get", "405"),
        ("HEAD", "200"),
    ] {
        row(format!("{method} {good} HTTP/1.1\r\nHost: HOST\r\n\r\n"), status);
    }
    row("CONNECT HOST HTTP/1.1\r\nHost: HOST\r\n\r\n".into(), "400");
    row(
        format!(
            "OPTIONS {good} HTTP/1.1\r\nHost: HOST\r\nOrigin: https://evil.example\r\nAccess-Control-Request-Private-Network: true\r\n\r\n"
        ),
        "405",
    );
    row(format!("POST {good} HTTP/1.1\r\nHost: HOST\r\nContent-Length: 1099511627776\r\n\r\n"), "405");
    row(
        format!(
            "POST {good} HTTP/1.1\r\nHost: HOST\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 5\r\n\r\ncode="
        ),
        "405",
    );
    // Hosts: exactly ours, once.
    for host in [
        "localhost:PORT",
        "127.0.0.1",
        "127.0.0.1:1",
        "evil.example",
        "HOST.evil.example",
        "[::1]:PORT",
        "127.1:PORT",
        "HOST,HOST",
        "",
        "HOST:",
        "user@HOST",
        "127.0.0.1:0PORT",
    ] {
        row(format!("GET {good} HTTP/1.1\r\nHost: {host}\r\n\r\n"), "400");
    }
    row(format!("GET {good} HTTP/1.1\r\n\r\n"), "400");
    row(format!("GET {good} HTTP/1.0\r\n\r\n"), "400");
    row(format!("GET {good} HTTP/1.1\r\nHost: HOST\r\nHost: HOST\r\n\r\n"), "400");
    row(format!("GET {good} HTTP/1.1\r\nHost: HOST\r\nhost: evil.example\r\n\r\n"), "400");
    row(format!("GET {good} HTTP/1.1\r\nHost : HOST\r\n\r\n"), "400");
    for second in [
        "Host : evil.example",
        "Host: evil.example\u{1}",
        "host\t: HOST",
        "Host",
        "X: y\r\n Host: evil.example",
        " .evil.example",
        "\t:1",
    ] {
        row(format!("GET {good} HTTP/1.1\r\nHost: HOST\r\n{second}\r\n\r\n"), "400");
    }
    row(format!("GET {good} HTTP/1.1\r\nHost:\r\n HOST\r\n\r\n"), "400");
    row(format!("GET {good} HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: HOST\r\n\r\n"), "400");
    // Line ends other than CRLF.
    for end in ["\n", "\r", "\r\r\n"] {
        row(format!("GET {good} HTTP/1.1{end}Host: HOST{end}{end}"), "400");
    }
    row(format!("GET {good} HTTP/1.1\r\nHost: HOST\r\nX: y\nZ: y\r\n\r\n"), "400");
    row(format!("GET {good} HTTP/1.1\r\nHost: HOST\r\nX: y\rHost: evil.example\r\n\r\n"), "400");
    row(format!("GET {good} HTTP/1.1\r\nHost: HOST\n\n"), "400");
    // Bytes behind a head belong to no request.
    row(format!("GET /x HTTP/1.1\r\nHost: HOST\r\n\r\nGET {good} HTTP/1.1\r\nHost: HOST\r\n\r\n"), "404");
    row(
        format!(
            "GET /x HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET {good} HTTP/1.1\r\nHost: HOST\r\n\r\n"
        ),
        "404",
    );
    row(format!("GET {good} HTTP/1.1\r\nHost: HOST\r\n{}\r\n", "bad name: y\r\n".repeat(65)), "431");
    // Targets.
    for (target, status) in [
        ("/", "404"),
        ("/favicon.ico", "404"),
        ("/oauth/callback", "404"),
        ("/oauth/callback/juba/", "404"),
        ("/oauth/callback/juba2?code=CODE&state=STATE", "404"),
        ("/oauth/callback/%6Auba?code=CODE&state=STATE", "404"),
        ("/oauth/callback/x/../juba?code=CODE&state=STATE", "404"),
        ("//oauth/callback/juba?code=CODE&state=STATE", "404"),
        ("/OAUTH/callback/juba?code=CODE&state=STATE", "404"),
        ("/oauth/callback/juba;a?code=CODE&state=STATE", "404"),
        ("/done", "404"),
        ("/done?code=CODE&state=STATE", "404"),
        ("*", "400"),
        ("HOST", "400"),
        ("http://evil.example/oauth/callback/juba?code=CODE&state=STATE", "400"),
        ("https://HOST/oauth/callback/juba?code=CODE&state=STATE", "400"),
        ("http://HOST@evil.example/oauth/callback/juba?code=CODE&state=STATE", "400"),
        ("/oauth/callback/juba?code=CODE&state=STATE#x", "400"),
        ("/oauth/callback/juba", "400"),
        ("/oauth/callback/juba?", "400"),
    ] {
        row(format!("GET {target} HTTP/1.1\r\nHost: HOST\r\n\r\n"), status);
    }
    // Answers that are not ours.
    for query in [
        "code=CODE",
        "code=CODE&state=",
        "code=CODE&state=STATEx",
        "code=CODE&state=STATE&state=STATE",
        "code=CODE&code=CODE&state=STATE",
        "code=CODE&error=access_denied&state=STATE",
        "error=access_denied",
        "error=access_denied&state=other",
        "code=short&state=other",
        "code=&state=STATEx",
        "state=STATE",
        "code=CODE%00&state=STATEx",
        "code=%3Cscript%3Ealert(1)%3C%2Fscript%3E&state=",
    ] {
        row(format!("GET {PATH}?{query} HTTP/1.1\r\nHost: HOST\r\n\r\n"), "400");
    }
    // Sent by a page, or ahead of a person.
    for (fields, status) in [
        ("Sec-Fetch-Dest: image", "403"),
        ("Sec-Fetch-Dest: empty\r\nSec-Fetch-Mode: cors", "403"),
        ("Sec-Fetch-Dest: iframe\r\nSec-Fetch-Mode: navigate", "403"),
        ("Sec-Fetch-Mode: no-cors", "403"),
        ("Sec-Fetch-Dest: document\r\nSec-Fetch-Dest: image", "403"),
        ("Sec-Purpose: prefetch", "503"),
        ("Sec-Purpose: prefetch;prerender", "503"),
        ("Purpose: Prefetch", "503"),
        ("Sec-Purpose: prerender", "503"),
        ("Sec-Fetch-Dest: Document", "403"),
        ("Sec-Fetch-Dest:", "403"),
        ("Sec-Fetch-Dest: empty\r\nSec-Fetch-Mode: websocket\r\nUpgrade: websocket", "403"),
        // Named like a field that is read, and not such a field.
        ("Sec-Fetch-Dest : image", "400"),
        ("Sec-Fetch-Dest: im\u{1}age", "400"),
        ("Sec-Fetch-Mode: navigate\r\n -not", "400"),
        ("Purpose : prefetch", "400"),
        ("Sec-Purpose: prefetch\u{7f}", "400"),
    ] {
        row(format!("GET {good} HTTP/1.1\r\nHost: HOST\r\n{fields}\r\n\r\n"), status);
    }
    // Not HTTP, or not within bounds.
    row("\u{16}\u{3}\u{1}\u{2}\0\u{1}\0\u{1}\u{fc}".into(), "400");
    row(format!("GET {good} HTTP/2.0\r\nHost: HOST\r\n\r\n"), "400");
    row("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".into(), "400");
    row(format!("GET {good}\r\nHost: HOST\r\n\r\n"), "400");
    row(format!("GET  {good} HTTP/1.1\r\nHost: HOST\r\n\r\n"), "400");
    row(format!("GET {good} HTTP/1.1\r\n Host: HOST\r\n\r\n"), "400");
    row(format!("GET {PATH}?{} HTTP/1.1\r\nHost: HOST\r\n\r\n", "a".repeat(8 * 1024)), "414");
    row(format!("GET {good} HTTP/1.1\r\nHost: HOST\r\nX: {}\r\n\r\n", "a".repeat(16 * 1024)), "431");
    row(format!("GET {good} HTTP/1.1\r\nHost: HOST\r\n{}\r\n", "X: y\r\n".repeat(65)), "431");
    row("a".repeat(20 * 1024), "431");
    rows
}

#[tokio::test]
async fn l06_l07_l08_l09_l10_l14_nothing_in_this_table_ends_the_wait() {
    let table = table();
    assert!(table.len() >= 60, "{} cases", table.len());
    let mut waiting = wait(None).await;
    let (port, state) = (waiting.address.port().to_string(), waiting.state());
    for (request, expected) in &table {
        let request = request
            .replace("PORT", &port)
            .replace("HOST", &waiting.address.to_string())
            .replace("STATE", &state)
            .replace("CODE", CODE);
        let answer = waiting.send(request.as_bytes()).await;
        let shown: String = request.chars().take(120).collect();
        // A connection whose bytes are not read to the end may be closed before its answer arrives.
        assert!(
            status(&answer) == *expected || (answer.is_empty() && request.len() > 8 * 1024),
            "{shown:?} got {:?}",
            answer.lines().next()
        );
        assert!(!answer.contains("Access-Control") && !answer.contains(CODE) && !answer.contains(&state), "{shown:?}");
        assert!(waiting.is_waiting(), "{shown:?} ended the wait");
    }
    let answer = waiting.send(&waiting.get(&format!("{PATH}?{}", waiting.good()))).await;
    assert_eq!(status(&answer), "303");
    assert!(matches!(waiting.answered.await, Ok(Answer::Code(code)) if code.expose() == CODE));
}

#[tokio::test]
async fn l13_foreign_cookies_and_odd_fields_are_passed_over() {
    for fields in [
        b"Cookie: other=\xFF\xFE\x80; a=\"b\"\r\n".as_slice(),
        b"X-\xC3\xA9: y\r\n",
        b"Content-Length: 99999999999999999999\r\nTransfer-Encoding: chunked\r\n",
        b"Sec-Fetch-Dest: document\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-User: ?1\r\n",
        b"Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nExpect: 100-continue\r\n",
        b"Origin: null\r\nReferer: https://accounts.example/\r\n",
    ] {
        let waiting = wait(None).await;
        let mut request =
            format!("GET {PATH}?{} HTTP/1.1\r\nHost: {}\r\n", waiting.good(), waiting.address).into_bytes();
        request.extend_from_slice(fields);
        request.extend_from_slice(b"\r\n");
        assert_eq!(status(&waiting.send(&request).await), "303", "{}", String::from_utf8_lossy(fields));
        assert!(matches!(waiting.answered.await, Ok(Answer::Code(_))));
    }
}

#[tokio::test]
async fn l08_an_absolute_target_that_names_us_is_ours() {
    let waiting = wait(None).await;
    let target = format!("http://{}{PATH}?{}", waiting.address, waiting.good());
    assert_eq!(status(&waiting.send(&waiting.get(&target)).await), "303");
}

#[tokio::test]
async fn l05_five_hundred_wrong_states_never_end_the_attempt() {
    let mut waiting = wait(None).await;
    for n in 0..500 {
        let answer = waiting.send(&waiting.get(&format!("{PATH}?code={CODE}&state={n:043}"))).await;
        assert_eq!(status(&answer), "400");
    }
    assert!(waiting.is_waiting());
    assert_eq!(status(&waiting.send(&waiting.get(&format!("{PATH}?{}", waiting.good()))).await), "303");
    assert!(matches!(waiting.answered.await, Ok(Answer::Code(_))));
}
