//! The reader of the tables of answers: `act
//! headers
//! body
//! …`, each row played over a socket.
//!
//! The head of each table explains its words. Nothing here knows a service.

use std::path::Path;

use airtill_apis::Timeouts;
use airtill_http::scripted::{Act, Nobody, Server, answer, head};
use url::Url;

use crate::{SHORT, SHORT_CONNECT};

const CAP: usize = 64 * 1024;

/// The rows of a table with their line numbers, each cut into its columns.
pub fn rows(table: &str) -> impl Iterator<Item = (usize, Vec<&str>)> {
    let lines = table.lines().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    lines.map(|(number, line)| (number + 1, line.split(" | ").collect()))
}

/// The scripted service of one row.
pub struct Scene {
    /// The scripted server, or the port at which there is none.
    peer: Result<Server, Nobody>,
    /// The base address that the client is given.
    pub base: Url,
    /// The time limits; short where the row waits for one.
    pub timeouts: Timeouts,
}

impl Scene {
    /// How often the server was asked.
    pub fn asked(&self) -> usize {
        self.peer.as_ref().map_or(0, |server| server.seen().len())
    }
}

/// Sets up the scene of one row; files are looked for in `folder`.
pub async fn scene(folder: &Path, act: &str, headers: &str, body: &str, elsewhere: &Server) -> Scene {
    if act == "refused" {
        let nobody = Nobody::new();
        let base = Url::parse(&format!("http://{}", nobody.address())).expect("an address");
        return Scene { peer: Err(nobody), base, timeouts: Timeouts::default() };
    }
    let headers = headers.replace("{elsewhere}", elsewhere.url("/").as_str());
    let server = Server::start(act_of(act, &headers, body_of(folder, body))).await;
    let base = if matches!(act, "stalled handshake" | "no tls") { server.secure_url() } else { server.url("") };
    let timeouts = match act {
        "stalled handshake" => SHORT_CONNECT,
        _ if waits(act) => SHORT,
        _ => Timeouts::default(),
    };
    Scene { peer: Ok(server), base, timeouts }
}

/// Whether the client waits for the rest of an answer until its own limit.
pub fn waits(act: &str) -> bool {
    matches!(act, "silence" | "endless continue") || act.ends_with("hang")
}

/// The bytes of a body column.
pub fn body_of(folder: &Path, column: &str) -> Vec<u8> {
    if let Some(file) = column.strip_prefix('@') {
        return std::fs::read(folder.join(file)).expect("a fixture of the folder");
    }
    if let Some(hex) = column.strip_prefix("hex:") {
        return (0..hex.len() / 2)
            .map(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).expect("hex digits"))
            .collect();
    }
    if column == "-" { Vec::new() } else { column.as_bytes().to_vec() }
}

/// The act of a server that answers as three columns say.
pub fn act_of(act: &str, headers: &str, mut body: Vec<u8>) -> Act {
    let headers: &str = &match headers {
        "-" => String::new(),
        lines => lines.split(" ;; ").map(|line| format!("{line}\r\n")).collect(),
    };
    let (status, manner) = act.split_once(' ').unwrap_or((act, ""));
    let Ok(status) = status.parse::<u16>() else {
        return match act {
            "close" => Act::Answer(Vec::new()),
            "reset" => Act::Reset(Vec::new()),
            "garbage" => Act::Answer(b"SSH-2.0-OpenSSH_9.2\r\n\r\n".to_vec()),
            "half head" => Act::Answer(b"HTTP/1.1 200 OK\r\nContent-Le".to_vec()),
            "endless head" => Act::Endless(b"HTTP/1.1 200 OK\r\n".to_vec(), b"X-More: and more\r\n".to_vec()),
            "endless continue" => Act::Endless(Vec::new(), b"HTTP/1.1 100 Continue\r\n\r\n".to_vec()),
            "silence" => Act::Hang(Vec::new()),
            "stalled handshake" => Act::Raw(None),
            "no tls" => Act::Raw(Some(b"HTTP/1.1 400 Bad Request\r\n\r\n")),
            other => panic!("the table has no act {other}"),
        };
    };
    let early = [head(status, headers, body.len() + 100).as_slice(), &body].concat();
    match manner {
        "" => Act::Answer(answer(status, headers, &body)),
        "chunked" => {
            let start =
                format!("HTTP/1.1 {status} Status\r\nTransfer-Encoding: chunked\r\n{headers}\r\n{:x}\r\n", body.len());
            Act::Answer([start.as_bytes(), &body, b"\r\n0\r\n\r\n"].concat())
        }
        "full" | "over" => {
            body.resize(if manner == "full" { CAP } else { CAP + 1 }, b' ');
            Act::Answer(answer(status, headers, &body))
        }
        "cut" => Act::Answer(early),
        "reset" => Act::Reset(early),
        "hang" => Act::Hang(early),
        "endless" => Act::Endless(format!("HTTP/1.1 {status} Status\r\n\r\n").into_bytes(), vec![b' '; 1024]),
        other => panic!("the table has no manner {other}"),
    }
}
