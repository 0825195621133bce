//! One answer is delivered, with any other beside it or after it.
//!
//! Two good answers at the same moment, a reload, a paste beside a callback: one of them is delivered, and the pages of
//! the others say so.

use airtill_domain::{Clock, Environment, Moment, Timestamp};
use airtill_http::scripted::Nobody;

use super::*;
use crate::{Client, Settings, TokenClient, TokenEndpoint};

#[tokio::test]
async fn l24_of_a_paste_and_a_callback_at_the_same_time_one_is_the_answer() {
    let mut won = [0, 0];
    for round in 0..100 {
        let mut waiting = wait(None).await;
        let request = waiting.get(&format!("{PATH}?{}", waiting.good()));
        let address = waiting.address;
        let callback = tokio::spawn(async move { send(address, &request).await });
        // Sometimes before the callback, sometimes beside it, sometimes after it.
        for _ in 0..round % 20 {
            tokio::task::yield_now().await;
        }
        while round % 20 == 19 && !callback.is_finished() {
            tokio::task::yield_now().await;
        }
        let pasted = waiting.attempt.judge_pasted(&format!("{}?{}", waiting.attempt.redirect_uri(), waiting.good()));
        assert!(matches!(pasted, Answer::Code(_)));
        // The step of a caller: from here on nothing can be delivered any more; an answer that was delivered before is
        // the answer.
        waiting.answered.close();
        let called_back = waiting.answered.try_recv();
        let page = callback.await.unwrap();
        match called_back {
            Ok(answer) => {
                assert!(matches!(answer, Answer::Code(_)));
                assert_eq!(status(&page), "303");
                won[0] += 1;
            }
            Err(_) => won[1] += 1,
        }
        assert!(waiting.answered.try_recv().is_err(), "nothing comes after it");
        let late = waiting.send(&waiting.get(&format!("{PATH}?{}", waiting.good()))).await;
        assert_eq!(status(&late), "410", "and a reload gets a page that says so");
        waiting.over.cancel();
        waiting.serving.await.unwrap();
    }
    assert!(won.iter().all(|times| *times > 0), "both orders were tried: {won:?}");
}

struct NoClock;

impl Clock for NoClock {
    fn now(&self) -> Moment {
        Moment { wall: Timestamp(0), monotonic: Duration::ZERO }
    }
}

#[tokio::test]
async fn l20_an_exchange_that_fails_leaves_the_words_of_the_page_as_they_are() {
    let waiting = wait(None).await;
    let undated = |page: String| page.lines().filter(|line| !line.starts_with("Date: ")).collect::<Vec<_>>().join("\n");
    assert_eq!(status(&waiting.send(&waiting.get(&format!("{PATH}?{}", waiting.good()))).await), "303");
    let (address, attempt) = (waiting.address, Arc::clone(&waiting.attempt));
    let done = format!("GET /done HTTP/1.1\r\nHost: {address}\r\n\r\n");
    let before = undated(send(address, done.as_bytes()).await);
    let Ok(Answer::Code(code)) = waiting.answered.await else { panic!("a code") };
    let nobody = Nobody::new();
    let endpoint = TokenEndpoint::doorkeeper(
        &Url::parse(&format!("http://{}", nobody.address())).unwrap(),
        Client { id: "till".into(), secret: None },
    );
    let client = TokenClient::new(Settings {
        environment: Environment::Test,
        timeouts: Default::default(),
        clock: Arc::new(NoClock),
    });
    assert!(client.exchange(&endpoint, &code, &attempt).await.is_err());
    assert_eq!(undated(send(address, done.as_bytes()).await), before);
    let text = before.split("<p>").nth(1).unwrap().split("</p>").next().unwrap();
    assert_eq!(
        text, "Airtill has received your sign-in. Go back to Airtill.",
        "received, which stays true after a failed exchange"
    );
}

#[tokio::test(start_paused = true)]
async fn l10_a_client_that_does_not_read_the_page_is_given_two_seconds() {
    let attempt = attempt("http://127.0.0.1:49152/oauth/callback/juba");
    let expected = ListenerAddress { scheme: "http", host: "127.0.0.1:49152".into(), path: PATH.into() };
    let wait = Wait { pages: Pages::new(&words()), expected, attempt, waiting: Mutex::new((None, Progress::Waiting)) };
    // Sixteen bytes fit, and nothing reads them.
    let (ours, theirs) = tokio::io::duplex(16);
    let before = Instant::now();
    wait.answer(ours, Err(Refused { why: head::Refusal::NotFound, by_head: false })).await;
    assert_eq!(before.elapsed(), Duration::from_secs(2));
    let mut got = Vec::new();
    { theirs }.read_to_end(&mut got).await.unwrap();
    assert_eq!(got.len(), 16, "the bytes that fitted, and then the end");
}
