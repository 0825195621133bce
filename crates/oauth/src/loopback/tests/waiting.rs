//! One wait from its beginning to its end: the answer that is delivered, the pages, and that nothing is left.
//!
//! It ends by the right answer, by its limit and by being cancelled; other visitors in the meantime are in the
//! neighbouring files.

use super::*;
use crate::authorization::NotOurs;

/// A page without its date.
fn undated(answer: &str) -> String {
    answer.lines().filter(|line| !line.starts_with("Date: ")).collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn l18_l19_l20_the_answer_leads_to_a_page_without_the_code() {
    let waiting = wait(None).await;
    let answer = waiting.send(&waiting.get(&format!("{PATH}?{}", waiting.good()))).await;
    assert_eq!(status(&answer), "303");
    assert!(answer.contains("\r\nLocation: /done\r\n"));
    let done = waiting.send(&waiting.get("/done")).await;
    assert_eq!(status(&done), "200");
    assert!(done.contains("Airtill has received your sign-in. Go back to Airtill."));
    for page in [&answer, &done] {
        let (head, body) = page.split_once("\r\n\r\n").unwrap();
        for field in [
            "Content-Type: text/html; charset=utf-8",
            "Cache-Control: no-store",
            "Referrer-Policy: no-referrer",
            "X-Content-Type-Options: nosniff",
            "Server: Airtill",
        ] {
            assert!(head.contains(field), "{field}");
        }
        assert!(head.contains("Content-Security-Policy: default-src 'none'; style-src 'sha256-"));
        assert!(head.contains("'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"));
        for absent in ["Set-Cookie", "Access-Control", "Clear-Site-Data", "Transfer-Encoding"] {
            assert!(!head.contains(absent), "{absent}");
        }
        for absent in ["<script", "href", "src=", "<img", "<form", CODE, "signed in"] {
            assert!(!body.contains(absent), "{absent}");
        }
        assert!(head.contains(&format!("Content-Length: {}", body.len())));
        let style = body.split_once("<style>").unwrap().1.split_once("</style>").unwrap().0;
        let hash = base64::Engine::encode(
            &base64::engine::general_purpose::STANDARD,
            <sha2::Sha256 as sha2::Digest>::digest(style),
        );
        assert!(head.contains(&format!("style-src 'sha256-{hash}';")), "its own style, and no other");
    }
}

#[tokio::test]
async fn l18_every_refusal_has_the_same_careful_head_and_no_request_in_it() {
    let waiting = wait(None).await;
    let host = waiting.address;
    let canary = "canary-of-the-request";
    for (request, expected) in [
        (format!("GET /{canary} HTTP/1.1\r\nHost: {host}\r\n\r\n"), "404"),
        (format!("POST {PATH}?{canary} HTTP/1.1\r\nHost: {host}\r\n\r\n"), "405"),
        (format!("GET {PATH}?{canary} HTTP/1.1\r\nHost: {canary}\r\n\r\n"), "400"),
        (format!("GET {PATH}?code={canary} HTTP/1.1\r\nHost: {host}\r\n\r\n"), "400"),
        (format!("GET {PATH}?{canary} HTTP/1.1\r\nHost: {host}\r\nSec-Fetch-Dest: image\r\n\r\n"), "403"),
        (format!("GET {PATH}?{canary} HTTP/1.1\r\nHost: {host}\r\nPurpose: prefetch\r\n\r\n"), "503"),
        (format!("HEAD {PATH}?{canary} HTTP/1.1\r\nHost: {host}\r\n\r\n"), "200"),
        (format!("HEAD /{canary} HTTP/1.1\r\nHost: {host}\r\n\r\n"), "404"),
        (format!("HEAD {PATH}?{canary} HTTP/1.1\r\nHost: {canary}\r\n\r\n"), "400"),
    ] {
        let answer = waiting.send(request.as_bytes()).await;
        assert_eq!(status(&answer), expected, "{request}");
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        for field in [
            "Cache-Control: no-store",
            "Referrer-Policy: no-referrer",
            "X-Content-Type-Options: nosniff",
            "Content-Security-Policy: default-src 'none'",
        ] {
            assert!(head.contains(field), "{request} has no {field}");
        }
        assert!(!answer.contains(canary) && !head.contains("Set-Cookie") && !head.contains("Location"), "{answer}");
        assert_eq!(body.is_empty(), request.starts_with("HEAD"), "{request}");
        assert_eq!(head.contains("Allow: GET, HEAD"), expected == "405", "{request}");
    }
}

#[tokio::test]
async fn l15_a_refusal_ends_the_wait_and_its_words_are_on_no_page() {
    let mut pages = Vec::new();
    for description in ["", "The+owner+said+no", "%3Cscript%3Ealert(1)%3C%2Fscript%3E", "%0d%0aSet-Cookie%3A+a%3Db"] {
        let waiting = wait(None).await;
        let query = format!("error=access_denied&error_description={description}&state={}", waiting.state());
        let answer = waiting.send(&waiting.get(&format!("{PATH}?{query}"))).await;
        pages.push((undated(&answer), undated(&waiting.send(&waiting.get("/done")).await)));
        assert!(matches!(waiting.answered.await, Ok(Answer::Denied(denial)) if denial.error == "access_denied"));
    }
    assert!(pages.windows(2).all(|two| two[0] == two[1]), "the same bytes for every reason");
    assert!(pages[0].1.contains("did not allow"));
}

#[tokio::test]
async fn l15_l17_every_other_end_has_a_page_that_accuses_nobody() {
    let mut pages = Vec::new();
    for query in [
        "error=server_error",
        "error=temporarily_unavailable&error_description=later",
        "error=invalid_scope",
        "error=unauthorized_client",
        "error=something_else",
        "error=",
        "code=",
        "code=%00",
        "code=caf%C3%A9",
        &format!("code={}", "a".repeat(2049)),
    ] {
        let waiting = wait(None).await;
        let answer = waiting.send(&waiting.get(&format!("{PATH}?{query}&state={}", waiting.state()))).await;
        assert_eq!(status(&answer), "303", "{query}");
        pages.push((undated(&answer), undated(&waiting.send(&waiting.get("/done")).await)));
        let ended = waiting.answered.await.expect("it ends the wait");
        assert_eq!(matches!(ended, Answer::NoCode), query.starts_with("code"), "{query}");
    }
    assert!(pages.windows(2).all(|two| two[0] == two[1]), "the same bytes for every reason");
    assert!(pages[0].1.contains("did not go through") && !pages[0].1.contains("allow"));
}

#[tokio::test]
async fn l24_the_same_answer_twice_is_handed_over_once() {
    let waiting = wait(None).await;
    let request = waiting.get(&format!("{PATH}?{}", waiting.good()));
    let (one, other) = tokio::join!(waiting.send(&request), waiting.send(&request));
    let mut both = [status(&one), status(&other)];
    both.sort_unstable();
    assert_eq!(both, ["303", "410"]);
    let reload = waiting.send(&request).await;
    assert_eq!(status(&reload), "410");
    assert!(reload.contains("had this answer already"));
    // A refusal that comes after the code changes nothing either.
    let late = waiting.send(&waiting.get(&format!("{PATH}?error=access_denied&state={}", waiting.state()))).await;
    assert_eq!(status(&late), "410");
    assert!(waiting.send(&waiting.get("/done")).await.contains("has received"));
    assert!(matches!(waiting.answered.await, Ok(Answer::Code(_))));
}

#[tokio::test]
async fn l04_the_answer_of_an_older_attempt_does_not_touch_the_newer_one() {
    let older = wait(None).await;
    let mut newer = wait(None).await;
    let stale = newer.send(&newer.get(&format!("{PATH}?{}", older.good()))).await;
    assert_eq!(status(&stale), "400");
    assert!(newer.is_waiting());
    let answer = newer.send(&newer.get(&format!("{PATH}?{}", newer.good()))).await;
    assert_eq!(status(&answer), "303");
}

#[tokio::test]
async fn l05_a_wrong_state_is_shown_once_and_the_right_one_still_counts() {
    let mut waiting = wait(None).await;
    let mut reason = waiting.attempt.turned_away();
    let wrong = waiting.get(&format!("{PATH}?code={CODE}&state=wrong"));
    assert_eq!(status(&waiting.send(&wrong).await), "400");
    assert_eq!(*reason.borrow_and_update(), Some(NotOurs::State));
    for _ in 0..500 {
        assert_eq!(status(&waiting.send(&wrong).await), "400");
    }
    assert!(!reason.has_changed().unwrap(), "the same reason is no news");
    assert!(waiting.is_waiting());
    let right = waiting.get(&format!("{PATH}?{}", waiting.good()));
    assert_eq!(status(&waiting.send(&right).await), "303");
    assert_eq!(status(&waiting.send(&wrong).await), "410");
    assert!(!reason.has_changed().unwrap(), "a right or late answer is not turned away");
    assert!(matches!(waiting.answered.await, Ok(Answer::Code(_))));
}

#[tokio::test]
async fn l02_the_redirect_uri_names_the_port_that_is_already_bound() {
    for _ in 0..200 {
        let listener = Listener::bind(Door { path: PATH.into(), port: 0, localhost: false, leaf: None }).await.unwrap();
        let redirect_uri = listener.redirect_uri();
        let port = listener.sockets[0].local_addr().unwrap().port();
        assert_eq!(redirect_uri, format!("http://127.0.0.1:{port}{PATH}"));
        // A browser that is back at once finds a listener.
        let early = TcpStream::connect(("127.0.0.1", port)).await;
        assert!(early.is_ok());
    }
}

#[tokio::test]
async fn l21_a_few_seconds_after_the_answer_everything_is_closed() {
    tokio::time::pause();
    let waiting = wait(None).await;
    let silent = TcpStream::connect(waiting.address).await.unwrap();
    let request = waiting.get(&format!("{PATH}?{}", waiting.good()));
    assert_eq!(status(&waiting.send(&request).await), "303");
    let before = tokio::time::Instant::now();
    waiting.serving.await.unwrap();
    assert!((2..=4).contains(&before.elapsed().as_secs()), "{:?}", before.elapsed());
    assert!(TcpStream::connect(waiting.address).await.is_err(), "the port is free");
    drop(silent);
}

#[tokio::test]
async fn l21_an_answer_that_came_another_way_ends_the_wait_as_well() {
    tokio::time::pause();
    let mut waiting = wait(None).await;
    waiting.answered.close();
    tokio::time::timeout(Duration::from_secs(4), waiting.serving).await.expect("a few seconds later").unwrap();
    assert!(TcpStream::connect(waiting.address).await.is_err(), "the port is free");
}

#[tokio::test]
async fn l06_a_path_that_a_browser_would_write_otherwise_is_not_listened_at() {
    for path in [
        "",
        "oauth",
        "/done",
        "/a?x=1",
        "/a#b",
        "/a b",
        "/é",
        "/a/../b",
        "@evil.example/",
        ":80/",
        "/a\\b",
        "//evil.example/",
    ] {
        let refused =
            Listener::bind(Door { path: path.into(), port: 0, localhost: false, leaf: None }).await.map(|_| ());
        assert!(matches!(refused, Err(ListenError::Path)) || path == "//evil.example/", "{path:?}");
    }
}

#[tokio::test]
async fn l24_the_page_of_a_callback_after_a_paste_says_that_it_is_too_late() {
    let mut waiting = wait(None).await;
    waiting.answered.close();
    // The listener has noticed it after one turn of the scheduler.
    tokio::task::yield_now().await;
    assert_eq!(status(&waiting.send(&waiting.get(&format!("{PATH}?{}", waiting.good()))).await), "410");
}

#[tokio::test]
async fn l21_nothing_of_a_connection_is_left_when_serving_has_ended() {
    let listener = Listener::bind(Door { path: PATH.into(), port: 0, localhost: false, leaf: None }).await.unwrap();
    let (attempt, address) = (attempt(&listener.redirect_uri()), listener.sockets[0].local_addr().unwrap());
    let (tell, _answered) = oneshot::channel();
    let over = CancellationToken::new();
    let crowd = async {
        let mut crowd = Vec::new();
        for _ in 0..5 {
            crowd.push(TcpStream::connect(address).await.unwrap());
        }
        // They are accepted in their order, so all of them are when this one is answered.
        assert_eq!(
            status(&send(address, format!("GET / HTTP/1.1\r\nHost: {address}\r\n\r\n").as_bytes()).await),
            "404"
        );
        over.cancel();
        crowd
    };
    let (words, waited) = (words(), Arc::clone(&attempt));
    // Driven by this very task: no other runs between its end and the count.
    let ((), _crowd) = tokio::join!(listener.serve(waited, &words, tell, over.clone()), crowd);
    assert_eq!(Arc::strong_count(&attempt), 1, "no task that holds it is left");
}

#[test]
fn the_port_of_the_scheme_is_left_out_as_browsers_do() {
    let at = |port| SocketAddr::from(([127, 0, 0, 1], port));
    assert_eq!(host(at(443), "https", false), "127.0.0.1");
    assert_eq!(host(at(443), "http", false), "127.0.0.1:443");
    assert_eq!(host(at(80), "http", false), "127.0.0.1");
    assert_eq!(host(SocketAddr::from((std::net::Ipv6Addr::LOCALHOST, 8080)), "http", false), "[::1]:8080");
    assert_eq!(host(at(7555), "https", true), "localhost:7555");
}

#[tokio::test]
async fn l22_cancelling_closes_everything_at_once_and_hands_nothing_over() {
    let waiting = wait(None).await;
    let silent = TcpStream::connect(waiting.address).await.unwrap();
    let mut speaking = TcpStream::connect(waiting.address).await.unwrap();
    speaking.write_all(b"GET /oau").await.unwrap();
    waiting.over.cancel();
    without_timers(waiting.serving).await.unwrap();
    assert!(waiting.answered.await.is_err());
    let mut rest = Vec::new();
    // Reset or ended: nothing comes.
    let _ = speaking.read_to_end(&mut rest).await;
    assert!(rest.is_empty());
    drop(silent);
}

#[test]
fn a_word_with_markup_is_text() {
    let words = Words { received: "<b>&\"".into(), right_to_left: true, language: "ar\"><script>".into(), ..words() };
    let page = String::from_utf8(Pages::new(&words).done(Progress::Received).to_vec()).unwrap();
    assert!(page.contains("<p>&lt;b&gt;&amp;&quot;</p>"));
    assert!(page.contains("dir=\"rtl\""));
    assert!(!page.contains("<script"));
}
