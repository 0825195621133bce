//! A scripted server on a raw socket: it notes every request byte for byte, counts them, and does one thing.
//!
//! It knows nothing of the service's forms, so it cannot agree with the client's mistakes.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use url::Url;

/// What it does with each request.
#[derive(Clone)]
pub enum Act {
    /// Sends these bytes and closes.
    Answer(Vec<u8>),
    /// Sends these bytes and then nothing more, with the line open.
    Hang(Vec<u8>),
    /// Sends these bytes and breaks the line (RST).
    Reset(Vec<u8>),
    /// Takes the bytes of a handshake, says nothing or these bytes, and notes no request.
    Raw(Option<&'static [u8]>),
    /// Sends these bytes, then the others again and again until the client leaves.
    Endless(Vec<u8>, Vec<u8>),
}

/// Running until it is dropped.
pub struct Server {
    address: SocketAddr,
    seen: Arc<Mutex<Vec<String>>>,
    task: tokio::task::JoinHandle<()>,
}

impl Server {
    pub async fn start(act: Act) -> Self {
        Self::start_in_turn(vec![act]).await
    }

    /// Does one act after the other, one per connection, and the last for ever.
    pub async fn start_in_turn(acts: Vec<Act>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("a bound address");
        let seen = Arc::new(Mutex::new(Vec::new()));
        let notes = Arc::clone(&seen);
        let task = tokio::spawn(async move {
            let mut acts = acts.into_iter();
            let mut act = acts.next().expect("at least one act");
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, act.clone(), Arc::clone(&notes)));
                act = acts.next().unwrap_or(act);
            }
        });
        Self { address, seen, task }
    }

    pub fn url(&self, path: &str) -> Url {
        Url::parse(&format!("http://{}{path}", self.address)).expect("an address")
    }

    pub fn secure_url(&self) -> Url {
        Url::parse(&format!("https://{}/", self.address)).expect("an address")
    }

    /// Every request so far, head and body.
    pub fn seen(&self) -> Vec<String> {
        self.seen.lock().expect("no test thread panicked with it").clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(mut stream: TcpStream, act: Act, notes: Arc<Mutex<Vec<String>>>) {
    if let Act::Raw(bytes) = act {
        let _ = stream.read(&mut [0; 4096]).await;
        match bytes {
            Some(bytes) => drop(stream.write_all(bytes).await),
            None => drop(stream.read(&mut [0; 1]).await),
        }
        return;
    }
    let Some(request) = read_request(&mut stream).await else { return };
    notes.lock().expect("no test thread panicked with it").push(request);
    match act {
        Act::Answer(bytes) => {
            let _ = stream.write_all(&bytes).await;
            let _ = stream.shutdown().await;
        }
        Act::Hang(bytes) => {
            let _ = stream.write_all(&bytes).await;
            // Ends when the client closes its side.
            let _ = stream.read(&mut [0; 1]).await;
        }
        Act::Reset(bytes) => {
            let _ = stream.write_all(&bytes).await;
            let _ = stream.flush().await;
            let _ = stream.set_zero_linger();
        }
        Act::Endless(bytes, again) => {
            let _ = stream.write_all(&bytes).await;
            while stream.write_all(&again).await.is_ok() {}
        }
        Act::Raw(_) => {}
    }
}

async fn read_request(stream: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    let mut room = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| {
                line.to_ascii_lowercase().strip_prefix("content-length:").map(|n| n.trim().parse().unwrap_or(0))
            });
            if body.len() >= length.unwrap_or(0) {
                return Some(text);
            }
        }
        match stream.read(&mut room).await {
            Ok(0) | Err(_) => return None,
            Ok(count) => bytes.extend_from_slice(&room[..count]),
        }
    }
}

/// A whole answer with its length.
pub fn answer(status: u16, headers: &str, body: &[u8]) -> Vec<u8> {
    [head(status, headers, body.len()).as_slice(), body].concat()
}

/// The head of an answer that announces `length` bytes.
pub fn head(status: u16, headers: &str, length: usize) -> Vec<u8> {
    format!("HTTP/1.1 {status} Status\r\nContent-Length: {length}\r\n{headers}\r\n").into_bytes()
}
