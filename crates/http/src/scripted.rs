//! Scripted peers on raw sockets, for the tests of the clients above: a server and a proxy that follow a script.
//!
//! Every request is noted byte for byte. A peer knows nothing of OAuth or of a service's forms, so it cannot agree with
//! a client's mistakes. Only the feature `scripted` builds this.

use std::net::{Ipv4Addr, SocketAddr};
use std::process::Command;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use url::Url;

/// The bytes that answer a request.
pub type Choice = dyn Fn(&str) -> Vec<u8> + Send + Sync;

/// The act of a server for one request.
#[derive(Clone)]
pub enum Act {
    /// Sends these bytes and closes.
    Answer(Vec<u8>),
    /// Sends these bytes and then nothing more, with the line open.
    Hang(Vec<u8>),
    /// Sends these bytes and breaks the line (RST).
    Reset(Vec<u8>),
    /// Sends the bytes that the function chooses for the request, and closes.
    Choose(Arc<Choice>),
    /// Reads the bytes of a handshake, sends nothing or these bytes, and notes no request.
    Raw(Option<&'static [u8]>),
    /// Sends these bytes, then the others again and again until the client leaves.
    Endless(Vec<u8>, Vec<u8>),
}

/// A server that runs until it is dropped.
pub struct Server {
    address: SocketAddr,
    seen: Arc<Mutex<Vec<String>>>,
    task: tokio::task::JoinHandle<()>,
}

impl Server {
    /// Does one thing for ever.
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

    /// The address of a path, over plain HTTP.
    pub fn url(&self, path: &str) -> Url {
        Url::parse(&format!("http://{}{path}", self.address)).expect("an address")
    }

    /// The address over HTTPS.
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

/// An address of this computer at which nobody listens. The system gives its port to nobody else as long as this lives:
/// one that was bound and released may be another test's by the time it is asked.
pub struct Nobody {
    _bound: TcpSocket,
    address: SocketAddr,
}

impl Nobody {
    /// At a port that was free.
    #[expect(clippy::new_without_default, reason = "it takes a port")]
    pub fn new() -> Self {
        let bound = TcpSocket::new_v4().expect("a socket");
        bound.bind((Ipv4Addr::LOCALHOST, 0).into()).expect("a free port");
        let address = bound.local_addr().expect("a bound address");
        Self { _bound: bound, address }
    }

    /// Where nobody listens.
    pub fn address(&self) -> SocketAddr {
        self.address
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
    notes.lock().expect("no test thread panicked with it").push(request.clone());
    let act = if let Act::Choose(choose) = act { Act::Answer(choose(&request)) } else { act };
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
        Act::Choose(_) | Act::Raw(_) => {}
    }
}

async fn read_request(stream: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    let mut chunk = [0; 4096];
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
        match stream.read(&mut chunk).await {
            Ok(0) | Err(_) => return None,
            Ok(count) => bytes.extend_from_slice(&chunk[..count]),
        }
    }
}

/// A whole answer with its length.
pub fn answer(status: u16, headers: &str, body: impl AsRef<[u8]>) -> Vec<u8> {
    let body = body.as_ref();
    [head(status, headers, body.len()).as_slice(), body].concat()
}

/// The head of an answer that announces `length` bytes.
pub fn head(status: u16, headers: &str, length: usize) -> Vec<u8> {
    format!("HTTP/1.1 {status} Status\r\nContent-Length: {length}\r\n{headers}\r\n").into_bytes()
}

/// A whole answer of JSON.
pub fn json(status: u16, body: &str) -> Vec<u8> {
    answer(status, "Content-Type: application/json\r\n", body)
}

/// A proxy that reads all bytes, sends `answer`, and closes or stays silent: its `host:port`, and the bytes that it was
/// sent.
pub async fn proxy(answer: &'static [u8], closes: bool) -> (String, UnboundedReceiver<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("a bound address").to_string();
    let (seen, requests) = unbounded_channel();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut head = vec![0; 4096];
            let read = stream.read(&mut head).await.unwrap_or(0);
            head.truncate(read);
            let _ = seen.send(head);
            let _ = stream.write_all(answer).await;
            if closes {
                let _ = stream.shutdown().await;
            } else {
                while stream.read(&mut [0; 4096]).await.is_ok_and(|count| count > 0) {}
            }
        }
    });
    (address, requests)
}

/// The variables that name a proxy, and those that change where one is looked for.
pub const PROXY_VARIABLES: [&str; 9] = [
    "http_proxy",
    "https_proxy",
    "all_proxy",
    "no_proxy",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
    "NO_PROXY",
    "REQUEST_METHOD",
];

/// Runs one test of this test program once more, in an environment with these variables: a process may not change its
/// own environment safely. The test writes its end into the file that `mark` names.
pub async fn within(test: &str, mark: &str, variables: &[(&str, String)]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let noted = folder.path().join("end");
    let mut command = Command::new(std::env::current_exe().expect("this test program"));
    command.args(["--exact", test, "--nocapture"]).env(mark, &noted).env_remove("SSL_CERT_DIR");
    for name in PROXY_VARIABLES {
        command.env_remove(name);
    }
    command.envs(variables.iter().map(|(name, value)| (*name, value)));
    let run = tokio::task::spawn_blocking(move || command.output()).await.expect("it runs").expect("it starts again");
    let said = String::from_utf8_lossy(&run.stdout).into_owned();
    assert!(run.status.success() && !said.contains("canary"), "g01: {said}{}", String::from_utf8_lossy(&run.stderr));
    let end = std::fs::read_to_string(noted).expect("an end");
    assert!(!end.contains("canary"), "g01: {end}");
    end
}
