//! The HTTPS listener and its leaf.
//!
//! The rules of a plain listener are not tried again, except for a crowd, whose silence a handshake could hide.

use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio_rustls::TlsConnector;

use super::*;
use airtill_domain::Timestamp;

const DAY: i64 = 24 * 60 * 60 * 1000;

/// Now, for a test that speaks to a real verifier of certificates.
#[allow(clippy::disallowed_methods, reason = "the verifier asks the computer's own clock")]
pub fn now() -> Timestamp {
    Timestamp(
        i64::try_from(std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_millis()).unwrap(),
    )
}

pub fn trusting(leaf: &Leaf) -> TlsConnector {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from(leaf.certificate.clone())).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    TlsConnector::from(Arc::new(config))
}

#[tokio::test]
async fn l25_a_browser_that_trusts_the_leaf_is_answered_over_tls() {
    let leaf = Leaf::make(now()).unwrap();
    let waiting = wait(Some(leaf.clone())).await;
    assert!(waiting.attempt.redirect_uri().starts_with("https://127.0.0.1:"));
    let stream = TcpStream::connect(waiting.address).await.unwrap();
    let mut stream = trusting(&leaf).connect(ServerName::try_from("127.0.0.1").unwrap(), stream).await.unwrap();
    stream.write_all(&waiting.get(&format!("{PATH}?{}", waiting.good()))).await.unwrap();
    let mut answer = Vec::new();
    stream
        .read_to_end(&mut answer)
        .await
        .expect("it says that it is the end (RFC 8446 §6.1): a page that was cut off is none");
    assert_eq!(status(&String::from_utf8(answer).unwrap()), "303");
    assert!(matches!(waiting.answered.await, Ok(Answer::Code(_))));
}

#[tokio::test]
async fn l11_l25_a_handshake_under_way_is_not_dropped_for_a_crowd() {
    let waiting = wait(Some(Leaf::make(now()).unwrap())).await;
    let mut speaking = TcpStream::connect(waiting.address).await.unwrap();
    let hello = client_hello(2);
    speaking.write_all(&hello[..20]).await.unwrap();
    // They are accepted and read in their order, so that one was read when another is answered.
    let mut next = TcpStream::connect(waiting.address).await.unwrap();
    next.write_all(&hello).await.unwrap();
    is_alert(&mut next).await;
    let mut crowd = Vec::new();
    for _ in 0..20 {
        crowd.push(TcpStream::connect(waiting.address).await.unwrap());
    }
    // The last of them that could have gone in its place has.
    let _ = crowd[10].read(&mut [0]).await;
    speaking.write_all(&hello[20..]).await.unwrap();
    is_alert(&mut speaking).await;
}

/// A ClientHello (RFC 4346 §7.4.1.2) of version 3.`version`: random bytes, no session, four cipher suites, no
/// compression.
fn client_hello(version: u8) -> Vec<u8> {
    let suites = [0xC0, 0x09, 0xC0, 0x13, 0x00, 0x2F, 0x00, 0x35];
    let hello = [&[3, version][..], &[7; 32], &[0], &[0, 8], &suites, &[1, 0]].concat();
    let length = u8::try_from(hello.len()).unwrap();
    [&[0x16, 3, version.min(1), 0, length + 4, 1, 0, 0, length][..], &hello].concat()
}

/// An alert that is fatal (RFC 8446 §6), and the end: a handshake failure or the protocol version, not an error of
/// decoding.
async fn is_alert(stream: &mut TcpStream) {
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    assert!(answer.len() == 7 && answer[0] == 0x15 && answer[5] == 2, "{answer:x?}");
    assert!(matches!(answer[6], 40 | 70), "{}", answer[6]);
}

#[tokio::test]
async fn l25_plain_http_garbage_and_a_stall_on_the_tls_port_delay_nobody() {
    let leaf = Leaf::make(now()).unwrap();
    let mut waiting = wait(Some(leaf.clone())).await;
    let stalled = TcpStream::connect(waiting.address).await.unwrap();
    let plain = waiting.get(&format!("{PATH}?{}", waiting.good()));
    for bytes in [plain.as_slice(), b"\x16\x03\x01\xff\xff\x01", b"\0\0\0\0", b"SSH-2.0-OpenSSH\r\n"] {
        let mut stream = TcpStream::connect(waiting.address).await.unwrap();
        stream.write_all(bytes).await.unwrap();
        stream.shutdown().await.unwrap();
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer).await;
        assert!(!answer.starts_with(b"HTTP"), "no page in the clear");
        assert!(waiting.is_waiting());
    }
    let stream = TcpStream::connect(waiting.address).await.unwrap();
    assert!(trusting(&leaf).connect(ServerName::try_from("127.0.0.1").unwrap(), stream).await.is_ok());
    drop(stalled);
}

#[tokio::test]
async fn l11_l25_four_hundred_silent_connections_delay_nobody_over_tls() {
    let leaf = Leaf::make(now()).unwrap();
    within_a_second(async || {
        let waiting = wait(Some(leaf.clone())).await;
        let mut silent = Vec::new();
        for _ in 0..400 {
            silent.push(TcpStream::connect(waiting.address).await.unwrap());
        }
        // The handshake included.
        let begun = Instant::now();
        let stream = TcpStream::connect(waiting.address).await.unwrap();
        let mut stream = trusting(&leaf).connect(ServerName::try_from("127.0.0.1").unwrap(), stream).await.unwrap();
        stream.write_all(&waiting.get(&format!("{PATH}?{}", waiting.good()))).await.unwrap();
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer).await;
        assert_eq!(status(&String::from_utf8(answer).unwrap()), "303");
        (begun.elapsed(), ())
    })
    .await;
}

#[tokio::test]
async fn l25_a_leaf_that_has_ended_is_refused_by_the_browser_and_due_here() {
    let leaf = Leaf::make(Timestamp(now().0 - 301 * DAY)).unwrap();
    assert!(leaf.is_due(now()));
    let waiting = wait(Some(leaf.clone())).await;
    let stream = TcpStream::connect(waiting.address).await.unwrap();
    let refused = trusting(&leaf).connect(ServerName::try_from("127.0.0.1").unwrap(), stream).await.unwrap_err();
    let error = refused.get_ref().and_then(|cause| cause.downcast_ref::<rustls::Error>()).unwrap();
    assert_eq!(airtill_http::certificate_error(error), crate::CertificateError::Expired);
    // A client that trusts the renewed leaf accepts it, and no other does.
    let renewed = Leaf::make(now()).unwrap();
    let waiting = wait(Some(renewed.clone())).await;
    for (trusted, taken) in [(&renewed, true), (&leaf, false)] {
        let stream = TcpStream::connect(waiting.address).await.unwrap();
        assert_eq!(trusting(trusted).connect(ServerName::try_from("127.0.0.1").unwrap(), stream).await.is_ok(), taken);
    }
}

#[tokio::test]
async fn l25_tls_1_2_is_supported_and_nothing_older() {
    let leaf = Leaf::make(now()).unwrap();
    let mut waiting = wait(Some(leaf.clone())).await;
    for (version, number) in [
        (&rustls::version::TLS12, rustls::ProtocolVersion::TLSv1_2),
        (&rustls::version::TLS13, rustls::ProtocolVersion::TLSv1_3),
    ] {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from(leaf.certificate.clone())).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_protocol_versions(&[version])
            .unwrap()
            .with_root_certificates(roots);
        let connector = TlsConnector::from(Arc::new(config.with_no_client_auth()));
        let stream = TcpStream::connect(waiting.address).await.unwrap();
        let stream = connector.connect(ServerName::try_from("127.0.0.1").unwrap(), stream).await.unwrap();
        assert_eq!(stream.get_ref().1.protocol_version(), Some(number));
    }
    for older in [0, 1, 2] {
        let mut stream = TcpStream::connect(waiting.address).await.unwrap();
        stream.write_all(&client_hello(older)).await.unwrap();
        is_alert(&mut stream).await;
    }
    assert!(waiting.is_waiting());
}

#[tokio::test]
async fn l22_cancelling_in_the_middle_of_a_handshake_closes_at_once() {
    let leaf = Leaf::make(now()).unwrap();
    for sent in [&b""[..], b"\x16\x03\x01\x02\x00\x01\x00"] {
        let waiting = wait(Some(leaf.clone())).await;
        let mut stream = TcpStream::connect(waiting.address).await.unwrap();
        stream.write_all(sent).await.unwrap();
        // So that the connection has been accepted.
        tokio::task::yield_now().await;
        waiting.over.cancel();
        let mut rest = Vec::new();
        without_timers(async {
            waiting.serving.await.unwrap();
            // Reset or ended, and without a page.
            let _ = stream.read_to_end(&mut rest).await;
        })
        .await;
        assert!(waiting.answered.await.is_err() && rest.is_empty(), "{rest:x?}");
    }
}

#[tokio::test(start_paused = true)]
async fn l25_a_handshake_that_stalls_ends_with_the_five_seconds_of_its_head() {
    let waiting = wait(Some(Leaf::make(now()).unwrap())).await;
    for sent in [&b""[..], b"\x16", b"\x16\x03\x01\x02\x00\x01\x00"] {
        let mut stalls = TcpStream::connect(waiting.address).await.unwrap();
        stalls.write_all(sent).await.unwrap();
        let before = Instant::now();
        let mut rest = Vec::new();
        // Reset or ended.
        let _ = stalls.read_to_end(&mut rest).await;
        assert!((4..=5).contains(&before.elapsed().as_secs()) && rest.is_empty(), "{:?} {rest:x?}", before.elapsed());
    }
}

#[tokio::test]
async fn l25_a_leaf_vouches_for_loopback_alone_and_is_no_authority() {
    let leaf = Leaf::make(now()).unwrap();
    let waiting = wait(Some(leaf.clone())).await;
    for (name, trusted) in
        [("127.0.0.1", true), ("::1", true), ("127.0.0.2", false), ("localhost", false), ("accounts.example", false)]
    {
        let stream = TcpStream::connect(waiting.address).await.unwrap();
        let connected = trusting(&leaf).connect(ServerName::try_from(name).unwrap(), stream).await;
        assert_eq!(connected.is_ok(), trusted, "{name}");
    }
    let has = |oid: &[u8], rest: &[u8]| {
        leaf.certificate.windows(oid.len() + rest.len()).any(|part| part == [oid, rest].concat())
    };
    // basicConstraints (2.5.29.19), critical or not, with an empty sequence: CA is FALSE.
    assert!(
        has(b"\x55\x1d\x13", b"\x01\x01\xff\x04\x02\x30\x00") || has(b"\x55\x1d\x13", b"\x04\x02\x30\x00"),
        "CA:FALSE"
    );
    // Each is a sequence with one entry, or a bit string with one bit, and critical or not.
    let serves = b"\x04\x0c\x30\x0a\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x01";
    assert!(has(b"\x55\x1d\x25", serves) || has(b"\x55\x1d\x25\x01\x01\xff", serves), "serverAuth alone");
    let signs = b"\x04\x04\x03\x02\x07\x80";
    assert!(
        has(b"\x55\x1d\x0f", signs) || has(b"\x55\x1d\x0f\x01\x01\xff", signs),
        "digitalSignature alone: it signs no certificates"
    );
    assert!(
        has(b"\x87\x04\x7f\x00\x00\x01", b"") && has(b"\x87\x10", &[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]),
        "both addresses"
    );
}

#[test]
fn l25_a_leaf_is_renewed_before_it_ends_and_lives_less_than_a_year() {
    let made = Timestamp(1_800_000_000_000);
    let leaf = Leaf::make(made).unwrap();
    assert!(leaf.ends.0 - made.0 <= 364 * DAY);
    assert!(!leaf.is_due(made));
    assert!(leaf.is_due(Timestamp(leaf.ends.0 - 29 * DAY)));
    assert!(leaf.is_due(Timestamp(leaf.ends.0 + DAY)));
    assert!(leaf.is_due(Timestamp(made.0 - 40 * DAY)), "made while the clock was ahead");
    assert!(!format!("{leaf:?}").contains("key"));
    assert!(leaf.is_usable());
    for key in [zeroize::Zeroizing::new(vec![1, 2, 3]), Leaf::make(made).unwrap().key] {
        let other = Leaf { key, ..leaf.clone() };
        assert_eq!((other.server().err(), other.is_usable()), (Some(LeafError::Unreadable), false));
    }
}
