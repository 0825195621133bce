//! A client of raw TCP: one request on one connection, and every byte that came back.
//!
//! It knows only one thing of HTTP: the end of the head.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use airtill_practice::{Options, Practice};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;

/// The longest that a test waits for an event that must come.
pub const LIMIT: Duration = Duration::from_secs(60);

/// A port that no other test is given while its service is stopped, with what holds it: Linux lets a service listen at
/// a port that is bound and not listened at. Elsewhere it is released at once.
pub fn own_port() -> (Option<TcpSocket>, u16) {
    let socket = TcpSocket::new_v4().unwrap();
    #[cfg(target_os = "linux")]
    socket.set_reuseaddr(true).unwrap();
    socket.bind((Ipv4Addr::LOCALHOST, 0).into()).unwrap();
    let port = socket.local_addr().unwrap().port();
    (cfg!(target_os = "linux").then_some(socket), port)
}

/// The bytes that came back on a connection.
#[derive(Debug)]
pub struct Got {
    pub bytes: Vec<u8>,
    /// The error that ended it; `None` where the service closed it in order.
    pub error: Option<io::ErrorKind>,
}

impl Got {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    pub fn status(&self) -> u16 {
        self.text()[9..12].parse().unwrap()
    }

    pub fn header(&self, name: &str) -> Option<String> {
        let text = self.text();
        let head = text.split("\r\n\r\n").next()?;
        head.lines().find_map(|line| {
            let (given, value) = line.split_once(": ")?;
            given.eq_ignore_ascii_case(name).then(|| value.to_owned())
        })
    }

    pub fn body(&self) -> String {
        self.text().split_once("\r\n\r\n").unwrap().1.to_owned()
    }

    /// The text of a string field of a JSON body.
    pub fn field(&self, name: &str) -> String {
        let body = self.body();
        let start =
            body.find(&format!("\"{name}\":\"")).unwrap_or_else(|| panic!("no {name} in {body}")) + name.len() + 4;
        body[start..].split('"').next().unwrap().to_owned()
    }
}

/// Sends these bytes and reads until the service ends the connection.
pub async fn raw(address: SocketAddr, request: &[u8]) -> Got {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request).await.unwrap();
    let mut bytes = Vec::new();
    let error = stream.read_to_end(&mut bytes).await.err().map(|error| error.kind());
    Got { bytes, error }
}

pub struct Client {
    pub address: SocketAddr,
    pub token: String,
}

pub async fn memory() -> Practice {
    Practice::start(Options::default()).await.unwrap()
}

pub async fn signed_in(practice: &Practice) -> Client {
    let got = password(practice.address(), "clerk@practice.example", "practice").await;
    Client { address: practice.address(), token: got.field("access_token") }
}

pub async fn form(address: SocketAddr, body: &str) -> Got {
    let head = "POST /auth/token HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\n";
    raw(address, format!("{head}Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes()).await
}

pub async fn password(address: SocketAddr, user: &str, password: &str) -> Got {
    form(address, &format!("grant_type=password&username={}&password={password}", user.replace('@', "%40"))).await
}

pub async fn refresh(address: SocketAddr, refresh_token: &str) -> Got {
    form(address, &format!("grant_type=refresh_token&refresh_token={refresh_token}")).await
}

impl Client {
    pub async fn call(&self, method: &str, path: &str, body: &str) -> Got {
        timeout(LIMIT, raw(self.address, self.request(method, path, body).as_bytes())).await.expect("an answer in time")
    }

    pub fn request(&self, method: &str, path: &str, body: &str) -> String {
        let (token, length) = (&self.token, body.len());
        format!(
            "{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {token}\r\nContent-Length: {length}\r\n\r\n{body}"
        )
    }

    pub async fn top_up(&self, msisdn: &str, amount: &str) -> Got {
        self.call("POST", TOP_UP, &format!("{{\"msisdn\":\"{msisdn}\",\"amount\":{amount}}}")).await
    }

    pub async fn balance(&self) -> Got {
        self.call("GET", "/airtime/api/subscriber/balancev2", "").await
    }
}

pub const TOP_UP: &str = "/airtime/api/subscriber/topup";
