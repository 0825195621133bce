//! Answers of servers that break off, never end, or send people elsewhere, for manifests and packages alike.
//!
//! Each is an act for the first request; a test says what must come of it.

use std::net::SocketAddr;
use std::time::Duration;

use airtill_http::scripted::{Act, answer, head};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use url::Url;

/// An answer that announces more than it sends, and ends.
pub fn truncated(bytes: &[u8]) -> Act {
    Act::Answer([head(200, "", bytes.len()).as_slice(), &bytes[..bytes.len() / 2]].concat())
}

/// A body without an end, which says nothing of its length.
pub fn endless() -> Act {
    let head = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".to_vec();
    Act::Endless(head, vec![b' '; 16 * 1024])
}

/// A page for people, as a hotel shows it.
pub fn page() -> Act {
    Act::Answer(answer(200, "Content-Type: text/html\r\n", "<!doctype html><title>Welcome</title>"))
}

/// A redirect to this address.
pub fn redirect(target: &Url) -> Act {
    Act::Answer(answer(302, &format!("Location: {target}\r\n"), ""))
}

/// A server that redirects to itself for ever, each time after a while.
pub async fn hesitating() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.read(&mut [0; 4096]).await;
            tokio::time::sleep(Duration::from_millis(150)).await;
            let _ = stream.write_all(&answer(307, "Location: ?again\r\n", "")).await;
        }
    });
    address
}

/// A server that reads a request, sends this, and then a byte every few milliseconds until the client leaves.
pub async fn dripping(first: Vec<u8>) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let first = first.clone();
            tokio::spawn(async move {
                let _ = stream.read(&mut [0; 4096]).await;
                let _ = stream.write_all(&first).await;
                while stream.write_all(b" ").await.is_ok() {
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
            });
        }
    });
    address
}
