//! Every fault switch, as the client sees it, and its effect on the truth or none.
//!
//! A fault before the work leaves the float alone, and one after it does not: the till's tests rely on that.

use std::io::ErrorKind;
use std::time::Duration;

use airtill_practice::{Cut, Effect, Endpoint, Fault, Gate, Practice};
use rust_decimal::Decimal;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::client::{Client, Got, LIMIT, TOP_UP, memory, password, refresh, signed_in};

async fn with(fault: Fault) -> (Practice, Client) {
    let practice = memory().await;
    let client = signed_in(&practice).await;
    practice.set_fault(Endpoint::TopUp, fault);
    (practice, client)
}

async fn sell(client: &Client) -> Got {
    client.top_up("211921234567", "6").await
}

#[tokio::test]
async fn a_reset_or_close_comes_at_its_cut_and_charges_only_after_the_work() {
    let reset = Some(ErrorKind::ConnectionReset);
    for (effect, error) in [(Effect::Reset as fn(Cut) -> Effect, reset), (Effect::Close, None)] {
        for cut in [Cut::Start, Cut::Head, Cut::Middle] {
            for (fault, charges) in [(Fault::before(effect(cut)), 0), (Fault::after(effect(cut)), 1)] {
                let (practice, client) = with(fault).await;
                let got = sell(&client).await;
                assert_eq!(got.error, error, "{cut:?}");
                match cut {
                    Cut::Start => assert!(got.bytes.is_empty()),
                    Cut::Head => assert_eq!((got.status(), got.body().as_str()), (200, "")),
                    Cut::Middle => {
                        let said: usize = got.header("content-length").unwrap().parse().unwrap();
                        assert_eq!(got.body().len(), said / 2);
                    }
                }
                let truth = practice.truth();
                assert_eq!(truth.len(), charges);
                assert!(truth.iter().all(|charge| !charge.answered));
                assert_eq!(sell(&client).await.status(), 200, "a fault happens once unless it is set otherwise");
            }
        }
    }
}

#[tokio::test]
async fn a_hang_is_silent_from_its_cut_on() {
    for (cut, part) in [(Cut::Start, ""), (Cut::Head, "\r\n\r\n"), (Cut::Middle, "{\"reference\":\"")] {
        let (practice, client) = with(Fault::after(Effect::Hang(cut))).await;
        let mut stream = TcpStream::connect(client.address).await.unwrap();
        let request = client.request("POST", TOP_UP, r#"{"msisdn":"211921234567","amount":6}"#);
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut text = String::new();
        while !text.contains(part) {
            let mut buffer = [0; 1024];
            let count = timeout(LIMIT, stream.read(&mut buffer)).await.unwrap().unwrap();
            text.push_str(std::str::from_utf8(&buffer[..count]).unwrap());
        }
        let silence = timeout(Duration::from_millis(100), stream.read(&mut [0; 1])).await;
        assert!(silence.is_err(), "{cut:?}");
        practice.stop().await;
        let end = timeout(LIMIT, stream.read(&mut [0; 1])).await.expect("a hanging connection ends with the service");
        assert!(matches!(end, Ok(0) | Err(_)));
    }
}

#[tokio::test]
async fn any_answer_can_replace_the_right_one() {
    let answer = |status, content_type: &str, body: &str| Effect::Answer {
        status,
        content_type: content_type.to_owned(),
        body: body.into(),
    };
    for (status, content_type, body) in
        [(502, "text/html", "<html>"), (500, "application/json", "{}"), (200, "", ""), (404, "text/plain", "{\"refer")]
    {
        let (practice, client) = with(Fault::after(answer(status, content_type, body))).await;
        let got = sell(&client).await;
        assert_eq!((got.status(), got.body().as_str()), (status, body));
        assert_eq!(got.header("content-type").unwrap_or_default(), content_type);
        assert_eq!(practice.truth().len(), 1);
    }
    let (practice, client) = with(Fault::status(503, "text/html", "<html>").standing()).await;
    assert_eq!((sell(&client).await.status(), sell(&client).await.status()), (503, 503));
    assert!(practice.truth().is_empty());
    practice.clear_faults();
    assert_eq!(sell(&client).await.status(), 200);
}

#[tokio::test]
async fn a_401_comes_as_often_as_set_in_the_shape_of_its_half() {
    let (practice, client) = with(Fault::before(Effect::Unauthorized).times(2)).await;
    let all = [sell(&client).await.status(), sell(&client).await.status(), sell(&client).await.status()];
    assert_eq!(all, [401, 401, 200]);
    practice.set_fault(Endpoint::Any, Fault::before(Effect::Unauthorized));
    let got = client.call("GET", "/auth/user", "").await;
    assert_eq!(got.body(), r#"{"code":401,"msg":"Invalid token: signature is invalid"}"#);
}

#[tokio::test]
async fn a_redirect_names_its_address() {
    for status in [301, 302, 303, 307, 308] {
        let (practice, client) =
            with(Fault::before(Effect::Redirect { status, to: "http://127.0.0.1:9/x".to_owned() })).await;
        let got = sell(&client).await;
        assert_eq!((got.status(), got.header("location").as_deref()), (status, Some("http://127.0.0.1:9/x")));
        assert!(practice.truth().is_empty());
    }
}

#[tokio::test]
async fn a_gzip_bomb_is_small_on_the_wire() {
    let (_practice, client) = with(Fault::after(Effect::GzipBomb)).await;
    let got = sell(&client).await;
    assert_eq!(got.header("content-encoding").as_deref(), Some("gzip"));
    let at = got.bytes.windows(4).position(|four| four == b"\r\n\r\n").unwrap() + 4;
    assert!(got.bytes[at..].starts_with(&[0x1f, 0x8b]));
    assert!(got.bytes.len() < 4 << 20);
}

#[tokio::test]
async fn an_endless_body_goes_on_until_the_client_leaves() {
    let (_practice, client) = with(Fault::after(Effect::EndlessBody)).await;
    let mut stream = TcpStream::connect(client.address).await.unwrap();
    let request = client.request("POST", TOP_UP, r#"{"msisdn":"211921234567","amount":6}"#);
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut buffer = vec![0; 8 << 20];
    timeout(LIMIT, stream.read_exact(&mut buffer)).await.unwrap().unwrap();
    assert!(buffer.starts_with(b"HTTP/1.1 200 OK\r\n"));
}

#[tokio::test]
async fn the_right_answer_can_lie() {
    let (_practice, client) = with(Fault::after(Effect::Receiver("211929999999".to_owned()))).await;
    assert_eq!(sell(&client).await.field("receiver"), "211929999999");
    let (practice, client) = with(Fault::after(Effect::Balance("0.10".parse().unwrap()))).await;
    assert!(sell(&client).await.body().contains(r#""balance":0.1,"#));
    assert_eq!(practice.float(), Decimal::from(4994));
    let (_practice, client) = with(Fault::after(Effect::ContentType("text/html".to_owned()))).await;
    let got = sell(&client).await;
    assert_eq!(
        (got.header("content-type").as_deref(), got.field("statusMessage").as_str()),
        (Some("text/html"), "SUCCESS")
    );
    let (_practice, client) = with(Fault::after(Effect::Raw(b"SSH-2.0-x\r\n".to_vec()))).await;
    assert_eq!(sell(&client).await.text(), "SSH-2.0-x\r\n");
}

#[tokio::test]
async fn a_gate_holds_the_request_until_it_is_opened() {
    for charges in [0, 1] {
        let gate = Gate::new();
        let wait = Effect::Wait(gate.clone());
        let (practice, client) = with(if charges == 0 { Fault::before(wait) } else { Fault::after(wait) }).await;
        let sale = tokio::spawn(async move { sell(&client).await });
        timeout(LIMIT, gate.reached(1)).await.unwrap();
        assert_eq!(practice.truth().len(), charges);
        assert!(!sale.is_finished());
        gate.open();
        assert_eq!(sale.await.unwrap().status(), 200);
        assert!(practice.truth()[0].answered);
    }
}

#[tokio::test]
async fn t10_a_rotation_whose_answer_is_lost_has_still_happened() {
    let practice = memory().await;
    let at = practice.address();
    let token = password(at, "clerk@practice.example", "practice").await.field("refresh_token");
    practice.set_fault(Endpoint::Token, Fault::before(Effect::Reset(Cut::Start)));
    assert!(refresh(at, &token).await.bytes.is_empty());
    practice.set_fault(Endpoint::Token, Fault::after(Effect::Reset(Cut::Start)));
    assert!(refresh(at, &token).await.bytes.is_empty(), "the first fault had used nothing up");
    assert_eq!(refresh(at, &token).await.status(), 400);
}
