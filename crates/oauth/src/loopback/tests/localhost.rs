//! A redirect URI that calls this computer `localhost`: the listener waits at both of its addresses and answers no
//! other name.
//!
//! The ports are the system's here; the tests of binding show that a registered one is bound or not at all.

use rustls::pki_types::ServerName;

use super::secure::{now, trusting};
use super::*;

fn door(leaf: Option<Leaf>) -> Door {
    Door { path: PATH.into(), port: 0, localhost: true, leaf }
}

/// The addresses to which this computer's name may lead a browser.
async fn addresses(port: u16) -> Vec<SocketAddr> {
    let mut found = Vec::new();
    for ip in ["127.0.0.1", "::1"] {
        let address = SocketAddr::new(ip.parse().unwrap(), port);
        if TcpListener::bind((address.ip(), 0)).await.is_ok() {
            found.push(address);
        }
    }
    found
}

#[tokio::test]
async fn l08_l26_a_browser_is_answered_at_either_address_and_only_as_localhost() {
    let port = wait_at(door(None)).await.address.port();
    for turn in 0..addresses(port).await.len() {
        let mut waiting = wait_at(door(None)).await;
        let port = waiting.address.port();
        assert_eq!(waiting.attempt.redirect_uri(), format!("http://localhost:{port}{PATH}"));
        let address = addresses(port).await[turn];
        let asks =
            |host: &str, query: &str| format!("GET {PATH}?{query} HTTP/1.1\r\nHost: {host}\r\n\r\n").into_bytes();
        let good = waiting.good();
        for host in [
            format!("127.0.0.1:{port}"),
            format!("[::1]:{port}"),
            "localhost".to_owned(),
            format!("localhost:{port}0"),
            format!("localhost.:{port}"),
            format!("LOCALHOST:{port}"),
            format!("localhost.evil.example:{port}"),
            format!("x.localhost:{port}"),
        ] {
            assert_eq!(status(&send(address, &asks(&host, &good)).await), "400", "{host}");
            assert!(waiting.is_waiting(), "{host}");
        }
        let own = format!("localhost:{port}");
        assert_eq!(status(&send(address, &asks(&own, "code=a&state=b")).await), "400");
        assert_eq!(status(&send(address, &asks(&own, &good)).await), "303", "{address}");
        assert!(matches!(waiting.answered.await, Ok(Answer::Code(_))));
    }
}

#[tokio::test]
async fn l25_the_leaf_vouches_for_localhost_only_where_that_is_registered() {
    let (named, plain) = (Leaf::make_for(now(), Names::Localhost).unwrap(), Leaf::make(now()).unwrap());
    assert!(
        named.vouches_for(Names::Localhost)
            && named.vouches_for(Names::AddressesAlone)
            && !plain.vouches_for(Names::Localhost)
    );
    for (leaf, name, is_trusted) in [
        (&named, "localhost", true),
        (&named, "127.0.0.1", true),
        (&named, "::1", true),
        (&named, "x.localhost", false),
        (&named, "accounts.example", false),
        (&plain, "127.0.0.1", true),
        (&plain, "localhost", false),
    ] {
        let waiting = wait_at(door(Some(leaf.clone()))).await;
        assert!(waiting.attempt.redirect_uri().starts_with("https://localhost:"));
        let stream = TcpStream::connect(waiting.address).await.unwrap();
        let connected = trusting(leaf).connect(ServerName::try_from(name).unwrap(), stream).await;
        assert_eq!(connected.is_ok(), is_trusted, "{name}");
    }
}
